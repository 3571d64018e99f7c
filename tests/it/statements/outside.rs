//! Statements that reach outside the database, and those that only look like it.

use crate::support::notation::{Situation, indented, reported};
use tidegate::diagnostic::Severity;

fn outcome(config: &str, file: &str, sql: &str) -> tidegate::jobs::check::Outcome {
    let config = if config.is_empty() { String::new() } else { format!("config\n{}", indented(config)) };
    let first = "published supabase/migrations/20250101000000_first.sql";
    Situation::read(&format!("{config}{first}\nstaged {file}\n{}", indented(sql))).outcome()
}

/// Whether the rule reports a new migration, as an error.
#[track_caller]
fn check_in(config: &str, sql: &str, is_reported: bool) {
    let outcome = outcome(config, "supabase/migrations/20250131093045_next.sql", sql);
    let ours =
        outcome.diagnostics.iter().filter(|one| one.rule.id == "outside-access" && one.severity == Severity::Error);
    assert_eq!(ours.count() > 0, is_reported, "{sql}\n{:#?}", reported(&outcome));
}

const REACHING: [&str; 176] = [
    // Programs.
    "copy t from program 'id';",
    "copy t to program 'cat > /tmp/x';",
    "COPY (select * from t) TO PROGRAM $$sh$$;",
    "copy public.t (a, b) from\nprogram /* x */ 'id' with (format csv);",
    "do $$ begin copy t from program 'id'; end $$;",
    "do $$ begin execute 'copy t from program ''id'''; end $$;",
    "do $$ begin execute format('copy %I to program %L', 't', 'id'); end $$;",
    "do $$ declare c text := 'copy t to program ''id'''; begin execute c; end $$;",
    "do $$ begin execute 'co' || 'py t to prog' || 'ram ''id'''; end $$;",
    "do $$ begin execute 'copy t to prog'\n 'ram ''id'''; end $$;",
    "do $$ begin execute E'\\x63opy t to pro\\147ram \\'id\\''; end $$;",
    "do $a$ begin execute $b$ do $c$ begin copy t to program 'id'; end $c$ $b$; end $a$;",
    "do $$ begin if true then copy t from program 'id'; end if; end $$;",
    "do $$ begin begin null; exception when others then copy t from program 'id'; end; end $$;",
    "create function f() returns void language plpgsql as $$ begin copy t from program 'id'; end $$;",
    "create function f() returns void language plpgsql as 'begin copy t from program ''id''; end';",
    "create function f() returns void as $$ begin execute 'copy t from program ''id'''; end $$ language plpgsql;",
    "create foreign table f (a text) server s options (program 'id');",
    "select cron.schedule('x', '* * * * *', $$copy t to program 'id'$$);",
    "insert into cron.job (command) values ('copy t to program ''id''');",
    "create rule r as on insert to t do also select pg_read_file('/etc/passwd');",
    // The server and its sessions.
    "select pg_create_physical_replication_slot('x');",
    "select pg_create_logical_replication_slot('x', 'pgoutput');",
    "select pg_drop_replication_slot('x');",
    "select pg_terminate_backend(pid) from pg_stat_activity;",
    "do $$ begin perform pg_cancel_backend(1); end $$;",
    "select pg_catalog.pg_switch_wal();",
    "select pg_backup_start('x');",
    "create function f(int) returns bool language internal as 'pg_terminate_backend';",
    "create function f(int) returns int language c as 'lib', 'f';",
    // Files of the server.
    "copy t from '/etc/passwd';",
    "copy t to '/tmp/x' csv;",
    "copy t from E'/etc/passwd';",
    "copy t (a) from :'file';",
    "copy binary_t from $$/etc/passwd$$ (format binary);",
    "select pg_read_file('/etc/passwd');",
    "select pg_catalog.pg_read_file('/etc/passwd');",
    "select \"pg_read_file\" ('/etc/passwd');",
    "select pg_catalog . \"pg_read_binary_file\" ( 'x' );",
    "select U&\"\\0070g_read_file\"('/etc/passwd');",
    "select U&\"!0070g_ls_dir\" UESCAPE '!' ('/');",
    "insert into t select pg_read_file('/etc/passwd');",
    "insert into t values (pg_read_file('/etc/passwd'));",
    "update t set a = pg_read_file('/etc/passwd');",
    "create table t as select * from pg_ls_dir('/');",
    "create view v as select pg_stat_file('/etc/passwd');",
    "alter table t add column a text default pg_read_file('/etc/passwd');",
    "create policy p on t using (pg_read_file('/etc/passwd') is not null);",
    "do $$ begin perform pg_ls_logdir(); end $$;",
    "do 'begin perform pg_ls_waldir(); end';",
    "create function f() returns text language sql as $$ select pg_read_file('/etc/passwd') $$;",
    "create function f() returns text language sql return pg_read_file('/etc/passwd');",
    "create function f() returns text language sql begin atomic; select pg_read_file('/etc/passwd'); end;",
    "create function f(cstring) returns text language internal as 'pg_read_file';",
    "create function f(text) returns text language internal as $$pg_read_file_all$$;",
    "create aggregate a (text) (sfunc = pg_read_file, stype = text);",
    "create cast (text as t) with function pg_read_file(text);",
    "select query_to_xml('select pg_read_file(''/etc/passwd'')', true, false, '');",
    "select lo_import('/etc/passwd');",
    "select lo_export(1, '/tmp/x');",
    "select pg_file_write('x', 'y', false);",
    "select pg_file_unlink('x');",
    "create extension adminpack;",
    "create extension if not exists file_fdw with schema extensions;",
    "create extension \"file_fdw\";",
    "create server files foreign data wrapper file_fdw;",
    "create foreign table f (a text) server s options (filename '/etc/passwd', format 'csv');",
    "alter foreign table f options (set filename '/etc/shadow');",
    "create tablespace s location '/mnt/x';",
    "prepare p as select pg_read_file('/etc/passwd');",
    "with a as (select pg_read_file('x')) select * from a;",
    "explain analyze select pg_read_file('x');",
    "select 1; select pg_read_file('x');",
    // Other servers.
    "create extension dblink;",
    "create extension postgres_fdw;",
    "create extension if not exists mysql_fdw;",
    "do $$ begin create extension if not exists dblink; end $$;",
    "do $$ begin if not exists (select 1) then create server s foreign data wrapper postgres_fdw; end if; end $$;",
    "create server if not exists s type 'x' foreign data wrapper stripe_wrapper options (api_key 'x');",
    "alter server s options (set host 'x');",
    "create foreign data wrapper w handler postgres_fdw_handler;",
    "import foreign schema public from server s into s;",
    "select * from dblink('host=x', 'select 1') as t(a int);",
    "select extensions.dblink_connect('x', 'host=x');",
    "do $$ begin perform dblink_exec('host=x', 'drop table t'); end $$;",
    "create subscription s connection 'host=x' publication p;",
    "create subscription s connection 'host=x' publication p with (connect = false);",
    "alter subscription s connection 'host=x';",
    "alter subscription s refresh publication;",
    "select net.http_post('https://x', '{}');",
    "select * from http_get('https://x');",
    "select status from extensions.http(('GET', 'https://x', null, null, null)::http_request);",
    "do $$ begin perform net.http_get('https://x'); end $$;",
    "do $$ begin execute 'select net.http_get(''https://x'')'; end $$;",
    // The whole server.
    "alter system set log_statement = 'all';",
    "alter system reset all;",
    "select pg_reload_conf();",
    "do $$ begin perform pg_rotate_logfile(); end $$;",
    "select pg_promote();",
    // Code.
    "load '/tmp/x.so';",
    "load 'auto_explain';",
    "set session_preload_libraries = '/tmp/x';",
    "set local dynamic_library_path to '/tmp';",
    "alter database postgres set session_preload_libraries = 'x';",
    "alter role postgres set local_preload_libraries = 'x';",
    "select set_config('local_preload_libraries', 'x', false);",
    "create extension plpython3u;",
    "create language plperlu;",
    "create or replace trusted procedural language plpython3u;",
    "create function f() returns int language plpython3u as $$ import os $$;",
    "create function f() returns int as $$ x $$ language 'plperlu';",
    "create function f() returns int language c as '$libdir/x', 'f';",
    "create function f() returns int as '/tmp/x.so' language c strict;",
    "do language plpython3u $$ import os $$;",
    "do $$ echo $$ language plsh;",
    "do language 'plpython3u' 'import os';",
    "create function f(language text) returns int language plpython3u as $$ import os $$;",
    "create function f() returns int language 'C' as '$libdir/x', 'f';",
    "grant set, alter system on parameter log_statement to app;",
    // Privileges.
    "grant pg_execute_server_program to app;",
    "grant pg_read_server_files, pg_monitor to app with admin option;",
    "create role app superuser login;",
    "alter role app with superuser;",
    "create role app in role pg_write_server_files;",
    "grant execute on function pg_read_file(text) to app;",
    // Words, strings and settings in other spellings.
    "-- note\rcopy t from program 'id';",
    "create function f() returns int as 'libc.so.6', 'system' language $$c$$;",
    "do language $a$plpython3u$a$ 'import os';",
    "create function f(text) returns text language $$internal$$ as $a$pg_read_file$a$;",
    "select set_config($$session_preload_libraries$$, 'x', false);",
    "select set_config(setting_name => 'Session_Preload_Libraries', new_value => 'x', is_local => false);",
    "update pg_settings set setting = 'x' where name = 'local_preload_libraries';",
    "do $$ begin execute 'load''/x.so'''; end $$;",
    "do $$ begin execute 'copy\"t\"from''/etc/passwd'''; end $$;",
    "do $$ begin execute 'copy/**/t/**/from/**/''/etc/passwd'''; end $$;",
    "do $$ begin execute 'alter/**/system/**/reset/**/all'; end $$;",
    // SQL that a function runs.
    "insert into t select query_to_xml('select pg_read_file(''/etc/passwd'')', true, true, '');",
    "update t set a = query_to_xml('select pg_read_file(''/etc/passwd'')', true, true, '');",
    "copy (select query_to_xml('select pg_read_file(''x'')', true, true, '')) to stdout;",
    "insert into t select ts_stat('select pg_read_file(''x'')::tsvector');",
    "insert into t select public.exec_sql('alter system reset all');",
    "do $$ begin raise notice '%', query_to_xml('select pg_read_file(''x'')', true, true, ''); end $$;",
    // Statements that look like a part of a string.
    "insert into t values (e'a'\n'\\'' ); copy t from program $$id$$; --' );",
    "comment on table t is E'a' -- b\n '\\''; alter system set a = 1; --';",
    "insert into t values (\u{feff}E'\\'); copy t from program $$id$$; --');",
    "copy (select 1 from stdin) to stdout;\ncopy t from program 'id';",
    "copy t from stdin; copy t from program 'id';\n1\n\\.\n",
    "copy t from stdin csv;\n\\. \n'\n\\.\ncopy t from program $$id$$; --'",
    "\\set a 1 \\\\ copy t from program 'id';",
    "\\copy (select * from stdin ) to pstdout\ncopy t from program 'id';",
    "select a[1\\:2]; copy t from program 'id';",
    "set standard_conforming_strings = off; insert into t values ('\\''); copy t from program $$id$$; --');",
    "set local standard_conforming_strings to 'off';",
    "alter role app set standard_conforming_strings = off;",
    "select set_config('standard_conforming_strings', 'off', false);",
    "\\set q ''''\ninsert into t values (:q ); copy t from program $$id$$; --');",
    "\\echo a \\! id",
    "select 1 \\gset \\! id",
    // Catalogs, views, and other names of functions.
    "update pg_authid set rolsuper = true where rolname = 'app';",
    "insert into pg_catalog.pg_auth_members (roleid, member) values (1, 2);",
    "update pg_language set lanpltrusted = true where lanname = 'c';",
    "update only pg_proc set prosrc = 'pg_read_file' where proname = 'f';",
    "select * from pg_hba_file_rules;",
    "table pg_catalog.pg_file_settings;",
    "select * from t, pg_ident_file_mappings;",
    "create operator + (leftarg = text, rightarg = text, function = pg_catalog.pg_read_file);",
    "alter function pg_read_file(text) rename to harmless;",
    "alter routine pg_catalog.pg_read_file(text) set schema public;",
    "grant execute on all functions in schema pg_catalog to app;",
    "grant set on parameter session_preload_libraries to app;",
    "grant usage on foreign data wrapper postgres_fdw to app;",
    "grant usage on language plpython3u to app;",
    "grant pg_create_subscription to app;",
    "alter subscription s set publication p;",
    "create extension hstore_plpython3u cascade;",
    "select utl_file.fopen('/etc', 'passwd', 'r');",
];

