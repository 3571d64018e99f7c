//! Whether two dumps load alike.

use super::entries::{Identity, with_headers};
use super::normal::normal;
use crate::sql::{self, Word, words};

/// Settings that `pg_dump` writes, which every server accepts or a replay omits.
const SETTINGS: [&str; 14] = [
    "check_function_bodies = false",
    "client_encoding = 'UTF8'",
    "client_min_messages = warning",
    "default_table_access_method = heap",
    "default_tablespace = ''",
    "idle_in_transaction_session_timeout = 0",
    "lock_timeout = 0",
    "row_security = off",
    "search_path = ''",
    "search_path = public",
    "standard_conforming_strings = on",
    "statement_timeout = 0",
    "transaction_timeout = 0",
    "xmloption = content",
];

/// Whether two dumps have the same statements in the same order, apart from the settings that `pg_dump` writes.
pub fn is_same_dump(one: &[u8], other: &[u8]) -> bool {
    read(one) == read(other)
}

fn read(dump: &[u8]) -> Vec<(Option<Identity>, String)> {
    let read = |(identity, span): (Option<Identity>, crate::text::Span)| {
        let text = String::from_utf8_lossy(&dump[span]);
        if configures(&text) {
            return None;
        }
        let text = normal(&text).unwrap_or_else(|| text.into_owned());
        Some((identity, text))
    };
    with_headers(dump, sql::statements(dump)).filter_map(read).collect()
}

/// Whether a statement is one that `pg_dump` writes to configure the session, or the schema that always exists.
fn configures(statement: &str) -> bool {
    let statement = statement.trim().trim_end_matches(';').trim_end();
    if let Some(setting) = statement.strip_prefix("SET ") {
        return SETTINGS.contains(&setting);
    }
    let words: Vec<Word> = words(statement).take(5).collect();
    let is = |at: usize, text: &str| words.get(at).is_some_and(|word| word.text == text);
    statement == "SELECT pg_catalog.set_config('search_path', '', false)"
        || words.len() == 3 && is(0, "create") && is(1, "schema") && is(2, crate::object::PUBLIC)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str =
        "--\n-- Name: t; Type: TABLE; Schema: public; Owner: -\n--\n\nCREATE TABLE public.t (\n    a integer\n);\n";
    const VIEW: &str = "--\n-- Name: v; Type: VIEW; Schema: public; Owner: -\n--\n\nCREATE VIEW public.v AS\n SELECT a FROM public.t;\n";

    #[track_caller]
    fn check(one: &str, other: &str, expected: bool) {
        assert_eq!(is_same_dump(one.as_bytes(), other.as_bytes()), expected, "{one}");
    }

    #[test]
    fn only_the_same_statements_in_the_same_order_load_alike() {
        let dump = format!("SET lock_timeout = 0;\n{TABLE}{VIEW}");
        check(&dump, &dump, true);
        check(&format!("SET transaction_timeout = 0;\nCREATE SCHEMA public;\n{TABLE}{VIEW}"), &dump, true);
        check(&format!("{VIEW}{TABLE}"), &dump, false);
        for more in [
            "GRANT ALL ON nope TO x;",
            "INSERT INTO nope VALUES (1);",
            "SET nope = 1;",
            "CREATE EXTENSION nope;",
            "COPY t FROM stdin;\n\\.\n",
        ] {
            let header = "--\n-- Name: t; Type: ACL; Schema: public; Owner: -\n--\n\n";
            check(&format!("{dump}{header}{more}"), &dump, false);
            check(&format!("{more}\n{dump}"), &dump, false);
        }
    }
}
