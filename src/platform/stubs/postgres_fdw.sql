-- stub: postgres_fdw version=1.1 schema=current relocatable=true needs=superuser
--
-- For servers without contrib: the foreign data wrapper, for which migrations create servers and
-- foreign tables. Reading one, or IMPORT FOREIGN SCHEMA, fails. See wrappers.sql for the handler.

CREATE FUNCTION @extschema@.postgres_fdw_handler() RETURNS fdw_handler
  LANGUAGE internal STRICT AS 'fdw_handler_in';
CREATE FUNCTION @extschema@.postgres_fdw_validator(text[], oid) RETURNS void
  LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE FUNCTION @extschema@.postgres_fdw_disconnect(text) RETURNS boolean
  LANGUAGE sql AS $$ SELECT false $$;
CREATE FUNCTION @extschema@.postgres_fdw_disconnect_all() RETURNS boolean
  LANGUAGE sql AS $$ SELECT false $$;
CREATE FOREIGN DATA WRAPPER postgres_fdw
  HANDLER @extschema@.postgres_fdw_handler VALIDATOR @extschema@.postgres_fdw_validator;

-- part: objects_open of=postgres_fdw requires=- type=-
postgres_fdw_get_connections(OUT server_name text, OUT valid boolean) returns SETOF record
-- part: objects_close
