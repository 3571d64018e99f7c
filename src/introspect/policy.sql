-- Policies of row-level security.
select $address(p.tableoid, p.oid, 0), row_to_json(o) from pg_policy p
join pg_class c on c.oid = p.polrelid
join pg_namespace n on n.oid = c.relnamespace, lateral (select
  n.nspname as schema,
  c.relname as "table",
  p.polname as name,
  p.polcmd as command,
  p.polpermissive as permissive,
  (select json_agg(r.role order by r.role::text collate "C") from (
    select case u.oid when 0 then '"public"'::json else json_build_object('role', pg_get_userbyid(u.oid)) end as role
    from unnest(p.polroles) u (oid)) r) as roles,
  pg_get_expr(p.polqual, p.polrelid) as "using",
  pg_get_expr(p.polwithcheck, p.polrelid) as "check",
  $comment(pg_policy, p.oid, 0) as comment
) o
where $lasting(p, n)
