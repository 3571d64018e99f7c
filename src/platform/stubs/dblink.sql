-- stub: dblink version=1.2 schema=current relocatable=true needs=superuser
--
-- For servers without contrib: the functions that migrations use in function bodies. No
-- connection is opened: queries return no rows, commands report success.

CREATE FUNCTION @extschema@.dblink_connect(text) RETURNS text LANGUAGE sql AS $$ SELECT 'OK' $$;
CREATE FUNCTION @extschema@.dblink_connect(text, text) RETURNS text
  LANGUAGE sql AS $$ SELECT 'OK' $$;
CREATE FUNCTION @extschema@.dblink_disconnect() RETURNS text LANGUAGE sql AS $$ SELECT 'OK' $$;
CREATE FUNCTION @extschema@.dblink_disconnect(text) RETURNS text LANGUAGE sql AS $$ SELECT 'OK' $$;
CREATE FUNCTION @extschema@.dblink(text) RETURNS SETOF record
  LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE FUNCTION @extschema@.dblink(text, text) RETURNS SETOF record
  LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE FUNCTION @extschema@.dblink(text, text, boolean) RETURNS SETOF record
  LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE FUNCTION @extschema@.dblink_exec(text) RETURNS text LANGUAGE sql AS $$ SELECT 'OK' $$;
CREATE FUNCTION @extschema@.dblink_exec(text, text) RETURNS text LANGUAGE sql AS $$ SELECT 'OK' $$;
CREATE FUNCTION @extschema@.dblink_exec(text, text, boolean) RETURNS text
  LANGUAGE sql AS $$ SELECT 'OK' $$;
CREATE FUNCTION @extschema@.dblink_send_query(text, text) RETURNS integer
  LANGUAGE sql AS $$ SELECT 1 $$;
CREATE FUNCTION @extschema@.dblink_is_busy(text) RETURNS integer LANGUAGE sql AS $$ SELECT 0 $$;
CREATE FUNCTION @extschema@.dblink_get_connections() RETURNS text[]
  LANGUAGE sql AS $$ SELECT NULL::text[] $$;
CREATE FUNCTION @extschema@.dblink_error_message(text) RETURNS text
  LANGUAGE sql AS $$ SELECT 'OK' $$;
CREATE FUNCTION @extschema@.dblink_fdw_validator(options text[], catalog oid) RETURNS void
  LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE FOREIGN DATA WRAPPER dblink_fdw VALIDATOR @extschema@.dblink_fdw_validator;

-- part: objects_open of=dblink requires=- type=-
type dblink_pkey_results (position integer, colname text)
dblink(text, boolean) returns SETOF record
dblink_build_sql_delete(text, int2vector, integer, text[]) returns text
dblink_build_sql_insert(text, int2vector, integer, text[], text[]) returns text
dblink_build_sql_update(text, int2vector, integer, text[], text[]) returns text
dblink_cancel_query(text) returns text
dblink_close(text) returns text
dblink_close(text, boolean) returns text
dblink_close(text, text) returns text
dblink_close(text, text, boolean) returns text
dblink_connect_u(text) returns text
dblink_connect_u(text, text) returns text
dblink_current_query() returns text
dblink_exec(text, boolean) returns text
dblink_fetch(text, integer) returns SETOF record
dblink_fetch(text, integer, boolean) returns SETOF record
dblink_fetch(text, text, integer) returns SETOF record
dblink_fetch(text, text, integer, boolean) returns SETOF record
dblink_get_notify(OUT notify_name text, OUT be_pid integer, OUT extra text) returns SETOF record
dblink_get_notify(conname text, OUT notify_name text, OUT be_pid integer, OUT extra text) returns SETOF record
dblink_get_pkey(text) returns SETOF ~dblink_pkey_results
dblink_get_result(text) returns SETOF record
dblink_get_result(text, boolean) returns SETOF record
dblink_open(text, text) returns text
dblink_open(text, text, boolean) returns text
dblink_open(text, text, text) returns text
dblink_open(text, text, text, boolean) returns text
-- part: objects_close
