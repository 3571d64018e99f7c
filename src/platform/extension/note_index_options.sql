-- Notes the storage parameters of an index whose method is a stub (hnsw, ivfflat, pgroonga,
-- rum). Such a method is another one of the server's under a borrowed name and refuses parameters
-- it does not know. So `WITH (m = 16, ..)` is taken out of CREATE INDEX, the index is created, and
-- this notes the parameters as the index's comment, which stays with it when it is renamed or
-- built anew (ALTER TABLE .. ALTER COLUMN .. TYPE). set_index_options.sql puts them in place at
-- the end of the replay; earlier, that rebuilding would fail.
--
-- Placeholders: @before@, the highest oid in pg_class before the index was created, as a number;
-- @options@ as a string literal, "m=16,ef_construction=64". Needs: a superuser.

INSERT INTO pg_catalog.pg_description (objoid, classoid, objsubid, description)
SELECT pg_class.oid, 'pg_catalog.pg_class'::regclass, 0, 'tidegate:with ' || @options@
FROM pg_catalog.pg_class
JOIN pg_catalog.pg_am ON pg_am.oid = relam
WHERE pg_class.oid::bigint > @before@ AND relkind IN ('i', 'I')
  AND amname IN ('hnsw', 'ivfflat', 'pgroonga', 'rum');
