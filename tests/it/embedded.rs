//! Embedded Postgres: what it answers, what it keeps, and `tidegate verify` on it.
//! The crate that brings it unpacks its files into the shared cache of these tests.

use crate::replay::privileges::{no_attack_succeeds, what_histories_need_is_allowed};
use crate::support::server::{connect, first_value, new_database, sql_error};
use crate::support::{CommandResult, World, has_server, in_own_process, shared_cache};
use std::path::Path;
use tidegate::postgres::embedded::Embedded;
use tidegate::postgres::{Engine, Environment, Error, Level, NewDatabase, Session, scratch_name};

fn environment(cache: &Path) -> Environment {
    Environment { cache: Some(cache.to_owned()), ..Environment::read().unwrap() }
}

fn names(engine: &mut dyn Engine) -> Vec<String> {
    engine.databases().unwrap()
}

// One test, for what the runtime needs is unpacked once for each process's home.
#[test]
fn embedded_postgres_behaves_like_a_server() {
    in_own_process(|| {
        let folder = tempfile::tempdir().unwrap();
        let environment = environment(folder.path());
        let mut engine = Embedded::start(&environment, "plain").unwrap();
        // Every extension is created.
        engine.make_superuser().unwrap();
        sql_is_run_and_errors_have_their_position(&mut engine);
        data_is_copied_in(&mut engine);
        notices_are_collected_by_level(&mut engine);
        every_extension_and_collation_can_be_made(&mut engine);
        databases_are_cloned_renamed_listed_dumped_and_dropped(&mut engine);
        drop(engine);
        a_cluster_is_kept_for_the_next_run(&environment);
        concurrent_runs_have_a_cluster_each(&environment);
        a_damaged_cluster_is_recreated(&environment, folder.path());
    });
}

fn sql_is_run_and_errors_have_their_position(engine: &mut dyn Engine) {
    let mut database = connect(engine);
    let database = database.as_mut();
    let version = first_value(database, "show server_version");
    assert_eq!(engine.server().to_string(), format!("PostgreSQL {version} from this binary"));
    assert!(version.starts_with(&format!("{}.", Embedded::MAJOR)), "{version}");

    let sql = "select 'é€😀' as \"Größe\";\nselect 1 from nirgendwo;";
    let error = sql_error(database.run(sql));
    assert_eq!((error.sqlstate.as_str(), error.position), ("42P01", sql.find("nirgendwo")));
    assert_eq!(error.message, "relation \"nirgendwo\" does not exist");

    // One call is one transaction, and after its failure nothing of it is left.
    sql_error(database.run("create table a (id int); select 1/0;"));
    assert_eq!(first_value(database, "select to_regclass('a') is null"), "t");
    database.run("create table a (id int constraint odd check (id % 2 = 1)); insert into a values (1)").unwrap();
    let error = sql_error(database.run("insert into a values (2)"));
    assert_eq!((error.table.as_deref(), error.constraint.as_deref()), (Some("a"), Some("odd")));
    assert!(error.detail.is_some_and(|detail| detail.contains("(2)")));
    let error = sql_error(database.run("do $$ begin execute 'select ''é'', b from a'; end $$"));
    assert_eq!(error.inner, Some(("select 'é', b from a".to_owned(), "select 'é', ".len())));
    assert!(error.context.is_some_and(|context| context.contains("line 1 at EXECUTE")));
    let error = sql_error(database.run("select 'a\0b'"));
    assert_eq!((error.sqlstate.as_str(), error.position), ("22021", Some(9)));
    let error = sql_error(database.run("create table pg_catalog.mine ()"));
    assert_eq!(error.sqlstate, "42501", "the catalog is closed as on any server");

    let rows = database.query("select id, null as nothing from a").unwrap();
    assert_eq!(rows.columns, ["id", "nothing"]);
    assert_eq!(rows.rows, [[Some("1".to_owned()), None]]);
    database.run("").unwrap();
    database.run("-- a comment only").unwrap();
    database.run("create role somebody").unwrap();
    for end in ["reset session authorization", "set session\n authorization default;", "discard all"] {
        database.run("set session authorization somebody").unwrap();
        database.run(end).unwrap();
        assert_eq!(first_value(database, "select session_user"), "postgres", "{end}");
    }
    database.run("drop role somebody").unwrap();
    sql_error(database.run("begin; select 1/0"));
    assert_eq!(sql_error(database.run("select 1")).sqlstate, "25P02");
    for sql in ["rollback", "create index concurrently on a (id)", "vacuum a"] {
        database.run(sql).unwrap();
    }
}

