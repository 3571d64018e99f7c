-- The roles that objects of this database belong to or that have privileges on them, the owner of the database, the role
-- of this session, and the roles that these are members of. Objects of the first superuser are not in pg_shdepend.
with recursive needed (role) as (
  select s.refobjid from pg_catalog.pg_shdepend s join pg_catalog.pg_database d on d.oid = s.dbid
    where d.datname = pg_catalog.current_database()
      and s.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass
  union
  select datdba from pg_catalog.pg_database where datname = pg_catalog.current_database()
  union
  select 10::pg_catalog.oid where exists (select from pg_catalog.pg_class where relowner = 10 and oid >= 16384
      union all select from pg_catalog.pg_proc where proowner = 10 and oid >= 16384
      union all select from pg_catalog.pg_type where typowner = 10 and oid >= 16384
      union all select from pg_catalog.pg_namespace where nspowner = 10 and oid >= 16384)
  union
  select oid from pg_catalog.pg_roles where rolname = current_user
  union
  select m.roleid from needed n join pg_catalog.pg_auth_members m on m.member = n.role
)
select r.rolname::text, (r.oid < 16384)::text, r.rolsuper::text
from needed n join pg_catalog.pg_roles r on r.oid = n.role
where r.rolname !~ '^pg_' order by r.rolname collate "C"
