-- Schema realtime: broadcast from the database, authorisation of channels, and the publication to
-- which migrations add their tables (https://supabase.com/docs/guides/realtime).
--
-- Source: that documentation and the columns that public migrations name. Policies are written on
-- realtime.messages with realtime.topic(); triggers call realtime.send() and
-- realtime.broadcast_changes(), which send nothing here.
--
-- Needs: to be owner of the database.

CREATE TYPE realtime.action AS ENUM ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'ERROR');
CREATE TYPE realtime.equality_op AS ENUM ('eq', 'neq', 'lt', 'lte', 'gt', 'gte', 'in');
CREATE TYPE realtime.user_defined_filter AS (
  column_name text, op realtime.equality_op, value text);
CREATE TYPE realtime.wal_column AS (
  name text, type_name text, type_oid oid, value jsonb, is_pkey boolean, is_selectable boolean);
CREATE TYPE realtime.wal_rls AS (
  wal jsonb, is_rls_enabled boolean, subscription_ids uuid[], errors text[]);

CREATE TABLE realtime.messages (
  topic text NOT NULL,
  extension text NOT NULL,
  payload jsonb,
  event text,
  private boolean DEFAULT false,
  updated_at timestamp without time zone NOT NULL DEFAULT now(),
  inserted_at timestamp without time zone NOT NULL DEFAULT now(),
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  CONSTRAINT messages_pkey PRIMARY KEY (id, inserted_at)
) PARTITION BY RANGE (inserted_at);
ALTER TABLE realtime.messages ENABLE ROW LEVEL SECURITY;

-- The service creates one partition a day; this one receives rows that a migration inserts.
CREATE TABLE realtime.messages_default PARTITION OF realtime.messages DEFAULT;

CREATE TABLE realtime.subscription (
  id bigint GENERATED ALWAYS AS IDENTITY,
  subscription_id uuid NOT NULL,
  entity regclass NOT NULL,
  filters realtime.user_defined_filter[] NOT NULL DEFAULT '{}',
  claims jsonb NOT NULL,
  created_at timestamp without time zone NOT NULL DEFAULT timezone('utc', now()),
  action_filter text DEFAULT '*',
  CONSTRAINT pk_subscription PRIMARY KEY (id)
);

CREATE TABLE realtime.schema_migrations (
  version bigint NOT NULL PRIMARY KEY,
  inserted_at timestamp(0) without time zone
);

CREATE FUNCTION realtime.topic() RETURNS text
  LANGUAGE sql STABLE
  AS $$ SELECT nullif(current_setting('realtime.topic', true), '') $$;

CREATE FUNCTION realtime.send(
  payload jsonb, event text, topic text, private boolean DEFAULT true)
  RETURNS void LANGUAGE plpgsql AS $$ BEGIN END $$;

CREATE FUNCTION realtime.broadcast_changes(
  topic_name text, event_name text, operation text, table_name text, table_schema text,
  new record, old record, level text DEFAULT 'ROW')
  RETURNS void LANGUAGE plpgsql AS $$ BEGIN END $$;

-- Migrations run ALTER PUBLICATION supabase_realtime ADD TABLE; in a new project it is empty.
CREATE PUBLICATION supabase_realtime;
