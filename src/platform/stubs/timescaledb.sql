-- stub: timescaledb version=2.16.1 schema=current relocatable=false moved=refused needs=owner
--
-- The functions of TimescaleDB that migrations call (https://docs.timescale.com/api). A
-- hypertable remains a plain table with the index on time that it would get; policies get a
-- number and are discarded. Storage options (`timescaledb.compress`, `timescaledb.continuous`)
-- are not supported: ALTER TABLE .. SET and CREATE MATERIALIZED VIEW .. WITH such options fail.

CREATE SEQUENCE @extschema@.timescaledb_number;

CREATE FUNCTION @extschema@.by_range(
  column_name name, partition_interval anyelement DEFAULT NULL::bigint,
  partition_func regproc DEFAULT NULL)
  RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT column_name::text $$;
CREATE FUNCTION @extschema@.by_hash(
  column_name name, number_partitions integer, partition_func regproc DEFAULT NULL)
  RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT column_name::text $$;

CREATE FUNCTION @extschema@.create_hypertable(
  relation regclass, time_column_name name, partitioning_column name DEFAULT NULL,
  number_partitions integer DEFAULT NULL, associated_schema_name name DEFAULT NULL,
  associated_table_prefix name DEFAULT NULL, chunk_time_interval anyelement DEFAULT NULL::bigint,
  create_default_indexes boolean DEFAULT true, if_not_exists boolean DEFAULT false,
  partitioning_func regproc DEFAULT NULL, migrate_data boolean DEFAULT false,
  OUT hypertable_id integer, OUT schema_name name, OUT table_name name, OUT created boolean)
  RETURNS record LANGUAGE plpgsql
  AS $$
    BEGIN
      SELECT nextval('@extschema@.timescaledb_number')::integer, nspname, relname, true
      INTO hypertable_id, schema_name, table_name, created
      FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace space ON space.oid = relnamespace
      WHERE pg_class.oid = relation;
      IF create_default_indexes THEN
        EXECUTE format('CREATE INDEX IF NOT EXISTS %I ON %s (%I DESC)',
          table_name || '_' || time_column_name || '_idx', relation, time_column_name);
      END IF;
    END
  $$;
DO $functions$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY[
    'add_retention_policy(relation regclass, drop_after anyelement, '
      'if_not_exists boolean DEFAULT false) RETURNS integer',
    'add_compression_policy(hypertable regclass, compress_after anyelement, '
      'if_not_exists boolean DEFAULT false) RETURNS integer',
    'add_continuous_aggregate_policy(continuous_aggregate regclass, start_offset interval, '
      'end_offset interval, schedule_interval interval, '
      'if_not_exists boolean DEFAULT false) RETURNS integer',
    'set_chunk_time_interval(hypertable regclass, chunk_time_interval anyelement) RETURNS integer',
    'remove_retention_policy(relation regclass, if_exists boolean DEFAULT false) RETURNS integer',
    'remove_compression_policy(hypertable regclass, if_exists boolean DEFAULT false) '
      'RETURNS integer']
  LOOP
    EXECUTE 'CREATE FUNCTION @extschema@.' || wanted
      || ' LANGUAGE sql AS $f$ SELECT nextval(''@extschema@.timescaledb_number'')::integer $f$';
  END LOOP;
END
$functions$;

CREATE FUNCTION @extschema@.time_bucket(bucket_width interval, ts timestamp with time zone)
  RETURNS timestamp with time zone LANGUAGE sql IMMUTABLE STRICT
  AS $$
    SELECT to_timestamp(floor(extract(epoch FROM ts) / extract(epoch FROM bucket_width))
                        * extract(epoch FROM bucket_width))
  $$;
CREATE FUNCTION @extschema@.time_bucket(bucket_width interval, ts timestamp without time zone)
  RETURNS timestamp without time zone LANGUAGE sql IMMUTABLE STRICT
  AS $$
    SELECT timestamp 'epoch' + floor(extract(epoch FROM ts) / extract(epoch FROM bucket_width))
                               * bucket_width
  $$;
CREATE FUNCTION @extschema@.time_bucket(bucket_width interval, ts date) RETURNS date
  LANGUAGE sql IMMUTABLE STRICT
  AS $$ SELECT @extschema@.time_bucket(bucket_width, ts::timestamp)::date $$;
