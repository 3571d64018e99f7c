//! Which server a verification runs on.

use super::{Error, Request};
use crate::postgres::{self, url::Url};

/// The kinds of servers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// The server that the user names, and without one a private server: from programs found on
    /// the machine, or where it is nearer to the wanted major the one inside this binary.
    #[default]
    Auto,
    /// The server that the user names.
    Url,
    /// A private server, from programs found on the machine.
    Local,
    /// The private server inside this binary.
    #[cfg(feature = "embedded")]
    Embedded,
}

/// A server that was opened.
pub(super) struct Open {
    pub(super) engine: Box<dyn postgres::Engine>,
    /// `local`, `url` or `embedded`.
    pub(super) kind: &'static str,
    /// True when it is ours alone.
    pub(super) is_own: bool,
    /// The major that was asked for.
    pub(super) wanted: Option<u32>,
    /// What a user should know of it, told once.
    pub(super) remarks: Vec<String>,
}

/// Opens a server, of a wanted major where there is a choice.
pub(super) fn open(request: &Request, wanted: Option<u32>) -> Result<Open, Error> {
    match (request.engine, &request.address) {
        (Engine::Url | Engine::Auto, Some(address)) => named(address, request, wanted),
        (Engine::Url, None) => Err(Error::NoAddress),
        (Engine::Local, _) => private(request, wanted),
        #[cfg(feature = "embedded")]
        (Engine::Embedded, _) => inside(request, wanted),
        #[cfg(feature = "embedded")]
        (Engine::Auto, None) if is_nearer_inside(request, wanted) => inside(request, wanted),
        (Engine::Auto, None) => private(request, wanted),
    }
}

fn named(address: &str, request: &Request, wanted: Option<u32>) -> Result<Open, Error> {
    let engine = Url::connect(address, &request.environment)?;
    let mut remarks = engine.remarks().to_vec();
    let major = postgres::Engine::server(&engine).version.major;
    remarks.extend(wanted.filter(|wanted| *wanted != major).map(|wanted| other_major(wanted, major)));
    Ok(Open { engine: Box::new(engine), kind: "url", is_own: false, wanted, remarks })
}

#[cfg(unix)]
fn private(request: &Request, wanted: Option<u32>) -> Result<Open, Error> {
    let environment = &request.environment;
    let choice = postgres::choose(postgres::find(environment, wanted), wanted)?;
    let engine = postgres::local::Local::start(&choice.installation, environment, &[])?;
    let mut remarks = engine.remarks().to_vec();
    let major = choice.installation.version.major;
    remarks.extend(choice.instead_of.map(|wanted| other_major(wanted, major)));
    Ok(Open { engine: Box::new(engine), kind: "local", is_own: true, wanted, remarks })
}

#[cfg(not(unix))]
fn private(_: &Request, _: Option<u32>) -> Result<Open, Error> {
    let rejected = vec!["a private server is started on Unix only".to_owned()];
    Err(postgres::Error::NoServer { rejected }.into())
}

/// True when the server inside is nearer to the major than any on the machine, or the only one.
#[cfg(feature = "embedded")]
fn is_nearer_inside(request: &Request, wanted: Option<u32>) -> bool {
    let major = postgres::embedded::Embedded::MAJOR;
    match postgres::choose(postgres::find(&request.environment, wanted), wanted) {
        Ok(choice) => {
            wanted.is_some_and(|wanted| major.abs_diff(wanted) < choice.installation.version.major.abs_diff(wanted))
        }
        Err(_) => true,
    }
}

#[cfg(feature = "embedded")]
fn inside(request: &Request, wanted: Option<u32>) -> Result<Open, Error> {
    let engine = postgres::embedded::Embedded::start(&request.environment)?;
    let mut remarks = engine.remarks().to_vec();
    let major = postgres::embedded::Embedded::MAJOR;
    remarks.extend(wanted.filter(|wanted| *wanted != major).map(|wanted| other_major(wanted, major)));
    Ok(Open { engine: Box::new(engine), kind: "embedded", is_own: true, wanted, remarks })
}

fn other_major(wanted: u32, major: u32) -> String {
    format!("PostgreSQL {wanted} is wanted, and this is PostgreSQL {major}")
}
