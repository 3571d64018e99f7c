-- stub: vector version=0.8.0 schema=current relocatable=true needs=superuser
--
-- pgvector's types vector, halfvec and sparsevec, its operators, casts, aggregates and the index
-- methods hnsw and ivfflat (https://github.com/pgvector/pgvector#reference). No C code: works on
-- a native and on a WebAssembly server.
--
-- The types store the text as written. Distances of vector and halfvec are computed correctly,
-- but slowly; those of sparsevec are NULL. A declared number of dimensions is printed and
-- checked. The index methods are the server's hash index under another name: they can be built on
-- tables with rows, are never used by a plan, and have no storage parameters:
-- extension/note_index_options.sql handles `WITH (m = .., lists = ..)`.

CREATE TYPE @extschema@.vector;
CREATE TYPE @extschema@.halfvec;
CREATE TYPE @extschema@.sparsevec;

-- The modifier is stored as the number itself, and printed as "(number)", the way bit(n) does it.
CREATE FUNCTION @extschema@.vector_typmod_in(cstring[]) RETURNS integer
  LANGUAGE internal IMMUTABLE STRICT AS 'bittypmodin';
CREATE FUNCTION @extschema@.vector_typmod_out(integer) RETURNS cstring
  LANGUAGE internal IMMUTABLE STRICT AS 'bittypmodout';

DO $types$
DECLARE
  kind text;
BEGIN
  FOREACH kind IN ARRAY ARRAY['vector', 'halfvec', 'sparsevec'] LOOP
    EXECUTE replace($sql$
      CREATE FUNCTION @extschema@.?_in(cstring, oid, integer) RETURNS @extschema@.?
        LANGUAGE internal IMMUTABLE STRICT AS 'textin';
      CREATE FUNCTION @extschema@.?_out(@extschema@.?) RETURNS cstring
        LANGUAGE internal IMMUTABLE STRICT AS 'textout';
      CREATE TYPE @extschema@.? (
        INPUT = @extschema@.?_in, OUTPUT = @extschema@.?_out,
        TYPMOD_IN = @extschema@.vector_typmod_in, TYPMOD_OUT = @extschema@.vector_typmod_out,
        STORAGE = external);

      -- Byte order instead of number order: enough for DISTINCT, GROUP BY and unique keys.
      CREATE FUNCTION @extschema@.?_cmp(@extschema@.?, @extschema@.?) RETURNS integer
        LANGUAGE internal IMMUTABLE STRICT AS 'byteacmp';
      CREATE FUNCTION @extschema@.?_lt(@extschema@.?, @extschema@.?) RETURNS boolean
        LANGUAGE internal IMMUTABLE STRICT AS 'bytealt';
      CREATE FUNCTION @extschema@.?_le(@extschema@.?, @extschema@.?) RETURNS boolean
        LANGUAGE internal IMMUTABLE STRICT AS 'byteale';
      CREATE FUNCTION @extschema@.?_eq(@extschema@.?, @extschema@.?) RETURNS boolean
        LANGUAGE internal IMMUTABLE STRICT AS 'byteaeq';
      CREATE FUNCTION @extschema@.?_ne(@extschema@.?, @extschema@.?) RETURNS boolean
        LANGUAGE internal IMMUTABLE STRICT AS 'byteane';
      CREATE FUNCTION @extschema@.?_ge(@extschema@.?, @extschema@.?) RETURNS boolean
        LANGUAGE internal IMMUTABLE STRICT AS 'byteage';
      CREATE FUNCTION @extschema@.?_gt(@extschema@.?, @extschema@.?) RETURNS boolean
        LANGUAGE internal IMMUTABLE STRICT AS 'byteagt';
      CREATE OPERATOR @extschema@.< (LEFTARG = @extschema@.?, RIGHTARG = @extschema@.?,
        FUNCTION = @extschema@.?_lt, COMMUTATOR = OPERATOR(@extschema@.>),
        NEGATOR = OPERATOR(@extschema@.>=));
      CREATE OPERATOR @extschema@.<= (LEFTARG = @extschema@.?, RIGHTARG = @extschema@.?,
        FUNCTION = @extschema@.?_le, COMMUTATOR = OPERATOR(@extschema@.>=),
        NEGATOR = OPERATOR(@extschema@.>));
      CREATE OPERATOR @extschema@.= (LEFTARG = @extschema@.?, RIGHTARG = @extschema@.?,
        FUNCTION = @extschema@.?_eq, COMMUTATOR = OPERATOR(@extschema@.=),
        NEGATOR = OPERATOR(@extschema@.<>));
      CREATE OPERATOR @extschema@.<> (LEFTARG = @extschema@.?, RIGHTARG = @extschema@.?,
        FUNCTION = @extschema@.?_ne, COMMUTATOR = OPERATOR(@extschema@.<>),
        NEGATOR = OPERATOR(@extschema@.=));
      CREATE OPERATOR @extschema@.>= (LEFTARG = @extschema@.?, RIGHTARG = @extschema@.?,
        FUNCTION = @extschema@.?_ge, COMMUTATOR = OPERATOR(@extschema@.<=),
        NEGATOR = OPERATOR(@extschema@.<));
      CREATE OPERATOR @extschema@.> (LEFTARG = @extschema@.?, RIGHTARG = @extschema@.?,
        FUNCTION = @extschema@.?_gt, COMMUTATOR = OPERATOR(@extschema@.<),
        NEGATOR = OPERATOR(@extschema@.<=));
      CREATE OPERATOR CLASS @extschema@.?_ops DEFAULT FOR TYPE @extschema@.? USING btree AS
        OPERATOR 1 @extschema@.<, OPERATOR 2 @extschema@.<=, OPERATOR 3 @extschema@.=,
        OPERATOR 4 @extschema@.>=, OPERATOR 5 @extschema@.>,
        FUNCTION 1 @extschema@.?_cmp(@extschema@.?, @extschema@.?);
      CREATE FUNCTION @extschema@.?_hash(@extschema@.?) RETURNS integer
        LANGUAGE internal IMMUTABLE STRICT AS 'hashvarlena';
    $sql$, '?', kind);
  END LOOP;
END
$types$;

-- Converts a vector to numbers, and numbers to a vector.
CREATE FUNCTION @extschema@.vector_to_float4(@extschema@.vector, integer, boolean)
  RETURNS real[] LANGUAGE sql IMMUTABLE STRICT
  AS $$ SELECT string_to_array(btrim($1::text, ' []'), ',')::real[] $$;
CREATE FUNCTION @extschema@.halfvec_to_float4(@extschema@.halfvec, integer, boolean)
  RETURNS real[] LANGUAGE sql IMMUTABLE STRICT
  AS $$ SELECT string_to_array(btrim($1::text, ' []'), ',')::real[] $$;

CREATE FUNCTION @extschema@.vector(@extschema@.vector, integer, boolean)
  RETURNS @extschema@.vector LANGUAGE plpgsql IMMUTABLE STRICT
  AS $$
    BEGIN
      IF $2 > 0 AND cardinality(string_to_array($1::text, ',')) <> $2 THEN
        RAISE EXCEPTION 'expected % dimensions, not %', $2,
          cardinality(string_to_array($1::text, ',')) USING ERRCODE = 'data_exception';
      END IF;
      RETURN $1;
    END
  $$;
CREATE FUNCTION @extschema@.halfvec(@extschema@.halfvec, integer, boolean)
  RETURNS @extschema@.halfvec LANGUAGE plpgsql IMMUTABLE STRICT
  AS $$
    BEGIN
      IF $2 > 0 AND cardinality(string_to_array($1::text, ',')) <> $2 THEN
        RAISE EXCEPTION 'expected % dimensions, not %', $2,
          cardinality(string_to_array($1::text, ',')) USING ERRCODE = 'data_exception';
      END IF;
      RETURN $1;
    END
  $$;
CREATE FUNCTION @extschema@.sparsevec(@extschema@.sparsevec, integer, boolean)
  RETURNS @extschema@.sparsevec LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT $1 $$;

CREATE FUNCTION @extschema@.vector_to_halfvec(@extschema@.vector, integer, boolean)
  RETURNS @extschema@.halfvec LANGUAGE sql IMMUTABLE STRICT
  AS $$ SELECT @extschema@.halfvec($1::text::@extschema@.halfvec, $2, $3) $$;
CREATE FUNCTION @extschema@.halfvec_to_vector(@extschema@.halfvec, integer, boolean)
  RETURNS @extschema@.vector LANGUAGE sql IMMUTABLE STRICT
  AS $$ SELECT @extschema@.vector($1::text::@extschema@.vector, $2, $3) $$;
CREATE FUNCTION @extschema@.vector_to_sparsevec(@extschema@.vector, integer, boolean)
  RETURNS @extschema@.sparsevec LANGUAGE sql IMMUTABLE STRICT
  AS $$
    SELECT (format('{%s}/%s', string_agg(format('%s:%s', place, number), ',' ORDER BY place)
      FILTER (WHERE number <> 0), count(*)))::@extschema@.sparsevec
    FROM unnest(@extschema@.vector_to_float4($1, -1, true)) WITH ORDINALITY AS part (number, place)
  $$;

CREATE CAST (@extschema@.vector AS @extschema@.vector)
  WITH FUNCTION @extschema@.vector(@extschema@.vector, integer, boolean) AS IMPLICIT;
CREATE CAST (@extschema@.halfvec AS @extschema@.halfvec)
  WITH FUNCTION @extschema@.halfvec(@extschema@.halfvec, integer, boolean) AS IMPLICIT;
CREATE CAST (@extschema@.sparsevec AS @extschema@.sparsevec)
  WITH FUNCTION @extschema@.sparsevec(@extschema@.sparsevec, integer, boolean) AS IMPLICIT;
CREATE CAST (@extschema@.vector AS real[])
  WITH FUNCTION @extschema@.vector_to_float4(@extschema@.vector, integer, boolean) AS IMPLICIT;
CREATE CAST (@extschema@.halfvec AS real[])
  WITH FUNCTION @extschema@.halfvec_to_float4(@extschema@.halfvec, integer, boolean)
  AS ASSIGNMENT;
CREATE CAST (@extschema@.vector AS @extschema@.halfvec)
  WITH FUNCTION @extschema@.vector_to_halfvec(@extschema@.vector, integer, boolean) AS IMPLICIT;
CREATE CAST (@extschema@.halfvec AS @extschema@.vector)
  WITH FUNCTION @extschema@.halfvec_to_vector(@extschema@.halfvec, integer, boolean)
  AS ASSIGNMENT;
CREATE CAST (@extschema@.vector AS @extschema@.sparsevec)
  WITH FUNCTION @extschema@.vector_to_sparsevec(@extschema@.vector, integer, boolean)
  AS IMPLICIT;

DO $arrays$
DECLARE
  kind text;
  numbers text;
BEGIN
  FOREACH kind IN ARRAY ARRAY['vector', 'halfvec'] LOOP
    FOREACH numbers IN ARRAY ARRAY['integer', 'real', 'double precision', 'numeric'] LOOP
      EXECUTE format($sql$
        CREATE FUNCTION @extschema@.array_to_%1$s(%2$s[], integer, boolean)
          RETURNS @extschema@.%1$s LANGUAGE sql IMMUTABLE STRICT
          AS 'SELECT @extschema@.%1$s(
                (''['' || array_to_string($1, '','') || '']'')::@extschema@.%1$s, $2, $3)';
        CREATE CAST (%2$s[] AS @extschema@.%1$s)
          WITH FUNCTION @extschema@.array_to_%1$s(%2$s[], integer, boolean) AS ASSIGNMENT;
      $sql$, kind, numbers);
    END LOOP;
  END LOOP;
