-- Rules, without those that make a view.
select $address(r.tableoid, r.oid, 0), row_to_json(o) from pg_rewrite r
join pg_class c on c.oid = r.ev_class
join pg_namespace n on n.oid = c.relnamespace, lateral (select
  n.nspname as schema,
  c.relname as "table",
  r.rulename as name,
  pg_get_ruledef(r.oid) as definition,
  r.ev_enabled as enabled,
  $comment(pg_rewrite, r.oid, 0) as comment
) o
where $lasting(r, n) and (r.rulename <> '_RETURN' or r.ev_type <> '1')
