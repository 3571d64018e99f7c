//! SQL, copies, notices and databases over one connection.

use super::can_dump;
use crate::support::Server;
use crate::support::server::{connect, first_value, new_database, sql_error};
use tidegate::postgres::local::Local;
use tidegate::postgres::{Engine as _, Error, Level, NewDatabase, Session, scratch_name};

#[test]
fn sql_is_run_and_errors_have_their_position() {
    let Some(server) = Server::new() else { return };
    let mut local = server.start();
    let mut database = connect(&mut local);
    let database = database.as_mut();

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

    database.run("do $$ begin execute 'select é from a'; exception when others then raise; end $$").unwrap_err();
    let error = sql_error(database.run("do $$ begin execute 'select ''é'', b from a'; end $$"));
    assert_eq!(error.inner, Some(("select 'é', b from a".to_owned(), "select 'é', ".len())));
    assert!(error.context.is_some_and(|context| context.contains("line 1 at EXECUTE")));

    let error = sql_error(database.run("select 'a\0b'"));
    assert_eq!((error.sqlstate.as_str(), error.position), ("22021", Some(9)));

    let rows = database.query("select id, null as nothing from a").unwrap();
    assert_eq!(rows.columns, ["id", "nothing"]);
    assert_eq!(rows.rows, [[Some("1".to_owned()), None]]);
    database.run("").unwrap();
    database.run("-- a comment only").unwrap();
}

#[test]
fn data_is_copied_in() {
    let Some(server) = Server::new() else { return };
    let mut local = server.start();
    let mut database = connect(&mut local);
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
    assert_eq!(first_value(database, "select count(*) from a"), "300003", "the connection goes on");

    // Without its data a copy cannot be run; it must not hang either.
    assert!(matches!(database.run("copy a from stdin"), Err(Error::CopyWithoutData)));
    assert!(matches!(database.run("select 1"), Err(Error::Lost { .. })));
}

#[test]
fn a_copy_that_cannot_begin_reports_why_and_ends_the_connection() {
    let Some(server) = Server::new() else { return };
    let mut local = server.start();
    let mut connection = connect(&mut local);
    assert_eq!(sql_error(connection.copy_in("COPY nowhere FROM stdin", b"1\n").map(drop)).sqlstate, "42P01");
    assert!(matches!(connection.run("select 1"), Err(Error::Lost { .. })));
    let mut connection = connect(&mut local);
    assert!(matches!(connection.copy_in("select 1", b"1\n"), Err(Error::CopyWithoutData)));
    assert!(matches!(connection.run("select 1"), Err(Error::Lost { .. })));
}

#[test]
fn copy_to_stdout_is_refused_without_hanging() {
    let Some(server) = Server::new() else { return };
    let mut local = server.start();
    let mut database = connect(&mut local);
    assert!(matches!(database.run("copy (select 1) to stdout"), Err(Error::CopyWithoutData)));
    assert!(matches!(database.run("select 1"), Err(Error::Lost { .. })));
}

#[test]
fn notices_are_collected_by_level() {
    let Some(server) = Server::new() else { return };
    let mut local = server.start();
    let name = scratch_name();
    local.create_database(&new_database(&name)).unwrap();
    let remarks =
        "set local work_mem = '1MB'; do $$ begin raise notice 'n'; raise warning 'w'; raise debug 'd'; end $$;
                   create table a (id int not null); alter table a alter id type bigint;";
    let heard = |local: &mut Local, level: Level| {
        let session = Session { notices: level, ..Session::default() };
        let mut database = local.open(&name, &session).unwrap();
        database.run("reset all").unwrap();
        database.take_notices();
        database.run(&format!("begin; {remarks} rollback")).unwrap();
        database.take_notices()
    };
    let warnings = heard(&mut local, Level::Warning);
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert_eq!((warnings[0].level, warnings[0].fields.message.as_str()), (Level::Warning, "w"));
    assert_eq!(heard(&mut local, Level::Notice).len(), 2);
    let debug = heard(&mut local, Level::Debug);
    let rewrites: Vec<&str> = debug.iter().map(|notice| notice.fields.message.as_str()).collect();
    assert!(rewrites.iter().any(|message| message.contains("rewriting table \"a\"")), "{rewrites:?}");
}

