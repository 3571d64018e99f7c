-- stub: timescaledb version=2.16.1 schema=current relocatable=false moved=refused needs=owner
--
-- The functions, procedures, tables and views of TimescaleDB (https://docs.timescale.com/api). A
-- hypertable remains a plain table with the index on time that it would get; policies and jobs get
-- a number and are discarded, and the views have no row. time_bucket() of an interval and a time is
-- computed, other functions return NULL; what moves or drops chunks fails. Storage options
-- (`timescaledb.compress`, `timescaledb.continuous`) are not supported: ALTER TABLE .. SET and CREATE
-- MATERIALIZED VIEW .. WITH such options fail.
--
-- Arguments of type "any", which no function without C code can have, have the types that migrations
-- pass; these functions are among those below.
-- Lacks aggregate first.
-- Lacks aggregate last.
-- Lacks function add_compression_policy.
-- Lacks function add_continuous_aggregate_policy.
-- Lacks function add_retention_policy.
-- Lacks function drop_chunks.
-- Lacks function show_chunks.
-- Lacks function timescaledb_experimental.add_policies.
-- Lacks function timescaledb_experimental.alter_policies.
-- Lacks procedure refresh_continuous_aggregate.
-- Lacks trigger timescaledb_ddl_command_end.
-- Lacks trigger timescaledb_ddl_sql_drop.
-- Lacks type _timescaledb_internal.compressed_data.
-- Lacks type _timescaledb_internal.dimension_info.

CREATE SCHEMA _timescaledb_cache;
CREATE SCHEMA _timescaledb_catalog;
CREATE SCHEMA _timescaledb_config;
CREATE SCHEMA _timescaledb_debug;
CREATE SCHEMA _timescaledb_functions;
CREATE SCHEMA _timescaledb_internal;
CREATE SCHEMA timescaledb_experimental;
CREATE SCHEMA timescaledb_information;
GRANT USAGE ON SCHEMA _timescaledb_cache, _timescaledb_catalog, _timescaledb_config, _timescaledb_debug, _timescaledb_functions, _timescaledb_internal, timescaledb_experimental, timescaledb_information TO PUBLIC;
CREATE SEQUENCE _timescaledb_catalog.chunk_constraint_name;
CREATE TYPE _timescaledb_internal.dimension_info AS (column_name name);
-- part: objects_open of=timescaledb requires=- type=-
table _timescaledb_cache.cache_inval_bgw_job ()
table _timescaledb_cache.cache_inval_extension ()
table _timescaledb_cache.cache_inval_hypertable ()
table _timescaledb_catalog.chunk (id integer, hypertable_id integer, schema_name name, table_name name, compressed_chunk_id integer, dropped boolean, status integer, osm_chunk boolean, creation_time timestamp with time zone)
table _timescaledb_catalog.chunk_column_stats (id integer, hypertable_id integer, chunk_id integer, column_name name, range_start bigint, range_end bigint, valid boolean)
table _timescaledb_catalog.chunk_constraint (chunk_id integer, dimension_slice_id integer, constraint_name name, hypertable_constraint_name name)
table _timescaledb_catalog.chunk_index (chunk_id integer, index_name name, hypertable_id integer, hypertable_index_name name)
table _timescaledb_catalog.compression_algorithm (id smallint, version smallint, name name, description text)
table _timescaledb_catalog.compression_chunk_size (chunk_id integer, compressed_chunk_id integer, uncompressed_heap_size bigint, uncompressed_toast_size bigint, uncompressed_index_size bigint, compressed_heap_size bigint, compressed_toast_size bigint, compressed_index_size bigint, numrows_pre_compression bigint, numrows_post_compression bigint, numrows_frozen_immediately bigint)
table _timescaledb_catalog.compression_settings (relid regclass, segmentby text[], orderby text[], orderby_desc boolean[], orderby_nullsfirst boolean[])
table _timescaledb_catalog.continuous_agg (mat_hypertable_id integer, raw_hypertable_id integer, parent_mat_hypertable_id integer, user_view_schema name, user_view_name name, partial_view_schema name, partial_view_name name, direct_view_schema name, direct_view_name name, materialized_only boolean, finalized boolean)
table _timescaledb_catalog.continuous_agg_migrate_plan (mat_hypertable_id integer, start_ts timestamp with time zone, end_ts timestamp with time zone, user_view_definition text)
table _timescaledb_catalog.continuous_agg_migrate_plan_step (mat_hypertable_id integer, step_id integer, status text, start_ts timestamp with time zone, end_ts timestamp with time zone, type text, config jsonb)
table _timescaledb_catalog.continuous_aggs_bucket_function (mat_hypertable_id integer, bucket_func text, bucket_width text, bucket_origin text, bucket_offset text, bucket_timezone text, bucket_fixed_width boolean)
table _timescaledb_catalog.continuous_aggs_hypertable_invalidation_log (hypertable_id integer, lowest_modified_value bigint, greatest_modified_value bigint)
table _timescaledb_catalog.continuous_aggs_invalidation_threshold (hypertable_id integer, watermark bigint)
table _timescaledb_catalog.continuous_aggs_materialization_invalidation_log (materialization_id integer, lowest_modified_value bigint, greatest_modified_value bigint)
table _timescaledb_catalog.continuous_aggs_watermark (mat_hypertable_id integer, watermark bigint)
table _timescaledb_catalog.dimension (id integer, hypertable_id integer, column_name name, column_type regtype, aligned boolean, num_slices smallint, partitioning_func_schema name, partitioning_func name, interval_length bigint, compress_interval_length bigint, integer_now_func_schema name, integer_now_func name)
table _timescaledb_catalog.dimension_slice (id integer, dimension_id integer, range_start bigint, range_end bigint)
table _timescaledb_catalog.hypertable (id integer, schema_name name, table_name name, associated_schema_name name, associated_table_prefix name, num_dimensions smallint, chunk_sizing_func_schema name, chunk_sizing_func_name name, chunk_target_size bigint, compression_state smallint, compressed_hypertable_id integer, status integer)
table _timescaledb_catalog.metadata (key name, value text, include_in_telemetry boolean)
table _timescaledb_catalog.tablespace (id integer, hypertable_id integer, tablespace_name name)
table _timescaledb_catalog.telemetry_event (created timestamp with time zone, tag name, body jsonb)
table _timescaledb_config.bgw_job (id integer, application_name name, schedule_interval interval, max_runtime interval, max_retries integer, retry_period interval, proc_schema name, proc_name name, owner regrole, scheduled boolean, fixed_schedule boolean, initial_start timestamp with time zone, hypertable_id integer, config jsonb, check_schema name, check_name name, timezone text)
table _timescaledb_internal.bgw_job_stat (job_id integer, last_start timestamp with time zone, last_finish timestamp with time zone, next_start timestamp with time zone, last_successful_finish timestamp with time zone, last_run_success boolean, total_runs bigint, total_duration interval, total_duration_failures interval, total_successes bigint, total_failures bigint, total_crashes bigint, consecutive_failures integer, consecutive_crashes integer, flags integer)
table _timescaledb_internal.bgw_job_stat_history (id bigint, job_id integer, pid integer, execution_start timestamp with time zone, execution_finish timestamp with time zone, succeeded boolean, data jsonb)
table _timescaledb_internal.bgw_policy_chunk_stats (job_id integer, chunk_id integer, num_times_job_run integer, last_time_job_run timestamp with time zone)
view _timescaledb_internal.compressed_chunk_stats (hypertable_schema name, hypertable_name name, chunk_schema name, chunk_name name, compression_status text, uncompressed_heap_size bigint, uncompressed_index_size bigint, uncompressed_toast_size bigint, uncompressed_total_size bigint, compressed_heap_size bigint, compressed_index_size bigint, compressed_toast_size bigint, compressed_total_size bigint)
view _timescaledb_internal.hypertable_chunk_local_size (hypertable_schema name, hypertable_name name, hypertable_id integer, chunk_id integer, chunk_schema name, chunk_name name, total_bytes bigint, heap_bytes bigint, index_bytes bigint, toast_bytes bigint, compressed_total_size bigint, compressed_heap_size bigint, compressed_index_size bigint, compressed_toast_size bigint)
view timescaledb_experimental.policies (relation_name name, relation_schema name, schedule_interval interval, proc_schema name, proc_name name, config jsonb, hypertable_schema name, hypertable_name name)
view timescaledb_information.chunk_compression_settings (hypertable regclass, chunk regclass, segmentby text, orderby text)
view timescaledb_information.chunks (hypertable_schema name, hypertable_name name, chunk_schema name, chunk_name name, primary_dimension name, primary_dimension_type regtype, range_start timestamp with time zone, range_end timestamp with time zone, range_start_integer bigint, range_end_integer bigint, is_compressed boolean, chunk_tablespace name, chunk_creation_time timestamp with time zone)
view timescaledb_information.compression_settings (hypertable_schema name, hypertable_name name, attname name, segmentby_column_index smallint, orderby_column_index smallint, orderby_asc boolean, orderby_nullsfirst boolean)
view timescaledb_information.continuous_aggregates (hypertable_schema name, hypertable_name name, view_schema name, view_name name, view_owner name, materialized_only boolean, compression_enabled boolean, materialization_hypertable_schema name, materialization_hypertable_name name, view_definition text, finalized boolean)
view timescaledb_information.dimensions (hypertable_schema name, hypertable_name name, dimension_number bigint, column_name name, column_type regtype, dimension_type text, time_interval interval, integer_interval bigint, integer_now_func name, num_partitions smallint)
view timescaledb_information.hypertable_compression_settings (hypertable regclass, segmentby text, orderby text, compress_interval_length text)
view timescaledb_information.hypertables (hypertable_schema name, hypertable_name name, owner name, num_dimensions smallint, num_chunks bigint, compression_enabled boolean, tablespaces name[])
view timescaledb_information.job_errors (job_id integer, proc_schema text, proc_name text, pid integer, start_time timestamp with time zone, finish_time timestamp with time zone, sqlerrcode text, err_message text)
view timescaledb_information.job_history (id bigint, job_id integer, succeeded boolean, proc_schema text, proc_name text, pid integer, start_time timestamp with time zone, finish_time timestamp with time zone, config jsonb, sqlerrcode text, err_message text)
view timescaledb_information.job_stats (hypertable_schema name, hypertable_name name, job_id integer, last_run_started_at timestamp with time zone, last_successful_finish timestamp with time zone, last_run_status text, job_status text, last_run_duration interval, next_start timestamp with time zone, total_runs bigint, total_successes bigint, total_failures bigint)
view timescaledb_information.jobs (job_id integer, application_name name, schedule_interval interval, max_runtime interval, max_retries integer, retry_period interval, proc_schema name, proc_name name, owner regrole, scheduled boolean, fixed_schedule boolean, config jsonb, next_start timestamp with time zone, initial_start timestamp with time zone, hypertable_schema name, hypertable_name name, check_schema name, check_name name)
aggregate _timescaledb_functions.finalize_agg(agg_name text, inner_agg_collation_schema name, inner_agg_collation_name name, inner_agg_input_types name[], inner_agg_serialized_state bytea, return_type_dummy_val anyelement) returns anyelement immutable
aggregate _timescaledb_internal.finalize_agg(agg_name text, inner_agg_collation_schema name, inner_agg_collation_name name, inner_agg_input_types name[], inner_agg_serialized_state bytea, return_type_dummy_val anyelement) returns anyelement immutable
aggregate histogram(double precision, double precision, double precision, integer) returns integer[] immutable
procedure _timescaledb_functions.cagg_migrate_create_plan(IN _cagg_data _timescaledb_catalog.continuous_agg, IN _cagg_name_new text, IN _override boolean DEFAULT false, IN _drop_old boolean DEFAULT false)
!procedure _timescaledb_functions.cagg_migrate_execute_copy_data(IN _cagg_data _timescaledb_catalog.continuous_agg, IN _plan_step _timescaledb_catalog.continuous_agg_migrate_plan_step)
!procedure _timescaledb_functions.cagg_migrate_execute_copy_policies(IN _cagg_data _timescaledb_catalog.continuous_agg, IN _plan_step _timescaledb_catalog.continuous_agg_migrate_plan_step)
!procedure _timescaledb_functions.cagg_migrate_execute_create_new_cagg(IN _cagg_data _timescaledb_catalog.continuous_agg, IN _plan_step _timescaledb_catalog.continuous_agg_migrate_plan_step)
!procedure _timescaledb_functions.cagg_migrate_execute_disable_policies(IN _cagg_data _timescaledb_catalog.continuous_agg, IN _plan_step _timescaledb_catalog.continuous_agg_migrate_plan_step)
!procedure _timescaledb_functions.cagg_migrate_execute_drop_old_cagg(IN _cagg_data _timescaledb_catalog.continuous_agg, IN _plan_step _timescaledb_catalog.continuous_agg_migrate_plan_step)
!procedure _timescaledb_functions.cagg_migrate_execute_enable_policies(IN _cagg_data _timescaledb_catalog.continuous_agg, IN _plan_step _timescaledb_catalog.continuous_agg_migrate_plan_step)
!procedure _timescaledb_functions.cagg_migrate_execute_override_cagg(IN _cagg_data _timescaledb_catalog.continuous_agg, IN _plan_step _timescaledb_catalog.continuous_agg_migrate_plan_step)
!procedure _timescaledb_functions.cagg_migrate_execute_plan(IN _cagg_data _timescaledb_catalog.continuous_agg)
!procedure _timescaledb_functions.cagg_migrate_execute_refresh_new_cagg(IN _cagg_data _timescaledb_catalog.continuous_agg, IN _plan_step _timescaledb_catalog.continuous_agg_migrate_plan_step)
procedure _timescaledb_functions.cagg_migrate_to_time_bucket(IN cagg regclass)
procedure _timescaledb_functions.policy_compression(IN job_id integer, IN config jsonb)
procedure _timescaledb_functions.policy_compression_execute(IN job_id integer, IN htid integer, IN lag anyelement, IN maxchunks integer, IN verbose_log boolean, IN recompress_enabled boolean, IN use_creation_time boolean)
procedure _timescaledb_functions.policy_recompression(IN job_id integer, IN config jsonb)
procedure _timescaledb_functions.policy_refresh_continuous_aggregate(IN job_id integer, IN config jsonb)
procedure _timescaledb_functions.policy_reorder(IN job_id integer, IN config jsonb)
procedure _timescaledb_functions.policy_retention(IN job_id integer, IN config jsonb)
procedure _timescaledb_functions.repair_relation_acls()
procedure _timescaledb_internal.cagg_migrate_create_plan(IN _cagg_data _timescaledb_catalog.continuous_agg, IN _cagg_name_new text, IN _override boolean DEFAULT false, IN _drop_old boolean DEFAULT false)
!procedure _timescaledb_internal.cagg_migrate_execute_copy_data(IN _cagg_data _timescaledb_catalog.continuous_agg, IN _plan_step _timescaledb_catalog.continuous_agg_migrate_plan_step)
!procedure _timescaledb_internal.cagg_migrate_execute_copy_policies(IN _cagg_data _timescaledb_catalog.continuous_agg, IN _plan_step _timescaledb_catalog.continuous_agg_migrate_plan_step)
!procedure _timescaledb_internal.cagg_migrate_execute_create_new_cagg(IN _cagg_data _timescaledb_catalog.continuous_agg, IN _plan_step _timescaledb_catalog.continuous_agg_migrate_plan_step)
!procedure _timescaledb_internal.cagg_migrate_execute_disable_policies(IN _cagg_data _timescaledb_catalog.continuous_agg, IN _plan_step _timescaledb_catalog.continuous_agg_migrate_plan_step)
!procedure _timescaledb_internal.cagg_migrate_execute_drop_old_cagg(IN _cagg_data _timescaledb_catalog.continuous_agg, IN _plan_step _timescaledb_catalog.continuous_agg_migrate_plan_step)
!procedure _timescaledb_internal.cagg_migrate_execute_enable_policies(IN _cagg_data _timescaledb_catalog.continuous_agg, IN _plan_step _timescaledb_catalog.continuous_agg_migrate_plan_step)
!procedure _timescaledb_internal.cagg_migrate_execute_override_cagg(IN _cagg_data _timescaledb_catalog.continuous_agg, IN _plan_step _timescaledb_catalog.continuous_agg_migrate_plan_step)
!procedure _timescaledb_internal.cagg_migrate_execute_plan(IN _cagg_data _timescaledb_catalog.continuous_agg)
!procedure _timescaledb_internal.cagg_migrate_execute_refresh_new_cagg(IN _cagg_data _timescaledb_catalog.continuous_agg, IN _plan_step _timescaledb_catalog.continuous_agg_migrate_plan_step)
procedure _timescaledb_internal.policy_compression(IN job_id integer, IN config jsonb)
procedure _timescaledb_internal.policy_compression_execute(IN job_id integer, IN htid integer, IN lag anyelement, IN maxchunks integer, IN verbose_log boolean, IN recompress_enabled boolean, IN use_creation_time boolean)
procedure _timescaledb_internal.policy_recompression(IN job_id integer, IN config jsonb)
procedure _timescaledb_internal.policy_refresh_continuous_aggregate(IN job_id integer, IN config jsonb)
procedure _timescaledb_internal.policy_reorder(IN job_id integer, IN config jsonb)
procedure _timescaledb_internal.policy_retention(IN job_id integer, IN config jsonb)
procedure cagg_migrate(IN cagg regclass, IN override boolean DEFAULT false, IN drop_old boolean DEFAULT false)
procedure recompress_chunk(IN chunk regclass, IN if_not_compressed boolean DEFAULT true)
procedure run_job(IN job_id integer)
_timescaledb_functions.alter_job_set_hypertable_id(job_id integer, hypertable regclass) returns integer
!_timescaledb_functions.attach_osm_table_chunk(hypertable regclass, chunk regclass) returns boolean
_timescaledb_functions.cagg_get_bucket_function_info(mat_hypertable_id integer, OUT bucket_func regprocedure, OUT bucket_width text, OUT bucket_origin text, OUT bucket_offset text, OUT bucket_timezone text, OUT bucket_fixed_width boolean) returns record
_timescaledb_functions.cagg_migrate_plan_exists(_hypertable_id integer) returns boolean
_timescaledb_functions.cagg_migrate_pre_validation(_cagg_schema text, _cagg_name text, _cagg_name_new text) returns _timescaledb_catalog.continuous_agg
_timescaledb_functions.cagg_validate_query(query text, OUT is_valid boolean, OUT error_level text, OUT error_code text, OUT error_message text, OUT error_detail text, OUT error_hint text) returns record
_timescaledb_functions.cagg_watermark(hypertable_id integer) returns bigint stable
_timescaledb_functions.cagg_watermark_materialized(hypertable_id integer) returns bigint stable
_timescaledb_functions.calculate_chunk_interval(dimension_id integer, dimension_coord bigint, chunk_target_size bigint) returns bigint
_timescaledb_functions.chunk_constraint_add_table_constraint(chunk_constraint_row _timescaledb_catalog.chunk_constraint) returns void
_timescaledb_functions.chunk_id_from_relid(relid oid) returns integer stable
!_timescaledb_functions.chunk_index_clone(chunk_index_oid oid) returns oid
!_timescaledb_functions.chunk_index_replace(chunk_index_oid_old oid, chunk_index_oid_new oid) returns void
_timescaledb_functions.chunk_status(regclass) returns integer
_timescaledb_functions.chunks_local_size(schema_name_in name, table_name_in name) returns TABLE(chunk_id integer, chunk_schema name, chunk_name name, table_bytes bigint, index_bytes bigint, toast_bytes bigint, total_bytes bigint)
_timescaledb_functions.compressed_chunk_local_stats(schema_name_in name, table_name_in name) returns TABLE(chunk_schema name, chunk_name name, compression_status text, before_compression_table_bytes bigint, before_compression_index_bytes bigint, before_compression_toast_bytes bigint, before_compression_total_bytes bigint, after_compression_table_bytes bigint, after_compression_index_bytes bigint, after_compression_toast_bytes bigint, after_compression_total_bytes bigint) stable
!_timescaledb_functions.constraint_clone(constraint_oid oid, target_oid regclass) returns void
_timescaledb_functions.continuous_agg_invalidation_trigger() returns trigger
!_timescaledb_functions.create_chunk_table(hypertable regclass, slices jsonb, schema_name name, table_name name) returns boolean
!_timescaledb_functions.create_compressed_chunk(chunk regclass, chunk_table regclass, uncompressed_heap_size bigint, uncompressed_toast_size bigint, uncompressed_index_size bigint, compressed_heap_size bigint, compressed_toast_size bigint, compressed_index_size bigint, numrows_pre_compression bigint, numrows_post_compression bigint) returns regclass
!_timescaledb_functions.drop_chunk(chunk regclass) returns boolean
!_timescaledb_functions.freeze_chunk(chunk regclass) returns boolean
_timescaledb_functions.generate_uuid() returns uuid
_timescaledb_functions.get_approx_row_count(relation regclass) returns bigint
_timescaledb_functions.get_compressed_chunk_index_for_recompression(uncompressed_chunk regclass) returns regclass
_timescaledb_functions.get_create_command(table_name name) returns text
_timescaledb_functions.get_git_commit() returns TABLE(commit_tag text, commit_hash text, commit_time timestamp with time zone) immutable
_timescaledb_functions.get_orderby_defaults(relation regclass, segment_by_cols text[]) returns jsonb
_timescaledb_functions.get_os_info() returns TABLE(sysname text, version text, release text, version_pretty text) immutable
_timescaledb_functions.get_partition_for_key(val anyelement) returns integer immutable
_timescaledb_functions.get_partition_hash(val anyelement) returns integer immutable
_timescaledb_functions.get_segmentby_defaults(relation regclass) returns jsonb
_timescaledb_functions.hypertable_local_size(schema_name_in name, table_name_in name) returns TABLE(table_bytes bigint, index_bytes bigint, toast_bytes bigint, total_bytes bigint)
_timescaledb_functions.hypertable_osm_range_update(hypertable regclass, range_start anyelement DEFAULT NULL::bigint, range_end anyelement DEFAULT NULL, empty boolean DEFAULT false) returns boolean
_timescaledb_functions.indexes_local_size(schema_name_in name, index_name_in name) returns TABLE(hypertable_id integer, total_bytes bigint)
_timescaledb_functions.insert_blocker() returns trigger
_timescaledb_functions.interval_to_usec(chunk_interval interval) returns bigint immutable
_timescaledb_functions.makeaclitem(regrole, regrole, text, boolean) returns aclitem stable
_timescaledb_functions.metadata_insert_trigger() returns trigger
_timescaledb_functions.partialize_agg(arg anyelement) returns bytea stable
_timescaledb_functions.policy_compression_check(config jsonb) returns void
_timescaledb_functions.policy_job_stat_history_retention(job_id integer, config jsonb) returns integer
_timescaledb_functions.policy_job_stat_history_retention_check(config jsonb) returns void
_timescaledb_functions.policy_refresh_continuous_aggregate_check(config jsonb) returns void
_timescaledb_functions.policy_reorder_check(config jsonb) returns void
_timescaledb_functions.policy_retention_check(config jsonb) returns void
_timescaledb_functions.process_ddl_event() returns event_trigger
_timescaledb_functions.range_value_to_pretty(time_value bigint, column_type regtype) returns text stable
_timescaledb_functions.recompress_chunk_segmentwise(uncompressed_chunk regclass, if_compressed boolean DEFAULT true) returns regclass
_timescaledb_functions.relation_approximate_size(relation regclass) returns TABLE(total_size bigint, heap_size bigint, index_size bigint, toast_size bigint)
_timescaledb_functions.relation_size(relation regclass) returns TABLE(total_size bigint, heap_size bigint, index_size bigint, toast_size bigint)
_timescaledb_functions.remove_dropped_chunk_metadata(_hypertable_id integer) returns integer
_timescaledb_functions.restart_background_workers() returns boolean
_timescaledb_functions.show_chunk(chunk regclass) returns TABLE(chunk_id integer, hypertable_id integer, schema_name name, table_name name, relkind "char", slices jsonb)
_timescaledb_functions.start_background_workers() returns boolean
_timescaledb_functions.stop_background_workers() returns boolean
_timescaledb_functions.subtract_integer_from_now(hypertable_relid regclass, lag bigint) returns bigint stable
_timescaledb_functions.time_to_internal(time_val anyelement) returns bigint
_timescaledb_functions.to_date(unixtime_us bigint) returns date immutable
_timescaledb_functions.to_interval(unixtime_us bigint) returns interval immutable
_timescaledb_functions.to_timestamp(unixtime_us bigint) returns timestamp with time zone immutable
_timescaledb_functions.to_timestamp_without_timezone(unixtime_us bigint) returns timestamp without time zone immutable
_timescaledb_functions.to_unix_microseconds(ts timestamp with time zone) returns bigint immutable
_timescaledb_functions.tsl_loaded() returns boolean
!_timescaledb_functions.unfreeze_chunk(chunk regclass) returns boolean
_timescaledb_internal.alter_job_set_hypertable_id(job_id integer, hypertable regclass) returns integer
!_timescaledb_internal.attach_osm_table_chunk(hypertable regclass, chunk regclass) returns boolean
_timescaledb_internal.cagg_migrate_plan_exists(_hypertable_id integer) returns boolean
_timescaledb_internal.cagg_migrate_pre_validation(_cagg_schema text, _cagg_name text, _cagg_name_new text) returns _timescaledb_catalog.continuous_agg
_timescaledb_internal.cagg_watermark(hypertable_id integer) returns bigint
_timescaledb_internal.cagg_watermark_materialized(hypertable_id integer) returns bigint
_timescaledb_internal.calculate_chunk_interval(dimension_id integer, dimension_coord bigint, chunk_target_size bigint) returns bigint
_timescaledb_internal.chunk_constraint_add_table_constraint(chunk_constraint_row _timescaledb_catalog.chunk_constraint) returns void
_timescaledb_internal.chunk_id_from_relid(relid oid) returns integer
!_timescaledb_internal.chunk_index_clone(chunk_index_oid oid) returns oid
!_timescaledb_internal.chunk_index_replace(chunk_index_oid_old oid, chunk_index_oid_new oid) returns void
_timescaledb_internal.chunk_status(regclass) returns integer
_timescaledb_internal.chunks_local_size(schema_name_in name, table_name_in name) returns TABLE(chunk_id integer, chunk_schema name, chunk_name name, table_bytes bigint, index_bytes bigint, toast_bytes bigint, total_bytes bigint)
_timescaledb_internal.compressed_chunk_local_stats(schema_name_in name, table_name_in name) returns TABLE(chunk_schema name, chunk_name name, compression_status text, before_compression_table_bytes bigint, before_compression_index_bytes bigint, before_compression_toast_bytes bigint, before_compression_total_bytes bigint, after_compression_table_bytes bigint, after_compression_index_bytes bigint, after_compression_toast_bytes bigint, after_compression_total_bytes bigint)
_timescaledb_internal.compressed_chunk_remote_stats(schema_name_in name, table_name_in name) returns TABLE(chunk_schema name, chunk_name name, compression_status text, before_compression_table_bytes bigint, before_compression_index_bytes bigint, before_compression_toast_bytes bigint, before_compression_total_bytes bigint, after_compression_table_bytes bigint, after_compression_index_bytes bigint, after_compression_toast_bytes bigint, after_compression_total_bytes bigint, node_name name)
_timescaledb_internal.continuous_agg_invalidation_trigger() returns trigger
!_timescaledb_internal.create_chunk(hypertable regclass, _slices jsonb, _schema_name name DEFAULT NULL::name, _table_name name DEFAULT NULL::name, chunk_table regclass DEFAULT NULL::regclass) returns TABLE(chunk_id integer, hypertable_id integer, schema_name name, table_name name, relkind "char", slices jsonb, created boolean)
!_timescaledb_internal.create_chunk_table(hypertable regclass, slices jsonb, schema_name name, table_name name) returns boolean
!_timescaledb_internal.create_compressed_chunk(chunk regclass, chunk_table regclass, uncompressed_heap_size bigint, uncompressed_toast_size bigint, uncompressed_index_size bigint, compressed_heap_size bigint, compressed_toast_size bigint, compressed_index_size bigint, numrows_pre_compression bigint, numrows_post_compression bigint) returns regclass
!_timescaledb_internal.drop_chunk(chunk regclass) returns boolean
!_timescaledb_internal.freeze_chunk(chunk regclass) returns boolean
_timescaledb_internal.generate_uuid() returns uuid
_timescaledb_internal.get_approx_row_count(relation regclass) returns bigint
_timescaledb_internal.get_compressed_chunk_index_for_recompression(uncompressed_chunk regclass) returns regclass
_timescaledb_internal.get_create_command(table_name name) returns text
_timescaledb_internal.get_git_commit() returns TABLE(commit_tag text, commit_hash text, commit_time timestamp with time zone)
_timescaledb_internal.get_os_info() returns TABLE(sysname text, version text, release text, version_pretty text)
_timescaledb_internal.get_partition_for_key(val anyelement) returns integer
_timescaledb_internal.get_partition_hash(val anyelement) returns integer
_timescaledb_internal.hypertable_local_size(schema_name_in name, table_name_in name) returns TABLE(table_bytes bigint, index_bytes bigint, toast_bytes bigint, total_bytes bigint)
_timescaledb_internal.indexes_local_size(schema_name_in name, table_name_in name) returns TABLE(hypertable_id integer, total_bytes bigint)
_timescaledb_internal.insert_blocker() returns trigger
_timescaledb_internal.interval_to_usec(chunk_interval interval) returns bigint
_timescaledb_internal.partialize_agg(arg anyelement) returns bytea
_timescaledb_internal.policy_compression_check(config jsonb) returns void
_timescaledb_internal.policy_job_stat_history_retention(job_id integer, config jsonb) returns integer
_timescaledb_internal.policy_job_stat_history_retention_check(config jsonb) returns void
_timescaledb_internal.policy_refresh_continuous_aggregate_check(config jsonb) returns void
_timescaledb_internal.policy_reorder_check(config jsonb) returns void
_timescaledb_internal.policy_retention_check(config jsonb) returns void
_timescaledb_internal.process_ddl_event() returns event_trigger
_timescaledb_internal.range_value_to_pretty(time_value bigint, column_type regtype) returns text
_timescaledb_internal.recompress_chunk_segmentwise(uncompressed_chunk regclass, if_compressed boolean DEFAULT false) returns regclass
_timescaledb_internal.relation_size(relation regclass) returns TABLE(total_size bigint, heap_size bigint, index_size bigint, toast_size bigint)
_timescaledb_internal.restart_background_workers() returns boolean
_timescaledb_internal.show_chunk(chunk regclass) returns TABLE(chunk_id integer, hypertable_id integer, schema_name name, table_name name, relkind "char", slices jsonb)
_timescaledb_internal.start_background_workers() returns boolean
_timescaledb_internal.stop_background_workers() returns boolean
_timescaledb_internal.subtract_integer_from_now(hypertable_relid regclass, lag bigint) returns bigint
_timescaledb_internal.time_to_internal(time_val anyelement) returns bigint
_timescaledb_internal.to_date(unixtime_us bigint) returns date
_timescaledb_internal.to_interval(unixtime_us bigint) returns interval
_timescaledb_internal.to_timestamp(unixtime_us bigint) returns timestamp with time zone
_timescaledb_internal.to_timestamp_without_timezone(unixtime_us bigint) returns timestamp without time zone
_timescaledb_internal.to_unix_microseconds(ts timestamp with time zone) returns bigint
_timescaledb_internal.tsl_loaded() returns boolean
!_timescaledb_internal.unfreeze_chunk(chunk regclass) returns boolean
add_dimension(hypertable regclass, dimension _timescaledb_internal.dimension_info, if_not_exists boolean DEFAULT false) returns TABLE(dimension_id integer, created boolean)
add_job(proc regproc, schedule_interval interval, config jsonb DEFAULT NULL::jsonb, initial_start timestamp with time zone DEFAULT NULL::timestamp with time zone, scheduled boolean DEFAULT true, check_config regproc DEFAULT NULL::regproc, fixed_schedule boolean DEFAULT true, timezone text DEFAULT NULL::text) returns integer
add_reorder_policy(hypertable regclass, index_name name, if_not_exists boolean DEFAULT false, initial_start timestamp with time zone DEFAULT NULL::timestamp with time zone, timezone text DEFAULT NULL::text) returns integer
approximate_row_count(relation regclass) returns bigint
!attach_tablespace(tablespace name, hypertable regclass, if_not_attached boolean DEFAULT false) returns void
chunk_compression_stats(hypertable regclass) returns TABLE(chunk_schema name, chunk_name name, compression_status text, before_compression_table_bytes bigint, before_compression_index_bytes bigint, before_compression_toast_bytes bigint, before_compression_total_bytes bigint, after_compression_table_bytes bigint, after_compression_index_bytes bigint, after_compression_toast_bytes bigint, after_compression_total_bytes bigint, node_name name) stable
chunks_detailed_size(hypertable regclass) returns TABLE(chunk_schema name, chunk_name name, table_bytes bigint, index_bytes bigint, toast_bytes bigint, total_bytes bigint, node_name name)
compress_chunk(uncompressed_chunk regclass, if_not_compressed boolean DEFAULT true, recompress boolean DEFAULT false) returns regclass
decompress_chunk(uncompressed_chunk regclass, if_compressed boolean DEFAULT true) returns regclass
delete_job(job_id integer) returns void
!detach_tablespace(tablespace name, hypertable regclass DEFAULT NULL::regclass, if_attached boolean DEFAULT false) returns integer
!detach_tablespaces(hypertable regclass) returns integer
enable_chunk_skipping(hypertable regclass, column_name name, if_not_exists boolean DEFAULT false) returns TABLE(column_stats_id integer, enabled boolean)
hypertable_approximate_detailed_size(relation regclass) returns TABLE(table_bytes bigint, index_bytes bigint, toast_bytes bigint, total_bytes bigint)
hypertable_approximate_size(hypertable regclass) returns bigint
hypertable_compression_stats(hypertable regclass) returns TABLE(total_chunks bigint, number_compressed_chunks bigint, before_compression_table_bytes bigint, before_compression_index_bytes bigint, before_compression_toast_bytes bigint, before_compression_total_bytes bigint, after_compression_table_bytes bigint, after_compression_index_bytes bigint, after_compression_toast_bytes bigint, after_compression_total_bytes bigint, node_name name) stable
hypertable_detailed_size(hypertable regclass) returns TABLE(table_bytes bigint, index_bytes bigint, toast_bytes bigint, total_bytes bigint, node_name name)
hypertable_index_size(index_name regclass) returns bigint
hypertable_size(hypertable regclass) returns bigint
interpolate(value bigint, prev record DEFAULT NULL::record, next record DEFAULT NULL::record) returns bigint
interpolate(value double precision, prev record DEFAULT NULL::record, next record DEFAULT NULL::record) returns double precision
interpolate(value integer, prev record DEFAULT NULL::record, next record DEFAULT NULL::record) returns integer
interpolate(value real, prev record DEFAULT NULL::record, next record DEFAULT NULL::record) returns real
interpolate(value smallint, prev record DEFAULT NULL::record, next record DEFAULT NULL::record) returns smallint
locf(value anyelement, prev anyelement DEFAULT NULL, treat_null_as_missing boolean DEFAULT false) returns anyelement
!move_chunk(chunk regclass, destination_tablespace name, index_destination_tablespace name DEFAULT NULL::name, reorder_index regclass DEFAULT NULL::regclass, "verbose" boolean DEFAULT false) returns void
remove_continuous_aggregate_policy(continuous_aggregate regclass, if_not_exists boolean DEFAULT false, if_exists boolean DEFAULT NULL::boolean) returns void
remove_reorder_policy(hypertable regclass, if_exists boolean DEFAULT false) returns void
reorder_chunk(chunk regclass, index regclass DEFAULT NULL::regclass, "verbose" boolean DEFAULT false) returns void
set_integer_now_func(hypertable regclass, integer_now_func regproc, replace_if_exists boolean DEFAULT false) returns void
set_number_partitions(hypertable regclass, number_partitions integer, dimension_name name DEFAULT NULL::name) returns void
set_partitioning_interval(hypertable regclass, partition_interval anyelement, dimension_name name DEFAULT NULL::name) returns void
show_tablespaces(hypertable regclass) returns SETOF name
time_bucket(bucket_width bigint, ts bigint) returns bigint immutable
time_bucket(bucket_width bigint, ts bigint, "offset" bigint) returns bigint immutable
time_bucket(bucket_width integer, ts integer) returns integer immutable
time_bucket(bucket_width integer, ts integer, "offset" integer) returns integer immutable
time_bucket(bucket_width interval, ts date, "offset" interval) returns date immutable
time_bucket(bucket_width interval, ts date, origin date) returns date immutable
time_bucket(bucket_width interval, ts timestamp with time zone, "offset" interval) returns timestamp with time zone immutable
time_bucket(bucket_width interval, ts timestamp with time zone, origin timestamp with time zone) returns timestamp with time zone immutable
time_bucket(bucket_width interval, ts timestamp with time zone, timezone text, origin timestamp with time zone DEFAULT NULL::timestamp with time zone, "offset" interval DEFAULT NULL::interval) returns timestamp with time zone immutable
time_bucket(bucket_width interval, ts timestamp without time zone, "offset" interval) returns timestamp without time zone immutable
time_bucket(bucket_width interval, ts timestamp without time zone, origin timestamp without time zone) returns timestamp without time zone immutable
time_bucket(bucket_width smallint, ts smallint) returns smallint immutable
time_bucket(bucket_width smallint, ts smallint, "offset" smallint) returns smallint immutable
time_bucket_gapfill(bucket_width bigint, ts bigint, start bigint DEFAULT NULL::bigint, finish bigint DEFAULT NULL::bigint) returns bigint
time_bucket_gapfill(bucket_width integer, ts integer, start integer DEFAULT NULL::integer, finish integer DEFAULT NULL::integer) returns integer
time_bucket_gapfill(bucket_width interval, ts date, start date DEFAULT NULL::date, finish date DEFAULT NULL::date) returns date
time_bucket_gapfill(bucket_width interval, ts timestamp with time zone, start timestamp with time zone DEFAULT NULL::timestamp with time zone, finish timestamp with time zone DEFAULT NULL::timestamp with time zone) returns timestamp with time zone
time_bucket_gapfill(bucket_width interval, ts timestamp with time zone, timezone text, start timestamp with time zone DEFAULT NULL::timestamp with time zone, finish timestamp with time zone DEFAULT NULL::timestamp with time zone) returns timestamp with time zone
time_bucket_gapfill(bucket_width interval, ts timestamp without time zone, start timestamp without time zone DEFAULT NULL::timestamp without time zone, finish timestamp without time zone DEFAULT NULL::timestamp without time zone) returns timestamp without time zone
time_bucket_gapfill(bucket_width smallint, ts smallint, start smallint DEFAULT NULL::smallint, finish smallint DEFAULT NULL::smallint) returns smallint
timescaledb_experimental.remove_all_policies(relation regclass, if_exists boolean DEFAULT false) returns boolean
timescaledb_experimental.remove_policies(relation regclass, if_exists boolean DEFAULT false, VARIADIC policy_names text[] DEFAULT NULL::text[]) returns boolean
timescaledb_experimental.show_policies(relation regclass) returns SETOF jsonb
timescaledb_experimental.time_bucket_ng(bucket_width interval, ts date) returns date immutable
timescaledb_experimental.time_bucket_ng(bucket_width interval, ts date, origin date) returns date immutable
timescaledb_experimental.time_bucket_ng(bucket_width interval, ts timestamp with time zone) returns timestamp with time zone stable
timescaledb_experimental.time_bucket_ng(bucket_width interval, ts timestamp with time zone, origin timestamp with time zone) returns timestamp with time zone stable
timescaledb_experimental.time_bucket_ng(bucket_width interval, ts timestamp with time zone, origin timestamp with time zone, timezone text) returns timestamp with time zone immutable
timescaledb_experimental.time_bucket_ng(bucket_width interval, ts timestamp with time zone, timezone text) returns timestamp with time zone immutable
timescaledb_experimental.time_bucket_ng(bucket_width interval, ts timestamp without time zone) returns timestamp without time zone immutable
timescaledb_experimental.time_bucket_ng(bucket_width interval, ts timestamp without time zone, origin timestamp without time zone) returns timestamp without time zone immutable
timescaledb_post_restore() returns boolean
timescaledb_pre_restore() returns boolean
-- part: objects_close

CREATE SEQUENCE @extschema@.timescaledb_number;

CREATE FUNCTION @extschema@.by_range(
  column_name name, partition_interval anyelement DEFAULT NULL::bigint,
  partition_func regproc DEFAULT NULL)
  RETURNS _timescaledb_internal.dimension_info LANGUAGE sql
  AS $$ SELECT ROW(column_name)::_timescaledb_internal.dimension_info $$;
CREATE FUNCTION @extschema@.by_hash(
  column_name name, number_partitions integer, partition_func regproc DEFAULT NULL)
  RETURNS _timescaledb_internal.dimension_info LANGUAGE sql
  AS $$ SELECT ROW(column_name)::_timescaledb_internal.dimension_info $$;

CREATE FUNCTION @extschema@.create_hypertable(
  relation regclass, time_column_name name, partitioning_column name DEFAULT NULL,
  number_partitions integer DEFAULT NULL, associated_schema_name name DEFAULT NULL,
  associated_table_prefix name DEFAULT NULL, chunk_time_interval anyelement DEFAULT NULL::bigint,
  create_default_indexes boolean DEFAULT true, if_not_exists boolean DEFAULT false,
  partitioning_func regproc DEFAULT NULL, migrate_data boolean DEFAULT false,
  chunk_target_size text DEFAULT NULL,
  chunk_sizing_func regproc DEFAULT '_timescaledb_functions.calculate_chunk_interval',
  time_partitioning_func regproc DEFAULT NULL)
  RETURNS TABLE(hypertable_id integer, schema_name name, table_name name, created boolean)
  LANGUAGE plpgsql
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
      RETURN NEXT;
    END
  $$;
CREATE FUNCTION @extschema@.create_hypertable(
  relation regclass, dimension _timescaledb_internal.dimension_info,
  create_default_indexes boolean DEFAULT true, if_not_exists boolean DEFAULT false,
  migrate_data boolean DEFAULT false)
  RETURNS TABLE(hypertable_id integer, created boolean) LANGUAGE sql
  AS $$
    SELECT hypertable_id, created FROM @extschema@.create_hypertable(relation,
      (dimension).column_name, create_default_indexes => create_default_indexes)
  $$;
DO $functions$
DECLARE
  wanted text;
  timing constant text := ', initial_start timestamp with time zone DEFAULT NULL, timezone text DEFAULT NULL';
BEGIN
  FOREACH wanted IN ARRAY ARRAY[
    'add_retention_policy(relation regclass, drop_after anyelement DEFAULT NULL::interval, '
      'if_not_exists boolean DEFAULT false, schedule_interval interval DEFAULT NULL'
      || timing || ', drop_created_before interval DEFAULT NULL) RETURNS integer',
    'add_compression_policy(hypertable regclass, compress_after anyelement DEFAULT NULL::interval, '
      'if_not_exists boolean DEFAULT false, schedule_interval interval DEFAULT NULL'
      || timing || ', compress_created_before interval DEFAULT NULL) RETURNS integer',
    'add_continuous_aggregate_policy(continuous_aggregate regclass, start_offset interval, '
      'end_offset interval, schedule_interval interval, if_not_exists boolean DEFAULT false'
      || timing || ') RETURNS integer',
    'add_continuous_aggregate_policy(continuous_aggregate regclass, start_offset bigint, '
      'end_offset bigint, schedule_interval interval, if_not_exists boolean DEFAULT false'
      || timing || ') RETURNS integer']
  LOOP
    EXECUTE 'CREATE FUNCTION @extschema@.' || wanted
      || ' LANGUAGE sql AS $f$ SELECT nextval(''@extschema@.timescaledb_number'')::integer $f$';
  END LOOP;
  FOREACH wanted IN ARRAY ARRAY['interval', 'timestamp with time zone', 'bigint'] LOOP
    EXECUTE format('CREATE FUNCTION @extschema@.drop_chunks(relation regclass, '
      'older_than %1$s DEFAULT NULL, newer_than %1$s DEFAULT NULL, "verbose" boolean DEFAULT false, '
      'created_before %1$s DEFAULT NULL, created_after %1$s DEFAULT NULL) RETURNS SETOF text '
      'LANGUAGE plpgsql AS $f$ BEGIN END $f$', wanted);
    EXECUTE format('CREATE FUNCTION @extschema@.show_chunks(relation regclass, '
      'older_than %1$s DEFAULT NULL, newer_than %1$s DEFAULT NULL, created_before %1$s DEFAULT NULL, '
      'created_after %1$s DEFAULT NULL) RETURNS SETOF regclass '
      'LANGUAGE plpgsql AS $f$ BEGIN END $f$', wanted);
  END LOOP;
  FOREACH wanted IN ARRAY ARRAY['text', 'timestamp with time zone', 'bigint'] LOOP
    EXECUTE format('CREATE PROCEDURE @extschema@.refresh_continuous_aggregate('
      'IN continuous_aggregate regclass, IN window_start %1$s, IN window_end %1$s) '
      'LANGUAGE plpgsql AS $f$ BEGIN END $f$', wanted);
  END LOOP;
  FOREACH wanted IN ARRAY ARRAY['interval', 'timestamp with time zone', 'timestamp', 'date', 'bigint', 'integer',
      'double precision', 'text'] LOOP
    EXECUTE format('CREATE FUNCTION @extschema@.first_or_last(anyelement, anyelement, %1$s) '
      'RETURNS anyelement LANGUAGE sql IMMUTABLE AS $f$ SELECT $1 $f$', wanted);
    EXECUTE format('CREATE AGGREGATE @extschema@.first(anyelement, %1$s) '
      '(SFUNC = @extschema@.first_or_last, STYPE = anyelement)', wanted);
    EXECUTE format('CREATE AGGREGATE @extschema@.last(anyelement, %1$s) '
      '(SFUNC = @extschema@.first_or_last, STYPE = anyelement)', wanted);
  END LOOP;
END
$functions$;

CREATE FUNCTION @extschema@.remove_retention_policy(
  relation regclass, if_exists boolean DEFAULT false)
  RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION @extschema@.remove_compression_policy(
  hypertable regclass, if_exists boolean DEFAULT false)
  RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION @extschema@.set_chunk_time_interval(
  hypertable regclass, chunk_time_interval anyelement, dimension_name name DEFAULT NULL)
  RETURNS void LANGUAGE sql AS '';

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
CREATE FUNCTION _timescaledb_functions.create_chunk(hypertable regclass, slices jsonb, schema_name name
  DEFAULT NULL::name, table_name name DEFAULT NULL::name, chunk_table regclass DEFAULT NULL::regclass)
  RETURNS TABLE(chunk_id integer, hypertable_id integer, schema_name name, table_name name, relkind
  "char", slices jsonb, created boolean) LANGUAGE sql AS 'SELECT NULL::integer, NULL::integer, NULL::name,
  NULL::name, NULL::"char", NULL::jsonb, NULL::boolean WHERE false';
CREATE FUNCTION @extschema@.add_dimension(hypertable regclass, column_name name, number_partitions
  integer DEFAULT NULL::integer, chunk_time_interval anyelement DEFAULT NULL::bigint, partitioning_func
  regproc DEFAULT NULL::regproc, if_not_exists boolean DEFAULT false) RETURNS TABLE(dimension_id integer,
  schema_name name, table_name name, column_name name, created boolean) LANGUAGE sql AS 'SELECT
  NULL::integer, NULL::name, NULL::name, NULL::name, NULL::boolean WHERE false';
CREATE FUNCTION @extschema@.alter_job(job_id integer, schedule_interval interval DEFAULT NULL::interval,
  max_runtime interval DEFAULT NULL::interval, max_retries integer DEFAULT NULL::integer, retry_period
  interval DEFAULT NULL::interval, scheduled boolean DEFAULT NULL::boolean, config jsonb DEFAULT
  NULL::jsonb, next_start timestamp with time zone DEFAULT NULL::timestamp with time zone, if_exists
  boolean DEFAULT false, check_config regproc DEFAULT NULL::regproc, fixed_schedule boolean DEFAULT
  NULL::boolean, initial_start timestamp with time zone DEFAULT NULL::timestamp with time zone, timezone
  text DEFAULT NULL::text) RETURNS TABLE(job_id integer, schedule_interval interval, max_runtime interval,
  max_retries integer, retry_period interval, scheduled boolean, config jsonb, next_start timestamp with
  time zone, check_config text, fixed_schedule boolean, initial_start timestamp with time zone, timezone
  text) LANGUAGE sql AS 'SELECT NULL::integer, NULL::interval, NULL::interval, NULL::integer,
  NULL::interval, NULL::boolean, NULL::jsonb, NULL::timestamp with time zone, NULL::text, NULL::boolean,
  NULL::timestamp with time zone, NULL::text WHERE false';
CREATE FUNCTION @extschema@.disable_chunk_skipping(hypertable regclass, column_name name, if_not_exists
  boolean DEFAULT false) RETURNS TABLE(hypertable_id integer, column_name name, disabled boolean) LANGUAGE
  sql AS 'SELECT NULL::integer, NULL::name, NULL::boolean WHERE false';
CREATE FUNCTION @extschema@.set_adaptive_chunking(hypertable regclass, chunk_target_size text, INOUT
  chunk_sizing_func regproc DEFAULT '_timescaledb_functions.calculate_chunk_interval'::regproc, OUT
  chunk_target_size bigint) RETURNS record LANGUAGE sql AS 'SELECT NULL::regproc, NULL::bigint';
