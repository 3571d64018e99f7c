-- stub: intarray version=1.5 schema=current relocatable=true needs=superuser
--
-- Functions and operators for integer[] without NULLs
-- (https://www.postgresql.org/docs/current/intarray.html). They work; query_int is stored as
-- written ('1|2' is not printed as '1 | 2'), checked only when used, and returned so by querytree.
--
-- The index classes can be built on a table with rows and are never used by a plan.

CREATE TYPE @extschema@.query_int;
CREATE FUNCTION @extschema@.bqarr_in(cstring) RETURNS @extschema@.query_int
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'textin';
CREATE FUNCTION @extschema@.bqarr_out(@extschema@.query_int) RETURNS cstring
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'textout';
CREATE TYPE @extschema@.query_int (INPUT = @extschema@.bqarr_in, OUTPUT = @extschema@.bqarr_out);

DO $functions$
DECLARE
  -- The numbers of a query become tests, the rest is logic: "1&(2|!3)".
  matches constant text := $sql$
    DECLARE
      found boolean;
    BEGIN
      IF %2$s::text !~ '^[\s\d&|!()-]+$' THEN
        RAISE syntax_error USING MESSAGE = 'syntax error';
      END IF;
      EXECUTE 'SELECT ' || replace(replace(replace(
          regexp_replace(%2$s::text, '(-?\d+)', '(\1 = ANY ($1))', 'g'), '&', ' AND '), '|', ' OR '), '!', ' NOT ')
        INTO found USING %1$s;
      RETURN found;
    END
    $sql$;
  wanted record;
BEGIN
  FOR wanted IN
    SELECT * FROM (VALUES
      ('_int_contains(?, ?)', 'boolean', '$1 OPERATOR(pg_catalog.@>) $2'),
      ('_int_contained(?, ?)', 'boolean', '$1 OPERATOR(pg_catalog.<@) $2'),
      ('_int_overlap(?, ?)', 'boolean', '$1 OPERATOR(pg_catalog.&&) $2'),
      ('_int_same(?, ?)', 'boolean', 'ARRAY(SELECT DISTINCT unnest($1) ORDER BY 1) = ARRAY(SELECT DISTINCT unnest($2) ORDER BY 1)'),
      ('_int_different(?, ?)', 'boolean', 'ARRAY(SELECT DISTINCT unnest($1) ORDER BY 1) <> ARRAY(SELECT DISTINCT unnest($2) ORDER BY 1)'),
      ('_int_union(?, ?)', '?', 'ARRAY(SELECT unnest($1) UNION SELECT unnest($2) ORDER BY 1)'),
      ('_int_inter(?, ?)', '?', 'ARRAY(SELECT unnest($1) INTERSECT SELECT unnest($2) ORDER BY 1)'),
      ('intset(integer)', '?', 'ARRAY[$1]'),
      ('icount(?)', 'integer', 'cardinality($1)'),
      ('sort(?)', '?', 'ARRAY(SELECT item FROM unnest($1) AS item ORDER BY item)'),
      ('sort_asc(?)', '?', 'ARRAY(SELECT item FROM unnest($1) AS item ORDER BY item)'),
      ('sort_desc(?)', '?', 'ARRAY(SELECT item FROM unnest($1) AS item ORDER BY item DESC)'),
      ('sort(?, text)', '?', 'CASE WHEN lower($2) = ''desc'' THEN ARRAY(SELECT item FROM unnest($1) AS item ORDER BY item DESC) ELSE ARRAY(SELECT item FROM unnest($1) AS item ORDER BY item) END'),
      ('uniq(?)', '?', 'ARRAY(SELECT item FROM (SELECT item, place, lag(item) OVER (ORDER BY place) AS before FROM unnest($1) WITH ORDINALITY AS part (item, place)) AS pair WHERE item IS DISTINCT FROM before ORDER BY place)'),
      ('idx(?, integer)', 'integer', 'coalesce(array_position($1, $2) - array_lower($1, 1) + 1, 0)'),
      ('subarray(?, integer, integer)', '?', 'ARRAY(SELECT item FROM unnest($1) WITH ORDINALITY AS part (item, place), (VALUES (CASE WHEN $2 > 0 THEN $2 - 1 WHEN $2 < 0 THEN cardinality($1) + $2 ELSE 0 END)) AS start (skipped) WHERE place > skipped AND place <= CASE WHEN $3 < 0 THEN cardinality($1) + $3 ELSE skipped + $3 END ORDER BY place)'),
      ('subarray(?, integer)', '?', 'ARRAY(SELECT item FROM unnest($1) WITH ORDINALITY AS part (item, place) WHERE place > CASE WHEN $2 > 0 THEN $2 - 1 WHEN $2 < 0 THEN cardinality($1) + $2 ELSE 0 END ORDER BY place)'),
      ('intarray_push_elem(?, integer)', '?', '$1 || $2'),
      ('intarray_push_array(?, ?)', '?', '$1 || $2'),
      ('intarray_del_elem(?, integer)', '?', 'array_remove($1, $2)'),
      ('intset_union_elem(?, integer)', '?', 'ARRAY(SELECT unnest($1) UNION SELECT $2 ORDER BY 1)'),
      ('intset_subtract(?, ?)', '?', 'ARRAY(SELECT unnest($1) EXCEPT SELECT unnest($2) ORDER BY 1)'),
      ('querytree(@extschema@.query_int)', 'text', '$1::text')) AS list (signature, result, body)
  LOOP
    EXECUTE format('CREATE FUNCTION @extschema@.%s RETURNS %s LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS %L',
      replace(wanted.signature, '?', 'integer[]'), replace(wanted.result, '?', 'integer[]'), 'SELECT ' || wanted.body);
  END LOOP;
  EXECUTE format('CREATE FUNCTION @extschema@.boolop(integer[], @extschema@.query_int) RETURNS boolean '
    'LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS %L', format(matches, '$1', '$2'));
  EXECUTE format('CREATE FUNCTION @extschema@.rboolop(@extschema@.query_int, integer[]) RETURNS boolean '
    'LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS %L', format(matches, '$2', '$1'));

  FOR wanted IN
    SELECT * FROM (VALUES
      ('&&', '?', '?', '_int_overlap', '&&'), ('@>', '?', '?', '_int_contains', '<@'),
      ('<@', '?', '?', '_int_contained', '@>'), ('#', NULL, '?', 'icount', NULL),
      ('#', '?', 'integer', 'idx', NULL), ('+', '?', 'integer', 'intarray_push_elem', NULL),
      ('+', '?', '?', 'intarray_push_array', '+'), ('-', '?', 'integer', 'intarray_del_elem', NULL),
      ('-', '?', '?', 'intset_subtract', NULL), ('|', '?', 'integer', 'intset_union_elem', NULL),
      ('|', '?', '?', '_int_union', '|'), ('&', '?', '?', '_int_inter', '&'),
      ('@@', '?', '@extschema@.query_int', 'boolop', '~~'),
      ('~~', '@extschema@.query_int', '?', 'rboolop', '@@')) AS list (name, lefttype, righttype, function, commutator)
  LOOP
    EXECUTE format('CREATE OPERATOR @extschema@.%s (%sRIGHTARG = %s, FUNCTION = @extschema@.%I%s)',
      wanted.name, 'LEFTARG = ' || replace(wanted.lefttype, '?', 'integer[]') || ', ',
      replace(wanted.righttype, '?', 'integer[]'), wanted.function,
      ', COMMUTATOR = OPERATOR(@extschema@.' || wanted.commutator || ')');
  END LOOP;
END
$functions$;

-- See pg_trgm: functions of the server that ignore their arguments.
CREATE FUNCTION @extschema@.ginint4_extract(integer[], internal) RETURNS internal
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'pg_is_in_recovery';
CREATE FUNCTION @extschema@.ginint4_queryextract(integer[], internal, smallint, internal, internal, internal, internal)
  RETURNS internal LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'pg_is_in_recovery';
CREATE FUNCTION @extschema@.ginint4_consistent(internal, smallint, integer[], integer, internal, internal, internal, internal)
  RETURNS boolean LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'pg_backend_pid';
CREATE OPERATOR CLASS @extschema@.gin__int_ops FOR TYPE integer[] USING gin AS
  FUNCTION 1 btint4cmp(integer, integer),
  FUNCTION 2 @extschema@.ginint4_extract(integer[], internal),
  FUNCTION 3 @extschema@.ginint4_queryextract(integer[], internal, smallint, internal, internal, internal, internal),
  FUNCTION 4 @extschema@.ginint4_consistent(internal, smallint, integer[], integer, internal, internal, internal, internal),
  STORAGE integer;

-- part: gist_support functions=g_int value=integer[] key=bigint

DO $classes$
DECLARE
  wanted record;
  has_options constant boolean := current_setting('server_version_num')::integer >= 130000;
BEGIN
  -- Its keys are eight bytes passed by value, which a 32-bit server does not support.
  IF NOT (SELECT typbyval FROM pg_type WHERE oid = 'bigint'::regtype) THEN
    RETURN;
  END IF;
  -- The option siglen exists since PostgreSQL 13; numranges of gist__int_ops is refused.
  IF has_options THEN
    CREATE FUNCTION @extschema@.g_intbig_options(internal) RETURNS void
      LANGUAGE internal IMMUTABLE PARALLEL SAFE AS 'gtsvector_options';
  END IF;
  FOR wanted IN SELECT * FROM (VALUES ('gist__int_ops', 'DEFAULT'), ('gist__intbig_ops', '')) AS list (name, standard) LOOP
    EXECUTE format(
      'CREATE OPERATOR CLASS @extschema@.%I %s FOR TYPE integer[] USING gist AS '
      'FUNCTION 1 @extschema@.g_int_consistent(internal, integer[], smallint, oid, internal), '
      'FUNCTION 2 @extschema@.g_int_union(internal, internal), '
      'FUNCTION 3 @extschema@.g_int_compress(internal), '
      'FUNCTION 5 @extschema@.g_int_penalty(internal, internal, internal), '
      'FUNCTION 6 @extschema@.g_int_picksplit(internal, internal), '
      'FUNCTION 7 @extschema@.g_int_same(bigint, bigint, internal), STORAGE bigint%s',
      wanted.name, wanted.standard,
      CASE WHEN has_options AND wanted.standard = '' THEN ', FUNCTION 10 (integer[]) @extschema@.g_intbig_options(internal)' END);
  END LOOP;
END
$classes$;
