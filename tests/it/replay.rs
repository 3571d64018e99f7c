//! `tidegate verify` on a private server: histories of every layout, what it says of broken
//! ones, and what it takes for a difference of the schema file. The servers' folder is shared
//! by the tests of a machine, so that a cluster is made once.

use crate::scene::assert_stored;
use crate::world::{Ran, World, skipped};
use std::path::PathBuf;
use tidegate::postgres::local::Local;
use tidegate::postgres::{Engine as _, Environment, NewDatabase, Session, choose, find};

/// A repository, or `None` where no server can be started.
pub(crate) fn world() -> Option<World> {
    has_server().then(World::new)
}

/// True where a server can be started; says so where none can.
pub(crate) fn has_server() -> bool {
    choose(find(&Environment::read().unwrap(), None), None).is_ok() || skipped("no PostgreSQL server is installed")
}

/// Where the servers of these tests lie: a folder that the server's own user may enter when
/// the tests run as root.
pub(crate) fn cache() -> PathBuf {
    std::env::temp_dir().join("tidegate-tests")
}

pub(crate) fn verify(world: &World, arguments: &str) -> Ran {
    // It is the replay that is looked at; what is remembered of one is looked at in `cache`.
    let _ = std::fs::remove_dir_all(cache().join("verdicts"));
    world.with("TIDEGATE_CACHE_DIR", cache()).tidegate(&format!("verify {arguments}"))
}

/// The output without what differs from machine to machine.
pub(crate) fn told(ran: &Ran) -> String {
    let text = ran.text();
    let server = regex::Regex::new(r"PostgreSQL \d\S* from [^ ,;\n]+").unwrap();
    format!("{}\n--- exit code {}", server.replace_all(&text, "PostgreSQL [VERSION]").trim_end(), ran.code.unwrap())
}

/// Stages files of a Supabase project and gives what `verify` says.
fn supabase(world: &World, files: &[(&str, &str)]) -> Ran {
    for (name, content) in files {
        world.stage(&format!("supabase/migrations/{name}.sql"), content);
    }
    verify(world, "")
}

const TABLE: &str = "create table public.orders (id bigint primary key, total numeric(10, 2) not null);\n";

#[test]
fn a_history_that_runs_is_in_order() {
    let Some(world) = world() else { return };
    let more = "\u{feff}create policy read on public.orders for select to authenticated using (auth.uid() is not null);\r\n\
        create extension if not exists vector with schema extensions;\r\n\
        alter table public.orders add embedding extensions.vector(3), enable row level security;\r\n\
        create index on public.orders using hnsw (embedding extensions.vector_cosine_ops) with (m = 16);\r\n\
        insert into storage.buckets (id, name) values ('a', 'a');\r\n\
        select cron.schedule('nightly', '0 3 * * *', 'select 1');\r\n\
        alter publication supabase_realtime add table public.orders;\r\n\
        alter database postgres set app.name to 'shop';\r\n";
    let ran = supabase(&world, &[("20260101000000_a", TABLE), ("20260102000000_b", more)]);
    let ran = ran
        .passes()
        .says(&["2 migrations of the index replay on PostgreSQL", "there is no schema file to compare with"]);
    if tidegate_has_no("vector") {
        ran.says(&["stand-ins took the place of extensions that this server lacks: vector"]).done();
    }
}

#[test]
fn an_extension_of_the_server_is_taken_before_its_stand_in() {
    let Some(world) = world() else { return };
    let contrib = "create extension citext; create extension pg_trgm;\n\
        create table a (name citext unique);\n\
        create index on a using gin ((name::text) gin_trgm_ops);\n\
        insert into a values ('Ada') on conflict do nothing;\n\
        insert into a values ('ADA') on conflict do nothing;\n\
        do $$ begin if (select count(*) from a) <> 1 then raise 'two'; end if; end $$;\n";
    world.stage("migrations/20260101000000_a.sql", contrib);
    let ran = verify(&world, "--format json").passes();
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let lacking: Vec<&str> = ["citext", "pg_trgm"].into_iter().filter(|name| tidegate_has_no(name)).collect();
    assert_eq!(report["replay"]["standIns"], serde_json::json!(lacking));
}

