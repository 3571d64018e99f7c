-- stub: pg_trgm version=1.6 schema=current relocatable=true needs=superuser
--
-- Similarity of texts by trigrams (https://www.postgresql.org/docs/current/pgtrgm.html): the
-- functions and operators work, slower than the real ones. show_trgm shows characters beyond
-- ASCII as they are and not as a hash.
--
-- The index classes gin_trgm_ops and gist_trgm_ops can be built on tables with rows and are never
-- used by a plan. Their support functions are bound to functions of the server that ignore the
-- arguments: GIN stores one entry without a key for each row, GiST a number without a meaning.

CREATE TYPE @extschema@.gtrgm;
CREATE FUNCTION @extschema@.gtrgm_in(cstring) RETURNS @extschema@.gtrgm
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'int8in';
CREATE FUNCTION @extschema@.gtrgm_out(@extschema@.gtrgm) RETURNS cstring
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'int8out';
CREATE TYPE @extschema@.gtrgm (
  INPUT = @extschema@.gtrgm_in, OUTPUT = @extschema@.gtrgm_out, LIKE = bigint);

CREATE FUNCTION @extschema@.set_limit(real) RETURNS real
  LANGUAGE sql VOLATILE STRICT
  AS $$ SELECT pg_catalog.set_config('pg_trgm.similarity_threshold', $1::text, false)::real $$;
CREATE FUNCTION @extschema@.show_limit() RETURNS real
  LANGUAGE sql STABLE STRICT PARALLEL SAFE
  AS $$ SELECT coalesce(nullif(pg_catalog.current_setting('pg_trgm.similarity_threshold', true), '')::real, 0.3) $$;

-- No function body names another object of the extension, so that all work after ALTER EXTENSION
-- .. SET SCHEMA; what they share is inserted here.
DO $functions$
DECLARE
  -- The trigrams of a text: words in lower case, two blanks before and one after.
  trigrams constant text := $sql$
    SELECT DISTINCT substr('  ' || word || ' ', place, 3) COLLATE "C" AS trigram
    FROM regexp_split_to_table(lower(%s), '[^[:alnum:]]+') AS word,
         generate_series(1, length(word) + 1) AS place
    WHERE word <> ''$sql$;
  similarity constant text := format($sql$
    SELECT coalesce((SELECT count(*) FILTER (WHERE times = 2)::real / nullif(count(*), 0)
      FROM (SELECT count(*) AS times FROM (%s UNION ALL %s) AS every GROUP BY trigram) AS counted), 0)::real$sql$,
    format(trigrams, '$1'), format(trigrams, '$2'));
  threshold constant text :=
    $sql$coalesce(nullif(current_setting('pg_trgm.%s', true), '')::float8, %s)$sql$;
  -- The extent of the second text's trigrams that is most like the first text.
  extents constant text := $sql$
    DECLARE
      wanted constant text[] := ARRAY(%1$s);
      given text[];
      starts boolean[];
      ends boolean[];
      seen text[];
      hits integer;
      best real := 0;
    BEGIN
      SELECT array_agg(substr('  ' || word || ' ', place, 3) ORDER BY number, place),
             array_agg(place = 1 ORDER BY number, place),
             array_agg(place = length(word) + 1 ORDER BY number, place)
      INTO given, starts, ends
      FROM regexp_split_to_table(lower(%2$s), '[^[:alnum:]]+') WITH ORDINALITY AS part (word, number),
           generate_series(1, length(word) + 1) AS place
      WHERE word <> '';
      FOR low IN 1 .. coalesce(cardinality(given), 0) LOOP
        CONTINUE WHEN NOT %3$s;
        seen := '{}';
        hits := 0;
        FOR high IN low .. cardinality(given) LOOP
          IF given[high] <> ALL (seen) THEN
            seen := seen || given[high];
            hits := hits + (given[high] = ANY (wanted))::integer;
          END IF;
          IF %4$s THEN
            best := greatest(best, hits::real / (cardinality(wanted) + cardinality(seen) - hits));
          END IF;
          EXIT WHEN cardinality(wanted) <= best * cardinality(seen);
        END LOOP;
      END LOOP;
      RETURN %5$s;
    END
    $sql$;
  head constant text := 'CREATE FUNCTION @extschema@.%I(text, text) RETURNS %s '
    'LANGUAGE %s %s STRICT PARALLEL SAFE AS %L';
  kind record;
  form record;
BEGIN
  EXECUTE format('CREATE FUNCTION @extschema@.show_trgm(text) RETURNS text[] '
    'LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS %L',
    format('SELECT ARRAY(%s ORDER BY trigram)', format(trigrams, '$1')));
  EXECUTE format(head, 'similarity', 'real', 'sql', 'IMMUTABLE', similarity);
  EXECUTE format(head, 'similarity_dist', 'real', 'sql', 'IMMUTABLE', 'SELECT (1 - (' || similarity || '))::real');
  EXECUTE format(head, 'similarity_op', 'boolean', 'sql', 'STABLE',
    'SELECT (' || similarity || ') >= ' || format(threshold, 'similarity_threshold', '0.3'));

  FOR kind IN
    SELECT * FROM (VALUES
      ('word_similarity', 'given[low] = ANY (wanted)', 'given[high] = ANY (wanted)', 0.6),
      ('strict_word_similarity', 'starts[low]', 'ends[high]', 0.5)) AS list (name, starts, ends, at_least)
  LOOP
    FOR form IN
      SELECT * FROM (VALUES
        ('', 'real', 'IMMUTABLE', false, 'best'),
        ('_op', 'boolean', 'STABLE', false, NULL),
        ('_commutator_op', 'boolean', 'STABLE', true, NULL),
        ('_dist_op', 'real', 'IMMUTABLE', false, '1 - best'),
        ('_dist_commutator_op', 'real', 'IMMUTABLE', true, '1 - best'))
        AS list (ending, result, volatility, turned, value)
    LOOP
      EXECUTE format(head, kind.name || form.ending, form.result, 'plpgsql', form.volatility,
        format(extents,
          format(trigrams, CASE WHEN form.turned THEN '$2' ELSE '$1' END),
          CASE WHEN form.turned THEN '$1' ELSE '$2' END, kind.starts, kind.ends,
          coalesce(form.value, 'best >= ' || format(threshold, kind.name || '_threshold', kind.at_least))));
    END LOOP;
  END LOOP;

  FOR form IN
    SELECT * FROM (VALUES
      ('%', 'similarity_op', '%'), ('<->', 'similarity_dist', '<->'),
      ('<%', 'word_similarity_op', '%>'), ('%>', 'word_similarity_commutator_op', '<%'),
      ('<<%', 'strict_word_similarity_op', '%>>'), ('%>>', 'strict_word_similarity_commutator_op', '<<%'),
      ('<<->', 'word_similarity_dist_op', '<->>'), ('<->>', 'word_similarity_dist_commutator_op', '<<->'),
      ('<<<->', 'strict_word_similarity_dist_op', '<->>>'),
      ('<->>>', 'strict_word_similarity_dist_commutator_op', '<<<->')) AS list (name, function, commutator)
  LOOP
    EXECUTE format(
      'CREATE OPERATOR @extschema@.%s (LEFTARG = text, RIGHTARG = text, FUNCTION = @extschema@.%I, '
      'COMMUTATOR = OPERATOR(@extschema@.%s))', form.name, form.function, form.commutator);
  END LOOP;
END
$functions$;

CREATE FUNCTION @extschema@.gin_extract_value_trgm(text, internal) RETURNS internal
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'pg_is_in_recovery';
CREATE FUNCTION @extschema@.gin_extract_query_trgm(text, internal, smallint, internal, internal, internal, internal)
  RETURNS internal LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'pg_is_in_recovery';
CREATE FUNCTION @extschema@.gin_trgm_consistent(internal, smallint, text, integer, internal, internal, internal, internal)
  RETURNS boolean LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'pg_backend_pid';
CREATE OPERATOR CLASS @extschema@.gin_trgm_ops FOR TYPE text USING gin AS
  FUNCTION 1 btint4cmp(integer, integer),
  FUNCTION 2 @extschema@.gin_extract_value_trgm(text, internal),
  FUNCTION 3 @extschema@.gin_extract_query_trgm(text, internal, smallint, internal, internal, internal, internal),
  FUNCTION 4 @extschema@.gin_trgm_consistent(internal, smallint, text, integer, internal, internal, internal, internal),
  STORAGE integer;

-- part: gist_support functions=gtrgm value=text key=@extschema@.gtrgm

-- The option siglen exists since PostgreSQL 13.
DO $class$
DECLARE
  has_options constant boolean := current_setting('server_version_num')::integer >= 130000;
BEGIN
  -- Its keys are eight bytes passed by value, which a 32-bit server does not support.
  IF NOT (SELECT typbyval FROM pg_type WHERE oid = 'bigint'::regtype) THEN
    RETURN;
  END IF;
  IF has_options THEN
    CREATE FUNCTION @extschema@.gtrgm_options(internal) RETURNS void
      LANGUAGE internal IMMUTABLE PARALLEL SAFE AS 'gtsvector_options';
  END IF;
  EXECUTE $sql$
    CREATE OPERATOR CLASS @extschema@.gist_trgm_ops FOR TYPE text USING gist AS
      FUNCTION 1 @extschema@.gtrgm_consistent(internal, text, smallint, oid, internal),
      FUNCTION 2 @extschema@.gtrgm_union(internal, internal),
      FUNCTION 3 @extschema@.gtrgm_compress(internal),
      FUNCTION 5 @extschema@.gtrgm_penalty(internal, internal, internal),
      FUNCTION 6 @extschema@.gtrgm_picksplit(internal, internal),
      FUNCTION 7 @extschema@.gtrgm_same(@extschema@.gtrgm, @extschema@.gtrgm, internal),
      STORAGE @extschema@.gtrgm$sql$
    || CASE WHEN has_options THEN ', FUNCTION 10 (text) @extschema@.gtrgm_options(internal)' ELSE '' END;
END
$class$;
