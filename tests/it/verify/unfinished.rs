//! What has no end at the end of a file is an error, as on the server: a comment, a string, a quoted name.

use crate::support::World;

/// A migration of each way to run a file: as one message, in one transaction, one statement at a time.
const PLACES: [(&str, &str, &str); 4] = [
    ("supabase/migrations/20260101000000_a.sql", "", ""),
    ("prisma/migrations/20260101000000_a/migration.sql", "", ""),
    ("migrations/000001_a.up.sql", "", ""),
    ("db/migrations/20260101000000_a.sql", "-- migrate:up\n", "-- migrate:down\n"),
];

/// The end of a file, and what the server says about it.
const ENDS: [(&str, &str); 6] = [
    ("/* open", "unterminated /* comment"),
    ("select 1; /* a /* nested */ open", "unterminated /* comment"),
    ("select 1 /* open", "unterminated /* comment"),
    ("select 'open", "unterminated quoted string"),
    ("select $a$ open $b$", "unterminated dollar-quoted string"),
    ("select \"open", "unterminated quoted identifier"),
];

#[test]
fn what_has_no_end_fails_as_on_the_server() {
    let Some(_) = World::with_server() else { return };
    for (path, head, tail) in PLACES {
        let world = World::with_server().unwrap();
        for (end, message) in ENDS {
            let sql = format!("{head}create table public.t (id bigint primary key);\n{end}\n{tail}");
            let line = head.lines().count() + 2;
            world.stage(path, &sql);
            world.verify("").has_problems().prints(&[message, &format!("{path}:{line}:")]).done();
            world.tidegate("check").has_problems().prints(&["syntax-error", &format!("{path}:{line}:")]).done();
        }
    }
}

/// Flyway sends no comment that follows the last statement.
#[test]
fn what_flyway_does_not_send_may_have_no_end() {
    let Some(world) = World::with_server() else { return };
    let path = "db/migration/V1__a.sql";
    world.stage(path, "create table public.t (id bigint primary key);\n/* open\n");
    world.verify("").passes().done();
    for (end, message) in &ENDS[2..] {
        world.stage(path, format!("create table public.t (id bigint primary key);\n{end}\n"));
        world.verify("").has_problems().prints(&[message, "db/migration/V1__a.sql:2:"]).done();
    }
}

#[test]
fn a_schema_file_with_an_open_comment_is_not_compared() {
    let Some(world) = World::with_server() else { return };
    let table = "create table public.t (id bigint primary key);\n";
    world.stage("supabase/migrations/20260101000000_a.sql", table).stage("schema.sql", format!("{table}/* open"));
    world.verify("").has_problems().prints(&["unterminated /* comment", "schema.sql:2:1"]).done();
}
