-- Objects in schemas of the platform that were created after the platform's own: the last object
-- that the platform creates is a default privilege (the end of `grants.sql`), so every object with
-- a higher OID belongs to the project. Members of extensions belong to the extension, and parts of
-- a new table to that table. Where stubs cannot be registered as extensions, only the schemas that
-- no stub uses count.
with mark as (
  select min(d.oid) as oid from pg_default_acl d join pg_namespace n on n.oid = d.defaclnamespace
  where n.nspname = 'auth' and d.defaclobjtype = 'f'
),
place as (
  select n.oid, n.nspname::text as name from pg_namespace n
  where n.nspname in ($schemas) and n.nspname <> 'supabase_migrations'
    and (n.nspname in ('auth', 'storage', 'realtime')
      or $registers_stubs)
),
-- Relations that the platform created.
relation as (
  select c.oid, format('%s.%s', p.name, c.relname) as name
  from pg_class c join place p on p.oid = c.relnamespace, mark where c.oid < mark.oid
),
found (class, oid, kind, name) as (
  select 'pg_trigger'::regclass, t.oid, 'trigger', format('`%s` on `%s`', t.tgname, r.name)
  from pg_trigger t join relation r on r.oid = t.tgrelid where not t.tgisinternal
  union all
  select 'pg_policy'::regclass, o.oid, 'policy', format('`%s` on `%s`', o.polname, r.name)
  from pg_policy o join relation r on r.oid = o.polrelid
  union all
  select 'pg_class'::regclass, i.indexrelid, 'index', format('`%s` on `%s`', c.relname, r.name)
  from pg_index i join relation r on r.oid = i.indrelid join pg_class c on c.oid = i.indexrelid
  where not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.conrelid = i.indrelid)
  union all
  select 'pg_constraint'::regclass, k.oid, 'constraint', format('`%s` on `%s`', k.conname, r.name)
  from pg_constraint k join relation r on r.oid = k.conrelid where k.contype in ('c', 'f', 'p', 'u', 'x')
  union all
  select 'pg_class'::regclass, c.oid,
    case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'foreign table'
      when 'S' then 'sequence' else 'table' end,
    format('`%s.%s`', p.name, c.relname)
  from pg_class c join place p on p.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'f')
    or c.relkind = 'S' and not exists (select from pg_depend d
      where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i'))
  union all
  select 'pg_proc'::regclass, f.oid, 'function', format('`%s.%s`', p.name, f.proname)
  from pg_proc f join place p on p.oid = f.pronamespace
  union all
  select 'pg_type'::regclass, t.oid, 'type', format('`%s.%s`', p.name, t.typname)
  from pg_type t join place p on p.oid = t.typnamespace left join pg_class c on c.oid = t.typrelid
  where t.typtype in ('d', 'e', 'r') or c.relkind = 'c'
)
select distinct kind || ' ' || name from found, mark
where found.oid > mark.oid and not exists (
  select from pg_depend d where d.classid = found.class and d.objid = found.oid and d.deptype = 'e')
order by 1
