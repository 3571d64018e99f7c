-- stub: pgrowlocks version=1.2 schema=current relocatable=true needs=owner
--
-- The function of pgrowlocks. It returns no row.
-- (https://www.postgresql.org/docs/current/pgrowlocks.html)

-- part: objects_open of=pgrowlocks requires=- type=-
pgrowlocks(relname text, OUT locked_row tid, OUT locker xid, OUT multi boolean, OUT xids xid[], OUT modes text[], OUT pids integer[]) returns SETOF record
-- part: objects_close
