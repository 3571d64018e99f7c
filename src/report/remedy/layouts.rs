//! The layouts that a command can name.

use crate::migration::{IgnoredFolder, layout};
use crate::text::words::shell;

/// The command that names a layout: the first one as an example, then the others.
pub fn layouts() -> String {
    let ids = layout::ALL.map(|layout| layout.id);
    format!("`tidegate init --layout {}` (or {})", ids[0], ids[1..].join(", "))
}

/// Help for folders that were left out although they look like ones of migrations.
pub fn ignored(folders: &[IgnoredFolder]) -> Vec<String> {
    let help = |ignored: &IgnoredFolder| {
        let command = format!("tidegate init --migrations {}", shell(&ignored.folder));
        format!("{}; to check it anyway: `{command}`", ignored.note())
    };
    folders.iter().filter(|ignored| !ignored.is_unreadable()).map(help).collect()
}
