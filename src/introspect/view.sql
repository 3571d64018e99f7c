-- Views and materialized views.
select $address(c.tableoid, c.oid, 0), row_to_json(o) from pg_class c join pg_namespace n on n.oid = c.relnamespace
left join pg_class toast on toast.oid = c.reltoastrelid, lateral (select
  n.nspname as schema,
  c.relname as name,
  c.relkind as form,
  pg_get_viewdef(c.oid) as definition,
  (select json_agg(json_build_array(a.attname, format_type(a.atttypid, a.atttypmod)) order by a.attnum)
    from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
  c.reloptions as options,
  toast.reloptions as toast_options,
  case when c.relkind = 'm' then (select a.amname from pg_am a where a.oid = c.relam) end as access_method,
  (select s.spcname from pg_tablespace s where s.oid = c.reltablespace) as tablespace,
  (select x.relname from pg_index i join pg_class x on x.oid = i.indexrelid
    where i.indrelid = c.oid and i.indisclustered) as clustered_on,
  c.relispopulated as populated,
  $extensions(pg_class, c.oid) as depends_on_extensions,
  pg_get_userbyid(c.relowner) as owner,
  $grants(c.relacl, 'r', c.relowner) as grants,
  $comment(pg_class, c.oid, 0) as comment,
  $labels(pg_class, c.oid, 0) as labels
) o
where c.relkind in ('v', 'm') and $lasting(c, n) and $free(pg_class, c.oid)
