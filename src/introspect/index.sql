-- Indexes that do not implement a constraint.
select x.oid, row_to_json(o) from pg_index i
join pg_class x on x.oid = i.indexrelid
join pg_class c on c.oid = i.indrelid
join pg_namespace n on n.oid = x.relnamespace, lateral (select
  n.nspname as schema,
  x.relname as name,
  $name(pg_class, relname, relnamespace, i.indrelid) as "table",
  (select m.amname from pg_am m where m.oid = x.relam) as method,
  i.indisunique as "unique",
  i.indnullsnotdistinct as nulls_not_distinct, -- since 15
  i.indimmediate as immediate,
  (select json_agg(json_build_object(
      'expression', case when i.indkey[g.at] <> 0 then quote_ident(h.attname) else pg_get_indexdef(x.oid, g.at + 1, false) end,
      'collation', case when i.indcollation[g.at] <> coalesce(y.typcollation, 0)
        then $name(pg_collation, collname, collnamespace, i.indcollation[g.at]) end,
      'opclass', $name(pg_opclass, opcname, opcnamespace, i.indclass[g.at]),
      'opclass_options', a.attoptions,
      'descending', i.indoption[g.at] & 1 = 1,
      'nulls_first', i.indoption[g.at] & 2 = 2,
      'statistics', nullif(a.attstattarget, -1)) order by g.at)
    from generate_series(0, i.indnkeyatts - 1) g (at)
    join pg_attribute a on a.attrelid = x.oid and a.attnum = g.at + 1
    left join pg_attribute h on h.attrelid = i.indrelid and h.attnum = i.indkey[g.at] and h.attnum <> 0
    left join pg_type y on y.oid = coalesce(h.atttypid, a.atttypid)) as columns,
  (select json_agg(h.attname order by g.at) from generate_series(i.indnkeyatts, i.indnatts - 1) g (at)
    join pg_attribute h on h.attrelid = i.indrelid and h.attnum = i.indkey[g.at]) as include,
  pg_get_expr(i.indpred, i.indrelid) as predicate,
  x.reloptions as options,
  (select s.spcname from pg_tablespace s where s.oid = x.reltablespace) as tablespace,
  (select $name(pg_class, relname, relnamespace, h.inhparent) from pg_inherits h where h.inhrelid = x.oid) as attached_to,
  i.indisvalid and i.indisready and i.indislive as valid,
  $comment(pg_class, x.oid, 0) as comment
) o
where $lasting(x, n)
  and not exists (select from pg_constraint k where k.conindid = x.oid and k.contype in ('p', 'u', 'x'))
