--- copy to a program
copy (select 1) to program 'touch {dir}/pwned';
--- copy from a program
create table t (a text); copy t from program 'touch {dir}/pwned; echo 1';
--- copy to a file
copy (select 1) to '{dir}/pwned';
--- copy from a file
create table t (a text); copy t from '{secret}'; do $$ begin raise '%', (select string_agg(a, '') from t); end $$;
--- copy in a function of the owner
create function f() returns void language plpgsql security definer as $$ begin execute 'copy (select 1) to ''{dir}/pwned'''; end $$; select f();
--- pg_read_file
do $$ begin raise '%', pg_read_file('{secret}'); end $$;
--- pg_read_binary_file
do $$ begin raise '%', convert_from(pg_read_binary_file('{secret}'), 'UTF8'); end $$;
--- the key of the cluster
do $$ begin raise '%', pg_read_file('tidegate.key'); end $$;
--- pg_ls_dir
select pg_ls_dir('{dir}');
--- pg_stat_file
select pg_stat_file('{secret}');
--- lo_import
select lo_import('{secret}');
--- lo_export
do $$ begin perform lo_export(lo_from_bytea(0, 'x'), '{dir}/pwned'); end $$;
--- alter system
alter system set archive_command = 'touch {dir}/pwned';
--- reload
select pg_reload_conf();
--- untrusted Python
create extension plpython3u;
--- untrusted Perl
create extension plperlu; do language plperlu $$ system('touch {dir}/pwned') $$;
--- untrusted Tcl
create extension pltclu;
--- language C
create function f(cstring) returns int language c as 'libc.so.6', 'system';
--- language internal
create function f(internal) returns internal language internal as 'int8up';
--- a language of its own
create language l handler plpgsql_call_handler;
--- load
load '{dir}/x.so';
--- tablespace
create tablespace t location '{dir}';
--- file_fdw
create extension file_fdw;
--- adminpack
create extension adminpack; select pg_catalog.pg_file_write('{dir}/pwned', 'x', false);
--- pageinspect
create extension pageinspect;
--- dblink, harmless
create extension dblink; select dblink_connect('host=/tmp user=tidegate dbname=tidegate'); select dblink_exec('alter role postgres superuser');
--- postgres_fdw
create extension postgres_fdw; create server s foreign data wrapper postgres_fdw options (host '/tmp', dbname 'tidegate');
create user mapping for current_user server s options (user 'tidegate'); create foreign table t (a int) server s; select * from t;
--- subscription
create subscription s connection 'host=/tmp user=tidegate dbname=tidegate' publication p with (connect = true);
--- subscription without a connection
create subscription s connection 'host=/tmp user=tidegate dbname=tidegate' publication p with (connect = false);
--- set role
set role tidegate;
--- session authorization
set session authorization tidegate;
--- session authorization in a block
do $$ begin execute 'set session authorization tidegate'; end $$;
--- own attribute
alter role postgres superuser;
--- a superuser
create role x superuser login;
--- run programs
grant pg_execute_server_program to postgres;
--- read files
grant pg_read_server_files to postgres with admin option;
--- write files
grant pg_write_server_files to postgres;
--- run programs through a new role
create role x in role pg_execute_server_program;
--- run programs through a chain
create role x createrole; grant x to postgres; set role x; grant pg_execute_server_program to x;
--- programs for an API role
grant pg_execute_server_program to anon;
--- become one who reads files
set role pg_read_server_files;
--- give a function to one who reads files
create function f() returns text language sql security definer as $$ select 'a' $$; alter function f() owner to pg_read_server_files;
--- give a function to the superuser
create function f() returns text language sql security definer as $$ select 'a' $$; alter function f() owner to tidegate;
--- drop a predefined role
drop role pg_read_server_files;
--- password of the superuser
alter role tidegate password 'x';
--- rename the superuser
alter role tidegate rename to x;
--- settings of the superuser
alter role tidegate set session_preload_libraries = 'x';
--- settings of all roles
alter role all set session_preload_libraries = 'x';
--- the platform's superuser
set role supabase_admin;
--- grant the platform's superuser
grant supabase_admin to postgres;
--- login of the platform's superuser
alter role supabase_admin login password 'x';
--- membership in the superuser
grant tidegate to postgres;
--- write roles
update pg_authid set rolsuper = true where rolname = 'postgres';
--- write memberships
insert into pg_auth_members select from pg_auth_members;
--- write functions
update pg_proc set proowner = 10 where proname = 'f';
--- system tables
set allow_system_table_mods = on;
--- a function in pg_catalog
create function pg_catalog.f() returns int language sql as $$ select 1 $$;
--- replace the procedure
create or replace procedure pg_catalog.tidegate_run(number bigint, signature text, statement text) language plpgsql as $$ begin end $$;
--- alter the procedure
alter procedure pg_catalog.tidegate_run(bigint, text, text) reset all;
--- drop the procedure
drop procedure pg_catalog.tidegate_run(bigint, text, text);
--- call the procedure
call pg_catalog.tidegate_run(1, 'x', 'alter role postgres superuser');
--- call the procedure without a signature
call pg_catalog.tidegate_run(1, null, 'alter role postgres superuser');
--- numbers of the procedure
select setval('pg_catalog.tidegate_number', 1000);
--- a signature for another statement
create function f() returns event_trigger language plpgsql as $$ begin end $$;
do $do$ declare found text := substring(current_query() from 'CALL pg_catalog.tidegate_run.*?\$tidegate\$\)'); begin
  execute regexp_replace(found, '\$tidegate\$.*\$tidegate\$', '$tidegate$alter role postgres superuser$tidegate$');
  create event trigger x on ddl_command_end execute function f(); end $do$;
