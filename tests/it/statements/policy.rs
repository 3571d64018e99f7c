//! Statements that cannot run, and policies of a team.

use crate::support::notation::{Situation, indented, reported};

const FIRST: &str = "create table orders (id bigint primary key, state state, note text);\n\
    alter table orders enable row level security;\n";

/// Checks which rules report a new migration in a Supabase project with one table, in order.
fn check(sql: &str, expected: &[&str]) {
    check_in(
        &["supabase/migrations/20250101000000_first.sql", "supabase/migrations/20250131093045_next.sql"],
        "",
        sql,
        expected,
    );
}

/// The same with these rules of the preset `strict` on.
fn check_strict(rules: &[&str], sql: &str, expected: &[&str]) {
    let files = ["supabase/migrations/20250101000000_first.sql", "supabase/migrations/20250131093045_next.sql"];
    let on: String = rules.iter().map(|rule| format!("{rule} = \"warning\"\n")).collect();
    check_in(&files, &format!("[rules]\n{on}"), sql, expected);
}

fn check_in(files: &[&str; 2], config: &str, sql: &str, expected: &[&str]) {
    let outcome = situation(files, config, sql).outcome();
    let ours = |id: &&str| OURS.contains(id);
    let found: Vec<&str> = outcome.diagnostics.iter().map(|diagnostic| diagnostic.rule.id).filter(ours).collect();
    assert_eq!(found, expected, "{sql}\n{:#?}", reported(&outcome));
}

fn situation(files: &[&str; 2], config: &str, sql: &str) -> Situation {
    let config = if config.is_empty() { String::new() } else { format!("config\n{}", indented(config)) };
    Situation::read(&format!(
        "{config}published {}\n{}staged {}\n{}",
        files[0],
        indented(FIRST),
        files[1],
        indented(sql)
    ))
}

/// The rules that these cases are about.
const OURS: [&str; 16] = [
    "enum-value-used",
    "impossible-in-transaction",
    "long-identifier",
    "missing-description",
    "missing-rollback",
    "mixed-data-and-schema",
    "newer-syntax",
    "not-idempotent",
    "policy-without-rls",
    "secret-in-migration",
    "security-definer-without-search-path",
    "syntax-error",
    "table-without-rls",
    "transaction-control",
    "unknown-role",
    "unqualified-name",
];

#[test]
fn uncommitted_enum_values() {
    let rule = &["enum-value-used"][..];
    check("alter type state add value 'paid';\nupdate orders set state = 'paid' where id = 1;", rule);
    check("alter type state add value 'paid';\nselect 'paid'::public.state;", rule);
    check("alter type state add value 'paid';\nalter table orders alter column state set default 'paid';", rule);
    check("alter type state add value 'paid';\ncreate policy p on orders using (state = 'paid');", rule);
    check("alter type state add value 'paid';\ncreate table private.a (s state default 'paid');", rule);
    check(
        "alter type state add value 'paid';\ncreate table private.a (s text default 'paid', o bigint references orders);",
        &[],
    );
    check("alter type state add value 'paid';\nalter type state add value 'sent' after 'paid';", &[]);
    check("alter type state add value 'paid';\ncomment on type state is 'paid';", &[]);
    let new_type =
        "create type private.s as enum ('a');\nalter type private.s add value 'paid';\nselect 'paid'::private.s;";
    check(new_type, rule);
    let files = ["supabase/migrations/20250101000000_first.sql", "supabase/migrations/20250131093045_next.sql"];
    check_in(&files, "postgres = 16", new_type, rule);
    check_in(&files, "postgres = 17", new_type, &[]);
    check(
        "alter type state add value 'paid';\ncreate function private.f() returns bigint language sql as $$ select count(*) from orders where state = 'paid' $$;",
        rule,
    );
    check(
        "alter type state add value 'paid';\ncommit;\nbegin;\nupdate orders set state = 'paid' where id = 1;\ncommit;",
        &["transaction-control"],
    );
    check(
        "alter type state add value 'paid';\ncreate function private.f() returns void language plpgsql as $$\n\
         begin update orders set state = 'paid' where id = 1; end $$;",
        &[],
    );
}

