-- stub: rum version=1.3 schema=current relocatable=true needs=superuser
--
-- The index method rum (https://github.com/postgrespro/rum) for full-text search: the server's
-- GIN under another name, with its support functions. Functions and order-by operators return NULL.
--
-- No C code: works on a native and on a WebAssembly server.

CREATE FUNCTION @extschema@.rum_ts_distance(tsvector, tsquery) RETURNS real
  LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT 1 / nullif(ts_rank($1, $2), 0) $$;
CREATE OPERATOR @extschema@.<=> (LEFTARG = tsvector, RIGHTARG = tsquery,
  FUNCTION = @extschema@.rum_ts_distance);
CREATE ACCESS METHOD rum TYPE INDEX HANDLER ginhandler;
-- The support functions ignore their arguments: one entry without a key is stored for each row.
CREATE FUNCTION @extschema@.stub_extract_value(anyelement, internal) RETURNS internal
  LANGUAGE internal IMMUTABLE STRICT AS 'pg_is_in_recovery';
CREATE FUNCTION @extschema@.stub_extract_query(anyelement, internal, smallint, internal, internal)
  RETURNS internal LANGUAGE internal IMMUTABLE STRICT AS 'pg_is_in_recovery';
CREATE FUNCTION @extschema@.stub_consistent(internal, smallint, anyelement, integer, internal, internal)
  RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'pg_backend_pid';
DO $classes$
DECLARE
  wanted record;
  name text;
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
      ('macaddr', 'macaddr', 'macaddr_cmp'), ('inet', 'inet', 'network_cmp'), ('cidr', 'cidr', 'network_cmp'),
      ('text', 'text', 'bttextcmp'), ('varchar', 'character varying', 'bttextcmp'), ('char', '"char"', 'btcharcmp'),
      ('bytea', 'bytea', 'byteacmp'), ('bit', 'bit', 'bitcmp'), ('varbit', 'bit varying', 'varbitcmp'),
      ('tsquery', 'tsquery', 'tsquery_cmp')) AS list (name, type, compare)
  LOOP
    EXECUTE format(
      'CREATE OPERATOR CLASS @extschema@.rum_%s_ops DEFAULT FOR TYPE %s USING rum AS '
      'FUNCTION 1 %s, '
      'FUNCTION 2 @extschema@.stub_extract_value(anyelement, internal), '
      'FUNCTION 3 @extschema@.stub_extract_query(anyelement, internal, smallint, internal, internal), '
      'FUNCTION 4 @extschema@.stub_consistent(internal, smallint, anyelement, integer, internal, internal)',
      wanted.name, wanted.type,
      (SELECT oid::regprocedure FROM pg_proc
       WHERE proname = wanted.compare AND pronamespace = 'pg_catalog'::regnamespace));
  END LOOP;
  FOREACH name IN ARRAY ARRAY['tsvector_addon', 'tsvector_hash', 'tsvector_hash_addon', 'tsvector_timestamp',
    'tsvector_timestamptz', 'tsvector_hash_timestamp', 'tsvector_hash_timestamptz']
  LOOP
    EXECUTE format(
      'CREATE OPERATOR CLASS @extschema@.rum_%s_ops FOR TYPE tsvector USING rum AS '
      'OPERATOR 1 @@ (tsvector, tsquery), '
      'FUNCTION 1 gin_cmp_tslexeme(text, text), '
      'FUNCTION 2 gin_extract_tsvector(tsvector, internal, internal), '
      'FUNCTION 3 gin_extract_tsquery(tsvector, internal, int2, internal, internal, internal, internal), '
      'FUNCTION 4 gin_tsquery_consistent(internal, int2, tsvector, int4, internal, internal, internal, internal), '
      'FUNCTION 5 gin_cmp_prefix(text, text, int2, internal), '
      'FUNCTION 6 gin_tsquery_triconsistent(internal, int2, tsvector, int4, internal, internal, internal), '
      'STORAGE text', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['anyarray_ops DEFAULT', 'anyarray_addon_ops'] LOOP
    EXECUTE format(
      'CREATE OPERATOR CLASS @extschema@.rum_%s FOR TYPE anyarray USING rum AS '
      'OPERATOR 1 && (anyarray, anyarray), OPERATOR 2 @> (anyarray, anyarray), '
      'OPERATOR 3 <@ (anyarray, anyarray), OPERATOR 4 = (anyarray, anyarray), '
      'FUNCTION 2 ginarrayextract(anyarray, internal, internal), '
      'FUNCTION 3 ginqueryarrayextract(anyarray, internal, int2, internal, internal, internal, internal), '
      'FUNCTION 4 ginarrayconsistent(internal, int2, anyarray, int4, internal, internal, internal, internal), '
      'FUNCTION 6 ginarraytriconsistent(internal, int2, anyarray, int4, internal, internal, internal), '
      'STORAGE anyelement', name);
  END LOOP;
END
$classes$;
CREATE OPERATOR CLASS @extschema@.rum_tsvector_ops DEFAULT FOR TYPE tsvector USING rum AS
  OPERATOR 1 @@ (tsvector, tsquery),
  FUNCTION 1 gin_cmp_tslexeme(text, text),
  FUNCTION 2 gin_extract_tsvector(tsvector, internal, internal),
  FUNCTION 3 gin_extract_tsquery(tsvector, internal, int2, internal, internal, internal, internal),
  FUNCTION 4 gin_tsquery_consistent(internal, int2, tsvector, int4, internal, internal,
    internal, internal),
  FUNCTION 5 gin_cmp_prefix(text, text, int2, internal),
  FUNCTION 6 gin_tsquery_triconsistent(internal, int2, tsvector, int4, internal, internal,
    internal),
  STORAGE text;

-- part: objects_open of=rum requires=- type=-
type rum_distance_query (query tsquery, method integer)
rum_anyarray_distance(anyarray, anyarray) returns double precision stable
rum_anyarray_similar(anyarray, anyarray) returns boolean stable
rum_float4_distance(real, real) returns double precision immutable
rum_float4_key_distance(real, real, smallint) returns double precision immutable
rum_float4_left_distance(real, real) returns double precision immutable
rum_float4_outer_distance(real, real, smallint) returns double precision immutable
rum_float4_right_distance(real, real) returns double precision immutable
rum_float8_distance(double precision, double precision) returns double precision immutable
rum_float8_key_distance(double precision, double precision, smallint) returns double precision immutable
rum_float8_left_distance(double precision, double precision) returns double precision immutable
rum_float8_outer_distance(double precision, double precision, smallint) returns double precision immutable
rum_float8_right_distance(double precision, double precision) returns double precision immutable
rum_int2_distance(smallint, smallint) returns double precision immutable
rum_int2_key_distance(smallint, smallint, smallint) returns double precision immutable
rum_int2_left_distance(smallint, smallint) returns double precision immutable
rum_int2_outer_distance(smallint, smallint, smallint) returns double precision immutable
rum_int2_right_distance(smallint, smallint) returns double precision immutable
rum_int4_distance(integer, integer) returns double precision immutable
rum_int4_key_distance(integer, integer, smallint) returns double precision immutable
rum_int4_left_distance(integer, integer) returns double precision immutable
rum_int4_outer_distance(integer, integer, smallint) returns double precision immutable
rum_int4_right_distance(integer, integer) returns double precision immutable
rum_int8_distance(bigint, bigint) returns double precision immutable
rum_int8_key_distance(bigint, bigint, smallint) returns double precision immutable
rum_int8_left_distance(bigint, bigint) returns double precision immutable
rum_int8_outer_distance(bigint, bigint, smallint) returns double precision immutable
rum_int8_right_distance(bigint, bigint) returns double precision immutable
rum_money_distance(money, money) returns double precision immutable
rum_money_key_distance(money, money, smallint) returns double precision immutable
rum_money_left_distance(money, money) returns double precision immutable
rum_money_outer_distance(money, money, smallint) returns double precision immutable
rum_money_right_distance(money, money) returns double precision immutable
rum_numeric_cmp(numeric, numeric) returns integer immutable
rum_oid_distance(oid, oid) returns double precision immutable
rum_oid_key_distance(oid, oid, smallint) returns double precision immutable
rum_oid_left_distance(oid, oid) returns double precision immutable
rum_oid_outer_distance(oid, oid, smallint) returns double precision immutable
rum_oid_right_distance(oid, oid) returns double precision immutable
rum_timestamp_distance(timestamp without time zone, timestamp without time zone) returns double precision immutable
rum_timestamp_key_distance(timestamp without time zone, timestamp without time zone, smallint) returns double precision immutable
rum_timestamp_left_distance(timestamp without time zone, timestamp without time zone) returns double precision immutable
rum_timestamp_outer_distance(timestamp without time zone, timestamp without time zone, smallint) returns double precision immutable
rum_timestamp_right_distance(timestamp without time zone, timestamp without time zone) returns double precision immutable
rum_timestamptz_distance(timestamp with time zone, timestamp with time zone) returns double precision immutable
rum_timestamptz_key_distance(timestamp with time zone, timestamp with time zone, smallint) returns double precision immutable
rum_timestamptz_left_distance(timestamp with time zone, timestamp with time zone) returns double precision immutable
rum_timestamptz_right_distance(timestamp with time zone, timestamp with time zone) returns double precision immutable
rum_ts_distance(tsvector, ~rum_distance_query) returns real immutable
rum_ts_distance(tsvector, tsquery, integer) returns real immutable
rum_ts_score(tsvector, ~rum_distance_query) returns real immutable
rum_ts_score(tsvector, tsquery) returns real immutable
rum_ts_score(tsvector, tsquery, integer) returns real immutable
tsquery_to_distance_query(tsquery) returns ~rum_distance_query immutable
operator % anyarray anyarray rum_anyarray_similar % -
operator <=> anyarray anyarray rum_anyarray_distance <=> -
operator <=> bigint bigint rum_int8_distance <=> -
operator |=> bigint bigint rum_int8_right_distance <=| -
operator <=| bigint bigint rum_int8_left_distance |=> -
operator <=> float8 float8 rum_float8_distance <=> -
operator |=> float8 float8 rum_float8_right_distance <=| -
operator <=| float8 float8 rum_float8_left_distance |=> -
operator <=> integer integer rum_int4_distance <=> -
operator |=> integer integer rum_int4_right_distance <=| -
operator <=| integer integer rum_int4_left_distance |=> -
operator <=> money money rum_money_distance <=> -
operator |=> money money rum_money_right_distance <=| -
operator <=| money money rum_money_left_distance |=> -
operator <=> oid oid rum_oid_distance <=> -
operator |=> oid oid rum_oid_right_distance <=| -
operator <=| oid oid rum_oid_left_distance |=> -
operator <=> real real rum_float4_distance <=> -
operator |=> real real rum_float4_right_distance <=| -
operator <=| real real rum_float4_left_distance |=> -
operator <=> smallint smallint rum_int2_distance <=> -
operator |=> smallint smallint rum_int2_right_distance <=| -
operator <=| smallint smallint rum_int2_left_distance |=> -
operator <=> timestamptz timestamptz rum_timestamptz_distance <=> -
operator |=> timestamptz timestamptz rum_timestamptz_right_distance <=| -
operator <=| timestamptz timestamptz rum_timestamptz_left_distance |=> -
operator <=> timestamp timestamp rum_timestamp_distance <=> -
operator |=> timestamp timestamp rum_timestamp_right_distance <=| -
operator <=| timestamp timestamp rum_timestamp_left_distance |=> -
-- part: objects_close

CREATE FUNCTION @extschema@.rum_distance_query(tsquery) RETURNS @extschema@.rum_distance_query
  LANGUAGE sql IMMUTABLE AS $$ SELECT ROW($1, 0)::@extschema@.rum_distance_query $$;
CREATE CAST (tsquery AS @extschema@.rum_distance_query)
  WITH FUNCTION @extschema@.rum_distance_query(tsquery) AS IMPLICIT;

-- part: objects_open of=rum requires=- type=-
operator <=> tsvector ~rum_distance_query rum_ts_distance - -
-- part: objects_close
