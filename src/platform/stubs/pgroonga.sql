-- stub: pgroonga version=3.2.5 schema=current relocatable=false needs=superuser
--
-- Full-text search for all languages (https://pgroonga.github.io): the index method pgroonga, its
-- operator classes and its operators, which search for the literal text, case-insensitively. The
-- index method is the server's BRIN under another name, with its minimum-and-maximum classes: it
-- can be built on tables with rows, on several columns, and is never used by a plan.
-- extension/note_index_options.sql handles `WITH (tokenizer = ..)`.
--
-- No C code: works on a native and on a WebAssembly server.

CREATE FUNCTION @extschema@.pgroonga_match_term(target text, term text) RETURNS boolean
  LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT strpos(lower($1), lower($2)) > 0 $$;
CREATE FUNCTION @extschema@.pgroonga_match_term(target text[], term text) RETURNS boolean
  LANGUAGE sql IMMUTABLE STRICT
  AS $$ SELECT strpos(lower(array_to_string($1, ' ')), lower($2)) > 0 $$;
CREATE FUNCTION @extschema@.pgroonga_match_jsonb(jsonb, text) RETURNS boolean
  LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT strpos(lower($1::text), lower($2)) > 0 $$;
DO $operators$
DECLARE
  operator text;
BEGIN
  FOREACH operator IN ARRAY ARRAY['&@', '&@~', '&?', '&`', '&^', '&~', '&^~', '&='] LOOP
    EXECUTE format('CREATE OPERATOR @extschema@.%s (LEFTARG = text, RIGHTARG = text, '
      'FUNCTION = @extschema@.pgroonga_match_term)', operator);
    EXECUTE format('CREATE OPERATOR @extschema@.%s (LEFTARG = text[], RIGHTARG = text, '
      'FUNCTION = @extschema@.pgroonga_match_term)', operator);
    EXECUTE format('CREATE OPERATOR @extschema@.%s (LEFTARG = jsonb, RIGHTARG = text, '
      'FUNCTION = @extschema@.pgroonga_match_jsonb)', operator);
  END LOOP;
END
$operators$;
CREATE FUNCTION @extschema@.pgroonga_score("row" record) RETURNS double precision
  LANGUAGE plpgsql AS $$ BEGIN RETURN 0; END $$;
CREATE FUNCTION @extschema@.pgroonga_score(tableoid oid, ctid tid) RETURNS double precision
  LANGUAGE sql AS $$ SELECT 0::float8 $$;
CREATE FUNCTION @extschema@.pgroonga_command(groongacommand text) RETURNS text
  LANGUAGE sql AS $$ SELECT ''::text $$;
CREATE FUNCTION @extschema@.pgroonga_escape(value text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT value $$;
CREATE FUNCTION @extschema@.pgroonga_query_extract_keywords(query text, index_name text DEFAULT '')
  RETURNS text[] LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT string_to_array(query, ' ') $$;
CREATE FUNCTION @extschema@.pgroonga_highlight_html(target text, keywords text[]) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT target $$;
CREATE FUNCTION @extschema@.pgroonga_snippet_html(
  target text, keywords text[], width integer DEFAULT 200)
  RETURNS text[] LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT ARRAY[target] $$;

CREATE ACCESS METHOD pgroonga TYPE INDEX HANDLER brinhandler;

-- BRIN's support functions look up operators of exactly the column's type in the operator class;
-- arrays have them only as anyarray, and varchar has those of text.
DO $array$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN
    SELECT * FROM (VALUES ('&<<', 'lt'), ('&<=', 'le'), ('&==', 'eq'), ('&>=', 'ge'),
      ('&>>', 'gt')) AS list (operator, comparison),
      (VALUES ('text[]'), ('varchar[]'), ('integer[]'), ('varchar')) AS types (subject)
  LOOP
    EXECUTE format(
      'CREATE FUNCTION @extschema@.%1$I(%3$s, %3$s) RETURNS boolean LANGUAGE internal '
      'IMMUTABLE STRICT AS %2$L', 'pgroonga_own_' || wanted.comparison,
      CASE WHEN wanted.subject <> 'varchar' THEN 'array_' || wanted.comparison
        WHEN wanted.comparison = 'eq' THEN 'texteq' ELSE 'text_' || wanted.comparison END,
      wanted.subject);
    EXECUTE format(
      'CREATE OPERATOR @extschema@.%1$s (LEFTARG = %3$s, RIGHTARG = %3$s, '
      'FUNCTION = @extschema@.%2$I)', wanted.operator, 'pgroonga_own_' || wanted.comparison,
      wanted.subject);
  END LOOP;
END
$array$;

DO $classes$
DECLARE
  wanted record;
  compared text;
  operators text[];
BEGIN
  FOR wanted IN
    SELECT * FROM (VALUES
      ('pgroonga_text_full_text_search_ops_v2', 'text', true),
      ('pgroonga_text_term_search_ops_v2', 'text', false),
      ('pgroonga_text_regexp_ops_v2', 'text', false),
      ('pgroonga_text_full_text_search_ops', 'text', false),
      ('pgroonga_varchar_full_text_search_ops_v2', 'varchar', false),
      ('pgroonga_varchar_term_search_ops_v2', 'varchar', true),
      ('pgroonga_text_array_full_text_search_ops_v2', 'text[]', true),
      ('pgroonga_text_array_term_search_ops_v2', 'text[]', false),
      ('pgroonga_jsonb_ops_v2', 'jsonb', true),
      ('pgroonga_jsonb_full_text_search_ops_v2', 'jsonb', false),
      ('pgroonga_int4_ops', 'integer', true),
      ('pgroonga_int8_ops', 'bigint', true),
      ('pgroonga_bool_ops', 'boolean', true),
      ('pgroonga_timestamptz_ops', 'timestamptz', true),
      ('pgroonga_timestamp_ops', 'timestamp', true),
      ('pgroonga_float4_ops', 'real', true),
      ('pgroonga_float8_ops', 'double precision', true),
      ('pgroonga_int2_ops', 'smallint', true),
      ('pgroonga_uuid_ops', 'uuid', true),
      ('pgroonga_int4_array_ops', 'integer[]', true),
      ('pgroonga_jsonb_ops', 'jsonb', false),
      ('pgroonga_text_regexp_ops', 'text', false),
      ('pgroonga_text_semantic_search_ops_v2', 'text', false),
      ('pgroonga_text_array_full_text_search_ops', 'text[]', false),
      ('pgroonga_text_array_regexp_ops_v2', 'text[]', false),
      ('pgroonga_varchar_ops', 'varchar', false),
      ('pgroonga_varchar_full_text_search_ops', 'varchar', false),
      ('pgroonga_varchar_regexp_ops', 'varchar', false),
      ('pgroonga_varchar_regexp_ops_v2', 'varchar', false),
      ('pgroonga_varchar_array_ops', 'varchar[]', false),
      ('pgroonga_varchar_array_term_search_ops_v2', 'varchar[]', true)
    ) AS list (name, subject, preferred)
  LOOP
    compared := wanted.subject;
    operators := CASE WHEN wanted.subject LIKE ANY (ARRAY['%[]', 'varchar']) THEN
        ARRAY['@extschema@.&<<', '@extschema@.&<=', '@extschema@.&==', '@extschema@.&>=',
              '@extschema@.&>>']
      ELSE ARRAY['pg_catalog.<', 'pg_catalog.<=', 'pg_catalog.=', 'pg_catalog.>=',
                 'pg_catalog.>'] END;
    EXECUTE format(
      'CREATE OPERATOR CLASS @extschema@.%I %s FOR TYPE %s USING pgroonga AS '
      'OPERATOR 1 %5$s (%4$s, %4$s), OPERATOR 2 %6$s (%4$s, %4$s), '
      'OPERATOR 3 %7$s (%4$s, %4$s), OPERATOR 4 %8$s (%4$s, %4$s), '
      'OPERATOR 5 %9$s (%4$s, %4$s), '
      'FUNCTION 1 brin_minmax_opcinfo(internal), '
      'FUNCTION 2 brin_minmax_add_value(internal, internal, internal, internal), '
      'FUNCTION 3 brin_minmax_consistent(internal, internal, internal), '
      'FUNCTION 4 brin_minmax_union(internal, internal, internal)',
      wanted.name, CASE WHEN wanted.preferred THEN 'DEFAULT' ELSE '' END, wanted.subject,
      compared, operators[1], operators[2], operators[3], operators[4], operators[5]);
  END LOOP;
END
$classes$;

-- part: objects_open of=pgroonga requires=- type=-
type pgroonga_condition (query text, weigths integer[], scorers text[], schema_name text, index_name text, column_name text, fuzzy_max_distance_ratio real)
type pgroonga_full_text_search_condition (query text, weigths integer[], indexname text)
type pgroonga_full_text_search_condition_with_scorers (query text, weigths integer[], scorers text[], indexname text)
pgroonga_command(groongacommand text, arguments text[]) returns text
pgroonga_command_escape_value(value text) returns text immutable
pgroonga_condition(query text DEFAULT NULL::text, weights integer[] DEFAULT NULL::integer[], scorers text[] DEFAULT NULL::text[], schema_name text DEFAULT NULL::text, index_name text DEFAULT NULL::text, column_name text DEFAULT NULL::text, fuzzy_max_distance_ratio real DEFAULT NULL::real) returns ~pgroonga_condition immutable
pgroonga_contain_varchar_array(character varying[], character varying) returns boolean immutable
pgroonga_equal_query_text_array(targets text[], query text) returns boolean immutable
pgroonga_equal_query_text_array_condition(targets text[], condition ~pgroonga_condition) returns boolean immutable
pgroonga_equal_query_text_array_condition(targets text[], condition ~pgroonga_full_text_search_condition) returns boolean immutable
pgroonga_equal_query_varchar_array(targets character varying[], query text) returns boolean immutable
pgroonga_equal_query_varchar_array_condition(targets character varying[], condition ~pgroonga_condition) returns boolean immutable
pgroonga_equal_query_varchar_array_condition(targets character varying[], condition ~pgroonga_full_text_search_condition) returns boolean immutable
pgroonga_equal_text(target text, other text) returns boolean immutable
pgroonga_equal_text_condition(target text, condition ~pgroonga_condition) returns boolean immutable
pgroonga_equal_text_condition(target text, condition ~pgroonga_full_text_search_condition) returns boolean immutable
pgroonga_equal_varchar(target character varying, other character varying) returns boolean immutable
pgroonga_equal_varchar_condition(target character varying, condition ~pgroonga_condition) returns boolean immutable
pgroonga_equal_varchar_condition(target character varying, condition ~pgroonga_full_text_search_condition) returns boolean immutable
pgroonga_escape(value bigint) returns text immutable
pgroonga_escape(value boolean) returns text immutable
pgroonga_escape(value double precision) returns text immutable
pgroonga_escape(value integer) returns text immutable
pgroonga_escape(value real) returns text immutable
pgroonga_escape(value smallint) returns text immutable
pgroonga_escape(value text, special_characters text) returns text immutable
pgroonga_escape(value timestamp with time zone) returns text immutable
pgroonga_escape(value timestamp without time zone) returns text immutable
pgroonga_highlight_html(targets text[], keywords text[]) returns text[] immutable
pgroonga_is_writable() returns boolean immutable
pgroonga_list_broken_indexes() returns SETOF text
pgroonga_list_lagged_indexes() returns SETOF text
pgroonga_match_in_text(text, text[]) returns boolean immutable
pgroonga_match_in_text_array(text[], text[]) returns boolean immutable
pgroonga_match_in_varchar(character varying, character varying[]) returns boolean immutable
pgroonga_match_positions_byte(target text, keywords text[]) returns integer[] immutable
pgroonga_match_positions_character(target text, keywords text[]) returns integer[] immutable
pgroonga_match_query(character varying, character varying) returns boolean immutable
pgroonga_match_query(text, text) returns boolean immutable
pgroonga_match_query(text[], text) returns boolean immutable
pgroonga_match_regexp(character varying, character varying) returns boolean immutable
pgroonga_match_regexp(text, text) returns boolean immutable
pgroonga_match_script_jsonb(jsonb, text) returns boolean immutable
pgroonga_match_term(target character varying, term character varying) returns boolean immutable
pgroonga_match_term(target character varying[], term character varying) returns boolean immutable
pgroonga_match_text(text, text) returns boolean immutable
pgroonga_match_text_array(text[], text) returns boolean immutable
pgroonga_match_text_array_condition(target text[], condition ~pgroonga_condition) returns boolean immutable
pgroonga_match_text_array_condition(target text[], condition ~pgroonga_full_text_search_condition) returns boolean immutable
pgroonga_match_text_array_condition_with_scorers(target text[], condition ~pgroonga_full_text_search_condition_with_scorers) returns boolean immutable
pgroonga_match_text_condition(target text, condition ~pgroonga_condition) returns boolean immutable
pgroonga_match_text_condition(target text, condition ~pgroonga_full_text_search_condition) returns boolean immutable
pgroonga_match_text_condition_with_scorers(target text, condition ~pgroonga_full_text_search_condition_with_scorers) returns boolean immutable
pgroonga_match_varchar(character varying, character varying) returns boolean immutable
pgroonga_match_varchar_condition(target character varying, condition ~pgroonga_condition) returns boolean immutable
pgroonga_match_varchar_condition(target character varying, condition ~pgroonga_full_text_search_condition) returns boolean immutable
pgroonga_match_varchar_condition_with_scorers(target character varying, condition ~pgroonga_full_text_search_condition_with_scorers) returns boolean immutable
pgroonga_normalize(target text) returns text immutable
pgroonga_normalize(target text, normalizername text) returns text immutable
pgroonga_not_prefix_in_text(text, text[]) returns boolean immutable
pgroonga_prefix_in_text(text, text[]) returns boolean immutable
pgroonga_prefix_in_text_array(text[], text[]) returns boolean immutable
pgroonga_prefix_in_varchar(character varying, character varying[]) returns boolean immutable
pgroonga_prefix_in_varchar_array(character varying[], character varying[]) returns boolean immutable
pgroonga_prefix_rk_in_text(text, text[]) returns boolean immutable
pgroonga_prefix_rk_in_text_array(text[], text[]) returns boolean immutable
pgroonga_prefix_rk_in_varchar(character varying, character varying[]) returns boolean immutable
pgroonga_prefix_rk_in_varchar_array(character varying[], character varying[]) returns boolean immutable
pgroonga_prefix_rk_text(text, text) returns boolean immutable
pgroonga_prefix_rk_text_array(text[], text) returns boolean immutable
pgroonga_prefix_rk_varchar(character varying, character varying) returns boolean immutable
pgroonga_prefix_rk_varchar_array(character varying[], character varying) returns boolean immutable
pgroonga_prefix_text(text, text) returns boolean immutable
pgroonga_prefix_text_array(text[], text) returns boolean immutable
pgroonga_prefix_text_array_condition(text[], ~pgroonga_condition) returns boolean immutable
pgroonga_prefix_text_condition(text, condition ~pgroonga_condition) returns boolean immutable
pgroonga_prefix_text_condition(text, condition ~pgroonga_full_text_search_condition) returns boolean immutable
pgroonga_prefix_varchar(character varying, character varying) returns boolean immutable
pgroonga_prefix_varchar_array(character varying[], character varying) returns boolean immutable
pgroonga_prefix_varchar_array_condition(character varying[], ~pgroonga_condition) returns boolean immutable
pgroonga_prefix_varchar_condition(target character varying, conditoin ~pgroonga_condition) returns boolean immutable
pgroonga_prefix_varchar_condition(target character varying, conditoin ~pgroonga_full_text_search_condition) returns boolean immutable
pgroonga_query_escape(query text) returns text immutable
pgroonga_query_in_text(text, text[]) returns boolean immutable
pgroonga_query_in_text_array(text[], text[]) returns boolean immutable
pgroonga_query_in_varchar(character varying, character varying[]) returns boolean immutable
pgroonga_query_jsonb(jsonb, text) returns boolean immutable
pgroonga_query_text(text, text) returns boolean immutable
pgroonga_query_text_array(text[], text) returns boolean immutable
pgroonga_query_text_array_condition(targets text[], condition ~pgroonga_condition) returns boolean immutable
pgroonga_query_text_array_condition(targets text[], condition ~pgroonga_full_text_search_condition) returns boolean immutable
pgroonga_query_text_array_condition_with_scorers(targets text[], condition ~pgroonga_full_text_search_condition_with_scorers) returns boolean immutable
pgroonga_query_text_condition(target text, condition ~pgroonga_condition) returns boolean immutable
pgroonga_query_text_condition(target text, condition ~pgroonga_full_text_search_condition) returns boolean immutable
pgroonga_query_text_condition_with_scorers(target text, condition ~pgroonga_full_text_search_condition_with_scorers) returns boolean immutable
pgroonga_query_varchar(character varying, character varying) returns boolean immutable
pgroonga_query_varchar_condition(target character varying, condition ~pgroonga_condition) returns boolean immutable
pgroonga_query_varchar_condition(target character varying, condition ~pgroonga_full_text_search_condition) returns boolean immutable
pgroonga_query_varchar_condition_with_scorers(target character varying, condition ~pgroonga_full_text_search_condition_with_scorers) returns boolean immutable
pgroonga_regexp_in_text(text, text[]) returns boolean immutable
pgroonga_regexp_in_varchar(character varying, character varying[]) returns boolean immutable
pgroonga_regexp_text(text, text) returns boolean immutable
pgroonga_regexp_text_array(targets text[], pattern text) returns boolean immutable
pgroonga_regexp_text_array_condition(targets text[], pattern ~pgroonga_condition) returns boolean immutable
pgroonga_regexp_varchar(character varying, character varying) returns boolean immutable
pgroonga_result_to_jsonb_objects(result jsonb) returns jsonb immutable
pgroonga_result_to_recordset(result jsonb) returns SETOF record immutable
pgroonga_script_jsonb(jsonb, text) returns boolean immutable
pgroonga_script_text(text, text) returns boolean immutable
pgroonga_script_text_array(text[], text) returns boolean immutable
pgroonga_script_varchar(character varying, character varying) returns boolean immutable
pgroonga_set_writable(newwritable boolean) returns boolean
pgroonga_similar_distance_text_condition(query text, condition ~pgroonga_condition) returns double precision immutable
pgroonga_similar_text(text, text) returns boolean immutable
pgroonga_similar_text_array(text[], text) returns boolean immutable
pgroonga_similar_text_condition(query text, condition ~pgroonga_condition) returns boolean immutable
pgroonga_similar_varchar(character varying, character varying) returns boolean immutable
pgroonga_tokenize(target text, VARIADIC options text[]) returns json[] immutable
pgroonga_vacuum() returns boolean
pgroonga_wal_apply() returns bigint immutable
pgroonga_wal_set_applied_position() returns boolean
pgroonga_wal_set_applied_position(block bigint, "offset" bigint) returns boolean
pgroonga_wal_status() returns TABLE(name text, oid oid, current_block bigint, current_offset bigint, current_size bigint, last_block bigint, last_offset bigint, last_size bigint)
pgroonga_wal_truncate() returns bigint immutable
operator &@ varchar varchar pgroonga_match_varchar - -
operator &@ varchar ~pgroonga_full_text_search_condition_with_scorers pgroonga_match_varchar_condition_with_scorers - -
operator &? varchar varchar pgroonga_query_varchar - -
operator &@~ varchar varchar pgroonga_query_varchar - -
operator &@~ varchar ~pgroonga_full_text_search_condition_with_scorers pgroonga_query_varchar_condition_with_scorers - -
operator &~? varchar varchar pgroonga_similar_varchar - -
operator &@* varchar varchar pgroonga_similar_varchar - -
operator &^ varchar varchar pgroonga_prefix_varchar - -
operator &^~ varchar varchar pgroonga_prefix_rk_varchar - -
operator &` varchar varchar pgroonga_script_varchar - -
operator &@| varchar varchar[] pgroonga_match_in_varchar - -
operator &?| varchar varchar[] pgroonga_query_in_varchar - -
operator &@~| varchar varchar[] pgroonga_query_in_varchar - -
operator &^| varchar varchar[] pgroonga_prefix_in_varchar - -
operator &^~| varchar varchar[] pgroonga_prefix_rk_in_varchar - -
operator &~ varchar varchar pgroonga_regexp_varchar - -
operator &~| varchar varchar[] pgroonga_regexp_in_varchar - -
operator &= varchar varchar pgroonga_equal_varchar - -
operator &> varchar[] varchar pgroonga_contain_varchar_array - -
operator &^ varchar[] varchar pgroonga_prefix_varchar_array - -
operator &^ varchar[] ~pgroonga_condition pgroonga_prefix_varchar_array_condition - -
operator &^> varchar[] varchar pgroonga_prefix_varchar_array - -
operator &^~ varchar[] varchar pgroonga_prefix_rk_varchar_array - -
operator &^~> varchar[] varchar pgroonga_prefix_rk_varchar_array - -
operator &^| varchar[] varchar[] pgroonga_prefix_in_varchar_array - -
operator &^~| varchar[] varchar[] pgroonga_prefix_rk_in_varchar_array - -
operator &=~ varchar[] text pgroonga_equal_query_varchar_array - -
operator @@ jsonb text pgroonga_match_script_jsonb - -
operator &@ text ~pgroonga_full_text_search_condition_with_scorers pgroonga_match_text_condition_with_scorers - -
operator &@~ text ~pgroonga_full_text_search_condition_with_scorers pgroonga_query_text_condition_with_scorers - -
operator &~? text text pgroonga_similar_text - -
operator &@* text text pgroonga_similar_text - -
operator &@* text ~pgroonga_condition pgroonga_similar_text_condition - -
operator <&@*> text ~pgroonga_condition pgroonga_similar_distance_text_condition - -
operator &@> text text[] pgroonga_match_in_text - -
operator &@| text text[] pgroonga_match_in_text - -
operator &?> text text[] pgroonga_query_in_text - -
operator &?| text text[] pgroonga_query_in_text - -
operator &@~| text text[] pgroonga_query_in_text - -
operator &^| text text[] pgroonga_prefix_in_text - !&^|
operator !&^| text text[] pgroonga_not_prefix_in_text - &^|
operator &^~| text text[] pgroonga_prefix_rk_in_text - -
operator &~| text text[] pgroonga_regexp_in_text - -
operator &@ text[] ~pgroonga_full_text_search_condition_with_scorers pgroonga_match_text_array_condition_with_scorers - -
operator &@~ text[] ~pgroonga_full_text_search_condition_with_scorers pgroonga_query_text_array_condition_with_scorers - -
operator &~? text[] text pgroonga_similar_text_array - -
operator &@* text[] text pgroonga_similar_text_array - -
operator &^ text[] ~pgroonga_condition pgroonga_prefix_text_array_condition - -
operator &^> text[] text pgroonga_prefix_text_array - -
operator &^~> text[] text pgroonga_prefix_rk_text_array - -
operator &@| text[] text[] pgroonga_match_in_text_array - -
operator &?| text[] text[] pgroonga_query_in_text_array - -
operator &@~| text[] text[] pgroonga_query_in_text_array - -
operator &^| text[] text[] pgroonga_prefix_in_text_array - -
operator &^~| text[] text[] pgroonga_prefix_rk_in_text_array - -
operator &~ text[] ~pgroonga_condition pgroonga_regexp_text_array_condition - -
operator &=~ text[] text pgroonga_equal_query_text_array - -
operator %% varchar varchar pgroonga_match_term - -
operator @@ varchar varchar pgroonga_match_query - -
operator @~ varchar varchar pgroonga_match_regexp - -
operator &@ varchar ~pgroonga_full_text_search_condition pgroonga_match_varchar_condition - -
operator &@ varchar ~pgroonga_condition pgroonga_match_varchar_condition - -
operator &@~ varchar ~pgroonga_full_text_search_condition pgroonga_query_varchar_condition - -
operator &@~ varchar ~pgroonga_condition pgroonga_query_varchar_condition - -
operator &^ varchar ~pgroonga_full_text_search_condition pgroonga_prefix_varchar_condition - -
operator &^ varchar ~pgroonga_condition pgroonga_prefix_varchar_condition - -
operator &= varchar ~pgroonga_full_text_search_condition pgroonga_equal_varchar_condition - -
operator &= varchar ~pgroonga_condition pgroonga_equal_varchar_condition - -
operator %% varchar[] varchar pgroonga_match_term - -
operator &=~ varchar[] ~pgroonga_full_text_search_condition pgroonga_equal_query_varchar_array_condition - -
operator &=~ varchar[] ~pgroonga_condition pgroonga_equal_query_varchar_array_condition - -
operator %% text text pgroonga_match_term - -
operator @@ text text pgroonga_match_query - -
operator @~ text text pgroonga_match_regexp - -
operator &@ text ~pgroonga_full_text_search_condition pgroonga_match_text_condition - -
operator &@ text ~pgroonga_condition pgroonga_match_text_condition - -
operator &@~ text ~pgroonga_full_text_search_condition pgroonga_query_text_condition - -
operator &@~ text ~pgroonga_condition pgroonga_query_text_condition - -
operator &^ text ~pgroonga_full_text_search_condition pgroonga_prefix_text_condition - -
operator &^ text ~pgroonga_condition pgroonga_prefix_text_condition - -
operator &= text ~pgroonga_full_text_search_condition pgroonga_equal_text_condition - -
operator &= text ~pgroonga_condition pgroonga_equal_text_condition - -
operator %% text[] text pgroonga_match_term - -
operator @@ text[] text pgroonga_match_query - -
operator &@ text[] ~pgroonga_full_text_search_condition pgroonga_match_text_array_condition - -
operator &@ text[] ~pgroonga_condition pgroonga_match_text_array_condition - -
operator &@~ text[] ~pgroonga_full_text_search_condition pgroonga_query_text_array_condition - -
operator &@~ text[] ~pgroonga_condition pgroonga_query_text_array_condition - -
operator &=~ text[] ~pgroonga_full_text_search_condition pgroonga_equal_query_text_array_condition - -
operator &=~ text[] ~pgroonga_condition pgroonga_equal_query_text_array_condition - -
-- part: objects_close
