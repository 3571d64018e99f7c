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

/// Those of them that mean nothing else: they count as a part of a longer name, too.
const UNMISTAKABLE: [&str; 8] =
    ["clickhouse", "mysql", "mariadb", "sqlite", "sqlite3", "mssql", "sqlserver", "cassandra"];

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
    other_database(folder)
}

/// The reason why the migrations of a folder are for another database, by the names of the folders above them.
pub(super) fn other_database(folder: &RelPath) -> Option<String> {
    let is_listed = |part: &&[u8]| OTHER_DATABASES.iter().any(|name| name.as_bytes() == *part);
    if let Some(part) = folder.parts().find(is_listed).map(crate::text::path::printable) {
        return Some(format!("`{part}` is not a Postgres database"));
    }
    let named = folder.parts().find(|part| words_of(part).any(|word| UNMISTAKABLE.iter().any(|name| word == *name)));
    let names_postgres =
        || folder.parts().flat_map(words_of).any(|word| matches!(&*word, "pg" | "psql" | "postgres" | "postgresql"));
    let part = crate::text::path::printable(named.filter(|_| !names_postgres())?);
    Some(format!("`{part}` names a database that is not Postgres"))
}

/// The words of a name such as `mysql-persistence`, in lower case.
fn words_of(part: &[u8]) -> impl Iterator<Item = String> {
    let words = part.split(|byte| !byte.is_ascii_alphanumeric());
    words.map(|word| String::from_utf8_lossy(word).to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_databases_are_known_by_words_of_a_path() {
        let check = |path: &str, expected: bool| {
            assert_eq!(reason_to_leave(&path.into(), &[]).is_some(), expected, "{path}");
        };
        for path in ["db/mysql/migrations", "mysql-persistence/db/migration", "crates/server-sqlite/migrations"] {
            check(path, true);
        }
        for path in [
            "mysql-to-postgres/migrations",
            "sqlite_cache/postgres/migrations",
            "price-oracle/migrations",
            "mysqlike/migrations",
        ] {
            check(path, false);
        }
    }
}
