-- stub: plpgsql_check version=2.7 schema=current relocatable=false needs=owner
--
-- The functions of plpgsql_check (https://github.com/okbob/plpgsql_check). They never report a
-- problem.

DO $functions$
DECLARE
  options constant text :=
    'relid regclass DEFAULT 0, format text DEFAULT ''text'', fatal_errors boolean DEFAULT true, '
    'other_warnings boolean DEFAULT true, performance_warnings boolean DEFAULT false, '
    'extra_warnings boolean DEFAULT true, security_warnings boolean DEFAULT false, '
    'compatibility_warnings boolean DEFAULT false, oldtable name DEFAULT NULL, '
    'newtable name DEFAULT NULL, anyelementtype regtype DEFAULT ''int'', '
    'without_warnings boolean DEFAULT false, all_warnings boolean DEFAULT false';
  subject text;
BEGIN
  FOREACH subject IN ARRAY ARRAY['funcoid regprocedure', 'name text'] LOOP
    EXECUTE format(
      'CREATE FUNCTION @extschema@.plpgsql_check_function(%s, %s) RETURNS SETOF text '
      'LANGUAGE plpgsql AS $f$ BEGIN END $f$', subject, options);
    EXECUTE format(
      'CREATE FUNCTION @extschema@.plpgsql_check_function_tb(%s, %s) RETURNS TABLE ('
      'functionid regproc, lineno integer, statement text, sqlstate text, message text, '
      'detail text, hint text, level text, "position" integer, query text, context text) '
      'LANGUAGE plpgsql AS $f$ BEGIN END $f$', subject,
      replace(options, 'format text DEFAULT ''text'', ', ''));
  END LOOP;
END
$functions$;
