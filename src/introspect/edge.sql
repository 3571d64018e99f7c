-- Dependencies by which statements are ordered: the address and the part of the object that depends, and of the other
-- one. The parts are those of the enum `Part`.
with part as (
  select 'pg_attrdef'::regclass as class, d.oid, $address('pg_class'::regclass, d.adrelid, d.adnum) as address,
    'default' as part from pg_attrdef d
  union all
  select 'pg_rewrite'::regclass, r.oid, $address('pg_class'::regclass, r.ev_class, 0), 'rule'
  from pg_rewrite r where r.rulename = '_RETURN' and r.ev_type = '1'
  union all
  select 'pg_type'::regclass, t.oid, $address('pg_class'::regclass, t.typrelid, 0), 'row-type'
  from pg_type t join pg_class c on c.oid = t.typrelid where c.relkind <> 'c'
  union all
  select 'pg_type'::regclass, t.typarray, case when c.oid is not null then $address('pg_class'::regclass, c.oid, 0)
      when r.rngtypid is not null then $address('pg_type'::regclass, r.rngtypid, 0)
      else $address('pg_type'::regclass, t.oid, 0) end,
    case when c.oid is not null then 'row-array-type' when r.rngtypid is not null then 'multirange' else 'array-type' end
  from pg_type t left join pg_class c on c.oid = t.typrelid and c.relkind <> 'c'
  left join pg_range r on r.rngmultitypid = t.oid where t.typarray <> 0
  union all
  select 'pg_type'::regclass, r.rngmultitypid, $address('pg_type'::regclass, r.rngtypid, 0), 'multirange' from pg_range r
  union all
  select 'pg_class'::regclass, c.oid, $address('pg_type'::regclass, c.reltype, 0), 'relation'
  from pg_class c where c.relkind = 'c'
  union all
  select 'pg_class'::regclass, k.conindid, $address('pg_constraint'::regclass, k.oid, 0), 'index'
  from pg_constraint k where k.contype in ('p', 'u', 'x')
  union all
  select 'pg_class'::regclass, s.oid, $address('pg_class'::regclass, d.refobjid, d.refobjsubid), 'sequence'
  from pg_class s join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = s.oid and d.deptype = 'i'
    and d.refclassid = 'pg_class'::regclass and d.refobjsubid > 0
  where s.relkind = 'S'
), edge as (
  select d.classid, d.objid, d.refclassid, d.refobjid, d.deptype from pg_depend d
  where d.deptype not in ('p', 'e') and d.objid >= 16384 and d.refobjid <> 0
  union all
  select 'pg_opfamily'::regclass, o.amopfamily, d.refclassid, d.refobjid, d.deptype from pg_depend d
  join pg_amop o on d.classid = 'pg_amop'::regclass and d.objid = o.oid
  where d.deptype not in ('p', 'e', 'i') and not (d.refclassid = 'pg_opfamily'::regclass and o.amopfamily = d.refobjid)
  union all
  select 'pg_opfamily'::regclass, p.amprocfamily, d.refclassid, d.refobjid, d.deptype from pg_depend d
  join pg_amproc p on d.classid = 'pg_amproc'::regclass and d.objid = p.oid
  where d.deptype not in ('p', 'e', 'i') and not (d.refclassid = 'pg_opfamily'::regclass and p.amprocfamily = d.refobjid)
)
select coalesce(f.address, $address(d.classid, d.objid, 0)), coalesce(f.part, 'whole'),
  coalesce(t.address, case when x.objid is not null then $address(x.refclassid, x.refobjid, 0) end,
    $address(d.refclassid, d.refobjid, 0)),
  coalesce(t.part, 'whole'), d.deptype
from edge d
left join part f on f.class = d.classid and f.oid = d.objid
left join part t on t.class = d.refclassid and t.oid = d.refobjid
-- A member of an extension comes with it.
left join pg_depend x on x.classid = d.refclassid and x.objid = d.refobjid and x.objsubid = 0 and x.deptype = 'e'
where d.refobjid >= 16384
order by d.classid, d.objid
