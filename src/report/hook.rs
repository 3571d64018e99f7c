//! Additions of a hook to the reports of its check and its replay.

use super::Output;
use super::setup::trust;
use super::style::snippet;
use crate::config::HookRuns;
use crate::diagnostic::Severity;
use crate::hooks::{Error, Event};
use crate::jobs::check::Outcome;
use crate::jobs::sides::Selection;
use crate::report::style::paint::Paint as _;
use crate::text::path::printable;
use std::io::{self, Write};

/// The word by which `TIDEGATE_SKIP` skips the replay in hooks.
pub const SKIP_REPLAY: &str = "verify";

/// Writes how to make the commit or push anyway, after a check that found errors.
pub fn write_blocked_by_check(outcome: &Outcome, git_command: &str, output: &mut Output) -> io::Result<()> {
    write_blocked(git_command, "these rules", &blocking_rules(outcome).join(","), output.out)
}

/// Writes that other staged changes are not part of the commit, so that advice to stage a file is not
/// mistaken.
pub fn write_partial_commit(out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "  note: `git commit PATH` commits only the named paths; other staged files are not part of this commit"
    )?;
    writeln!(out, "  help: name every path that belongs to it, or commit everything staged with `git commit`")
}

/// Writes the same after a replay that found problems.
pub fn write_blocked_by_replay(git_command: &str, output: &mut Output) -> io::Result<()> {
    write_blocked(git_command, "the replay", SKIP_REPLAY, output.out)
}

fn write_blocked(git_command: &str, what: &str, skip: &str, out: &mut dyn Write) -> io::Result<()> {
    let operation = if git_command == "push" { "Push" } else { "Commit" };
    writeln!(out, "{operation} blocked. To {git_command} anyway, skipping {what} or all checks:")?;
    writeln!(out, "  TIDEGATE_SKIP={skip} git {git_command}\n  git {git_command} --no-verify")
}

/// Writes that a replay was not made, because the user of this clone has not agreed to the settings that ask for it.
pub fn write_refused(selection: &Selection, runs: &HookRuns, output: &mut Output) -> io::Result<()> {
    let (out, width) = (&mut *output.out, output.width);
    let side = printable(selection.label().as_bytes());
    writeln!(
        out,
        "{} nothing was replayed: the settings of {side} make hooks run more than you agreed to here",
        "error:".red().bold()
    )?;
    trust::write_runs(runs, out)?;
    let why = "A replay runs the SQL of the branch. Settings that turn it on apply in this clone once you have agreed to them.";
    snippet::write_note("why", why, width, out)?;
    // A commit is named by its id: what was looked at is what is agreed to.
    let command = match selection {
        Selection::Commit { commit, .. } => format!("tidegate trust --to-ref {}", commit.short()),
        _ => "tidegate trust".to_owned(),
    };
    snippet::write_note(
        "help",
        &format!("look at its tidegate.toml and migrations, then agree: `{command}`"),
        width,
        out,
    )
}

/// The rules with errors, each once, after those that are skipped already.
fn blocking_rules(outcome: &Outcome) -> Vec<&str> {
    let mut rules: Vec<&str> = outcome.skipped.iter().map(String::as_str).collect();
    for diagnostic in outcome.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error) {
        if !rules.contains(&diagnostic.rule.id) {
            rules.push(diagnostic.rule.id);
        }
    }
    rules
}

/// Writes that tidegate's hooks are scripts from now on, and why.
pub fn write_now_scripts(reason: &Error, out: &mut dyn Write) -> io::Result<()> {
    let reason = printable(reason.to_string().as_bytes());
    writeln!(out, "tidegate: {reason}; tidegate's hooks are scripts from now on, which run it first")
}

/// Writes that the hook checks nothing.
pub fn write_skipped(event: Event, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "tidegate: {event} skipped: TIDEGATE=0 is set")
}

/// Writes that the hook replays nothing.
pub fn write_skipped_replay(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "tidegate: replay skipped: TIDEGATE_SKIP={SKIP_REPLAY} is set")
}

/// Help for a replay in a hook that could not be made.
pub fn remedies_of_replay(git_command: &str) -> [String; 2] {
    [
        format!("to {git_command} without the replay: `TIDEGATE_SKIP={SKIP_REPLAY} git {git_command}`"),
        "to turn off the replay in hooks: `at = \"off\"` under `[verify]` in tidegate.toml".to_owned(),
    ]
}

/// Help for a hook that could not do its work.
pub fn remedy(git_command: &str) -> String {
    format!("to {git_command} without any check: `git {git_command} --no-verify`")
}
