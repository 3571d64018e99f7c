-- Operators, without shells.
select $address(p.tableoid, p.oid, 0), row_to_json(o) from pg_operator p join pg_namespace n on n.oid = p.oprnamespace, lateral (select
  n.nspname as schema,
  p.oprname as name,
  case when p.oprleft <> 0 then format_type(p.oprleft, null) end as "left",
  case when p.oprright <> 0 then format_type(p.oprright, null) end as "right",
  p.oprcode::oid::regprocedure::text as function,
  nullif(p.oprcom, 0)::regoperator::text as commutator,
  nullif(p.oprnegate, 0)::regoperator::text as negator,
  nullif(p.oprrest::oid, 0)::regprocedure::text as "restrict",
  nullif(p.oprjoin::oid, 0)::regprocedure::text as "join",
  p.oprcanhash as hashes,
  p.oprcanmerge as merges,
  pg_get_userbyid(p.oprowner) as owner,
  $comment(pg_operator, p.oid, 0) as comment
) o
where $lasting(p, n) and $free(pg_operator, p.oid) and p.oprcode <> 0
