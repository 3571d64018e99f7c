//! `tidegate check`

use super::context::{self, Context};
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use crate::jobs::check::{self, Error, Outcome, Range, Request};
use crate::jobs::fix;
use crate::report::{self, Format};
use owo_colors::OwoColorize as _;
use std::path::PathBuf;

/// Arguments of `tidegate check`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Judge these files only; rules about the history still see all of it
    files: Vec<PathBuf>,
    /// Judge everything in the work tree, changed or not
    #[arg(long, conflicts_with_all = ["from_ref", "to_ref", "files"])]
    all: bool,
    /// Judge what a branch adds: where the range starts
    #[arg(long, value_name = "REV", requires = "to_ref")]
    from_ref: Option<String>,
    /// Judge what a branch adds: where the range ends
    #[arg(long, value_name = "REV", requires = "from_ref")]
    to_ref: Option<String>,
    /// Run only the rules that look at the whole history
    #[arg(long)]
    history: bool,
    /// Do the safe fixes and stage them
    #[arg(long, conflicts_with_all = ["from_ref", "to_ref"])]
    fix: bool,
    /// With --fix: only say what would be done
    #[arg(long, requires = "fix")]
    dry_run: bool,
    /// How to tell what was found
    #[arg(long, value_enum, default_value_t = FormatName::Human)]
    format: FormatName,
    /// Read this configuration instead of tidegate.toml
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// The formats by their names.
#[derive(Clone, Copy, clap::ValueEnum, PartialEq, Eq)]
pub(super) enum FormatName {
    /// For people
    Human,
    /// One JSON object
    Json,
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Human => Self::Human,
            FormatName::Json => Self::Json,
        }
    }
}

/// Judges and reports.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let context = Context::open(args.config.as_deref(), terminal)?;
    let request = request(args, &context)?;
    if args.fix {
        let fixed =
            fix::run(context.repository.as_ref(), context.settings(), &request, args.dry_run).map_err(failure)?;
        tell_fixes(&fixed, args.dry_run, terminal)?;
    }
    let outcome = if args.fix && !args.dry_run {
        // The index was written; what is judged now is read afresh.
        let context = Context::open(args.config.as_deref(), terminal)?;
        check::run(context.repository.as_ref(), context.settings(), &without_gone_files(request, &context))
            .map_err(failure)?
    } else {
        check::run(context.repository.as_ref(), context.settings(), &request).map_err(failure)?
    };
    finish(&outcome, args.format.into(), terminal)
}

/// Reports an outcome and turns it into the exit code.
pub(super) fn finish(outcome: &Outcome, format: Format, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let width = terminal.width;
    report::write(format, outcome, width, terminal.out())?;
    Ok(if outcome.has_errors() { Exit::Problems } else { Exit::Clean })
}

fn request(args: &Args, context: &Context) -> Result<Request, Failure> {
    let files = args.files.iter().map(|file| context.relative(file)).collect::<Result<_, _>>()?;
    Ok(Request {
        range: range(args),
        files,
        history_only: args.history,
        skip: context::skipped_rules()?,
        now: context::now()?,
    })
}

/// What was asked for; the pre-commit framework asks through its environment.
fn range(args: &Args) -> Range {
    let variable = |name| std::env::var(name).ok().filter(|value: &String| !value.is_empty());
    let typed = args.from_ref.clone().zip(args.to_ref.clone());
    let from_framework = || variable("PRE_COMMIT_FROM_REF").zip(variable("PRE_COMMIT_TO_REF"));
    match typed.or_else(from_framework) {
        _ if args.all => Range::All,
        Some((from, to)) => Range::Between { from, to },
        None => Range::Staged,
    }
}

/// After a fix some named files have other names.
fn without_gone_files(mut request: Request, context: &Context) -> Request {
    if let Some(top) = &context.repository.places().work_dir {
        request.files.retain(|file| file.on_disk(top).symlink_metadata().is_ok());
    }
    request
}

fn tell_fixes(fixed: &fix::Fixed, dry_run: bool, terminal: &mut Terminal) -> Result<(), Failure> {
    let verb = if dry_run { "would rename" } else { "renamed" };
    for rename in &fixed.renames {
        writeln!(terminal.err(), "{} {verb} {} to {}", "fix:".green().bold(), rename.from, rename.to)?;
    }
    if fixed.renames.is_empty() {
        writeln!(terminal.err(), "{} nothing that can be fixed safely", "fix:".green().bold())?;
    }
    Ok(())
}

/// A check that could not be made, with the way out.
pub(super) fn failure(error: Error) -> Failure {
    let message = error.to_string();
    match error {
        Error::Git(error) => error.into(),
        Error::Unmerged(_) => Failure::usage(message).hint("resolve the conflicts, `git add` the files and try again"),
        Error::NoCommit(name) => Failure::usage(message).hint(format!(
            "see what there is: `git log --oneline -1 {name}`; in CI fetch the whole history (`fetch-depth: 0`)"
        )),
        Error::NoMergeBase { is_shallow: true, .. } => Failure::environment(message)
            .hint("fetch the whole history: `git fetch --unshallow`, in GitHub Actions `fetch-depth: 0`"),
        Error::NoMergeBase { .. } => Failure::usage(message).hint("name two revisions of one history"),
        Error::NoFile(_) => Failure::usage(message).hint("name files that are staged or tracked, from where you stand"),
        Error::NotStaged(path) => Failure::usage(message)
            .hint(format!("`git add {path}` first, or judge all of the work tree: `tidegate check --all`")),
        Error::NoWorkTree => {
            Failure::usage(message).hint("name a range instead: `tidegate check --from-ref A --to-ref B`")
        }
    }
}
