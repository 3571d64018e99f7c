//! What could pass without having been looked at, and does not.

use crate::support::{CommandResult, World, migration};
use serde_json::Value;

const TABLE: &str = "create table public.orders (id bigint primary key);\n";

#[test]
fn nothing_in_a_schema_file_is_overlooked() {
    let Some(world) = World::with_server() else { return };
    world.stage(&migration(1, "orders"), TABLE);
    world.verify("--write --stage").passes().done();
    let written = world.content("schema.sql");
    let check = |content: String, prints: &str| {
        world.stage("schema.sql", content);
        world.verify("").has_problems().prints(&[prints]).done();
    };
    let (head, rest) = written.split_at(written.find("SET statement_timeout").unwrap());
    check(format!("{head}CREATE TABLE public.more (id int);\n{rest}"), "extra table public.more");
    check(format!("{head}this is no SQL;\n{rest}"), "schema.sql cannot be loaded");
    check(format!("{head}select 1/0;\n{rest}"), "division by zero");
    let below = |kind: &str, statement: &str| {
        format!("{written}\n--\n-- Name: TABLE orders; Type: {kind}; Schema: public; Owner: -\n--\n\n{statement}\n")
    };
    check(below("ACL", "DROP TABLE public.orders;"), "missing table public.orders");
    check(below("EXTENSION", "DROP TABLE public.orders;"), "missing table public.orders");
    world.stage("schema.sql", below("ACL", "GRANT SELECT ON TABLE public.orders TO postgres;"));
    world.verify("").passes().done();
}

#[test]
fn objects_outside_schemas_are_compared_unless_the_settings_name_schemas() {
    let Some(world) = World::with_server() else { return };
    world.stage(&migration(1, "orders"), TABLE);
    world.stage("schema.sql", format!("{TABLE}create publication p for table public.orders;\n"));
    world.verify("").has_problems().prints(&["extra publication p"]).done();
    world.stage("schema.sql", TABLE);
    world.verify("").passes().does_not_print(&["not compared"]).done();
    world.stage(&migration(1, "orders"), format!("{TABLE}create publication p for table public.orders;\n"));
    world.verify("").has_problems().prints(&["missing publication p"]).done();
    world.stage("tidegate.toml", "[verify]\nschemas = [\"public\"]\n");
    let ran = world.verify("").passes();
    ran.prints(&["objects outside schemas differ and were not compared, because `verify.schemas` is set"]).done();
}

/// The notes of each object that `--format json` gives.
fn notes(ran: &CommandResult) -> Vec<Vec<String>> {
    let reports = serde_json::Deserializer::from_str(&ran.out).into_iter::<Value>();
    let reports = reports.map(|report| report.unwrap_or_else(|_| panic!("{}", ran.text())));
    reports.map(|report| serde_json::from_value(report["notes"].clone()).unwrap()).collect()
}

#[test]
fn machine_formats_report_what_was_not_compared() {
    let Some(world) = World::with_server() else { return };
    world.stage(&migration(1, "orders"), TABLE).stage("schema.sql", TABLE);
    let json = |arguments: &str| notes(&world.verify(&format!("{arguments} --format json")).passes());
    assert_eq!(json(""), [Vec::<String>::new()]);
    world.stage(&migration(2, "b"), "create schema app; create table app.b ();");
    world.verify("--format json").has_problems().prints(&["\"name\": \"app\"", "\"schema\": \"app\""]).done();
    world.stage(&migration(2, "b"), "create role reader; grant select on public.orders to reader;");
    let note = "privileges differ and were not compared, because the schema file has no `GRANT` or `REVOKE`: table \
        `public.orders`";
    assert_eq!(json(""), [[note]]);
    let github = world.verify("--format github").passes();
    github.prints(&["privileges differ and were not compared"]).done();
    world.git(&["rm", "--quiet", "--cached", "schema.sql"]);
    assert_eq!(json(""), [["schema.sql is not staged, so it was not compared; stage it with `git add schema.sql`"]]);
    world.remove("schema.sql").stage("tidegate.toml", "ignore = [\"supabase/migrations\"]\n");
    assert_eq!(json(""), [["supabase/migrations was ignored: `ignore` in tidegate.toml lists supabase/migrations"]]);
}

