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