const HARMLESS: [&str; 74] = [
    "copy t from stdin;\n1\n\\.\nselect 1;",
    "copy (select 1) to stdout;",
    "copy t (a, b) from stdin with (format csv);\n'/etc/passwd'\n\\.",
    "create table program (id int); select * from program;",
    "select copy from t;",
    "select a from copy where a = 'x';",
    "comment on function f() is 'like pg_read_file(name), copy t from program ''x''';",
    "insert into docs values ('copy t from program ''id''', 'select pg_read_file(''x'')');",
    "insert into docs values ('create extension dblink');",
    "update docs set body = 'alter system set x = 1';",
    "do $$ begin raise notice 'use pg_read_file(name) or copy t from program ''id'''; end $$;",
    "-- copy t from program 'id'\nselect 1;",
    "/* select pg_read_file('x'); */ select 1;",
    "revoke execute on function pg_read_file(text) from public;",
    "revoke pg_read_server_files from app;",
    "drop function pg_read_file(text);",
    "create function app.pg_read_file(a text) returns text language sql as 'select a';",
    "select app.pg_read_file('x');",
    "create table pg_stat_file_cache (pg_read_file text);",
    "select pg_read_file from t;",
    "create extension if not exists pg_net with schema extensions;",
    "create extension http; create extension pg_cron; create extension wrappers; create extension \"uuid-ossp\";",
    "create extension plpgsql; create extension plv8; create extension pltcl; create extension plperl;",
    "drop extension if exists dblink;",
    "drop server if exists s cascade;",
    "create table servers (foreign_data text, wrapper text);",
    "create foreign table f (a text) server s options (table_name 'x');",
    "create foreign data wrapper stripe_wrapper handler stripe_fdw_handler validator stripe_fdw_validator;",
    "create user mapping for app server s options (user 'x');",
    "create publication p for all tables;",
    "drop subscription s;",
    "alter subscription s disable;",
    "create table subscriptions (connection text); create index on subscriptions (connection);",
    "create table http (id int); create index on http (id); insert into http (id) values (1);",
    "create table http_post (id int references http (id));",
    "create function f() returns void language plpgsql as $$ begin perform net.http_post('https://x', '{}'); end $$;",
    "create function f() returns void language plpgsql as $$ begin perform dblink_exec('x', 'y'); end $$;",
    "select cron.schedule('x', '* * * * *', $$ select net.http_post('https://x', '{}') $$);",
    "create trigger t after insert on t for each row execute function supabase_functions.http_request('https://x', 'POST');",
    "create view v as select http_get('https://x');",
    "set search_path = public; set local lock_timeout = '1s';",
    "alter database postgres set search_path = public;",
    "alter role app set statement_timeout = '1s';",
    "select set_config('search_path', '', false);",
    "create role app nosuperuser login; alter role app nosuperuser;",
    "create table users (superuser bool); insert into users (superuser) values (true);",
    "grant select on t to app; grant app to other; grant usage on foreign server s to app;",
    "grant execute on function f(text) to app;",
    "create function f() returns int language sql as 'select 1';",
    "create function f() returns int language plpgsql as $$ begin return 1; end $$;",
    "create or replace procedural language plpgsql;",
    "create table language (c text); select language from language;",
    "create function f(a text) returns text language internal as 'textlen';",
    "do $$ begin execute 'create table t (id int)'; end $$;",
    "do $$ begin execute format('alter table %I add column program text', 't'); end $$;",
    "select 'load'; select load from t;",
    "create table load (id int);",
    "select system from alter_log;",
    "create table t (a text default 'alter system settings');",
    "alter table t set tablespace fast;",
    "create table t (id int) tablespace fast;",
    "select lo_create(0); select lo_unlink(1); select lo_from_bytea(0, 'x');",
    "select pg_size_pretty(pg_total_relation_size('t')); select pg_backend_pid();",
    "create function f() returns text language plpgsql as $$ begin return 'Load the ''file'' into the server'; end $$;",
    "set standard_conforming_strings = on; select set_config('standard_conforming_strings', 'on', false);",
    "create type kind as enum ('copy-to', 'copy-from', 'load-file', 'alter/system');",
    "select pg_hba_file_rules from t; drop table pg_hba_file_rules; create table pg_file_settings (id int);",
    "update pg_extension set extversion = '2'; update pg_settings set setting = 'x' where name = 'search_path';",
    "alter function app.pg_read_file(text) rename to f; alter function f(text) owner to app;",
    "grant execute on all functions in schema app to app; grant select on all tables in schema pg_catalog to app;",
    "insert into queries (sql) values ('copy t from program ''id''');",
    "select E'a'\n'\\'b'; select 'a'\n'\\';",
    "\\set name '''a'''\nselect :name;",
    "create table stdin (id int); copy (select id from stdin) to stdout;",
];

