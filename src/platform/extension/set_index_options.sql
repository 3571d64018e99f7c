-- Turns what note_index_options.sql noted into storage parameters, at the end of a replay, before
-- the schema is read or dumped: pg_dump and pg_get_indexdef then print them as they were
-- written. Into a copy of the database only, if more migrations are to run on the original.
--
-- Needs: a superuser.

UPDATE pg_catalog.pg_class
SET reloptions = string_to_array(substring(description FROM '^tidegate:with (.*)$'), ',')
FROM pg_catalog.pg_description
WHERE objoid = pg_class.oid AND classoid = 'pg_catalog.pg_class'::regclass AND objsubid = 0
  AND description LIKE 'tidegate:with %';

DELETE FROM pg_catalog.pg_description
WHERE classoid = 'pg_catalog.pg_class'::regclass AND objsubid = 0
  AND description LIKE 'tidegate:with %';
