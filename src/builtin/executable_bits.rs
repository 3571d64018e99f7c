//! Scripts that cannot be started, and executable files that are not scripts.

use super::file::{File, Mode};
use super::finding::Finding;
use super::options::Options;
use crate::text::words::shell;

pub(super) fn check(file: &File<'_>, _: &Options) -> Vec<Finding> {
    let has_interpreter = file.content.starts_with(b"#!");
    let set = |bit: &str| format!("change the bit: git update-index {bit} -- {}", shell(file.path));
    let finding = match file.mode {
        // Rust's inner attributes start with the same bytes.
        Mode::Regular if has_interpreter && !file.content.starts_with(b"#![") => {
            Finding::at(file.path, 1, "starts with `#!` but is not executable").help(set("--chmod=+x"))
        }
        Mode::Executable if !has_interpreter && file.is_text() && !file.content.is_empty() => {
            Finding::of(file.path, "is executable but does not start with `#!`").help(set("--chmod=-x"))
        }
        _ => return Vec::new(),
    };
    vec![finding]
}

#[cfg(test)]
mod tests {
    use super::super::file::Mode;
    use super::super::registry::tests::{messages, messages_of_mode};

    #[test]
    fn compares_the_bit_with_the_first_line() {
        let script = "#!/bin/sh\ntrue\n";
        assert_eq!(messages("executable-bits", "a.sh", script), ["starts with `#!` but is not executable"]);
        assert_eq!(messages_of_mode("executable-bits", "a.sh", Mode::Executable, script), [""; 0]);
        let found = messages_of_mode("executable-bits", "a.md", Mode::Executable, "# a\n");
        assert_eq!(found, ["is executable but does not start with `#!`"]);
        assert_eq!(messages("executable-bits", "lib.rs", "#![no_std]\n"), [""; 0]);
        assert_eq!(messages_of_mode("executable-bits", "a", Mode::Executable, "\x7fELF\0\0"), [""; 0]);
    }
}