#[test]
fn statements_that_reach_outside_are_errors() {
    for sql in REACHING {
        check_in("", sql, true);
    }
}

#[test]
fn statements_that_only_look_like_it_are_not_reported() {
    for sql in HARMLESS {
        check_in("", sql, false);
    }
}

#[test]
fn no_preset_leaves_it_out() {
    for preset in ["minimal", "recommended", "strict"] {
        check_in(&format!("preset = \"{preset}\""), "copy t from program 'id';", true);
    }
}

#[test]
fn settings_cannot_weaken_it() {
    for value in ["\"off\"", "\"warning\"", "{ severity = \"off\" }"] {
        let text = format!("[rules]\noutside-access = {value}\n");
        let parsed = tidegate::config::parse(std::path::Path::new("tidegate.toml"), text.clone().into_bytes());
        let Err(tidegate::config::Error::Invalid { problems, .. }) = parsed else { panic!("{text} is accepted") };
        assert!(problems.first.iter().any(|problem| problem.message.contains("cannot be set")), "{problems:?}");
    }
    check_in("[rules]\noutside-access = \"error\"", "copy t from program 'id';", true);
}

#[test]
fn settings_cannot_accept_it_for_a_path() {
    let text = "[[allow]]\nrule = \"outside-access\"\npath = \"supabase\"\nreason = \"a\"\n";
    let parsed = tidegate::config::parse(std::path::Path::new("tidegate.toml"), text.as_bytes().to_vec());
    let Err(tidegate::config::Error::Invalid { problems, .. }) = parsed else { panic!("it is accepted") };
    assert!(problems.first[0].message.contains("cannot be accepted for a path"), "{problems:?}");
}

