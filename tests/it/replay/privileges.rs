//! The rights of a history on a private server: what no SQL of it reaches, and what hosted services
//! allow their role.

use crate::support::server::{Server, first_value};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use tidegate::migration::Platform;
use tidegate::migration::layout::{PLAIN, SUPABASE, ScriptFile};
use tidegate::postgres::{Engine, Error};
use tidegate::progress::Progress;
use tidegate::replay::{self, Outcome, Plan, PlanChecks, ReplayTarget, SchemaFileTask, Setup, Source, StateTask};
use tidegate::text::RelPath;

struct Silent;

impl Progress for Silent {
    fn report(&mut self, _: usize, _: usize, _: &str) {}
}

/// The content of a file that no SQL may read.
const SECRET: &str = "the-secret-of-this-machine";

/// Replays one migration, and writes the schema where it runs.
pub(crate) fn replayed(engine: &mut dyn Engine, platform: Platform, sql: &str) -> Outcome {
    let layout = if platform == Platform::Supabase { &SUPABASE } else { &PLAIN };
    let path = RelPath::new("supabase/migrations/20260101000000_a.sql");
    let section = (layout.parse)(ScriptFile::alone(sql.as_bytes())).up;
    let migrations = [Source::new(path, sql.as_bytes().to_vec(), section)];
    let plan = Plan {
        layout,
        platform,
        wanted: None,
        command: None,
        migrations: &migrations,
        ignored_files: &[],
        setup: &Setup::default(),
        schemas: None,
        schema_file: SchemaFileTask::Write(None),
        mirrors: &[],
        state: StateTask::default(),
        checks: PlanChecks::default(),
    };
    let target = ReplayTarget { engine, is_private: true, caches_prefixes: false, kept: None, progress: &mut Silent };
    match replay::run(target, &plan) {
        // There are packages of servers without it.
        Err(Error::NoDump { .. }) => Outcome::default(),
        outcome => outcome.unwrap(),
    }
}

/// Runs every attack and checks from outside that nothing was reached; `fails` where the server itself
/// has to refuse it.
pub(crate) fn no_attack_succeeds(engine: &mut dyn Engine, fails: bool) {
    let folder = tempfile::Builder::new().prefix("tg").tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
    let secret = tempfile::Builder::new().prefix("tg").tempfile().unwrap();
    fs::write(secret.path(), SECRET).unwrap();
    fs::set_permissions(secret.path(), fs::Permissions::from_mode(0o644)).unwrap();
    let attacks = include_str!("attacks.sql").split("--- ").skip(1).map(|attack| attack.split_once('\n').unwrap());
    let mut count = 0;
    let mut held = Vec::new();
    for (name, sql) in attacks {
        let sql = sql.replace("{dir}", &folder.path().display().to_string());
        let sql = sql.replace("{secret}", &secret.path().display().to_string());
        let outcome = replayed(engine, Platform::Supabase, &sql);
        let told = format!("{:?} {:?}", outcome.failure, outcome.text);
        if fails && outcome.failure.is_none() && !name.ends_with(", harmless") {
            held.push(format!("{name}: it ran"));
        }
        if fs::read_dir(folder.path()).unwrap().count() > 0 {
            held.push(format!("{name}: a program ran or a file was written"));
            fs::read_dir(folder.path()).unwrap().for_each(|file| fs::remove_file(file.unwrap().path()).unwrap());
        }
        if told.contains(SECRET) {
            held.push(format!("{name}: a file was read"));
        }
        let powers = if fails { powers(engine) } else { String::new() };
        if !powers.is_empty() {
            held.push(format!("{name}: {powers}"));
        }
        count += 1;
    }
    assert!(count > 60, "{count}");
    assert!(held.is_empty(), "{} of {count} attacks:\n{}", held.len(), held.join("\n"));
}

