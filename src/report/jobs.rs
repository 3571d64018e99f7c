//! The repository's own jobs in a hook: one line for each that passed, failures whole and last, in the order of the
//! settings.

use super::Output;
use super::setup::trust;
use super::style::snippet;
use super::style::wording::safe_lines;
use crate::config::LOCAL_FILE;
use crate::hooks::Event;
use crate::jobs::sides::Selection;
use crate::report::style::paint::Paint as _;
use crate::tasks::{Ended, FixEnd, Fixing, Job, Outcome, Planned, Skip, TaskResult};
use crate::text::path::printable;
use crate::text::{RelPath, words};
use std::io::{self, Write};
use std::time::Duration;

/// The word by which `TIDEGATE_SKIP` skips all jobs.
pub const SKIP_JOBS: &str = "jobs";

/// The start of the word by which `TIDEGATE_SKIP` skips a job.
pub const SKIP_JOB: &str = "job:";

/// The start of the word by which `TIDEGATE_SKIP` skips jobs with a tag.
pub const SKIP_TAG: &str = "tag:";

/// Files of a plan that are listed for each job.
const LISTED: usize = 10;

/// Writes the results. Nothing is written if no job had anything to do.
pub fn write(outcome: &Outcome, selection: &Selection, event: Event, output: &mut Output) -> io::Result<()> {
    let (out, width) = (&mut *output.out, output.width);
    let (content, git_command) = (content_of(selection), event.git_command());
    let is_named = |result: &TaskResult| result.ended == Ended::Skipped(Skip::Named);
    for result in outcome.results.iter().filter(|result| is_named(result)) {
        writeln!(out, "tidegate: job {} skipped: TIDEGATE_SKIP names it", result.name)?;
    }
    if !outcome.has_run() && !outcome.is_interrupted {
        return Ok(());
    }
    for result in outcome.results.iter().filter(|result| result.ended == Ended::Passed) {
        writeln!(out, "tidegate: {} {}: {}", result.name, "passed".green(), details(result, &content))?;
        if !result.ignored.is_empty() {
            let files = listed(&result.ignored);
            writeln!(out, "  note: it also changed {files}, not part of this commit; that change was dropped")?;
        }
    }
    write_skipped(outcome, out)?;
    let failed: Vec<&TaskResult> = outcome.results.iter().filter(|result| result.ended.is_problem()).collect();
    for result in &failed {
        write_failed(result, &content, width, out)?;
    }
    if let Some(fixing) = &outcome.fixing {
        write_fixing(fixing, git_command, width, out)?;
    }
    if outcome.is_interrupted {
        return writeln!(out, "{} interrupted; the remaining jobs were not run", "error:".red().bold());
    }
    if failed.is_empty() { Ok(()) } else { write_blocked(event, &failed, out) }
}

/// Writes the jobs that had nothing to do, each with the filter that left no file.
pub fn write_skipped(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let skipped = outcome.results.iter().filter_map(|result| match &result.ended {
        Ended::Skipped(skip) if *skip != Skip::Named => Some(format!("{} ({})", result.name, reason(skip))),
        _ => None,
    });
    let skipped: Vec<String> = skipped.collect();
    if skipped.is_empty() {
        return Ok(());
    }
    writeln!(out, "tidegate: skipped: {}", words::list(&skipped, skipped.len()))
}

/// The reason for which a job has nothing to do, as a fragment.
fn reason(skip: &Skip) -> &str {
    match skip {
        Skip::Condition(condition) => condition,
        Skip::Named => "TIDEGATE_SKIP names it",
        Skip::NoFiles => "no file is added or changed",
        Skip::Root => "no file is below `root`",
        Skip::Files => "no file matches `files`",
        Skip::Kind => "the check reads no file of this kind",
        Skip::Types => "no file is of one of `types`",
        Skip::Exclude => "`exclude` matches every file",
        Skip::OnlyDeleted => "only deleted files match",
        Skip::NoTerminal => "it asks on the terminal, and there is none",
    }
}

/// The content in a separate folder: `the staged content`, ``the content of `main` ``.
fn content_of(selection: &Selection) -> String {
    match selection {
        Selection::Commit { name, .. } => format!("the content of `{}`", printable(name.as_bytes())),
        _ => "the staged content".to_owned(),
    }
}

