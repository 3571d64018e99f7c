-- Sequences, without those of identity columns, which are a part of their column.
select $address(c.tableoid, c.oid, 0), row_to_json(o) from pg_class c join pg_namespace n on n.oid = c.relnamespace
join pg_sequence s on s.seqrelid = c.oid, lateral (select
  n.nspname as schema,
  c.relname as name,
  c.relpersistence as durability,
  format_type(s.seqtypid, null) as type,
  s.seqstart as start,
  s.seqincrement as increment,
  s.seqmin as min,
  s.seqmax as max,
  s.seqcache as cache,
  s.seqcycle as cycle,
  (select json_build_object('schema', tn.nspname, 'table', t.relname, 'column', a.attname) from pg_depend d
    join pg_class t on t.oid = d.refobjid join pg_namespace tn on tn.oid = t.relnamespace
    join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
    where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.refclassid = 'pg_class'::regclass
      and d.deptype = 'a' and d.refobjsubid > 0) as owned_by,
  pg_get_userbyid(c.relowner) as owner,
  $grants(c.relacl, 's', c.relowner) as grants,
  $comment(pg_class, c.oid, 0) as comment,
  $labels(pg_class, c.oid, 0) as labels
) o
where c.relkind = 'S' and $lasting(c, n) and $free(pg_class, c.oid)
  and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid
    and d.refclassid = 'pg_class'::regclass and d.deptype = 'i')