/// Roles with rights that no history may give, and settings of the server.
fn powers(engine: &mut dyn Engine) -> String {
    let mut database = engine.open_as_superuser("tidegate").unwrap().unwrap();
    first_value(
        database.as_mut(),
        "select concat_ws(', ', (select string_agg(rolname, ' ') from pg_roles where rolsuper and oid >= 16384 \
           and rolname <> 'supabase_admin'), \
         (select string_agg(member::regrole::text, ' ') from pg_auth_members where roleid in (10, 'supabase_admin'::regrole, \
           'pg_execute_server_program'::regrole, 'pg_read_server_files'::regrole, 'pg_write_server_files'::regrole)), \
         (select string_agg(name, ' ') from pg_settings where sourcefile ~ 'auto.conf'), \
         (select string_agg(setconfig::text, ' ') from pg_db_role_setting where setrole in (0, 10) and setdatabase = 0), \
         (select string_agg(rolname, ' ') from pg_roles where rolname = 'supabase_admin' and rolcanlogin))",
    )
}

#[test]
fn no_sql_of_a_history_reaches_the_machine() {
    let Some(server) = Server::new() else { return };
    no_attack_succeeds(&mut server.start(), true);
}

/// Whether a history without failure leaves this in its database.
fn check(engine: &mut dyn Engine, platform: Platform, sql: &str) {
    let outcome = replayed(engine, platform, sql);
    assert!(outcome.failure.is_none(), "{sql}\n{:#?}", outcome.failure);
}

