-- stub: btree_gist version=1.7 schema=current relocatable=true needs=superuser
--
-- GiST classes for plain types (https://www.postgresql.org/docs/current/btree-gist.html), above
-- all for EXCLUDE USING gist (room WITH =, during WITH &&), and the distance operator <->.
--
-- Constraints and queries are exact. Every key matches, with a recheck, so that the server
-- compares the rows themselves by the operator: as slow as reading the whole table where no other
-- column of the index narrows the search. An index is not used for ORDER BY .. <-> ... The
-- support functions are the server's own for tsquery, whose keys are numbers; here the numbers
-- have no meaning.

-- part: gist_support functions=gbt value="any" key=bigint

DO $classes$
DECLARE
  wanted record;
  version constant integer := current_setting('server_version_num');
BEGIN
  -- The keys are eight bytes passed by value, which a 32-bit server does not support.
  IF NOT (SELECT typbyval FROM pg_type WHERE oid = 'bigint'::regtype) THEN
    RAISE feature_not_supported USING MESSAGE = 'the stub for btree_gist needs a 64-bit server';
  END IF;
  IF version >= 180000 THEN
    -- WITHOUT OVERLAPS requests the strategy of an operator: 1 to 5 are the same here.
    CREATE FUNCTION @extschema@.gist_translate_cmptype_btree(integer) RETURNS smallint
      LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
      AS 'SELECT CASE WHEN $1 BETWEEN 1 AND 5 THEN $1 ELSE 0 END::smallint';
  END IF;
  FOR wanted IN
    SELECT * FROM (VALUES
      ('oid', 'oid', 'oid'), ('int2', 'smallint', 'smallint'), ('int4', 'integer', 'integer'),
      ('int8', 'bigint', 'bigint'), ('float4', 'real', 'real'),
      ('float8', 'double precision', 'double precision'),
      ('timestamp', 'timestamp', 'timestamp'), ('timestamptz', 'timestamptz', 'timestamptz'),
      ('time', 'time', 'time'), ('timetz', 'timetz', 'timetz'), ('date', 'date', 'date'),
      ('interval', 'interval', 'interval'), ('cash', 'money', 'money'),
      ('macaddr', 'macaddr', 'macaddr'), ('macaddr8', 'macaddr8', 'macaddr8'), ('text', 'text', 'text'),
      ('bpchar', 'character', 'character'), ('bytea', 'bytea', 'bytea'), ('numeric', 'numeric', 'numeric'),
      ('bit', 'bit', 'bit'), ('vbit', 'bit varying', 'bit varying'), ('inet', 'inet', 'inet'),
      ('cidr', 'cidr', 'inet'), ('uuid', 'uuid', 'uuid'), ('bool', 'boolean', 'boolean'),
      ('enum', 'anyenum', 'anyenum')) AS list (name, type, compared)
  LOOP
    -- It exists since PostgreSQL 15.
    CONTINUE WHEN wanted.name = 'bool' AND version < 150000;
    EXECUTE format(
      'CREATE OPERATOR CLASS @extschema@.%I DEFAULT FOR TYPE %s USING gist AS '
      'OPERATOR 1 < (%3$s, %3$s), OPERATOR 2 <= (%3$s, %3$s), OPERATOR 3 = (%3$s, %3$s), '
      'OPERATOR 4 >= (%3$s, %3$s), OPERATOR 5 > (%3$s, %3$s), OPERATOR 6 <> (%3$s, %3$s), '
      'FUNCTION 1 @extschema@.gbt_consistent(internal, "any", smallint, oid, internal), '
      'FUNCTION 2 @extschema@.gbt_union(internal, internal), '
      'FUNCTION 3 @extschema@.gbt_compress(internal), '
      'FUNCTION 5 @extschema@.gbt_penalty(internal, internal, internal), '
      'FUNCTION 6 @extschema@.gbt_picksplit(internal, internal), '
      'FUNCTION 7 @extschema@.gbt_same(bigint, bigint, internal), '
      'STORAGE bigint', 'gist_' || wanted.name || '_ops', wanted.type, wanted.compared);
    IF version >= 180000 THEN
      EXECUTE format(
        'ALTER OPERATOR FAMILY @extschema@.%I USING gist '
        'ADD FUNCTION 12 ("any", "any") @extschema@.gist_translate_cmptype_btree(integer)',
        'gist_' || wanted.name || '_ops');
    END IF;
  END LOOP;

  FOR wanted IN
    SELECT * FROM (VALUES
      ('cash', 'money', 'money', NULL), ('date', 'date', 'integer', NULL),
      ('float4', 'real', 'real', NULL), ('float8', 'double precision', 'double precision', NULL),
      ('int2', 'smallint', 'smallint', NULL), ('int4', 'integer', 'integer', NULL),
      ('int8', 'bigint', 'bigint', NULL), ('interval', 'interval', 'interval', NULL),
      ('oid', 'oid', 'oid', 'abs($1::bigint - $2::bigint)::oid'),
      ('time', 'time', 'interval', NULL), ('ts', 'timestamp', 'interval', NULL),
      ('tstz', 'timestamptz', 'interval', NULL)) AS list (name, type, result, body)
  LOOP
    EXECUTE format(
      'CREATE FUNCTION @extschema@.%I(%2$s, %2$s) RETURNS %3$s LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS %4$L',
      wanted.name || '_dist', wanted.type, wanted.result,
      'SELECT ' || coalesce(wanted.body, 'CASE WHEN $1 < $2 THEN $2 - $1 ELSE $1 - $2 END'));
    EXECUTE format(
      'CREATE OPERATOR @extschema@.<-> (LEFTARG = %1$s, RIGHTARG = %1$s, FUNCTION = @extschema@.%2$I, '
      'COMMUTATOR = OPERATOR(@extschema@.<->))', wanted.type, wanted.name || '_dist');
  END LOOP;
END
$classes$;
