//! Scripts of so many statements that they are read in segments.

use crate::support::{World, migration};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Statements that fill a segment without taking long to parse.
fn filler(name: &str) -> String {
    let text = "x".repeat(30_000);
    let mut sql = String::new();
    for number in 0..130 {
        let _ = writeln!(sql, "create table private.{name}{number} (id bigint primary key, a text default '{text}');");
    }
    sql
}

/// The problems of a script by rule and message.
fn problems(sql: &str) -> BTreeSet<String> {
    let world = World::new();
    world.stage(&migration(5, "long"), sql);
    let ran = world.tidegate("check --format json");
    let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let of = |problem: &serde_json::Value| format!("{}: {}", problem["rule"], problem["message"]);
    let found = report["diagnostics"].as_array().expect("a list").iter().map(of).collect();
    ran.done();
    found
}

/// Checks three parts next to each other and in three segments.
fn check_the_same(parts: [&str; 3], expected: &[&str]) {
    let [first, second, third] = parts;
    let short = problems(&format!("{first}\n{second}\n{third}\n"));
    let long = problems(&format!("{first}\n{}{second}\n{}{third}\n", filler("b"), filler("c")));
    assert_eq!(short, long);
    for rule in expected {
        assert!(short.iter().any(|problem| problem.contains(rule)), "{rule} is not among {short:?}");
    }
    assert_eq!(short.len(), expected.len(), "{short:?}");
}

#[test]
fn what_one_segment_creates_is_known_in_the_others() {
    check_the_same(
        [
            "create table private.early (id bigint primary key, a int);\ncreate table public.served (id bigint primary key);\ndrop view private.v;",
            "create index on private.early (a);\nalter table private.early drop column a;\ndrop table private.early;\ndrop table private.gone;",
            "alter table public.served enable row level security;\ncreate view private.v as select 1;\ndrop table private.gone_too;",
        ],
        &["`private.gone`", "`private.gone_too`"],
    );
}

#[test]
fn a_transaction_goes_on_in_the_next_segment() {
    check_the_same(
        [
            "begin;\nalter type private.e add value 'new';",
            "insert into private.t values ('new'::private.e);\ncreate index concurrently on private.t (a);",
            "commit;",
        ],
        &["enum-value-used", "impossible-in-transaction"],
    );
}

#[test]
fn a_long_script_is_described_once() {
    check_the_same(
        ["select 1 @;", "select 2;", "alter table private.t drop column a;"],
        &["syntax-error", "drop-column"],
    );
}

#[test]
fn of_thousands_of_problems_in_a_long_script_the_first_are_listed() {
    let mut sql = filler("b");
    for number in 0..2500 {
        let _ = writeln!(sql, "drop table private.old{number};");
    }
    sql += &filler("c");
    sql += "drop table private.last;\n";
    let found = problems(&sql);
    assert_eq!(found.len(), 1001);
    assert!(found.iter().any(|problem| problem.contains("1500 more problems of this rule further down")));
    let world = World::new();
    let accepted = "[[allow]]\nrule = \"drop-table\"\npath = \"supabase\"\nreason = \"old\"\n";
    world.stage("tidegate.toml", accepted).stage(&migration(5, "long"), sql);
    world.tidegate("check").passes().prints(&["accepted"]).done();
}
