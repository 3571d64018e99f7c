-- stub: pg_partman version=5.2.4 schema=current relocatable=false needs=owner
--
-- Partition management (https://github.com/pgpartman/pg_partman). Managed tables are recorded in
-- part_config; only a default partition is created, so that rows can be inserted.

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
