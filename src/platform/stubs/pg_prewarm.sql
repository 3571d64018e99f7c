-- stub: pg_prewarm version=1.2 schema=current relocatable=true needs=owner
--
-- The functions of pg_prewarm. They do nothing.
-- (https://www.postgresql.org/docs/current/pgprewarm.html)

-- part: objects_open of=pg_prewarm requires=- type=-
autoprewarm_dump_now() returns bigint
autoprewarm_start_worker() returns void
pg_prewarm(regclass, mode text DEFAULT 'buffer', fork text DEFAULT 'main', first_block bigint DEFAULT NULL::bigint, last_block bigint DEFAULT NULL::bigint) returns bigint
-- part: objects_close