#[test]
fn platform_schemas_are_reported_as_not_compared() {
    let Some(world) = World::with_server() else { return };
    let note = "in schemas of the platform";
    let check = |prints: &str| {
        let text = world.verify("").passes().text().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(&format!("neither written nor compared: {prints}")), "{text}");
    };
    // An extension, a queue's name or a row in a table of the platform is none.
    let extensions = "create extension pg_trgm; create extension pg_cron;\n";
    let more = "insert into storage.buckets (id, name) values ('a', 'a');\n\
        select cron.schedule('nightly', '0 3 * * *', 'select 1');\n";
    let table = format!("{extensions}{TABLE}");
    world.stage(&migration(1, "orders"), format!("{table}{more}")).stage("schema.sql", &*table);
    world.verify("").passes().does_not_print(&[note]).done();
    let function = "create function public.f() returns trigger language plpgsql as 'begin return new; end';\n";
    let trigger = "create trigger made after insert on auth.users for each row execute function public.f();\n";
    let rest = "create policy pub on storage.objects for select using (true);\n\
        create table storage.own (id bigint primary key); create index on storage.own (id);\n\
        create index own on auth.users (phone); create function extensions.g() returns int language sql as 'select 1';\n";
    world.stage(&migration(2, "more"), format!("{function}{trigger}{rest}"));
    world.stage("schema.sql", format!("{table}{function}"));
    let all = "function `extensions.g`, index `own` on `auth.users`, policy `pub` on `storage.objects`, \
        table `storage.own` and trigger `made` on `auth.users`";
    check(all);
    world.verify("").passes().prints(&["5 objects in schemas of the platform are"]).done();
    world.verify("--write --stage").passes().prints(&["5 objects in schemas of the platform are"]).done();
    check(all);
    // The file has one of them, so they are compared.
    world.stage("schema.sql", format!("{table}{function}{trigger}"));
    world.verify("").has_problems().prints(&["missing policy pub on storage.objects"]).done();
    world.stage("schema.sql", format!("{table}{function}{trigger}{rest}"));
    world.verify("").passes().does_not_print(&[note]).done();
    world.stage(&migration(2, "more"), function).stage("schema.sql", format!("{table}{function}{trigger}"));
    world.verify("").has_problems().prints(&["extra trigger made on auth.users"]).done();
}

#[test]
fn the_comment_of_public_is_written_and_compared() {
    let Some(world) = World::with_server() else { return };
    let comment = "comment on schema public is 'The shop';\n";
    world.stage(&migration(1, "orders"), TABLE);
    world.verify("--write --stage").passes().done();
    let written = world.content("schema.sql");
    assert!(!written.contains("SCHEMA"), "{written}");
    world.stage("schema.sql", format!("{TABLE}{comment}"));
    world.verify("").has_problems().prints(&["extra comment on schema public"]).done();
    world.stage("schema.sql", format!("{TABLE}comment on schema public is 'standard public schema';\n"));
    world.verify("").passes().done();
    world.stage("schema.sql", &written).stage(&migration(1, "orders"), format!("{TABLE}{comment}"));
    world.verify("").has_problems().prints(&["missing comment on schema public"]).done();
    world.verify("--write --stage").passes().done();
    assert!(world.content("schema.sql").contains("COMMENT ON SCHEMA \"public\" IS 'The shop';"));
    world.verify("").passes().done();
    let remade = "drop schema public cascade; create schema public;\n";
    world.stage(&migration(1, "orders"), format!("{remade}{TABLE}")).stage("schema.sql", &written);
    world.verify("").passes().done();
}