/// True when the machine's server lacks an extension.
fn tidegate_has_no(extension: &str) -> bool {
    let Ok(choice) = choose(find(&Environment::read().unwrap(), None), None) else { return true };
    let share = choice.installation.bin.join("../share/extension");
    let package = choice.installation.bin.join("../share/postgresql/extension");
    let system = format!("/usr/share/postgresql/{}/extension", choice.installation.version.major);
    ![share, package, system.into()].iter().any(|folder| folder.join(format!("{extension}.control")).exists())
}

#[test]
fn it_is_the_staged_content_that_runs() {
    let Some(world) = world() else { return };
    supabase(&world, &[("20260101000000_a", TABLE)]).passes().done();
    world
        .file("supabase/migrations/20260101000000_a.sql", "broken")
        .file("supabase/migrations/20260102000000_b.sql", "too");
    verify(&world, "").passes().says(&["1 migration of the index replays"]).done();
    verify(&world, "--all").is_stopped().says(&["0 of 2 migrations of the work tree", "syntax error"]).done();
    world.git(&["commit", "-q", "-m", "a"]);
    world.stage("supabase/migrations/20260101000000_a.sql", "broken too");
    verify(&world, "--to-ref HEAD").passes().says(&["1 migration of `HEAD` replays"]).done();
    verify(&world, "--to-ref nowhere").exits(2).says(&["names no commit"]).done();
}

/// Of the server that is taken where nothing is wanted.
fn major() -> u32 {
    choose(find(&Environment::read().unwrap(), None), None).unwrap().installation.version.major
}

#[test]
fn a_failure_is_drawn_with_its_cause() {
    let Some(world) = world() else { return };
    let never = supabase(&world, &[("20260101000000_a", "-- names\nalter table tenants\n  add name text;\n")]);
    assert_stored("verify-never-created", &told(&never.is_stopped()));
    let later = supabase(&world, &[("20260102000000_b", "create table public.tenants ();")]);
    assert_stored("verify-created-later", &told(&later.is_stopped()));
}

#[test]
fn causes_are_looked_up_in_the_history() {
    let Some(world) = world() else { return };
    let check = |first: &str, second: &str, says: &str| {
        let ran = supabase(&world, &[("20260101000000_a", first), ("20260102000000_b", second)]);
        let text = ran.is_stopped().text().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(says), "`{says}` is missing in:\n{text}");
    };
    check(TABLE, TABLE, "table `orders` is already created by supabase/migrations/20260101000000_a.sql.");
    check(
        TABLE,
        "drop table orders; alter table orders add x int;",
        "is dropped or renamed earlier, by supabase/migrations/20260102000000_b.sql.",
    );
    check(
        TABLE,
        "alter table orders alter column nmae set not null;",
        "No migration creates column `nmae` of `orders`",
    );
    check(TABLE, "alter table orders add place geography(point);", "belongs to extension `postgis`");
    check(TABLE, "create table auth.users ();", "it belongs to the platform");
    check(TABLE, "create extension no_such_thing;", "Extension `no_such_thing` is not installed on this server");
    let load = "do $$ begin execute 'load ''no_such' || '_thing'''; end $$;";
    check(TABLE, load, "This server lacks its own library `no_such_thing`");
    let ran = supabase(&World::new(), &[("20260101000000_a", "load 'no_such_thing';")]).is_stopped();
    ran.says(&["58P01"]).does_not_say(&["its own library"]).done();
    check(
        TABLE,
        "create type s as enum ('a'); begin; alter type s add value 'b'; select 'b'::s;",
        "only after its transaction has committed",
    );
    check(
        TABLE,
        "create schema app; create table app.a (); alter table other.a add x int;",
        "No migration creates schema `other`",
    );
    check(TABLE, "insert into public.orders values (1, 'é', 2);", "INSERT has more expressions");
    let twice = "insert into orders values (1, 1); insert into orders values (1, 1);";
    check(TABLE, twice, "insert this key more than once");
    check(
        "create table a (b int); insert into a values (1), (1);",
        "create unique index on a (b);",
        "the same key more than once",
    );
    check(TABLE, "do $$ begin raise 'no profile'; end $$;", "The SQL raises this error itself");
    check(TABLE, "insert into orders values ((select 1 where false), 1);", "A query for this value finds nothing");
    check(
        TABLE,
        "insert into storage.objects (bucket_id) values ('none');",
        "the row may exist only in a database in use",
    );
    if major() < 16 {
        let asks = "do $$ begin if to_regprocedure('public.f(public.gone)') is null then return; end if; end $$;";
        check(TABLE, asks, "Since PostgreSQL 16, `to_regprocedure` returns NULL for a type that does not exist");
    }
    check(TABLE, "do $$ begin commit; end $$;", "It needs to run outside a transaction");
    causes_of_keys(&check);
    world.stage("supabase/migrations/tables.sql", "create table users ();");
    supabase(&world, &[("20260102000000_b", "select 1;")])
        .passes()
        .says(&["1 file did not run, as the Supabase CLI steps over them: tables.sql"])
        .done();
    check(TABLE, "alter table users add x int;", "and the Supabase CLI ignores that file");
}