fn data_is_copied_in(engine: &mut dyn Engine) {
    let mut database = connect(engine);
    let database = database.as_mut();
    database.run("create table a (id int, word text)").unwrap();
    database.run("begin").unwrap();
    assert_eq!(database.copy_in("COPY a (id, word) FROM stdin;", b"1\tone\n2\t\\N\n3\tdr\xc3\xa9i\n").unwrap(), 3);
    database.run("commit").unwrap();
    assert_eq!(first_value(database, "select string_agg(coalesce(word, '-'), ' ' order by id) from a"), "one - dréi");
    let error = sql_error(database.copy_in("COPY a FROM stdin", b"4\tfour\nfive\tfive\n").map(drop));
    assert_eq!(error.sqlstate, "22P02");
    assert!(error.context.is_some_and(|context| context.contains("COPY a, line 2")));
    // Data that the server refuses early, and much of it.
    let many = "x\ty\n".repeat(500_000);
    assert_eq!(sql_error(database.copy_in("COPY a FROM stdin", many.as_bytes()).map(drop)).sqlstate, "22P02");
    let many = "7\ty\n".repeat(300_000);
    assert_eq!(database.copy_in("COPY a FROM stdin", many.as_bytes()).unwrap(), 300_000);
    assert_eq!(sql_error(database.copy_in("COPY a FROM stdim", b"").map(drop)).sqlstate, "42601");
    assert_eq!(sql_error(database.copy_in("COPY nowhere FROM stdin", b"1\n").map(drop)).sqlstate, "42P01");
    // Without its data a copy cannot be run; it must not hang either.
    assert!(matches!(database.run("copy a from stdin"), Err(Error::CopyWithoutData)));
    assert!(matches!(database.run("copy (select 1) to stdout"), Err(Error::CopyWithoutData)));
    assert_eq!(first_value(database, "select count(*) from a"), "300003", "the connection goes on");
}

fn notices_are_collected_by_level(engine: &mut dyn Engine) {
    let name = scratch_name();
    engine.create_database(&new_database(&name)).unwrap();
    let remarks = "do $$ begin raise notice 'n'; raise warning 'w'; raise debug 'd'; end $$; \
        create table a (id int not null); alter table a alter id type bigint;";
    let mut heard = |level: Level| {
        let mut database = engine.open(&name, &Session { notices: level, ..Session::default() }).unwrap();
        database.run("reset all").unwrap();
        database.take_notices();
        database.run(&format!("begin; {remarks} rollback")).unwrap();
        database.take_notices()
    };
    let warnings = heard(Level::Warning);
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert_eq!((warnings[0].level, warnings[0].fields.message.as_str()), (Level::Warning, "w"));
    assert_eq!(heard(Level::Notice).len(), 2);
    let debug = heard(Level::Debug);
    let rewrites: Vec<&str> = debug.iter().map(|notice| notice.fields.message.as_str()).collect();
    assert!(rewrites.iter().any(|message| message.contains("rewriting table \"a\"")), "{rewrites:?}");
}

fn every_extension_and_collation_can_be_made(engine: &mut dyn Engine) {
    let all = engine.extensions().unwrap();
    for name in ["btree_gist", "citext", "hstore", "pg_trgm", "pgcrypto", "plpgsql", "uuid-ossp", "vector"] {
        assert!(all.iter().any(|extension| extension.name == name), "{name} is missing in {all:?}");
    }
    let mut database = connect(engine);
    for extension in &all {
        database.run(&format!("create extension if not exists \"{}\" cascade", extension.name)).unwrap();
    }
    database.run("create table a (v vector(3)); create index on a using hnsw (v vector_l2_ops)").unwrap();
    assert_eq!(first_value(database.as_mut(), "select length(crypt('a', gen_salt('bf')))"), "60");
    let collation = "create collation ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false)";
    database.run(collation).unwrap();
    database.run("create table people (name text collate ci unique); insert into people values ('Özlem')").unwrap();
    assert_eq!(sql_error(database.run("insert into people values ('özlem')")).sqlstate, "23505");
    assert_eq!(first_value(database.as_mut(), "select 'ä' < 'z' collate \"de-x-icu\""), "t");
}

