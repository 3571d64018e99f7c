//! The layouts that a command can name.

use crate::migration::layout;

/// The command that names a layout: the first one as an example, then the others.
pub fn layouts() -> String {
    let ids = layout::ALL.map(|layout| layout.id);
    format!("`tidegate init --layout {}` (or {})", ids[0], ids[1..].join(", "))
}
