//! Rules that `check` applies to statements and `verify` to the replayed schema: what the second finds.

#![expect(clippy::use_debug, reason = "a failure shows the values")]

use super::{append, is_skipped, of_one, problems, remedy, shown};
use std::fmt::Write as _;

const PLAIN: &str = "migrations/0001_a.sql";
const SUPABASE: &str = "supabase/migrations/20250131093045_a.sql";

const NOTES: &str = "create table notes (id bigint primary key, owner text, seen boolean);\n";
const SECURED: &str = "create table notes (id bigint primary key, owner text, seen boolean);\n\
    alter table notes enable row level security;\n";
const OWN: &str = "create policy own on notes for select using (owner = current_user);\n";

/// Replays each script; those of `bad` are reported by the rule alone until the SQL of its help ran.
fn check(rule: &str, path: &str, bad: &[&str], good: &[&str]) {
    if is_skipped() {
        return;
    }
    assert!(bad.len() >= 4 && good.len() >= 4, "{rule}");
    let mut wrong = String::new();
    for sql in bad {
        let mut situation = of_one(path, sql);
        let found = problems(&situation, rule);
        let is_it = |found: &Vec<_>| !found.is_empty() && shown(found).iter().all(|one| one.starts_with(rule));
        let Ok(found) = found.clone().and_then(|found| if is_it(&found) { Ok(found) } else { Err(String::new()) })
        else {
            let _ = writeln!(wrong, "bad: {sql}: {:#?}", found.map(|found| shown(&found)));
            continue;
        };
        let remedies: Vec<String> = found.iter().filter_map(remedy).collect();
        append(&mut situation, remedies.concat());
        let left = problems(&situation, rule).map(|left| shown(&left));
        let is_left = left.as_ref().map_or(true, |left| left.iter().any(|one| one.starts_with(rule)));
        if remedies.len() != found.len() || is_left {
            let _ = writeln!(wrong, "bad: {sql}: {remedies:?} leaves {left:#?}");
        }
    }
    for sql in good {
        let found = problems(&of_one(path, sql), rule).map(|found| shown(&found));
        if found.as_ref().map_or(true, |found| !found.is_empty()) {
            let _ = writeln!(wrong, "good: {sql}: {found:#?}");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn with(sql: &[&str]) -> String {
    sql.concat()
}

#[test]
fn policy_without_rls() {
    check(
        "policy-without-rls",
        PLAIN,
        &[
            &with(&[NOTES, OWN]),
            &with(&[SECURED, OWN, "alter table notes disable row level security;"]),
            &with(&[NOTES, "do $$ begin execute 'create policy own on notes using (true)'; end $$;"]),
            "create table a (id bigint primary key) partition by range (id);\ncreate policy own on a using (id > 1);",
            &with(&[NOTES, OWN, "alter table notes rename to remarks;"]),
        ],
        &[
            &with(&[SECURED, OWN]),
            &with(&[NOTES, OWN, "drop policy own on notes;"]),
            &with(&[NOTES, OWN, "do $$ begin execute 'alter table notes enable row level security'; end $$;"]),
            NOTES,
        ],
    );
}

#[test]
fn open_policy() {
    let of = |policy: &str| with(&[SECURED, OWN, "create policy open on notes ", policy]);
    check(
        "open-policy",
        PLAIN,
        &[
            &of("for insert with check (true);"),
            &of("for update using (true);"),
            &of("for delete using (1 = 1);"),
            &of("for update using (owner = current_user) with check (true);"),
            &with(&[SECURED, "create policy open on notes using (not false or seen);"]),
            &of("for delete using (seen); alter policy open on notes using (true);"),
        ],
        &[
            &of("as restrictive for insert with check (true);"),
            &of("for delete using (seen);"),
            &of("for insert with check (seen);"),
            &with(&[SECURED, "create policy open on notes for select using (true);"]),
            &of("for update to pg_database_owner using (true);"),
            // A condition that is missing admits no row.
            &of("for delete;"),
            &of("for insert;"),
        ],
    );
}

#[test]
fn view_bypasses_policies() {
    let of = |view: &str| with(&[SECURED, OWN, view]);
    check(
        "view-bypasses-policies",
        PLAIN,
        &[
            &of("create view all_notes as select * from notes;"),
            &of("create view seen as select n.id from pg_catalog.pg_class c join notes n on n.owner = c.relname;"),
            &of("create view deep as with w as (select id from (select * from notes) x) select * from w;"),
            &of("create view inner_notes with (security_invoker) as select * from notes;\n\
                 create view outer_notes as select id from inner_notes;"),
            &of("create view v with (security_invoker = on) as select * from notes;\n\
                 alter view v set (security_invoker = off);"),
            &of("create view number as select (select count(*) from notes) as notes;"),
        ],
        &[
            &of("create view all_notes with (security_invoker = true) as select * from notes;"),
            &of("create view v as select * from notes;\nalter view v set (security_invoker = on);"),
            &of("create view mine as select * from notes where owner = current_setting('app.user');"),
            &with(&[NOTES, "create view all_notes as select * from notes;"]),
            &of("create view one as select 1 as notes;"),
        ],
    );
}

#[test]
fn security_definer_without_search_path() {
    check(
        "security-definer-without-search-path",
        PLAIN,
        &[
            "create function f() returns int language sql security definer as 'select 1';",
            "create procedure p(a int, b text) language plpgsql security definer as 'begin null; end';",
            "create function f() returns int language sql as 'select 1';\nalter function f() security definer;",
            "do $$ begin execute 'create function f(a bigint) returns int language sql security definer as ''select 1'''; end $$;",
            "create function f() returns int language sql security definer set work_mem = '1MB' as 'select 1';",
            "create function f() returns int language sql security definer set search_path = '' as 'select 1';\n\
             alter function f() reset search_path;",
        ],
        &[
            "create function f() returns int language sql security definer set search_path = '' as 'select 1';",
            "create function f() returns int language sql as 'select 1';",
            "create function f() returns int language sql security definer begin atomic select 1; end;",
            "create function f() returns int language sql security definer as 'select 1';\n\
             alter function f() set search_path = pg_catalog, pg_temp;",
            "create function f() returns int language sql security definer as 'select 1';\ndrop function f();",
        ],
    );
}

#[test]
fn table_without_rls() {
    check(
        "table-without-rls",
        SUPABASE,
        &[
            NOTES,
            &with(&[SECURED, OWN, "alter table notes disable row level security; drop policy own on notes;"]),
            "do $$ begin execute 'create table notes (id bigint primary key)'; end $$;",
            "create table a (id bigint primary key) partition by range (id);\n\
             create table a_1 partition of a for values from (1) to (9);\n\
             alter table a enable row level security; create policy own on a using (id = 1);",
            "create schema app; create table app.notes (id bigint primary key); alter table app.notes set schema public;\n\
             grant select on notes to anon;",
        ],
        &[
            &with(&[SECURED, OWN]),
            &with(&[NOTES, "revoke all on notes from anon, authenticated;"]),
            "create schema app; create table app.notes (id bigint primary key);",
            "create temporary table notes (id bigint primary key);",
            &with(&[NOTES, "alter table notes enable row level security;", OWN]),
        ],
    );
}
