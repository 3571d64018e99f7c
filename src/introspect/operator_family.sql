-- Operator families, with the operators and functions that no class brought.
select $address(f.tableoid, f.oid, 0), row_to_json(o) from pg_opfamily f join pg_namespace n on n.oid = f.opfnamespace, lateral (select
  n.nspname as schema,
  f.opfname as name,
  (select m.amname from pg_am m where m.oid = f.opfmethod) as method,
  $items(pg_opfamily, f.oid, f.oid),
  pg_get_userbyid(f.opfowner) as owner,
  $comment(pg_opfamily, f.oid, 0) as comment
) o
where $lasting(f, n) and $free(pg_opfamily, f.oid)
