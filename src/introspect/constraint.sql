-- Constraints of tables and domains. A check or foreign key that is inherited only follows from its parent: it is here
-- if it has a comment. The triggers of a constraint trigger are triggers. Constraints that an extension gave its own table belong to it.
select $address(k.tableoid, k.oid, 0), row_to_json(o) from pg_constraint k
left join pg_class c on c.oid = k.conrelid
left join pg_type t on t.oid = k.contypid
join pg_namespace n on n.oid = coalesce(c.relnamespace, t.typnamespace)
left join pg_index i on i.indexrelid = k.conindid and k.contype in ('p', 'u', 'x')
left join pg_class x on x.oid = i.indexrelid
left join pg_depend e on e.classid = 'pg_class'::regclass and e.objid = c.oid and e.objsubid = 0 and e.deptype = 'e',
lateral (select
  n.nspname as schema,
  coalesce(c.relname, t.typname) as "on",
  k.contypid <> 0 as of_domain,
  k.conname as name,
  k.contype as form,
  pg_get_constraintdef(k.oid) as definition,
  (select json_agg((select a.attname from pg_attribute a where a.attrelid = k.conrelid and a.attnum = p.num) order by p.at)
    from unnest(k.conkey) with ordinality p (num, at) where p.num <> 0) as columns,
  case when k.contype = 'f' then $name(pg_class, relname, relnamespace, k.confrelid) end as "references",
  k.convalidated as validated,
  k.conenforced as enforced, -- since 18
  k.condeferrable as deferrable,
  k.condeferred as deferred,
  k.connoinherit and k.contype = 'c' as no_inherit,
  k.contype = 'c' and k.coninhcount > 0 as inherited,
  case when k.contype = 'f' and k.conparentid <> 0 or k.contype = 'c' and k.contypid = 0 and not k.conislocal then false end as local,
  case when x.relispartition then
    (select $name(pg_class, relname, relnamespace, h.inhparent) from pg_inherits h where h.inhrelid = x.oid) end as attached_to,
  x.reloptions as options,
  (select s.spcname from pg_tablespace s where s.oid = x.reltablespace) as tablespace,
  case when x.oid is not null then (select json_object_agg(a.attnum, a.attstattarget order by a.attnum)
    from pg_attribute a where a.attrelid = x.oid and a.attstattarget >= 0) end as statistics,
  i.indisvalid and i.indisready and i.indislive as valid,
  case when k.contype = 'f' and exists (select from pg_trigger where tgisinternal and tgenabled <> 'O') then (select json_agg(distinct g.tgenabled) from pg_trigger g
    where g.tgconstraint = k.oid and g.tgisinternal and g.tgenabled <> 'O') end as triggers,
  case when x.oid is not null then $extensions(pg_class, x.oid) end as depends_on_extensions,
  $comment(pg_constraint, k.oid, 0) as comment,
  case when x.oid is not null then $comment(pg_class, x.oid, 0) end as index_comment
) o
where k.contype not in ('n', 't') and $lasting(k, n)
  and (o.local is null or o.comment is not null)
  and (k.contypid = 0 or $free(pg_type, t.oid))
  and (e.objid is null or k.xmin <> (select s.xmin from pg_attribute s where s.attrelid = c.oid and s.attnum = -6))
