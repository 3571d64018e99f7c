//! One replay changes nothing for the next, on any server.

use super::{TABLE, supabase};
use crate::support::{World, server};
use tidegate::postgres::local::Local;
use tidegate::postgres::{Engine as _, NewDatabase, Session};

#[test]
fn roles_of_a_migration_do_not_exist_in_the_next_run() {
    let Some(world) = World::with_server() else { return };
    let files = [(
        "20260101000000_a",
        "create role shopkeeper; alter role anon set statement_timeout = '7s'; create table a (); grant select on a to shopkeeper;",
    )];
    supabase(&world, &files).passes().done();
    supabase(&world, &files).passes().done();
    let plain = World::new().sharing_servers();
    plain.stage("prisma/migrations/20260101000000_a/migration.sql", "create role anon; create role shopkeeper;");
    plain.verify("").passes().done();
    plain.verify("").passes().done();
}

#[test]
fn reports_a_missing_server_and_how_to_get_one() {
    let world = World::new().sharing_servers();
    world.stage("supabase/migrations/20260101000000_a.sql", TABLE);
    world.verify("--database-url postgres://nobody@127.0.0.1:1/x").exits(3).prints(&["cannot connect to"]).done();
    world.verify("--database-url nonsense://").exits(2).does_not_print(&["nonsense"]).done();
    world.verify("--engine url").exits(2).prints(&["needs the address of a server"]).done();
    let nothing = World::new().sharing_servers();
    nothing.verify("").passes().prints(&["no migrations in the index", "nothing was replayed"]).done();
}

#[test]
fn a_replay_changes_nothing_on_a_given_server() {
    let Some(world) = World::with_server() else { return };
    let mut local = server::start_shared();
    let theirs = NewDatabase { name: "theirs", template: None };
    local.drop_database("theirs").unwrap();
    local.create_database(&theirs).unwrap();
    let address = format!("host={} user=postgres dbname=theirs", local.sockets().display());
    let state = |local: &mut Local| (local.databases().unwrap(), local.roles().unwrap());
    let sql = "create role shopkeeper; create table a (b int); grant select on a to shopkeeper, authenticated;\n\
        alter database theirs set work_mem to '1MB'; alter database postgres set app.x to 'y';";
    world.stage("supabase/migrations/20260101000000_a.sql", sql).stage("schema.sql", "create table a (b integer);");
    let run = |arguments: &str| world.with("TIDEGATE_DATABASE_URL", &address).tidegate(&format!("verify {arguments}"));
    // The platform's roles belong to the whole server and stay.
    run("").passes().prints(&["; schema.sql matches"]).done();
    let before = state(&mut local);
    assert!(before.1.iter().all(|role| role.name != "shopkeeper"), "{before:?}");
    run("").passes().done();
    run("--engine url --write").passes().done();
    world.stage("supabase/migrations/20260102000000_b.sql", "create role other; broken");
    run("").has_problems().prints(&["1 of 2 staged migrations"]).done();
    assert_eq!(state(&mut local), before);
    let mut database = local.open("theirs", &Session::default()).unwrap();
    let work_mem = database.query("show work_mem").unwrap().rows;
    assert_ne!(work_mem, [[Some("1MB".to_owned())]], "nobody's database was altered");
    // A run that was cut off may have left it.
    database.run("drop role if exists modest; create role modest login createdb").unwrap();
    let modest = World::new().sharing_servers();
    modest
        .stage("prisma/migrations/1_a/migration.sql", "create table a (b int);")
        .stage("schema.sql", "create table a ();");
    let address = address.replace("user=postgres", "user=modest");
    modest
        .with("TIDEGATE_DATABASE_URL", &address)
        .tidegate("verify")
        .has_problems()
        .prints(&["changed table public.a"])
        .done();
    drop(database);
    local.drop_database("theirs").unwrap();
}

