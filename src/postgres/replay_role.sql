-- The role that runs the SQL of a history on a private server, restored to what it is before the
-- first migration: not a superuser, with the attributes of the role of this name on hosted services
-- (https://supabase.com/docs/guides/database/postgres/roles-superuser). It runs as the superuser of
-- the server, in a database in which no other SQL runs.
do $restore$
declare
  major constant int := current_setting('server_version_num')::int / 10000;
  -- On a cluster of Supabase it is a member of what it is a member of there, and from 16 on it cannot
  -- grant that.
  is_hosted constant boolean := to_regrole('supabase_admin') is not null;
  -- Predefined roles that reach nothing outside the databases; elsewhere it may grant them.
  harmless constant name[] := case when is_hosted then array['pg_monitor', 'pg_read_all_data', 'pg_signal_backend']
    else array['pg_monitor', 'pg_read_all_settings', 'pg_read_all_stats', 'pg_stat_scan_tables',
      'pg_signal_backend', 'pg_read_all_data', 'pg_checkpoint', 'pg_maintain', 'pg_use_reserved_connections'] end;
  found text;
begin
  if to_regrole('postgres') is null then
    create role postgres;
  end if;
  alter role postgres with login nosuperuser inherit createdb createrole replication bypassrls
    connection limit -1 password null valid until 'infinity';
  alter role postgres reset all;
  alter role all reset all;
  comment on role postgres is null;

  -- Before 16 a role with CREATEROLE may grant every role except superusers, also to itself, and the
  -- members of the first three run programs and read and write files; those of the last one set the
  -- number in tidegate_number back. They cannot log in and own nothing.
  if major < 16 then
    update pg_authid set rolsuper = true
    where rolname in ('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files', 'pg_write_all_data')
      and not rolsuper;
  end if;

  for found in
    select g.rolname from pg_auth_members m join pg_roles g on g.oid = m.roleid
    where m.member = 'postgres'::regrole and g.oid < 16384 and g.rolname <> all (harmless)
  loop
    execute format('revoke %I from postgres cascade', found);
  end loop;
  for found in
    select g.rolname from pg_roles g where g.rolname = any (harmless) and not exists (
      select from pg_auth_members m where m.roleid = g.oid and m.member = 'postgres'::regrole
        and (m.admin_option or is_hosted))
  loop
    execute format('grant %I to postgres' || case when is_hosted then '' else ' with admin option' end, found);
  end loop;
  if is_hosted then
    for found in
      select g.rolname from pg_auth_members m join pg_roles g on g.oid = m.roleid
      where m.member = 'postgres'::regrole and g.oid < 16384 and m.admin_option
    loop
      execute format('revoke admin option for %I from postgres cascade', found);
    end loop;
  end if;

  -- Settings that hosted services let this role change.
  if major >= 15 then
    for found in
      execute 'select a.parname from pg_parameter_acl a, aclexplode(a.paracl) x where x.grantee = ''postgres''::regrole'
    loop
      execute format('revoke all on parameter %I from postgres', found);
    end loop;
    -- As a string: older servers would not read the function.
    execute 'grant set on parameter session_replication_role, log_lock_waits, log_min_duration_statement,
      log_min_messages, log_parameter_max_length, log_statement, log_temp_files, track_io_timing, wal_compression
      to postgres';
  end if;

  -- Settings of the databases that are kept for later runs: any role may give itself others there
  -- (ALTER ROLE .. IN DATABASE .. SET), so they return to those of the moment when it was kept.
  delete from pg_db_role_setting s using pg_database d where d.oid = s.setdatabase and d.datdba = 10;
  insert into pg_db_role_setting (setdatabase, setrole, setconfig)
  select d.oid, (setting ->> 'role')::oid, array(select jsonb_array_elements_text(setting -> 'config'))
  from pg_database d, jsonb_array_elements(
    coalesce(substring(shobj_description(d.oid, 'pg_database') from '\n(\[.*\])$'), '[]')::jsonb) setting
  where d.datdba = 10;
end
$restore$
