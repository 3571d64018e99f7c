-- Tables: ordinary, partitioned and foreign ones.
select $address(c.tableoid, c.oid, 0), row_to_json(o) from pg_class c join pg_namespace n on n.oid = c.relnamespace
left join pg_class toast on toast.oid = c.reltoastrelid
left join pg_foreign_table f on f.ftrelid = c.oid
left join pg_type y on y.oid = c.reltype, lateral (select
  n.nspname as schema,
  c.relname as name,
  c.relkind as form,
  c.relpersistence as durability,
  (select a.amname from pg_am a where a.oid = c.relam) as access_method,
  (select s.spcname from pg_tablespace s where s.oid = c.reltablespace) as tablespace,
  case when c.reloftype <> 0 then format_type(c.reloftype, null) end as of_type,
  c.reloptions as options,
  toast.reloptions as toast_options,
  (select json_agg(a.attname order by a.attnum) from pg_attribute a
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as column_order,
  case when not c.relispartition then (select json_agg($name(pg_class, relname, relnamespace, i.inhparent)
    order by i.inhseqno) from pg_inherits i where i.inhrelid = c.oid) end as inherits,
  case when c.relispartition then (select json_build_object(
      'of', $name(pg_class, relname, relnamespace, i.inhparent),
      'bound', pg_get_expr(c.relpartbound, c.oid),
      'detach_pending', i.inhdetachpending)
    from pg_inherits i where i.inhrelid = c.oid) end as partition,
  case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end as partition_by,
  c.relrowsecurity as row_security,
  c.relforcerowsecurity as force_row_security,
  c.relreplident as replica_identity,
  case when c.relreplident = 'i' then (select x.relname from pg_index i join pg_class x on x.oid = i.indexrelid
    where i.indrelid = c.oid and i.indisreplident) end as replica_identity_index,
  case when exists (select from pg_index where indisclustered) then (select x.relname from pg_index i
    join pg_class x on x.oid = i.indexrelid where i.indrelid = c.oid and i.indisclustered) end as clustered_on,
  case when f.ftrelid is not null then (select s.srvname from pg_foreign_server s where s.oid = f.ftserver) end as server,
  f.ftoptions as foreign_options,
  pg_get_userbyid(c.relowner) as owner,
  $grants(c.relacl, 'r', c.relowner) as grants,
  $comment(pg_class, c.oid, 0) as comment,
  $comment(pg_type, c.reltype, 0) as type_comment,
  $grants(y.typacl, 'T', y.typowner) as type_grants,
  $labels(pg_class, c.oid, 0) as labels
) o
where c.relkind in ('r', 'p', 'f') and $lasting(c, n) and $free(pg_class, c.oid)
