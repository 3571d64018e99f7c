-- Objects outside of the system's schemas, one a row, without those of the schemas {schemas} and without the tables {tables}.
with named(id) as (
  select oid from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' and nspname <> all ({schemas})
), tracking(id) as (
  select to_regclass(name::text)::oid from unnest({tables}) as name where to_regclass(name::text) is not null
), relation as (
  select c.oid, relname, relnamespace, relkind, indrelid, coalesce(indisvalid, true) as is_valid
    from pg_class c left join pg_index on indexrelid = c.oid
   where relnamespace in (select id from named) and relkind <> 't'
     and not exists (select from tracking where id in (c.oid, indrelid))
     and not exists (select from pg_depend d join tracking on d.refobjid = id
                      where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i'))
)
select object from (
select case relkind when 'r' then 'table' when 'p' then 'partitioned table' when 'v' then 'view'
            when 'm' then 'materialized view' when 'S' then 'sequence' when 'i' then 'index'
            when 'I' then 'partitioned index' when 'f' then 'foreign table' when 'c' then 'composite type' end
       || ' ' || nspname || '.' || relname || case when is_valid then '' else ' (invalid)' end as object
  from relation join pg_namespace n on n.oid = relnamespace
union all
select case prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end || ' ' || nspname || '.' || proname
  from pg_proc join pg_namespace n on n.oid = pronamespace where n.oid in (select id from named)
union all
select case typtype when 'e' then 'enum' else 'domain' end || ' ' || nspname || '.' || typname
  from pg_type join pg_namespace n on n.oid = typnamespace where n.oid in (select id from named) and typtype in ('e', 'd')
union all
select 'schema ' || nspname from pg_namespace where oid in (select id from named) and nspname <> 'public'
union all
select 'no schema public' where to_regnamespace('public') is null
) as found order by object collate "C"
