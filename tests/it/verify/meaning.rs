//! Every kind of difference between the replayed schema and the schema file is found, and what is not compared is named.

use crate::support::World;

const TABLE: &str = "create table public.orders (id bigint primary key, note text);\n";

/// What one side has more than the other, and what the report says of it.
const KINDS: [(&str, &str); 20] = [
    ("create schema app; create table app.b (id int);", "table app.b"),
    ("create schema app;", "schema app"),
    ("create schema authorization postgres; create table postgres.b (id int);", "table postgres.b"),
    ("do $$ begin create schema app; create table app.b (id int); end $$;", "table app.b"),
    ("create schema old; alter schema old rename to app; create view app.v as select 1 as one;", "view app.v"),
    ("create publication p for table public.orders;", "publication p"),
    ("create publication p for all tables with (publish = 'insert');", "publication p"),
    ("create extension citext;", "extension citext"),
    ("create extension citext; create table public.b (name citext);", "extension citext"),
    (
        "create function public.e() returns event_trigger language plpgsql as 'begin end'; \
         create event trigger e on ddl_command_end execute function public.e();",
        "event trigger e",
    ),
    ("create foreign data wrapper w;", "foreign data wrapper w"),
    ("create foreign data wrapper w; create server s foreign data wrapper w;", "server s"),
    (
        "create foreign data wrapper w; create server s foreign data wrapper w; create user mapping for postgres server s;",
        "user mapping postgres on s",
    ),
    ("create access method m type index handler bthandler;", "access method m"),
    ("create access method m type table handler heap_tableam_handler;", "access method m"),
    (
        "create function public.f(text) returns int language sql as 'select 1'; create type public.c as (a int); \
         create function public.g(public.c) returns text language sql as 'select 1::text'; \
         create cast (public.c as text) with function public.g(public.c);",
        "cast (public.c AS text)",
    ),
    ("comment on column public.orders.note is 'A note';", "comment on column public.orders.note"),
    ("alter table public.orders alter note set storage external;", "table public.orders"),
    ("alter table public.orders enable row level security;", "row-level security of public.orders"),
    ("create index on public.orders (note) with (fillfactor = 70);", "index public.orders_note_idx"),
];

/// Kinds that only a superuser may create are checked where the replay may create them.
fn is_refused(text: &str) -> bool {
    text.contains("error[42501]")
}

#[test]
fn each_kind_of_object_is_compared() {
    let Some(world) = World::with_server() else { return };
    let migration = "migrations/001_a.sql";
    let mut compared = 0;
    for (more, named) in KINDS {
        world.stage(migration, format!("{TABLE}{more}\n")).stage("schema.sql", TABLE);
        let ran = world.verify("--double-check");
        if is_refused(&ran.text()) {
            continue;
        }
        compared += 1;
        ran.has_problems().prints(&[named]).done();
        world.stage(migration, TABLE).stage("schema.sql", format!("{TABLE}{more}\n"));
        world.verify("--double-check").has_problems().prints(&[named]).done();
        world.stage(migration, format!("{TABLE}{more}\n"));
        world
            .verify("--double-check")
            .passes()
            .prints(&["; schema.sql matches"])
            .does_not_print(&["not compared", "not modelled"])
            .done();
        world.verify("--write --stage").passes().done();
        world
            .verify("--double-check")
            .passes()
            .prints(&["; schema.sql matches"])
            .does_not_print(&["not compared", "not modelled"])
            .done();
        world.git(&["rm", "--quiet", "--force", "schema.sql"]);
    }
    assert!(compared > 14, "{compared}");
}

#[test]
fn owners_and_privileges_are_compared_where_the_file_has_some() {
    let Some(world) = World::with_server() else { return };
    let role = "create role app nologin;\n";
    let check = |more: &str, carried: &str, note: &str, named: &str| {
        world.stage("migrations/001_a.sql", format!("{role}{TABLE}{more}\n")).stage("schema.sql", TABLE);
        let text = world.verify("").passes().text().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(note), "{text}");
        world.stage("schema.sql", format!("{TABLE}{carried}\n"));
        world.verify("").has_problems().prints(&[named]).done();
        world.stage("schema.sql", format!("{TABLE}{more}\n"));
        world.verify("").passes().does_not_print(&["not compared"]).done();
    };
    let privileges = "privileges differ and were not compared, because the schema file has no `GRANT` or `REVOKE`: ";
    let orders = format!("{privileges}table `public.orders`");
    let other = "grant select on public.orders to public;";
    check("grant select on public.orders to app;", other, &orders, "changed privileges of table public.orders");
    check(
        "grant select (note) on public.orders to app;",
        other,
        &format!("{privileges}column `note` on `public.orders`"),
        "changed privileges of column public.orders.note",
    );
    check(
        "alter default privileges in schema public grant select on tables to app;",
        other,
        &format!("{privileges}default privileges"),
        "missing default privileges",
    );
    check("revoke all on schema public from public;", other, privileges, "changed privileges of schema public");
    let owners =
        "owners differ and were not compared, because the schema file has no `OWNER TO`: table `public.orders`";
    let other = "create view public.v as select 1; alter view public.v owner to app;";
    check("alter table public.orders owner to app;", other, owners, "changed owner of table public.orders");
}

