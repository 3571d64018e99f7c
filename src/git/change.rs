//! The difference of two sides at one path.

use super::entry::Entry;
use crate::text::RelPath;

/// The difference of two sides at one path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The entry on the base side; `None` when the target added it.
    pub old: Option<Entry>,
    /// The entry on the target side; `None` when the target deleted it.
    pub new: Option<Entry>,
}

impl Change {
    /// The changed path.
    pub fn path(&self) -> &RelPath {
        match (&self.new, &self.old) {
            (Some(entry), _) | (None, Some(entry)) => &entry.path,
            (None, None) => unreachable_path(),
        }
    }
}

/// A change always has a side; this spares the accessor a panic.
fn unreachable_path() -> &'static RelPath {
    static TOP: std::sync::LazyLock<RelPath> = std::sync::LazyLock::new(RelPath::default);
    &TOP
}