#[test]
fn schemas_outside_the_settings_are_reported_as_not_compared() {
    let Some(world) = World::with_server() else { return };
    let app = "create schema app;\ncreate table app.b ();\n";
    world.stage(&migration(1, "b"), app).stage("schema.sql", app);
    world.stage("tidegate.toml", "[verify]\nschemas = [\"app\"]\n");
    let json = || notes(&world.verify("--format json").passes()).concat();
    let printed = |names: &str| [format!("{names} not compared: not named in `verify.schemas`")];
    assert!(json().is_empty());
    // What only the file has, whether it is named in full or not, and in a schema of its own.
    world.stage("schema.sql", format!("{app}create table public.zzz ();\n"));
    assert_eq!(json(), printed("schema `public` was"));
    world.stage(
        "schema.sql",
        format!("{app}create type zzz as enum ('a');\ncreate schema other;create view other.v as select 1;"),
    );
    assert_eq!(json(), printed("schemas `other` and `public` were"));
    // What the migrations make elsewhere was left out on purpose.
    world.stage(&migration(2, "more"), format!("{TABLE}create schema more;\n")).stage("schema.sql", app);
    assert!(json().is_empty());
}

#[test]
fn schemas_that_no_migration_creates_are_not_compared() {
    let Some(world) = World::with_server() else { return };
    world.stage(&migration(1, "orders"), TABLE).stage("schema.sql", "create table public.other ();");
    world.stage("tidegate.toml", "[verify]\nschemas = [\"pubilc\"]\n");
    let prints = ["`verify.schemas` in tidegate.toml names pubilc, which the migrations do not create"];
    world.verify("").exits(2).prints(&prints).done();
    world.verify("--write").exits(2).prints(&prints).done();
    assert_eq!(world.content("schema.sql"), "create table public.other ();");
}

#[test]
fn psql_commands_are_not_ignored() {
    let Some(world) = World::with_server() else { return };
    let check = |content: &str, prints: &[&str]| {
        world.stage("migrations/001_orders.sql", content);
        world.verify("").has_problems().prints(prints).done();
    };
    check("select 1;\n\\i tables.sql\n", &["psql meta-command `\\i` is not supported in a replay", ":2:1"]);
    check("\\connect other\nselect 1;\n", &["psql meta-command `\\connect` is not supported in a replay", ":1:1"]);
    check("\\c other\n", &["psql meta-command `\\c` is not supported"]);
    check("\\set AUTOCOMMIT off\nselect 1;\n", &["psql meta-command `\\set` is not supported"]);
    check("select 'create table t ()' \\gexec\n", &["psql meta-command `\\gexec` is not supported"]);
    check("\\if false\nselect 1/0;\n\\endif\n", &["psql meta-command `\\if` is not supported"]);
    check("create table a (i int);\ncopy a to stdout;\n", &["COPY TO stdout is not supported", ":2:1"]);
    world.stage(
        "migrations/001_orders.sql",
        "\\set ON_ERROR_STOP on\n\\restrict key\ncreate table a (i int);\n\\unrestrict key\n",
    );
    world.verify("").passes().done();
}

#[test]
fn a_transaction_without_its_end_loses_its_work() {
    let Some(world) = World::with_server() else { return };
    world.stage(&migration(1, "orders"), "begin;\ncreate table a (i int);\n");
    world.verify("").has_problems().prints(&["does not commit the transaction that begins here", ":1:1"]).done();
    world.stage(&migration(1, "orders"), "begin;\ncreate table a (i int);\ncommit;\n");
    world.verify("").passes().done();
}

#[test]
fn a_database_that_a_migration_creates_is_dropped_after_the_replay() {
    let Some(world) = World::with_server() else { return };
    world.stage("migrations/001_a.sql", "create database replay_stranger;");
    world.verify("").passes().done();
    world.verify("--no-cache").passes().done();
    world.verify("--round-trip").passes().done();
}

#[test]
fn deferred_constraints_fail_at_the_commit() {
    let Some(world) = World::with_server() else { return };
    let tables = "create table a (i int primary key);\n\
        create table b (i int references a deferrable initially deferred);\ninsert into b values (7);\nselect 1;\n";
    world.stage(&migration(1, "deferred"), tables);
    world.verify("").has_problems().prints(&["23503", ":4:1", "the COMMIT after this last statement"]).done();
}

#[test]
fn the_column_in_a_long_line_is_the_one_in_the_file() {
    let Some(world) = World::with_server() else { return };
    world.stage(&migration(1, "far"), format!("-- é\n{}select 1/0;", "select 1; ".repeat(100)));
    world.verify("").has_problems().prints(&["_far.sql:2:1001\n"]).done();
    world.stage(&migration(1, "far"), format!("{}selec 1;", "select 1; ".repeat(100)));
    world.tidegate("check").has_problems().prints(&["_far.sql:1:1001\n"]).done();
}

