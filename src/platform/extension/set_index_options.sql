-- Sets the storage parameters that note_index_options.sql recorded, at the end of a replay, before
-- the schema is read or dumped: pg_dump and pg_get_indexdef then print them as written. Runs in a
-- copy of the database if more migrations follow on the original.
--
-- Needs: a superuser.

UPDATE pg_catalog.pg_class
SET reloptions = string_to_array(substring(description FROM '^tidegate:with (.*)$'), ',')
FROM pg_catalog.pg_description, pg_catalog.pg_am
WHERE pg_am.oid = relam AND amname IN ('hnsw', 'ivfflat', 'pgroonga', 'rum') AND objoid = pg_class.oid AND classoid = 'pg_catalog.pg_class'::regclass AND objsubid = 0
  AND description LIKE 'tidegate:with %';

DELETE FROM pg_catalog.pg_description
WHERE classoid = 'pg_catalog.pg_class'::regclass AND objsubid = 0
  AND description LIKE 'tidegate:with %';
