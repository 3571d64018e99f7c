//! Which server a verification runs on.

use super::{Error, Request};
use crate::config::Engine;
use crate::postgres::{self, Choice, Installation, VersionProbe, url::Url};
use std::path::PathBuf;

/// A server that was opened.
pub(super) struct OpenServer {
    pub(super) engine: Box<dyn postgres::Engine>,
    /// True when it is ours alone.
    pub(super) is_own: bool,
    /// What it was opened for.
    pub(super) wish: ServerRequirements,
    /// What a user should know of it.
    pub(super) remarks: Vec<String>,
    /// True when one of the remarks is of this run alone.
    pub(super) is_repaired: bool,
    /// True when nothing of an earlier run is on it.
    pub(super) is_new: bool,
}

/// What a project needs of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ServerRequirements {
    pub(super) engine: Engine,
    /// The major, where there is a choice.
    pub(super) major: Option<u32>,
    /// What stands on the server before the first migration, in short: a private cluster is kept
    /// for each.
    pub(super) purpose: String,
}

/// Which server it is going to be.
#[derive(Clone, Debug)]
pub(super) enum ChosenServer<'a> {
    /// The one at an address.
    Named(&'a str),
    /// A private one.
    Private(Choice),
    /// The one inside this binary.
    #[cfg(feature = "embedded")]
    Inside,
}

impl ChosenServer<'_> {
    /// The kind of server: `local`, `url` or `embedded`.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Named(_) => "url",
            Self::Private(_) => "local",
            #[cfg(feature = "embedded")]
            Self::Inside => "embedded",
        }
    }
}

/// Chooses a server without starting it.
pub(super) fn choose<'a>(
    request: &'a Request,
    wish: &ServerRequirements,
    answers: &mut VersionProbe,
) -> Result<ChosenServer<'a>, Error> {
    match (wish.engine, &request.address) {
        (Engine::Url | Engine::Auto, Some(address)) => Ok(ChosenServer::Named(address)),
        (Engine::Url, None) => Err(Error::NoAddress),
        #[cfg(feature = "embedded")]
        (Engine::Embedded, _) => Ok(ChosenServer::Inside),
        #[cfg(not(feature = "embedded"))]
        (Engine::Embedded, _) => Err(nothing_inside()),
        (Engine::Local, _) | (Engine::Auto, None) => {
            let found = postgres::find_with_probe(&request.environment, wish.major, answers);
            let choice = postgres::choose(found, wish.major);
            #[cfg(feature = "embedded")]
            if wish.engine == Engine::Auto && is_nearer_inside(choice.as_ref().ok(), wish.major) {
                return Ok(ChosenServer::Inside);
            }
            Ok(ChosenServer::Private(choice?))
        }
    }
}

/// True when the server inside is nearer to the wanted major than one of the machine, or the
/// only one.
#[cfg(feature = "embedded")]
fn is_nearer_inside(choice: Option<&Choice>, wanted: Option<u32>) -> bool {
    let Some(choice) = choice else { return true };
    let distance = |major: u32| wanted.map_or(0, |wanted| major.abs_diff(wanted));
    distance(postgres::embedded::Embedded::MAJOR) < distance(choice.installation.version.major)
}

/// Opens a server.
pub(super) fn open(
    request: &Request,
    chosen: &ChosenServer<'_>,
    wish: ServerRequirements,
) -> Result<OpenServer, Error> {
    match chosen {
        ChosenServer::Named(address) => named(address, request, wish),
        ChosenServer::Private(choice) => private(choice, request, wish),
        #[cfg(feature = "embedded")]
        ChosenServer::Inside => inside(request, wish),
    }
}

fn named(address: &str, request: &Request, wish: ServerRequirements) -> Result<OpenServer, Error> {
    let engine = Url::connect(address, &request.environment)?;
    let mut remarks = engine.remarks().to_vec();
    let major = postgres::Engine::server(&engine).version.major;
    remarks.extend(wish.major.filter(|wanted| *wanted != major).map(|wanted| other_major(wanted, major)));
    Ok(OpenServer { engine: Box::new(engine), is_own: false, wish, remarks, is_repaired: false, is_new: true })
}

