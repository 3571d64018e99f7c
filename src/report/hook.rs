//! Additions of a hook to the reports of its check and its replay.

use super::Output;
use crate::diagnostic::Severity;
use crate::hooks::{Error, Event};
use crate::jobs::check::Outcome;
use crate::text::path::printable;
use std::io::{self, Write};

/// The word by which `TIDEGATE_SKIP` skips the replay in hooks.
pub const SKIP_REPLAY: &str = "verify";

/// Writes how to make the commit or push anyway, after a check that found errors.
pub fn write_blocked_by_check(outcome: &Outcome, git_command: &str, output: &mut Output) -> io::Result<()> {
    write_blocked(git_command, "these rules", &blocking_rules(outcome).join(","), output.out)
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
