-- stub: pg_surgery version=1.0 schema=current relocatable=true needs=owner supabase=refused
--
-- The functions of pg_surgery. They change nothing.
-- (https://www.postgresql.org/docs/current/pgsurgery.html)

-- part: objects_open of=pg_surgery requires=- type=-
heap_force_freeze(reloid regclass, tids tid[]) returns void
heap_force_kill(reloid regclass, tids tid[]) returns void
-- part: objects_close
