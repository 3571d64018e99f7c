//! Syntax by the major version that added it, by the answers of servers of 13 to 18.

use tidegate::sql::Script;

const FORMS: &str = include_str!("../../newer_syntax.txt");

/// The major version that a statement needs.
fn needed(sql: &str) -> Option<u16> {
    let script = Script::read(sql.as_bytes(), &(0..sql.len()));
    script.statements.first()?.needs.as_ref().map(|needs| needs.0)
}

#[test]
fn every_form_is_known_or_has_a_reason() {
    let (mut count, mut wrong) = (0, Vec::new());
    for line in FORMS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let parts: Vec<&str> = line.split(" | ").collect();
        let (major, sql) = (parts[0].parse::<u16>().expect("a major version"), parts[1]);
        let found = needed(sql);
        count += 1;
        if (found == Some(major)) == parts.get(2).is_some() {
            wrong.push(format!("{found:?}: {line}"));
        }
    }
    assert!(count > 300, "only {count} forms");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Checks that servers of 13 accept a statement, as they do.
#[test]
fn older_forms_need_nothing() {
    for sql in [
        "select a b, a as name, a \"name\", a json, a depth from t",
        "select a from t group by a, b",
        "grant a to b granted by c",
        "revoke a from b granted by current_user",
        "reindex (verbose) table t",
        "reindex database d",
        "cluster verbose t using i",
        "create statistics s on a, b from t",
        "select overlay('a' placing 'b' from 1), substring('a' from 1 for 2)",
        "alter table t alter column a set statistics 100",
        "alter domain d add constraint c check (value > 0)",
        "alter domain d set not null",
        "alter table t alter constraint c deferrable",
        "set lock_timeout = '1s'",
        "create subscription s connection '' publication p with (copy_data = false)",
        "create table t (a int, like s including all) with (fillfactor = 70)",
        "vacuum (full, analyze) t",
        "vacuum t (a)",
        "select * from (select 1) as t",
        "create publication p for table a, b",
        "alter operator @@ (a, b) set (restrict = none)",
        "create type r as range (subtype = int4)",
        "create database d owner o template t",
    ] {
        assert_eq!(needed(sql), None, "{sql}");
    }
}

#[test]
fn clauses_of_an_added_column_are_valid() {
    for (sql, major) in [
        ("alter table t add column c text compression lz4;", 14),
        ("alter table t add c text compression default not null, drop column d", 14),
        ("alter table t add column if not exists c text storage main compression pglz default 'x';", 16),
        ("alter table only s.t add column storage text, add column compression text storage plain", 16),
    ] {
        let script = Script::read(sql.as_bytes(), &(0..sql.len()));
        assert_eq!(script.statements[0].error, None, "{sql}");
        assert_eq!(needed(sql), Some(major), "{sql}");
    }
}
