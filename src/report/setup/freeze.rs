//! Report of `tidegate freeze`, and the line about a freeze in other reports.

use crate::jobs::setup::freeze::Written;
use crate::report::style::paint::Paint as _;
use crate::report::style::wording;
use crate::rules::Freeze;
use crate::text::words;
use chrono::{DateTime, Utc};
use std::io::{self, Write};

/// Writes what was written, and how it becomes effective.
pub fn write(written: &Written, is_on: bool, out: &mut dyn Write) -> io::Result<()> {
    let path = wording::safe(&written.path.to_string());
    let name = "tidegate:".bold();
    match (is_on, written.is_changed) {
        (true, true) => writeln!(out, "{name} {path} declares a freeze: `check` reports every changed migration")?,
        (true, false) => writeln!(out, "{name} {path} declares this freeze already")?,
        (false, true) => writeln!(out, "{name} {path} declares no freeze any more")?,
        (false, false) => writeln!(out, "{name} {path} declares no freeze")?,
    }
    if written.is_changed {
        let command = format!("git add {0} && git commit {0}", words::shell(&written.path));
        writeln!(out, "{} it applies to branches that have this commit: {}", "note:".cyan().bold(), command.cyan())?;
    }
    Ok(())
}

/// A freeze in one line; `None` once it has ended.
pub fn line(freeze: &Freeze, now: DateTime<Utc>) -> Option<String> {
    let until = freeze.until.format("%Y-%m-%d %H:%M UTC");
    (now < freeze.until).then(|| format!("migrations are frozen until {until} by {}: {}", freeze.owner, freeze.reason))
}

/// Writes a freeze as a note.
pub fn write_note(freeze: &Freeze, now: DateTime<Utc>, out: &mut dyn Write) -> io::Result<()> {
    match line(freeze, now) {
        Some(text) => writeln!(out, "{} {}", "note:".cyan().bold(), wording::safe(&text)),
        None => Ok(()),
    }
}
