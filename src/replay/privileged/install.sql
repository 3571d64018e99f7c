-- What a template on a private server has besides its platform, before any other SQL runs in it, as
-- the superuser. A dump contains none of it: it is in pg_catalog.

SET allow_system_table_mods = on;

-- The number of the last statement that tidegate_run accepted. A sequence, so that a rollback does
-- not make a number valid again.
CREATE SEQUENCE pg_catalog.tidegate_number AS bigint MINVALUE 0 START 0;
GRANT SELECT ON SEQUENCE pg_catalog.tidegate_number TO PUBLIC;

-- Runs a statement of tidegate as the superuser. The signature is made with the key that tidegate
-- writes to the folder of the cluster at every start (`postgres/run_key.rs`). No trigger of the
-- history runs meanwhile: triggers and event triggers that fire also in the mode `replica` belong to
-- a table or need a superuser, and no statement of tidegate writes to tables of a history.
CREATE PROCEDURE pg_catalog.tidegate_run(number bigint, signature text, statement text)
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
  SET session_replication_role = replica
  SET standard_conforming_strings = on
  SET transform_null_equals = off
  SET array_nulls = on
  SET default_tablespace = ''
  SET default_table_access_method = heap
  AS $run$
    DECLARE
      key bytea := pg_catalog.pg_read_binary_file('tidegate.key');
      message bytea := pg_catalog.convert_to(number || ':' || statement, 'UTF8');
    BEGIN
      IF number <= (SELECT last_value FROM pg_catalog.tidegate_number)
        OR signature IS DISTINCT FROM
          pg_catalog.encode(pg_catalog.sha256(key || pg_catalog.sha256(key || message)), 'hex')
      THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied for procedure tidegate_run';
      END IF;
      PERFORM pg_catalog.setval('pg_catalog.tidegate_number', number);
      EXECUTE statement;
    END
  $run$;

-- PostgreSQL runs the script of a trusted extension as the superuser, and event triggers run as the
-- role that runs a statement. So those of a history are off while an extension is created or updated:
-- event_trigger.rs creates two of its own with these functions, the first of which runs last.
CREATE FUNCTION pg_catalog.tidegate_extension_begins() RETURNS event_trigger
  LANGUAGE plpgsql SECURITY DEFINER
  AS $begins$
    BEGIN
      PERFORM pg_catalog.set_config('tidegate.replication_role',
        pg_catalog.current_setting('session_replication_role'), true);
      PERFORM pg_catalog.set_config('session_replication_role', 'replica', true);
    END
  $begins$;
CREATE FUNCTION pg_catalog.tidegate_extension_ends() RETURNS event_trigger
  LANGUAGE plpgsql SECURITY DEFINER
  AS $ends$
    BEGIN
      PERFORM pg_catalog.set_config('session_replication_role',
        pg_catalog.current_setting('tidegate.replication_role'), true);
    END
  $ends$;

-- Before 15 no role but a superuser can be allowed to change this setting.
CREATE FUNCTION pg_catalog.tidegate_set_replication_role(value text, is_local boolean) RETURNS text
  LANGUAGE sql SECURITY DEFINER
  AS $set$ SELECT pg_catalog.set_config('session_replication_role', $1, $2) $set$;

RESET allow_system_table_mods;

-- From 15 on the owner of the database is the owner of public.
DO $public$
BEGIN
  IF current_setting('server_version_num')::integer < 150000 THEN
    ALTER SCHEMA public OWNER TO postgres;
  END IF;
END
$public$;
