-- stub: wrappers version=0.5.0 schema=current relocatable=false moved=refused needs=superuser
--
-- Handlers and validators of Supabase Wrappers (https://fdw.dev), with which migrations create
-- foreign data wrappers, servers and foreign tables. They have no implementation: reading a
-- foreign table, or IMPORT FOREIGN SCHEMA, fails.
--
-- A handler has to return fdw_handler, which SQL and PL/pgSQL functions cannot: it is bound to
-- the input function of that pseudo-type, which exists in every server and always raises an error.
-- No C code: works on a native and on a WebAssembly server.

CREATE TABLE @extschema@.wrappers_fdw_stats (
  fdw_name text NOT NULL PRIMARY KEY,
  create_times bigint,
  rows_in bigint,
  rows_out bigint,
  bytes_in bigint,
  bytes_out bigint,
  metadata jsonb,
  created_at timestamp with time zone NOT NULL DEFAULT timezone('utc', now()),
  updated_at timestamp with time zone NOT NULL DEFAULT timezone('utc', now())
);

DO $wrappers$
DECLARE
  source text;
BEGIN
  FOREACH source IN ARRAY ARRAY[
    'airtable', 'auth0', 'big_query', 'click_house', 'cognito', 'duckdb', 'firebase',
    'hello_world', 'iceberg', 'logflare', 'mssql', 'paddle', 'redis', 's3', 's3_vectors',
    'snowflake', 'stripe', 'wasm']
  LOOP
    EXECUTE format(
      'CREATE FUNCTION @extschema@.%I() RETURNS fdw_handler LANGUAGE internal STRICT '
      'AS ''fdw_handler_in''', source || '_fdw_handler');
    EXECUTE format(
      'CREATE FUNCTION @extschema@.%I(options text[], catalog oid) RETURNS void '
      'LANGUAGE plpgsql AS $f$ BEGIN END $f$', source || '_fdw_validator');
    EXECUTE format(
      'CREATE FUNCTION @extschema@.%I() RETURNS TABLE (name text, version text, author text, '
      'website text) LANGUAGE sql AS $f$ SELECT %L::text, ''0''::text, NULL::text, NULL::text $f$',
      source || '_fdw_meta', source);
  END LOOP;
END
$wrappers$;
