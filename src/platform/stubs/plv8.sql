-- stub: plv8 version=3.1.10 schema=pg_catalog relocatable=false moved=refused needs=superuser
--
-- Functions in JavaScript (https://plv8.github.io). They can be created, and their text is stored;
-- calling one fails, since the server runs it as PL/pgSQL. DO blocks in plv8 cannot run.

CREATE TRUSTED LANGUAGE plv8 HANDLER pg_catalog.plpgsql_call_handler;
CREATE FUNCTION pg_catalog.plv8_version() RETURNS text
  LANGUAGE sql IMMUTABLE AS $$ SELECT '3.1.10' $$;
