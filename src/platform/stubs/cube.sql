-- stub: cube version=1.5 schema=current relocatable=true needs=superuser
--
-- The type cube with its functions and operators
-- (https://www.postgresql.org/docs/current/cube.html). They work, slowly; a literal is stored as
-- written and not checked. Cubes of unequal dimensions may be ordered differently from the real
-- type.
--
-- The index class for btree works; that for GiST can be built on a table with rows and is never
-- used by a plan. No C code.

-- part: text_type type=cube functions=cube_
CREATE TYPE @extschema@.cube (
  INPUT = @extschema@.cube_in, OUTPUT = @extschema@.cube_out,
  RECEIVE = @extschema@.cube_recv, SEND = @extschema@.cube_send, ALIGNMENT = double);

-- No function body names another object of the extension, so that all work in another schema;
-- what they share is inserted here. PL/pgSQL converts the text it returns into a cube.
DO $functions$
DECLARE
  -- The corners as written; a point has one corner.
  corner_one constant text := $sql$string_to_array(btrim(split_part(regexp_replace($%1$s::text, '[][\s]', '', 'g'), '),(', 1), '()'), ',')::float8[]$sql$;
  corner_two constant text := $sql$string_to_array(btrim(coalesce(nullif(split_part(regexp_replace($%1$s::text, '[][\s]', '', 'g'), '),(', 2), ''), split_part(regexp_replace($%1$s::text, '[][\s]', '', 'g'), '),(', 1)), '()'), ',')::float8[]$sql$;
  l1 constant text := format(corner_one, 1);
  u1 constant text := format(corner_two, 1);
  -- Both cubes, dimension by dimension; a dimension that is missing is zero.
  sides constant text := format($sql$
    (SELECT n, coalesce(least(a, b), 0) AS low1, coalesce(greatest(a, b), 0) AS high1,
            coalesce(least(c, d), 0) AS low2, coalesce(greatest(c, d), 0) AS high2
     FROM unnest(%s, %s, %s, %s) WITH ORDINALITY AS given (a, b, c, d, n)) AS dimension$sql$,
    l1, u1, format(corner_one, 2), format(corner_two, 2));
  gap constant text := 'greatest(low1 - high2, low2 - high1, 0)';
  -- The sort key of cubes: lower corner, upper corner, number of dimensions.
  ordered constant text := format(
    '(SELECT CASE WHEN one = two THEN 0 WHEN one < two THEN -1 ELSE 1 END FROM (SELECT coalesce(array_agg(low1 ORDER BY n), ''{}'') || coalesce(array_agg(high1 ORDER BY n), ''{}'') || cardinality(%s)::float8, coalesce(array_agg(low2 ORDER BY n), ''{}'') || coalesce(array_agg(high2 ORDER BY n), ''{}'') || cardinality(%s)::float8 FROM %s) AS key (one, two))',
    l1, format(corner_one, 2), sides);
  -- A cube of two arrays.
  made constant text := $sql$
    DECLARE
      one float8[];
      two float8[];
    BEGIN
      %s
      RETURN '(' || array_to_string(one, ', ') || ')' || CASE WHEN one <> two THEN ',(' || array_to_string(two, ', ') || ')' ELSE '' END;
    END
    $sql$;
  c constant text := '@extschema@.cube';
  wanted record;
BEGIN
  FOR wanted IN
    SELECT * FROM (VALUES
      ('cube_dim(?)', 'integer', format('cardinality(%s)', l1)),
      ('cube_is_point(?)', 'boolean', format('%s = %s', l1, u1)),
      ('cube_ll_coord(?, integer)', 'float8', format('coalesce(least((%s)[$2], (%s)[$2]), 0)', l1, u1)),
      ('cube_ur_coord(?, integer)', 'float8', format('coalesce(greatest((%s)[$2], (%s)[$2]), 0)', l1, u1)),
      ('cube_coord(?, integer)', 'float8', format('(%s || %s)[$2]', l1, u1)),
      ('cube_coord_llur(?, integer)', 'float8', format(
        'CASE WHEN abs($2) %% 2 = 1 THEN coalesce(least((%1$s)[(abs($2) + 1) / 2], (%2$s)[(abs($2) + 1) / 2]), 0) ELSE coalesce(greatest((%1$s)[abs($2) / 2], (%2$s)[abs($2) / 2]), 0) END * sign($2)', l1, u1)),
      ('cube_distance(?, ?)', 'float8', format('(SELECT coalesce(sqrt(sum((%s) ^ 2)), 0) FROM %s)', gap, sides)),
      ('distance_taxicab(?, ?)', 'float8', format('(SELECT coalesce(sum(%s), 0) FROM %s)', gap, sides)),
      ('distance_chebyshev(?, ?)', 'float8', format('(SELECT coalesce(max(%s), 0) FROM %s)', gap, sides)),
      ('cube_contains(?, ?)', 'boolean', format('(SELECT coalesce(bool_and(low1 <= low2 AND high1 >= high2), true) FROM %s)', sides)),
      ('cube_contained(?, ?)', 'boolean', format('(SELECT coalesce(bool_and(low1 >= low2 AND high1 <= high2), true) FROM %s)', sides)),
      ('cube_overlap(?, ?)', 'boolean', format('(SELECT coalesce(bool_and(low1 <= high2 AND high1 >= low2), true) FROM %s)', sides)),
      ('cube_cmp(?, ?)', 'integer', ordered),
      ('cube_eq(?, ?)', 'boolean', ordered || ' = 0'), ('cube_ne(?, ?)', 'boolean', ordered || ' <> 0'),
      ('cube_lt(?, ?)', 'boolean', ordered || ' < 0'), ('cube_le(?, ?)', 'boolean', ordered || ' <= 0'),
      ('cube_gt(?, ?)', 'boolean', ordered || ' > 0'), ('cube_ge(?, ?)', 'boolean', ordered || ' >= 0'))
      AS list (signature, result, body)
  LOOP
    EXECUTE format('CREATE FUNCTION @extschema@.%s RETURNS %s LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS %L',
      replace(wanted.signature, '?', c), wanted.result, 'SELECT ' || wanted.body);
  END LOOP;

  EXECUTE format('CREATE FUNCTION @extschema@.cube_size(@extschema@.cube) RETURNS float8 LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS %L',
    format($sql$
    DECLARE
      side float8;
      size float8 := CASE WHEN %1$s = %2$s THEN 0 ELSE 1 END;
    BEGIN
      FOR side IN SELECT abs(a - b) FROM unnest(%1$s, %2$s) AS given (a, b) LOOP
        size := size * side;
      END LOOP;
      RETURN size;
    END
    $sql$, l1, u1));

  FOR wanted IN
    SELECT * FROM (VALUES
      ('cube(float8)', 'one := ARRAY[$1]; two := one;'),
      ('cube(float8, float8)', 'one := ARRAY[$1]; two := ARRAY[$2];'),
      ('cube(float8[])', 'one := $1; two := $1;'),
      ('cube(float8[], float8[])', 'one := $1; two := $2; IF cardinality(one) <> cardinality(two) THEN RAISE array_subscript_error USING MESSAGE = ''UR and LL arrays must be of same length''; END IF;'),
      ('cube(?, float8)', format('one := %s || $2; two := %s || $2;', l1, u1)),
      ('cube(?, float8, float8)', format('one := %s || $2; two := %s || $3;', l1, u1)),
      ('cube_subset(?, integer[])', format('one := ARRAY(SELECT (%s)[i] FROM unnest($2) WITH ORDINALITY AS asked (i, n) ORDER BY n); two := ARRAY(SELECT (%s)[i] FROM unnest($2) WITH ORDINALITY AS asked (i, n) ORDER BY n); IF array_position(one, NULL) > 0 THEN RAISE array_subscript_error USING MESSAGE = ''Index out of bounds''; END IF;', l1, u1)),
      ('cube_union(?, ?)', format('SELECT coalesce(array_agg(least(low1, low2) ORDER BY n), ''{}''), coalesce(array_agg(greatest(high1, high2) ORDER BY n), ''{}'') INTO one, two FROM %s;', sides)),
      ('cube_inter(?, ?)', format('SELECT coalesce(array_agg(greatest(low1, low2) ORDER BY n), ''{}''), coalesce(array_agg(least(high1, high2) ORDER BY n), ''{}'') INTO one, two FROM %s;', sides)),
      ('cube_enlarge(?, float8, integer)', format(
        'SELECT coalesce(array_agg(CASE WHEN n > $3 THEN low WHEN low - $2 > high + $2 THEN (low + high) / 2 ELSE low - $2 END ORDER BY n), ''{}''),
                coalesce(array_agg(CASE WHEN n > $3 THEN high WHEN low - $2 > high + $2 THEN (low + high) / 2 ELSE high + $2 END ORDER BY n), ''{}'')
         INTO one, two
         FROM generate_series(1, greatest(cardinality(%1$s), CASE WHEN $2 > 0 THEN $3 ELSE 0 END)) AS n,
              LATERAL (SELECT coalesce(least((%1$s)[n], (%2$s)[n]), 0), coalesce(greatest((%1$s)[n], (%2$s)[n]), 0)) AS side (low, high);', l1, u1)))
      AS list (signature, body)
  LOOP
    EXECUTE format('CREATE FUNCTION @extschema@.%s RETURNS @extschema@.cube LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS %L',
      replace(wanted.signature, '?', c), format(made, wanted.body));
  END LOOP;

  FOR wanted IN
    SELECT * FROM (VALUES
      ('<', '?', 'cube_lt', '>', ', NEGATOR = OPERATOR(@extschema@.>=)'), ('>', '?', 'cube_gt', '<', ', NEGATOR = OPERATOR(@extschema@.<=)'),
      ('<=', '?', 'cube_le', '>=', ', NEGATOR = OPERATOR(@extschema@.>)'), ('>=', '?', 'cube_ge', '<=', ', NEGATOR = OPERATOR(@extschema@.<)'),
      ('=', '?', 'cube_eq', '=', ', NEGATOR = OPERATOR(@extschema@.<>), RESTRICT = eqsel, JOIN = eqjoinsel, MERGES'),
      ('<>', '?', 'cube_ne', '<>', ', NEGATOR = OPERATOR(@extschema@.=)'),
      ('&&', '?', 'cube_overlap', '&&', ''), ('@>', '?', 'cube_contains', '<@', ''), ('<@', '?', 'cube_contained', '@>', ''),
      ('<->', '?', 'cube_distance', '<->', ''), ('<#>', '?', 'distance_taxicab', '<#>', ''), ('<=>', '?', 'distance_chebyshev', '<=>', ''),
      ('->', 'integer', 'cube_coord', NULL, ''), ('~>', 'integer', 'cube_coord_llur', NULL, ''))
      AS list (name, righttype, function, commutator, more)
  LOOP
    EXECUTE format('CREATE OPERATOR @extschema@.%s (LEFTARG = @extschema@.cube, RIGHTARG = %s, FUNCTION = @extschema@.%I%s%s)',
      wanted.name, replace(wanted.righttype, '?', c), wanted.function,
      ', COMMUTATOR = OPERATOR(@extschema@.' || wanted.commutator || ')', wanted.more);
  END LOOP;
END
$functions$;

CREATE OPERATOR CLASS @extschema@.cube_ops DEFAULT FOR TYPE @extschema@.cube USING btree AS
  OPERATOR 1 @extschema@.<, OPERATOR 2 @extschema@.<=, OPERATOR 3 @extschema@.=,
  OPERATOR 4 @extschema@.>=, OPERATOR 5 @extschema@.>,
  FUNCTION 1 @extschema@.cube_cmp(@extschema@.cube, @extschema@.cube);

-- See pg_trgm: functions of the server that ignore their arguments.
-- part: gist_support functions=g_cube value=@extschema@.cube key=bigint

DO $class$
BEGIN
  -- Its keys are eight bytes passed by value, which a 32-bit server does not support.
  IF NOT (SELECT typbyval FROM pg_type WHERE oid = 'bigint'::regtype) THEN
    RETURN;
  END IF;
  CREATE OPERATOR CLASS @extschema@.gist_cube_ops DEFAULT FOR TYPE @extschema@.cube USING gist AS
    FUNCTION 1 @extschema@.g_cube_consistent(internal, @extschema@.cube, smallint, oid, internal),
    FUNCTION 2 @extschema@.g_cube_union(internal, internal),
    FUNCTION 3 @extschema@.g_cube_compress(internal),
    FUNCTION 5 @extschema@.g_cube_penalty(internal, internal, internal),
    FUNCTION 6 @extschema@.g_cube_picksplit(internal, internal),
    FUNCTION 7 @extschema@.g_cube_same(bigint, bigint, internal),
    STORAGE bigint;
END
$class$;
