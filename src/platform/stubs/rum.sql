-- stub: rum version=1.3 schema=current relocatable=true needs=superuser
--
-- The index method rum (https://github.com/postgrespro/rum) for full-text search: the server's
-- GIN under another name, with its support functions. Functions and order-by operators return NULL.
--
-- No C code: works on a native and on a WebAssembly server.
-- Lacks class rum_anyarray_addon_ops.
-- Lacks class rum_anyarray_ops.
-- Lacks class rum_bit_ops.
-- Lacks class rum_bytea_ops.
-- Lacks class rum_char_ops.
-- Lacks class rum_cidr_ops.
-- Lacks class rum_date_ops.
-- Lacks class rum_float4_ops.
-- Lacks class rum_float8_ops.
-- Lacks class rum_inet_ops.
-- Lacks class rum_int2_ops.
-- Lacks class rum_int4_ops.
-- Lacks class rum_int8_ops.
-- Lacks class rum_interval_ops.
-- Lacks class rum_macaddr_ops.
-- Lacks class rum_money_ops.
-- Lacks class rum_numeric_ops.
-- Lacks class rum_oid_ops.
-- Lacks class rum_text_ops.
-- Lacks class rum_time_ops.
-- Lacks class rum_timestamp_ops.
-- Lacks class rum_timestamptz_ops.
-- Lacks class rum_timetz_ops.
-- Lacks class rum_tsquery_ops.
-- Lacks class rum_tsvector_addon_ops.
-- Lacks class rum_tsvector_hash_addon_ops.
-- Lacks class rum_tsvector_hash_ops.
-- Lacks class rum_tsvector_hash_timestamp_ops.
-- Lacks class rum_tsvector_hash_timestamptz_ops.
-- Lacks class rum_tsvector_timestamp_ops.
-- Lacks class rum_tsvector_timestamptz_ops.
-- Lacks class rum_varbit_ops.
-- Lacks class rum_varchar_ops.

CREATE FUNCTION @extschema@.rum_ts_distance(tsvector, tsquery) RETURNS real
  LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT 1 / nullif(ts_rank($1, $2), 0) $$;
CREATE OPERATOR @extschema@.<=> (LEFTARG = tsvector, RIGHTARG = tsquery,
  FUNCTION = @extschema@.rum_ts_distance);
CREATE ACCESS METHOD rum TYPE INDEX HANDLER ginhandler;
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
