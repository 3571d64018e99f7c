//! The plan of a squash.

use crate::jobs::squash::{DataStatement, KeptData, Proof, Squash};
use crate::report::Output;
use crate::report::style::paint::Paint as _;
use crate::report::style::{snippet, wording};
use crate::text::words;
use std::io;

/// Statements that are shown.
const SHOWN: usize = 20;

/// Writes what a squash would do, or why it does nothing.
pub fn write_squash(squash: &Squash, data: KeptData, output: &mut Output) -> io::Result<()> {
    let (failed, passed) = ("tidegate:".red().bold().to_string(), "tidegate:".green().bold().to_string());
    let nothing = format!("{failed} nothing was written");
    for refused in &squash.refused {
        let text = format!("{}: {}", refused.object, refused.reason);
        writeln!(output.out, "{} {}", "cannot be written:".red(), wording::safe(&text))?;
    }
    write_data(&squash.data, data, output)?;
    let (width, count) = (output.width, words::count(squash.versions.len(), "migration"));
    match &squash.proof {
        Some(Proof::Proven { server }) => {
            let text = format!("{count} become one; same catalog and same dump, proven on {server}");
            writeln!(output.out, "{passed} {}", wording::safe(&text))?;
            let folder = format!("the old files are moved to {}", squash.archive.folder);
            snippet::write_note("note", &folder, width, output.out)?;
            if data == KeptData::Kept && !squash.data.is_empty() {
                let text =
                    "the rows that the kept statements write were not compared: see the end of the new migration";
                snippet::write_note("not compared", text, width, output.out)?;
            }
            Ok(())
        }
        Some(proof) => {
            write_failed(proof, &nothing, "squash fewer migrations: `tidegate squash --before VERSION`", output)
        }
        None if !squash.refused.is_empty() => {
            let objects = words::count(squash.refused.len(), "object");
            writeln!(output.out, "{nothing}: no statement makes {objects}")
        }
        None => {
            writeln!(output.out, "{nothing}: {count} write rows, or may")?;
            let (keep, leave) = (
                "keep these statements in the new migration: `--keep-data`",
                "leave them out, if a fresh database needs no rows of them: `--drop-data`",
            );
            snippet::write_note("help", keep, width, output.out)?;
            snippet::write_note("help", leave, width, output.out)
        }
    }
}

/// Writes why a proof failed.
pub(super) fn write_failed(proof: &Proof, nothing: &str, help: &str, output: &mut Output) -> io::Result<()> {
    let (text, statement) = match proof {
        Proof::Proven { .. } => return Ok(()),
        Proof::Replay { file, statement, message } => (format!("{file} fails: {message}"), statement.as_str()),
        Proof::Differs(objects) => (format!("these would differ: {}", words::list(objects, 10)), ""),
    };
    writeln!(output.out, "{nothing}: {}", wording::safe(&text))?;
    snippet::write_note("statement", statement, output.width, output.out)?;
    snippet::write_note("help", help, output.width, output.out)
}

fn write_data(statements: &[DataStatement], data: KeptData, output: &mut Output) -> io::Result<()> {
    let word = match data {
        KeptData::Refused => "writes rows",
        KeptData::Kept => "kept",
        KeptData::Dropped => "left out",
    };
    for one in statements.iter().take(SHOWN) {
        let first = words::shortened(one.sql.lines().next().unwrap_or_default(), 80);
        writeln!(output.out, "{}", wording::safe(&format!("{word}: {}:{}: {first}", one.file, one.line)))?;
    }
    if statements.len() > SHOWN {
        writeln!(output.out, "{word}: {} more", words::count(statements.len() - SHOWN, "statement"))?;
    }
    Ok(())
}