fn details(result: &TaskResult, content: &str) -> String {
    if !result.fixed.is_empty() {
        return format!("{}, fixed {}", seconds(result.took), words::count(result.fixed.len(), "file"));
    }
    let apart = if result.is_apart { format!(", in a separate folder with {content}") } else { String::new() };
    let left = if result.left_running { ", programs that it left running were ended" } else { "" };
    format!("{}{apart}{left}", seconds(result.took))
}

/// A time in seconds, with as many digits as matter.
fn seconds(time: Duration) -> String {
    if time.as_secs() < 10 { format!("{:.2} s", time.as_secs_f64()) } else { format!("{} s", time.as_secs()) }
}

fn write_failed(result: &TaskResult, content: &str, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let printed = |text: &str| printable(text.as_bytes());
    let (message, help) = match &result.ended {
        Ended::Failed { command, status } => (format!("`{}` ended with {status}", printed(command)), String::new()),
        Ended::Found { check, count } => (format!("{check} found {}", words::count(*count, "problem")), String::new()),
        Ended::Unread { what, cause, help } => {
            (format!("{what} cannot be read: {}", printed(cause)), (*help).to_owned())
        }
        Ended::TimedOut { command, limit } => (
            format!("`{}` took longer than {} and was ended", printed(command), seconds(*limit)),
            "give the job more time in tidegate.toml: `timeout = \"1h\"`".to_owned(),
        ),
        Ended::Missing { program, path } => (
            format!("the program `{}` was not found", printed(program)),
            format!("install it, or add its folder to PATH, which is {}", printed(path)),
        ),
        Ended::Unusable { what, cause } => (
            format!("{} cannot be used: {}", printed(what), printed(cause)),
            "correct `run` or `root` of the job in tidegate.toml".to_owned(),
        ),
        Ended::Changed { files } => (
            format!("it changed {} that it was only to read", listed(files)),
            "look at the change, and stage it or take it back: `git diff`".to_owned(),
        ),
        Ended::Lost { files } => (
            format!("it removed {}, or changed the mode", listed(files)),
            "a job with `fixes` may change the content of files only".to_owned(),
        ),
        Ended::NotRun { need } => (format!("it was not run, because {need} failed"), String::new()),
        Ended::Interrupted => ("it was interrupted".to_owned(), String::new()),
        Ended::Passed | Ended::Skipped(_) => return Ok(()),
    };
    let place = if result.is_apart { format!(", in a separate folder with {content}") } else { String::new() };
    writeln!(out, "{} job {} failed: {message}{place}", "error:".red().bold(), result.name)?;
    let text = String::from_utf8_lossy(&result.output);
    for line in text.trim_end().lines() {
        writeln!(out, "  {}", safe_lines(line, "  ".len()))?;
    }
    if help.is_empty() { Ok(()) } else { snippet::write_note("help", &help, width, out) }
}

/// Writes what became of the fixes.
fn write_fixing(fixing: &Fixing, git_command: &str, width: usize, out: &mut dyn Write) -> io::Result<()> {
    match &fixing.end {
        FixEnd::Written { left } => {
            if !fixing.files.is_empty() {
                writeln!(out, "tidegate: staged the fixes of {}", listed(&fixing.files))?;
            }
            if !left.is_empty() {
                let note = format!("{} edited while the jobs ran, left as edited", listed(left));
                snippet::write_note("note", &note, width, out)?;
            }
            Ok(())
        }
        FixEnd::Conflict { files, patch } => {
            let files = listed(files);
            writeln!(
                out,
                "{} fixes conflict with unstaged changes of {files}; nothing was changed",
                "error:".red().bold()
            )?;
            let why = "The fixes are made on the staged content. They cannot be merged into the working tree.";
            snippet::write_note("why", why, width, out)?;
            let patch = words::shell(patch.as_os_str().as_encoded_bytes());
            let help = format!("stage the fixes and keep the working tree as it is: `git apply --cached {patch}`");
            snippet::write_note("help", &help, width, out)?;
            writeln!(out, "Commit blocked. To {git_command} anyway: TIDEGATE_SKIP={SKIP_JOBS} git {git_command}")
        }
        FixEnd::Kept { patch } => {
            let note = format!("the fixes of {} were not staged, because a job failed", listed(&fixing.files));
            snippet::write_note("note", &note, width, out)?;
            let patch = words::shell(patch.as_os_str().as_encoded_bytes());
            snippet::write_note(
                "help",
                &format!("stage them without the failed job: `git apply --cached {patch}`"),
                width,
                out,
            )
        }
        FixEnd::IndexMoved { path } => {
            writeln!(
                out,
                "{} {path} was staged again while jobs fixed it; nothing was changed",
                "error:".red().bold()
            )?;
            snippet::write_note("help", &format!("run `git {git_command}` again"), width, out)
        }
    }
}