--- a signature twice
create function f() returns event_trigger language plpgsql as $$ begin end $$;
do $do$ declare found text := substring(current_query() from 'CALL pg_catalog.tidegate_run.*?\$tidegate\$\)'); begin
  create event trigger x on ddl_command_end execute function f(); execute found; end $do$;
--- event trigger and a trusted extension, harmless
create function f() returns event_trigger language plpgsql as $$ begin
  if (select rolsuper from pg_roles where rolname = current_user) then execute 'copy (select 1) to program ''touch {dir}/pwned'''; end if; end $$;
create event trigger x on ddl_command_end execute function f(); create event trigger y on ddl_command_start execute function f();
create extension citext; do $$ begin create extension pg_trgm; end $$; alter extension citext update;
set session_replication_role = origin; create extension hstore; drop extension hstore; create extension vector; drop extension vector;
--- event trigger that turns triggers on again, harmless
create function f() returns event_trigger language plpgsql as $$ begin
  perform set_config('session_replication_role', 'origin', false);
  if (select rolsuper from pg_roles where rolname = current_user) then execute 'copy (select 1) to program ''touch {dir}/pwned'''; end if; end $$;
create event trigger x on ddl_command_start execute function f(); create event trigger y on ddl_command_end execute function f();
create extension citext; do $$ begin create extension pg_trgm; end $$; create extension vector; create extension moddatetime;
--- event trigger after that of tidegate
create function f() returns event_trigger language plpgsql as $$ begin end $$; create event trigger "~~" on ddl_command_start execute function f();
--- event trigger that always fires
create function f() returns event_trigger language plpgsql as $$ begin end $$;
create event trigger x on ddl_command_end execute function f(); alter event trigger x enable always;
--- event trigger at login
create function f() returns event_trigger language plpgsql as $$ begin end $$; create event trigger x on login execute function f();
--- event trigger of tidegate
create function f() returns event_trigger language plpgsql as $$ begin end $$;
create event trigger x on ddl_command_end execute function f(); drop event trigger "~tidegate_begins";
--- event trigger renamed
create function f() returns event_trigger language plpgsql as $$ begin end $$;
create event trigger x on ddl_command_start execute function f(); alter event trigger x rename to "~~";
--- functions in views, defaults, indexes, policies and checks, harmless
create function f() returns int language plpgsql immutable as $$ begin
  if (select rolsuper from pg_roles where rolname = current_user) then execute 'copy (select 1) to program ''touch {dir}/pwned'''; end if; return 1; end $$;
create table t (a int default f() check (a > f()), b int generated always as (f()) stored); create index on t ((a + f()));
create view v as select f() as a; create materialized view m as select f() as a; alter table t enable row level security;
create policy p on t using (f() = 1); create domain d as int check (value > f()); create table u partition of pg_temp.none default;
--- operators before those of the server, harmless
create function eq(name, name) returns boolean language plpgsql as $$ begin
  if (select rolsuper from pg_roles where rolname operator(pg_catalog.=) current_user) then execute 'copy (select 1) to program ''touch {dir}/pwned'''; end if; return true; end $$;
