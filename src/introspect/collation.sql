-- Collations. Their version is that of the library on the machine.
select $address(c.tableoid, c.oid, 0), row_to_json(o) from pg_collation c join pg_namespace n on n.oid = c.collnamespace, lateral (select
  n.nspname as schema,
  c.collname as name,
  c.collprovider as provider,
  c.collcollate as "collate",
  c.collctype as ctype,
  c.colliculocale as locale, -- since 15 until 16
  c.colllocale as locale, -- since 17
  c.collicurules as rules, -- since 16
  c.collisdeterministic as "deterministic",
  nullif(c.collencoding, -1) as encoding,
  pg_get_userbyid(c.collowner) as owner,
  $comment(pg_collation, c.oid, 0) as comment
) o
where $lasting(c, n) and $free(pg_collation, c.oid)