fn causes_of_keys(check: &dyn Fn(&str, &str, &str)) {
    let (first, key) = ("create table users (id int);", "alter table users add primary key (id);");
    let refers = "create table a (id int references users (id));";
    check(first, refers, "no migration makes these columns of `users` unique");
    check(first, &format!("{refers} {key}"), "is created further down in the same file");
    check(
        &format!("{first} {refers}"),
        key,
        "is created by a later migration, supabase/migrations/20260102000000_b.sql",
    );
    let unless = "if not exists (select from pg_constraint where conname = 'users_pkey')";
    let guarded = format!("do $$ begin {unless} then {key} end if; end $$; {refers}");
    check(first, &guarded, "creates the key of `users` only under a condition, which may be false here");
}

#[test]
fn every_layout_runs_as_its_tool_runs_it() {
    let Some(_) = world() else { return };
    let concurrently = "create index concurrently orders_total on orders (total);";
    for (path, content, fails) in [
        (
            "supabase/migrations/20260102000000_b.sql",
            format!("{concurrently}\ndrop index concurrently orders_total;"),
            false,
        ),
        ("prisma/migrations/20260102000000_b/migration.sql", concurrently.to_owned(), false),
        ("prisma/migrations/20260102000000_b/migration.sql", format!("{concurrently} select 1;"), true),
        ("migrations/2_b.up.sql", concurrently.to_owned(), false),
        ("migrations/2_b.sql", concurrently.to_owned(), false),
        ("db/migrations/2_b.sql", format!("-- migrate:up\n{concurrently}\n-- migrate:down\ndrop index no_such;"), true),
        (
            "db/migrations/2_b.sql",
            format!("-- migrate:up transaction:false\n{concurrently}\n-- migrate:down\nbroken"),
            false,
        ),
        (
            "migrations/2_b.sql",
            format!("-- +goose NO TRANSACTION\n-- +goose Up\n{concurrently}\n-- +goose Down\nbroken"),
            false,
        ),
        ("db/migration/V2__b.sql", concurrently.to_owned(), false),
    ] {
        let world = World::new();
        let first =
            path.replace("20260102", "20260101").replace("2_b", "1_a").replace("_b", "_a").replace("V2__", "V1__");
        let mark = if content.contains("migrate:up") {
            "-- migrate:up\n"
        } else if content.contains("goose") {
            "-- +goose Up\n"
        } else {
            ""
        };
        world.stage(&first, format!("{mark}create table orders (total int);\n")).stage(path, &content);
        let ran = verify(&world, "");
        if fails {
            ran.is_stopped()
                .says(&["cannot run inside a transaction block", "It needs to run outside a transaction"])
                .done();
        } else {
            ran.passes().says(&["2 migrations of the index replay"]).done();
        }
    }
}

