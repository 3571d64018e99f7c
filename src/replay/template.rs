//! Makes the template of an environment, or finds the one that a run before has left.

use super::extension::Create;
use super::privileges::Privileges;
use super::runner::{Entry, Runner};
use super::script;
use crate::platform::{Platform, STUBS, Step, Stub, text};
use crate::postgres::{Engine, Error, Level, NewDatabase, Session, quoted, scratch_name};
use crate::sql;
use crate::text::hex;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::rc::Rc;

/// An environment that is ready.
#[derive(Debug)]
pub(super) struct Prepared {
    /// The database to clone; `None` for an empty one.
    pub(super) template: Option<String>,
    /// Stand-ins in it that have no entry in `pg_extension`.
    pub(super) unentered: BTreeSet<String>,
    /// What could not be made, for lack of rights.
    pub(super) unmade: Vec<String>,
}

impl Prepared {
    /// One that was built on a server of our own, where nothing of it can be missing.
    pub(super) fn kept(platform: Platform, template: Option<String>) -> Self {
        Self { template, unentered: dashboard(platform).collect(), unmade: Vec::new() }
    }
}

/// Warnings of the environment's own SQL begin so.
const OWN_WARNING: &str = "environment:";

/// Prepares an environment. On a server of our own (`is_own`) nothing else is left: roles
/// that earlier migrations made are gone.
pub(super) fn prepare(engine: &mut dyn Engine, platform: Platform, is_own: bool) -> Result<Prepared, Error> {
    if is_own { own(engine, platform) } else { build(engine, platform, &[]) }
}

fn own(engine: &mut dyn Engine, platform: Platform) -> Result<Prepared, Error> {
    let roles = engine.roles()?;
    if platform == Platform::Plain && roles.is_empty() {
        return Ok(Prepared { template: None, unentered: BTreeSet::new(), unmade: Vec::new() });
    }
    let databases = engine.databases()?;
    let wanted = kept_name(engine, platform)?;
    if databases.contains(&wanted) {
        return Ok(Prepared::kept(platform, Some(wanted)));
    }
    // Roles belong to the whole server: what other environments and migrations left goes.
    for database in &databases {
        engine.drop_database(database)?;
    }
    let roles: Vec<String> = roles.into_iter().map(|role| quoted(&role.name)).collect();
    let mut prepared = build(engine, platform, &roles)?;
    if let Some(template) = &mut prepared.template {
        let kept = kept_name(engine, platform)?;
        engine.rename_database(template, &kept)?;
        *template = kept;
    }
    Ok(prepared)
}

/// Builds a template after having dropped roles.
fn build(engine: &mut dyn Engine, platform: Platform, roles: &[String]) -> Result<Prepared, Error> {
    let template = scratch_name();
    let mut prepared = Prepared { template: None, unentered: BTreeSet::new(), unmade: Vec::new() };
    if platform == Platform::Plain && roles.is_empty() {
        return Ok(prepared);
    }
    engine.create_database(&NewDatabase { name: &template, template: None })?;
    let filled = fill(engine, platform, &template, roles, &mut prepared);
    if filled.is_err() || platform == Platform::Plain {
        engine.drop_database(&template)?;
    } else {
        prepared.template = Some(template);
    }
    filled.map(|()| prepared)
}

fn fill(
    engine: &mut dyn Engine,
    platform: Platform,
    template: &str,
    roles: &[String],
    prepared: &mut Prepared,
) -> Result<(), Error> {
    let major = engine.server().version.major;
    let session = Session { settings: platform.settings(), notices: Level::Warning, ..Session::default() };
    let mut database = engine.open(template, &session)?;
    let privileges = Rc::new(Privileges::read(database.as_mut())?);
    let mut runner = Runner::new(database, template, major, privileges);
    if !roles.is_empty() {
        runner.raw(&format!("DROP ROLE {}", roles.join(", ")))?;
    }
    for step in platform.steps() {
        match step {
            Step::Cluster(file) | Step::Database(file) => {
                let content = text(file).unwrap_or_default();
                if !script::as_one(&mut runner, content)? {
                    // For whoever lacks some right; what the first try said is said again.
                    drop(runner.notices());
                    for span in sql::statements(content.as_bytes()) {
                        let statement = &content[span];
                        note(runner.statement(statement), statement, &mut prepared.unmade)?;
                    }
                }
                prepared.unmade.extend(warnings(&mut runner));
            }
            Step::Dashboard(name) => {
                if let Some(stub) = Stub::named(name) {
                    let loaded = runner.load(&stub, &Create::default(), Entry::None);
                    note(loaded, name, &mut prepared.unmade)?;
                }
            }
            Step::Version(_) | Step::Setting(..) => {}
        }
    }
    prepared.unentered.clone_from(runner.unentered());
    Ok(())
}

