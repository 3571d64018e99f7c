-- Operator classes, with the operators and functions that they bring into their family.
select $address(c.tableoid, c.oid, 0), row_to_json(o) from pg_opclass c join pg_namespace n on n.oid = c.opcnamespace, lateral (select
  n.nspname as schema,
  c.opcname as name,
  (select m.amname from pg_am m where m.oid = c.opcmethod) as method,
  $name(pg_opfamily, opfname, opfnamespace, c.opcfamily) as family,
  format_type(c.opcintype, null) as type,
  case when c.opckeytype <> 0 then format_type(c.opckeytype, null) end as key_type,
  c.opcdefault as "default",
  $items(pg_opclass, c.oid, c.opcfamily),
  pg_get_userbyid(c.opcowner) as owner,
  $comment(pg_opclass, c.oid, 0) as comment
) o
where $lasting(c, n) and $free(pg_opclass, c.oid)
