-- stub: pg_graphql version=1.5.11 schema=graphql relocatable=false moved=refused needs=owner
--
-- The functions of pg_graphql that others call (https://supabase.github.io/pg_graphql). A query
-- returns no data; directives in comments have no effect.
-- Lacks trigger graphql_watch_ddl.
-- Lacks trigger graphql_watch_drop.

CREATE FUNCTION graphql.resolve(
  query text, variables jsonb DEFAULT '{}', "operationName" text DEFAULT NULL,
  extensions jsonb DEFAULT NULL)
  RETURNS jsonb LANGUAGE sql
  AS $$ SELECT jsonb_build_object('data', NULL, 'errors', '[]'::jsonb) $$;

CREATE FUNCTION graphql._internal_resolve(
  query text, variables jsonb DEFAULT '{}', "operationName" text DEFAULT NULL,
  extensions jsonb DEFAULT NULL)
  RETURNS jsonb LANGUAGE sql
  AS $$ SELECT graphql.resolve(query, variables, "operationName", extensions) $$;

CREATE FUNCTION graphql.comment_directive(comment_ text) RETURNS jsonb
  LANGUAGE sql IMMUTABLE
  AS $$ SELECT coalesce(substring(comment_ FROM '@graphql\((.*)\)')::jsonb, '{}') $$;

CREATE FUNCTION graphql.exception(message text) RETURNS text
  LANGUAGE plpgsql
  AS $$ BEGIN RAISE EXCEPTION USING ERRCODE = '22000', MESSAGE = message; END $$;

CREATE SEQUENCE graphql.seq_schema_version AS integer CYCLE;

CREATE FUNCTION graphql.get_schema_version() RETURNS integer
  LANGUAGE sql SECURITY DEFINER
  AS $$ SELECT last_value::integer FROM graphql.seq_schema_version $$;

CREATE FUNCTION graphql.increment_schema_version() RETURNS event_trigger
  LANGUAGE plpgsql SECURITY DEFINER
  AS $$ BEGIN PERFORM nextval('graphql.seq_schema_version'); END $$;