#[test]
fn a_difference_names_its_migration() {
    let Some(world) = World::with_server() else { return };
    world.stage("migrations/001_a.sql", TABLE).stage("migrations/002_b.sql", "create index i on public.orders (note);");
    world.stage("migrations/003_c.sql", "alter table public.orders add total int;").stage("schema.sql", TABLE);
    let ran = world.verify("").has_problems();
    ran.prints(&[
        "missing index public.i (A: the object is created; 002_b.sql)",
        "changed table public.orders (A: column total: the object is created; 003_c.sql)",
        "+ \"total\" integer",
    ])
    .done();
    let ran = world.verify("--format json").has_problems();
    ran.prints(&["\"migration\": \"migrations/002_b.sql\""]).done();
}

#[test]
fn a_difference_has_a_class_and_names_what_depends_on_it() {
    let Some(world) = World::with_server() else { return };
    let check = |migration: &str, file: &str, printed: &[&str], class: &str, dependents: &str| {
        world.stage("migrations/001_a.sql", migration).stage("schema.sql", file);
        let ran = world.verify("").has_problems();
        ran.prints(printed).done();
        let ran = world.verify("--format json").has_problems();
        ran.prints(&[&format!("\"class\": {class}"), &format!("\"dependents\": {dependents}")]).done();
    };
    let typed = TABLE.replace("note text", "note varchar(9)");
    let view = "create view public.v as select note from public.orders;\n";
    check(
        &format!("{typed}{view}"),
        &format!("{TABLE}{view}"),
        &[
            "changed table public.orders (B: column note: the type of the column changes)",
            "      dependents: view `public.v`",
        ],
        "\"B\"",
        "[\n          \"view `public.v`\"\n        ]",
    );
    let function = "create function public.f() returns int language sql as 'select 1';\n";
    let dropped = format!("{TABLE}{function}drop function public.f();\n");
    check(TABLE, &format!("{TABLE}{function}"), &["(C: no migration made the object)"], "\"C\"", "[]");
    check(&dropped, &format!("{TABLE}{function}"), &["(B: the object is dropped)"], "\"B\"", "[]");
    check(&format!("{TABLE}{function}"), TABLE, &["(A: the object is created)"], "\"A\"", "[]");
    let other = function.replace('1', "2");
    check(&format!("{TABLE}{other}"), &format!("{TABLE}{function}"), &["changed function public.f()"], "null", "[]");
}

#[test]
fn what_a_written_file_leaves_out_is_named() {
    let Some(world) = World::with_server() else { return };
    let more = "create role app nologin;\ncreate role reader nologin;\n\
        grant select on public.orders to reader;\nalter table public.orders owner to app;\n";
    world.stage("migrations/001_a.sql", format!("{TABLE}{more}"));
    let omitted = "privileges are not written to schema.sql: table `public.orders`";
    let ran = world.verify("--write --stage").passes();
    ran.prints(&[omitted, "owners are not written to schema.sql: table `public.orders`"]).done();
    world.verify("--write --stage").passes().prints(&[omitted]).done();
    // Someone who keeps privileges in the file keeps them, and only them.
    world.stage("schema.sql", format!("{TABLE}grant select on public.orders to reader;\n"));
    let ran = world.verify("--write --stage").passes();
    ran.prints(&["owners are not written to schema.sql: table `public.orders`"]).done();
    assert!(world.content("schema.sql").contains("GRANT SELECT ON TABLE public.orders TO reader;"));
    world.verify("").passes().done();
    // Where there are none, nothing is kept.
    world.stage("migrations/001_a.sql", TABLE);
    world.verify("--write --stage").passes().prints(&["schema.sql had privileges; the migrations give"]).done();
}

