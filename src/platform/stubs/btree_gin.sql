-- stub: btree_gin version=1.3 schema=current relocatable=true needs=superuser
--
-- GIN classes for plain types (https://www.postgresql.org/docs/current/btree-gin.html), so that
-- indexes can combine such columns with arrays, tsvector or jsonb. They store one entry without a
-- key for each row, as their support functions ignore their arguments; a plan uses the other
-- columns of such an index and never these.

CREATE FUNCTION @extschema@.gin_btree_extract_value(anyelement, internal) RETURNS internal
  LANGUAGE internal IMMUTABLE STRICT AS 'pg_is_in_recovery';
CREATE FUNCTION @extschema@.gin_btree_extract_query(anyelement, internal, smallint, internal, internal)
  RETURNS internal LANGUAGE internal IMMUTABLE STRICT AS 'pg_is_in_recovery';
CREATE FUNCTION @extschema@.gin_btree_consistent(internal, smallint, anyelement, integer, internal, internal)
  RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'pg_backend_pid';

DO $classes$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN
    SELECT * FROM (VALUES
      ('int2', 'smallint', 'btint2cmp'), ('int4', 'integer', 'btint4cmp'), ('int8', 'bigint', 'btint8cmp'),
      ('float4', 'real', 'btfloat4cmp'), ('float8', 'double precision', 'btfloat8cmp'),
      ('numeric', 'numeric', 'numeric_cmp'), ('money', 'money', 'cash_cmp'), ('oid', 'oid', 'btoidcmp'),
      ('timestamp', 'timestamp without time zone', 'timestamp_cmp'),
      ('timestamptz', 'timestamp with time zone', 'timestamptz_cmp'),
      ('time', 'time without time zone', 'time_cmp'), ('timetz', 'time with time zone', 'timetz_cmp'),
      ('date', 'date', 'date_cmp'), ('interval', 'interval', 'interval_cmp'),
      ('macaddr', 'macaddr', 'macaddr_cmp'), ('macaddr8', 'macaddr8', 'macaddr8_cmp'),
      ('inet', 'inet', 'network_cmp'), ('cidr', 'cidr', 'network_cmp'),
      ('text', 'text', 'bttextcmp'), ('varchar', 'character varying', 'bttextcmp'),
      ('bpchar', 'character', 'bpcharcmp'), ('char', '"char"', 'btcharcmp'), ('name', 'name', 'btnamecmp'),
      ('bytea', 'bytea', 'byteacmp'), ('bit', 'bit', 'bitcmp'), ('varbit', 'bit varying', 'varbitcmp'),
      ('uuid', 'uuid', 'uuid_cmp'), ('bool', 'boolean', 'btboolcmp'), ('enum', 'anyenum', 'enum_cmp'))
      AS list (name, type, compare)
  LOOP
    EXECUTE format(
      'CREATE OPERATOR CLASS @extschema@.%I DEFAULT FOR TYPE %s USING gin AS '
      'FUNCTION 1 %s, '
      'FUNCTION 2 @extschema@.gin_btree_extract_value(anyelement, internal), '
      'FUNCTION 3 @extschema@.gin_btree_extract_query(anyelement, internal, smallint, internal, internal), '
      'FUNCTION 4 @extschema@.gin_btree_consistent(internal, smallint, anyelement, integer, internal, internal)',
      wanted.name || '_ops', wanted.type,
      (SELECT oid::regprocedure FROM pg_proc
       WHERE proname = wanted.compare AND pronamespace = 'pg_catalog'::regnamespace));
  END LOOP;
END
$classes$;
CREATE FUNCTION @extschema@.gin_enum_cmp(anyenum, anyenum) RETURNS integer
  LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT enum_cmp($1, $2) $$;
CREATE FUNCTION @extschema@.gin_numeric_cmp(numeric, numeric) RETURNS integer
  LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT numeric_cmp($1, $2) $$;