#[test]
fn files_that_run_without_being_migrations_are_read() {
    const BEFORE: &str = "[replay]\nbefore = [\"db/before.sql\"]\nafter-platform = [\"db/after.sql\"]";
    const IGNORE: &str = "ignore = [\"supabase/migrations\"]";
    let check = |config: &str, file: &str, sql: &str, is_reported: bool| {
        let outcome = outcome(config, file, sql);
        let ours = outcome.diagnostics.iter().filter(|one| one.rule.id == "outside-access");
        assert_eq!(ours.count() > 0, is_reported, "{file} {sql}\n{:#?}", reported(&outcome));
    };
    let program = "copy t from program 'id';";
    for (config, file) in [
        (BEFORE, "db/before.sql"),
        (BEFORE, "db/after.sql"),
        ("", "supabase/roles.sql"),
        ("", "supabase/seed.sql"),
        (IGNORE, "supabase/migrations/20250131093045_next.sql"),
    ] {
        check(config, file, program, true);
        check(config, file, "\\! id", true);
        check(config, file, "create role app; update t set a = 1;", false);
        check(config, file, &format!("-- tidegate:allow outside-access every server has it\n{program}"), false);
    }
    check("", "db/before.sql", program, false);
    check("", "db/seed.sql", program, false);
}

