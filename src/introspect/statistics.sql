-- Extended statistics.
select $address(s.tableoid, s.oid, 0), row_to_json(o) from pg_statistic_ext s join pg_namespace n on n.oid = s.stxnamespace, lateral (select
  n.nspname as schema,
  s.stxname as name,
  $name(pg_class, relname, relnamespace, s.stxrelid) as "table",
  pg_get_statisticsobjdef(s.oid) as definition,
  nullif(s.stxstattarget, -1) as target,
  pg_get_userbyid(s.stxowner) as owner,
  $comment(pg_statistic_ext, s.oid, 0) as comment
) o
where $lasting(s, n) and $free(pg_statistic_ext, s.oid)
