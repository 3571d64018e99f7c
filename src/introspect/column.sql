-- Columns. Those of a view, a materialized view or a composite type follow from its definition: they are here if
-- something was set for one. Columns that an extension gave its own table belong to the extension. The properties of the
-- second row are set for few columns and left out of the others: there are many columns, and writing JSON takes longer
-- than reading them. A new database has no statistics, and the planner would join comments and sequences row by row with
-- all columns: "offset 0" keeps each in a query of its own, which uses the index.
select $address(c.tableoid, c.oid, a.attnum),
  left(row_to_json(o)::text, -1) || coalesce(',' || substr(case
    when a.attcollation <> t.typcollation or a.attgenerated <> '' or a.attidentity <> '' or a.attstorage <> t.typstorage
      or a.attcompression <> '' or nullif(a.attstattarget, -1) is not null or a.attoptions is not null
      or a.attfdwoptions is not null or a.attacl is not null or m.description is not null
      or nn.oid is not null -- since 18
      or exists (select from pg_seclabel)
    then row_to_json(r)::text end, 2), '}')
from pg_attribute a
join pg_class c on c.oid = a.attrelid
join pg_namespace n on n.oid = c.relnamespace
join pg_type t on t.oid = a.atttypid
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
left join pg_depend e on e.classid = 'pg_class'::regclass and e.objid = c.oid and e.objsubid = 0 and e.deptype = 'e'
left join lateral (select d_.description from pg_description d_
  where d_.classoid = 'pg_class'::regclass and d_.objoid = a.attrelid and d_.objsubid = a.attnum offset 0) m on true
left join pg_constraint nn on nn.conrelid = a.attrelid and nn.contype = 'n' and nn.conkey[1] = a.attnum -- since 18
left join lateral (
  select s.oid, s.relname, s.relpersistence, s.relowner, s.relacl, q.*
  from pg_depend i join pg_class s on s.oid = i.objid and s.relkind = 'S' join pg_sequence q on q.seqrelid = s.oid
  where i.classid = 'pg_class'::regclass and i.refclassid = 'pg_class'::regclass and i.refobjid = a.attrelid
    and i.refobjsubid = a.attnum and i.deptype = 'i' and a.attidentity <> '' offset 0
) q on true, lateral (select
  n.nspname as schema,
  c.relname as "table",
  a.attname as name,
  case when c.relkind in ('r', 'p', 'f') then format_type(a.atttypid, a.atttypmod) end as type,
  pg_get_expr(d.adbin, d.adrelid) as "default",
  case when a.attnotnull and c.relkind in ('r', 'p', 'f') then json_build_object(
    'validated', nn.convalidated, 'no_inherit', nn.connoinherit, -- since 18
    'local', nn.conislocal or c.relispartition, -- since 18
    'set', true) end as not_null,
  case when c.relkind in ('r', 'f') and not c.relispartition then a.attislocal else true end as local,
  case when c.relkind in ('r', 'f') and not c.relispartition then a.attinhcount > 0 else false end as inherited
) o, lateral (select
  case when c.relkind in ('r', 'p', 'f') and a.attcollation <> t.typcollation
    then $name(pg_collation, collname, collnamespace, a.attcollation) end as collation,
  nullif(a.attgenerated, '') as generated,
  case when a.attidentity <> '' then json_build_object(
    'form', a.attidentity, 'sequence', q.relname, 'durability', q.relpersistence, 'start', q.seqstart,
    'increment', q.seqincrement, 'min', q.seqmin, 'max', q.seqmax, 'cache', q.seqcache, 'cycle', q.seqcycle) end
    as identity,
  case when nn.conislocal and nn.conname <> c.relname || '_' || a.attname || '_not_null' -- since 18
    and not (octet_length(nn.conname::text) = 63 and nn.conname like '%\_not\_null') then nn.conname end as not_null_name, -- since 18
  $comment(pg_constraint, nn.oid, 0) as not_null_comment, -- since 18
  nullif(a.attstorage, t.typstorage) as storage,
  nullif(a.attcompression, '') as compression,
  nullif(a.attstattarget, -1) as statistics,
  a.attoptions as options,
  a.attfdwoptions as foreign_options,
  $grants(a.attacl, 'c', c.relowner) as grants,
  m.description as comment,
  $labels(pg_class, a.attrelid, a.attnum) as labels,
  case when q.oid is not null then $grants(q.relacl, 's', q.relowner) end as sequence_grants,
  case when q.relowner <> c.relowner then pg_get_userbyid(q.relowner) end as sequence_owner,
  case when q.oid is not null then $comment(pg_class, q.oid, 0) end as sequence_comment
) r
where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'f', 'v', 'm', 'c') and $lasting(c, n)
  and (c.relkind in ('r', 'p', 'f') or o."default" is not null or r.storage is not null or r.compression is not null
    or r.statistics is not null or r.options is not null or r.foreign_options is not null or r.grants is not null
    or r.comment is not null or r.labels is not null)
  and (e.objid is null or a.xmin <> (select s.xmin from pg_attribute s where s.attrelid = c.oid and s.attnum = -6))
