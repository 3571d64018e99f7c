//! `tidegate check`

use super::context::{self, Context};
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use crate::jobs::check::fix;
use crate::jobs::check::{self, Error, Outcome, Request};
use crate::jobs::sides::Selection;
use crate::report::Output;
use crate::report::check::{self as report, Format};
use owo_colors::OwoColorize as _;
use std::io::Write as _;
use std::path::PathBuf;

/// Arguments of `tidegate check`.
#[derive(clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the command line")]
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
    /// Annotations and a job summary in GitHub Actions
    Github,
    /// SARIF 2.1.0, for code scanning services
    Sarif,
    /// `JUnit` XML, for CI servers that show test results
    Junit,
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Human => Self::Human,
            FormatName::Json => Self::Json,
            FormatName::Github => Self::Github,
            FormatName::Sarif => Self::Sarif,
            FormatName::Junit => Self::Junit,
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
    let mut summary = Vec::new();
    let (width, is_below_top) = (terminal.width, terminal.is_below_top);
    let mut output = Output { out: terminal.out(), width, is_below_top, job_summary: Some(&mut summary) };
    report::write(format, outcome, &mut output)?;
    if !summary.is_empty() {
        append_job_summary(&summary, terminal)?;
    }
    Ok(if outcome.has_errors() { Exit::Problems } else { Exit::Clean })
}

/// GitHub Actions names a file to append Markdown to. Where that fails the verdict still
/// stands, so it is only said.
pub(super) fn append_job_summary(summary: &[u8], terminal: &mut Terminal) -> Result<(), Failure> {
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else {
        return Ok(());
    };
    let file = std::fs::OpenOptions::new().append(true).create(true).open(&path);
    if let Err(error) = file.and_then(|mut file| file.write_all(summary)) {
        let path = std::path::Path::new(&path).display();
        writeln!(terminal.err(), "{} cannot write the job summary {path}: {error}", "warning:".yellow().bold())?;
    }
    Ok(())
}

fn request(args: &Args, context: &Context) -> Result<Request, Failure> {
    let files = args.files.iter().map(|file| context.relative(file)).collect::<Result<_, _>>()?;
    Ok(Request {
        selection: selection(args),
        files,
        history_only: args.history,
        skip: context::skipped_rules()?,
        now: context::now()?,
    })
}

/// What was asked for.
fn selection(args: &Args) -> Selection {
    if args.all {
        return Selection::WorkTree;
    }
    match args.from_ref.clone().zip(args.to_ref.clone()) {
        Some((from, to)) => Selection::Range { from, to },
        None => selection_of_framework(),
    }
}

/// The pre-commit framework asks through its environment: a range, or on the first push of a
/// branch only its end (prek) or only its names (pre-commit). Without it what is staged is meant.
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
        Error::Sides(error) => {
            Failure::of_sides(error, "name a range instead: `tidegate check --from-ref A --to-ref B`")
        }
        Error::NoFile(_) => Failure::usage(message).hint("name files that are staged or tracked, from where you stand"),
        Error::NotStaged(path) => Failure::usage(message)
            .hint(format!("`git add {path}` first, or judge all of the work tree: `tidegate check --all`")),
    }
}
