//! The line after a merge or a checkout about the developer's own database.

use crate::jobs::live::Behind;
use crate::report::style::paint::Paint as _;
use crate::report::style::wording;
use crate::text::words;
use std::io::{self, Write};

/// Migrations that the line names.
const NAMED: usize = 3;

/// Writes one line if the database lacks migrations or was not compared; nothing if it is in step.
pub fn write_behind(behind: &Behind, out: &mut dyn Write) -> io::Result<()> {
    let name = wording::safe(&behind.name);
    let text = match &behind.pending {
        Ok(pending) if pending.is_empty() => return Ok(()),
        Ok(pending) => {
            let count = words::count(pending.len(), "migration");
            let command = format!("tidegate apply --db {name}");
            format!("database {name} lacks {count}, {}: {command}", words::list(pending, NAMED))
        }
        Err(reason) => format!("database {name} was not compared with the migrations: {reason}"),
    };
    writeln!(out, "{} {}", "tidegate:".bold(), wording::safe(&text))
}
