-- Triggers. One on a partition that follows from its partitioned table is here if it is enabled differently.
select $address(t.tableoid, t.oid, 0), row_to_json(o) from pg_trigger t
join pg_class c on c.oid = t.tgrelid
join pg_namespace n on n.oid = c.relnamespace
left join pg_trigger u on u.oid = t.tgparentid, lateral (select
  n.nspname as schema,
  c.relname as "table",
  t.tgname as name,
  case when t.tgparentid = 0 then pg_get_triggerdef(t.oid) end as definition,
  t.tgparentid <> 0 as inherited,
  t.tgenabled as enabled,
  t.tgfoid::regprocedure::text as function,
  $extensions(pg_trigger, t.oid) as depends_on_extensions,
  $comment(pg_trigger, t.oid, 0) as comment
) o
where $lasting(t, n) and (t.tgconstraint = 0 or t.tgconstrrelid = 0
    or exists (select from pg_constraint k where k.oid = t.tgconstraint and k.contype = 't')
    or not t.tgisinternal)
  and (t.tgparentid = 0 and not t.tgisinternal or t.tgparentid <> 0 and t.tgenabled <> u.tgenabled)
