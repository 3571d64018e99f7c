-- stub: hstore version=1.8 schema=current relocatable=true needs=superuser
--
-- The type hstore with its functions, operators and casts
-- (https://www.postgresql.org/docs/current/hstore.html). They work, slowly, with two exceptions:
-- a literal is stored as written ('a=>1' is not printed as '"a"=>"1"') and not checked, and it has
-- no subscripts (h['key']). Values of a json column that populate_record fills remain
-- strings. The order of < and > differs from the real type's.
--
-- The index classes for GIN and GiST can be built on a table with rows and are never used by a
-- plan; those for btree and hash work. No C code.

-- part: text_type type=hstore functions=hstore_
CREATE TYPE @extschema@.hstore (
  INPUT = @extschema@.hstore_in, OUTPUT = @extschema@.hstore_out,
  RECEIVE = @extschema@.hstore_recv, SEND = @extschema@.hstore_send, STORAGE = extended);

-- No function body names another object of the extension, so that all work in another schema;
-- what they share is inserted here. PL/pgSQL converts the text it returns into hstore.
DO $functions$
DECLARE
  -- The pairs of an hstore: the first of equal keys counts.
  pairs constant text := $sql$(
    SELECT DISTINCT ON (key) key, value, place
    FROM (SELECT CASE WHEN part[1] LIKE '"%%' THEN regexp_replace(substr(part[1], 2, length(part[1]) - 2), '\\(.)', '\1', 'g')
                      ELSE regexp_replace(part[1], '\\(.)', '\1', 'g') END COLLATE "C" AS key,
                 CASE WHEN part[2] LIKE '"%%' THEN regexp_replace(substr(part[2], 2, length(part[2]) - 2), '\\(.)', '\1', 'g')
                      WHEN lower(part[2]) <> 'null' THEN regexp_replace(part[2], '\\(.)', '\1', 'g') END COLLATE "C" AS value,
                 place
          FROM regexp_matches(%s::text,
            '("(?:[^"\\]|\\.)*"|(?:[^\s,="\\]|\\.|=(?!>))+)\s*=>\s*("(?:[^"\\]|\\.)*"|(?:[^\s,"\\]|\\.)+)', 'g')
            WITH ORDINALITY AS found (part, place)) AS item
    ORDER BY key, place)$sql$;
  -- Keys are sorted by their length.
  ordered constant text := 'octet_length(key), key COLLATE "C"';
  -- Pairs as the text of an hstore.
  packed constant text := format($sql$
    coalesce((SELECT string_agg('"' || regexp_replace(key, '(["\\])', '\\\1', 'g') || '"=>'
                || coalesce('"' || regexp_replace(value, '(["\\])', '\\\1', 'g') || '"', 'NULL'), ', ' ORDER BY %s)
              FROM %%s AS pair), '')$sql$, ordered);
  one text := format(pairs, '$1');
  two text := format(pairs, '$2');
  this text;
  that text;
  h constant text := '@extschema@.hstore';
  wanted record;
BEGIN
  this := format(packed, one);
  that := format(packed, two);
  FOR wanted IN
    SELECT * FROM (VALUES
      ('fetchval(?, text)', 'text', format('(SELECT value FROM %s AS pair WHERE key = $2)', one)),
      ('slice_array(?, text[])', 'text[]', format(
        'ARRAY(SELECT value FROM unnest($2) WITH ORDINALITY AS asked (name, number) LEFT JOIN %s AS pair ON key = name ORDER BY number)', one)),
      ('exist(?, text)', 'boolean', format('EXISTS (SELECT FROM %s AS pair WHERE key = $2)', one)),
      ('isexists(?, text)', 'boolean', format('EXISTS (SELECT FROM %s AS pair WHERE key = $2)', one)),
      ('defined(?, text)', 'boolean', format('EXISTS (SELECT FROM %s AS pair WHERE key = $2 AND value IS NOT NULL)', one)),
      ('isdefined(?, text)', 'boolean', format('EXISTS (SELECT FROM %s AS pair WHERE key = $2 AND value IS NOT NULL)', one)),
      ('exists_any(?, text[])', 'boolean', format('EXISTS (SELECT FROM %s AS pair WHERE key = ANY ($2))', one)),
      ('exists_all(?, text[])', 'boolean', format(
        'NOT EXISTS (SELECT FROM unnest($2) AS asked (name) WHERE name IS NOT NULL AND name NOT IN (SELECT key FROM %s AS pair))', one)),
      ('hs_contains(?, ?)', 'boolean', format(
        'NOT EXISTS (SELECT key, value FROM %s AS pair EXCEPT SELECT key, value FROM %s AS pair)', two, one)),
      ('hs_contained(?, ?)', 'boolean', format(
        'NOT EXISTS (SELECT key, value FROM %s AS pair EXCEPT SELECT key, value FROM %s AS pair)', one, two)),
      ('akeys(?)', 'text[]', format('ARRAY(SELECT key FROM %s AS pair ORDER BY %s)', one, ordered)),
      ('avals(?)', 'text[]', format('ARRAY(SELECT value FROM %s AS pair ORDER BY %s)', one, ordered)),
      ('skeys(?)', 'SETOF text', format('key FROM %s AS pair ORDER BY %s', one, ordered)),
      ('svals(?)', 'SETOF text', format('value FROM %s AS pair ORDER BY %s', one, ordered)),
      ('each(hs ?, OUT key text, OUT value text)', 'SETOF record', format('key, value FROM %s AS pair ORDER BY %s', one, ordered)),
      ('hstore_to_array(?)', 'text[]', format(
        'ARRAY(SELECT item FROM %s AS pair, unnest(ARRAY[key, value]) WITH ORDINALITY AS part (item, half) ORDER BY %s, half)', one, ordered)),
      ('hstore_to_matrix(?)', 'text[]', format(
        'coalesce((SELECT array_agg(ARRAY[key, value] ORDER BY %s) FROM %s AS pair), ''{}'')', ordered, one)),
      ('hstore_to_json(?)', 'json', format(
        '(SELECT ''{'' || coalesce(string_agg(to_json(key::text) || '': '' || coalesce(to_json(value::text)::text, ''null''), '', '' ORDER BY %s), '''') || ''}'' FROM %s AS pair)::json', ordered, one)),
      ('hstore_to_jsonb(?)', 'jsonb', format('(SELECT coalesce(jsonb_object_agg(key, value), ''{}'') FROM %s AS pair)', one)),
      ('hstore_to_json_loose(?)', 'json', format(
        '(SELECT ''{'' || coalesce(string_agg(to_json(key::text) || '': '' || CASE WHEN value IS NULL THEN ''null'' WHEN value = ''t'' THEN ''true'' WHEN value = ''f'' THEN ''false'' WHEN value ~ ''^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$'' THEN value ELSE to_json(value::text)::text END, '', '' ORDER BY %s), '''') || ''}'' FROM %s AS pair)::json', ordered, one)),
      ('hstore_to_jsonb_loose(?)', 'jsonb', format(
        '(SELECT coalesce(jsonb_object_agg(key, CASE WHEN value = ''t'' THEN ''true'' WHEN value = ''f'' THEN ''false'' WHEN value ~ ''^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$'' THEN value::jsonb ELSE to_jsonb(value::text) END), ''{}'') FROM %s AS pair)', one)),
      ('hstore_version_diag(?)', 'integer', '2'),
      ('hstore_hash(?)', 'integer', 'hashtext(' || this || ')'),
      ('hstore_hash_extended(?, bigint)', 'bigint', 'hashtextextended(' || this || ', $2)'),
      ('hstore_cmp(?, ?)', 'integer', format('bttextcmp((%s) COLLATE "C", (%s) COLLATE "C")', this, that)),
      ('hstore_eq(?, ?)', 'boolean', format('(%s) = (%s)', this, that)),
      ('hstore_ne(?, ?)', 'boolean', format('(%s) <> (%s)', this, that)),
      ('hstore_lt(?, ?)', 'boolean', format('(%s) COLLATE "C" < (%s)', this, that)),
      ('hstore_le(?, ?)', 'boolean', format('(%s) COLLATE "C" <= (%s)', this, that)),
      ('hstore_gt(?, ?)', 'boolean', format('(%s) COLLATE "C" > (%s)', this, that)),
      ('hstore_ge(?, ?)', 'boolean', format('(%s) COLLATE "C" >= (%s)', this, that)))
      AS list (signature, result, body)
  LOOP
    EXECUTE format('CREATE FUNCTION @extschema@.%s RETURNS %s LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS %L',
      replace(wanted.signature, '?', h), wanted.result, 'SELECT ' || wanted.body);
  END LOOP;

  FOR wanted IN
    SELECT * FROM (VALUES
      ('delete(?, text)', ' STRICT', 'IF false THEN', format('(SELECT * FROM %s AS old WHERE key <> $2)', one)),
      ('delete(?, text[])', ' STRICT', 'IF false THEN', format('(SELECT * FROM %s AS old WHERE key <> ALL (array_remove($2, NULL)))', one)),
      ('delete(?, ?)', ' STRICT', 'IF false THEN', format(
        '(SELECT key, value FROM %s AS old EXCEPT SELECT key, value FROM %s AS gone)', one, two)),
      ('slice(?, text[])', ' STRICT', 'IF false THEN', format('(SELECT * FROM %s AS old WHERE key = ANY ($2))', one)),
      ('hs_concat(?, ?)', ' STRICT', 'IF false THEN', format(
        '(SELECT coalesce(new.key, old.key) AS key, CASE WHEN new.key IS NULL THEN old.value ELSE new.value END AS value FROM %s AS old FULL JOIN %s AS new ON new.key = old.key)', one, two)),
      ('hstore(text, text)', '', 'IF $1 IS NULL THEN', '(SELECT $1 AS key, $2 AS value)'),
      ('tconvert(text, text)', '', 'IF $1 IS NULL THEN', '(SELECT $1 AS key, $2 AS value)'),
      ('hstore(text[])', ' STRICT',
        'IF array_ndims($1) = 2 AND array_length($1, 2) <> 2 OR array_ndims($1) > 2 OR array_ndims($1) = 1 AND cardinality($1) % 2 = 1 THEN RAISE array_subscript_error USING MESSAGE = ''array must have pairs of elements''; ELSIF false THEN',
        '(SELECT DISTINCT ON (key) item[2 * number - 1] AS key, item[2 * number] AS value FROM (SELECT ARRAY(SELECT unnest($1))) AS flat (item), generate_series(1, cardinality($1) / 2) AS number ORDER BY key, number)'),
      ('hstore(text[], text[])', '',
        'IF cardinality($1) <> cardinality($2) THEN RAISE array_subscript_error USING MESSAGE = ''arrays must have same bounds''; ELSIF $1 IS NULL THEN',
        '(SELECT DISTINCT ON (key) key, value FROM unnest($1, coalesce($2, ''{}'')) WITH ORDINALITY AS part (key, value, number) ORDER BY key, number)'),
      -- The text of a row has its values in the order of its columns, each as its type prints it.
      ('hstore(record)', '', 'IF $1 IS NULL AND to_json($1) IS NULL THEN', $sql$(
        SELECT name AS key,
          CASE WHEN part[1] LIKE '"%' THEN regexp_replace(replace(substr(part[1], 2, length(part[1]) - 2), '""', '"'), '\\\\', '\\', 'g')
               WHEN part[1] <> '' THEN part[1] END AS value
        FROM ROWS FROM (json_object_keys(row_to_json($1)),
          regexp_matches(',' || substr($1::text, 2, length($1::text) - 2), ',("(?:[^"\\]|\\.|"")*"|[^,"]*)', 'g')) AS field (name, part))$sql$))
      AS list (signature, nulls, guard, source)
  LOOP
    EXECUTE format(
      'CREATE FUNCTION @extschema@.%s RETURNS @extschema@.hstore LANGUAGE plpgsql IMMUTABLE%s PARALLEL SAFE AS %L',
      replace(wanted.signature, '?', h), wanted.nulls,
      format('#variable_conflict use_column
        BEGIN %s RETURN NULL; END IF; RETURN %s; END', wanted.guard, format(packed, wanted.source)));
  END LOOP;

  EXECUTE format(
    'CREATE FUNCTION @extschema@.populate_record(anyelement, @extschema@.hstore) RETURNS anyelement '
    'LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS %L',
    format('BEGIN RETURN jsonb_populate_record($1, (SELECT coalesce(jsonb_object_agg(key, value), ''{}'') FROM %s AS pair)); END', two));
END
$functions$;

CREATE CAST (@extschema@.hstore AS json) WITH FUNCTION @extschema@.hstore_to_json(@extschema@.hstore);
CREATE CAST (@extschema@.hstore AS jsonb) WITH FUNCTION @extschema@.hstore_to_jsonb(@extschema@.hstore);
CREATE CAST (text[] AS @extschema@.hstore) WITH FUNCTION @extschema@.hstore(text[]);

DO $operators$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN
    SELECT * FROM (VALUES
      ('->', '?', 'text', 'fetchval', ''), ('->', '?', 'text[]', 'slice_array', ''),
      ('?', '?', 'text', 'exist', ''), ('?|', '?', 'text[]', 'exists_any', ''),
      ('?&', '?', 'text[]', 'exists_all', ''), ('-', '?', 'text', 'delete', ''),
      ('-', '?', 'text[]', 'delete', ''), ('-', '?', '?', 'delete', ''), ('||', '?', '?', 'hs_concat', ''),
      ('%%', NULL, '?', 'hstore_to_array', ''), ('%#', NULL, '?', 'hstore_to_matrix', ''),
      ('#=', 'anyelement', '?', 'populate_record', ''),
      ('@>', '?', '?', 'hs_contains', 'COMMUTATOR = OPERATOR(@extschema@.<@)'),
      ('<@', '?', '?', 'hs_contained', 'COMMUTATOR = OPERATOR(@extschema@.@>)'),
      ('=', '?', '?', 'hstore_eq', 'COMMUTATOR = OPERATOR(@extschema@.=), NEGATOR = OPERATOR(@extschema@.<>), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES'),
      ('<>', '?', '?', 'hstore_ne', 'COMMUTATOR = OPERATOR(@extschema@.<>), NEGATOR = OPERATOR(@extschema@.=)'),
      ('#<#', '?', '?', 'hstore_lt', 'COMMUTATOR = OPERATOR(@extschema@.#>#), NEGATOR = OPERATOR(@extschema@.#>=#)'),
      ('#<=#', '?', '?', 'hstore_le', 'COMMUTATOR = OPERATOR(@extschema@.#>=#), NEGATOR = OPERATOR(@extschema@.#>#)'),
      ('#>=#', '?', '?', 'hstore_ge', 'COMMUTATOR = OPERATOR(@extschema@.#<=#), NEGATOR = OPERATOR(@extschema@.#<#)'),
      ('#>#', '?', '?', 'hstore_gt', 'COMMUTATOR = OPERATOR(@extschema@.#<#), NEGATOR = OPERATOR(@extschema@.#<=#)'))
      AS list (name, lefttype, righttype, function, more)
  LOOP
    EXECUTE format('CREATE OPERATOR @extschema@.%s (%sRIGHTARG = %s, FUNCTION = @extschema@.%I%s)',
      wanted.name, 'LEFTARG = ' || replace(wanted.lefttype, '?', '@extschema@.hstore') || ', ',
      replace(wanted.righttype, '?', '@extschema@.hstore'), wanted.function,
      CASE WHEN wanted.more = '' THEN '' ELSE ', ' || wanted.more END);
  END LOOP;
END
$operators$;

CREATE OPERATOR CLASS @extschema@.btree_hstore_ops DEFAULT FOR TYPE @extschema@.hstore USING btree AS
  OPERATOR 1 @extschema@.#<#, OPERATOR 2 @extschema@.#<=#, OPERATOR 3 @extschema@.=,
  OPERATOR 4 @extschema@.#>=#, OPERATOR 5 @extschema@.#>#,
  FUNCTION 1 @extschema@.hstore_cmp(@extschema@.hstore, @extschema@.hstore);
CREATE OPERATOR CLASS @extschema@.hash_hstore_ops DEFAULT FOR TYPE @extschema@.hstore USING hash AS
  OPERATOR 1 @extschema@.=,
  FUNCTION 1 @extschema@.hstore_hash(@extschema@.hstore),
  FUNCTION 2 @extschema@.hstore_hash_extended(@extschema@.hstore, bigint);

-- See pg_trgm: functions of the server that ignore their arguments.
CREATE FUNCTION @extschema@.gin_extract_hstore(@extschema@.hstore, internal) RETURNS internal
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'pg_is_in_recovery';
CREATE FUNCTION @extschema@.gin_extract_hstore_query(@extschema@.hstore, internal, smallint, internal, internal)
  RETURNS internal LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'pg_is_in_recovery';
CREATE FUNCTION @extschema@.gin_consistent_hstore(internal, smallint, @extschema@.hstore, integer, internal, internal)
  RETURNS boolean LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'pg_backend_pid';
CREATE OPERATOR CLASS @extschema@.gin_hstore_ops DEFAULT FOR TYPE @extschema@.hstore USING gin AS
  FUNCTION 1 bttextcmp(text, text),
  FUNCTION 2 @extschema@.gin_extract_hstore(@extschema@.hstore, internal),
  FUNCTION 3 @extschema@.gin_extract_hstore_query(@extschema@.hstore, internal, smallint, internal, internal),
  FUNCTION 4 @extschema@.gin_consistent_hstore(internal, smallint, @extschema@.hstore, integer, internal, internal),
  STORAGE text;

-- part: gist_support functions=ghstore value=@extschema@.hstore key=bigint

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
    CREATE FUNCTION @extschema@.ghstore_options(internal) RETURNS void
      LANGUAGE internal IMMUTABLE PARALLEL SAFE AS 'gtsvector_options';
  END IF;
  EXECUTE $sql$
    CREATE OPERATOR CLASS @extschema@.gist_hstore_ops DEFAULT FOR TYPE @extschema@.hstore USING gist AS
      FUNCTION 1 @extschema@.ghstore_consistent(internal, @extschema@.hstore, smallint, oid, internal),
      FUNCTION 2 @extschema@.ghstore_union(internal, internal),
      FUNCTION 3 @extschema@.ghstore_compress(internal),
      FUNCTION 5 @extschema@.ghstore_penalty(internal, internal, internal),
      FUNCTION 6 @extschema@.ghstore_picksplit(internal, internal),
      FUNCTION 7 @extschema@.ghstore_same(bigint, bigint, internal),
      STORAGE bigint$sql$
    || CASE WHEN has_options THEN ', FUNCTION 10 (@extschema@.hstore) @extschema@.ghstore_options(internal)' ELSE '' END;
END
$class$;