#[test]
fn a_schema_file_in_conflict_is_rewritten() {
    let Some(world) = World::with_server() else { return };
    let write = |day: u8, name: &str| {
        world.stage(&migration(day, name), format!("create table public.{name} ();"));
        world.verify("--write --stage").passes().done();
        world.commit(name);
    };
    write(1, "orders");
    world.branch("other");
    write(2, "bills");
    world.switch("main");
    write(3, "carts");
    assert_ne!(world.try_git(&["merge", "other"]).code, Some(0), "both wrote schema.sql");
    world.verify("").exits(2).prints(&["1 unmerged file: schema.sql"]).done();
    world.verify("--write --stage").passes().prints(&["schema.sql was written"]).done();
    let content = world.content("schema.sql");
    assert!(content.contains("bills") && content.contains("carts") && !content.contains("<<<<<<<"), "{content}");
    assert_eq!(world.git(&["ls-files", "--unmerged"]), "");
    world.verify("").passes().done();
}

#[test]
fn a_schema_file_may_repeat_objects_of_the_platform() {
    let Some(world) = World::with_server() else { return };
    let sql = "create table public.p (id uuid primary key);
create function public.h() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger made after insert on auth.users for each row execute function public.h();
create policy \"pub\" on storage.objects for select using (true);
create index on storage.objects (name);
create function extensions.f() returns int language sql as 'select 1';
create table extensions.t (i int);
alter table extensions.t add constraint positive check (i > 0);
create type extensions.mood as enum ('good');
";
    world.stage("supabase/migrations/20260101000000_a.sql", sql).stage("schema.sql", sql);
    world.verify("").passes().done();
    world.stage("schema.sql", format!("{sql}create policy more on public.p using (true);\n"));
    world.verify("").has_problems().prints(&["extra policy more on public.p"]).done();
    world.stage("schema.sql", format!("{sql}create table public.p ();\n"));
    world.verify("").has_problems().prints(&["relation \"p\" already exists"]).done();
}

#[test]
fn files_beside_migrations_of_another_database_are_not_reported() {
    let world = World::new();
    world.stage(".env.example", "DATABASE_URL=sqlite:app.db\n").stage("db/migrations/0001_a.sql", "select 1;\n");
    world.stage("db/query.sql", "select 1;\n");
    let reason = "db/migrations was ignored: .env.example names SQLite, which is not PostgreSQL";
    world.tidegate("verify").passes().prints(&["no migrations in the index", reason]).done();
    world.stage("sql/other.sql", "select 1;\n");
    world.tidegate("verify").has_problems().prints(&["nothing was replayed", "sql/other.sql", reason]).done();
}

#[test]
fn a_table_of_a_migration_in_code_is_named_as_such() {
    let Some(world) = World::with_server() else { return };
    world.stage("migrations/00001_a.go", "package b\n\nimport \"github.com/pressly/goose/v3\"\n");
    world.stage("migrations/00002_b.sql", "-- +goose Up\nalter table users add x int;\n");
    let ran = world.verify("").has_problems().prints(&["No migration that tidegate can read creates table `users`"]);
    ran.does_not_print(&["no baseline", "pg_dump"]).done();
    world
        .stage("tidegate.toml", "[replay]\nafter-platform = [\"code.sql\"]\n")
        .stage("code.sql", "create table users ();\n");
    world.verify("").has_problems().does_not_print(&["does not exist"]).done();
}

#[test]
fn migrations_that_cannot_be_read_fail_a_verification() {
    let world = World::new();
    world.stage("db/migrate/20240101000000_a.rb", "class A < ActiveRecord::Migration[7.1]\nend\n");
    let ran = world.tidegate("verify").has_problems();
    ran.prints(&[
        "nothing was replayed: no migration in the index can be read",
        "db/migrate was not checked: 1 Rails migration is Ruby code, which tidegate cannot read",
        "add `ignore = [\"db/migrate\"]` to tidegate.toml",
    ])
    .done();
    world.stage("tidegate.toml", "ignore = [\"db/migrate\"]\n");
    world.tidegate("verify").passes().prints(&["db/migrate was ignored"]).done();
}