create operator public.= (leftarg = name, rightarg = name, function = eq);
set search_path = public, pg_catalog; alter database postgres set search_path = public, pg_catalog; create extension vector; create extension moddatetime;
--- preloaded libraries of the database
alter database postgres set session_preload_libraries = '{dir}/x';
--- libraries of the role, harmless
alter role postgres set local_preload_libraries = 'x';
--- where libraries are
set dynamic_library_path = '{dir}';
--- a setting that is SQL, harmless
select set_config('search_path', 'x;alter/**/role/**/postgres/**/superuser', false); alter database postgres set search_path from current;
--- a setting of another database
do $$ begin execute 'alter database tidegate set search_path = x'; end $$;
--- drop the administration
drop database tidegate;
--- rename a template
alter database template1 rename to x;
--- quotation in the schema of a stub
create schema "x$functions$; alter role postgres superuser; --"; create extension vector schema "x$functions$; alter role postgres superuser; --";
--- quotation in the schema of an extension
create schema "x""'; alter role postgres superuser; --"; create extension moddatetime schema "x""'; alter role postgres superuser; --";
--- quotation in the version of an extension
create extension moddatetime version '1.0''; alter role postgres superuser; --';
--- quotation in the version of a stub, harmless
create extension vector version '1''; alter role postgres superuser; --';
--- quotation in a foreign data wrapper, harmless
create foreign data wrapper "x$own$'; alter role postgres superuser; --" options (a 'b''$own$; alter role postgres superuser; --');
--- a validator of its own
create function f(text[], oid) returns void language plpgsql as $$ begin execute 'alter role postgres superuser'; end $$;
create foreign data wrapper w validator f options (a 'b');
--- quotation in a role, harmless
create role "x$role$'; alter role postgres superuser; --" bypassrls;
--- quotation in a publication, harmless
create publication "x$told$'; alter role postgres superuser; --" for all tables;
--- quotation in an event trigger, harmless
create schema "\0function0\0"; create function "\0function0\0"."f'; alter role postgres superuser; --"() returns event_trigger language plpgsql as $$ begin end $$;
create event trigger "x'""$guard$; alter role postgres superuser; --" on ddl_command_end when tag in ('CREATE TABLE''); alter role postgres superuser; --')
  execute function "\0function0\0"."f'; alter role postgres superuser; --"();
--- quotation in a comment, harmless
create function f() returns event_trigger language plpgsql as $$ begin end $$; create event trigger x on ddl_command_end execute function f();
comment on event trigger x is '\''; alter role postgres superuser; --';
--- quotation in the parameters of an index, harmless
create extension vector; create table t (v vector(3)); create index on t using hnsw (v vector_l2_ops) with (m = '8''; alter role postgres superuser; --');
--- an answer that is SQL, harmless
create extension vector; create table t (v vector(3));
create function evil(text, bigint) returns text language sql as $$ select '0; alter role postgres superuser' $$;
create aggregate public.max(bigint) (sfunc = evil, stype = text, initcond = ''); set search_path = public, pg_catalog;
create index on t using hnsw (v vector_l2_ops) with (m = 8);
--- strings that end elsewhere, harmless
set standard_conforming_strings = off; set backslash_quote = on;
create extension vector; create table t (v vector(3)); create index on t using hnsw (v vector_l2_ops) with (m = '\'; alter role postgres superuser; --');
--- a temporary table of the stub, harmless
create temporary table tidegate_created (class oid, object oid, acl aclitem[]);
create function f() returns trigger language plpgsql as $$ begin execute 'alter role postgres superuser'; return null; end $$;
create trigger x after insert on tidegate_created execute function f(); alter table tidegate_created enable always trigger x; create extension vector;
--- a package as an extension
create extension pg_tle; select pgtle.install_extension('mine', '1', 'x', 'alter role postgres superuser;'); create extension mine;
--- the language of the procedure
drop extension plpgsql cascade; create extension plpgsql;
--- the language of the procedure, under an event trigger in another one
create extension pltcl;
create function f() returns event_trigger language pltcl as $$
  spi_exec "select rolsuper as s from pg_catalog.pg_roles where rolname = current_user"
  if { $s eq "t" } { spi_exec "alter role postgres superuser" }
$$;
create event trigger x on ddl_command_end execute function f(); drop extension plpgsql cascade; create extension citext;
--- a guard out of its extension
create function f() returns event_trigger language plpgsql as $$ begin end $$; create event trigger x on ddl_command_end execute function f();
alter extension plpgsql drop event trigger "~tidegate_begins";
--- functions of tidegate in an event trigger
create function f() returns event_trigger language plpgsql as $$ begin
  if (select rolsuper from pg_roles where rolname = current_user) then execute 'alter role postgres superuser'; end if; end $$;
