-- stub: pg_walinspect version=1.0 schema=current relocatable=true needs=owner
--
-- The functions of pg_walinspect. They return no row.
-- (https://www.postgresql.org/docs/current/pgwalinspect.html)

-- part: objects_open of=pg_walinspect requires=- type=-
pg_get_wal_record_info(in_lsn pg_lsn, OUT start_lsn pg_lsn, OUT end_lsn pg_lsn, OUT prev_lsn pg_lsn, OUT xid xid, OUT resource_manager text, OUT record_type text, OUT record_length integer, OUT main_data_length integer, OUT fpi_length integer, OUT description text, OUT block_ref text) returns record
pg_get_wal_stats(start_lsn pg_lsn, end_lsn pg_lsn, per_record boolean DEFAULT false, OUT "resource_manager/record_type" text, OUT count bigint, OUT count_percentage double precision, OUT record_size bigint, OUT record_size_percentage double precision, OUT fpi_size bigint, OUT fpi_size_percentage double precision, OUT combined_size bigint, OUT combined_size_percentage double precision) returns SETOF record
pg_get_wal_stats_till_end_of_wal(start_lsn pg_lsn, per_record boolean DEFAULT false, OUT "resource_manager/record_type" text, OUT count bigint, OUT count_percentage double precision, OUT record_size bigint, OUT record_size_percentage double precision, OUT fpi_size bigint, OUT fpi_size_percentage double precision, OUT combined_size bigint, OUT combined_size_percentage double precision) returns SETOF record
-- part: objects_close

-- Names of arguments that are also those of results, which PL/pgSQL does not accept.
CREATE FUNCTION @extschema@.pg_get_wal_records_info(start_lsn pg_lsn, end_lsn pg_lsn, OUT start_lsn
  pg_lsn, OUT end_lsn pg_lsn, OUT prev_lsn pg_lsn, OUT xid xid, OUT resource_manager text, OUT
  record_type text, OUT record_length integer, OUT main_data_length integer, OUT fpi_length integer,
  OUT description text, OUT block_ref text) RETURNS SETOF record LANGUAGE sql AS 'SELECT NULL::pg_lsn,
  NULL::pg_lsn, NULL::pg_lsn, NULL::xid, NULL::text, NULL::text, NULL::integer, NULL::integer,
  NULL::integer, NULL::text, NULL::text WHERE false';
CREATE FUNCTION @extschema@.pg_get_wal_records_info_till_end_of_wal(start_lsn pg_lsn, OUT start_lsn
  pg_lsn, OUT end_lsn pg_lsn, OUT prev_lsn pg_lsn, OUT xid xid, OUT resource_manager text, OUT
  record_type text, OUT record_length integer, OUT main_data_length integer, OUT fpi_length integer,
  OUT description text, OUT block_ref text) RETURNS SETOF record LANGUAGE sql AS 'SELECT NULL::pg_lsn,
  NULL::pg_lsn, NULL::pg_lsn, NULL::xid, NULL::text, NULL::text, NULL::integer, NULL::integer,
  NULL::integer, NULL::text, NULL::text WHERE false';
