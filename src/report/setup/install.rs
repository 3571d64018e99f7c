//! Report of `tidegate install` and `tidegate uninstall`.

use crate::hooks::GitVersion;
use crate::jobs::setup::install::{Done, Form, Note, Outcome};
use crate::jobs::setup::merge_driver;
use crate::report::remedy;
use crate::report::style::paint::Paint as _;
use crate::report::style::wording::{safe, safe_lines};
use crate::text::path::printable;
use std::io::{self, Write};
use std::path::Path;

/// Writes what was done at each hook; `top` is the top of the working tree.
pub fn write(outcome: &Outcome, top: &Path, out: &mut dyn Write) -> io::Result<()> {
    match &outcome.form {
        Some(Form::Script { folder }) => writeln!(out, "Git hooks in {}:", shown(folder, top).bold())?,
        Some(Form::Config) => writeln!(out, "Git hooks in the {}:", "configuration of this repository".bold())?,
        None => writeln!(out, "Git hooks:")?,
    }
    for (event, done) in &outcome.events {
        writeln!(out, "  {:<16}  {}", event.name(), safe(&sentence(done, top)))?;
    }
    for note in &outcome.notes {
        write_note(&note_text(note, top), out)?;
    }
    for advice in &outcome.advice {
        let text = remedy::advice(advice);
        write_note(&format!("{} can call tidegate itself; to switch, {text}", advice.manager), out)?;
    }
    Ok(())
}

/// Writes that the installed hooks have no migrations to check.
pub fn write_no_migrations(out: &mut dyn Write) -> io::Result<()> {
    write_note(
        "no migrations folder was found, so there is nothing to check yet; see `tidegate doctor`, or name the folder: `tidegate init --migrations FOLDER`.",
        out,
    )
}

/// Writes which files are merged by the driver.
pub fn write_merge_driver(outcome: &merge_driver::Outcome, out: &mut dyn Write) -> io::Result<()> {
    for file in &outcome.files {
        writeln!(out, "Merges regenerate {} from the migrations of both sides.", safe(&file.to_string()))?;
    }
    if outcome.is_new {
        let text = "commit .gitattributes, so that every clone can use the driver: `git add .gitattributes`; each of them runs `tidegate install --merge-driver` once.";
        write_note(text, out)?;
    }
    for file in &outcome.skipped {
        let text = format!("{file} has a path that .gitattributes cannot name plainly; its merges are left to git.");
        write_note(&text, out)?;
    }
    Ok(())
}

/// Writes that the merge driver was removed.
pub fn write_no_merge_driver(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "Merge driver: uninstalled.")
}

/// Writes that the hooks run a program that a branch can replace.
pub fn write_program_in_checkout(program: &Path, out: &mut dyn Write) -> io::Result<()> {
    let program = printable(program.as_os_str().as_encoded_bytes());
    let text = format!(
        "the hooks run {program}, which is inside this repository: a branch that contains a file of this name replaces it. Install tidegate outside of it, then run `tidegate install` again."
    );
    write_note(&text, out)
}

fn write_note(text: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{} {}", "note:".cyan().bold(), safe_lines(text, "note: ".len()))
}

fn sentence(done: &Done, top: &Path) -> String {
    match done {
        Done::Installed { kept: None, .. } => "installed.".to_owned(),
        Done::Installed { kept: Some(kept), kept_runs: true } => {
            format!("installed; the existing hook still runs first (kept as {}).", shown(kept, top))
        }
        Done::Installed { kept: Some(kept), kept_runs: false } => format!(
            "installed; the existing hook is not executable and still does not run (kept as {}).",
            shown(kept, top)
        ),
        Done::Updated => "updated.".to_owned(),
        Done::Already => "already installed.".to_owned(),
        Done::Newer { version } => format!("skipped: version {version} is from a newer tidegate."),
        Done::CalledBy { manager } => format!("already called by {manager}."),
        Done::Removed { is_restored: false } => "uninstalled.".to_owned(),
        Done::Removed { is_restored: true } => "uninstalled; the previous hook is restored.".to_owned(),
        Done::NotInstalled => "was not installed.".to_owned(),
    }
}

fn note_text(note: &Note, top: &Path) -> String {
    match note {
        Note::Shared { folder } => format!(
            "{} is part of the working tree, so these hooks are shared: they look for tidegate on PATH; commit them and the kept hooks (on Windows with `git add --chmod=+x`).",
            shown(folder, top)
        ),
        Note::NewGitOnly => format!(
            "git {} and newer run these; a program that uses an older git ignores them (`tidegate install --script` works with both).",
            GitVersion::CONFIG_HOOKS
        ),
        Note::SwitchedOff { event } => format!(
            "the git configuration switches {event} off; see `git config --show-origin --get-regexp '^hook\\..*enabled$'`."
        ),
        Note::SetElsewhere { event } => format!(
            "{event} is also set outside this repository; `git config --global --remove-section hook.tidegate-{event}` removes it."
        ),
        Note::Doubled { script } => format!(
            "{} runs tidegate as well, so each commit is checked twice; it was kept because the team shares it.",
            shown(script, top)
        ),
        Note::Behind { manager } => format!("{manager} owns the hook and calls that of tidegate."),
        Note::MayBeReplaced { manager } => {
            format!("{manager} is set up here and removes these hooks when it installs its own.")
        }
        Note::CalledToo { manager } => {
            format!("{manager} calls tidegate as well; where {manager} is installed, each commit is checked twice.")
        }
        Note::Leftover { kept } => format!(
            "{} is a hook that tidegate kept; it was not restored, because another hook has replaced it.",
            shown(kept, top)
        ),
    }
}

/// A path for people: relative to the top of the working tree if it is below.
fn shown(path: &Path, top: &Path) -> String {
    let short = if top.as_os_str().is_empty() { path } else { path.strip_prefix(top).unwrap_or(path) };
    printable(short.as_os_str().as_encoded_bytes())
}
