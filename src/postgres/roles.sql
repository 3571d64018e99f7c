-- Every role that is not predefined, with the statements that recreate it.
-- Passwords are left out: only a superuser may read them, and no schema depends on them. Columns
-- that came with PostgreSQL 16 are read through JSON, so that one query serves all versions.
select r.rolname,
  concat_ws(E'\n',
    format('CREATE ROLE %I WITH %s CONNECTION LIMIT %s%s;', r.rolname,
      concat_ws(' ',
        case when r.rolsuper then 'SUPERUSER' else 'NOSUPERUSER' end,
        case when r.rolinherit then 'INHERIT' else 'NOINHERIT' end,
        case when r.rolcreaterole then 'CREATEROLE' else 'NOCREATEROLE' end,
        case when r.rolcreatedb then 'CREATEDB' else 'NOCREATEDB' end,
        case when r.rolcanlogin then 'LOGIN' else 'NOLOGIN' end,
        case when r.rolreplication then 'REPLICATION' else 'NOREPLICATION' end,
        case when r.rolbypassrls then 'BYPASSRLS' else 'NOBYPASSRLS' end),
      r.rolconnlimit,
      ' VALID UNTIL ' || quote_literal(r.rolvaliduntil)),
    (select string_agg(
        format('ALTER ROLE %I SET %I TO %s;', r.rolname, c.name,
          case when c.name in
              ('local_preload_libraries', 'search_path', 'session_preload_libraries', 'temp_tablespaces')
            then replace(case c.value when '' then '''''' else c.value end, '""', '''''')
            else quote_literal(c.value) end), E'\n' order by c.name)
      from pg_db_role_setting s, unnest(s.setconfig) setting,
        lateral (select split_part(setting, '=', 1) as name, substr(setting, strpos(setting, '=') + 1) as value) c
      where s.setrole = r.oid and s.setdatabase = 0),
    (select string_agg(distinct
        format('GRANT %I TO %I', g.rolname, r.rolname) || coalesce(' WITH ' || nullif(concat_ws(', ',
          case when m.admin_option then 'ADMIN OPTION' end,
          case when to_jsonb(m)->>'inherit_option' = 'false' then 'INHERIT FALSE' end,
          case when to_jsonb(m)->>'set_option' = 'false' then 'SET FALSE' end), ''), '') || ';', E'\n')
      from pg_auth_members m join pg_roles g on g.oid = m.roleid
      where m.member = r.oid),
    'COMMENT ON ROLE ' || quote_ident(r.rolname) || ' IS ' || quote_literal(shobj_description(r.oid, 'pg_authid')) || ';')
from pg_roles r
where r.oid >= 16384
order by r.rolname collate "C"
