//! Paths of other projects, of texts and of other databases.

use crate::text::RelPath;

/// Parts of a path below which migrations belong to another project or are examples.
const FOREIGN: [&str; 7] =
    ["node_modules", "vendor", "third_party", "fixtures", "testdata", "__tests__", "__fixtures__"];
/// Parts of a path below which SQL files are text to read.
const TEXTS: [&str; 4] = ["docs", "doc", "documentation", "website"];
/// Parts of a path that name another database.
const OTHER_DATABASES: [&str; 15] = [
    "clickhouse",
    "mysql",
    "mariadb",
    "sqlite",
    "sqlite3",
    "mssql",
    "sqlserver",
    "oracle",
    "db2",
    "h2",
    "hsqldb",
    "derby",
    "cassandra",
    "snowflake",
    "d1",
];

/// Whether a path is in a folder that is ignored, belongs to another project or to another database.
pub fn is_of_others(path: &RelPath, ignored: &[RelPath]) -> bool {
    reason_to_leave(path, ignored).is_some()
}

/// The reason why a path is not looked at.
pub(super) fn reason_to_leave(folder: &RelPath, ignored: &[RelPath]) -> Option<String> {
    if let Some(ignored) = ignored.iter().find(|ignored| *ignored == folder || folder.below(ignored).is_some()) {
        return Some(format!("`ignore` in tidegate.toml lists {ignored}"));
    }
    let part_in = |names: &[&str]| {
        folder.parts().find(|part| names.iter().any(|name| name.as_bytes() == *part)).map(crate::text::path::printable)
    };
    if let Some(part) = part_in(&FOREIGN) {
        return Some(format!("folders below `{part}` belong to other projects"));
    }
    if let Some(part) = part_in(&TEXTS) {
        return Some(format!("folders below `{part}` are documentation"));
    }
    part_in(&OTHER_DATABASES).map(|part| format!("`{part}` is not a Postgres database"))
}
