//! The offline data of SQLx: one `query-<hash>.json` for each checked query, with the columns that it had when it was
//! prepared.

use crate::text::{RelPath, hex};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// A file with a query, or why it has none.
#[derive(Clone, Debug)]
pub struct QueryFile {
    pub path: RelPath,
    pub content: Vec<u8>,
    pub query: Result<RecordedQuery, String>,
}

/// A query with what was recorded about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedQuery {
    pub text: String,
    pub columns: Vec<RecordedColumn>,
}

/// A recorded column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedColumn {
    pub name: String,
    /// In `pg_type`; `None` if it is written in a form that is not known.
    pub type_name: Option<String>,
    /// `None` where SQLx does not know it.
    pub is_nullable: Option<bool>,
}

/// A column of a query on the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultColumn {
    pub name: String,
    pub type_name: String,
    /// Whether the column of a table that it is accepts NULL; `None` for an expression.
    pub is_nullable: Option<bool>,
}

/// The name of the database in files for PostgreSQL.
const POSTGRES: &str = "PostgreSQL";

impl QueryFile {
    /// Whether a path is that of such a file.
    pub fn is_at(path: &[u8]) -> bool {
        let Some(at) = memchr::memmem::rfind(path, b".sqlx/query-") else { return false };
        let is_folder = at == 0 || path[at - 1] == b'/';
        is_folder && path.ends_with(b".json") && !path[at + ".sqlx/".len()..].contains(&b'/')
    }

    /// Reads a file; `None` for a query on another kind of database.
    pub fn read(path: RelPath, content: Vec<u8>) -> Option<Self> {
        let query = match serde_json::from_slice::<Value>(&content) {
            Err(error) => Err(format!("the file is not valid JSON: {error}")),
            Ok(value) if value.get("db_name").and_then(Value::as_str).is_some_and(|name| name != POSTGRES) => {
                return None;
            }
            Ok(value) => RecordedQuery::read(&value, path.file_name()),
        };
        Some(Self { path, content, query })
    }
}

impl RecordedQuery {
    fn read(value: &Value, file_name: &[u8]) -> Result<Self, String> {
        let lacks = |name: &str| format!("the file has no `{name}` as SQLx writes it");
        let text = value.get("query").and_then(Value::as_str).ok_or_else(|| lacks("query"))?;
        let hash = hex(Sha256::digest(text.as_bytes()));
        let expected = format!("query-{hash}.json");
        if file_name != expected.as_bytes() || value.get("hash").and_then(Value::as_str) != Some(&hash) {
            return Err(format!(
                "the query is not the one that the file is named after: SQLx looks for it in {expected}"
            ));
        }
        let describe = value.get("describe").ok_or_else(|| lacks("describe"))?;
        let columns = describe.get("columns").and_then(Value::as_array).ok_or_else(|| lacks("describe.columns"))?;
        let nullable = describe.get("nullable").and_then(Value::as_array).ok_or_else(|| lacks("describe.nullable"))?;
        let column = |(at, column): (usize, &Value)| {
            let name = column.get("name").and_then(Value::as_str)?.to_owned();
            let type_name = column.get("type_info").and_then(type_name);
            Some(RecordedColumn { name, type_name, is_nullable: nullable.get(at).and_then(Value::as_bool) })
        };
        let columns: Option<Vec<RecordedColumn>> = columns.iter().enumerate().map(column).collect();
        Ok(Self { text: text.to_owned(), columns: columns.ok_or_else(|| lacks("describe.columns"))? })
    }

    /// Returns the differences of what was recorded from the columns on the database.
    pub fn differences(&self, columns: &[ResultColumn]) -> Vec<String> {
        if self.columns.len() != columns.len() {
            let (recorded, now) = (self.columns.len(), columns.len());
            return vec![format!("the query has {now} columns in the replayed schema, and {recorded} are recorded")];
        }
        self.columns.iter().zip(columns).flat_map(|(recorded, now)| recorded.differences(now)).collect()
    }
}

impl RecordedColumn {
    fn differences(&self, now: &ResultColumn) -> Vec<String> {
        let mut found = Vec::new();
        // `AS "name!"` and other marks are part of the name.
        if self.name != now.name {
            found.push(format!("column `{}` of the query is recorded as `{}`", now.name, self.name));
        }
        if self.type_name.as_ref().is_some_and(|recorded| *recorded != now.type_name) {
            let recorded = self.type_name.as_deref().unwrap_or_default();
            let now_type = &now.type_name;
            found.push(format!(
                "column `{}` of the query has the type `{now_type}` in the replayed schema, and `{recorded}` is recorded",
                now.name
            ));
        }
        if self.is_nullable == Some(false) && now.is_nullable == Some(true) {
            found.push(format!(
                "column `{}` of the query accepts NULL in the replayed schema, and is recorded as one that does not",
                now.name
            ));
        }
        found
    }
}

