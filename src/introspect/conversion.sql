-- Conversions of encodings.
select $address(c.tableoid, c.oid, 0), row_to_json(o) from pg_conversion c join pg_namespace n on n.oid = c.connamespace, lateral (select
  n.nspname as schema,
  c.conname as name,
  pg_encoding_to_char(c.conforencoding) as source,
  pg_encoding_to_char(c.contoencoding) as target,
  c.conproc::oid::regprocedure::text as function,
  c.condefault as "default",
  pg_get_userbyid(c.conowner) as owner,
  $comment(pg_conversion, c.oid, 0) as comment
) o
where $lasting(c, n) and $free(pg_conversion, c.oid)
