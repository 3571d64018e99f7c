-- Extensions, without those that initdb installs.
select $address(e.tableoid, e.oid, 0), row_to_json(o) from pg_extension e, lateral (select
  e.extname as name,
  (select n.nspname from pg_namespace n where n.oid = e.extnamespace) as schema,
  e.extrelocatable as relocatable,
  e.extversion as version,
  pg_get_userbyid(e.extowner) as owner,
  $comment(pg_extension, e.oid, 0) as comment
) o
where e.oid >= 16384