END
$arrays$;

-- Distances, norms and arithmetic.
DO $functions$
DECLARE
  kind text;
BEGIN
  FOREACH kind IN ARRAY ARRAY['vector', 'halfvec'] LOOP
    EXECUTE replace($sql$
      CREATE FUNCTION @extschema@.?_dims(@extschema@.?) RETURNS integer
        LANGUAGE sql IMMUTABLE STRICT
        AS 'SELECT cardinality(string_to_array($1::text, '',''))';
      CREATE FUNCTION @extschema@.l2_distance(@extschema@.?, @extschema@.?)
        RETURNS double precision LANGUAGE sql IMMUTABLE STRICT
        AS 'SELECT sqrt(sum((a::float8 - b::float8) ^ 2))
            FROM unnest($1::real[], $2::real[]) AS pair (a, b)';
      CREATE FUNCTION @extschema@.l1_distance(@extschema@.?, @extschema@.?)
        RETURNS double precision LANGUAGE sql IMMUTABLE STRICT
        AS 'SELECT sum(abs(a::float8 - b::float8))
            FROM unnest($1::real[], $2::real[]) AS pair (a, b)';
      CREATE FUNCTION @extschema@.inner_product(@extschema@.?, @extschema@.?)
        RETURNS double precision LANGUAGE sql IMMUTABLE STRICT
        AS 'SELECT sum(a::float8 * b::float8)
            FROM unnest($1::real[], $2::real[]) AS pair (a, b)';
      CREATE FUNCTION @extschema@.?_negative_inner_product(@extschema@.?, @extschema@.?)
        RETURNS double precision LANGUAGE sql IMMUTABLE STRICT
        AS 'SELECT -@extschema@.inner_product($1, $2)';
      CREATE FUNCTION @extschema@.cosine_distance(@extschema@.?, @extschema@.?)
        RETURNS double precision LANGUAGE sql IMMUTABLE STRICT
        AS 'SELECT 1 - sum(a::float8 * b::float8)
                   / nullif(sqrt(sum(a::float8 ^ 2)) * sqrt(sum(b::float8 ^ 2)), 0)
            FROM unnest($1::real[], $2::real[]) AS pair (a, b)';
      CREATE FUNCTION @extschema@.?_norm(@extschema@.?) RETURNS double precision
        LANGUAGE sql IMMUTABLE STRICT
        AS 'SELECT sqrt(sum(a::float8 ^ 2)) FROM unnest($1::real[]) AS part (a)';
      CREATE FUNCTION @extschema@.l2_norm(@extschema@.?) RETURNS double precision
        LANGUAGE sql IMMUTABLE STRICT AS 'SELECT @extschema@.?_norm($1)';
      CREATE FUNCTION @extschema@.l2_normalize(@extschema@.?) RETURNS @extschema@.?
        LANGUAGE sql IMMUTABLE STRICT
        AS 'SELECT array_agg(a / nullif(@extschema@.?_norm($1), 0))::@extschema@.?
            FROM unnest($1::real[]) AS part (a)';
      CREATE FUNCTION @extschema@.subvector(@extschema@.?, integer, integer)
        RETURNS @extschema@.? LANGUAGE sql IMMUTABLE STRICT
        AS 'SELECT (($1::real[])[$2:$2 + $3 - 1])::@extschema@.?';
      CREATE FUNCTION @extschema@.binary_quantize(@extschema@.?) RETURNS bit
        LANGUAGE sql IMMUTABLE STRICT
        AS 'SELECT string_agg(CASE WHEN a > 0 THEN ''1'' ELSE ''0'' END, '''')::bit varying::bit
            FROM unnest($1::real[]) AS part (a)';
      CREATE FUNCTION @extschema@.?_add(@extschema@.?, @extschema@.?) RETURNS @extschema@.?
        LANGUAGE sql IMMUTABLE STRICT
        AS 'SELECT array_agg(a + b)::@extschema@.?
            FROM unnest($1::real[], $2::real[]) AS pair (a, b)';
      CREATE FUNCTION @extschema@.?_sub(@extschema@.?, @extschema@.?) RETURNS @extschema@.?
        LANGUAGE sql IMMUTABLE STRICT
        AS 'SELECT array_agg(a - b)::@extschema@.?
            FROM unnest($1::real[], $2::real[]) AS pair (a, b)';
      CREATE FUNCTION @extschema@.?_mul(@extschema@.?, @extschema@.?) RETURNS @extschema@.?
        LANGUAGE sql IMMUTABLE STRICT
        AS 'SELECT array_agg(a * b)::@extschema@.?
            FROM unnest($1::real[], $2::real[]) AS pair (a, b)';
      CREATE FUNCTION @extschema@.?_concat(@extschema@.?, @extschema@.?) RETURNS @extschema@.?
        LANGUAGE sql IMMUTABLE STRICT
        AS 'SELECT ($1::real[] || $2::real[])::@extschema@.?';
      CREATE OPERATOR @extschema@.+ (LEFTARG = @extschema@.?, RIGHTARG = @extschema@.?,
        FUNCTION = @extschema@.?_add, COMMUTATOR = OPERATOR(@extschema@.+));
      CREATE OPERATOR @extschema@.- (LEFTARG = @extschema@.?, RIGHTARG = @extschema@.?,
        FUNCTION = @extschema@.?_sub);
      CREATE OPERATOR @extschema@.* (LEFTARG = @extschema@.?, RIGHTARG = @extschema@.?,
        FUNCTION = @extschema@.?_mul, COMMUTATOR = OPERATOR(@extschema@.*));
      CREATE OPERATOR @extschema@.|| (LEFTARG = @extschema@.?, RIGHTARG = @extschema@.?,
        FUNCTION = @extschema@.?_concat);

      CREATE FUNCTION @extschema@.?_sum_step(real[], @extschema@.?) RETURNS real[]
        LANGUAGE sql IMMUTABLE
        AS 'SELECT CASE WHEN $2 IS NULL THEN $1 WHEN $1 IS NULL THEN ARRAY[1::real] || $2::real[]
              ELSE (SELECT array_agg(a + b ORDER BY place)
                    FROM unnest($1, ARRAY[1::real] || $2::real[])
                      WITH ORDINALITY AS pair (a, b, place)) END';
      CREATE FUNCTION @extschema@.?_sum_result(real[]) RETURNS @extschema@.?
        LANGUAGE sql IMMUTABLE STRICT AS 'SELECT ($1[2:])::@extschema@.?';
      CREATE FUNCTION @extschema@.?_avg_result(real[]) RETURNS @extschema@.?
        LANGUAGE sql IMMUTABLE STRICT
        AS 'SELECT array_agg(a / $1[1])::@extschema@.? FROM unnest($1[2:]) AS part (a)';
      CREATE AGGREGATE @extschema@.sum(@extschema@.?)
        (SFUNC = @extschema@.?_sum_step, STYPE = real[], FINALFUNC = @extschema@.?_sum_result);
      CREATE AGGREGATE @extschema@.avg(@extschema@.?)
        (SFUNC = @extschema@.?_sum_step, STYPE = real[], FINALFUNC = @extschema@.?_avg_result);
    $sql$, '?', kind);
  END LOOP;
END
$functions$;

DO $sparse$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['l2_distance', 'l1_distance', 'inner_product',
    'sparsevec_negative_inner_product', 'cosine_distance']
  LOOP
    EXECUTE format(
      'CREATE FUNCTION @extschema@.%I(@extschema@.sparsevec, @extschema@.sparsevec) '
      'RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS $f$ SELECT NULL::float8 $f$',
      wanted);
  END LOOP;
END
$sparse$;

CREATE FUNCTION @extschema@.hamming_distance(bit, bit) RETURNS double precision
  LANGUAGE sql IMMUTABLE STRICT
  AS $$ SELECT length(replace(($1 # $2)::text, '0', ''))::float8 $$;
CREATE FUNCTION @extschema@.jaccard_distance(bit, bit) RETURNS double precision
  LANGUAGE sql IMMUTABLE STRICT
  AS $$
    SELECT 1 - length(replace(($1 & $2)::text, '0', ''))::float8
      / nullif(length(replace(($1 | $2)::text, '0', '')), 0)
  $$;
CREATE FUNCTION @extschema@.vector_bit_hash(bit) RETURNS integer
  LANGUAGE internal IMMUTABLE STRICT AS 'hashvarlena';
CREATE OPERATOR @extschema@.<~> (LEFTARG = bit, RIGHTARG = bit,
  FUNCTION = @extschema@.hamming_distance, COMMUTATOR = OPERATOR(@extschema@.<~>));
CREATE OPERATOR @extschema@.<%> (LEFTARG = bit, RIGHTARG = bit,
  FUNCTION = @extschema@.jaccard_distance, COMMUTATOR = OPERATOR(@extschema@.<%>));

-- The hash index stores a hash of the value, whatever its length, and uses no operator.
CREATE ACCESS METHOD hnsw TYPE INDEX HANDLER hashhandler;
CREATE ACCESS METHOD ivfflat TYPE INDEX HANDLER hashhandler;

DO $operators$
DECLARE
  kind text;
  wanted record;
BEGIN
  FOREACH kind IN ARRAY ARRAY['vector', 'halfvec', 'sparsevec'] LOOP
    FOR wanted IN
      SELECT * FROM (VALUES
        ('<->', 'l2_distance', 'l2'), ('<+>', 'l1_distance', 'l1'),
        ('<=>', 'cosine_distance', 'cosine'),
        ('<#>', kind || '_negative_inner_product', 'ip')) AS list (operator, function, class)
    LOOP
      EXECUTE format(
        'CREATE OPERATOR @extschema@.%s (LEFTARG = @extschema@.%I, RIGHTARG = @extschema@.%2$I, '
        'FUNCTION = @extschema@.%3$I, COMMUTATOR = OPERATOR(@extschema@.%1$s))',
        wanted.operator, kind, wanted.function);
      EXECUTE format(
        'CREATE OPERATOR CLASS @extschema@.%I FOR TYPE @extschema@.%I USING hnsw AS '
        'FUNCTION 1 @extschema@.%I(@extschema@.%2$I)',
        kind || '_' || wanted.class || '_ops', kind, kind || '_hash');
      IF kind <> 'sparsevec' AND wanted.class <> 'l1' THEN
        EXECUTE format(
          'CREATE OPERATOR CLASS @extschema@.%I %s FOR TYPE @extschema@.%I USING ivfflat AS '
          'FUNCTION 1 @extschema@.%I(@extschema@.%3$I)',
          kind || '_' || wanted.class || '_ops',
          CASE WHEN kind = 'vector' AND wanted.class = 'l2' THEN 'DEFAULT' ELSE '' END,
          kind, kind || '_hash');
      END IF;
    END LOOP;
  END LOOP;
END
$operators$;

CREATE OPERATOR CLASS @extschema@.bit_hamming_ops FOR TYPE bit USING hnsw AS
  FUNCTION 1 @extschema@.vector_bit_hash(bit);
CREATE OPERATOR CLASS @extschema@.bit_jaccard_ops FOR TYPE bit USING hnsw AS
  FUNCTION 1 @extschema@.vector_bit_hash(bit);
CREATE OPERATOR CLASS @extschema@.bit_hamming_ops FOR TYPE bit USING ivfflat AS
  FUNCTION 1 @extschema@.vector_bit_hash(bit);

-- part: objects_open of=vector requires=- type=-
array_to_sparsevec(double precision[], integer, boolean) returns ~sparsevec immutable
array_to_sparsevec(integer[], integer, boolean) returns ~sparsevec immutable
array_to_sparsevec(numeric[], integer, boolean) returns ~sparsevec immutable
array_to_sparsevec(real[], integer, boolean) returns ~sparsevec immutable
halfvec_accum(double precision[], ~halfvec) returns double precision[] immutable
halfvec_avg(double precision[]) returns ~halfvec immutable
halfvec_combine(double precision[], double precision[]) returns double precision[] immutable
halfvec_l2_squared_distance(~halfvec, ~halfvec) returns double precision immutable
halfvec_spherical_distance(~halfvec, ~halfvec) returns double precision immutable
halfvec_to_sparsevec(~halfvec, integer, boolean) returns ~sparsevec immutable
l2_norm(~sparsevec) returns double precision immutable
l2_normalize(~sparsevec) returns ~sparsevec immutable
sparsevec_l2_squared_distance(~sparsevec, ~sparsevec) returns double precision immutable
sparsevec_to_halfvec(~sparsevec, integer, boolean) returns ~halfvec immutable
sparsevec_to_vector(~sparsevec, integer, boolean) returns ~vector immutable
vector_accum(double precision[], ~vector) returns double precision[] immutable
vector_avg(double precision[]) returns ~vector immutable
vector_combine(double precision[], double precision[]) returns double precision[] immutable
vector_dims(~halfvec) returns integer immutable
vector_l2_squared_distance(~vector, ~vector) returns double precision immutable
vector_spherical_distance(~vector, ~vector) returns double precision immutable
-- part: objects_close

DO $casts$
DECLARE
  numbers text;
BEGIN
  CREATE CAST (@extschema@.halfvec AS @extschema@.sparsevec)
    WITH FUNCTION @extschema@.halfvec_to_sparsevec(@extschema@.halfvec, integer, boolean) AS IMPLICIT;
  CREATE CAST (@extschema@.sparsevec AS @extschema@.halfvec)
    WITH FUNCTION @extschema@.sparsevec_to_halfvec(@extschema@.sparsevec, integer, boolean) AS ASSIGNMENT;
  CREATE CAST (@extschema@.sparsevec AS @extschema@.vector)
    WITH FUNCTION @extschema@.sparsevec_to_vector(@extschema@.sparsevec, integer, boolean) AS ASSIGNMENT;
  FOREACH numbers IN ARRAY ARRAY['integer', 'real', 'double precision', 'numeric'] LOOP
    EXECUTE format('CREATE CAST (%s[] AS @extschema@.sparsevec) '
      'WITH FUNCTION @extschema@.array_to_sparsevec(%1$s[], integer, boolean) AS ASSIGNMENT', numbers);
  END LOOP;
END
$casts$;
