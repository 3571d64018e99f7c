-- stub: ltree version=1.2 schema=current relocatable=true needs=superuser
--
-- The types ltree, lquery and ltxtquery with their functions and operators
-- (https://www.postgresql.org/docs/current/ltree.html), with lquery as since PostgreSQL 13. They
-- work, slowly; a literal is stored as written and not checked.
--
-- The index class for btree works; those for GiST can be built on tables with rows and are never
-- used by a plan. No C code.

-- part: text_type type=ltree functions=ltree_
CREATE TYPE @extschema@.ltree (
  INPUT = @extschema@.ltree_in, OUTPUT = @extschema@.ltree_out,
  RECEIVE = @extschema@.ltree_recv, SEND = @extschema@.ltree_send, STORAGE = extended);
-- part: text_type type=lquery functions=lquery_
CREATE TYPE @extschema@.lquery (
  INPUT = @extschema@.lquery_in, OUTPUT = @extschema@.lquery_out,
  RECEIVE = @extschema@.lquery_recv, SEND = @extschema@.lquery_send, STORAGE = extended);
-- part: text_type type=ltxtquery functions=ltxtq_
CREATE TYPE @extschema@.ltxtquery (
  INPUT = @extschema@.ltxtq_in, OUTPUT = @extschema@.ltxtq_out,
  RECEIVE = @extschema@.ltxtq_recv, SEND = @extschema@.ltxtq_send, STORAGE = extended);

-- No function body names another object of the extension, so that all work in another schema;
-- what they share is inserted here. PL/pgSQL converts the text it returns into ltree.
DO $functions$
DECLARE
  -- With the lowest character instead of the dot, paths are ordered label by label.
  one constant text := 'replace($1::text, ''.'', E''\x01'') COLLATE "C"';
  two constant text := 'replace($2::text, ''.'', E''\x01'') COLLATE "C"';
  is_above constant text := '(%1$s = '''' OR starts_with(%2$s || ''.'', %1$s || ''.''))';
  -- A word of a query as a regular expression: "@" ignores case, "*" matches a prefix, "%" matches
  -- words between underscores, each of which has to be in the label.
  word constant text := $sql$
    name := regexp_replace(part, '[@*%%]+$', '');
    signs := substr(part, length(name) + 1);
    pattern := CASE WHEN strpos(signs, '%%') > 0
      THEN (SELECT string_agg('(?=(?:[^._]*_)*' || piece || CASE WHEN strpos(signs, '*') > 0 THEN '' ELSE '(?:[_.]|$)' END || ')', '')
            FROM unnest(string_to_array(name, '_')) AS piece WHERE piece <> '') || '[^.]+'
      ELSE name || CASE WHEN strpos(signs, '*') > 0 THEN '[^.]*' ELSE '' END END;
    IF strpos(signs, '@') > 0 THEN
      pattern := regexp_replace(pattern, '([[:alpha:]])', '[\1\1]', 'g');
      pattern := (SELECT string_agg(CASE WHEN piece ~ '^\[[[:alpha:]]{2}\]$'
          THEN '[' || lower(substr(piece, 2, 1)) || upper(substr(piece, 2, 1)) || ']' ELSE piece END, '' ORDER BY number)
        FROM regexp_matches(pattern, '\[[[:alpha:]]{2}\]|.', 'g') WITH ORDINALITY AS found (pieces, number),
             unnest(pieces) AS piece);
    END IF;$sql$;
  -- The first tree that one of the queries matches. Each label follows a dot.
  fits constant text := $sql$
    DECLARE
      item text;
      part text;
      name text;
      signs text;
      pattern text;
      whole text;
      either text;
      times text;
      tree text;
      query text;
    BEGIN
      FOREACH query IN ARRAY %2$s LOOP
        whole := '';
        FOREACH item IN ARRAY string_to_array(query, '.') LOOP
          times := coalesce(substring(item FROM '\{[\d,]*\}$'), '');
          item := left(item, length(item) - length(times));
          times := replace(times, '{,', '{0,');
          IF item = '*' THEN
            whole := whole || '(?:\.[^.]+)' || CASE WHEN times = '' THEN '*' ELSE times END;
          ELSE
            either := '';
            FOREACH part IN ARRAY string_to_array(ltrim(item, '!'), '|') LOOP
              %3$s
              either := either || CASE WHEN either = '' THEN '' ELSE '|' END || pattern;
            END LOOP;
            whole := whole || CASE WHEN item LIKE '!%%' THEN '(?:\.(?!(?:' || either || ')(?:\.|$))[^.]+)'
              ELSE '(?:\.(?:' || either || ')(?=\.|$))' END || times;
          END IF;
        END LOOP;
        FOREACH tree IN ARRAY %1$s LOOP
          IF (CASE WHEN tree = '' THEN '' ELSE '.' || tree END) ~ ('^' || whole || '$') THEN
            RETURN %4$s;
          END IF;
        END LOOP;
      END LOOP;
      RETURN %5$s;
    END
    $sql$;
  -- The same for words and logic: "Europe & Russia*@ & !Transportation".
  holds constant text := $sql$
    DECLARE
      part text;
      name text;
      signs text;
      pattern text;
      logic text := '';
      tree text;
      found boolean;
    BEGIN
      FOR part IN SELECT pieces[1] FROM regexp_matches(%2$s::text, '[&|!()]|[^&|!()\s]+', 'g') AS pieces LOOP
        IF part IN ('(', ')') THEN
          logic := logic || part;
        ELSIF part IN ('&', '|', '!') THEN
          logic := logic || CASE part WHEN '&' THEN ' AND ' WHEN '|' THEN ' OR ' ELSE ' NOT ' END;
        ELSE
          %3$s
          logic := logic || '($1 ~ ' || quote_literal('\.(?:' || pattern || ')\.') || ')';
        END IF;
      END LOOP;
      FOREACH tree IN ARRAY %1$s LOOP
        EXECUTE 'SELECT ' || logic INTO found USING '.' || replace(tree, '.', '..') || '.';
        IF found THEN
          RETURN %4$s;
        END IF;
      END LOOP;
      RETURN %5$s;
    END
    $sql$;
  -- Labels from..to, counted from 0.
  cut constant text := $sql$
    DECLARE
      labels constant text[] := coalesce(string_to_array(nullif($1::text, ''), '.'), '{}');
      first integer := %s;
      last integer := %s;
    BEGIN
      IF first < 0 OR last < 0 OR first >= cardinality(labels) OR first > last THEN
        RAISE invalid_parameter_value USING MESSAGE = 'invalid positions';
      END IF;
      RETURN array_to_string(labels[first + 1 : least(last, cardinality(labels))], '.');
    END
    $sql$;
  place constant text := $sql$
    DECLARE
      labels constant text[] := coalesce(string_to_array(nullif($1::text, ''), '.'), '{}');
      wanted constant text[] := coalesce(string_to_array(nullif($2::text, ''), '.'), '{}');
      start constant integer := %s;
    BEGIN
      FOR number IN greatest(CASE WHEN start < 0 THEN cardinality(labels) + start ELSE start END, 0)
        .. cardinality(labels) - cardinality(wanted)
      LOOP
        EXIT WHEN wanted = '{}';
        IF labels[number + 1 : number + cardinality(wanted)] = wanted THEN
          RETURN number;
        END IF;
      END LOOP;
      RETURN -1;
    END
    $sql$;
  -- The longest path that is a proper ancestor of all.
  common constant text := $sql$
    DECLARE
      tree text;
      labels text[];
      other text[];
      size integer;
    BEGIN
      FOREACH tree IN ARRAY %s LOOP
        CONTINUE WHEN tree IS NULL;
        other := coalesce(string_to_array(nullif(tree, ''), '.'), '{}');
        IF other = '{}' THEN
          RETURN NULL;
        END IF;
        size := least(size, cardinality(other) - 1);
        labels := coalesce(labels, other);
        WHILE labels[1:size] <> other[1:size] LOOP
          size := size - 1;
        END LOOP;
      END LOOP;
      RETURN array_to_string(labels[1:size], '.');
    END
    $sql$;
  t constant text := '@extschema@.ltree';
  wanted record;
  number integer;
  trees text;
  queries text;
BEGIN
  FOR wanted IN
    SELECT * FROM (VALUES
      ('ltree_cmp(?, ?)', 'integer', format('bttextcmp(%s, %s)', one, two)),
      ('ltree_lt(?, ?)', 'boolean', format('%s < %s', one, two)),
      ('ltree_le(?, ?)', 'boolean', format('%s <= %s', one, two)),
      ('ltree_eq(?, ?)', 'boolean', '$1::text = $2::text'),
      ('ltree_ne(?, ?)', 'boolean', '$1::text <> $2::text'),
      ('ltree_ge(?, ?)', 'boolean', format('%s >= %s', one, two)),
      ('ltree_gt(?, ?)', 'boolean', format('%s > %s', one, two)),
      ('ltree_isparent(?, ?)', 'boolean', format(is_above, '$1::text', '$2::text')),
      ('ltree_risparent(?, ?)', 'boolean', format(is_above, '$2::text', '$1::text')),
      ('_ltree_isparent(?[], ?)', 'boolean', 'EXISTS (SELECT FROM unnest($1::text[]) AS tree WHERE ' || format(is_above, 'tree', '$2::text') || ')'),
      ('_ltree_r_isparent(?, ?[])', 'boolean', 'EXISTS (SELECT FROM unnest($2::text[]) AS tree WHERE ' || format(is_above, 'tree', '$1::text') || ')'),
      ('_ltree_risparent(?[], ?)', 'boolean', 'EXISTS (SELECT FROM unnest($1::text[]) AS tree WHERE ' || format(is_above, '$2::text', 'tree') || ')'),
      ('_ltree_r_risparent(?, ?[])', 'boolean', 'EXISTS (SELECT FROM unnest($2::text[]) AS tree WHERE ' || format(is_above, '$1::text', 'tree') || ')'),
      ('nlevel(?)', 'integer', 'coalesce(cardinality(string_to_array(nullif($1::text, ''''), ''.'')), 0)'),
      ('ltree2text(?)', 'text', '$1::text')) AS list (signature, result, body)
  LOOP
    EXECUTE format('CREATE FUNCTION @extschema@.%s RETURNS %s LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS %L',
      replace(wanted.signature, '?', t), wanted.result, 'SELECT ' || wanted.body);
  END LOOP;

  FOR wanted IN
    SELECT * FROM (VALUES
      ('text2ltree(text)', '?', 'BEGIN RETURN $1; END'),
      ('ltree_addltree(?, ?)', '?', 'BEGIN RETURN concat_ws(''.'', nullif($1::text, ''''), nullif($2::text, '''')); END'),
      ('ltree_addtext(?, text)', '?', 'BEGIN RETURN concat_ws(''.'', nullif($1::text, ''''), nullif($2, '''')); END'),
      ('ltree_textadd(text, ?)', '?', 'BEGIN RETURN concat_ws(''.'', nullif($1, ''''), nullif($2::text, '''')); END'),
      ('subltree(?, integer, integer)', '?', format(cut, '$2', '$3')),
      ('subpath(?, integer, integer)', '?', format(cut, 'CASE WHEN $2 < 0 THEN cardinality(labels) + $2 ELSE $2 END',
        'CASE WHEN $3 < 0 THEN cardinality(labels) + $3 ELSE first + $3 END')),
      ('subpath(?, integer)', '?', format(cut, 'CASE WHEN $2 < 0 THEN cardinality(labels) + $2 ELSE $2 END', '65535')),
      ('index(?, ?)', 'integer', format(place, '0')),
      ('index(?, ?, integer)', 'integer', format(place, '$3')),
      ('lca(?[])', '?', format(common, '$1::text[]')),
      ('_ltree_extract_isparent(?[], ?)', '?', 'BEGIN RETURN (SELECT tree FROM unnest($1::text[]) WITH ORDINALITY AS part (tree, number) WHERE '
        || format(is_above, 'tree', '$2::text') || ' ORDER BY number LIMIT 1); END'),
      ('_ltree_extract_risparent(?[], ?)', '?', 'BEGIN RETURN (SELECT tree FROM unnest($1::text[]) WITH ORDINALITY AS part (tree, number) WHERE '
        || format(is_above, '$2::text', 'tree') || ' ORDER BY number LIMIT 1); END'),
      ('_ltq_extract_regex(?[], @extschema@.lquery)', '?', format(fits, '$1::text[]', 'ARRAY[$2::text]', format(word), 'tree', 'NULL')),
      ('_ltxtq_extract_exec(?[], @extschema@.ltxtquery)', '?', format(holds, '$1::text[]', '$2', format(word), 'tree', 'NULL')))
      AS list (signature, result, body)
  LOOP
    EXECUTE format('CREATE FUNCTION @extschema@.%s RETURNS %s LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS %L',
      replace(wanted.signature, '?', t), replace(wanted.result, '?', t), wanted.body);
  END LOOP;
  FOR number IN 2 .. 8 LOOP
    EXECUTE format('CREATE FUNCTION @extschema@.lca(%s) RETURNS @extschema@.ltree LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS %L',
      array_to_string(array_fill(t, ARRAY[number]), ', '),
      format(common, 'ARRAY[' || (SELECT string_agg(format('$%s::text', i), ', ') FROM generate_series(1, number) AS i) || ']'));
  END LOOP;

  -- A tree or several against a query or several, and the other way round.
  FOR wanted IN
    SELECT * FROM (VALUES
      ('ltq_regex', 'ltq_rregex', 'ltree', 'lquery', '~'), ('lt_q_regex', 'lt_q_rregex', 'ltree', 'lquery[]', '?'),
      ('_ltq_regex', '_ltq_rregex', 'ltree[]', 'lquery', '~'), ('_lt_q_regex', '_lt_q_rregex', 'ltree[]', 'lquery[]', '?'),
      ('ltxtq_exec', 'ltxtq_rexec', 'ltree', 'ltxtquery', '@'), ('_ltxtq_exec', '_ltxtq_rexec', 'ltree[]', 'ltxtquery', '@'))
      AS list (name, turned, tree, query, operator)
  LOOP
    FOR number IN 1 .. 2 LOOP
      trees := CASE WHEN wanted.tree LIKE '%[]' THEN '$%s::text[]' ELSE 'ARRAY[$%s::text]' END;
      queries := CASE WHEN wanted.query = 'ltxtquery' THEN '$%s' WHEN wanted.query LIKE '%[]' THEN '$%s::text[]' ELSE 'ARRAY[$%s::text]' END;
      EXECUTE format('CREATE FUNCTION @extschema@.%I(@extschema@.%s, @extschema@.%s) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS %L',
        CASE number WHEN 1 THEN wanted.name ELSE wanted.turned END,
        CASE number WHEN 1 THEN wanted.tree ELSE wanted.query END, CASE number WHEN 1 THEN wanted.query ELSE wanted.tree END,
        format(CASE WHEN wanted.query = 'ltxtquery' THEN holds ELSE fits END,
          format(trees, number), format(queries, 3 - number), format(word), 'true', 'false'));
    END LOOP;
    FOREACH trees IN ARRAY ARRAY['', '^'] LOOP
      EXECUTE format('CREATE OPERATOR @extschema@.%1$s (LEFTARG = @extschema@.%2$s, RIGHTARG = @extschema@.%3$s, FUNCTION = @extschema@.%4$I, COMMUTATOR = OPERATOR(@extschema@.%1$s))',
        trees || wanted.operator, wanted.tree, wanted.query, wanted.name);
      EXECUTE format('CREATE OPERATOR @extschema@.%1$s (LEFTARG = @extschema@.%3$s, RIGHTARG = @extschema@.%2$s, FUNCTION = @extschema@.%4$I, COMMUTATOR = OPERATOR(@extschema@.%1$s))',
        trees || wanted.operator, wanted.tree, wanted.query, wanted.turned);
    END LOOP;
  END LOOP;

  FOR wanted IN
    SELECT * FROM (VALUES
      ('<', '?', '?', 'ltree_lt', '>', ', NEGATOR = OPERATOR(@extschema@.>=)'),
      ('<=', '?', '?', 'ltree_le', '>=', ', NEGATOR = OPERATOR(@extschema@.>)'),
      ('=', '?', '?', 'ltree_eq', '=', ', NEGATOR = OPERATOR(@extschema@.<>), RESTRICT = eqsel, JOIN = eqjoinsel, MERGES'),
      ('<>', '?', '?', 'ltree_ne', '<>', ', NEGATOR = OPERATOR(@extschema@.=)'),
      ('>=', '?', '?', 'ltree_ge', '<=', ', NEGATOR = OPERATOR(@extschema@.<)'),
      ('>', '?', '?', 'ltree_gt', '<', ', NEGATOR = OPERATOR(@extschema@.<=)'),
      ('@>', '?', '?', 'ltree_isparent', '<@', ''), ('^@>', '?', '?', 'ltree_isparent', '^<@', ''),
      ('<@', '?', '?', 'ltree_risparent', '@>', ''), ('^<@', '?', '?', 'ltree_risparent', '^@>', ''),
      ('@>', '?[]', '?', '_ltree_isparent', '<@', ''), ('^@>', '?[]', '?', '_ltree_isparent', '^<@', ''),
      ('<@', '?', '?[]', '_ltree_r_isparent', '@>', ''), ('^<@', '?', '?[]', '_ltree_r_isparent', '^@>', ''),
      ('<@', '?[]', '?', '_ltree_risparent', '@>', ''), ('^<@', '?[]', '?', '_ltree_risparent', '^@>', ''),
      ('@>', '?', '?[]', '_ltree_r_risparent', '<@', ''), ('^@>', '?', '?[]', '_ltree_r_risparent', '^<@', ''),
      ('||', '?', '?', 'ltree_addltree', NULL, ''), ('||', '?', 'text', 'ltree_addtext', NULL, ''),
      ('||', 'text', '?', 'ltree_textadd', NULL, ''),
      ('?@>', '?[]', '?', '_ltree_extract_isparent', NULL, ''), ('?<@', '?[]', '?', '_ltree_extract_risparent', NULL, ''),
      ('?~', '?[]', '@extschema@.lquery', '_ltq_extract_regex', NULL, ''),
      ('?@', '?[]', '@extschema@.ltxtquery', '_ltxtq_extract_exec', NULL, ''))
      AS list (name, lefttype, righttype, function, commutator, more)
  LOOP
    EXECUTE format('CREATE OPERATOR @extschema@.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = @extschema@.%I%s%s)',
      wanted.name, replace(wanted.lefttype, '?', t), replace(wanted.righttype, '?', t), wanted.function,
      ', COMMUTATOR = OPERATOR(@extschema@.' || wanted.commutator || ')', wanted.more);
  END LOOP;
