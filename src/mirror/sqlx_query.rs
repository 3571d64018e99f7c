//! The offline data of SQLx: one `query-<hash>.json` for each checked query, with the columns that it had when it was
//! prepared.

use super::sqlx_type::QueryType;
use crate::sql;
use crate::text::{RelPath, hex, words};
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
    /// The types of its parameters; `None` for a type in a form that is not known.
    pub parameters: Vec<Option<QueryType>>,
}

/// A recorded column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedColumn {
    pub name: String,
    /// `None` if it is written in a form that is not known.
    pub column_type: Option<QueryType>,
    /// `None` where SQLx does not know it.
    pub is_nullable: Option<bool>,
}

/// A query as the database describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DescribedQuery {
    pub columns: Vec<ResultColumn>,
    pub parameters: Vec<QueryType>,
}

/// A column of a query on the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultColumn {
    pub name: String,
    pub column_type: QueryType,
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
            let column_type = column.get("type_info").and_then(QueryType::recorded);
            Some(RecordedColumn { name, column_type, is_nullable: nullable.get(at).and_then(Value::as_bool) })
        };
        let columns: Option<Vec<RecordedColumn>> = columns.iter().enumerate().map(column).collect();
        let parameters = describe.get("parameters").and_then(|parameters| parameters.get("Left")?.as_array());
        let parameters = parameters.ok_or_else(|| lacks("describe.parameters"))?;
        Ok(Self {
            text: text.to_owned(),
            columns: columns.ok_or_else(|| lacks("describe.columns"))?,
            parameters: parameters.iter().map(QueryType::recorded).collect(),
        })
    }

    /// Returns the differences of what was recorded from the query on the database: `cargo sqlx prepare --check` refuses
    /// each.
    pub fn differences(&self, now: &DescribedQuery) -> Vec<String> {
        let mut found = Vec::new();
        let mut count = |what: &str, recorded: usize, now: usize| {
            let differs = recorded != now;
            if differs {
                let now = words::count(now, what);
                found.push(format!("the query has {now} in the replayed schema, and {recorded} are recorded"));
            }
            !differs
        };
        let are_as_many = count("column", self.columns.len(), now.columns.len());
        let takes_as_many = count("parameter", self.parameters.len(), now.parameters.len());
        if are_as_many {
            let joins = self.has_outer_join();
            found.extend(
                self.columns.iter().zip(&now.columns).flat_map(|(recorded, now)| recorded.differences(now, joins)),
            );
        }
        if takes_as_many {
            for (at, (recorded, now)) in self.parameters.iter().zip(&now.parameters).enumerate() {
                let difference = recorded.as_ref().and_then(|recorded| recorded.difference(now));
                found.extend(difference.map(|difference| format!("parameter `${}` of the query {difference}", at + 1)));
            }
        }
        found
    }

    /// Whether the query may join so that SQLx, which reads the plan, finds more columns with NULL than the tables have.
    fn has_outer_join(&self) -> bool {
        sql::words(&self.text).any(|word| ["left", "right", "full"].iter().any(|side| word.is(side)))
    }
}

