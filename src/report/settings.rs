//! Notes about whose settings apply.

use crate::jobs::side_settings::Difference;
use crate::jobs::sides::Selection;
use crate::report::style::paint::Paint as _;
use crate::text::path::printable;
use crate::text::words;
use std::io::{self, Write};

/// Writes that the objects were read that a push sends, and not those that git shows here.
pub fn write_replaced(out: &mut dyn Write) -> io::Result<()> {
    let text = "this repository replaces objects, which is not pushed: the stored objects were checked; `git replace --list` and `.git/info/grafts` list the replaced ones, `git --no-replace-objects show` prints a stored one";
    writeln!(out, "{} {text}", "note:".bold())
}

/// Writes with which protected databases the named one could not be compared.
pub fn write_uncompared(names: &[String], out: &mut dyn Write) -> io::Result<()> {
    let text = format!("not compared with protected databases without an address here: {}", words::list(names, 10));
    writeln!(out, "{} {}", "note:".bold(), printable(text.as_bytes()))
}

/// Writes that the settings in the working tree do not apply.
pub fn write_difference(difference: &Difference, out: &mut dyn Write) -> io::Result<()> {
    let file = &difference.in_work_tree;
    let text = match (&difference.selection, difference.has_file) {
        (Selection::Staged, true) => {
            "the staged tidegate.toml applies; the one in the working tree differs from it".to_owned()
        }
        (Selection::Staged, false) => {
            let command = format!("git add {}", words::shell(file));
            format!("{file} is not staged, so it does not apply; to stage it: `{command}`")
        }
        (selection, true) => {
            format!("the tidegate.toml of {} applies; the one in the working tree differs from it", selection.label())
        }
        (selection, false) => {
            format!("{} has no tidegate.toml, so {file} in the working tree does not apply", selection.label())
        }
    };
    // Names of branches and files may contain anything.
    writeln!(out, "{} {}", "note:".bold(), printable(text.as_bytes()))
}
