//! Report of `tidegate check --fix`.

use crate::jobs::check::fix::Fixed;
use crate::report::style::paint::Paint as _;
use std::io::{self, Write};

/// Writes the renames, which were only planned where `is_dry_run` says so.
pub fn write_fixes(fixed: &Fixed, is_dry_run: bool, out: &mut dyn Write) -> io::Result<()> {
    let label = "fix:".green().bold().to_string();
    let verb = if is_dry_run { "would rename" } else { "renamed" };
    for rename in &fixed.renames {
        writeln!(out, "{label} {verb} {} to {}", rename.from, rename.to)?;
    }
    if fixed.renames.is_empty() {
        writeln!(out, "{label} there is nothing to fix automatically")?;
    }
    Ok(())
}