/// The name in `pg_type` of a type as SQLx writes it: `Int4`, `TextArray`, `{"Custom": {"name": "mood"}}`.
fn type_name(info: &Value) -> Option<String> {
    let Some(name) = info.as_str() else {
        let custom = info.get("Custom")?.get("name")?.as_str()?;
        let bare = custom.rsplit('.').next().unwrap_or(custom).trim_matches('"');
        return Some(bare.strip_suffix("[]").map_or_else(|| bare.to_owned(), |element| format!("_{element}")));
    };
    let lower = |name: &str| match name {
        "PgLsn" => "pg_lsn".to_owned(),
        name => name.to_lowercase(),
    };
    Some(match name.strip_suffix("Array") {
        Some(element) => format!("_{}", lower(element)),
        None => lower(name),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(query: &str, columns: &str, nullable: &str) -> QueryFile {
        let hash = hex(Sha256::digest(query.as_bytes()));
        let text = format!(
            "{{\"db_name\": \"PostgreSQL\", \"query\": {}, \"describe\": {{\"columns\": {columns}, \"parameters\": {{\"Left\": []}}, \"nullable\": {nullable}}}, \"hash\": \"{hash}\"}}",
            Value::from(query)
        );
        let path = RelPath::from(format!(".sqlx/query-{hash}.json").as_str());
        QueryFile::read(path, text.into_bytes()).expect("a query on PostgreSQL")
    }

    const COLUMNS: &str = "[{\"ordinal\": 0, \"name\": \"id\", \"type_info\": \"Int4\"}, \
        {\"ordinal\": 1, \"name\": \"mood\", \"type_info\": {\"Custom\": {\"name\": \"app.mood\", \"kind\": {\"Enum\": [\"a\"]}}}}, \
        {\"ordinal\": 2, \"name\": \"tags\", \"type_info\": \"TextArray\"}]";

    fn check(columns: &[(&str, &str, Option<bool>)], expected: &[&str]) {
        let query = file("select 1", COLUMNS, "[false, true, null]").query.expect("it can be read");
        let column = |(name, type_name, is_nullable): &(&str, &str, Option<bool>)| ResultColumn {
            name: (*name).to_owned(),
            type_name: (*type_name).to_owned(),
            is_nullable: *is_nullable,
        };
        assert_eq!(query.differences(&columns.iter().map(column).collect::<Vec<_>>()), expected);
    }

    #[test]
    fn recorded_columns_are_compared() {
        check(&[("id", "int4", Some(false)), ("mood", "mood", Some(true)), ("tags", "_text", None)], &[]);
        // A join makes a column nullable, and SQLx knows that.
        check(&[("id", "int4", Some(false)), ("mood", "mood", Some(false)), ("tags", "_text", Some(true))], &[]);
        check(
            &[("id", "int8", Some(true)), ("feeling", "mood", None), ("tags", "text", None)],
            &[
                "column `id` of the query has the type `int8` in the replayed schema, and `int4` is recorded",
                "column `id` of the query accepts NULL in the replayed schema, and is recorded as one that does not",
                "column `feeling` of the query is recorded as `mood`",
                "column `tags` of the query has the type `text` in the replayed schema, and `_text` is recorded",
            ],
        );
        check(&[("id", "int4", None)], &["the query has 1 columns in the replayed schema, and 3 are recorded"]);
    }

    #[test]
    fn files_that_sqlx_did_not_write_are_reported() {
        let check = |name: &str, content: &str, expected: Option<&str>| {
            let found = QueryFile::read(name.into(), content.as_bytes().to_vec());
            let reason = found.map(|file| file.query.expect_err("no query"));
            assert_eq!(
                reason.as_ref().map(|reason| reason.contains(expected.unwrap_or_default())),
                expected.map(|_| true),
                "{content}: {reason:?}"
            );
        };
        check(".sqlx/query-a.json", "{", Some("not valid JSON"));
        check(".sqlx/query-a.json", "[]", Some("no `query`"));
        check(".sqlx/query-a.json", "{\"query\": \"select 1\"}", Some("named after"));
        check(".sqlx/query-a.json", "{\"db_name\": \"SQLite\"}", None);
    }

    #[test]
    fn query_files_are_known_by_their_paths() {
        for (path, expected) in [
            (".sqlx/query-a.json", true),
            ("crates/a/.sqlx/query-a.json", true),
            ("a.sqlx/query-a.json", false),
            (".sqlx/query-a/b.json", false),
            (".sqlx/a.json", false),
            (".sqlx/query-a.toml", false),
        ] {
            assert_eq!(QueryFile::is_at(path.as_bytes()), expected, "{path}");
        }
    }
}
