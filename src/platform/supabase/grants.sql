-- Privileges that the platform grants its roles on its own objects, and the default privileges
-- that grant every new table, sequence and function of `public` to the roles of the API. The last
-- of all files.
--
-- Source: https://supabase.com/docs/guides/api/securing-your-api and dumps of public projects.
--
-- Needs: the roles of roles.sql; each statement fails on its own where a role is missing. Default
-- privileges belong to the role that runs this file, so it must be the role that replays the
-- migrations.

GRANT USAGE ON SCHEMA public TO postgres, anon, authenticated, service_role;
GRANT USAGE ON SCHEMA extensions TO postgres, anon, authenticated, service_role, dashboard_user;
GRANT USAGE ON SCHEMA auth TO postgres, anon, authenticated, service_role, dashboard_user;
GRANT ALL ON SCHEMA auth TO supabase_auth_admin;
GRANT USAGE ON SCHEMA storage TO postgres, anon, authenticated, service_role, dashboard_user;
GRANT ALL ON SCHEMA storage TO supabase_storage_admin;
GRANT USAGE ON SCHEMA realtime TO postgres, anon, authenticated, service_role, dashboard_user;
GRANT ALL ON SCHEMA realtime TO supabase_realtime_admin;
GRANT USAGE ON SCHEMA graphql, graphql_public TO postgres, anon, authenticated, service_role;
GRANT USAGE ON SCHEMA supabase_functions TO postgres, anon, authenticated, service_role;
GRANT ALL ON SCHEMA supabase_functions TO supabase_functions_admin;
GRANT USAGE ON SCHEMA vault TO postgres, service_role;
GRANT USAGE ON SCHEMA pgbouncer TO pgbouncer;

GRANT ALL ON ALL TABLES IN SCHEMA auth TO postgres, dashboard_user, supabase_auth_admin;
GRANT ALL ON ALL SEQUENCES IN SCHEMA auth TO postgres, dashboard_user, supabase_auth_admin;
GRANT ALL ON ALL FUNCTIONS IN SCHEMA auth TO postgres, dashboard_user, supabase_auth_admin;
GRANT ALL ON ALL TABLES IN SCHEMA storage
  TO postgres, anon, authenticated, service_role, supabase_storage_admin;
GRANT ALL ON ALL FUNCTIONS IN SCHEMA storage
  TO postgres, anon, authenticated, service_role, supabase_storage_admin;
GRANT SELECT, INSERT, UPDATE ON realtime.messages
  TO postgres, anon, authenticated, service_role;
GRANT ALL ON ALL TABLES IN SCHEMA realtime TO postgres, dashboard_user, supabase_realtime_admin;
GRANT ALL ON ALL FUNCTIONS IN SCHEMA realtime TO postgres, dashboard_user, supabase_realtime_admin;
GRANT ALL ON ALL TABLES IN SCHEMA supabase_functions
  TO postgres, anon, authenticated, service_role, supabase_functions_admin;
GRANT SELECT, DELETE ON ALL TABLES IN SCHEMA vault TO postgres, service_role;

ALTER DEFAULT PRIVILEGES IN SCHEMA public
  GRANT ALL ON TABLES TO postgres, anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES IN SCHEMA public
  GRANT ALL ON SEQUENCES TO postgres, anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES IN SCHEMA public
  GRANT ALL ON FUNCTIONS TO postgres, anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES IN SCHEMA storage
  GRANT ALL ON TABLES TO postgres, anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES IN SCHEMA storage
  GRANT ALL ON SEQUENCES TO postgres, anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES IN SCHEMA storage
  GRANT ALL ON FUNCTIONS TO postgres, anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES IN SCHEMA auth GRANT ALL ON TABLES TO postgres, dashboard_user;
ALTER DEFAULT PRIVILEGES IN SCHEMA auth GRANT ALL ON SEQUENCES TO postgres, dashboard_user;
ALTER DEFAULT PRIVILEGES IN SCHEMA auth GRANT ALL ON FUNCTIONS TO postgres, dashboard_user;
