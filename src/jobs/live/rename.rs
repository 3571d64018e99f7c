//! Another version for a migration whose version a database has recorded for another one.

use super::history::History;
use crate::migration::layout::Shape;
use crate::migration::{UsedVersions, Version};
use crate::text::RelPath;
use crate::text::words::shell;
use chrono::{DateTime, Utc};

/// Returns the command that gives the file, or the folder of a migration, a version that neither a file nor a row has;
/// `None` where the name has no version.
pub(super) fn command<'r>(
    history: &History,
    recorded: impl Iterator<Item = &'r str>,
    path: &RelPath,
    now: DateTime<Utc>,
) -> Option<String> {
    let layout = history.layout();
    let named = |path: &RelPath| match layout.shape {
        Shape::Folder { .. } => path.parent(),
        Shape::File | Shape::FileInAnyFolder => path.clone(),
    };
    let mut used = UsedVersions::default();
    for text in recorded {
        used.add(&Version::new(layout.order, text.as_bytes(), text.as_bytes()), false);
    }
    for source in history.migrations() {
        let named = named(&source.path);
        if let Some(read) = (layout.read)(named.file_name()) {
            let version = &named.file_name()[read.version];
            used.add(&Version::new(layout.order, version, version), true);
        }
    }
    let from = named(path);
    let name = from.file_name();
    let read = (layout.read)(name)?;
    let version = used.next(layout, None, now);
    let renamed = [&name[..read.version.start], version.as_bytes(), &name[read.version.end..]].concat();
    Some(format!("git mv {} {}", shell(&from), shell(from.with_file_name(renamed))))
}
