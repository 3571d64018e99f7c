-- stub: pg_cron version=1.6.4 schema=pg_catalog relocatable=false moved=refused needs=owner
--
-- pg_cron's tables and functions (https://github.com/citusdata/pg_cron). Jobs are stored as rows
-- and never run. The objects are in schema cron, whatever schema CREATE EXTENSION names. A
-- schedule that pg_cron would not accept is rejected, and so is unscheduling a job that does not
-- exist: migrations rely on that error and catch it.
--
-- The objects of an earlier load may exist, so everything is created only if it does not exist.

CREATE SCHEMA IF NOT EXISTS cron;
CREATE SEQUENCE IF NOT EXISTS cron.jobid_seq;
CREATE SEQUENCE IF NOT EXISTS cron.runid_seq;

CREATE TABLE IF NOT EXISTS cron.job (
  jobid bigint NOT NULL DEFAULT nextval('cron.jobid_seq') PRIMARY KEY,
  schedule text NOT NULL,
  command text NOT NULL,
  nodename text NOT NULL DEFAULT 'localhost',
  nodeport integer NOT NULL DEFAULT 5432,
  database text NOT NULL DEFAULT current_database(),
  username text NOT NULL DEFAULT current_user,
  active boolean NOT NULL DEFAULT true,
  jobname text,
  CONSTRAINT jobname_username_uniq UNIQUE (jobname, username)
);

CREATE TABLE IF NOT EXISTS cron.job_run_details (
  jobid bigint,
  runid bigint NOT NULL DEFAULT nextval('cron.runid_seq') PRIMARY KEY,
  job_pid integer,
  database text,
  username text,
  command text,
  status text,
  return_message text,
  start_time timestamp with time zone,
  end_time timestamp with time zone
);

-- Five fields, with anything after them, or "N seconds", or a word such as @daily.
CREATE OR REPLACE FUNCTION cron.job_check_schedule(schedule text) RETURNS text
  LANGUAGE plpgsql IMMUTABLE
  AS $$
    BEGIN
      IF btrim(schedule) !~* '^([0-9a-z*/,$?#-]+\s+){4}[0-9a-z*/,$?#-]+(\s|$)'
        AND btrim(schedule) !~* '^[0-9]+\s+seconds?$' AND btrim(schedule) !~* '^@[a-z]+$'
      THEN
        RAISE EXCEPTION 'invalid schedule: %', schedule USING ERRCODE = '22023';
      END IF;
      RETURN schedule;
    END
  $$;

CREATE OR REPLACE FUNCTION cron.schedule(schedule text, command text) RETURNS bigint
  LANGUAGE sql
  AS $$
    INSERT INTO cron.job (schedule, command)
    VALUES (cron.job_check_schedule(schedule), command) RETURNING jobid
  $$;

CREATE OR REPLACE FUNCTION cron.schedule(job_name text, schedule text, command text)
  RETURNS bigint LANGUAGE sql
  AS $$
    INSERT INTO cron.job (jobname, schedule, command)
    VALUES (job_name, cron.job_check_schedule(schedule), command)
    ON CONFLICT (jobname, username)
      DO UPDATE SET schedule = excluded.schedule, command = excluded.command
    RETURNING jobid
  $$;

CREATE OR REPLACE FUNCTION cron.schedule_in_database(
  job_name text, schedule text, command text, database text, username text DEFAULT NULL,
  active boolean DEFAULT true)
  RETURNS bigint LANGUAGE sql
  AS $$
    INSERT INTO cron.job AS job (jobname, schedule, command, database, username, active)
    VALUES ($1, cron.job_check_schedule($2), $3, $4, coalesce($5, current_user), $6)
    ON CONFLICT (jobname, username)
      DO UPDATE SET schedule = excluded.schedule, command = excluded.command,
        database = excluded.database, active = excluded.active
    RETURNING jobid
  $$;

CREATE OR REPLACE FUNCTION cron.alter_job(
  job_id bigint, schedule text DEFAULT NULL, command text DEFAULT NULL, database text DEFAULT NULL,
  username text DEFAULT NULL, active boolean DEFAULT NULL)
  RETURNS void LANGUAGE plpgsql
  AS $$
    #variable_conflict use_column
    BEGIN
      UPDATE cron.job SET
        schedule = coalesce(cron.job_check_schedule($2), schedule),
        command = coalesce($3, command), database = coalesce($4, database),
        username = coalesce($5, username), active = coalesce($6, active)
      WHERE jobid = $1;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'Job % does not exist or you don''t own it', $1;
      END IF;
    END
  $$;

CREATE OR REPLACE FUNCTION cron.unschedule(job_id bigint) RETURNS boolean
  LANGUAGE plpgsql
  AS $$
    BEGIN
      DELETE FROM cron.job WHERE jobid = $1;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'could not find valid entry for job %', $1 USING ERRCODE = 'XX000';
      END IF;
      RETURN true;
    END
  $$;

CREATE OR REPLACE FUNCTION cron.unschedule(job_name text) RETURNS boolean
  LANGUAGE plpgsql
  AS $$
    BEGIN
      DELETE FROM cron.job WHERE jobname = $1 AND username = current_user;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'could not find valid entry for job ''%''', $1 USING ERRCODE = 'XX000';
      END IF;
      RETURN true;
    END
  $$;

CREATE OR REPLACE FUNCTION cron.job_cache_invalidate() RETURNS trigger
  LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
