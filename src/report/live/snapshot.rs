//! `snapshot`: what was taken, and whether it was proven.

use crate::jobs::live::SnapshotTaken;
use crate::live::snapshot::{Contents, Snapshot};
use crate::report::style::paint::Paint as _;
use crate::report::style::{snippet, wording};
use crate::text::words;
use std::io::{self, Write};

/// The differences that are shown.
const SHOWN: usize = 20;

/// Writes what was taken. An error of the proof is reported by the caller.
pub fn write_snapshot(taken: &SnapshotTaken, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let Snapshot { folder, manifest } = &taken.snapshot;
    let differences = match &taken.proof {
        Some(Ok(differences)) => Some(differences),
        _ => None,
    };
    let found = differences.map(|differences| &differences.found[..]).unwrap_or_default();
    for difference in found.iter().take(SHOWN) {
        writeln!(out, "{} {}", "differs".red().bold(), wording::safe(difference))?;
    }
    if found.len() > SHOWN {
        writeln!(out, "... {}", words::count(found.len() - SHOWN, "more difference"))?;
    }
    let name = if found.is_empty() { "tidegate:".green().bold() } else { "tidegate:".red().bold() };
    let proof = match differences {
        None => "not proven",
        Some(_) if found.is_empty() => "proven: the restored copy is equal",
        Some(_) => "the restored copy differs",
    };
    let line = format!("snapshot of {} in {}; {proof}", manifest.address, folder.display());
    writeln!(out, "{name} {}", wording::safe(&line))?;
    snippet::write_note("note", &contents(taken), width, out)?;
    for tracked in &manifest.contents.tracking {
        let rows = words::count(tracked.versions.len(), "migration");
        snippet::write_note("note", &format!("{rows} recorded in {}", tracked.table), width, out)?;
    }
    let roles: Vec<String> = manifest.roles.iter().map(|role| role.name.clone()).collect();
    let roles = format!("a server on which it is restored needs the roles {}", words::list(&roles, 10));
    snippet::write_note("note", &roles, width, out)?;
    for note in differences.map(|differences| &differences.notes[..]).unwrap_or_default() {
        snippet::write_note("note", note, width, out)?;
    }
    if taken.swept > 0 {
        let swept = words::count(taken.swept, "incomplete snapshot");
        snippet::write_note("note", &format!("removed {swept} of interrupted runs"), width, out)?;
    }
    if taken.proof.is_none() {
        let help = "to prove that a snapshot can be restored, take it with `--prove`";
        snippet::write_note("help", help, width, out)?;
    }
    Ok(())
}

fn contents(taken: &SnapshotTaken) -> String {
    let manifest = &taken.snapshot.manifest;
    let Contents { tables, sequences, large_objects, .. } = &manifest.contents;
    let rows = manifest.contents.rows();
    let bytes: u64 = manifest.files.iter().map(|file| file.bytes).sum();
    format!(
        "{} with {rows} rows, {}, {}; {} bytes; PostgreSQL {}, pg_dump {}",
        words::count(tables.len(), "table"),
        words::count(sequences.len(), "sequence"),
        words::count(usize::try_from(large_objects.count).unwrap_or(usize::MAX), "large object"),
        bytes,
        manifest.server,
        manifest.pg_dump
    )
}
