//! The files after they were written and moved.

use crate::jobs::new::NewFile;
use crate::jobs::squash::Archive;
use crate::report::Output;
use crate::report::style::{snippet, wording};
use std::io;

/// Writes the files that were written and moved.
pub fn write_files(files: &[NewFile], archive: &Archive, output: &mut Output) -> io::Result<()> {
    for file in files {
        writeln!(output.out, "{}", wording::safe(&file.path.to_string()))?;
    }
    for (from, to) in &archive.moves {
        writeln!(output.out, "{}", wording::safe(&format!("{from} -> {to}")))?;
    }
    if archive.moves.is_empty() {
        return Ok(());
    }
    let help = "commit them together and unchanged: `git add --all && git commit`; hooks of this clone accept exactly these \
        files in the place of published migrations, and CI does after it has proven a squash once more: \
        `tidegate squash --prove --from-ref origin/main`";
    snippet::write_note("help", help, output.width, output.out)
}