/// What hosted services allow their role, and what histories of projects need.
pub(crate) fn what_histories_need_is_allowed(engine: &mut dyn Engine) {
    let supabase = [
        "create function f() returns event_trigger language plpgsql as $$ begin perform pg_notify('pgrst', 'reload schema'); end $$; \
         create event trigger pgrst_watch on ddl_command_end when tag in ('CREATE TABLE', 'ALTER TABLE') execute procedure public.f(); \
         create table t (a int); create extension citext; comment on event trigger pgrst_watch is 'it''s'; \
         alter event trigger pgrst_watch disable; alter event trigger pgrst_watch enable; drop event trigger if exists pgrst_watch;",
        "create function log() returns event_trigger language plpgsql as $$ begin insert into public.seen select tag; end $$; \
         create function f() returns event_trigger language plpgsql as $$ begin insert into seen values (tg_tag); end $$; \
         create table seen (tag text); create event trigger x on ddl_command_end execute function f(); create table u (); \
         do $$ begin if not exists (select from seen where tag = 'CREATE TABLE') then raise 'it did not fire'; end if; end $$; \
         create extension pg_trgm; create table v (); \
         do $$ begin if (select count(*) from seen where tag = 'CREATE TABLE') <> 2 then raise 'it does not fire after'; end if; end $$;",
        "do $$ begin if not exists (select from pg_event_trigger where evtname = 'x') then \
         create event trigger x on ddl_command_end execute function extensions.no_such(); end if; exception when others then null; end $$;",
        "create publication p for all tables; alter publication p set (publish = 'insert'); drop publication p; \
         alter publication supabase_realtime add table auth.users;",
        "set session_replication_role = replica; create table a (id int primary key); create table b (a int references a); \
         insert into b values (1); set session_replication_role to 'origin';",
        "create role app login bypassrls; alter role app set statement_timeout = '1s'; create table t (); \
         grant anon to app; grant app to authenticator; set role app; reset role; drop role app;",
        "create role reporter; alter role reporter with nosuperuser inherit nocreaterole nocreatedb nologin noreplication nobypassrls;",
        "alter role anon set statement_timeout = '3s'; \
         alter role postgres set search_path = public, extensions;",
        "create policy p on storage.objects for select to authenticated using (bucket_id = 'a'); \
         alter table storage.objects enable row level security; insert into storage.buckets (id, name) values ('a', 'a'); \
         create function f() returns trigger language plpgsql security definer as $$ begin return new; end $$; \
         create trigger t after insert on auth.users for each row execute function f(); \
         insert into auth.users (id) values (gen_random_uuid()); create policy q on realtime.messages for select using (true);",
        "create extension if not exists vector with schema extensions; create table t (e extensions.vector(3)); \
         create index on t using hnsw (e extensions.vector_l2_ops) with (m = 8); alter extension vector set schema public;",
        "do $$ begin create extension if not exists moddatetime schema extensions; end $$; \
         create table t (at timestamptz); create trigger x before update on t for each row execute function extensions.moddatetime(at);",
        "create extension pg_cron with schema pg_catalog; grant usage on schema cron to postgres; \
         grant all privileges on all tables in schema cron to postgres; select cron.schedule('a', '* * * * *', 'select 1');",
        "create extension wrappers with schema extensions; \
         create foreign data wrapper w handler extensions.stripe_fdw_handler validator extensions.stripe_fdw_validator; \
         create server s foreign data wrapper w options (a 'b'); create schema stripe; create foreign table stripe.t (a text) server s;",
        "create extension postgres_fdw; create server s foreign data wrapper postgres_fdw options (host 'x');",
        "comment on extension plpgsql is 'PL/pgSQL'; grant usage on schema public to anon; comment on database postgres is 'x'; \
         alter schema public owner to postgres; grant connect on database postgres to anon;",
        "alter default privileges in schema public revoke all on tables from anon; \
         alter default privileges for role postgres in schema public grant select on tables to anon;",
        "grant select on auth.users to anon; grant usage on schema auth to anon; create view public.users as select id from auth.users;",
        "alter database postgres set app.name to 'shop'; alter role authenticator set pgrst.db_schemas = 'public'; \
         alter role anon in database postgres set app.tier = 'it''s'; alter database postgres set app.other = on; \
         alter database postgres reset app.other; do $$ begin if (select array_agg(a order by a collate \"C\") \
         from pg_db_role_setting, unnest(setconfig) a where setdatabase in (0, (select oid from pg_database where \
         datname = current_database())) and (a like 'app.%' or a like 'pgrst.%')) is distinct from \
         array['app.name=shop', 'app.tier=it''s', 'pgrst.db_schemas=public'] then raise 'they are others: %', \
         (select array_agg(a) from pg_db_role_setting, unnest(setconfig) a); end if; end $$; \
         alter role authenticator reset pgrst.db_schemas;",
        "create extension pgtap; create extension pgmq; select pgmq.create('jobs'); create extension http schema extensions;",
    ];
    let major = engine.server().version.major;
    // `TABLES IN SCHEMA` exists since 15; before 16 a role grants every role.
    let schemas = "create schema a; create schema b; create table a.t (id int primary key); create table b.t (); \
         create table c (id int primary key, d int); \
         create publication p for tables in schema a with (publish = 'insert'); \
         create publication q for table c, tables in schema b; \
         alter publication p add tables in schema b, table c; alter publication q set tables in schema a, b; \
         alter publication p drop tables in schema a; do $$ begin \
         if (select array_agg(nspname::text order by nspname) from pg_namespace s join pg_publication_namespace n on pnnspid = s.oid \
         join pg_publication p on p.oid = pnpubid where pubname = 'q') <> '{a,b}' or exists (select from pg_publication \
         where pubowner <> 'postgres'::regrole and pubname in ('p', 'q')) then raise 'it is another'; end if; end $$;";
    let granted = "grant pg_read_all_data to service_role;";
    let of_major = [(major >= 15).then_some(schemas), [14, 15].contains(&major).then_some(granted)];
    for sql in supabase.into_iter().chain(of_major.into_iter().flatten()) {
        check(engine, Platform::Supabase, sql);
    }
    let plain = [
        "create extension hstore; create extension postgis; create table t (g geometry(point, 4326)); create extension dblink;",
        "create user clerk; create schema books authorization clerk; create table books.a (); \
         alter table books.a owner to clerk; create table b (); alter table public.b owner to clerk; alter table b owner to postgres;",
        "do $$ begin if not exists (select from pg_roles where rolname = 'app') then create role app; end if; end $$; \
         alter default privileges for role app grant select on tables to public; set role app; reset role;",
        "drop schema public cascade; create schema public; grant all on schema public to public;",
        "revoke all on schema public from public; alter database postgres set timezone = 'UTC'; create collation c from \"C\";",
        "create function f(int) returns int language sql as $$ select 1 $$; create type mood as enum ('a'); \
         create cast (varchar as mood) with inout as implicit; create domain d as text check (value <> '');",
    ];
    for sql in plain {
        check(engine, Platform::Plain, sql);
    }
}

