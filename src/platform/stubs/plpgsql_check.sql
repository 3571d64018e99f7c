-- stub: plpgsql_check version=2.7 schema=current relocatable=false needs=owner
--
-- The functions of plpgsql_check (https://github.com/okbob/plpgsql_check). They never report a
-- problem.

-- part: objects_open of=plpgsql_check requires=- type=-

plpgsql_check_function(funcoid regprocedure, relid regclass DEFAULT 0, format text DEFAULT 'text', fatal_errors boolean DEFAULT true, other_warnings boolean DEFAULT true, performance_warnings boolean DEFAULT false, extra_warnings boolean DEFAULT true, security_warnings boolean DEFAULT false, compatibility_warnings boolean DEFAULT false, oldtable name DEFAULT NULL::name, newtable name DEFAULT NULL::name, anyelememttype regtype DEFAULT 'integer'::regtype, anyenumtype regtype DEFAULT '-'::regtype, anyrangetype regtype DEFAULT 'int4range'::regtype, anycompatibletype regtype DEFAULT 'integer'::regtype, anycompatiblerangetype regtype DEFAULT 'int4range'::regtype, without_warnings boolean DEFAULT false, all_warnings boolean DEFAULT false, use_incomment_options boolean DEFAULT true, incomment_options_usage_warning boolean DEFAULT false) returns SETOF text
plpgsql_check_function(name text, relid regclass DEFAULT 0, format text DEFAULT 'text', fatal_errors boolean DEFAULT true, other_warnings boolean DEFAULT true, performance_warnings boolean DEFAULT false, extra_warnings boolean DEFAULT true, security_warnings boolean DEFAULT false, compatibility_warnings boolean DEFAULT false, oldtable name DEFAULT NULL::name, newtable name DEFAULT NULL::name, anyelememttype regtype DEFAULT 'integer'::regtype, anyenumtype regtype DEFAULT '-'::regtype, anyrangetype regtype DEFAULT 'int4range'::regtype, anycompatibletype regtype DEFAULT 'integer'::regtype, anycompatiblerangetype regtype DEFAULT 'int4range'::regtype, without_warnings boolean DEFAULT false, all_warnings boolean DEFAULT false, use_incomment_options boolean DEFAULT true, incomment_options_usage_warning boolean DEFAULT false) returns SETOF text
plpgsql_check_function_tb(funcoid regprocedure, relid regclass DEFAULT 0, fatal_errors boolean DEFAULT true, other_warnings boolean DEFAULT true, performance_warnings boolean DEFAULT false, extra_warnings boolean DEFAULT true, security_warnings boolean DEFAULT false, compatibility_warnings boolean DEFAULT false, oldtable name DEFAULT NULL::name, newtable name DEFAULT NULL::name, anyelememttype regtype DEFAULT 'integer'::regtype, anyenumtype regtype DEFAULT '-'::regtype, anyrangetype regtype DEFAULT 'int4range'::regtype, anycompatibletype regtype DEFAULT 'integer'::regtype, anycompatiblerangetype regtype DEFAULT 'int4range'::regtype, without_warnings boolean DEFAULT false, all_warnings boolean DEFAULT false, use_incomment_options boolean DEFAULT true, incomment_options_usage_warning boolean DEFAULT false) returns TABLE(functionid regproc, lineno integer, statement text, sqlstate text, message text, detail text, hint text, level text, "position" integer, query text, context text)
plpgsql_check_function_tb(name text, relid regclass DEFAULT 0, fatal_errors boolean DEFAULT true, other_warnings boolean DEFAULT true, performance_warnings boolean DEFAULT false, extra_warnings boolean DEFAULT true, security_warnings boolean DEFAULT false, compatibility_warnings boolean DEFAULT false, oldtable name DEFAULT NULL::name, newtable name DEFAULT NULL::name, anyelememttype regtype DEFAULT 'integer'::regtype, anyenumtype regtype DEFAULT '-'::regtype, anyrangetype regtype DEFAULT 'int4range'::regtype, anycompatibletype regtype DEFAULT 'integer'::regtype, anycompatiblerangetype regtype DEFAULT 'int4range'::regtype, without_warnings boolean DEFAULT false, all_warnings boolean DEFAULT false, use_incomment_options boolean DEFAULT true, incomment_options_usage_warning boolean DEFAULT false) returns TABLE(functionid regproc, lineno integer, statement text, sqlstate text, message text, detail text, hint text, level text, "position" integer, query text, context text)
plpgsql_check_pragma(VARIADIC name text[]) returns integer
plpgsql_coverage_branches(funcoid regprocedure) returns double precision
plpgsql_coverage_branches(name text) returns double precision
plpgsql_coverage_statements(funcoid regprocedure) returns double precision
plpgsql_coverage_statements(name text) returns double precision
plpgsql_profiler_function_statements_tb(funcoid regprocedure) returns TABLE(stmtid integer, parent_stmtid integer, parent_note text, block_num integer, lineno integer, queryid bigint, exec_stmts bigint, exec_stmts_err bigint, total_time double precision, avg_time double precision, max_time double precision, processed_rows bigint, stmtname text)
plpgsql_profiler_function_statements_tb(name text) returns TABLE(stmtid integer, parent_stmtid integer, parent_note text, block_num integer, lineno integer, queryid bigint, exec_stmts bigint, exec_stmts_err bigint, total_time double precision, avg_time double precision, max_time double precision, processed_rows bigint, stmtname text)
plpgsql_profiler_function_tb(funcoid regprocedure) returns TABLE(lineno integer, stmt_lineno integer, queryids bigint[], cmds_on_row integer, exec_stmts bigint, exec_stmts_err bigint, total_time double precision, avg_time double precision, max_time double precision[], processed_rows bigint[], source text)
plpgsql_profiler_function_tb(name text) returns TABLE(lineno integer, stmt_lineno integer, queryids bigint[], cmds_on_row integer, exec_stmts bigint, exec_stmts_err bigint, total_time double precision, avg_time double precision, max_time double precision[], processed_rows bigint[], source text)
plpgsql_profiler_functions_all() returns TABLE(funcoid regprocedure, exec_count bigint, exec_stmts_err bigint, total_time double precision, avg_time double precision, stddev_time double precision, min_time double precision, max_time double precision)
plpgsql_profiler_install_fake_queryid_hook() returns void
plpgsql_profiler_remove_fake_queryid_hook() returns void
plpgsql_profiler_reset(funcoid regprocedure) returns void
plpgsql_profiler_reset_all() returns void
plpgsql_show_dependency_tb(fnname text, relid regclass DEFAULT 0) returns TABLE(type text, oid oid, schema text, name text, params text)
plpgsql_show_dependency_tb(funcoid regprocedure, relid regclass DEFAULT 0) returns TABLE(type text, oid oid, schema text, name text, params text)
-- part: objects_close

-- Names of arguments that are also those of results, which PL/pgSQL does not accept.
CREATE FUNCTION @extschema@.__plpgsql_show_dependency_tb(funcoid regprocedure, relid regclass
  DEFAULT 0) RETURNS TABLE(type text, oid oid, schema text, name text, params text) LANGUAGE sql AS
  'SELECT NULL::text, NULL::oid, NULL::text, NULL::text, NULL::text WHERE false';
CREATE FUNCTION @extschema@.__plpgsql_show_dependency_tb(name text, relid regclass DEFAULT 0)
  RETURNS TABLE(type text, oid oid, schema text, name text, params text) LANGUAGE sql AS 'SELECT
  NULL::text, NULL::oid, NULL::text, NULL::text, NULL::text WHERE false';
