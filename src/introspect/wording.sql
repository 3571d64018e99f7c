-- Spellings and orders that only the text of a schema needs.
select $address(c.tableoid, c.oid, 0), row_to_json(o) from pg_class c join pg_namespace n on n.oid = c.relnamespace
left join pg_class toast on toast.oid = c.reltoastrelid, lateral (select
  case when c.relkind in ('i', 'I') then pg_get_indexdef(c.oid) end as definition,
  c.reloptions as options,
  toast.reloptions as toast_options
) o
where c.relkind in ('r', 'p', 'f', 'v', 'm', 'i', 'I') and $lasting(c, n)
  and (c.relkind in ('i', 'I') or c.reloptions is not null or toast.reloptions is not null)
union all
select $address(k.tableoid, k.oid, 0), json_build_object('options', x.reloptions)
from pg_constraint k join pg_class x on x.oid = k.conindid
where k.contype in ('p', 'u', 'x') and x.reloptions is not null and k.oid >= 16384
union all
select $address(c.tableoid, c.oid, a.attnum), json_build_object('options', a.attoptions)
from pg_attribute a join pg_class c on c.oid = a.attrelid
where a.attoptions is not null and a.attnum > 0 and c.relkind in ('r', 'p', 'f', 'm') and c.oid >= 16384
union all
select $address(p.tableoid, p.oid, 0), json_build_object('settings', p.proconfig)
from pg_proc p where p.proconfig is not null and p.oid >= 16384
union all
select $address(e.tableoid, e.oid, 0), json_build_object('tags', e.evttags)
from pg_event_trigger e where e.evttags is not null
union all
select $address(c.tableoid, c.oid, 0), json_build_object('tokens',
  (select json_agg(k.alias order by k.tokid) from ts_token_type(c.cfgparser) k))
from pg_ts_config c where c.oid >= 16384
union all
select $address(t.tableoid, t.oid, 0), json_build_object('has_default_opclass', p.opcdefault,
  'has_default_collation', r.rngcollation = s.typcollation)
from pg_range r join pg_type t on t.oid = r.rngtypid join pg_type s on s.oid = r.rngsubtype
join pg_opclass p on p.oid = r.rngsubopc
where t.oid >= 16384