#[test]
fn databases_are_cloned_renamed_listed_dumped_and_dropped() {
    let Some(server) = Server::new() else { return };
    let mut local = server.start();
    assert!(local.is_new());
    assert!(local.server().to_string().starts_with("PostgreSQL "), "{}", local.server());
    // Only a superuser gives a database settings of any name.
    local.make_superuser().unwrap();
    local.create_database(&new_database("postgres")).unwrap();
    let mut database = local.open("postgres", &Session::default()).unwrap();
    database.run("create table a (id int); insert into a values (7); create role \"Ada L\" login;").unwrap();
    database
        .run("create role team; grant team to \"Ada L\"; alter role \"Ada L\" set search_path = 'A b', public")
        .unwrap();
    database.run("alter database postgres set search_path = '$user', 'Ex t', public").unwrap();
    database.run("alter database postgres set \"app.secret\" = 'it''s'").unwrap();
    database.run("alter role team in database postgres set statement_timeout = '7s'").unwrap();
    drop(database);

    local.create_database(&NewDatabase { name: "the \"clone\"", template: Some("postgres") }).unwrap();
    let mut clone = local.open("the \"clone\"", &Session::default()).unwrap();
    assert_eq!(first_value(clone.as_mut(), "select id from a"), "7");
    assert_eq!(first_value(clone.as_mut(), "show search_path"), "\"$user\", \"Ex t\", public");
    assert_eq!(first_value(clone.as_mut(), "show app.secret"), "it's");
    drop(clone);
    let mut team =
        local.open("the \"clone\"", &Session { role: Some("Ada L".to_owned()), ..Session::default() }).unwrap();
    assert_eq!(first_value(team.as_mut(), "select current_user"), "Ada L");
    drop(team);

    let roles = local.roles().unwrap();
    assert_eq!(roles.iter().map(|role| role.name.as_str()).collect::<Vec<_>>(), ["Ada L", "postgres", "team"]);
    assert!(roles[0].definition.contains("GRANT team TO \"Ada L\""), "{}", roles[0].definition);
    assert!(roles[0].definition.contains("SET search_path TO \"A b\", public"), "{}", roles[0].definition);

    if can_dump(&mut local, "the \"clone\"") {
        let error = local.dump("nowhere", &["--schema-only"]).unwrap_err();
        assert!(error.to_string().contains("does not exist"), "{error}");
    }

    local.rename_database("the \"clone\"", "other").unwrap();
    let names = |local: &mut Local| -> Vec<String> { local.databases().unwrap() };
    assert_eq!(names(&mut local), ["other", "postgres"]);
    let _still_open = local.open("other", &Session::default()).unwrap();
    local.drop_database("other").unwrap();
    local.drop_database("other").unwrap();
    assert_eq!(names(&mut local), ["postgres"]);
    assert!(local.extensions().unwrap().iter().any(|extension| extension.name == "plpgsql"));
    assert!(matches!(local.create_database(&new_database(&"x".repeat(64))), Err(Error::Name { .. })));
    sql_error(local.create_database(&NewDatabase { name: "b", template: Some("nowhere") }));
}

#[test]
fn a_terminated_session_is_a_lost_connection() {
    let Some(server) = Server::new() else { return };
    let mut local = server.start();
    let mut database = connect(&mut local);
    let error = database.run("select pg_terminate_backend(pg_backend_pid())").unwrap_err();
    assert!(matches!(error, Error::Lost { .. }), "{error:?}");
}

#[test]
fn the_stub_of_pgcrypto_has_what_migrations_use() {
    let Some(server) = Server::new() else { return };
    let mut local = server.start();
    let mut database = connect(&mut local);
    let stub = include_str!("../../../src/platform/stubs/pgcrypto.sql");
    database.run(&format!("create schema s; {}", stub.replace("@extschema@", "s"))).unwrap();
    let mut check = |sql: &str, expected: &str| assert_eq!(first_value(database.as_mut(), sql), expected, "{sql}");
    check("select encode(s.digest('abc', 'sha256'), 'hex') = encode(sha256('abc'), 'hex')", "t");
    check(
        "select s.crypt('secret', hash) = hash from (select s.crypt('secret', s.gen_salt('bf'))) as made (hash)",
        "t",
    );
    check(
        "select s.crypt('wrong', hash) = hash from (select s.crypt('secret', s.gen_salt('bf', 8))) as made (hash)",
        "f",
    );
    check(
        "select s.crypt('secret', hash) = hash from (select s.crypt('secret', s.gen_salt('md5'))) as made (hash)",
        "t",
    );
    check("select length(s.crypt('secret', s.gen_salt('bf')))", "60");
    check("select s.pgp_sym_decrypt(s.pgp_sym_encrypt('kept', 'key'), 'key')", "kept");
    check("select length(s.gen_random_bytes(33))", "33");
    check("select length(s.hmac('data', 'key', 'sha512'))", "64");
    // As many as the extension itself has.
    check("select count(*) from pg_proc where pronamespace = 's'::regnamespace", "36");
}