fn databases_are_cloned_renamed_listed_dumped_and_dropped(engine: &mut dyn Engine) {
    engine.drop_database("postgres").unwrap();
    engine.create_database(&new_database("postgres")).unwrap();
    let mut database = engine.open("postgres", &Session::default()).unwrap();
    database.run("create table a (id int); insert into a values (7); create role \"Ada L\" login;").unwrap();
    database
        .run("create role team; grant team to \"Ada L\"; alter database postgres set app.secret = 'it''s'")
        .unwrap();
    drop(database);
    // From the database that is open, with what was not written to its files yet.
    engine.create_database(&NewDatabase { name: "the \"clone\"", template: Some("postgres") }).unwrap();
    let session =
        Session { settings: vec![("search_path".to_owned(), "app, public".to_owned())], ..Session::default() };
    let mut clone = engine.open("the \"clone\"", &session).unwrap();
    assert_eq!(first_value(clone.as_mut(), "select id from a"), "7");
    assert_eq!(first_value(clone.as_mut(), "show app.secret"), "it's");
    clone.run("set search_path = ''; set role team; reset all").unwrap();
    assert_eq!(first_value(clone.as_mut(), "show search_path"), "app, public");
    drop(clone);
    let mut ada = engine.open("the \"clone\"", &Session { role: Some("Ada L".to_owned()), ..session }).unwrap();
    assert_eq!(first_value(ada.as_mut(), "select current_user"), "Ada L");
    drop(ada);
    let roles = engine.roles().unwrap();
    assert_eq!(roles.iter().map(|role| role.name.as_str()).collect::<Vec<_>>(), ["Ada L", "postgres", "team"]);

    let dump = String::from_utf8(engine.dump("postgres", &["--schema-only", "--no-owner"]).unwrap()).unwrap();
    assert!(dump.contains("CREATE TABLE public.a") && dump.contains("Type: TABLE"), "{dump}");
    assert!(engine.dump("nowhere", &["--schema-only"]).is_err());
    let said = engine.dump("postgres", &["--strict-names", "--table=nowhere"]).unwrap_err().to_string();
    assert!(said.contains("`pg_dump` failed") && said.contains("no matching tables were found"), "{said}");
    let odd = r"it's = \odd";
    engine.create_database(&NewDatabase { name: odd, template: Some("postgres") }).unwrap();
    assert_eq!(engine.dump(odd, &["--schema-only", "--no-owner"]).unwrap().len(), dump.len());
    engine.drop_database(odd).unwrap();

    engine.rename_database("the \"clone\"", "other").unwrap();
    let mut other = engine.open("other", &Session::default()).unwrap();
    other.run("create table b ()").unwrap();
    drop(other);
    // The one that is open.
    engine.rename_database("other", "another").unwrap();
    assert!(names(engine).contains(&"another".to_owned()));
    let mut another = engine.open("another", &Session::default()).unwrap();
    assert_eq!(first_value(another.as_mut(), "select current_database()"), "another");
    assert_eq!(first_value(another.as_mut(), "select to_regclass('b')"), "b");
    drop(another);
    engine.drop_database("another").unwrap();
    engine.drop_database("another").unwrap();
    assert!(!names(engine).contains(&"another".to_owned()));
    assert!(matches!(engine.create_database(&new_database(&"x".repeat(64))), Err(Error::Name { .. })));
    sql_error(engine.create_database(&NewDatabase { name: "b", template: Some("nowhere") }));
}