fn listed(files: &[RelPath]) -> String {
    words::list(&files.iter().map(ToString::to_string).collect::<Vec<_>>(), LISTED)
}

fn write_blocked(event: Event, failed: &[&TaskResult], out: &mut dyn Write) -> io::Result<()> {
    let git_command = event.git_command();
    let operation = match git_command {
        _ if !event.is_before() => {
            return writeln!(out, "  note: git runs {event} after its work, which is not undone");
        }
        "push" => "Push",
        "rebase" => "Rebase",
        _ => "Commit",
    };
    let skip: Vec<String> = failed.iter().map(|result| format!("{SKIP_JOB}{}", result.name)).collect();
    writeln!(out, "{operation} blocked. To {git_command} anyway, skipping these jobs or all checks:")?;
    writeln!(out, "  TIDEGATE_SKIP={} git {git_command}\n  git {git_command} --no-verify", skip.join(","))
}

/// Writes that jobs were not run, because the user of this clone has not agreed to them.
pub fn write_refused(event: Event, selection: &Selection, refused: &[Job], output: &mut Output) -> io::Result<()> {
    let (out, width) = (&mut *output.out, output.width);
    let jobs = words::count(refused.len(), "job");
    writeln!(
        out,
        "{} {jobs} not run: you have not agreed to {} in this clone",
        "error:".red().bold(),
        if refused.len() == 1 { "it" } else { "them" }
    )?;
    refused.iter().try_for_each(|job| trust::write_job(event, job, out))?;
    let why = "Settings come from the branch. A job runs in this clone if the remote's default branch has the same job, or once you have agreed to it.";
    snippet::write_note("why", why, width, out)?;
    // A commit is named by its id: what was looked at is what is agreed to.
    let command = match selection {
        Selection::Commit { commit, .. } => format!("tidegate trust --to-ref {}", commit.short()),
        _ => "tidegate trust".to_owned(),
    };
    let help = format!("look at tidegate.toml and at the programs that the jobs start, then agree: `{command}`");
    snippet::write_note("help", &help, width, out)?;
    let git_command = event.git_command();
    writeln!(out, "To {git_command} without the jobs: TIDEGATE_SKIP={SKIP_JOBS} git {git_command}")
}

/// Writes that the settings have no job for a hook.
pub fn write_none(event: Event, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "tidegate: the settings of the index have no jobs for {event}")
}

/// Writes what the user's own file changes.
pub fn write_own_file(disabled: &[String], protected: &[String], out: &mut dyn Write) -> io::Result<()> {
    if !disabled.is_empty() {
        writeln!(out, "tidegate: disabled in {LOCAL_FILE}: {}", words::list(disabled, LISTED))?;
    }
    if !protected.is_empty() {
        writeln!(out, "tidegate: protected, and not changed by {LOCAL_FILE}: {}", words::list(protected, LISTED))?;
    }
    Ok(())
}

/// Writes that no job runs.
pub fn write_all_skipped(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "tidegate: jobs skipped: TIDEGATE_SKIP={SKIP_JOBS} is set")
}

/// Writes what each job would do, and why.
pub fn write_plan(event: Event, jobs: &[Job], plan: &[Planned], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "tidegate: jobs of {event}, without running them:")?;
    for (job, planned) in jobs.iter().zip(plan) {
        let Planned::Run { files, is_apart } = planned else {
            let Planned::Skip(skip) = planned else { continue };
            writeln!(out, "  {} would be skipped: {}", job.name, reason(skip))?;
            continue;
        };
        let action = trust::action_of(job);
        let place = if *is_apart {
            "in a separate folder: the working tree differs from what is committed"
        } else {
            "in the working tree"
        };
        let count = words::count(files.len(), "file");
        writeln!(out, "  {} would {action} {place}, for {count}", job.name)?;
        for path in files.iter().take(LISTED) {
            writeln!(out, "    {path}")?;
        }
        if files.len() > LISTED {
            writeln!(out, "    and {} more", files.len() - LISTED)?;
        }
    }
    Ok(())
}
