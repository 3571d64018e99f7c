//! The text of a schema file: a dump without its time, place and program, so that equal schemas
//! have equal text.

use super::entries::{Identity, with_headers};
use super::normal::configures_session;
use super::version_diffs::one_form;
use crate::sql;
use crate::text::lines;
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

/// Returns the text of a schema file below its header.
pub fn written(dump: &[u8]) -> String {
    let mut text = SESSION.to_owned();
    let mut last: Option<Identity> = None;
    for (identity, span) in with_headers(dump, sql::statements(dump)) {
        let Some(identity) = identity else { continue };
        let statement = one_form(&String::from_utf8_lossy(&dump[span]).replace('\r', ""));
        if identity.is_ignored(&statement) || configures_session(&statement) {
            continue;
        }
        // Writing to a String cannot fail.
        let _ = match &last {
            Some(last) if *last == identity => write!(text, "\n{statement}\n"),
            _ => write!(text, "\n\n{identity}\n\n{statement}\n"),
        };
        last = Some(identity);
    }
    text
}

/// Whether a schema file equals, byte for byte, the text of a dump, apart from its header.
pub fn is_written(file: &[u8], dump: &[u8]) -> bool {
    let header = file.strip_suffix(written(dump).as_bytes());
    let is_comment = |line: &[u8]| line.starts_with(b"--") || line.trim_ascii().is_empty();
    header.is_some_and(|header| lines::lines(header).all(|(_, line)| is_comment(line)))
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
        let text = written(dump("15.1", "a").as_bytes());
        assert_eq!(text, written(dump("18.0", "b").as_bytes()));
        let file = |head: &str| format!("{head}{text}").into_bytes();
        assert!(is_written(&file("-- tidegate: sealed\n\n"), dump("18.0", "c").as_bytes()));
        assert!(!is_written(&file("CREATE TABLE x ();\n"), dump("18.0", "c").as_bytes()));
        let body = text.strip_prefix(SESSION);
        assert_eq!(
            body,
            Some(
                "\n\n--\n-- Name: t; Type: TABLE; Schema: public; Owner: -\n--\n\nCREATE TABLE \"public\".\"t\" (\n    \"a\" integer\n);\n"
            )
        );
    }
}
