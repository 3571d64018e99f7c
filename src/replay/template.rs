//! Creates the template database of a platform, or finds the one from an earlier run.

use super::extension::CreateExtension;
use super::fingerprint::Fingerprint;
use super::privileged::{INSTALL, Privileges};
use super::runner::{Runner, StubState};
use super::script;
use super::stub_loader::Registration;
use crate::platform::{Platform, Step, Stub, text};
use crate::postgres::{Engine, Error, Level, NewDatabase, REPLAY_ROLE, Session, quoted_always, scratch_name};
use crate::sql;
use std::collections::BTreeSet;
use std::rc::Rc;

/// A platform that is ready to be cloned.
#[derive(Debug, Default)]
pub(super) struct Template {
    /// The database to clone; `None` for an empty one.
    pub(super) database: Option<String>,
    /// Stubs in it without an entry in `pg_extension`.
    pub(super) unregistered: BTreeSet<String>,
    /// Parts of the platform that could not be created for lack of privileges.
    pub(super) gaps: Vec<String>,
}

impl Template {
    /// Returns a template that was created on a private server, where no part can be missing.
    pub(super) fn cached(platform: Platform, database: Option<String>) -> Self {
        Self { database, unregistered: dashboard(platform).collect(), gaps: Vec::new() }
    }
}

/// The prefix of warnings that the platform's SQL raises.
const WARNING: &str = "platform:";

/// Prepares a platform. On a private server everything else is removed: roles of earlier
/// migrations are dropped.
pub(super) fn prepare(engine: &mut dyn Engine, platform: Platform, is_private: bool) -> Result<Template, Error> {
    if is_private {
        cached_or_new(engine, platform)
    } else if platform == Platform::Plain {
        Ok(Template::default())
    } else {
        create(engine, platform, &[])
    }
}

fn cached_or_new(engine: &mut dyn Engine, platform: Platform) -> Result<Template, Error> {
    let databases = engine.databases()?;
    let wanted = cached_name(engine, platform)?;
    if engine.kept_databases()?.contains(&wanted) {
        return Ok(Template::cached(platform, Some(wanted)));
    }
    // Roles belong to the whole server: those of other platforms and of migrations are dropped.
    for database in &databases {
        engine.drop_database(database)?;
    }
    let mut roles = engine.roles()?;
    roles.retain(|role| role.name != REPLAY_ROLE);
    let roles: Vec<String> = roles.into_iter().map(|role| quoted_always(&role.name)).collect();
    let mut template = create(engine, platform, &roles)?;
    if let Some(database) = &mut template.database {
        let cached = cached_name(engine, platform)?;
        engine.rename_database(database, &cached)?;
        *database = cached;
    }
    Ok(template)
}

/// Returns the cached template of a platform, whatever roles migrations have created since.
pub(super) fn find(engine: &mut dyn Engine, platform: Platform, now: &Fingerprint) -> Result<Option<String>, Error> {
    let start = format!("{PREFIX}{}_{}_", platform.name(), now.sources);
    Ok(engine.kept_databases()?.into_iter().find(|name| name.starts_with(&start)))
}

/// Creates a template after these roles are dropped.
fn create(engine: &mut dyn Engine, platform: Platform, roles: &[String]) -> Result<Template, Error> {
    let mut template = Template::default();
    let database = scratch_name();
    engine.create_database(&NewDatabase { name: &database, template: None })?;
    let filled = prepare_as_superuser(engine, platform, &database, roles)
        .and_then(|is_prepared| fill(engine, platform, &database, is_prepared, &mut template));
    if filled.is_err() {
        engine.drop_database(&database)?;
    } else {
        template.database = Some(database);
    }
    filled.map(|()| template)
}

/// Creates what only the superuser of a private server can create: the roles of the platform, and the
/// procedure for its statements. Returns false on other servers.
fn prepare_as_superuser(
    engine: &mut dyn Engine,
    platform: Platform,
    name: &str,
    roles: &[String],
) -> Result<bool, Error> {
    let Some(mut database) = engine.open_as_superuser(name)? else { return Ok(false) };
    if !roles.is_empty() {
        database.run(&format!("DROP ROLE {}", roles.join(", ")))?;
    }
    if engine.run_key().is_some() {
        database.run(INSTALL)?;
    }
    for step in platform.steps() {
        if let Step::Cluster(file) = step {
            database.run(text(file).unwrap_or_default())?;
        }
    }
    database.run(GRANT_ROLES)?;
    Ok(true)
}