set tidegate.replication_role = 'origin'; create event trigger a on ddl_command_start execute function pg_catalog.tidegate_extension_ends();
create event trigger b on ddl_command_end execute function pg_catalog.tidegate_extension_ends();
create event trigger x on ddl_command_start execute function f(); create event trigger y on ddl_command_end execute function f();
create extension citext; create extension vector; create extension earthdistance cascade;
--- a stub's function that runs as its owner, harmless
create extension postgis schema extensions;
create function evil(real, real) returns real language plpgsql as $$ begin execute 'alter role postgres superuser'; return 1; end $$;
create aggregate public.max(real) (sfunc = evil, stype = real, initcond = '0'); set search_path = public, pg_catalog;
do $$ begin perform extensions.postgis_typmod('Zz'), extensions.postgis_typmod('Zy'); exception when others then null; end $$;
--- a function of the platform that runs as its owner
create function public.nextval(text) returns bigint language plpgsql as $$ begin execute 'alter role postgres superuser'; return 1; end $$;
create event trigger x on ddl_command_start execute function graphql.increment_schema_version();
set search_path = public, pg_catalog; create table t ();
--- numbers of the procedure, by the right to write all data
do $$ begin execute 'grant pg_write_all_data to postgres'; end $$; select setval('pg_catalog.tidegate_number', 1);
--- roles by the right to write all data
grant pg_write_all_data to postgres; update pg_authid set rolsuper = true where rolname = 'postgres';
--- subscriptions by a predefined role
grant pg_create_subscription to postgres; create subscription s connection 'host=/tmp' publication p with (connect = false);
--- a slot with a library as its plugin
select pg_create_logical_replication_slot('s', '{dir}/x');
--- a slot
select pg_create_physical_replication_slot('s', true);
--- a temporary slot
select pg_create_logical_replication_slot('s', 'test_decoding', true);
--- a replication origin
select pg_replication_origin_create('o');
--- a message in the write-ahead log, harmless
select pg_logical_emit_message(false, 'tidegate', 'x');
--- a backup
do $$ begin if to_regproc('pg_backup_start') is null then perform pg_start_backup('x'); else perform pg_backup_start('x'); end if; end $$;
--- a restore point
select pg_create_restore_point('x');
--- promotion
select pg_promote();
--- rotation of the log
select pg_rotate_logfile();
--- the log
do $$ begin raise '%', pg_read_file(coalesce(pg_current_logfile(), '../server.log')); end $$;
--- names of files of the cluster, harmless
select count(*) from pg_ls_waldir();
--- a dictionary with words from a file
create text search dictionary d (template = ispell, dictfile = '../../../../../../..{secret}', afffile = 'x');
--- a thesaurus from a file
create text search dictionary d (template = thesaurus, dictfile = '../../../../../../..{secret}', dictionary = english_stem);
--- synonyms from a file
create text search dictionary d (template = synonym, synonyms = '../../../../../../..{secret}');
--- rules from a file
create extension unaccent; alter text search dictionary unaccent (rules = '../../../../../../..{secret}');
--- rules of another extension from a file
create extension dict_xsyn; alter text search dictionary xsyn (rules = '../../../../../../..{secret}');
--- a collation from a folder
create collation c (locale = '../../../../../../..{dir}');
--- a collation of ICU, harmless
do $$ begin execute 'create collation c (provider = icu, locale = ''und@../../../..{secret}'')'; exception when others then null; end $$;
--- options of a foreign table
create extension wrappers schema extensions;
create foreign data wrapper w handler extensions.stripe_fdw_handler validator extensions.stripe_fdw_validator;
create server s foreign data wrapper w; create foreign table t (a text) server s options (filename '{secret}', format 'text');
do $$ begin raise '%', (select string_agg(a, '') from t); end $$;
--- a program of a foreign table
create extension wrappers schema extensions;
create foreign data wrapper w handler extensions.stripe_fdw_handler validator extensions.stripe_fdw_validator;
create server s foreign data wrapper w; create foreign table t (a text) server s options (program 'touch {dir}/pwned'); select * from t;
--- another handler
create foreign data wrapper w; alter foreign data wrapper w handler pg_catalog.fdw_handler_in;
--- unrestricted connections
grant execute on function dblink_connect_u(text) to postgres;
--- settings of extensions that read files
alter database postgres set postgis.gdal_enabled_drivers = 'ENABLE_ALL';
--- settings of languages that are code
alter database postgres set plperl.on_plperl_init = 'system("touch {dir}/pwned")';
--- settings of languages in a block
do $$ begin execute 'alter role postgres set pltcl.start_proc = ''x'''; execute 'alter database ' || current_database() || ' set plperl.on_init = ''x'''; end $$;
--- settings of the superuser in this database
do $$ begin execute format('alter role tidegate in database %I set search_path = x', current_database()); end $$;
--- a setting of the superuser with a name of its own
alter role tidegate set app.name = 'x';
--- a setting of the platform's superuser with a name of its own
alter role supabase_admin set app.name = 'x';
--- a setting of another role as a third one
create role x; set role anon; alter role x set app.name = 'x';
--- quotation in a setting, harmless
alter database postgres set app.name to 'x''; alter role postgres superuser; --';
--- quotation in the name of a setting
alter database postgres set "app""; alter role postgres superuser; --".name to 'x';
--- quotation in the role of a setting
alter role "x'; alter role postgres superuser; --" set app.name to '1';
--- quotation in the schemas of a publication
create publication p; alter publication p add tables in schema "x$b$', ''); alter role postgres superuser; --";
--- schemas of the server in a publication
create publication p for tables in schema pg_catalog;
--- a library at the start of a session
do $$ begin execute 'alter role postgres set session_preload_libraries = ''{dir}/x'''; end $$;
--- the server's memory
select pg_log_backend_memory_contexts(pg_backend_pid());
--- statistics of the server
select pg_stat_reset_shared('bgwriter');
--- prepared transactions
begin; prepare transaction 'x';
--- a language with the functions of another one
create language l handler plpgsql_call_handler validator plpgsql_validator;
--- a language that is not trusted, through an extension
create extension hstore_plperlu cascade;
--- a method of access for tables
create access method m type table handler heap_tableam_handler;
--- a selectivity function that is none
create operator public.=== (leftarg = int, rightarg = int, function = int4eq, restrict = pg_read_file);
--- a support function that is none
create function f(int) returns int language internal support pg_read_file as 'int4abs';
--- an extension of another folder
create extension "../../../../../../..{dir}/x";
--- a version of another folder
create extension citext version '../../../../../../..{dir}/x';
--- a trusted extension where its types are replaced, harmless
create extension cube schema extensions; create function evil(text) returns bool language plpgsql as $$ begin
  if (select rolsuper from pg_roles where rolname = current_user) then execute 'alter role postgres superuser'; end if; return true; end $$;
