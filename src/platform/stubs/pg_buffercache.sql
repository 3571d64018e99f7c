-- stub: pg_buffercache version=1.3 schema=current relocatable=true needs=owner
--
-- The function and the view of pg_buffercache, without rows.
-- (https://www.postgresql.org/docs/current/pgbuffercache.html)

-- part: objects_open of=pg_buffercache requires=- type=-
view pg_buffercache (bufferid integer, relfilenode oid, reltablespace oid, reldatabase oid, relforknumber smallint, relblocknumber bigint, isdirty boolean, usagecount smallint, pinning_backends integer)
pg_buffercache_pages() returns SETOF record
-- part: objects_close
