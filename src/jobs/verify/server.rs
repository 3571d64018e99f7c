//! Which server a verification runs on.

use super::{Error, Request};
use crate::config::Engine;
use crate::postgres::{self, Installation, url::Url};
use std::path::PathBuf;

/// A server that was opened.
pub(super) struct Open {
    pub(super) engine: Box<dyn postgres::Engine>,
    /// `local` or `url`.
    pub(super) kind: &'static str,
    /// True when it is ours alone.
    pub(super) is_own: bool,
    /// What was asked for: the engine, and a major.
    pub(super) wanted: Wanted,
    /// What a user should know of it, told once.
    pub(super) remarks: Vec<String>,
}

/// What a project wants of its server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) engine: Engine,
    pub(super) major: Option<u32>,
}

/// Opens a server, of a wanted major where there is a choice.
pub(super) fn open(request: &Request, wanted: Wanted) -> Result<Open, Error> {
    match (wanted.engine, &request.address) {
        (Engine::Url | Engine::Auto, Some(address)) => named(address, request, wanted),
        (Engine::Url, None) => Err(Error::NoAddress),
        (Engine::Local, _) | (Engine::Auto, None) => private(request, wanted),
    }
}

fn named(address: &str, request: &Request, wanted: Wanted) -> Result<Open, Error> {
    let engine = Url::connect(address, &request.environment)?;
    let mut remarks = engine.remarks().to_vec();
    let major = postgres::Engine::server(&engine).version.major;
    remarks.extend(wanted.major.filter(|wanted| *wanted != major).map(|wanted| other_major(wanted, major)));
    Ok(Open { engine: Box::new(engine), kind: "url", is_own: false, wanted, remarks })
}

#[cfg(unix)]
fn private(request: &Request, wanted: Wanted) -> Result<Open, Error> {
    let environment = &request.environment;
    let choice = postgres::choose(postgres::find(environment, wanted.major), wanted.major)?;
    let engine = postgres::local::Local::start(&choice.installation, environment, &[])?;
    let mut remarks = engine.remarks().to_vec();
    let major = choice.installation.version.major;
    remarks.extend(choice.instead_of.map(|wanted| other_major(wanted, major)));
    Ok(Open { engine: Box::new(engine), kind: "local", is_own: true, wanted, remarks })
}

#[cfg(not(unix))]
fn private(_: &Request, _: Wanted) -> Result<Open, Error> {
    Err(no_private_server())
}

/// Where a project would be replayed; nothing is started, and a server that is named is not
/// asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prospect {
    /// The server, in words.
    pub server: String,
    /// What a user should know of it.
    pub remark: Option<String>,
    /// The folder of its programs, where it is to be started.
    pub programs: Option<PathBuf>,
}

/// Looks where a project of this engine and this major would be replayed.
pub fn prospect(
    engine: Engine,
    address: Option<&str>,
    environment: &postgres::Environment,
    major: Option<u32>,
) -> Result<Prospect, Error> {
    match (engine, address) {
        (Engine::Url | Engine::Auto, Some(_)) => {
            let server = "the server that TIDEGATE_DATABASE_URL names".to_owned();
            Ok(Prospect { server, remark: None, programs: None })
        }
        (Engine::Url, None) => Err(Error::NoAddress),
        (Engine::Local, _) | (Engine::Auto, None) if cfg!(unix) => {
            let choice = postgres::choose(postgres::find(environment, major), major)?;
            let Installation { bin, version, .. } = choice.installation;
            let remark = choice.instead_of.map(|wanted| other_major(wanted, version.major));
            let server = format!("PostgreSQL {version} from {}", bin.display());
            Ok(Prospect { server, remark, programs: Some(bin) })
        }
        (Engine::Local, _) | (Engine::Auto, None) => Err(no_private_server()),
    }
}

fn no_private_server() -> Error {
    let rejected = vec!["a private server is started on Unix only".to_owned()];
    postgres::Error::NoServer { rejected }.into()
}

fn other_major(wanted: u32, major: u32) -> String {
    format!("PostgreSQL {wanted} is wanted, and this is PostgreSQL {major}")
}