create schema s; create domain s.cube as text check (public.evil(value));
do $$ begin create extension earthdistance schema s; exception when others then null; end $$;
--- default privileges of the superuser
alter default privileges for role tidegate grant all on functions to public;
--- objects of the superuser
reassign owned by tidegate to postgres;
--- objects of predefined roles
drop owned by pg_read_server_files;
--- entities, harmless
do $$ begin raise '%', xmlparse(document '<!DOCTYPE a [<!ENTITY b SYSTEM "file://{secret}">]><a>&b;</a>'); end $$;
--- a dictionary from a file
create text search dictionary d (template = simple, stopwords = '../../../../../..{secret}');
--- rules for connections
select * from pg_hba_file_rules;
--- settings in files
select * from pg_file_settings;
--- end the administration
do $$ begin if (select bool_or(pg_terminate_backend(pid)) from pg_stat_activity where usename = 'tidegate') then raise notice 'ended'; end if; end $$;
--- write-ahead log
select pg_switch_wal();
--- a type
create type x; create function x_in(cstring) returns x language internal immutable strict as 'int4in';
--- an operator class
create operator class c for type int using btree as storage int;
--- an access method
create access method m type index handler bthandler;
--- a cast of the server's types
create cast (int as text) without function;
--- an aggregate with internal state
create aggregate a (int) (sfunc = int8_avg_accum, stype = internal);
--- a text search template
create text search template t (lexize = dsimple_lexize);
--- a transform
create transform for int language plpgsql (from sql with function f(internal));
--- triggers of foreign keys
create table a (id int primary key); create table b (a int references a); alter table b disable trigger all;
--- metacommands of psql
\! touch {dir}/pwned
--- output of psql to a program
\o | touch {dir}/pwned
