-- stub: supabase-dbdev version=0.0.5 schema=current relocatable=false needs=owner
--
-- The client of the package index database.dev. Packages cannot be fetched in a replay:
-- dbdev.install() reports success, and CREATE EXTENSION of such a package fails unless there is a
-- stub for it.

CREATE SCHEMA IF NOT EXISTS dbdev;

CREATE OR REPLACE FUNCTION dbdev.install(package_name text) RETURNS boolean
  LANGUAGE plpgsql
  AS $$
    BEGIN
      RAISE NOTICE 'package "%" is not fetched in a replay', package_name;
      RETURN true;
    END
  $$;
