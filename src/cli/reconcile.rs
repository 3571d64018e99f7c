//! `tidegate reconcile`

use super::context::Context;
use super::database;
use super::environment;
use super::exit::Exit;
use super::failure::Failure;
use super::interview::interview;
use super::new::no_project;
use super::outcome;
use super::reconcile_failure::failure;
use super::replay_server::ReplayArgs;
use super::terminal::Terminal;
use super::user::User;
use crate::config::Problems;
use crate::git;
use crate::jobs::decisions::DECISIONS_FILE;
use crate::jobs::new::{self, NewFile};
use crate::jobs::projects::{self, Projects};
use crate::jobs::reconcile::{self, Plan, PlanRequest, Request, Start, Survey, Written};
use crate::jobs::verify;
use crate::report::diff::Format;
use crate::report::reconcile as report;
use crate::text::{RelPath, words};
use std::path::PathBuf;

/// Decide who is right about the drift of a live database, and write what follows
///
/// Compares the database with the replayed migrations and keeps one entry for each object that differs
/// in tidegate.drift.toml: `migrations` (the database gets a repair), `database` (the history gets a
/// migration) or `out-of-scope`, with a reason, and for destructive or risky ones the sign-off of a
/// reviewer. Once everything is decided, the migrations and the repair are written, after they were
/// proven on temporary databases. The database itself is only read.
///
/// Exit codes: 0 nothing differs, or the files were written; 1 something is undecided, or could not be
/// proven; 2 wrong usage or configuration; 3 the database could not be read, or the environment failed.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Args {
    /// The database: an address, `postgres://user@host/database`, or a name of the settings
    #[arg(long, value_name = "URL|NAME")]
    db: String,
    /// Folder of the project, where the working tree has several
    #[arg(long, value_name = "FOLDER")]
    project: Option<PathBuf>,
    /// The file of decisions, relative to the top of the repository
    #[arg(long, value_name = "FILE", default_value = DECISIONS_FILE)]
    decisions: PathBuf,
    /// Ask for each decision in the terminal
    #[arg(long)]
    interactive: bool,
    /// Remove entries about differences that no longer exist
    #[arg(long)]
    prune: bool,
    /// Write the repair of the database to this file, instead of a migration
    #[arg(long, value_name = "FILE")]
    repair: Option<PathBuf>,
    /// Name of the migrations
    #[arg(long, default_value = "reconcile drift")]
    name: String,
    #[command(flatten)]
    replay: ReplayArgs,
    /// Read this configuration file instead of tidegate.toml
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// Compares, asks, plans and writes.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let context = Context::open(args.config.as_deref(), terminal)?;
    let top = context.top("the decisions")?;
    let path = relative(&context, &top.join(&args.decisions))?;
    let repair = args.repair.as_deref().map(|file| context.relative(file)).transpose()?;
    let server = args.replay.request(terminal)?;
    let survey = survey(args, &context, &server, terminal)?;
    if survey.outcome.failed.is_some() {
        outcome::write(&context, terminal, |output| {
            crate::report::diff::write(Format::Human, &survey.outcome, false, output)
        })?;
        return Ok(Exit::Problems);
    }
    let repository = context.repository.as_ref();
    let mut written = Written::read(repository, path).map_err(|error| failure(error, terminal))?;
    let pruned = if args.prune { written.prune(&survey.items) } else { 0 };
    let added = written.add(&survey.items);
    written.save(repository).map_err(|error| failure(error, terminal))?;
    if args.interactive {
        interview(&survey, &mut written, repository, environment::now()?, terminal)?;
    }
    let decisions = written.decisions().map_err(|error| failure(error, terminal))?;
    let problems = survey.problems(&decisions);
    let view = report::View { path: written.path.to_string(), added, pruned, problems: problems.len() };
    outcome::write(&context, terminal, |output| report::write_survey(&survey, &decisions, &view, output))?;
    if !problems.is_empty() {
        let more = problems.len().saturating_sub(MOST);
        let first = problems.into_iter().take(MOST).collect();
        let problems = Problems { first, more, hidden: Vec::new() };
        let width = terminal.width;
        crate::report::setup::config::write(&view.path, &written.text(), &problems, width, terminal.err())?;
        return Ok(Exit::Problems);
    }
    if survey.items.is_empty() {
        return Ok(outcome::exit(!survey.outcome.is_equal()));
    }
    let choices = survey.choices(&decisions);
    let projects = projects(&context, terminal)?;
    let seen = seen(&projects, args.project.as_deref(), &context)?;
    let names = [args.name.as_str(), &format!("{} repair", args.name)];
    let now = environment::now()?;
    let planned = args.replay.run(&context, &server, terminal, |source, server, progress| {
        let request =
            PlanRequest { seen, names, has_repair_file: repair.is_some(), server, now, start: Start::History };
        reconcile::plan(source, &request, (&survey.outcome, &choices), progress)
    })?;
    let plan = planned.map_err(|error| failure(error, terminal))?;
    finish(&context, &plan, repair.as_ref(), terminal)
}

/// Mistakes that are shown.
const MOST: usize = 50;

/// Writes the files of a proven plan, and the steps that follow.
fn finish(context: &Context, plan: &Plan, repair: Option<&RelPath>, terminal: &mut Terminal) -> Result<Exit, Failure> {
    if plan.is_proven() {
        let repository = context.repository.as_ref();
        let mut files = plan.files();
        if let (Some(path), Some(text)) = (repair, &plan.repair_text) {
            files.push(NewFile { path: path.clone(), content: text.clone() });
        }
        new::write(repository, &files)?;
    }
    let repair = repair.map(ToString::to_string);
    outcome::write(context, terminal, |output| report::write_plan(plan, repair.as_deref(), output))?;
    Ok(outcome::exit(!plan.is_proven()))
}

fn survey(
    args: &Args,
    context: &Context,
    server: &verify::Request,
    terminal: &mut Terminal,
) -> Result<Survey, Failure> {
    let project = args.project.as_deref().map(|project| context.relative(project)).transpose()?;
    let target = database::reading(context, &User::load(terminal)?, &args.db, terminal)?;
    let made = args.replay.run(context, server, terminal, |source, server, progress| {
        let request = Request { database: target.address, project, server };
        Survey::make(source, &request, progress)
    })?;
    made.map_err(|error| failure(error, terminal))
}

fn relative(context: &Context, path: &std::path::Path) -> Result<RelPath, Failure> {
    git::beneath(context.repository.paths(), path)
        .ok_or_else(|| Failure::usage(format!("{} is outside the repository", path.display())))
}

/// The projects of the working tree.
pub(super) fn projects(context: &Context, terminal: &mut Terminal) -> Result<Projects, Failure> {
    let loaded = context.load(terminal)?;
    Ok(projects::find(context.repository.as_ref(), &loaded.settings)?)
}

/// The project that is named, or the one of the current folder.
pub(super) fn seen<'a>(
    projects: &'a Projects,
    project: Option<&std::path::Path>,
    context: &Context,
) -> Result<&'a projects::ProjectHistory, Failure> {
    let folder = if let Some(folder) = project {
        context.relative(folder)?
    } else {
        let paths = context.repository.paths();
        let top = paths.work_dir.as_ref().unwrap_or(&paths.current_dir);
        RelPath::from_disk(top, &paths.current_dir).unwrap_or_default()
    };
    projects.at(&folder).ok_or_else(|| match projects.names().as_slice() {
        [] => no_project(&[]),
        names => Failure::usage(format!("there are several projects here: {}", words::list(names, 5)))
            .hint("name one: `--project FOLDER`"),
    })
}
