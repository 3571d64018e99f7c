(select json_agg(json_build_object('strategy', i_.amopstrategy, 'operator', i_.amopopr::regoperator::text,
    'left', format_type(i_.amoplefttype, null), 'right', format_type(i_.amoprighttype, null), 'order_by',
    $name(pg_opfamily, opfname, opfnamespace, i_.amopsortfamily))
    order by i_.amoplefttype::regtype::text, i_.amoprighttype::regtype::text, i_.amopstrategy)
  from pg_depend d_ join pg_amop i_ on i_.oid = d_.objid
  where d_.classid = 'pg_amop'::regclass and d_.refclassid = '$1'::regclass and d_.refobjid = $2 and d_.deptype in ('i', 'a')
    and (i_.amopfamily = $3)) as operators,
  (select json_agg(json_build_object('number', i_.amprocnum, 'function', i_.amproc::oid::regprocedure::text,
    'left', format_type(i_.amproclefttype, null), 'right', format_type(i_.amprocrighttype, null))
    order by i_.amproclefttype::regtype::text, i_.amprocrighttype::regtype::text, i_.amprocnum)
  from pg_depend d_ join pg_amproc i_ on i_.oid = d_.objid
  where d_.classid = 'pg_amproc'::regclass and d_.refclassid = '$1'::regclass and d_.refobjid = $2 and d_.deptype in ('i', 'a')
    and (i_.amprocfamily = $3)) as functions