fn a_cluster_is_kept_for_the_next_run(environment: &Environment) {
    let mut engine = Embedded::start(environment, "plain").unwrap();
    assert_eq!(engine.remarks(), [""; 0]);
    assert_eq!(names(&mut engine), ["postgres"], "no scratch database is kept");
    let mut kept = engine.open("postgres", &Session::default()).unwrap();
    assert_eq!(first_value(kept.as_mut(), "select id from a"), "7");
    drop(kept);
    for whose in ["role postgres", "role all", "system"] {
        let mut superuser = engine.open_as_superuser("postgres").unwrap().unwrap();
        superuser.run(&format!("alter {whose} set work_mem = '2MB'")).unwrap();
        drop(superuser);
        drop(engine);
        engine = Embedded::start(environment, "plain").unwrap();
        let mut kept = engine.open("postgres", &Session::default()).unwrap();
        assert_ne!(
            first_value(kept.as_mut(), "show work_mem"),
            "2MB",
            "no run changes the settings of the next: {whose}"
        );
    }
}

fn concurrent_runs_have_a_cluster_each(environment: &Environment) {
    let mut one = Embedded::start(environment, "plain").unwrap();
    let mut other = Embedded::start(environment, "plain").unwrap();
    one.create_database(&new_database("mine")).unwrap();
    other.create_database(&new_database("mine")).unwrap();
    assert_eq!(names(&mut one), ["mine", "postgres"]);
    one.drop_database("mine").unwrap();
}

fn a_damaged_cluster_is_recreated(environment: &Environment, cache: &Path) {
    let cluster = cache.join("postgres");
    let control = walkdir::WalkDir::new(cluster).into_iter().flatten().filter(|file| file.file_name() == "pg_control");
    for file in control {
        std::fs::write(file.path(), "nonsense").unwrap();
    }
    let mut engine = Embedded::start(environment, "plain").unwrap();
    assert!(engine.remarks()[0].starts_with("the cached cluster was recreated"), "{:?}", engine.remarks());
    assert_eq!(names(&mut engine), ["postgres"]);
}

fn verify(world: &World, arguments: &str) -> CommandResult {
    let view = world.with("TIDEGATE_CACHE_DIR", shared_cache()).with("XDG_CACHE_HOME", shared_cache());
    view.tidegate(&format!("verify --engine embedded {arguments}"))
}

