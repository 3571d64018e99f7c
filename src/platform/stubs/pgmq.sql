-- stub: pgmq version=1.5.1 schema=pgmq relocatable=false moved=refused needs=owner
--
-- Message queues under the names of pgmq (https://pgmq.github.io/pgmq). Queues, archives and the
-- list of queues are real tables in schema pgmq, and messages can be sent, read, archived and
-- deleted. A partitioned queue is created as a plain one, and no notification is sent.

CREATE TABLE pgmq.meta (
  queue_name character varying NOT NULL UNIQUE,
  is_partitioned boolean NOT NULL,
  is_unlogged boolean NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now()
);
CREATE TYPE pgmq.message_record AS (
  msg_id bigint, read_ct integer, enqueued_at timestamp with time zone,
  vt timestamp with time zone, message jsonb, headers jsonb);
CREATE TYPE pgmq.queue_record AS (
  queue_name character varying, is_partitioned boolean, is_unlogged boolean,
  created_at timestamp with time zone);
CREATE TYPE pgmq.metrics_result AS (
  queue_name text, queue_length bigint, newest_msg_age_sec integer, oldest_msg_age_sec integer,
  total_messages bigint, scrape_time timestamp with time zone, queue_visible_length bigint);

CREATE FUNCTION pgmq.format_table_name(queue_name text, prefix text) RETURNS text
  LANGUAGE plpgsql
  AS $$
    BEGIN
      IF queue_name ~ '[$;'']|--' THEN
        RAISE EXCEPTION 'queue name contains invalid characters: %', queue_name;
      END IF;
      RETURN lower(prefix || '_' || queue_name);
    END
  $$;

CREATE FUNCTION pgmq.validate_queue_name(queue_name text) RETURNS void
  LANGUAGE plpgsql
  AS $$
    BEGIN
      IF length(queue_name) > 47 THEN
        RAISE EXCEPTION 'queue name is too long, maximum length is 47 characters';
      END IF;
    END
  $$;

CREATE FUNCTION pgmq.create_queue_tables(queue_name text, unlogged boolean) RETURNS void
  LANGUAGE plpgsql
  AS $$
    DECLARE
      queue text := pgmq.format_table_name(queue_name, 'q');
      archive text := pgmq.format_table_name(queue_name, 'a');
    BEGIN
      PERFORM pgmq.validate_queue_name(queue_name);
      EXECUTE format(
        'CREATE %s TABLE IF NOT EXISTS pgmq.%I (
           msg_id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
           read_ct integer NOT NULL DEFAULT 0,
           enqueued_at timestamp with time zone NOT NULL DEFAULT now(),
           vt timestamp with time zone NOT NULL,
           message jsonb,
           headers jsonb)', CASE WHEN unlogged THEN 'UNLOGGED' ELSE '' END, queue);
      EXECUTE format(
        'CREATE TABLE IF NOT EXISTS pgmq.%I (
           msg_id bigint PRIMARY KEY,
           read_ct integer NOT NULL DEFAULT 0,
           enqueued_at timestamp with time zone NOT NULL DEFAULT now(),
           archived_at timestamp with time zone NOT NULL DEFAULT now(),
           vt timestamp with time zone NOT NULL,
           message jsonb,
           headers jsonb)', archive);
      EXECUTE format('CREATE INDEX IF NOT EXISTS %I ON pgmq.%I (vt)', queue || '_vt_idx', queue);
      EXECUTE format('CREATE INDEX IF NOT EXISTS %I ON pgmq.%I (archived_at)',
        'archived_at_idx_' || lower(queue_name), archive);
      INSERT INTO pgmq.meta (queue_name, is_partitioned, is_unlogged)
      VALUES ($1, false, unlogged) ON CONFLICT DO NOTHING;
    END
  $$;

CREATE FUNCTION pgmq."create"(queue_name text) RETURNS void
  LANGUAGE sql AS $$ SELECT pgmq.create_queue_tables(queue_name, false) $$;
CREATE FUNCTION pgmq.create_non_partitioned(queue_name text) RETURNS void
  LANGUAGE sql AS $$ SELECT pgmq.create_queue_tables(queue_name, false) $$;
CREATE FUNCTION pgmq.create_unlogged(queue_name text) RETURNS void
  LANGUAGE sql AS $$ SELECT pgmq.create_queue_tables(queue_name, true) $$;
CREATE FUNCTION pgmq.create_partitioned(
  queue_name text, partition_interval text DEFAULT '10000',
  retention_interval text DEFAULT '100000')
  RETURNS void LANGUAGE sql AS $$ SELECT pgmq.create_queue_tables(queue_name, false) $$;

CREATE FUNCTION pgmq.drop_queue(queue_name text) RETURNS boolean
  LANGUAGE plpgsql
  AS $$
    BEGIN
      EXECUTE format('DROP TABLE IF EXISTS pgmq.%I, pgmq.%I',
        pgmq.format_table_name(queue_name, 'q'), pgmq.format_table_name(queue_name, 'a'));
      DELETE FROM pgmq.meta AS kept WHERE kept.queue_name = $1;
      RETURN FOUND;
    END
  $$;
CREATE FUNCTION pgmq.drop_queue(queue_name text, partitioned boolean) RETURNS boolean
  LANGUAGE sql AS $$ SELECT pgmq.drop_queue(queue_name) $$;
CREATE FUNCTION pgmq.detach_archive(queue_name text) RETURNS void
  LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE FUNCTION pgmq.enable_notify_insert(
  queue_name text, throttle_interval_ms integer DEFAULT 250)
  RETURNS void LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE FUNCTION pgmq.disable_notify_insert(queue_name text) RETURNS void
  LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE FUNCTION pgmq.purge_queue(queue_name text) RETURNS bigint
  LANGUAGE plpgsql
  AS $$
    DECLARE
      gone bigint;
    BEGIN
      EXECUTE format('DELETE FROM pgmq.%I', pgmq.format_table_name(queue_name, 'q'));
      GET DIAGNOSTICS gone = ROW_COUNT;
      RETURN gone;
    END
  $$;

-- Sending: one message or many, with headers or without, now, after seconds or at a time.
CREATE FUNCTION pgmq.send_batch(
  queue_name text, msgs jsonb[], headers jsonb[], delay timestamp with time zone)
  RETURNS SETOF bigint LANGUAGE plpgsql
  AS $$
    BEGIN
      RETURN QUERY EXECUTE format(
        'INSERT INTO pgmq.%I (vt, message, headers)
         SELECT $2, message, header FROM unnest($1, $3) AS pair (message, header)
         RETURNING msg_id', pgmq.format_table_name(queue_name, 'q'))
        USING msgs, delay, coalesce(headers, ARRAY[]::jsonb[]);
    END
  $$;
DO $send$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN
    SELECT * FROM (VALUES
      ('', 'NULL', 'clock_timestamp()'),
      (', headers jsonb?', 'headers', 'clock_timestamp()'),
      (', delay integer', 'NULL', 'clock_timestamp() + make_interval(secs => delay)'),
      (', delay timestamp with time zone', 'NULL', 'delay'),
      (', headers jsonb?, delay integer', 'headers',
       'clock_timestamp() + make_interval(secs => delay)'),
      (', headers jsonb?, delay timestamp with time zone', 'headers', 'delay')
    ) AS list (arguments, headers, moment)
  LOOP
    EXECUTE format(
      'CREATE FUNCTION pgmq.send(queue_name text, msg jsonb%s) RETURNS SETOF bigint '
      'LANGUAGE sql AS $f$ SELECT pgmq.send_batch(queue_name, ARRAY[msg], %s, %s) $f$',
      replace(wanted.arguments, '?', ''),
      CASE wanted.headers WHEN 'headers' THEN 'ARRAY[headers]' ELSE 'NULL::jsonb[]' END,
      wanted.moment);
    CONTINUE WHEN wanted.arguments = ', headers jsonb?, delay timestamp with time zone';
    EXECUTE format(
      'CREATE FUNCTION pgmq.send_batch(queue_name text, msgs jsonb[]%s) RETURNS SETOF bigint '
      'LANGUAGE sql AS $f$ SELECT pgmq.send_batch(queue_name, msgs, %s, %s) $f$',
      replace(wanted.arguments, '?', '[]'),
      CASE wanted.headers WHEN 'headers' THEN 'headers' ELSE 'NULL::jsonb[]' END, wanted.moment);
  END LOOP;
END
$send$;

CREATE FUNCTION pgmq.read(
  queue_name text, vt integer, qty integer, conditional jsonb DEFAULT '{}')
  RETURNS SETOF pgmq.message_record LANGUAGE plpgsql
  AS $$
    BEGIN
      RETURN QUERY EXECUTE format(
        'UPDATE pgmq.%1$I AS queued
         SET vt = clock_timestamp() + make_interval(secs => $1), read_ct = read_ct + 1
         WHERE msg_id IN (SELECT msg_id FROM pgmq.%1$I WHERE vt <= clock_timestamp()
                            AND message @> $3 ORDER BY msg_id LIMIT $2 FOR UPDATE SKIP LOCKED)
         RETURNING msg_id, read_ct, enqueued_at, queued.vt, message, headers',
        pgmq.format_table_name(queue_name, 'q')) USING vt, qty, conditional;
    END
  $$;
CREATE FUNCTION pgmq.read_with_poll(
  queue_name text, vt integer, qty integer, max_poll_seconds integer DEFAULT 5,
  poll_interval_ms integer DEFAULT 100, conditional jsonb DEFAULT '{}')
  RETURNS SETOF pgmq.message_record LANGUAGE sql
  AS $$ SELECT * FROM pgmq.read(queue_name, vt, qty, conditional) $$;
CREATE FUNCTION pgmq.pop(queue_name text, qty integer DEFAULT 1)
  RETURNS SETOF pgmq.message_record LANGUAGE plpgsql
  AS $$
    BEGIN
      RETURN QUERY EXECUTE format(
        'DELETE FROM pgmq.%1$I WHERE msg_id IN (SELECT msg_id FROM pgmq.%1$I
           WHERE vt <= clock_timestamp() ORDER BY msg_id LIMIT $1 FOR UPDATE SKIP LOCKED)
         RETURNING msg_id, read_ct, enqueued_at, vt, message, headers',
        pgmq.format_table_name(queue_name, 'q')) USING qty;
    END
  $$;
CREATE FUNCTION pgmq.set_vt(queue_name text, msg_id bigint, vt integer)
  RETURNS SETOF pgmq.message_record LANGUAGE plpgsql
  AS $$
    BEGIN
      RETURN QUERY EXECUTE format(
        'UPDATE pgmq.%I AS queued SET vt = clock_timestamp() + make_interval(secs => $1)
         WHERE msg_id = $2
         RETURNING msg_id, read_ct, enqueued_at, queued.vt, message, headers',
        pgmq.format_table_name(queue_name, 'q')) USING vt, msg_id;
    END
  $$;

CREATE FUNCTION pgmq.delete(queue_name text, msg_ids bigint[]) RETURNS SETOF bigint
  LANGUAGE plpgsql
  AS $$
    BEGIN
      RETURN QUERY EXECUTE format('DELETE FROM pgmq.%I WHERE msg_id = ANY ($1) RETURNING msg_id',
        pgmq.format_table_name(queue_name, 'q')) USING msg_ids;
    END
  $$;
CREATE FUNCTION pgmq.delete(queue_name text, msg_id bigint) RETURNS boolean
  LANGUAGE sql
  AS $$ SELECT EXISTS (SELECT FROM pgmq.delete(queue_name, ARRAY[msg_id])) $$;
CREATE FUNCTION pgmq.archive(queue_name text, msg_ids bigint[]) RETURNS SETOF bigint
  LANGUAGE plpgsql
  AS $$
    BEGIN
      RETURN QUERY EXECUTE format(
        'WITH gone AS (DELETE FROM pgmq.%I WHERE msg_id = ANY ($1)
           RETURNING msg_id, vt, read_ct, enqueued_at, message, headers)
         INSERT INTO pgmq.%I (msg_id, vt, read_ct, enqueued_at, message, headers)
         SELECT * FROM gone RETURNING msg_id',
        pgmq.format_table_name(queue_name, 'q'), pgmq.format_table_name(queue_name, 'a'))
        USING msg_ids;
    END
  $$;