END
$functions$;

CREATE OPERATOR CLASS @extschema@.ltree_ops DEFAULT FOR TYPE @extschema@.ltree USING btree AS
  OPERATOR 1 @extschema@.<, OPERATOR 2 @extschema@.<=, OPERATOR 3 @extschema@.=,
  OPERATOR 4 @extschema@.>=, OPERATOR 5 @extschema@.>,
  FUNCTION 1 @extschema@.ltree_cmp(@extschema@.ltree, @extschema@.ltree);

-- See pg_trgm: functions of the server that ignore their arguments.
-- part: gist_support functions=ltree_gist value="any" key=bigint

DO $classes$
DECLARE
  wanted record;
  has_options constant boolean := current_setting('server_version_num')::integer >= 130000;
BEGIN
  -- Its keys are eight bytes passed by value, which a 32-bit server does not support.
  IF NOT (SELECT typbyval FROM pg_type WHERE oid = 'bigint'::regtype) THEN
    RETURN;
  END IF;
  -- The option siglen exists since PostgreSQL 13.
  IF has_options THEN
    CREATE FUNCTION @extschema@.ltree_gist_options(internal) RETURNS void
      LANGUAGE internal IMMUTABLE PARALLEL SAFE AS 'gtsvector_options';
  END IF;
  FOR wanted IN SELECT * FROM (VALUES ('gist_ltree_ops', 'ltree'), ('gist__ltree_ops', 'ltree[]')) AS list (name, type) LOOP
    EXECUTE format(
      'CREATE OPERATOR CLASS @extschema@.%I DEFAULT FOR TYPE @extschema@.%s USING gist AS '
      'FUNCTION 1 @extschema@.ltree_gist_consistent(internal, "any", smallint, oid, internal), '
      'FUNCTION 2 @extschema@.ltree_gist_union(internal, internal), '
      'FUNCTION 3 @extschema@.ltree_gist_compress(internal), '
      'FUNCTION 5 @extschema@.ltree_gist_penalty(internal, internal, internal), '
      'FUNCTION 6 @extschema@.ltree_gist_picksplit(internal, internal), '
      'FUNCTION 7 @extschema@.ltree_gist_same(bigint, bigint, internal), STORAGE bigint%s', wanted.name, wanted.type,
      CASE WHEN has_options THEN ', FUNCTION 10 (@extschema@.' || wanted.type || ') @extschema@.ltree_gist_options(internal)' END);
  END LOOP;
END
$classes$;