#[test]
fn what_other_tools_write_is_run() {
    let Some(world) = world() else { return };
    let dump = "\\restrict key\nSET statement_timeout = 0;\nSET transaction_timeout = 0;\n\
        SELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE public.colours (id integer, name text);\n\
        COPY public.colours (id, name) FROM stdin;\n1\tred; 'and'\n2\t\\N\n\\.\n\n\
        SELECT pg_catalog.setval('public.colours_seq', 1) WHERE false;\n\\unrestrict key\n";
    let dump = dump.replace("SELECT pg_catalog.setval('public.colours_seq', 1) WHERE false;", "");
    let next = "begin;\nset local lock_timeout = '1s';\nset role authenticated;\nreset role;\ncommit;\n\
        do $$ begin if (select count(*) from colours) <> 2 then raise 'no rows'; end if; end $$;\n\
        create temporary table t (a int) on commit drop;\ninsert into t values (1);\nset role anon;\n";
    let last = "create table after_it_all (id int);";
    let files = [("20260101000000_a", dump.as_str()), ("20260102000000_b", next), ("20260103000000_c", last)];
    supabase(&world, &files).passes().says(&["3 migrations of the index replay"]).done();
}

#[test]
fn roles_of_a_migration_are_gone_in_the_next_run() {
    let Some(world) = world() else { return };
    let files = [(
        "20260101000000_a",
        "create role shopkeeper; alter role anon set statement_timeout = '7s'; create table a (); grant select on a to shopkeeper;",
    )];
    supabase(&world, &files).passes().done();
    supabase(&world, &files).passes().done();
    let plain = World::new();
    plain.stage("prisma/migrations/20260101000000_a/migration.sql", "create role anon; create role shopkeeper;");
    verify(&plain, "").passes().done();
    verify(&plain, "").passes().done();
}

#[test]
fn the_schema_file_is_compared_by_meaning() {
    let Some(world) = world() else { return };
    world.stage("supabase/migrations/20260101000000_a.sql", "create table public.orders (id bigint primary key, state text check (state in ('new', 'paid')), total numeric(10, 2) not null);");
    let same = "-- made by another pg_dump\nSET transaction_timeout = 0;\nCREATE SCHEMA public;\n\
        create table orders (total numeric(10,2) not null, id bigint, state text);\n\
        alter table only orders add primary key (id);\n\
        alter table orders add constraint orders_state_check check (state = any (array['new'::text, 'paid'::text]));\n\
        alter table orders owner to somebody;\ngrant all on orders to nobody_here;\n";
    world.stage("schema.sql", same);
    verify(&world, "").passes().says(&["and schema.sql is what they give"]).done();
    world.stage(
        "schema.sql",
        same.replace(" not null", "").replace("id bigint", "id bigint, note text")
            + "create view v as select 1 as one;",
    );
    assert_stored("verify-schema-differs", &told(&verify(&world, "").is_stopped()));
    world.stage("schema.sql", "create table orders (id no_such_type);");
    verify(&world, "")
        .is_stopped()
        .says(&["schema.sql:1:25", "cannot be loaded", "schema.sql cannot be compared"])
        .done();
    world.stage("schema.sql", "");
    verify(&world, "").is_stopped().says(&["missing table public.orders"]).done();
}