#[test]
fn an_accepted_statement_is_listed() {
    let sql = "-- tidegate:allow outside-access the file is on every server\ncopy t from '/srv/t.csv';";
    let outcome = outcome("", "supabase/migrations/20250131093045_next.sql", sql);
    let accepted: Vec<_> = outcome.accepted.iter().map(|one| (one.diagnostic.rule.id, one.reason.as_str())).collect();
    assert!(accepted.contains(&("outside-access", "the file is on every server")), "{accepted:?}");
}

#[test]
fn down_migrations_and_commands_of_psql_are_read() {
    let reports = |file: &str, sql: &str| {
        let outcome = outcome("", file, sql);
        outcome.diagnostics.iter().filter(|one| one.rule.id == "outside-access").count()
    };
    assert_eq!(reports("db/migrations/20250131093045_a.down.sql", "copy t from program 'id';"), 1);
    let file = "supabase/migrations/20250131093045_next.sql";
    for sql in ["\\! id", "select 1 \\g |sh", "\\set x `id`", "\\copy t from program 'id'", "\\o /tmp/x"] {
        assert_eq!(reports(file, sql), 1, "{sql}");
    }
    for sql in ["\\copy t from stdin\n1\n\\.", "\\set x 1", "\\restrict abc"] {
        assert_eq!(reports(file, sql), 0, "{sql}");
    }
}

#[test]
fn a_statement_that_the_parser_does_not_know_is_read_too() {
    check_in("", "frobnicate t; select ((((pg_read_file('x'))));", true);
    let deep = format!("select {}pg_read_file('x'){};", "(".repeat(3000), ")".repeat(3000));
    check_in("", &deep, true);
}
