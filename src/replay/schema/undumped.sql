-- What the dump for a schema file leaves out: owners, privileges, extensions, settings of the
-- database. One row each: kind, schema, name, definition, and whether it is an object of its own
-- or belongs to an object that a dump contains.
--
-- Privileges are listed in full, including those that the server grants by default: an object that
-- was created again with them is the same. The owner's privileges are listed as those of its
-- owner, so that another owner is one difference and not two. `public` is omitted once it was
-- created again, as it then always has another owner.
with object (kind, schema, name, owner, acl, columns) as (
  select case c.relkind when 'S' then 'sequence' when 'v' then 'view' when 'm' then 'materialized view'
      when 'f' then 'foreign table' else 'table' end,
    n.nspname, c.relname::text, c.relowner,
    coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner)), c.oid
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
  union all
  select case p.prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end,
    n.nspname, p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')', p.proowner,
    coalesce(p.proacl, acldefault('f', p.proowner)), null
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  union all
  select case t.typtype when 'd' then 'domain' else 'type' end, n.nspname, t.typname::text, t.typowner,
    coalesce(t.typacl, acldefault('T', t.typowner)), null
  from pg_type t join pg_namespace n on n.oid = t.typnamespace left join pg_class c on c.oid = t.typrelid
  where t.typtype in ('d', 'e', 'r') or c.relkind = 'c'
  union all
  select 'schema', '', nspname::text, nspowner, coalesce(nspacl, acldefault('n', nspowner)), null
  from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' and (nspname <> 'public' or oid = 2200)
  union all
  select 'database', '', datname::text, datdba, coalesce(datacl, acldefault('d', datdba)), null
  from pg_database where datname = current_database()
  union all
  select 'language', '', lanname::text, lanowner, coalesce(lanacl, acldefault('l', lanowner)), null from pg_language
  union all
  select 'foreign data wrapper', '', fdwname::text, fdwowner, coalesce(fdwacl, acldefault('F', fdwowner)), null
  from pg_foreign_data_wrapper
  union all
  select 'server', '', srvname::text, srvowner, coalesce(srvacl, acldefault('S', srvowner)), null
  from pg_foreign_server
  union all
  select 'publication', '', pubname::text, pubowner, null, null from pg_publication
),
own as (
  select * from object where schema !~ '^pg_' and schema <> 'information_schema'
),
found (kind, schema, name, definition, is_own) as (
  select 'owner of ' || kind, schema, name, 'OWNER TO ' || quote_ident(pg_get_userbyid(owner)), false from own
  union all
  select 'privileges of ' || kind, schema, name,
    concat_ws(E'\n',
      (select string_agg(line, E'\n' order by line collate "C") from (
        select format('GRANT %s TO %s%s', string_agg(distinct privilege_type, ', ' order by privilege_type),
          case grantee when 0 then 'PUBLIC' when owner then 'its owner' else quote_ident(pg_get_userbyid(grantee)) end,
          case when is_grantable then ' WITH GRANT OPTION' else '' end) as line
        from aclexplode(acl) group by grantee, is_grantable) of_all),
      (select string_agg(line, E'\n' order by line collate "C") from (
        select format('GRANT %s (%I) TO %s%s', string_agg(distinct privilege_type, ', ' order by privilege_type),
          attname, case grantee when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(grantee)) end,
          case when is_grantable then ' WITH GRANT OPTION' else '' end) as line
        from pg_attribute, aclexplode(attacl)
        where attrelid = columns and not attisdropped group by attname, grantee, is_grantable) of_columns)),
    false
  from own where acl is not null
  union all
  select 'default privileges', coalesce(n.nspname, ''),
    format('of %s on %s', quote_ident(pg_get_userbyid(d.defaclrole)), case d.defaclobjtype when 'r' then 'tables'
      when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types' when 'n' then 'schemas'
      else d.defaclobjtype::text end),
    (select string_agg(line, E'\n' order by line collate "C") from (
      select format('GRANT %s TO %s%s', string_agg(distinct privilege_type, ', ' order by privilege_type),
        case grantee when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(grantee)) end,
        case when is_grantable then ' WITH GRANT OPTION' else '' end) as line
      from aclexplode(d.defaclacl) group by grantee, is_grantable) of_all),
    true
  from pg_default_acl d left join pg_namespace n on n.oid = d.defaclnamespace
  union all
  select 'extension', '', e.extname::text,
    format('CREATE EXTENSION %I WITH SCHEMA %I VERSION %L;', e.extname, n.nspname, e.extversion), true
  from pg_extension e join pg_namespace n on n.oid = e.extnamespace
  union all
  select 'setting of the database', '',
    split_part(setting, '=', 1) || coalesce(' for ' || quote_ident(r.rolname), ''),
    format('SET %I TO %L', split_part(setting, '=', 1), substr(setting, strpos(setting, '=') + 1)), true
  from pg_db_role_setting s cross join unnest(s.setconfig) setting left join pg_roles r on r.oid = s.setrole
  where s.setdatabase = (select oid from pg_database where datname = current_database())
)
select kind, schema, name, coalesce(definition, ''), is_own from found