#[test]
fn json_has_its_shape() {
    let Some(world) = world() else { return };
    let ran = {
        world.stage("supabase/migrations/20260101000000_a.sql", "-- é\nselect 1;\n  alter table tenants add x int;");
        verify(&world, "--format json").is_stopped()
    };
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let failure = &report["replay"]["failure"];
    let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(keys(&report), "notes replay schema seconds version");
    assert_eq!(keys(&report["replay"]), "engine failure replayed server standIns total");
    assert_eq!(keys(failure), "cause column file line message sqlstate statement");
    assert_eq!((failure["line"].as_u64(), failure["column"].as_u64()), (Some(3), Some(3)));
    assert_eq!(failure["sqlstate"], "42P01");
    assert_eq!(failure["statement"], "alter table tenants add x int;");
    world.stage("supabase/migrations/20260101000000_a.sql", TABLE).stage("schema.sql", "create table extra ();");
    let ran = verify(&world, "--format json").is_stopped();
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(keys(&report["schema"]), "changes equal file");
    let changes: Vec<String> = report["schema"]["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| format!("{} {} {}", change["change"], change["kind"], change["name"]))
        .collect();
    assert_eq!(
        changes,
        [
            r#""missing" "constraint" "orders orders_pkey""#,
            r#""extra" "table" "extra""#,
            r#""missing" "table" "orders""#
        ]
    );
}

#[test]
fn a_server_is_needed_and_the_ways_to_one_are_told() {
    let world = World::new();
    world.stage("supabase/migrations/20260101000000_a.sql", TABLE);
    verify(&world, "--database-url postgres://nobody@127.0.0.1:1/x").exits(3).says(&["cannot connect to"]).done();
    verify(&world, "--database-url nonsense://").exits(2).does_not_say(&["nonsense"]).done();
    verify(&world, "--engine url").exits(2).says(&["needs the address of a server"]).done();
    let nothing = World::new();
    verify(&nothing, "").passes().says(&["no migrations in the index", "nothing was proved"]).done();
}

#[test]
fn a_written_schema_file_is_sealed_and_stable() {
    let Some(world) = world() else { return };
    let first = format!(
        "create schema app; create table app.b (a int);\r\n{TABLE}create function f() returns int language sql begin atomic select 1; end;"
    );
    world.stage("supabase/migrations/20260101000000_a.sql", first);
    world.file("supabase/migrations/20260102000000_b.sql", "not staged").file("schema.sql", "not staged either");
    verify(&world, "--write").passes().says(&["schema.sql is written"]).done();
    let content = world.content("schema.sql");
    assert!(content.contains("\n-- tidegate:seal v1 1 20260101000000 "), "{content}");
    assert!(content.contains("CREATE TABLE \"app\".\"b\"") && !content.contains("pg_dump"), "{content}");
    assert_eq!(world.git(&["diff", "--cached", "--name-only"]), "supabase/migrations/20260101000000_a.sql\n");
    verify(&world, "--write --stage").passes().says(&["schema.sql is written"]).done();
    assert_eq!(
        world.git(&["diff", "--cached", "--name-only"]),
        "schema.sql\nsupabase/migrations/20260101000000_a.sql\n"
    );
    verify(&world, "--write --stage").passes().says(&["schema.sql is as it was"]).done();
    world.file("schema.sql", "edited");
    verify(&world, "--write").passes().says(&["schema.sql is written"]).done();
    verify(&world, "").passes().says(&["and schema.sql is what they give"]).done();
    world.tidegate("check").passes().done();
    world.stage("supabase/migrations/20260103000000_c.sql", "create index on public.orders (total);");
    world.tidegate("check").is_stopped().says(&["stale-seal"]).done();
    verify(&world, "").is_stopped().says(&["missing index public.orders_total_idx", "tidegate verify --write"]).done();
    verify(&world, "--write --to-ref HEAD").exits(2).done();
}

#[test]
fn what_stands_beside_a_migration_decides_too() {
    let Some(world) = world() else { return };
    world.stage("migrations/2026-01-01-000000_a/up.sql", "create table a (b int);");
    world.stage("migrations/2026-01-02-000000_b/up.sql", "create index concurrently on a (b);");
    verify(&world, "").is_stopped().says(&["diesel migration runs this migration in one"]).done();
    world.stage("migrations/2026-01-02-000000_b/metadata.toml", "run_in_transaction = false\n");
    verify(&world, "").passes().done();
    let flyway = World::new();
    flyway.stage("db/migration/V1__a.sql", "create table a (b int, c int);");
    flyway.stage("db/migration/V2__b.sql", "create index concurrently on a (b);\ncreate index concurrently on a (c);");
    verify(&flyway, "").passes().done();
    flyway.stage("db/migration/V3__c.sql", "create table ${name} ();");
    verify(&flyway, "").is_stopped().says(&["contains a placeholder"]).done();
}

#[test]
fn a_server_that_is_named_is_left_as_it_was() {
    let Some(world) = world() else { return };
    let environment = Environment { cache: Some(cache()), ..Environment::read().unwrap() };
    let choice = choose(find(&environment, None), None).unwrap();
    let mut local = Local::start(&choice.installation, &environment, "test", &[]).unwrap();
    let theirs = NewDatabase { name: "theirs", template: None };
    local.drop_database("theirs").unwrap();
    local.create_database(&theirs).unwrap();
    let address = format!("host={} user=postgres dbname=theirs", local.sockets().display());
    let state = |local: &mut Local| (local.databases().unwrap(), local.roles().unwrap());
    let sql = "create role shopkeeper; create table a (b int); grant select on a to shopkeeper, authenticated;\n\
        alter database theirs set work_mem to '1MB'; alter database postgres set app.x to 'y';";
    world.stage("supabase/migrations/20260101000000_a.sql", sql).stage("schema.sql", "create table a (b integer);");
    let run = |arguments: &str| {
        let view = world.with("TIDEGATE_CACHE_DIR", cache()).with("TIDEGATE_DATABASE_URL", &address);
        view.tidegate(&format!("verify {arguments}"))
    };
    // The platform's roles belong to the whole server and stay.
    run("").passes().says(&["and schema.sql is what they give"]).done();
    let before = state(&mut local);
    assert!(before.1.iter().all(|role| role.name != "shopkeeper"), "{before:?}");
    run("").passes().done();
    run("--engine url --write").passes().done();
    world.stage("supabase/migrations/20260102000000_b.sql", "create role other; broken");
    run("").is_stopped().says(&["1 of 2 migrations"]).done();
    assert_eq!(state(&mut local), before);
    let mut database = local.open("theirs", &Session::default()).unwrap();
    let work_mem = database.query("show work_mem").unwrap().rows;
    assert_ne!(work_mem, [[Some("1MB".to_owned())]], "nobody's database was altered");
    // A run that was cut off may have left it.
    database.run("drop role if exists modest; create role modest login createdb").unwrap();
    let modest = World::new();
    modest
        .stage("prisma/migrations/1_a/migration.sql", "create table a (b int);")
        .stage("schema.sql", "create table a ();");
    let address = address.replace("user=postgres", "user=modest");
    modest
        .with("TIDEGATE_DATABASE_URL", &address)
        .tidegate("verify")
        .is_stopped()
        .says(&["changed table public.a"])
        .done();
    drop(database);
    local.drop_database("theirs").unwrap();
}

#[test]
fn what_a_run_keeps_changes_no_verdict() {
    let Some(world) = world() else { return };
    const FILES: [&str; 9] = [
        "create table if not exists public.a (id int primary key, note text);",
        "select set_config('search_path', '', false); create table if not exists public.b (id int);",
        "create temporary table t (a int); insert into t values (1); set role anon;",
        "do $$ begin if to_regclass('pg_temp.t') is not null then raise 'kept a temporary table'; end if; end $$;",
        "create extension if not exists vector with schema extensions; create table if not exists v (e extensions.vector(3)); \
         create index on v using hnsw (e extensions.vector_l2_ops) with (m = 8);",
        "do $$ begin if not exists (select from pg_roles where rolname = 'clerk') then create role clerk; end if; end $$; \
         alter database postgres set work_mem = '1MB';",
        "create role once_only;",
        "create table fails_the_second_time (id int);",
        "alter table no_such_table add x int;",
    ];
    let mut state = 0x2545_f491_u32;
    let mut random = |below: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        usize::try_from(state >> 16).unwrap() % below
    };
    let mut history: Vec<usize> = vec![0, 4];
    let told = |arguments: &str| {
        let ran = verify(&world, arguments);
        let mut report: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.text()));
        report["seconds"] = 0.into();
        (ran.code, report)
    };
    for round in 0..5 {
        match random(4) {
            0 if history.len() > 1 => history.truncate(history.len() - 1),
            1 => *history.last_mut().unwrap() = random(FILES.len()),
            2 => history[0] = random(5),
            _ => history.push(random(FILES.len())),
        }
        let folder = world.path("supabase/migrations");
        let _ = std::fs::remove_dir_all(folder);
        for (number, file) in history.iter().enumerate() {
            world.file(format!("supabase/migrations/202601{:02}000000_m.sql", number + 1), FILES[*file]);
        }
        if round == 3 {
            verify(&world, "--all --write").done();
        }
        let warm = told("--all --format json");
        assert_eq!(warm, told("--all --format json"), "the same again: {history:?}");
        assert_eq!(warm, told("--all --format json --no-cache"), "without what was kept: {history:?}");
    }
}

