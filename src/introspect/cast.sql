-- Casts. The cast of a range to its multirange belongs to the type.
select $address(c.tableoid, c.oid, 0), row_to_json(o) from pg_cast c, lateral (select
  format_type(c.castsource, null) as source,
  format_type(c.casttarget, null) as target,
  nullif(c.castfunc, 0)::regprocedure::text as function,
  c.castcontext as context,
  c.castmethod as method,
  $comment(pg_cast, c.oid, 0) as comment
) o
where c.oid >= 16384 and $free(pg_cast, c.oid)
  and not exists (select from pg_depend d where d.classid = 'pg_cast'::regclass and d.objid = c.oid and d.deptype = 'i')
