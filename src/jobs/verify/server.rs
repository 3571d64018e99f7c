//! The server that a project is replayed on: chosen, described, opened.

use super::error::Error;
use super::request::Request;
use crate::config::Engine;
use crate::postgres::{self, Choice, Environment, Installation, VersionProbe, url::Url};
use crate::process::fence_support;
use std::path::PathBuf;

/// A server that is chosen and not started.
#[derive(Clone, Debug)]
pub(super) enum ChosenServer<'a> {
    /// A server of the user, by its address.
    Url(&'a str),
    /// A private cluster, from programs of this machine.
    Local(Choice),
    /// Embedded Postgres.
    #[cfg(feature = "embedded")]
    Embedded,
}

/// The requirements of a project for a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ServerRequirements {
    pub(super) engine: Engine,
    /// The major version, if there is a choice.
    pub(super) major: Option<u32>,
    /// Content of the server before the first migration, in short: a private cluster is kept for
    /// each.
    pub(super) purpose: String,
}

/// A server that is open.
pub(super) struct OpenServer {
    pub(super) engine: Box<dyn postgres::Engine>,
    /// Whether only tidegate uses it.
    pub(super) is_own: bool,
    pub(super) required: ServerRequirements,
    /// Notes for the user.
    pub(super) remarks: Vec<String>,
    /// Whether a remark is about this run alone.
    pub(super) is_repaired: bool,
    /// Whether no earlier run left anything in it.
    pub(super) is_new: bool,
}

/// A server that a project would be replayed on, in words. It is not started, and not asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerPreview {
    pub server: String,
    /// Notes for the user.
    pub remark: Option<String>,
    /// The folder of the programs that would be started.
    pub programs: Option<PathBuf>,
    /// The things that a private server is kept from on this system, in words.
    pub confinement: Option<Vec<String>>,
}

/// Chooses a server without starting it.
pub(super) fn choose<'a>(
    engine: Engine,
    major: Option<u32>,
    address: Option<&'a str>,
    environment: &Environment,
    versions: &mut VersionProbe,
) -> Result<ChosenServer<'a>, Error> {
    match (engine, address) {
        (Engine::Url | Engine::Auto, Some(address)) => Ok(ChosenServer::Url(address)),
        (Engine::Url, None) => Err(Error::NoAddress),
        #[cfg(feature = "embedded")]
        (Engine::Embedded, _) => Ok(ChosenServer::Embedded),
        #[cfg(not(feature = "embedded"))]
        (Engine::Embedded, _) => Err(Error::NoEmbedded),
        (Engine::Local, _) | (Engine::Auto, None) => {
            let choice = postgres::choose(postgres::find_with_probe(environment, major, versions), major);
            #[cfg(feature = "embedded")]
            if engine == Engine::Auto && is_embedded_nearer(choice.as_ref().ok(), major) {
                return Ok(ChosenServer::Embedded);
            }
            if cfg!(unix) { Ok(ChosenServer::Local(choice?)) } else { Err(only_on_unix()) }
        }
    }
}

/// Whether embedded Postgres is nearer to the wanted major version than a server of the machine,
/// or the only one.
#[cfg(feature = "embedded")]
fn is_embedded_nearer(choice: Option<&Choice>, wanted: Option<u32>) -> bool {
    let Some(choice) = choice else { return true };
    let distance = |major: u32| wanted.map_or(0, |wanted| major.abs_diff(wanted));
    distance(postgres::embedded::Embedded::MAJOR) < distance(choice.installation.version.major)
}

impl ChosenServer<'_> {
    /// The kind of server: `local`, `url` or `embedded`.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Url(_) => "url",
            Self::Local(_) => "local",
            #[cfg(feature = "embedded")]
            Self::Embedded => "embedded",
        }
    }

    #[cfg_attr(not(feature = "embedded"), expect(unused_variables, reason = "only embedded Postgres compares it"))]
    fn preview(self, wanted: Option<u32>) -> ServerPreview {
        match self {
            Self::Url(_) => {
                let server = "the server named by TIDEGATE_DATABASE_URL".to_owned();
                ServerPreview { server, remark: None, programs: None, confinement: None }
            }
            Self::Local(Choice { installation: Installation { bin, version, .. }, instead_of }) => {
                let remark = instead_of.map(|wanted| other_major(wanted, version.major));
                let server = format!("PostgreSQL {version} from {}", bin.display());
                let confinement = Some(fence_support().parts().into_iter().map(str::to_owned).collect());
                ServerPreview { server, remark, programs: Some(bin), confinement }
            }
            #[cfg(feature = "embedded")]
            Self::Embedded => {
                let major = postgres::embedded::Embedded::MAJOR;
                let remark = wanted.and_then(|wanted| if_other_major(wanted, major));
                let server = format!("embedded PostgreSQL {major}");
                ServerPreview { server, remark, programs: None, confinement: None }
            }
        }
    }
}