#[test]
fn a_migration_cannot_spoil_the_server_for_the_next_run() {
    let Some(world) = world() else { return };
    let spoils = "alter role postgres set statement_timeout = '1ms'; alter role postgres set search_path = nowhere;";
    supabase(&world, &[("20260101000000_a", spoils), ("20260102000000_b", TABLE)]).passes().done();
    let next =
        "do $$ begin if current_setting('statement_timeout') <> '0' then raise 'a setting stayed'; end if; end $$;";
    supabase(&world, &[("20260103000000_c", next)]).passes().done();
    let all = "alter role all set check_function_bodies = off; alter role all set search_path = nowhere;";
    supabase(&world, &[("20260103000000_d", all)]).passes().done();
    let unchecked = "create function f() returns int language sql as 'select nosuch from nowhere';";
    let found = supabase(&world, &[("20260103000000_d", "select 0;"), ("20260103000001_e", unchecked)]);
    found.is_stopped().says(&["relation \"nowhere\" does not exist"]).done();
    supabase(&world, &[("20260103000001_e", "select 1;")]).passes().done();
    supabase(&world, &[("20260104000000_d", "select pg_terminate_backend(pg_backend_pid());")])
        .exits(3)
        .says(&["the connection to the server was lost"])
        .done();
    supabase(&world, &[("20260104000000_d", "select 1;")]).passes().done();
    let major = major();
    let demoted = supabase(&world, &[("20260104000000_d", "alter role postgres nosuperuser;")]);
    // From 16 on the server does not let that happen.
    demoted.exits(if major < 16 { 3 } else { 1 }).done();
    supabase(&world, &[("20260104000000_d", "select 2;")]).passes().done();
}