#[test]
fn statements_that_cannot_run_in_a_transaction() {
    let rule = &["impossible-in-transaction"][..];
    check("create index concurrently i on orders (id);\ncreate index concurrently j on orders (state);", &[]);
    check("drop index concurrently if exists i;", &[]);
    check("vacuum orders;", &[]);
    // The first statement of the batch runs before its transaction.
    check("create database other;", &[]);
    check("select 1;\ncreate database other;", rule);
    check("select 1;\nreindex schema private;", rule);
    check("select 1;\nreindex (verbose) database app;", rule);
    check("select 1;\nreindex system app;", rule);
    check("reindex schema concurrently private;", &[]);
    check("select 1;\ncreate subscription s connection 'dbname=p' publication x;", rule);
    check("create subscription s connection 'dbname=p' publication x with (connect = false);", &[]);
    check("select 1;\ndrop subscription s;", rule);
    check("alter subscription s disable;\nalter subscription s set (slot_name = none);\ndrop subscription s;", &[]);
    check("select 1;\nalter subscription s refresh publication;", rule);
    check("alter table orders detach partition orders_old finalize;", &[]);
    // The CLI runs a file with a COMMIT one statement at a time.
    check("commit prepared 'x';", &[]);
    check("select 1;\ndiscard all;", rule);
    check("begin;\nvacuum orders;\ncommit;", rule);
    check("do $$ begin create index concurrently i on orders (id); end $$;", rule);
    let sqlx = ["migrations/20250101000000_first.up.sql", "migrations/20250131093045_next.up.sql"];
    check_in(
        &sqlx,
        "migrations = \"migrations\"\nlayout = \"sqlx\"\n",
        "create index concurrently i on orders (id);",
        rule,
    );
    let flyway = ["db/migration/V1__first.sql", "db/migration/V2__next.sql"];
    let two = "create index concurrently i on orders (id);\ncreate index concurrently j on orders (state);";
    check_in(&flyway, "", two, &[]);
    // Flyway refuses the file, which is another rule.
    check_in(&flyway, "", &format!("{two}\ncreate schema a;"), &[]);
    check_in(&flyway, "", "reindex table concurrently orders;", rule);
}

#[test]
fn text_that_is_not_sql() {
    let rule = &["syntax-error"][..];
    check("create schema a;\ncreate table private.t (id bigint,);", rule);
    check("create policy if not exists p on orders using (true);", rule);
    check("create table private.a (b int)\ncreate table private.c (d int);", rule);
    check("create schema if not exists a create view b as select 1;", &[]);
    check("insert into orders (note) values ('Newton\\'s law');", rule);
    // A variable of psql, which does not run these files.
    check("create table :schema.t (id bigint);", rule);
    check("create table {{ schema }}.t (id bigint);", &[]);
    check("create index i on /* SCHEMA */.orders (id);", &[]);
    check("select (array[1, 2, 3])[1:2], 'a'::text;", &[]);
    check("alter user mapping for app server s options (set host 'x');", &[]);
}

#[test]
fn transactions_of_the_script() {
    let rule = &["transaction-control"][..];
    check("begin;\ncreate schema a;\ncommit;", &[]);
    check("begin;\ncreate schema a;\ncommit;\nselect 1;", &[]);
    check("begin;\ncreate schema a;\ncommit;\ncreate schema b;", rule);
    check("begin;\ncreate schema a;", rule);
    check("savepoint s;\ncreate schema a;\nrelease savepoint s;", &[]);
}

#[test]
fn names_longer_than_63_bytes() {
    let name = "n".repeat(60);
    check(&format!("create schema {name}äbc;"), &["long-identifier"]);
    check(&format!("create schema {name}ä;"), &[]);
    check(&format!("create schema {name}abc;"), &[]);
    check(&format!("select '{name}abcd', 1 as \"{name}abc\";"), &[]);
    check(&format!("create schema {name}abcd;\ngrant usage on schema {name}abcd to anon;"), &["long-identifier"]);
}

#[test]
fn security_definer_functions() {
    let rule = &["security-definer-without-search-path"][..];
    check("create function private.f() returns int language sql security definer as 'select 1';", rule);
    check(
        "create function private.f() returns int language sql security definer set \"search_path\" to '' as 'select 1';",
        &[],
    );
    check(
        "create function private.f() returns int language sql security definer set search_path from current as 'select 1';",
        &[],
    );
    check("create function private.f() returns int language sql as 'select 1';", &[]);
    check("create function private.f() returns int security definer begin atomic select 1; end;", &[]);
}

