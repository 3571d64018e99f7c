-- Takes a database ($name) from the role that runs histories, so that no later history can change
-- it, and records the settings of the database in the last line of its comment.
do $keep$
declare
  kept constant name := $name;
  settings jsonb;
begin
  execute format('alter database %I owner to %I', kept, (select rolname from pg_roles where oid = 10));
  select jsonb_agg(jsonb_build_object('role', s.setrole::bigint, 'config', to_jsonb(s.setconfig))) into settings
  from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase where d.datname = kept;
  execute format('comment on database %I is %L', kept,
    split_part(coalesce((select shobj_description(oid, 'pg_database') from pg_database where datname = kept), ''), e'\n', 1)
    || e'\n' || coalesce(settings, '[]'));
end
$keep$
