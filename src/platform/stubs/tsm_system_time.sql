-- stub: tsm_system_time version=1.0 schema=current relocatable=true needs=superuser
--
-- The sampling method system_time (https://www.postgresql.org/docs/current/tsm-system-time.html). It is the
-- server's SYSTEM under another name, so its argument is a percentage: a query runs, with other rows.

CREATE FUNCTION @extschema@.system_time(internal) RETURNS tsm_handler
  LANGUAGE internal STRICT AS 'tsm_system_handler';
