-- stub: pg_freespacemap version=1.2 schema=current relocatable=true needs=owner supabase=refused
--
-- The functions of pg_freespacemap. They return NULL or no row.
-- (https://www.postgresql.org/docs/current/pgfreespacemap.html)

-- part: objects_open of=pg_freespacemap requires=- type=-
pg_freespace(regclass, bigint) returns smallint
pg_freespace(rel regclass, OUT blkno bigint, OUT avail smallint) returns SETOF record
-- part: objects_close