#[test]
fn tables_exposed_by_the_api() {
    let rule = &["table-without-rls"][..];
    check("create table t (id bigint);", rule);
    check("create table if not exists public.t (id bigint);", rule);
    check("create table public.t as select 1 as id;", rule);
    check("create table if not exists public.orders (id bigint);", &[]);
    check("create temp table t (id bigint);", &[]);
    check("create table t (id bigint);\ndrop table t;", &[]);
    check("create table t (id bigint);\nalter table t set schema private;", &[]);
    check("set search_path = private;\ncreate table t (id bigint);", &[]);
    check("create table t (id bigint);\nalter table public.\"t\" enable row level security;", &[]);
    check(
        "create table t (id bigint);\ndo $$ begin execute format('alter table %I enable row level security', 't'); end $$;",
        &[],
    );
    check("create table t (id bigint);\ncreate policy p on t using (true);", &["policy-without-rls"]);
    check("create policy p on orders using (true);", &[]);
}

#[test]
fn idempotent_scripts() {
    let rule = "not-idempotent";
    let check = |sql: &str, times: usize| check_strict(&[rule], sql, &vec![rule; times]);
    check("create schema a;", 1);
    check("create schema if not exists a;", 0);
    check("create index i on orders (id);", 1);
    check("drop index if exists i;\ncreate index i on orders (id);", 0);
    check(
        "drop trigger if exists r on orders;\ncreate trigger r before insert on orders for each row execute function f();",
        0,
    );
    check("drop type if exists private.s;\ncreate type private.s as enum ('a');", 0);
    check("alter table orders add constraint c check (id > 0) not valid;", 1);
    check(
        "alter table orders drop constraint if exists c;\nalter table orders add constraint c check (id > 0) not valid;",
        0,
    );
    check("drop table if exists private.a;\ncreate table private.a (id bigint);\ncreate index i on private.a (id);", 0);
    check("insert into orders (id) values (1);", 1);
    check("insert into orders (id) values (1) on conflict do nothing;", 0);
    check("insert into orders (id) select 1 where not exists (select 1 from orders);", 0);
    check("do $$ begin if true then create schema a; end if; end $$;", 0);
    check("create temp table a (id bigint);", 0);
}

#[test]
fn predefined_roles() {
    let check = |sql: &str, expected: &[&str]| check_strict(&["unknown-role"], sql, expected);
    check("grant select on orders to reporter;", &["unknown-role"]);
    check("alter table orders owner to reporter;", &["unknown-role"]);
    check("grant execute on function private.f() to anon;\nrevoke execute on function private.f() from public;", &[]);
    check("alter default privileges in schema private grant execute on functions to anon;", &[]);
    check("grant select on orders to anon, authenticated, service_role, public, current_user;", &[]);
    check(
        "do $$ begin if not exists (select 1) then create role reporter; end if; end $$;\ngrant select on orders to reporter;",
        &[],
    );
}

/// Whatever is said of a script, its secrets are not in it.
#[test]
fn no_output_holds_a_secret() {
    let files = ["supabase/migrations/20250101000000_first.sql", "supabase/migrations/20250131093045_next.sql"];
    for sql in [
        "create role reporter login password 'zk91-Wp-7733';",
        "create role reporter login password 'zk91-Wp-7733',;",
        "drop table orders; alter role a password 'zk91-Wp-7733';",
        "alter table orders add column note2 text default 'postgres://app:zk91-Wp-7733@db.example.org/app' not null;",
        "do $$ begin execute 'create role a password ''zk91-Wp-7733'''; end $$;",
        "alter role a password $p$zk91-Wp-7733$p$;",
        "select dblink_connect('host=h user=u password=zk91-Wp-7733');",
        "select vault.create_secret(new_secret := 'zk91-Wp-7733', new_name := 'n');",
        "-- BREAKING: was postgres://app:zk91-Wp-7733@db.example.org/app\ndrop table orders;",
    ] {
        let outcome = situation(&files, "preset = \"strict\"\n", sql).outcome();
        assert!(
            outcome.diagnostics.iter().any(|found| found.rule.id == "secret-in-migration"),
            "{sql}: {:#?}",
            reported(&outcome)
        );
        assert!(!format!("{outcome:?}").contains("zk91"), "{sql}: {:#?}", outcome.diagnostics);
    }
}
