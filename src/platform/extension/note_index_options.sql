-- Records the storage parameters of an index whose method is a stub (hnsw, ivfflat, pgroonga,
-- rum). Such a method is one of the server's own under another name and rejects parameters it
-- does not know. So `WITH (m = 16, ..)` is removed from CREATE INDEX, the index is created, and
-- this stores the parameters in the index's comment, which it keeps when it is renamed or rebuilt
-- (ALTER TABLE .. ALTER COLUMN .. TYPE). set_index_options.sql sets them at the end of the replay;
-- earlier, that rebuild would fail.
--
-- Placeholders: @before@, the highest oid in pg_class before the index was created, as a number;
-- @options@ as a string literal, "m=16,ef_construction=64". Needs: a superuser.

INSERT INTO pg_catalog.pg_description (objoid, classoid, objsubid, description)
SELECT pg_class.oid, 'pg_catalog.pg_class'::regclass, 0, 'tidegate:with ' || @options@
FROM pg_catalog.pg_class
JOIN pg_catalog.pg_am ON pg_am.oid = relam
WHERE pg_class.oid::bigint > @before@ AND relkind IN ('i', 'I')
  AND amname IN ('hnsw', 'ivfflat', 'pgroonga', 'rum');
