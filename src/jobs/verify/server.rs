//! Which server a verification runs on.

use super::{Error, Request};
use crate::config::Engine;
use crate::postgres::{self, url::Url};

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
    let rejected = vec!["a private server is started on Unix only".to_owned()];
    Err(postgres::Error::NoServer { rejected }.into())
}

fn other_major(wanted: u32, major: u32) -> String {
    format!("PostgreSQL {wanted} is wanted, and this is PostgreSQL {major}")
}
