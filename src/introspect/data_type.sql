-- Types: enums, composite types, domains, ranges, base types and shells. Array types, the types of rows and
-- multiranges belong to another type or table.
select $address(t.tableoid, t.oid, 0), row_to_json(o) from pg_type t join pg_namespace n on n.oid = t.typnamespace
left join pg_class c on c.oid = t.typrelid
left join pg_type b on b.oid = t.typbasetype
left join pg_range r on r.rngtypid = t.oid, lateral (select
  n.nspname as schema,
  t.typname as name,
  case when t.typisdefined then t.typtype else 's' end as form,
  (select json_agg(e.enumlabel order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid) as "values",
  case when t.typtype = 'c' then (select json_agg(json_build_object(
      'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
      'collation', case when a.attcollation <> y.typcollation
        then $name(pg_collation, collname, collnamespace, a.attcollation) end) order by a.attnum)
    from pg_attribute a join pg_type y on y.oid = a.atttypid
    where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped) end as attributes,
  case when t.typtype = 'd' then json_build_object(
    'type', format_type(t.typbasetype, t.typtypmod),
    'collation', case when t.typcollation <> b.typcollation
      then $name(pg_collation, collname, collnamespace, t.typcollation) end,
    'default', case when t.typdefaultbin is not null then pg_get_expr(t.typdefaultbin, 0) else t.typdefault end,
    'not_null', t.typnotnull) end as domain,
  (select json_build_object('name', k.conname, 'comment', $comment(pg_constraint, k.oid, 0)) -- since 18
    from pg_constraint k where k.contypid = t.oid and k.contype = 'n') as not_null_constraint, -- since 18
  case when t.typtype = 'r' then json_build_object(
    'subtype', format_type(r.rngsubtype, null),
    'opclass', $name(pg_opclass, opcname, opcnamespace, r.rngsubopc),
    'collation', $name(pg_collation, collname, collnamespace, r.rngcollation),
    'canonical', nullif(r.rngcanonical::oid, 0)::regprocedure::text,
    'difference', nullif(r.rngsubdiff::oid, 0)::regprocedure::text,
    'multirange', $name(pg_type, typname, typnamespace, r.rngmultitypid)) end as range,
  case when t.typtype = 'b' and t.typisdefined then json_build_object(
    'input', t.typinput::oid::regprocedure::text, 'output', t.typoutput::oid::regprocedure::text,
    'receive', nullif(t.typreceive::oid, 0)::regprocedure::text, 'send', nullif(t.typsend::oid, 0)::regprocedure::text,
    'modifier_input', nullif(t.typmodin::oid, 0)::regprocedure::text,
    'modifier_output', nullif(t.typmodout::oid, 0)::regprocedure::text,
    'analyze', nullif(t.typanalyze::oid, 0)::regprocedure::text,
    'subscript', nullif(t.typsubscript::oid, 0)::regprocedure::text,
    'length', t.typlen, 'by_value', t.typbyval, 'alignment', t.typalign, 'storage', t.typstorage,
    'category', t.typcategory, 'preferred', t.typispreferred, 'default', t.typdefault, 'delimiter', t.typdelim,
    'element', case when t.typelem <> 0 then format_type(t.typelem, null) end,
    'collatable', t.typcollation <> 0) end as base,
  pg_get_userbyid(t.typowner) as owner,
  $grants(t.typacl, 'T', t.typowner) as grants,
  $comment(pg_type, t.oid, 0) as comment,
  $labels(pg_type, t.oid, 0) as labels
) o
where $lasting(t, n) and $free(pg_type, t.oid)
  and (t.typrelid = 0 or c.relkind = 'c') and t.typtype <> 'm'
  and not exists (select from pg_type e where e.oid = t.typelem and e.typarray = t.oid)