/// Makes the role that runs the replay a member of every role of the platform, which it may also
/// grant: as on hosted services it gives objects to them, sets their settings and gives them roles. The
/// predefined roles are as `postgres/replay_role.sql` leaves them on a later start.
const GRANT_ROLES: &str = "\
DO $grant$
DECLARE
  provided name;
BEGIN
  FOR provided IN
    SELECT rolname FROM pg_catalog.pg_roles WHERE oid >= 16384 AND NOT rolsuper AND rolname <> 'postgres'
  LOOP
    EXECUTE format('GRANT %I TO postgres WITH ADMIN OPTION', provided);
  END LOOP;
  IF to_regrole('supabase_admin') IS NOT NULL THEN
    FOR provided IN
      SELECT g.rolname FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.roleid
      WHERE m.member = 'postgres'::regrole AND g.oid < 16384
    LOOP
      EXECUTE format('REVOKE %s %I FROM postgres CASCADE', CASE WHEN provided IN ('pg_monitor', 'pg_read_all_data',
        'pg_signal_backend') THEN 'ADMIN OPTION FOR' ELSE '' END, provided);
    END LOOP;
  END IF;
END
$grant$";

fn fill(
    engine: &mut dyn Engine,
    platform: Platform,
    name: &str,
    has_roles: bool,
    template: &mut Template,
) -> Result<(), Error> {
    let major = engine.server().version.major;
    let session = Session { settings: platform.settings(), notices: Level::Warning, ..Session::default() };
    let mut database = engine.open(name, &session)?;
    let privileges = Rc::new(Privileges::read(database.as_mut(), engine.run_key(), platform)?);
    let mut runner = Runner::new(database, name, major, privileges, StubState::default());
    for step in platform.steps() {
        match step {
            Step::Cluster(_) if has_roles => {}
            Step::Cluster(file) | Step::Database(file) => {
                let content = text(file).unwrap_or_default();
                if !script::as_one_transaction(&mut runner, content)? {
                    // Without some privilege the rest still runs. The warnings of the first
                    // attempt are raised again.
                    drop(runner.notices());
                    for span in sql::statements(content.as_bytes()) {
                        let statement = &content[span];
                        note_failure(runner.statement(statement), statement, &mut template.gaps)?;
                    }
                }
                template.gaps.extend(warnings(&mut runner));
            }
            Step::Dashboard(name) => {
                if let Some(stub) = Stub::named(name) {
                    let loaded = runner.load(&stub, &CreateExtension::default(), Registration::Unregistered);
                    note_failure(loaded, name, &mut template.gaps)?;
                }
            }
            Step::Version(_) | Step::Setting(..) => {}
        }
    }
    template.unregistered.clone_from(&runner.stubs.unregistered);
    Ok(())
}

/// Returns the warnings of the platform's SQL since the last call.
fn warnings(runner: &mut Runner) -> impl Iterator<Item = String> {
    let own = |message: &str| message.strip_prefix(WARNING).map(|message| message.trim().to_owned());
    runner.notices().into_iter().filter_map(move |notice| own(&notice.fields.message))
}

/// Records a statement that fails, so that the next one can run.
fn note_failure(ran: Result<(), Error>, statement: &str, gaps: &mut Vec<String>) -> Result<(), Error> {
    match ran {
        Err(Error::Sql(error)) => {
            let first = statement.lines().next().unwrap_or_default();
            gaps.push(format!("`{first}`: {}", error.message));
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

/// The prefix of the names of cached templates.
const PREFIX: &str = "platform_";

/// Returns the name of the cached template: its sources, and the roles that belong to it.
fn cached_name(engine: &mut dyn Engine, platform: Platform) -> Result<String, Error> {
    let Fingerprint { sources, roles } = Fingerprint::read(engine, platform)?;
    Ok(format!("{PREFIX}{}_{sources}_{roles}", platform.name()))
}
