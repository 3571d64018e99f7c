//! Report of `tidegate cache`: for people, and as JSON.

use super::Format;
use crate::jobs::setup::cache::{Cleared, Entry, Kind, Outcome};
use crate::report::style::json;
use crate::report::style::paint::Paint as _;
use crate::report::style::wording::safe;
use crate::text::words;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use std::io::{self, Write};

/// Writes the entries.
pub fn write(format: Format, outcome: &Outcome, now: DateTime<Utc>, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Human => write_human(outcome, now, out),
        Format::Json => {
            let entries = outcome.entries.iter().map(part).collect();
            json::write(&Shown { version: json::VERSION, entries, bytes: outcome.bytes() }, out)
        }
    }
}

/// Writes what was removed.
pub fn write_cleared(format: Format, cleared: &Cleared, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Human => write_cleared_human(cleared, out),
        Format::Json => {
            let in_use = cleared.in_use.iter().map(part).collect();
            json::write(&Removed { version: json::VERSION, freed: cleared.freed, in_use }, out)
        }
    }
}

fn write_human(outcome: &Outcome, now: DateTime<Utc>, out: &mut dyn Write) -> io::Result<()> {
    let mut place = None;
    let width = outcome.entries.iter().map(|entry| what(&entry.kind).len()).max().unwrap_or_default();
    for entry in &outcome.entries {
        if place != Some(&entry.place) {
            writeln!(out, "{}", safe(&entry.place.to_string_lossy()).bold())?;
            place = Some(&entry.place);
        }
        let used = if entry.is_in_use { "in use".to_owned() } else { age(entry, now) };
        writeln!(out, "  {:8}  {:width$}  {:>8}  {used}", word(&entry.kind), what(&entry.kind), size(entry.bytes))?;
    }
    if outcome.entries.is_empty() {
        return writeln!(out, "{} the cache is empty", "tidegate:".green().bold());
    }
    let all = size(outcome.bytes());
    writeln!(out, "{} {all} in total; `tidegate cache clear` removes what is not in use", "tidegate:".green().bold())
}

fn write_cleared_human(cleared: &Cleared, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{} {} freed", "tidegate:".green().bold(), size(cleared.freed))?;
    for entry in &cleared.in_use {
        writeln!(out, "{} {} was kept, because a run uses it", "note:".bold(), safe(&entry.path.to_string_lossy()))?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Shown<'a> {
    version: u32,
    entries: Vec<Part<'a>>,
    bytes: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Removed<'a> {
    version: u32,
    freed: u64,
    in_use: Vec<Part<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Part<'a> {
    /// `seed`, `cluster` or `verdicts`.
    kind: &'a str,
    path: String,
    /// The server's version, for entries that belong to one.
    #[serde(skip_serializing_if = "Option::is_none")]
    postgres: Option<&'a str>,
    /// The platform of a cluster.
    #[serde(skip_serializing_if = "Option::is_none")]
    platform: Option<&'a str>,
    /// The common git folder of the repository that uses a cluster.
    #[serde(skip_serializing_if = "Option::is_none")]
    repository: Option<String>,
    /// The number of verdicts.
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<usize>,
    bytes: u64,
    /// UTC, RFC 3339.
    last_used: Option<String>,
    in_use: bool,
}

fn part(entry: &Entry) -> Part<'_> {
    let (postgres, platform, repository, files) = match &entry.kind {
        Kind::Seed { version } => (Some(version.as_str()), None, None, None),
        Kind::Cluster { version, purpose, repository } => {
            (Some(version.as_str()), Some(purpose.as_str()), repository.as_ref(), None)
        }
        Kind::Verdicts { count } => (None, None, None, Some(*count)),
    };
    Part {
        kind: word(&entry.kind),
        path: entry.path.display().to_string(),
        postgres,
        platform,
        repository: repository.map(|repository| repository.display().to_string()),
        files,
        bytes: entry.bytes,
        last_used: entry.last_used.map(|used| DateTime::<Utc>::from(used).to_rfc3339_opts(SecondsFormat::Secs, true)),
        in_use: entry.is_in_use,
    }
}

fn word(kind: &Kind) -> &'static str {
    match kind {
        Kind::Seed { .. } => "seed",
        Kind::Cluster { .. } => "cluster",
        Kind::Verdicts { .. } => "verdicts",
    }
}

fn what(kind: &Kind) -> String {
    match kind {
        Kind::Seed { version } => format!("PostgreSQL {}", safe(version)),
        Kind::Cluster { version, purpose, repository: None } => safe(&format!("PostgreSQL {version}, {purpose}")),
        Kind::Cluster { version, purpose, repository: Some(repository) } => {
            safe(&format!("PostgreSQL {version}, {purpose}, for {}", repository.display()))
        }
        Kind::Verdicts { count } => words::count(*count, "file"),
    }
}

/// `28.1 MB`
fn size(bytes: u64) -> String {
    // Whole tenths; no cache is so large that they overflow.
    let tenths = |unit: u64| format!("{}.{}", bytes / unit, bytes % unit * 10 / unit);
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", tenths(1_000)),
        1_000_000..1_000_000_000 => format!("{} MB", tenths(1_000_000)),
        _ => format!("{} GB", tenths(1_000_000_000)),
    }
}

fn age(entry: &Entry, now: DateTime<Utc>) -> String {
    let Some(used) = entry.last_used else { return "never used".to_owned() };
    let minutes = (now - DateTime::<Utc>::from(used)).num_minutes();
    match usize::try_from(minutes).unwrap_or_default() {
        0 => "used just now".to_owned(),
        minutes @ 1..60 => format!("used {} ago", words::count(minutes, "minute")),
        minutes @ 60..2880 => format!("used {} ago", words::count(minutes / 60, "hour")),
        minutes => format!("used {} ago", words::count(minutes / 1440, "day")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_a_readable_unit() {
        assert_eq!([0, 999, 1_000, 28_140_000].map(size), ["0 B", "999 B", "1.0 kB", "28.1 MB"]);
        assert_eq!([2 << 30, u64::MAX].map(size), ["2.1 GB", "18446744073.7 GB"]);
    }
}
