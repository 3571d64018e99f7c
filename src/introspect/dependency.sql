-- Dependencies between objects: the one that depends, the other one, and how. An object without an identity of its own
-- has the one of the object whose part it is: `i` internal, `e` of an extension, `m` of a publication, `a` automatic.
select string_agg(concat_ws(e'\t', $address(d.classid, d.objid, d.objsubid), $address(d.refclassid, d.refobjid, d.refobjsubid),
  case when d.refclassid = 'pg_publication'::regclass then 'm' else d.deptype::text end), e'\n')
from pg_depend d
where d.refobjid <> 0 and d.refclassid <> 'pg_namespace'::regclass and (d.objid >= 16384 or d.refobjid >= 16384)
