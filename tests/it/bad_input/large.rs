//! Large inputs: deep ones end in no overflow of the stack, and thousands of one kind are answered in one
//! run.

use crate::support::{GOOD, World, migration};
use std::fmt::Write as _;

/// Levels of nesting without brackets: a debug build needs a large stack for each.
const LEVELS: usize = 2000;

/// Statements that the parser reads by recursion, each with the words that repeat.
fn nested() -> Vec<String> {
    let shapes: [(&str, &str, &str); 24] = [
        ("select ", "not ", "true"),
        ("select ", "- ", "1"),
        ("select ", "not - ", "1"),
        ("select ", "~ ", "1"),
        ("select ", "operator(pg_catalog.+) ", "1"),
        ("select a", " = a", ""),
        ("select a", " -> 'a'", ""),
        ("select a", " in a", ""),
        ("select 1", " between 1 and 1", ""),
        ("select 1", " + 1", ""),
        ("select 1", "::int", ""),
        ("select 1", " union select 1", ""),
        ("select 1 from a", " join a on true", ""),
        ("select 1 from a", " natural join a", ""),
        ("select 1 from a", " left join a", " on true"),
        ("select 1 from a", " cross join a", ""),
        ("select ", "* ", ""),
        ("", "explain ", "select 1"),
        ("", "explain (analyze) ", "select 1"),
        ("", "prepare p as ", "select 1"),
        ("", "with a as ", ""),
        ("", "create rule r as on insert to t do also ", "select 1"),
        ("", "declare c cursor for ", "select 1"),
        ("do $$ begin perform ", "not ", "true; end $$"),
    ];
    let mut nested: Vec<String> =
        shapes.iter().map(|(start, level, end)| format!("{start}{}{end};\n", level.repeat(LEVELS))).collect();
    for (open, close) in [("(", ")"), ("array[", "]"), ("case when a then ", " end"), ("/*", "*/")] {
        nested.push(format!("select {}1{};\n", open.repeat(LEVELS), close.repeat(LEVELS)));
        nested.push(format!("select {}", open.repeat(LEVELS)));
    }
    nested
}

#[test]
fn deep_sql_does_not_overflow_the_stack() {
    let world = World::new();
    for (number, sql) in nested().iter().enumerate() {
        let name = format!("supabase/migrations/202601010000{number:02}_deep.sql");
        world.stage(&name, sql);
    }
    let ran = world.tidegate("check");
    assert!(matches!(ran.code, Some(0 | 1)), "{:?}\n{}", ran.code, ran.text());
    ran.does_not_print(&["internal error", "panicked", "overflow"]).done();
}

#[test]
fn hundreds_of_one_version_are_renamed_in_one_run() {
    let world = World::new();
    world.stage(&migration(5, "first"), GOOD).commit("first");
    for number in 0..320 {
        let sql = format!("create table t{number} (id bigint primary key);\n");
        world.file(format!("supabase/migrations/20260106000000_step_{number}.sql"), sql);
    }
    world.git(&["add", "-A"]);
    world.tidegate("check").has_problems().prints(&["duplicate-version"]).done();
    world.tidegate("check --fix").passes().done();
    world.tidegate("check").passes().does_not_print(&["duplicate-version", "out-of-order"]).done();
    let names = world.git(&["ls-files", "supabase"]);
    let versions: std::collections::BTreeSet<&str> = names.lines().filter_map(|name| name.get(20..34)).collect();
    assert_eq!((names.lines().count(), versions.len()), (321, 321), "{names}");
}

#[test]
fn a_table_that_is_renamed_to_and_fro_is_followed() {
    let world = World::new();
    let mut sql = "create table a (id bigint primary key);\n".to_owned();
    for number in 0..200 {
        let (from, to) = if number % 2 == 0 { ("a", "b") } else { ("b", "a") };
        let _ = writeln!(sql, "alter table {from} rename to {to};");
    }
    // It is new, whatever its name is.
    sql += "drop table a;\n";
    world.stage(&migration(5, "first"), sql).tidegate("check").passes().does_not_print(&["drop-table"]).done();
}

#[test]
fn one_statement_with_many_problems_is_one_problem() {
    let world = World::new();
    let tables: Vec<String> = (0..500).map(|number| format!("t{number}")).collect();
    world.stage(&migration(5, "first"), format!("drop table {};\n", tables.join(", ")));
    world.tidegate("check").has_problems().prints(&["1 error", "; and 450 more"]).done();
}

#[test]
fn statements_that_repeat_are_all_counted_and_checked() {
    let world = World::new();
    let mut sql = "create table private.t (a int primary key, b text);\n".to_owned();
    for number in 0..30_000 {
        let _ = writeln!(sql, "insert into private.t (a, b) values ({number}, 'row {number}');");
    }
    world
        .stage(&migration(5, "first"), &sql)
        .tidegate("check --format json")
        .passes()
        .prints(&["\"neutral\": 30000"])
        .done();
    let wrong = sql.replace("(29000, ", "(29000 @ , ");
    world
        .stage(&migration(5, "first"), wrong)
        .tidegate("check")
        .has_problems()
        .prints(&["syntax-error", ":29002:"])
        .done();
    let drops = format!("{sql}drop table private.old;\n");
    world
        .stage(&migration(5, "first"), drops)
        .tidegate("check")
        .has_problems()
        .prints(&["drop-table", ":30002:"])
        .done();
}