#[test]
fn a_written_file_keeps_owners_and_privileges_if_the_old_one_had_some() {
    let Some(world) = World::with_server() else { return };
    let check = |more: &str, expected: &[&str]| {
        let roles = "create role app nologin;\ncreate role reader nologin;\n";
        world.stage("migrations/001_a.sql", format!("{roles}{TABLE}{more}"));
        world.stage("schema.sql", format!("{TABLE}grant select on public.orders to x;\nalter table a owner to b;\n"));
        world.verify("--write --stage --double-check").passes().done();
        let written = world.content("schema.sql");
        for statement in expected {
            assert!(written.contains(statement), "{statement}\n{written}");
        }
        world.verify("--double-check").passes().done();
    };
    check(
        "grant select, insert on orders to reader with grant option;",
        &[
            "-- Name: TABLE orders; Type: ACL; Schema: public; Owner: -",
            "GRANT INSERT, SELECT ON TABLE public.orders TO reader WITH GRANT OPTION;",
        ],
    );
    check("grant update (id) on orders to public;", &["GRANT UPDATE (id) ON TABLE public.orders TO PUBLIC;"]);
    check("alter table orders owner to app;", &["ALTER TABLE public.orders OWNER TO app;"]);
    check(
        "create function f(a int) returns int language sql as 'select 1';\nrevoke all on function f from public;",
        &["REVOKE EXECUTE ON FUNCTION public.f(a integer) FROM PUBLIC;"],
    );
    check("grant usage on schema public to app;", &["GRANT USAGE ON SCHEMA public TO app;"]);
    check(
        "alter default privileges in schema public grant select on tables to reader;\ncreate table late (a int);",
        &["ALTER DEFAULT PRIVILEGES", "GRANT SELECT ON TABLE public.late TO reader;"],
    );
}

#[test]
fn a_table_that_resembles_a_tracking_table_is_compared() {
    let Some(world) = World::with_server() else { return };
    let check = |table: &str, is_compared: bool| {
        world.stage("migrations/001_a.sql", TABLE).stage("schema.sql", format!("{TABLE}{table}"));
        let ran = world.verify("");
        if is_compared { ran.has_problems().prints(&["extra table"]).done() } else { ran.passes().done() }
    };
    check("create table schema_migrations (version varchar(128) primary key);", false);
    check(
        "create table goose_db_version (id serial primary key, version_id bigint, is_applied boolean, tstamp timestamp);",
        false,
    );
    check("create table schema_migrations_x (version text);", true);
    check("create table schema_migrations (id int, note text);", true);
}

#[test]
fn expressions_that_the_server_prints_in_another_way_are_equal() {
    let Some(world) = World::with_server() else { return };
    let table = "create table public.t (s varchar(9) check (s in ('a', 'b')));\n";
    // As the server prints it, and as it prints that once more.
    let printed = "create table public.t (s varchar(9), constraint t_s_check check (((s)::text = any ((array['a'::character varying, 'b'::character varying])::text[]))));\n";
    for (migration, schema) in [(table, table), (table, printed), (printed, table), (printed, printed)] {
        world.stage("migrations/001_a.sql", migration).stage("schema.sql", schema);
        world.verify("").passes().prints(&["; schema.sql matches"]).done();
    }
    world.stage("schema.sql", table.replace("'b'", "'c'"));
    world.verify("").has_problems().prints(&["changed table public.t"]).done();
}

#[test]
fn an_unchanged_schema_file_is_not_loaded_again() {
    let Some(world) = World::with_server() else { return };
    world.stage("migrations/001_a.sql", TABLE).stage("schema.sql", TABLE);
    world.verify("").passes().done();
    world.stage("migrations/002_b.sql", "insert into public.orders values (1);");
    world.verify("").passes().done();
    world.stage("migrations/003_c.sql", "alter table public.orders add more int;");
    world.verify("").has_problems().prints(&["+ \"more\" integer"]).done();
    world.stage("schema.sql", TABLE.replace("note text", "note text, more int"));
    world.verify("").passes().done();
}

#[test]
fn the_access_method_of_a_table_is_written_and_compared() {
    let Some(world) = World::with_server() else { return };
    let method = "create access method m type table handler heap_tableam_handler;\n";
    world.stage("migrations/001_a.sql", format!("{method}create table a (i int) using m;\n{TABLE}"));
    let ran = world.verify("--write --stage");
    if is_refused(&ran.text()) {
        return;
    }
    ran.passes().done();
    let content = world.content("schema.sql");
    assert!(content.contains("SET default_table_access_method = \"m\";"), "{content}");
    world.verify("").passes().done();
    world.stage("schema.sql", format!("{method}create table a (i int);\n{TABLE}"));
    world.verify("").has_problems().prints(&["changed table public.a", "access method: m"]).done();
}

#[test]
fn a_schema_of_two_thousand_tables_fits_the_lock_table() {
    let Some(world) = World::with_server() else { return };
    let mut all = String::new();
    for file in 0..8 {
        let tables = (0..250).map(|number| format!("create table t{file}_{number} (id int primary key, note text);\n"));
        let tables: String = tables.collect();
        world.stage(&format!("migrations/00{file}_a.sql"), &*tables);
        all.push_str(&tables);
    }
    world.stage("schema.sql", &*all);
    world.verify("").passes().prints(&["; schema.sql matches"]).done();
    // The file is loaded beside the tables where it needs what only a migration creates.
    world.stage("migrations/009_b.sql", "create extension citext; create table u (name citext);");
    world.stage("schema.sql", format!("{all}create table u (name citext);\n"));
    let ran = world.verify("").has_problems();
    ran.prints(&["missing extension citext (A: the object is created; 009_b.sql)", "schema.sql differs: 1 missing"])
        .done();
}
