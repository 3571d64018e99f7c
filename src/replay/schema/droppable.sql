-- The objects of some schemas, each with the word for DROP, so that they can be dropped a portion at a
-- time: one DROP SCHEMA locks everything in it at once. What an extension brought, or what goes with a
-- table, is left out.
select i.type, i.identity
from (
  select 1 as rank, 'pg_catalog.pg_class'::regclass as class, c.oid, c.relispartition as is_part
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ($schemas) and c.relkind in ('r', 'p', 'f', 'v', 'm')
  union all
  select 2, 'pg_catalog.pg_class'::regclass, c.oid, false
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ($schemas) and c.relkind = 'S'
    and not exists (
      select from pg_catalog.pg_depend d
      where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i')
    )
  union all
  select 3, 'pg_catalog.pg_proc'::regclass, p.oid, false
  from pg_catalog.pg_proc p
  join pg_catalog.pg_namespace n on n.oid = p.pronamespace
  where n.nspname in ($schemas)
  union all
  select 4, 'pg_catalog.pg_type'::regclass, t.oid, false
  from pg_catalog.pg_type t
  join pg_catalog.pg_namespace n on n.oid = t.typnamespace
  left join pg_catalog.pg_class c on c.oid = t.typrelid
  where n.nspname in ($schemas) and (t.typtype in ('e', 'd') or c.relkind = 'c')
) o
cross join lateral pg_catalog.pg_identify_object(o.class, o.oid, 0) i
where not exists (
  select from pg_catalog.pg_depend d
  where d.classid = o.class and d.objid = o.oid and d.deptype = 'e'
)
order by o.rank, o.is_part desc, i.type, o.oid desc
