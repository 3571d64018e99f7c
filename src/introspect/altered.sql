-- Objects of extensions and of the server with other privileges than they were created with, and tables of extensions
-- with row-level security.
select null as address, row_to_json(o) from (
  select 'pg_class'::regclass as class, c.oid, 0 as sub, c.relacl as acl, c.relowner as owner,
    case c.relkind when 'S' then 's' else 'r' end::"char" as kind, c.relrowsecurity as rls, c.relforcerowsecurity as forced
  from pg_class c where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
    and c.relnamespace is distinct from to_regnamespace('information_schema')
  union all select 'pg_class'::regclass, a.attrelid, a.attnum, a.attacl, c.relowner, 'c', false, false
  from pg_attribute a join pg_class c on c.oid = a.attrelid where a.attacl is not null and not a.attisdropped
    and c.relnamespace is distinct from to_regnamespace('information_schema')
  union all select 'pg_proc'::regclass, p.oid, 0, p.proacl, p.proowner, 'f', false, false from pg_proc p
    where p.pronamespace is distinct from to_regnamespace('information_schema')
  union all select 'pg_type'::regclass, t.oid, 0, t.typacl, t.typowner, 'T', false, false from pg_type t where t.typacl is not null
  union all select 'pg_namespace'::regclass, n.oid, 0, n.nspacl, n.nspowner, 'n', false, false from pg_namespace n
    where n.nspname not in ('public', 'information_schema')
  union all select 'pg_language'::regclass, l.oid, 0, l.lanacl, l.lanowner, 'l', false, false from pg_language l
  union all select 'pg_foreign_data_wrapper'::regclass, f.oid, 0, f.fdwacl, f.fdwowner, 'F', false, false from pg_foreign_data_wrapper f
  union all select 'pg_foreign_server'::regclass, s.oid, 0, s.srvacl, s.srvowner, 'S', false, false from pg_foreign_server s
) x
left join pg_init_privs i on i.classoid = x.class and i.objoid = x.oid and i.objsubid = x.sub, lateral (select
  d.type as class, d.identity as name,
  $grants(x.acl, x.kind, x.owner) as grants,
  x.rls as row_security,
  x.forced as force_row_security
  from pg_identify_object(x.class, x.oid, x.sub) d
) o
where (x.oid < 16384 or exists (select from pg_depend e where e.classid = x.class and e.objid = x.oid and e.deptype = 'e'))
  and (x.rls or x.forced or (x.acl is not null or i.initprivs is not null) and
    (select array_agg(a::text order by a::text) from unnest(coalesce(x.acl, acldefault(x.kind, x.owner))) a)
      is distinct from
      (select array_agg(a::text order by a::text) from unnest(coalesce(i.initprivs, acldefault(x.kind, x.owner))) a))
