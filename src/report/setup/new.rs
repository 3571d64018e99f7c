//! Report of `tidegate new`.

use crate::text::RelPath;
use std::io::{self, Write};

/// Writes the paths of the files, each on its own line.
pub fn write<'a>(paths: impl IntoIterator<Item = &'a RelPath>, out: &mut dyn Write) -> io::Result<()> {
    paths.into_iter().try_for_each(|path| writeln!(out, "{path}"))
}