#[cfg(unix)]
fn private(choice: &Choice, request: &Request, wish: ServerRequirements) -> Result<OpenServer, Error> {
    let engine = postgres::local::Local::start(&choice.installation, &request.environment, &wish.purpose, &[])?;
    let (is_repaired, is_new) = (engine.is_repaired(), engine.is_new());
    let mut remarks = engine.remarks().to_vec();
    let major = choice.installation.version.major;
    remarks.extend(choice.instead_of.map(|wanted| other_major(wanted, major)));
    Ok(OpenServer { engine: Box::new(engine), is_own: true, wish, remarks, is_repaired, is_new })
}

#[cfg(not(unix))]
fn private(_: &Choice, _: &Request, _: ServerRequirements) -> Result<OpenServer, Error> {
    Err(no_private_server())
}

/// Where a project would be replayed; nothing is started, and a server that is named is not
/// asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerPreview {
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
) -> Result<ServerPreview, Error> {
    match (engine, address) {
        (Engine::Url | Engine::Auto, Some(_)) => {
            let server = "the server that TIDEGATE_DATABASE_URL names".to_owned();
            Ok(ServerPreview { server, remark: None, programs: None })
        }
        (Engine::Url, None) => Err(Error::NoAddress),
        #[cfg(feature = "embedded")]
        (Engine::Embedded, _) => Ok(prospect_inside(major)),
        #[cfg(not(feature = "embedded"))]
        (Engine::Embedded, _) => Err(nothing_inside()),
        #[cfg(feature = "embedded")]
        (Engine::Auto, None)
            if is_nearer_inside(postgres::choose(postgres::find(environment, major), major).as_ref().ok(), major) =>
        {
            Ok(prospect_inside(major))
        }
        (Engine::Local, _) | (Engine::Auto, None) if cfg!(unix) => {
            let choice = postgres::choose(postgres::find(environment, major), major)?;
            let Installation { bin, version, .. } = choice.installation;
            let remark = choice.instead_of.map(|wanted| other_major(wanted, version.major));
            let server = format!("PostgreSQL {version} from {}", bin.display());
            Ok(ServerPreview { server, remark, programs: Some(bin) })
        }
        (Engine::Local, _) | (Engine::Auto, None) => Err(no_private_server()),
    }
}

#[cfg(feature = "embedded")]
fn prospect_inside(major: Option<u32>) -> ServerPreview {
    let inside = postgres::embedded::Embedded::MAJOR;
    let remark = major.filter(|wanted| *wanted != inside).map(|wanted| other_major(wanted, inside));
    ServerPreview { server: format!("the PostgreSQL {inside} inside tidegate"), remark, programs: None }
}

#[cfg(not(feature = "embedded"))]
fn nothing_inside() -> Error {
    let rejected = vec!["this build of tidegate has no server inside".to_owned()];
    postgres::Error::NoServer { rejected }.into()
}

fn no_private_server() -> Error {
    let rejected = vec!["a private server is started on Unix only".to_owned()];
    postgres::Error::NoServer { rejected }.into()
}

#[cfg(feature = "embedded")]
fn inside(request: &Request, wish: ServerRequirements) -> Result<OpenServer, Error> {
    let engine = postgres::embedded::Embedded::start(&request.environment, &wish.purpose)?;
    let (is_repaired, is_new) = (engine.is_repaired(), engine.is_new());
    let mut remarks = engine.remarks().to_vec();
    let major = postgres::embedded::Embedded::MAJOR;
    remarks.extend(wish.major.filter(|wanted| *wanted != major).map(|wanted| other_major(wanted, major)));
    Ok(OpenServer { engine: Box::new(engine), is_own: true, wish, remarks, is_repaired, is_new })
}

fn other_major(wanted: u32, major: u32) -> String {
    format!("PostgreSQL {wanted} is wanted, and this is PostgreSQL {major}")
}
