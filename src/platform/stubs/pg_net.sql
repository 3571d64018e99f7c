-- stub: pg_net version=0.14.0 schema=current relocatable=false moved=refused needs=owner
--
-- pg_net's functions and tables (https://supabase.com/docs/guides/database/extensions/pg_net). A
-- request gets a number and is discarded; no response ever arrives. The objects are in schema
-- net, whatever schema CREATE EXTENSION names.
--
-- The template already contains it, so everything is created only if it does not exist.

CREATE SCHEMA IF NOT EXISTS net;

DO $types$
BEGIN
  IF to_regtype('net.http_method') IS NULL THEN
    CREATE DOMAIN net.http_method AS text
      CHECK (VALUE ILIKE 'get' OR VALUE ILIKE 'post' OR VALUE ILIKE 'delete');
    CREATE TYPE net.request_status AS ENUM ('PENDING', 'SUCCESS', 'ERROR');
    CREATE TYPE net.http_response AS (status_code integer, headers jsonb, body text);
    CREATE TYPE net.http_response_result AS (
      status net.request_status, message text, response net.http_response);
  END IF;
END
$types$;

CREATE TABLE IF NOT EXISTS net.http_request_queue (
  id bigserial NOT NULL,
  method net.http_method NOT NULL,
  url text NOT NULL,
  headers jsonb,
  body bytea,
  timeout_milliseconds integer NOT NULL
);

CREATE TABLE IF NOT EXISTS net._http_response (
  id bigint,
  status_code integer,
  content_type text,
  headers jsonb,
  content text,
  timed_out boolean,
  error_msg text,
  created timestamp with time zone NOT NULL DEFAULT now()
);

CREATE OR REPLACE FUNCTION net.http_get(
  url text, params jsonb DEFAULT '{}', headers jsonb DEFAULT '{}',
  timeout_milliseconds integer DEFAULT 5000)
  RETURNS bigint LANGUAGE sql
  AS $$ SELECT nextval('net.http_request_queue_id_seq') $$;

CREATE OR REPLACE FUNCTION net.http_post(
  url text, body jsonb DEFAULT '{}', params jsonb DEFAULT '{}',
  headers jsonb DEFAULT '{"Content-Type": "application/json"}',
  timeout_milliseconds integer DEFAULT 5000)
  RETURNS bigint LANGUAGE sql
  AS $$ SELECT nextval('net.http_request_queue_id_seq') $$;

CREATE OR REPLACE FUNCTION net.http_delete(
  url text, params jsonb DEFAULT '{}', headers jsonb DEFAULT '{}',
  timeout_milliseconds integer DEFAULT 5000, body jsonb DEFAULT NULL)
  RETURNS bigint LANGUAGE sql
  AS $$ SELECT nextval('net.http_request_queue_id_seq') $$;

CREATE OR REPLACE FUNCTION net.http_collect_response(
  request_id bigint, async boolean DEFAULT true)
  RETURNS net.http_response_result LANGUAGE sql
  AS $$
    SELECT ROW('PENDING', 'a replay sends no requests', NULL)::net.http_response_result
  $$;

-- What the extension calls itself, and what checks its worker.
CREATE OR REPLACE FUNCTION net._await_response(request_id bigint) RETURNS boolean
  LANGUAGE sql AS $$ SELECT false $$;
CREATE OR REPLACE FUNCTION net._encode_url_with_params_array(url text, params_array text[]) RETURNS text
  LANGUAGE sql IMMUTABLE AS $$ SELECT url $$;
CREATE OR REPLACE FUNCTION net._http_collect_response(request_id bigint, async boolean DEFAULT true)
  RETURNS net.http_response_result LANGUAGE sql AS $$ SELECT net.http_collect_response(request_id, async) $$;
CREATE OR REPLACE FUNCTION net._urlencode_string(string character varying) RETURNS text
  LANGUAGE sql IMMUTABLE AS $$ SELECT string::text $$;
CREATE OR REPLACE FUNCTION net.check_worker_is_up() RETURNS void LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE OR REPLACE FUNCTION net.wait_until_running() RETURNS void LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE OR REPLACE FUNCTION net.wake() RETURNS void LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE OR REPLACE FUNCTION net.worker_restart() RETURNS boolean LANGUAGE sql AS $$ SELECT true $$;
