-- stub: plv8 version=3.1.10 schema=pg_catalog relocatable=false moved=refused needs=superuser
--
-- Functions in JavaScript (https://plv8.github.io). They can be created, and their text is stored;
-- calling one fails, since the server runs it as PL/pgSQL. DO blocks in plv8 cannot run.
-- Lacks function plv8_call_handler.

CREATE TRUSTED LANGUAGE plv8 HANDLER pg_catalog.plpgsql_call_handler;
CREATE FUNCTION pg_catalog.plv8_version() RETURNS text
  LANGUAGE sql AS $$ SELECT '3.1.10' $$;
CREATE FUNCTION pg_catalog.plv8_reset() RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION pg_catalog.plv8_info() RETURNS json LANGUAGE sql AS $$ SELECT '[]'::json $$;
CREATE DOMAIN pg_catalog.plv8_int2array AS int2[];
CREATE DOMAIN pg_catalog.plv8_int4array AS int4[];
CREATE DOMAIN pg_catalog.plv8_int8array AS int8[];
CREATE DOMAIN pg_catalog.plv8_float4array AS float4[];
CREATE DOMAIN pg_catalog.plv8_float8array AS float8[];
CREATE FUNCTION pg_catalog.plv8_call_validator(oid) RETURNS void LANGUAGE sql AS '';
