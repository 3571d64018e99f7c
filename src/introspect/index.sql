-- Indexes that do not implement a constraint. No index leads from these to their constraints: "not in" collects them once.
select $address(x.tableoid, x.oid, 0), row_to_json(o) from pg_index i
join pg_class x on x.oid = i.indexrelid
join pg_class c on c.oid = i.indrelid
join pg_namespace n on n.oid = x.relnamespace
join (
  select i.indexrelid,
    json_agg(json_build_object(
      'expression', case when g.key <> 0 then quote_ident(h.attname) else pg_get_indexdef(i.indexrelid, g.at::int, false) end,
      'collation', case when g.coll <> y.typcollation
        then json_build_object('schema', ln.nspname, 'name', l.collname) end,
      'opclass', json_build_object('schema', pn.nspname, 'name', p.opcname),
      'opclass_options', a.attoptions,
      'descending', g.option & 1 = 1,
      'nulls_first', g.option & 2 = 2,
      'statistics', nullif(a.attstattarget, -1)) order by g.at) filter (where g.at <= i.indnkeyatts) as columns,
    json_agg(h.attname order by g.at) filter (where g.at > i.indnkeyatts) as include
  from pg_index i
  cross join unnest(i.indkey::int2[], i.indcollation::oid[], i.indclass::oid[], i.indoption::int2[])
    with ordinality g (key, coll, class, option, at)
  join pg_attribute a on a.attrelid = i.indexrelid and a.attnum = g.at
  left join pg_attribute h on h.attrelid = i.indrelid and h.attnum = g.key and g.key <> 0
  left join pg_type y on y.oid = coalesce(h.atttypid, a.atttypid)
  left join pg_opclass p on p.oid = g.class left join pg_namespace pn on pn.oid = p.opcnamespace
  left join pg_collation l on l.oid = g.coll left join pg_namespace ln on ln.oid = l.collnamespace
  join pg_class r on r.oid = i.indrelid and r.relkind <> 't'
  where i.indexrelid >= 16384 and not i.indisprimary
  group by i.indexrelid
) k on k.indexrelid = x.oid, lateral (select
  n.nspname as schema,
  x.relname as name,
  json_build_object('schema', n.nspname, 'name', c.relname) as "table",
  (select m.amname from pg_am m where m.oid = x.relam) as method,
  i.indisunique as "unique",
  i.indnullsnotdistinct as nulls_not_distinct, -- since 15
  i.indimmediate as immediate,
  k.columns,
  k.include,
  pg_get_expr(i.indpred, i.indrelid) as predicate,
  x.reloptions as options,
  (select s.spcname from pg_tablespace s where s.oid = x.reltablespace) as tablespace,
  case when x.relispartition then
    (select $name(pg_class, relname, relnamespace, h.inhparent) from pg_inherits h where h.inhrelid = x.oid) end as attached_to,
  i.indisvalid and i.indisready and i.indislive as valid,
  $extensions(pg_class, x.oid) as depends_on_extensions,
  $comment(pg_class, x.oid, 0) as comment
) o
where $lasting(x, n)
  and x.oid not in (select k.conindid from pg_constraint k where k.contype in ('p', 'u', 'x'))
