//! Whether two schema files describe one schema.

use super::normal::normal;
use crate::sql;

/// Whether two schema files consist of the same statements. Comments, `\\restrict` and other commands of psql, and
/// statements that only configure the session do not count: another version of `pg_dump` writes others.
pub fn same_schema(one: &[u8], other: &[u8]) -> bool {
    sql::same_statements(one, other) || statements(one) == statements(other)
}

/// Whether files declare the same with each other, wherever a statement is and in whichever order they are.
pub fn same_declarations<'a>(one: impl Iterator<Item = &'a [u8]>, other: impl Iterator<Item = &'a [u8]>) -> bool {
    let sorted = |files: &mut dyn Iterator<Item = &'a [u8]>| {
        let mut all: Vec<String> = files.flat_map(statements).collect();
        all.sort_unstable();
        all
    };
    sorted(&mut { one }) == sorted(&mut { other })
}

fn statements(file: &[u8]) -> Vec<String> {
    let statements = sql::statements(file).into_iter();
    let normal = statements.filter_map(|span| normal(&String::from_utf8_lossy(&file[span])));
    // White space and comments inside a statement do not count either.
    normal.map(|statement| sql::words(&statement).map(|word| word.text).collect::<Vec<_>>().join("\0")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DUMP: &str = "--\n-- PostgreSQL database dump\n--\n\n\\restrict a1B2\n\n-- Dumped from database version 15.1\n\nSET statement_timeout = 0;\n\
         SELECT pg_catalog.set_config('search_path', '', false);\n\nCREATE TABLE public.t (\n    a integer\n);\n\n\\unrestrict a1B2\n";

    fn check(from: &str, to: &str, expected: bool) {
        assert!(DUMP.contains(from), "{from}");
        let other = DUMP.replace(from, to);
        assert_eq!(same_schema(DUMP.as_bytes(), other.as_bytes()), expected, "{from} -> {to}");
    }

    #[test]
    fn what_another_pg_dump_writes_is_no_other_schema() {
        check("a1B2", "c3D4", true);
        check("\\restrict a1B2\n", "", true);
        check("version 15.1", "version 18.0", true);
        check("-- PostgreSQL database dump", "-- Generated", true);
        check("SET statement_timeout = 0;", "SET statement_timeout = 0;\nSET transaction_timeout = 0;", true);
        check("(\n    a integer\n)", "( a integer ) -- a\n", true);
    }

    #[test]
    fn declarations_may_move() {
        let check = |one: &[&str], other: &[&str], expected: bool| {
            let bytes = |files: &[&str]| files.iter().map(|file| file.as_bytes().to_vec()).collect::<Vec<_>>();
            let (one, other) = (bytes(one), bytes(other));
            let same = same_declarations(one.iter().map(Vec::as_slice), other.iter().map(Vec::as_slice));
            assert_eq!(same, expected, "{one:?} {other:?}");
        };
        check(&["create table a (); create table b ();"], &["create table b ();", "-- a\ncreate table a ();"], true);
        check(&["create table a ();"], &[], false);
        check(&["-- only a comment"], &[], true);
        check(&["create table a ();"], &["create table a (); create table a ();"], false);
    }

    #[test]
    fn another_statement_is_another_schema() {
        check("a integer", "a bigint", false);
        check("CREATE TABLE public.t (\n    a integer\n);", "", false);
        check("CREATE TABLE", "GRANT SELECT ON x TO y;\nCREATE TABLE", false);
        check("a integer\n);", "a integer\n);\nSELECT f();", false);
        check("a integer", "a integer default 'x'", false);
        check("a integer", "\"A\" integer", false);
    }
}
