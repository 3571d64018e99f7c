-- The rest: the tables of database webhooks, the tracking table of the Supabase CLI, and the
-- GraphQL entry of the API.
--
-- Source: https://supabase.com/docs/guides/database/webhooks, the Supabase CLI's documentation of
-- `migration repair`, https://supabase.com/docs/guides/graphql/api.
--
-- Needs: to be owner of the database.

CREATE TABLE supabase_functions.hooks (
  id bigserial NOT NULL PRIMARY KEY,
  hook_table_id integer NOT NULL,
  hook_name text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  request_id bigint
);

CREATE TABLE supabase_functions.migrations (
  version text NOT NULL PRIMARY KEY,
  inserted_at timestamp with time zone NOT NULL DEFAULT now()
);

-- Trigger of a webhook: its arguments are the address, the method, headers, parameters and the
-- time limit. Here it sends no request.
CREATE FUNCTION supabase_functions.http_request() RETURNS trigger
  LANGUAGE plpgsql
  AS $$ BEGIN RETURN coalesce(NEW, OLD); END $$;

CREATE TABLE supabase_migrations.schema_migrations (
  version text NOT NULL PRIMARY KEY,
  statements text[],
  name text
);

CREATE TABLE supabase_migrations.seed_files (
  path text NOT NULL PRIMARY KEY,
  hash text NOT NULL
);

CREATE FUNCTION graphql_public.graphql(
  "operationName" text DEFAULT NULL, query text DEFAULT NULL, variables jsonb DEFAULT NULL,
  extensions jsonb DEFAULT NULL)
  RETURNS jsonb LANGUAGE sql
  AS $$ SELECT jsonb_build_object('data', NULL, 'errors', '[]'::jsonb) $$;
