//! The jobs of agents that no command line has: the list of migrations, a new file with its SQL, and a migration that is
//! planned for, or applied to, a live database.

use super::context::Context;
use super::database::{self, WriteArgs};
use super::environment;
use super::exit::Exit;
use super::failure::Failure;
use super::mcp_words;
use super::new::no_project;
use super::outcome;
use super::replay_server::{request_of, usual_limit};
use super::terminal::Terminal;
use super::user::User;
use crate::jobs::check;
use crate::jobs::live::{MigrationPlan, NewMigration, Request};
use crate::jobs::new::{self, Written};
use crate::jobs::projects::{self, ProjectHistory, Projects};
use crate::jobs::sides::Selection;
use crate::live::Options;
use crate::mcp;
use crate::report::{live as report, migrations};
use crate::text::RelPath;
use std::path::Path;
use std::time::Duration;

/// The limits of `tidegate apply`.
const OPTIONS: Options = Options {
    lock_timeout: Duration::from_secs(3),
    concurrent_wait: Duration::from_mins(10),
    patience: Duration::from_secs(10),
    retries: 5,
};

/// Lists the migrations of the working tree.
pub(super) fn list(list: &mcp::List, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let context = Context::open(None, terminal)?;
    let projects = found(&context, terminal)?;
    match &list.project {
        Some(_) => {
            let seen = named(&context, &projects, list.project.as_deref())?;
            migrations::write_list(std::iter::once(seen), terminal.out())?;
        }
        None => migrations::write_list(projects.projects.iter(), terminal.out())?,
    }
    Ok(Exit::Clean)
}

/// Creates the files of a migration.
pub(super) fn new(asked: &mcp::NewMigration, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let context = Context::open(None, terminal)?;
    context.top("a migration")?;
    let projects = found(&context, terminal)?;
    let seen = named(&context, &projects, asked.project.as_deref())?;
    let now = environment::now()?;
    let sql = asked.sql.as_deref().unwrap_or("select 1; -- Write the migration here.");
    let written = Written { sql, down: asked.down_sql.as_deref(), version: None };
    let (version, files) = new::plan_written(seen, &asked.name, written, now)?;
    new::write(context.repository.as_ref(), &files)?;
    migrations::write_new(&version, &files, terminal.out())?;
    Ok(Exit::Clean)
}

/// Plans a migration of a live database.
pub(super) fn plan(asked: &mcp::Plan, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let written = Written { sql: &asked.sql, down: asked.down_sql.as_deref(), version: None };
    let asked = Asked {
        database: &asked.database,
        writes: false,
        name: &asked.name,
        project: asked.project.as_deref(),
        written,
    };
    with_plan(&asked, terminal, |plan, _, _, terminal| {
        report::write_migration_plan(plan, terminal.out())?;
        Ok(outcome::exit(!plan.can_apply()))
    })
}

/// Carries out a plan, if it is still the one that was shown.
pub(super) fn apply(asked: &mcp::Apply, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let hash = &asked.plan_hash;
    let written = Written { sql: &asked.sql, down: asked.down_sql.as_deref(), version: Some(&asked.version) };
    let asked = Asked {
        database: &asked.database,
        writes: true,
        name: &asked.name,
        project: asked.project.as_deref(),
        written,
    };
    with_plan(&asked, terminal, |plan, context, request, terminal| {
        if plan.hash != *hash || !plan.can_apply() {
            return Err(Failure::usage(
                "nothing was changed: the plan is not the one that was shown, or cannot be applied",
            )
            .hint("call `plan_migration` again, show its plan, and pass its version and hash"));
        }
        let mut line = terminal.line();
        let done = plan.carry_out(&context.source(), request, OPTIONS, &mut line);
        drop(line);
        let done = done.map_err(|error| super::status::failure(error, terminal))?;
        report::write_migration_done(plan, &done, terminal.out())?;
        Ok(outcome::exit(done.applied.failure.is_some()))
    })
}

/// A migration that an agent asks for.
struct Asked<'a> {
    database: &'a str,
    /// Whether the database is changed.
    writes: bool,
    name: &'a str,
    project: Option<&'a str>,
    written: Written<'a>,
}

/// Makes the plan of a migration within the time limit of a replay, and hands it over.
fn with_plan(
    asked: &Asked<'_>,
    terminal: &mut Terminal,
    then: impl FnOnce(&MigrationPlan, &Context, &NewMigration<'_>, &mut Terminal) -> Result<Exit, Failure>,
) -> Result<Exit, Failure> {
    let context = Context::open(None, terminal)?;
    context.top("a migration")?;
    let user = User::load(terminal)?;
    let projects = found(&context, terminal)?;
    let seen = named(&context, &projects, asked.project)?;
    let typed = mcp_words::database(asked.database)?;
    let target = if asked.writes {
        database::writing(&context, &user, &typed, &WriteArgs::default(), terminal)?
    } else {
        database::reading(&context, &user, &typed, terminal)?
    };
    let deadline = terminal.deadline(usual_limit()?);
    let mut replay = request_of(Selection::WorkTree, &user);
    replay.environment.deadline = deadline.clone();
    let check = super::check::request_for(Selection::WorkTree)?;
    let request = NewMigration {
        seen,
        name: asked.name,
        written: asked.written,
        live: Request {
            database: target,
            project: Some(seen.project.root.clone()),
            environment: user.environment.clone(),
        },
        replay,
        check: check::Request { selection: Selection::WorkTree, ..check },
    };
    let mut line = terminal.line();
    let plan = MigrationPlan::make(&context.source(), &request, &mut line);
    drop(line);
    let plan = plan.map_err(|error| super::status::failure(error, terminal))?;
    let done = then(&plan, &context, &request, terminal);
    deadline.finish();
    done
}

fn found(context: &Context, terminal: &mut Terminal) -> Result<Projects, Failure> {
    let loaded = context.load(terminal)?;
    Ok(projects::find(context.repository.as_ref(), &loaded.settings)?)
}

/// The project that an agent names, or the only one.
fn named<'a>(context: &Context, projects: &'a Projects, name: Option<&str>) -> Result<&'a ProjectHistory, Failure> {
    let folder = match name {
        Some(name) => context.relative(Path::new(name))?,
        None => RelPath::default(),
    };
    projects.at(&folder).ok_or_else(|| no_project(&projects.names()))
}