/// The user's choices of a server.
#[derive(Clone, Copy, Debug)]
pub struct ServerOptions<'a> {
    /// The engine for every project, whatever its settings name.
    pub engine: Option<Engine>,
    /// Address of a server that the user names.
    pub address: Option<&'a str>,
    pub environment: &'a Environment,
}

/// Finds the server that a project of this engine and major version would be replayed on.
pub fn preview_server(engine: Engine, options: ServerOptions<'_>, major: Option<u32>) -> Result<ServerPreview, Error> {
    Ok(choose(engine, major, options.address, options.environment, &mut VersionProbe::default())?.preview(major))
}

/// Opens a server.
pub(super) fn open(
    request: &Request,
    chosen: &ChosenServer<'_>,
    required: ServerRequirements,
) -> Result<OpenServer, Error> {
    match chosen {
        ChosenServer::Url(address) => open_url(address, request, required),
        ChosenServer::Local(choice) => open_local(choice, request, required),
        #[cfg(feature = "embedded")]
        ChosenServer::Embedded => open_embedded(request, required),
    }
}

/// The remark about a server on which the role of its address is a superuser.
const SUPERUSER: &str = "the role in the address of the server is a superuser, so the migrations can run programs and \
    read files there";

fn open_url(address: &str, request: &Request, required: ServerRequirements) -> Result<OpenServer, Error> {
    let mut engine = Url::connect(address, &request.environment)?;
    let mut remarks = engine.remarks().to_vec();
    if engine.is_superuser()? {
        remarks.push(SUPERUSER.to_owned());
    }
    let major = postgres::Engine::server(&engine).version.major;
    remarks.extend(required.major.and_then(|wanted| if_other_major(wanted, major)));
    Ok(OpenServer { engine: Box::new(engine), is_own: false, required, remarks, is_repaired: false, is_new: true })
}

#[cfg(unix)]
fn open_local(choice: &Choice, request: &Request, required: ServerRequirements) -> Result<OpenServer, Error> {
    let mut engine = postgres::local::Local::start(&choice.installation, &request.environment, &required.purpose, &[])?;
    if request.superuser {
        engine.make_superuser()?;
    }
    let (is_repaired, is_new) = (engine.is_repaired(), engine.is_new());
    let mut remarks = engine.remarks().to_vec();
    let major = choice.installation.version.major;
    remarks.extend(choice.instead_of.map(|wanted| other_major(wanted, major)));
    Ok(OpenServer { engine: Box::new(engine), is_own: true, required, remarks, is_repaired, is_new })
}

#[cfg(not(unix))]
fn open_local(_: &Choice, _: &Request, _: ServerRequirements) -> Result<OpenServer, Error> {
    Err(only_on_unix())
}

#[cfg(feature = "embedded")]
fn open_embedded(request: &Request, required: ServerRequirements) -> Result<OpenServer, Error> {
    let mut engine = postgres::embedded::Embedded::start(&request.environment, &required.purpose)?;
    if request.superuser {
        engine.make_superuser()?;
    }
    let (is_repaired, is_new) = (engine.is_repaired(), engine.is_new());
    let mut remarks = engine.remarks().to_vec();
    let major = postgres::embedded::Embedded::MAJOR;
    remarks.extend(required.major.and_then(|wanted| if_other_major(wanted, major)));
    Ok(OpenServer { engine: Box::new(engine), is_own: true, required, remarks, is_repaired, is_new })
}

fn only_on_unix() -> Error {
    no_server("a private server can be started on Unix only")
}

fn no_server(reason: &str) -> Error {
    postgres::Error::NoServer { rejected: vec![reason.to_owned()] }.into()
}

fn if_other_major(wanted: u32, major: u32) -> Option<String> {
    (wanted != major).then(|| other_major(wanted, major))
}

fn other_major(wanted: u32, major: u32) -> String {
    format!("PostgreSQL {wanted} is wanted, and this is PostgreSQL {major}")
}