#[test]
fn hosted_services_allow_it() {
    let Some(server) = Server::new() else { return };
    what_histories_need_is_allowed(&mut server.start());
}

#[test]
fn hosted_services_refuse_it() {
    let Some(server) = Server::new() else { return };
    // Before 16 a role grants every other one.
    let refused = ["grant pg_read_all_data to service_role", "grant pg_maintain to anon", "grant pg_monitor to anon"];
    // The second start finds the roles of the platform.
    for _ in 0..2 {
        let mut local = server.start();
        let is_refused = local.server().version.major >= 16;
        for sql in refused.into_iter().filter(|_| is_refused) {
            let failure = replayed(&mut local, Platform::Supabase, sql).failure.expect(sql);
            assert!(["42501", "42704"].contains(&failure.error.sqlstate.as_str()), "{sql}: {failure:?}");
        }
        check(&mut local, Platform::Supabase, "select count(*) from auth.users, pg_stat_activity;");
    }
}

#[test]
fn functions_that_run_as_the_superuser_find_nothing_of_a_history() {
    let Some(server) = Server::new() else { return };
    let mut local = server.start();
    for (stub, _) in tidegate::platform::STUBS {
        let sql = format!(
            "create extension if not exists \"{stub}\" cascade; \
             do $$ begin if exists (select from pg_proc p join pg_roles r on r.oid = proowner where prosecdef and rolsuper \
             and proname not like 'tidegate%' and coalesce(proconfig::text, '') !~ 'search_path=pg_catalog, pg_temp') \
             then raise 'without a path'; end if; end $$;"
        );
        if let Some(failure) = replayed(&mut local, Platform::Supabase, &sql).failure {
            assert!(!failure.error.message.contains("without a path"), "{stub}: {failure:?}");
        }
    }
}

#[test]
fn a_kept_database_is_safe_from_later_histories() {
    let Some(server) = Server::new() else { return };
    let mut local = server.start();
    check(&mut local, Platform::Supabase, "create table a (b int);");
    let template = local.databases().unwrap().into_iter().find(|name| name.starts_with("platform_")).unwrap();
    // In a block, where the name means that database and not the one of the replay.
    let block = |sql: &str| format!("do $$ begin execute 'alter database \"{template}\" {sql}'; end $$;");
    for sql in [
        format!("drop database \"{template}\";"),
        format!("create database mine template \"{template}\";"),
        block("set search_path = nowhere"),
        block("rename to mine"),
        block("owner to postgres"),
        format!("do $$ begin execute 'comment on database \"{template}\" is null'; end $$;"),
    ] {
        assert!(replayed(&mut local, Platform::Supabase, &sql).failure.is_some(), "{sql}");
    }
    check(
        &mut local,
        Platform::Supabase,
        &format!("alter role postgres in database \"{template}\" set work_mem = '1MB';"),
    );
    drop(local);
    let mut next = server.start();
    let unset = "do $$ begin if current_setting('work_mem') = '1MB' then raise 'a setting stayed'; end if; end $$;";
    check(&mut next, Platform::Supabase, unset);
}

#[test]
fn only_tidegate_connects_as_the_superuser() {
    let Some(server) = Server::new() else { return };
    let local = server.start();
    let psql = server.installation.bin.join("psql");
    if !psql.exists() {
        return;
    }
    let connects = |user: &str, password: &str| {
        let mut command = std::process::Command::new(&psql);
        command.env("PGPASSWORD", password).args(["-XAtc", "select 1", "-U", user, "-d", "template1", "-h"]);
        command.arg(local.sockets()).output().unwrap().status.success()
    };
    assert!(connects("postgres", "") && !connects("tidegate", "") && !connects("tidegate", "tidegate"));
    let password = fs::read_to_string(server.clusters().join("password")).unwrap();
    assert!(connects("tidegate", &password));
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&server.clusters().join("password")), 0o600);
    assert_eq!(mode(&server.slot().join("data/tidegate.key")), 0o600);
}