#[test]
fn settings_of_the_database_begin_with_the_next_file() {
    let Some(world) = world() else { return };
    world.stage("tidegate.toml", "schema = \"schema.sql\"\n");
    let alter = |setting: &str| {
        format!(
            "create schema if not exists app; do $$ begin execute format('alter database %I set {setting}', \
             current_database()); end $$;"
        )
    };
    let own = "alter role postgres in database postgres set search_path = app;";
    for first in [alter("search_path = app"), format!("create schema app; {own}")] {
        world.git(&["rm", "-rqf", "--cached", "--ignore-unmatch", "db", "schema.sql"]);
        world.stage("db/migrations/1_a.sql", first);
        verify(&world, "").passes().done();
        world.stage("db/migrations/2_b.sql", "create table u (i int);");
        verify(&world, "--write --stage").passes().done();
        assert!(world.content("schema.sql").contains("CREATE TABLE \"app\".\"u\""));
        // From the beginning, without anything that was kept, it is the same.
        verify(&world, "--no-cache").passes().done();
    }
    world.stage("db/migrations/3_c.sql", alter("default_transaction_read_only = on"));
    verify(&world, "").passes().done();
    world.stage("db/migrations/4_d.sql", "create table v (i int);");
    for cache in ["", "--no-cache"] {
        verify(&world, cache).is_stopped().says(&["read-only transaction"]).done();
    }
}
