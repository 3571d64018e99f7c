-- stub: pg_partman version=5.2.4 schema=current relocatable=false moved=refused needs=owner
--
-- Partition management (https://github.com/pgpartman/pg_partman). Managed tables are recorded in
-- part_config; only a default partition is created, so that rows can be inserted. What changes partitions
-- otherwise fails.

CREATE TABLE @extschema@.part_config (
  parent_table text NOT NULL PRIMARY KEY,
  control text NOT NULL,
  partition_interval text NOT NULL,
  partition_type text NOT NULL DEFAULT 'range',
  premake integer NOT NULL DEFAULT 4,
  automatic_maintenance text NOT NULL DEFAULT 'on',
  template_table text,
  retention text,
  retention_schema text,
  retention_keep_index boolean NOT NULL DEFAULT true,
  retention_keep_table boolean NOT NULL DEFAULT true,
  epoch text NOT NULL DEFAULT 'none',
  constraint_cols text[],
  optimize_constraint integer NOT NULL DEFAULT 30,
  infinite_time_partitions boolean NOT NULL DEFAULT false,
  datetime_string text,
  jobmon boolean NOT NULL DEFAULT true,
  sub_partition_set_full boolean NOT NULL DEFAULT false,
  undo_in_progress boolean NOT NULL DEFAULT false,
  inherit_privileges boolean DEFAULT false,
  constraint_valid boolean NOT NULL DEFAULT true,
  ignore_default_data boolean NOT NULL DEFAULT true,
  default_table boolean DEFAULT true,
  date_trunc_interval text,
  maintenance_order integer,
  retention_keep_publication boolean NOT NULL DEFAULT false,
  maintenance_last_run timestamp with time zone
);

CREATE FUNCTION @extschema@.create_parent(
  p_parent_table text, p_control text, p_interval text, p_type text DEFAULT 'range',
  p_epoch text DEFAULT 'none', p_premake integer DEFAULT 4, p_start_partition text DEFAULT NULL,
  p_default_table boolean DEFAULT true, p_automatic_maintenance text DEFAULT 'on',
  p_constraint_cols text[] DEFAULT NULL, p_template_table text DEFAULT NULL,
  p_jobmon boolean DEFAULT true, p_date_trunc_interval text DEFAULT NULL,
  p_control_not_null boolean DEFAULT true, p_time_encoder text DEFAULT NULL,
  p_time_decoder text DEFAULT NULL)
  RETURNS boolean LANGUAGE plpgsql
  AS $$
    BEGIN
      INSERT INTO @extschema@.part_config
        (parent_table, control, partition_interval, partition_type, premake,
         automatic_maintenance, template_table, epoch, constraint_cols)
      VALUES (p_parent_table, p_control, p_interval, p_type, p_premake, p_automatic_maintenance,
              p_template_table, p_epoch, p_constraint_cols);
      IF p_default_table THEN
        EXECUTE format('CREATE TABLE IF NOT EXISTS %I.%I PARTITION OF %s DEFAULT',
          split_part(p_parent_table, '.', 1), split_part(p_parent_table, '.', 2) || '_default',
          p_parent_table);
      END IF;
      RETURN true;
    END
  $$;
CREATE FUNCTION @extschema@.run_maintenance(
  p_parent_table text DEFAULT NULL, p_analyze boolean DEFAULT false, p_jobmon boolean DEFAULT true)
  RETURNS void LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE PROCEDURE @extschema@.run_maintenance_proc(
  p_wait integer DEFAULT 0, p_analyze boolean DEFAULT NULL, p_jobmon boolean DEFAULT true)
  LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE PROCEDURE @extschema@.partition_data_proc(
  p_parent_table text, p_loop_count integer DEFAULT NULL, p_interval text DEFAULT NULL)
  LANGUAGE plpgsql AS $$ BEGIN END $$;

-- part: objects_open of=pg_partman requires=- type=-
type check_default_table (default_table text, count bigint)
table part_config_sub (sub_parent text, sub_control text, sub_partition_interval text, sub_partition_type text, sub_premake integer, sub_automatic_maintenance text, sub_template_table text, sub_retention text, sub_retention_schema text, sub_retention_keep_index boolean, sub_retention_keep_table boolean, sub_epoch text, sub_constraint_cols text[], sub_optimize_constraint integer, sub_infinite_time_partitions boolean, sub_jobmon boolean, sub_inherit_privileges boolean, sub_constraint_valid boolean, sub_ignore_default_data boolean, sub_default_table boolean, sub_date_trunc_interval text, sub_maintenance_order integer, sub_retention_keep_publication boolean)
view table_privs (grantor name, grantee name, table_schema name, table_name name, privilege_type text)
!procedure reapply_constraints_proc(IN p_parent_table text, IN p_drop_constraints boolean DEFAULT false, IN p_apply_constraints boolean DEFAULT false, IN p_wait integer DEFAULT 0, IN p_dryrun boolean DEFAULT false)
!procedure run_analyze(IN p_skip_locked boolean DEFAULT false, IN p_quiet boolean DEFAULT false, IN p_parent_table text DEFAULT NULL::text)
!procedure undo_partition_proc(IN p_parent_table text, IN p_target_table text DEFAULT NULL::text, IN p_loop_count integer DEFAULT NULL::integer, IN p_interval text DEFAULT NULL::text, IN p_keep_table boolean DEFAULT true, IN p_lock_wait integer DEFAULT 0, IN p_lock_wait_tries integer DEFAULT 10, IN p_wait integer DEFAULT 1, IN p_ignored_columns text[] DEFAULT NULL::text[], IN p_drop_cascade boolean DEFAULT false, IN p_quiet boolean DEFAULT false)
!apply_cluster(p_parent_schema text, p_parent_tablename text, p_child_schema text, p_child_tablename text) returns void
!apply_constraints(p_parent_table text, p_child_table text DEFAULT NULL::text, p_analyze boolean DEFAULT false, p_job_id bigint DEFAULT NULL::bigint) returns void
!apply_privileges(p_parent_schema text, p_parent_tablename text, p_child_schema text, p_child_tablename text, p_job_id bigint DEFAULT NULL::bigint) returns void
!autovacuum_off(p_parent_schema text, p_parent_tablename text, p_source_schema text DEFAULT NULL::text, p_source_tablename text DEFAULT NULL::text) returns boolean
!autovacuum_reset(p_parent_schema text, p_parent_tablename text, p_source_schema text DEFAULT NULL::text, p_source_tablename text DEFAULT NULL::text) returns boolean
calculate_time_partition_info(p_time_interval interval, p_start_time timestamp with time zone, p_date_trunc_interval text DEFAULT NULL::text, OUT base_timestamp timestamp with time zone, OUT datetime_string text) returns record stable
check_automatic_maintenance_value(p_automatic_maintenance text) returns boolean immutable
check_control_type(p_parent_schema text, p_parent_tablename text, p_control text) returns TABLE(general_type text, exact_type text) stable
check_default(p_exact_count boolean DEFAULT true) returns SETOF ~check_default_table stable
check_epoch_type(p_type text) returns boolean immutable
check_name_length(p_object_name text, p_suffix text DEFAULT NULL::text, p_table_partition boolean DEFAULT false) returns text immutable
check_partition_type(p_type text) returns boolean immutable
check_subpart_sameconfig(p_parent_table text) returns TABLE(sub_control text, sub_partition_interval text, sub_partition_type text, sub_premake integer, sub_automatic_maintenance text, sub_template_table text, sub_retention text, sub_retention_schema text, sub_retention_keep_index boolean, sub_retention_keep_table boolean, sub_epoch text, sub_constraint_cols text[], sub_optimize_constraint integer, sub_infinite_time_partitions boolean, sub_jobmon boolean, sub_inherit_privileges boolean, sub_constraint_valid boolean, sub_date_trunc_interval text, sub_ignore_default_data boolean, sub_default_table boolean, sub_maintenance_order integer, sub_retention_keep_publication boolean) stable
check_subpartition_limits(p_parent_table text, p_type text, OUT sub_min text, OUT sub_max text) returns record
!create_partition_id(p_parent_table text, p_partition_ids bigint[], p_start_partition text DEFAULT NULL::text) returns boolean
!create_partition_time(p_parent_table text, p_partition_times timestamp with time zone[], p_start_partition text DEFAULT NULL::text) returns boolean
!create_sub_parent(p_top_parent text, p_control text, p_interval text, p_type text DEFAULT 'range', p_default_table boolean DEFAULT true, p_declarative_check text DEFAULT NULL::text, p_constraint_cols text[] DEFAULT NULL::text[], p_premake integer DEFAULT 4, p_start_partition text DEFAULT NULL::text, p_epoch text DEFAULT 'none', p_jobmon boolean DEFAULT true, p_date_trunc_interval text DEFAULT NULL::text) returns boolean
!drop_constraints(p_parent_table text, p_child_table text, p_debug boolean DEFAULT false) returns void
!drop_partition_id(p_parent_table text, p_retention bigint DEFAULT NULL::bigint, p_keep_table boolean DEFAULT NULL::boolean, p_keep_index boolean DEFAULT NULL::boolean, p_retention_schema text DEFAULT NULL::text) returns integer
!drop_partition_time(p_parent_table text, p_retention interval DEFAULT NULL::interval, p_keep_table boolean DEFAULT NULL::boolean, p_keep_index boolean DEFAULT NULL::boolean, p_retention_schema text DEFAULT NULL::text, p_reference_timestamp timestamp with time zone DEFAULT CURRENT_TIMESTAMP) returns integer
dump_partitioned_table_definition(p_parent_table text, p_ignore_template_table boolean DEFAULT false) returns text stable
!inherit_replica_identity(p_parent_schemaname text, p_parent_tablename text, p_child_tablename text) returns void
!inherit_template_properties(p_parent_table text, p_child_schema text, p_child_tablename text) returns boolean
!partition_data_id(p_parent_table text, p_batch_count integer DEFAULT 1, p_batch_interval bigint DEFAULT NULL::bigint, p_lock_wait numeric DEFAULT 0, p_order text DEFAULT 'ASC', p_analyze boolean DEFAULT true, p_source_table text DEFAULT NULL::text, p_ignored_columns text[] DEFAULT NULL::text[]) returns bigint
!partition_data_time(p_parent_table text, p_batch_count integer DEFAULT 1, p_batch_interval interval DEFAULT NULL::interval, p_lock_wait numeric DEFAULT 0, p_order text DEFAULT 'ASC', p_analyze boolean DEFAULT true, p_source_table text DEFAULT NULL::text, p_ignored_columns text[] DEFAULT NULL::text[]) returns bigint
!partition_gap_fill(p_parent_table text) returns integer
!reapply_privileges(p_parent_table text) returns void
show_partition_info(p_child_table text, p_partition_interval text DEFAULT NULL::text, p_parent_table text DEFAULT NULL::text, OUT child_start_time timestamp with time zone, OUT child_end_time timestamp with time zone, OUT child_start_id bigint, OUT child_end_id bigint, OUT suffix text) returns record stable
show_partition_name(p_parent_table text, p_value text, OUT partition_schema text, OUT partition_table text, OUT suffix_timestamp timestamp with time zone, OUT suffix_id bigint, OUT table_exists boolean) returns record stable
show_partitions(p_parent_table text, p_order text DEFAULT 'ASC', p_include_default boolean DEFAULT false) returns TABLE(partition_schemaname text, partition_tablename text) stable
!stop_sub_partition(p_parent_table text, p_jobmon boolean DEFAULT true) returns boolean
!undo_partition(p_parent_table text, p_target_table text, p_loop_count integer DEFAULT 1, p_batch_interval text DEFAULT NULL::text, p_keep_table boolean DEFAULT true, p_lock_wait numeric DEFAULT 0, p_ignored_columns text[] DEFAULT NULL::text[], p_drop_cascade boolean DEFAULT false, OUT partitions_undone integer, OUT rows_undone bigint) returns record
-- part: objects_close
