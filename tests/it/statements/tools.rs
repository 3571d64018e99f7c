//! Scripts as the project's own tool reads them: what it refuses, and what becomes of transactions.

use crate::support::notation::{Situation, indented, reported};

/// Checks what these rules report, with their severities.
#[track_caller]
fn check(more: &str, path: &str, sql: &str, expected: &[&str]) {
    let outcome = Situation::read(&format!("{more}\nstaged {path}\n{}", indented(sql))).outcome();
    let all = reported(&outcome);
    let ours = |line: &&String| ["transaction-control", "refused-by-tool"].iter().any(|rule| line.contains(rule));
    let found: Vec<&str> = all.iter().filter(ours).filter_map(|line| line.split(']').next()).collect();
    assert_eq!(found, expected, "{path}: {sql}\n{all:#?}");
}

const SQLX: &str = "staged Cargo.toml";
const OPEN: &str = "begin;\ncreate schema app;";

fn dbmate(option: &str, sql: &str) -> String {
    format!("-- migrate:up{option}\n{sql}\n-- migrate:down\ndrop schema app;")
}

fn goose(option: &str, sql: &str) -> String {
    format!("{option}-- +goose Up\n{sql}\n-- +goose Down\ndrop schema app;")
}

#[test]
fn a_begin_without_commit_is_reported_with_what_the_tool_makes_of_it() {
    let lost = &["error[transaction-control"][..];
    check("", "supabase/migrations/20250131093045_app.sql", OPEN, lost);
    check("", "prisma/migrations/20250131093045_app/migration.sql", OPEN, lost);
    check("", "migrations/20250131093045_app.up.sql", OPEN, lost);
    check("", "migrations/20250131093045_app.sql", OPEN, lost);
    check(SQLX, "migrations/20250131093045_app.sql", OPEN, lost);
    check(SQLX, "migrations/20250131093045_app.sql", &format!("-- no-transaction\n{OPEN}"), lost);
    check("", "migrations/2025-01-31-093045_app/up.sql", OPEN, lost);
    let off = "staged migrations/2025-01-31-093045_app/metadata.toml\n    run_in_transaction = false";
    check(off, "migrations/2025-01-31-093045_app/up.sql", OPEN, lost);
    check("", "db/migrations/20250131093045_app.sql", &dbmate("", OPEN), lost);
    check("", "db/migrations/20250131093045_app.sql", &dbmate(" transaction:false", OPEN), lost);
    check("", "db/migrations/20250131093045_app.sql", &goose("", OPEN), lost);
    check("", "db/migrations/20250131093045_app.sql", &goose("-- +goose NO TRANSACTION\n", OPEN), lost);
}

#[test]
fn a_tool_that_commits_itself_needs_its_transaction() {
    let ends = format!("{OPEN}\ncommit;");
    let fails = &["error[transaction-control"][..];
    check("", "migrations/2025-01-31-093045_app/up.sql", &ends, fails);
    check("", "migrations/2025-01-31-093045_app/up.sql", "create schema app;\nrollback;", fails);
    check("", "db/migrations/20250131093045_app.sql", &dbmate("", &ends), fails);
    check("", "db/migrations/20250131093045_app.sql", &dbmate(" transaction:false", &ends), &[]);
    check(SQLX, "migrations/20250131093045_app.sql", &ends, &[]);
    check("", "db/migrations/20250131093045_app.sql", &goose("", &ends), &[]);
    // Another transaction is open when the tool commits.
    let again = "create schema app;\ncommit;\nbegin;\ncreate schema b;";
    check("", "migrations/2025-01-31-093045_app/up.sql", again, &["warning[transaction-control"]);
}

#[test]
fn text_for_psql_is_refused_where_the_tool_is_not_psql() {
    let refused = &["error[refused-by-tool"][..];
    let copy = "create table a (id int);\ncopy a from stdin;\n1\n\\.";
    for (more, path) in [
        (SQLX, "migrations/20250131093045_app.sql"),
        ("", "migrations/20250131093045_app.up.sql"),
        ("", "migrations/2025-01-31-093045_app/up.sql"),
        ("", "prisma/migrations/20250131093045_app/migration.sql"),
        ("config\n    runner = \"driver\"", "migrations/20250131093045_app.sql"),
        ("published hasura/config.yaml", "hasura/migrations/default/1738316445000_app/up.sql"),
    ] {
        check(more, path, copy, refused);
        check(more, path, "\\restrict abc\ncreate schema app;\n\\unrestrict abc", &[refused[0], refused[0]]);
        check(more, path, "create schema app;\nselect '\\restrict', E'\\n';", &[]);
        // Left over from the rows of a COPY.
        check(more, path, "create schema app;\n\\.", refused);
    }
    for more in ["", "config\n    runner = \"psql\""] {
        check(more, "migrations/20250131093045_app.sql", copy, &[]);
    }
}

#[test]
fn statements_that_need_a_transaction_block_need_one_of_the_tool() {
    let refused = &["error[refused-by-tool"][..];
    let savepoint = "create schema app;\nsavepoint one;";
    check("", "prisma/migrations/20250131093045_app/migration.sql", savepoint, refused);
    check("", "migrations/20250131093045_app.up.sql", savepoint, refused);
    check(SQLX, "migrations/20250131093045_app.sql", savepoint, &[]);
    check("", "migrations/20250131093045_app.up.sql", "lock table a;", refused);
    check("", "migrations/20250131093045_app.up.sql", "lock table a;\ncreate schema app;", &[]);
}

#[test]
fn settings_of_a_tool_decide_what_it_accepts() {
    let refused = &["error[refused-by-tool"][..];
    let cut = "insert into a values ('b;c');";
    check("", "migrations/20250131093045_app.up.sql", cut, &[]);
    check("config\n    multi-statement = true", "migrations/20250131093045_app.up.sql", cut, refused);
    let prisma = "prisma/migrations/20250131093045_app/migration.sql";
    let schema = "staged prisma/schema.prisma\n    datasource db {\n      provider = \"postgresql\"\n    }";
    let lock = |provider: &str| format!("{schema}\nstaged prisma/migrations/migration_lock.toml\n    {provider}");
    check(&lock("provider = \"postgresql\""), prisma, "create schema app;", &[]);
    check(&lock("provider = \"mysql\""), prisma, "create schema app;", refused);
    check("", "migrations/2025-01-31-093045_app/up.sql", "-- nothing yet", refused);
    let down = "staged migrations/2025-01-31-093045_app/up.sql\n    create schema app;";
    check(down, "migrations/2025-01-31-093045_app/down.sql", "-- nothing yet", &[]);
}
