-- The privileges on this database, where they are not the default ones.
select statement from (
  select 0 as rank, 'REVOKE ALL ON DATABASE $database FROM PUBLIC' as statement
    from pg_catalog.pg_database where datname = pg_catalog.current_database() and datacl is not null
  union all
  select 1, pg_catalog.format('GRANT %s ON DATABASE $database TO %s%s', a.privilege_type,
      case a.grantee when 0 then 'PUBLIC' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) end,
      case when a.is_grantable then ' WITH GRANT OPTION' else '' end)
    from pg_catalog.pg_database d, lateral pg_catalog.aclexplode(d.datacl) a
    where d.datname = pg_catalog.current_database() and a.grantee <> d.datdba
) s order by rank, statement collate "C"