impl RecordedColumn {
    fn differences(&self, now: &ResultColumn, joins: bool) -> Vec<String> {
        let mut found = Vec::new();
        // `AS "name!"` and other marks are part of the name.
        if self.name != now.name {
            found.push(format!("column `{}` of the query is recorded as `{}`", now.name, self.name));
        }
        let difference = self.column_type.as_ref().and_then(|recorded| recorded.difference(&now.column_type));
        found.extend(difference.map(|difference| format!("column `{}` of the query {difference}", now.name)));
        let accepts = match (self.is_nullable, now.is_nullable) {
            (Some(false), Some(true)) => "accepts NULL in the replayed schema, and is recorded as one that does not",
            (Some(true), Some(false)) if !joins => {
                "does not accept NULL in the replayed schema, and is recorded as one that does"
            }
            (None, Some(_)) => "is a column of a table in the replayed schema, and is recorded as an expression",
            (Some(_), None) if !joins => {
                "is an expression in the replayed schema, and is recorded as a column of a table"
            }
            (Some(false), None) => "is an expression in the replayed schema, and is recorded as a column of a table",
            _ => return found,
        };
        found.push(format!("column `{}` of the query {accepts}", now.name));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::super::sqlx_type::TypeDefinition;
    use super::*;

    fn file(query: &str, columns: &str, nullable: &str) -> QueryFile {
        let hash = hex(Sha256::digest(query.as_bytes()));
        let text = format!(
            "{{\"db_name\": \"PostgreSQL\", \"query\": {}, \"describe\": {{\"columns\": {columns}, \"parameters\": {{\"Left\": [\"Int4\", {{\"DeclareWithOid\": 7}}]}}, \"nullable\": {nullable}}}, \"hash\": \"{hash}\"}}",
            Value::from(query)
        );
        let path = RelPath::from(format!(".sqlx/query-{hash}.json").as_str());
        QueryFile::read(path, text.into_bytes()).expect("a query on PostgreSQL")
    }

    const COLUMNS: &str = "[{\"ordinal\": 0, \"name\": \"id\", \"type_info\": \"Int4\"}, \
        {\"ordinal\": 1, \"name\": \"mood\", \"type_info\": {\"Custom\": {\"name\": \"app.mood\", \"kind\": {\"Enum\": [\"a\"]}}}}, \
        {\"ordinal\": 2, \"name\": \"tags\", \"type_info\": \"TextArray\"}]";

    fn check_query(text: &str, columns: &[(&str, &str, Option<bool>)], parameters: &[&str], expected: &[&str]) {
        let query = file(text, COLUMNS, "[false, true, null]").query.expect("it can be read");
        let column = |(name, type_name, is_nullable): &(&str, &str, Option<bool>)| ResultColumn {
            name: (*name).to_owned(),
            column_type: QueryType { name: (*type_name).to_owned(), definition: definition(type_name) },
            is_nullable: *is_nullable,
        };
        let now = DescribedQuery {
            columns: columns.iter().map(column).collect(),
            parameters: parameters.iter().map(|name| QueryType::named(*name)).collect(),
        };
        assert_eq!(query.differences(&now), expected);
    }

    fn definition(name: &str) -> TypeDefinition {
        if name == "mood" { TypeDefinition::Enum(vec!["a".to_owned()]) } else { TypeDefinition::Named }
    }

    fn check(columns: &[(&str, &str, Option<bool>)], expected: &[&str]) {
        check_query("select 1", columns, &["int4", "any"], expected);
    }

    const SAME: [(&str, &str, Option<bool>); 3] =
        [("id", "int4", Some(false)), ("mood", "mood", Some(true)), ("tags", "_text", None)];

    #[test]
    fn recorded_columns_are_compared() {
        check(&SAME, &[]);
        check(
            &[("id", "int8", Some(true)), ("feeling", "mood", Some(true)), ("tags", "text", None)],
            &[
                "column `id` of the query has the type `int8` in the replayed schema, and `int4` is recorded",
                "column `id` of the query accepts NULL in the replayed schema, and is recorded as one that does not",
                "column `feeling` of the query is recorded as `mood`",
                "column `tags` of the query has the type `text` in the replayed schema, and `_text` is recorded",
            ],
        );
        check(&[("id", "int4", None)], &["the query has 1 column in the replayed schema, and 3 are recorded"]);
    }

    #[test]
    fn nullability_is_compared_as_far_as_the_tables_decide_it() {
        let strict = [("id", "int4", Some(false)), ("mood", "mood", Some(false)), ("tags", "_text", None)];
        let reported =
            "column `mood` of the query does not accept NULL in the replayed schema, and is recorded as one that does";
        check(&strict, &[reported]);
        // The plan of an outer join makes a column nullable.
        check_query("select 1 from a LEFT join b on true", &strict, &["int4", "any"], &[]);
        check_query("select 'left'", &strict, &["int4", "any"], &[reported]);
        let known = [("id", "int4", None), ("mood", "mood", Some(true)), ("tags", "_text", Some(true))];
        check(
            &known,
            &[
                "column `id` of the query is an expression in the replayed schema, and is recorded as a column of a table",
                "column `tags` of the query is a column of a table in the replayed schema, and is recorded as an expression",
            ],
        );
    }

    #[test]
    fn recorded_parameters_are_compared() {
        let check = |parameters: &[&str], expected: &[&str]| check_query("select 1", &SAME, parameters, expected);
        check(&["int4", "any"], &[]);
        check(
            &["int8", "any"],
            &["parameter `$1` of the query has the type `int8` in the replayed schema, and `int4` is recorded"],
        );
        check(&["int4"], &["the query has 1 parameter in the replayed schema, and 2 are recorded"]);
        check(&[], &["the query has 0 parameters in the replayed schema, and 2 are recorded"]);
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