#[test]
fn kept_databases_do_not_change_the_verdict() {
    let Some(world) = World::with_server() else { return };
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
    let printed = |arguments: &str| {
        let ran = world.verify(arguments);
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
            world.verify("--all --write").done();
        }
        let warm = printed("--all --format json");
        assert_eq!(warm, printed("--all --format json"), "the same again: {history:?}");
        assert_eq!(warm, printed("--all --format json --no-cache"), "without what was kept: {history:?}");
    }
}

#[test]
fn a_database_that_a_migration_leaves_is_part_of_no_other_history() {
    let Some(world) = World::with_server() else { return };
    supabase(&world, &[("20260101000000_a", TABLE)]).passes().done();
    // The names of kept databases are known to every history.
    let leaves = "create table ghost (id int);\ncommit;\ncreate database copied template postgres;\n\
        do $$ begin execute format('alter database copied rename to %I', (select 'prefix_fffffffffff_0001_' \
        || split_part(datname, '_', 4) || '_' || split_part(datname, '_', 5) from pg_database \
        where datname like 'prefix\\_%' order by datname desc limit 1)); end $$;\n\
        create database platform_supabase_left template template0;\ncreate database tidegate_scratch_left;";
    let hostile = supabase(&world, &[("20260102000000_b", leaves)]);
    hostile.passes().done();
    world.git(&["rm", "-q", "--cached", "supabase/migrations/20260102000000_b.sql"]);
    let next = [("20260103000000_c", "alter table ghost add column note text;")];
    supabase(&world, &next).has_problems().prints(&["\"ghost\" does not exist"]).done();
    // Nor is its name taken.
    let same = [("20260103000000_c", "commit;\ncreate database copied;\ncreate database platform_supabase_left;")];
    supabase(&world, &same).passes().done();
    supabase(&world, &same).passes().done();
}

#[test]
fn a_migration_cannot_spoil_the_server_for_the_next_run() {
    let Some(world) = World::with_server() else { return };
    let spoils = "alter role postgres set statement_timeout = '1ms'; alter role postgres set search_path = nowhere;";
    supabase(&world, &[("20260101000000_a", spoils), ("20260102000000_b", TABLE)]).passes().done();
    let next =
        "do $$ begin if current_setting('statement_timeout') <> '0' then raise 'a setting stayed'; end if; end $$;";
    supabase(&world, &[("20260103000000_c", next)]).passes().done();
    let all = "alter role all set check_function_bodies = off;";
    supabase(&world, &[("20260104000000_d", all)]).has_problems().prints(&["without superuser rights"]).done();
    supabase(&world, &[("20260104000000_d", "select 0;")]).passes().done();
    supabase(&world, &[("20260105000000_e", "select pg_terminate_backend(pg_backend_pid());")])
        .exits(3)
        .prints(&["the connection to the server was lost"])
        .done();
    supabase(&world, &[("20260105000000_e", "select 1;")]).passes().done();
    let demoted = supabase(&world, &[("20260105000000_e", "alter role postgres nobypassrls nocreatedb;")]);
    demoted.has_problems().done();
    supabase(&world, &[("20260105000000_e", "select 2;")]).passes().done();
}

#[test]
fn database_settings_take_effect_in_the_next_file() {
    let Some(world) = World::with_server() else { return };
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
        world.verify("").has_problems().prints(&["missing schema app"]).done();
        world.stage("db/migrations/2_b.sql", "create table u (i int);");
        world.verify("--write --stage").passes().done();
        assert!(world.content("schema.sql").contains("CREATE TABLE \"app\".\"u\""));
        // From the beginning, without anything that was kept, it is the same.
        world.verify("--no-cache").passes().done();
    }
    world.stage("db/migrations/3_c.sql", alter("default_transaction_read_only = on"));
    world.verify("").passes().done();
    world.stage("db/migrations/4_d.sql", "create table v (i int);");
    for cache in ["", "--no-cache"] {
        world.verify(cache).has_problems().prints(&["read-only transaction"]).done();
    }
}