CREATE FUNCTION pgmq.archive(queue_name text, msg_id bigint) RETURNS boolean
  LANGUAGE sql
  AS $$ SELECT EXISTS (SELECT FROM pgmq.archive(queue_name, ARRAY[msg_id])) $$;

CREATE FUNCTION pgmq.list_queues() RETURNS SETOF pgmq.queue_record
  LANGUAGE sql
  AS $$ SELECT queue_name, is_partitioned, is_unlogged, created_at FROM pgmq.meta $$;
CREATE FUNCTION pgmq.metrics(queue_name text) RETURNS pgmq.metrics_result
  LANGUAGE plpgsql
  AS $$
    DECLARE
      result pgmq.metrics_result;
    BEGIN
      EXECUTE format(
        'SELECT $1, count(*), extract(epoch FROM now() - max(enqueued_at))::integer,
           extract(epoch FROM now() - min(enqueued_at))::integer, coalesce(max(msg_id), 0), now(),
           count(*) FILTER (WHERE vt <= now()) FROM pgmq.%I',
        pgmq.format_table_name(queue_name, 'q')) USING queue_name INTO result;
      RETURN result;
    END
  $$;
CREATE FUNCTION pgmq.metrics_all() RETURNS SETOF pgmq.metrics_result
  LANGUAGE sql
  AS $$ SELECT (pgmq.metrics(queue_name)).* FROM pgmq.meta $$;

-- part: objects_open of=pgmq requires=- type=-
_belongs_to_pgmq(table_name text) returns boolean
!_ensure_pg_partman_installed() returns void
_extension_exists(extension_name text) returns boolean
_get_partition_col(partition_interval text) returns text
_get_pg_partman_major_version() returns integer
_get_pg_partman_schema() returns text
acquire_queue_lock(queue_name text) returns void
!convert_archive_partitioned(table_name text, partition_interval text DEFAULT '10000', retention_interval text DEFAULT '100000', leading_partition integer DEFAULT 10) returns void
pop(queue_name text) returns SETOF ~message_record
-- part: objects_close
