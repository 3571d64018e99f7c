//! `tidegate check`

use super::context::Context;
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use super::{environment, format, outcome};
use crate::jobs::check::{self, Request, fix};
use crate::jobs::sides::Selection;
use crate::report::check::{self as report, Format};
use crate::report::interrupted;
use std::path::PathBuf;

/// Arguments of `tidegate check`.
#[derive(clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the command line")]
pub(super) struct Args {
    /// Check only these files; rules about the history still see all of it
    files: Vec<PathBuf>,
    /// Check every migration in the working tree, changed or not
    #[arg(long, conflicts_with_all = ["from_ref", "to_ref", "files"])]
    all: bool,
    /// Start of a commit range to check
    #[arg(long, value_name = "REV", requires = "to_ref")]
    from_ref: Option<String>,
    /// End of the commit range
    #[arg(long, value_name = "REV", requires = "from_ref")]
    to_ref: Option<String>,
    /// Run only the rules about the whole history
    #[arg(long)]
    history: bool,
    /// Apply the safe fixes and stage them
    #[arg(long, conflicts_with_all = ["from_ref", "to_ref"])]
    fix: bool,
    /// With --fix: only show what would be done
    #[arg(long, requires = "fix")]
    dry_run: bool,
    /// Output format
    #[arg(long, value_parser = format::parser(&FORMATS), default_value = format::HUMAN.0)]
    format: Format,
    /// Read this configuration file instead of tidegate.toml
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

const FORMATS: [((&str, &str), Format); 5] = [
    (format::HUMAN, Format::Human),
    (format::JSON, Format::Json),
    (format::GITHUB, Format::Github),
    (format::SARIF, Format::Sarif),
    (format::JUNIT, Format::Junit),
];

/// Checks and reports, after the fixes if they were asked for.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let selection = selection(args);
    let objects = selection.objects();
    let mut context = Context::open_reading(objects, args.config.as_deref(), terminal)?;
    let mut request = request(args, selection, &context)?;
    if args.fix && !args.dry_run && fix::finish_interrupted(context.repository.as_ref())? {
        interrupted::write_finished_renames(terminal.err())?;
        context = Context::open_reading(objects, args.config.as_deref(), terminal)?;
        retain_existing_files(&mut request, &context);
    } else {
        super::interrupted::warn_of_renames(context.repository.as_ref(), terminal)?;
    }
    let settings = context.settings(&request.selection, terminal)?;
    if args.fix {
        let fixed = fix::run(context.repository.as_ref(), &settings, &request, args.dry_run)?;
        report::write_fixes(&fixed, args.dry_run, terminal.err())?;
        if !args.dry_run {
            // The index was written, so it is read again, and some files may have new names.
            context = Context::open_reading(objects, args.config.as_deref(), terminal)?;
            retain_existing_files(&mut request, &context);
        }
    }
    let outcome = check::run(context.repository.as_ref(), &settings, &request)?;
    outcome::write(&context, terminal, |output| report::write(args.format, &outcome, output))?;
    if outcome.has_errors() {
        context.write_replaced(objects, terminal)?;
    }
    Ok(outcome::exit(outcome.has_errors()))
}

fn selection(args: &Args) -> Selection {
    match args.from_ref.clone().zip(args.to_ref.clone()) {
        _ if args.all => Selection::WorkTree,
        Some((from, to)) => Selection::Range { from, to },
        None => selection_of_framework(),
    }
}

fn request(args: &Args, selection: Selection, context: &Context) -> Result<Request, Failure> {
    let files = args.files.iter().map(|file| context.relative(file)).collect::<Result<_, _>>()?;
    Ok(Request { files, history_only: args.history, ..request_for(selection)? })
}

/// A check of everything in a selection.
pub(super) fn request_for(selection: Selection) -> Result<Request, Failure> {
    let (skip, now) = (environment::skipped_rules()?, environment::now()?);
    Ok(Request { selection, files: Vec::new(), history_only: false, skip, now })
}

/// The selection of the pre-commit framework, which passes it in the environment: a range, or on the
/// first push of a branch only its end (prek) or only its names (pre-commit). By default the index.
pub(super) fn selection_of_framework() -> Selection {
    let variable = |name| std::env::var(name).ok().filter(|value: &String| !value.is_empty());
    let remote = variable("PRE_COMMIT_REMOTE_NAME");
    match (variable("PRE_COMMIT_FROM_REF"), variable("PRE_COMMIT_TO_REF")) {
        (Some(from), Some(to)) => Selection::Range { from, to },
        (None, Some(to)) => Selection::Revision { name: to, remote },
        _ if remote.is_some() => Selection::Revision {
            name: variable("PRE_COMMIT_LOCAL_BRANCH").unwrap_or_else(|| "HEAD".to_owned()),
            remote,
        },
        _ => Selection::Staged,
    }
}

fn retain_existing_files(request: &mut Request, context: &Context) {
    if let Some(top) = &context.repository.paths().work_dir {
        request.files.retain(|file| file.on_disk(top).symlink_metadata().is_ok());
    }
}