#[test]
fn migrations_that_cannot_be_read_beside_others_fail_a_verification() {
    let Some(world) = World::with_server() else { return };
    world.stage("migrations/00001_a.sql", "-- +goose Up\ncreate table a (id int);\n");
    world.stage("migrations/00002_b.go", "package b\n\nimport \"github.com/pressly/goose/v3\"\n");
    let help = "add `ignore = [\"migrations/00002_b.go\"]` to tidegate.toml";
    world.verify("").has_problems().prints(&["1 goose migration is Go code", help]).done();
    world.stage("tidegate.toml", "ignore = [\"migrations/00002_b.go\"]\n");
    world.verify("").passes().prints(&["replayed 1 staged migration"]).done();
}

#[test]
fn a_setting_of_newer_servers_is_named_or_refused() {
    let Some(world) = World::with_server() else { return };
    world.stage("migrations/1_a.sql", format!("SET transaction_timeout = 0;\n{TABLE}"));
    let ran = world.verify("").passes();
    if ran.text().contains("PostgreSQL 17") || ran.text().contains("PostgreSQL 18") {
        return;
    }
    let note = ["1_a.sql sets `transaction_timeout`, which PostgreSQL", "statement was not run"];
    ran.prints(&note).done();
    world.stage("tidegate.toml", "postgres = 14\n");
    let refused = world.verify("").has_problems();
    refused
        .prints(&["unrecognized configuration parameter", "exists since PostgreSQL 17", "remove the statement"])
        .done();
    world.stage("tidegate.toml", "postgres = 17\n");
    world.verify("").passes().prints(&note).done();
}

#[test]
fn the_restricted_mode_of_psql_has_one_key() {
    let Some(world) = World::with_server() else { return };
    world.stage("migrations/1_a.sql", TABLE);
    let dump = |open: &str, close: &str| format!("\\restrict {open}\n{TABLE}\\unrestrict {close}\n");
    world.stage("schema.sql", dump("a", "a")).verify("").passes().done();
    world.stage("schema.sql", dump("a", "b"));
    world.verify("").has_problems().prints(&["psql refuses `\\unrestrict` with another key"]).done();
    world.stage("schema.sql", TABLE).stage("migrations/1_a.sql", dump("a", "b"));
    world.verify("").has_problems().prints(&["psql refuses `\\unrestrict` with another key"]).done();
    world.tidegate("check").has_problems().prints(&["refused-by-tool", "with another key"]).done();
    world.stage("migrations/1_a.sql", format!("{TABLE}\\encoding LATIN1\n"));
    world.verify("").has_problems().prints(&["`\\encoding` is not supported"]).done();
}

#[test]
fn an_extension_that_cannot_be_moved_is_not() {
    let Some(world) = World::with_server() else { return };
    let sql = "create extension pg_net; create schema x; alter extension pg_net set schema x;\n";
    world.stage(&migration(1, "net"), sql);
    world.verify("").has_problems().prints(&["extension \"pg_net\" does not support SET SCHEMA"]).done();
}

#[test]
fn a_folder_of_atlas_without_its_sum_is_refused() {
    let Some(world) = World::with_server() else { return };
    world.stage("atlas.hcl", "env \"local\" {\n  migration {\n    dir = \"file://changes\"\n  }\n}\n");
    world.stage("changes/20260101000000_a.sql", TABLE);
    world.verify("").has_problems().prints(&["without `atlas.sum`"]).done();
    world.tidegate("check").has_problems().prints(&["without `atlas.sum`"]).done();
}

#[test]
fn folders_of_another_database_beside_those_of_postgres_are_named() {
    let Some(world) = World::with_server() else { return };
    for database in ["postgres", "sqlite"] {
        let folder = format!("resources/migrations/{database}");
        world.stage(&format!("{folder}/20250101000000_a.up.sql"), "create table a (id bigint primary key);\n");
        world.stage(&format!("{folder}/20250101000000_a.down.sql"), "drop table a;\n");
    }
    let ran = world.verify("").passes().prints(&["replayed 1 staged migration"]);
    ran.prints(&["resources/migrations/sqlite was ignored: `sqlite` is not a Postgres database"]).done();
}