#[test]
fn a_supabase_history_replays_on_embedded_postgres() {
    let world = World::new();
    world.stage(
        "supabase/migrations/20260101000000_a.sql",
        "create table public.orders (id bigint primary key, total numeric(10, 2) not null);",
    );
    world.stage(
        "supabase/migrations/20260102000000_b.sql",
        "create policy read on public.orders for select to authenticated using (auth.uid() is not null);\n\
         create extension if not exists vector with schema extensions;\n\
         alter table public.orders add embedding extensions.vector(3), enable row level security;\n\
         create index on public.orders using hnsw (embedding extensions.vector_cosine_ops) with (m = 16);\n\
         insert into storage.buckets (id, name) values ('a', 'a');\n\
         create extension pg_cron; select cron.schedule('nightly', '0 3 * * *', 'select 1');\n\
         alter publication supabase_realtime add table public.orders;\n\
         alter database postgres set app.name to 'shop';\n\
         create extension http; create extension postgis; create extension wrappers;\n",
    );
    let stubs = "extensions not installed on this server were stubbed: http, pg_cron, postgis, wrappers";
    let runs = &["replayed 2 staged migrations on PostgreSQL 18", "from this binary"];
    verify(&world, "").passes().prints(runs).prints(&[stubs]).done();
    verify(&world, "--write").passes().prints(&["schema.sql was written"]).done();
    assert!(world.content("schema.sql").contains(r#"USING "hnsw" ("embedding" "extensions"."vector_cosine_ops")"#));
    verify(&world, "--write --no-cache").passes().prints(&["schema.sql is unchanged"]).done();
    world.git(&["add", "--all"]);
    verify(&world, "").passes().prints(&["; schema.sql matches"]).done();
    let more = format!("{}\ncreate table public.extra ();\n", world.content("schema.sql"));
    world.stage("schema.sql", more);
    verify(&world, "").has_problems().prints(&["table public.extra"]).done();
}

#[test]
fn a_large_schema_is_dumped_by_embedded_postgres() {
    let world = World::new();
    // Several answers of the server are larger than the 256 KiB on which the runtime's sockets hang.
    let table = "create table public.t_$i (id bigint generated always as identity primary key, \
        owner uuid not null references auth.users (id), title text not null default 'x', \
        amount numeric(10, 2) check (amount > 0), before bigint references public.t_$i (id));\n\
        create index on public.t_$i (owner, amount desc);\n\
        alter table public.t_$i enable row level security;\n\
        create policy own on public.t_$i for select to authenticated using (owner = auth.uid());\n\
        comment on table public.t_$i is 'table $i';\n";
    let tables: String = (0..400).map(|number| table.replace("$i", &number.to_string())).collect();
    world.stage("supabase/migrations/20260101000000_a.sql", tables);
    verify(&world, "--write").passes().prints(&["schema.sql was written"]).done();
    let written = world.content("schema.sql");
    assert_eq!(written.matches("CREATE POLICY").count(), 400);
    world.git(&["add", "--all"]);
    verify(&world, "").passes().prints(&["; schema.sql matches"]).done();
    let loaded = written.replace("'table 7'", "'another'");
    world.stage("schema.sql", format!("{loaded}\ncreate table public.extra ();\n"));
    verify(&world, "").has_problems().prints(&["table public.extra", "t_7"]).done();
    if has_server() {
        world.stage("schema.sql", &written);
        let local = |arguments: &str| {
            world
                .with("TIDEGATE_CACHE_DIR", shared_cache())
                .tidegate(&format!("verify --engine local {arguments}"))
                .passes()
        };
        local("").prints(&["; schema.sql matches"]).done();
        local("--write").prints(&["schema.sql is unchanged"]).done();
        assert_eq!(world.content("schema.sql"), written);
    }
}

#[test]
fn a_failure_on_embedded_postgres_points_at_its_position() {
    let world = World::new();
    world.stage(
        "migrations/001_a.sql",
        "CREATE TABLE colours (id int, name text);\nCOPY colours (id, name) FROM stdin;\n1\tred; 'and'\n2\t\\N\n\\.\n\
         do $$ begin if (select count(*) from colours) <> 2 then raise 'no rows'; end if; end $$;\n",
    );
    verify(&world, "").passes().done();
    world.stage("migrations/002_b.sql", "create table b ();\nselect 'é'; alter table tenants add x int;\n");
    let ran = verify(&world, "").has_problems();
    ran.prints(&["error[42P01]", "002_b.sql:2:13", "No migration creates table `tenants`"]).done();
}

#[test]
fn embedded_postgres_is_chosen_where_it_fits_best() {
    let world = World::new();
    world.stage("prisma/migrations/20260101000000_a/migration.sql", "create table a (id int);");
    world.stage("tidegate.toml", format!("postgres = {}\n", Embedded::MAJOR));
    let view = world.with("TIDEGATE_CACHE_DIR", shared_cache()).with("XDG_CACHE_HOME", shared_cache());
    let ran = view.tidegate("verify").passes();
    assert!(ran.out.contains(&format!("PostgreSQL {}", Embedded::MAJOR)), "{}", ran.out);
}

// Embedded Postgres is a sandbox: what SQL does inside it reaches nothing outside, whatever the server
// allows.
#[test]
fn no_sql_of_a_history_reaches_the_machine_from_embedded_postgres() {
    in_own_process(|| {
        let folder = tempfile::tempdir().unwrap();
        let mut engine = Embedded::start(&environment(folder.path()), "attacked").unwrap();
        no_attack_succeeds(&mut engine, false);
    });
}

// The cluster changes its platform on the way, and with it its roles.
#[test]
fn embedded_postgres_allows_what_hosted_services_allow() {
    in_own_process(|| {
        let folder = tempfile::tempdir().unwrap();
        let mut engine = Embedded::start(&environment(folder.path()), "allowed").unwrap();
        what_histories_need_is_allowed(&mut engine);
    });
}