/// What the environment's own SQL warned of since the last call.
fn warnings(runner: &mut Runner) -> impl Iterator<Item = String> {
    let own = |message: &str| message.strip_prefix(OWN_WARNING).map(|message| message.trim().to_owned());
    runner.notices().into_iter().filter_map(move |notice| own(&notice.fields.message))
}

/// A statement that fails is noted, and the next one runs.
fn note(ran: Result<(), Error>, statement: &str, unmade: &mut Vec<String>) -> Result<(), Error> {
    match ran {
        Err(Error::Sql(error)) => {
            let first = statement.lines().next().unwrap_or_default();
            unmade.push(format!("`{first}`: {}", error.message));
            Ok(())
        }
        other => other,
    }
}

fn dashboard(platform: Platform) -> impl Iterator<Item = String> {
    platform.steps().into_iter().filter_map(|step| match step {
        Step::Dashboard(name) => Some(name.to_owned()),
        _ => None,
    })
}

/// What the names of templates begin with.
const TEMPLATE: &str = "environment_";

/// True for the name of a template that is kept.
pub(super) fn is_kept(name: &str) -> bool {
    name.starts_with(TEMPLATE)
}

/// The name under which a template is kept: what it is made of, and the roles that go with it.
fn kept_name(engine: &mut dyn Engine, platform: Platform) -> Result<String, Error> {
    let Fingerprint { sources, roles } = fingerprint(engine, platform)?;
    Ok(format!("{TEMPLATE}{}_{sources}_{roles}", platform.name()))
}

/// What everything on a server of our own depends on, in short.
#[derive(Debug)]
pub(super) struct Fingerprint {
    /// The SQL of the environment and of the stand-ins, and the extensions of the server.
    pub(super) sources: String,
    /// The roles that the server has now.
    pub(super) roles: String,
}

/// Takes it of the server as it is now.
pub(super) fn fingerprint(engine: &mut dyn Engine, platform: Platform) -> Result<Fingerprint, Error> {
    let mut parts = own_sources(platform);
    let extensions = engine.extensions()?;
    parts.extend(extensions.iter().flat_map(|extension| [extension.name.as_str(), extension.version.as_str()]));
    Ok(Fingerprint { sources: hashed(&parts, 8), roles: roles(engine)? })
}

/// The roles that the server has now, in short.
pub(super) fn roles(engine: &mut dyn Engine) -> Result<String, Error> {
    let roles = engine.roles()?;
    let roles: Vec<&str> = roles.iter().flat_map(|role| [role.name.as_str(), role.definition.as_str()]).collect();
    Ok(hashed(&roles, 4))
}

impl Platform {
    /// What it is made of, in short: its SQL and that of all stand-ins.
    pub fn fingerprint(self) -> String {
        hashed(&own_sources(self), 16)
    }
}

fn own_sources(platform: Platform) -> Vec<&'static str> {
    let mut parts = vec![env!("CARGO_PKG_VERSION"), platform.name()];
    for step in platform.steps() {
        match step {
            Step::Cluster(file) | Step::Database(file) => parts.push(text(file).unwrap_or_default()),
            Step::Version(word) | Step::Dashboard(word) => parts.push(word),
            Step::Setting(name, value) => parts.extend([name, value]),
        }
    }
    parts.extend(STUBS.iter().flat_map(|(name, sql)| [*name, *sql]));
    parts
}

fn hashed(parts: &[&str], bytes: usize) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hex(&hash.finalize()[..bytes])
}
