-- stub: pgtap version=1.3.3 schema=current relocatable=true needs=owner
--
-- pgTAP (https://pgtap.org) is for tests; migrations only create it, or define helpers that call
-- its most common assertions. These return a TAP line and never fail.

DO $functions$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY[
    'ok(boolean)', 'ok(boolean, text)', 'pass()', 'pass(text)', 'fail()', 'fail(text)',
    'is(anyelement, anyelement)', 'is(anyelement, anyelement, text)',
    'isnt(anyelement, anyelement)', 'isnt(anyelement, anyelement, text)',
    'results_eq(text, text)', 'results_eq(text, text, text)',
    'is_empty(text)', 'is_empty(text, text)', 'lives_ok(text)', 'lives_ok(text, text)',
    'throws_ok(text)', 'throws_ok(text, text)', 'throws_ok(text, text, text)',
    'throws_ok(text, character, text, text)', 'has_table(name)', 'has_table(name, name, text)',
    'has_schema(name)', 'has_schema(name, text)', 'has_column(name, name)',
    'has_column(name, name, name, text)', 'has_function(name)', 'has_function(name, name)',
    'diag(text)', 'skip(text, integer)']
  LOOP
    EXECUTE format(
      'CREATE FUNCTION @extschema@.%s RETURNS text LANGUAGE sql AS $f$ SELECT ''ok''::text $f$',
      replace(wanted, 'is(', '"is"('));
  END LOOP;
END
$functions$;

CREATE FUNCTION @extschema@.plan(integer) RETURNS text
  LANGUAGE sql AS $$ SELECT '1..' || $1 $$;
CREATE FUNCTION @extschema@.no_plan() RETURNS SETOF boolean
  LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE FUNCTION @extschema@.finish(exception_on_failure boolean DEFAULT NULL) RETURNS SETOF text
  LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE FUNCTION @extschema@.runtests() RETURNS SETOF text
  LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE FUNCTION @extschema@.runtests(name) RETURNS SETOF text
  LANGUAGE plpgsql AS $$ BEGIN END $$;
