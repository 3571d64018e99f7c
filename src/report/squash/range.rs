//! The squash in a range of commits.

use super::plan::write_failed;
use crate::jobs::squash::{Proof, RangeProof};
use crate::report::Output;
use crate::report::style::paint::Paint as _;
use crate::report::style::{snippet, wording};
use crate::text::words;
use std::io;

/// Writes whether the squash in a range is proven.
pub fn write_range(proof: &RangeProof, output: &mut Output) -> io::Result<()> {
    let (failed, passed) = ("tidegate:".red().bold().to_string(), "tidegate:".green().bold().to_string());
    let (file, replaced, proof) = match proof {
        RangeProof::NoSquash => {
            return writeln!(output.out, "{passed} no migration of this range was moved to an archive");
        }
        RangeProof::Refused(reason) => {
            let text = format!("the range moves migrations to an archive and is not a squash: {reason}");
            writeln!(output.out, "{failed} {}", wording::safe(&text))?;
            let help = "see what published migrations have lost: `tidegate explain edited-migration`";
            return snippet::write_note("help", help, output.width, output.out);
        }
        RangeProof::Squash { file, replaced, proof } => (file, replaced, proof),
    };
    let count = words::count(replaced.len(), "migration");
    let Proof::Proven { server } = proof else {
        let nothing = format!("{failed} {} does not replace {count}", wording::safe(&file.to_string()));
        let help = "take the squash back, and make it again: `tidegate squash --before VERSION`";
        return write_failed(proof, &nothing, help, output);
    };
    let text = format!("{file} replaces {count}; same catalog and same dump, proven on {server}");
    writeln!(output.out, "{passed} {}", wording::safe(&text))?;
    let rows = "rows that migrations write: see what the new migration keeps of them";
    snippet::write_note("not compared", rows, output.width, output.out)
}
