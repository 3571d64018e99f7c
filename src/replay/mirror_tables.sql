-- The columns of tables and views: schema, relation, whether it is a table, whether it has a primary key, column,
-- whether it accepts NULL, and the name of its type; that of a domain is the name of the type below it.
with recursive base as (
    select t.oid, t.oid as type, t.typname::text as name, t.typtype, t.typbasetype, t.typnotnull
    from pg_catalog.pg_type t
    union all
    select b.oid, t.oid, t.typname::text, t.typtype, t.typbasetype, b.typnotnull or t.typnotnull
    from base b join pg_catalog.pg_type t on t.oid = b.typbasetype
    where b.typtype = 'd'
)
select n.nspname, c.relname, (c.relkind in ('r', 'p'))::text,
    exists (select from pg_catalog.pg_index i where i.indrelid = c.oid and i.indisprimary)::text,
    a.attname, (not (a.attnotnull or b.typnotnull))::text, b.name,
    coalesce(d.typname, '')
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
join base b on b.oid = a.atttypid and b.typtype <> 'd'
left join pg_catalog.pg_type d on d.oid = a.atttypid and d.typtype = 'd'
where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by n.nspname, c.relname, a.attnum
