//! Extended statistics.

use super::entry::{Described, Entry};
use super::source::Source;
use crate::catalog::Statistics;

pub(super) fn statistics(source: &Source<'_>, statistics: &Statistics) -> Vec<Entry> {
    let name = source.qualified(&statistics.schema, &statistics.name);
    let mut entry = Entry::new("STATISTICS", Some(&statistics.schema), &statistics.name)
        .with(format!("{};", statistics.definition));
    let target = statistics.target.map(|target| format!("ALTER STATISTICS {name} SET STATISTICS {target};"));
    entry.statements.extend(target);
    let mut entries = vec![entry];
    let name = source.id(&statistics.name);
    let described = Described { kind: "STATISTICS", schema: Some(&statistics.schema), name };
    entries.extend(described.entries(source, statistics.comment.as_deref(), None));
    entries
}
