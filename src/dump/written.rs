//! The text of a schema file: a dump without its time, place and program, so that equal schemas
//! have equal text.

use super::entries::{Identity, with_headers};
use super::normal::configures_session;
use super::object::DumpObject;
use super::version_diffs::one_form;
use crate::sql;
use std::fmt::Write as _;

/// The settings that a session needs to run the file, whichever `pg_dump` wrote it.
const SESSION: &str = "\
SET statement_timeout = 0;
SET lock_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
";

/// The tracking table of the migration tool, which is not part of the schema.
#[derive(Clone, Debug)]
pub struct TrackingTable {
    pub schema: &'static str,
    pub name: &'static str,
    /// The last lines of the schema file, with the rows of the table, where the tool itself keeps them there; without
    /// them the table is left out.
    pub rows: Option<String>,
}

/// The access method of tables in a session that sets none.
const ACCESS_METHOD: &str = "\"heap\"";

/// Returns the text of a schema file below its header, with the objects that `is_own` keeps.
pub fn written(dump: &[u8], tracking: Option<&TrackingTable>, is_own: &dyn Fn(&DumpObject) -> bool) -> String {
    let mut text = SESSION.to_owned();
    let mut last: Option<Identity> = None;
    let mut has_table = false;
    let (mut method, mut wanted) = (ACCESS_METHOD.to_owned(), ACCESS_METHOD.to_owned());
    for (identity, span) in with_headers(dump, sql::statements(dump)) {
        let Some(identity) = identity else { continue };
        let statement = one_form(&String::from_utf8_lossy(&dump[span]).replace('\r', ""));
        if let Some(set) = access_method(&statement) {
            wanted = set;
            continue;
        }
        let object = identity.object();
        let is_ignored = identity.is_ignored(&statement) && object.kind != "extension";
        if is_ignored || configures_session(&statement) || !is_own(&object) {
            continue;
        }
        if let Some(tracking) = tracking.filter(|tracking| identity.is_of(tracking.schema, tracking.name)) {
            has_table = true;
            if tracking.rows.is_none() {
                continue;
            }
        }
        if wanted != method && matches!(object.kind.as_str(), "table" | "materialized view") {
            method.clone_from(&wanted);
            text.push_str("\n\nSET default_table_access_method = ");
            text.push_str(&method);
            text.push_str(";\n");
        }
        // Writing to a String cannot fail.
        let _ = match &last {
            Some(last) if *last == identity => write!(text, "\n{statement}\n"),
            _ => write!(text, "\n\n{identity}\n\n{statement}\n"),
        };
        last = Some(identity);
    }
    let rows = tracking.filter(|_| has_table).and_then(|tracking| tracking.rows.as_deref());
    if let Some(rows) = rows {
        text.push_str("\n\n");
        text.push_str(rows);
    }
    text
}

/// Returns the access method that a statement sets for the tables below it, as SQL.
fn access_method(statement: &str) -> Option<String> {
    let method = statement.strip_prefix("SET default_table_access_method = ")?;
    Some(method.trim_end().trim_end_matches(';').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_schemas_have_equal_text() {
        let dump = |version: &str, key: &str| {
            format!(
                "--\n-- PostgreSQL database dump\n--\n\n\\restrict {key}\n\n-- Dumped by pg_dump version {version}\n\nSET transaction_timeout = 0;\n\n\
                 --\n-- Name: public; Type: SCHEMA; Schema: -; Owner: -\n--\n\nCREATE SCHEMA \"public\";\n\n\nSET default_tablespace = '';\n\n\
                 --\n-- Name: t; Type: TABLE; Schema: public; Owner: -\n--\n\nCREATE TABLE \"public\".\"t\" (\n    \"a\" integer\n);\n\n\n\\unrestrict {key}\n\n"
            )
        };
        let written = |dump: &str| super::written(dump.as_bytes(), None, &|_| true);
        let text = written(&dump("15.1", "a"));
        assert_eq!(text, written(&dump("18.0", "b")));
        let body = text.strip_prefix(SESSION);
        assert_eq!(
            body,
            Some(
                "\n\n--\n-- Name: t; Type: TABLE; Schema: public; Owner: -\n--\n\nCREATE TABLE \"public\".\"t\" (\n    \"a\" integer\n);\n"
            )
        );
    }

    #[test]
    fn the_tracking_table_is_left_out_unless_the_tool_keeps_it() {
        let table = |name: &str| {
            format!("--\n-- Name: {name}; Type: TABLE; Schema: public; Owner: -\n--\n\nCREATE TABLE \"{name}\" ();\n")
        };
        let dump = [table("schema_migrations"), table("schema_migrations_log")].concat();
        let written = |rows: Option<&str>| {
            let tracking = TrackingTable { schema: "public", name: "schema_migrations", rows: rows.map(str::to_owned) };
            written(dump.as_bytes(), Some(&tracking), &|_| true)
        };
        let without = written(None);
        assert!(
            !without.contains("\"schema_migrations\"") && without.contains("\"schema_migrations_log\""),
            "{without}"
        );
        let with = written(Some("-- versions\n"));
        assert!(with.contains("\"schema_migrations\"") && with.ends_with("\n\n-- versions\n"), "{with}");
    }
}
