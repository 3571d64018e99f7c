-- stub: pgroonga version=3.2.5 schema=current relocatable=false needs=superuser
--
-- Full-text search for all languages (https://pgroonga.github.io): the index method pgroonga, its
-- operator classes and its operators, which search for the literal text, case-insensitively. The
-- index method is the server's BRIN under another name, with its minimum-and-maximum classes: it
-- can be built on tables with rows, on several columns, and is never used by a plan.
-- extension/note_index_options.sql handles `WITH (tokenizer = ..)`.
--
-- No C code: works on a native and on a WebAssembly server.

CREATE FUNCTION @extschema@.pgroonga_match_term(text, text) RETURNS boolean
  LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT strpos(lower($1), lower($2)) > 0 $$;
CREATE FUNCTION @extschema@.pgroonga_match_term(text[], text) RETURNS boolean
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
  LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN 0; END $$;
CREATE FUNCTION @extschema@.pgroonga_score(tableoid oid, ctid tid) RETURNS double precision
  LANGUAGE sql STABLE AS $$ SELECT 0::float8 $$;
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
-- arrays have them only as anyarray.
DO $array$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN
    SELECT * FROM (VALUES ('&<<', 'lt'), ('&<=', 'le'), ('&==', 'eq'), ('&>=', 'ge'),
      ('&>>', 'gt')) AS list (operator, comparison)
  LOOP
    EXECUTE format(
      'CREATE FUNCTION @extschema@.%I(text[], text[]) RETURNS boolean LANGUAGE internal '
      'IMMUTABLE STRICT AS %L', 'pgroonga_array_' || wanted.comparison,
      'array_' || wanted.comparison);
    EXECUTE format(
      'CREATE OPERATOR @extschema@.%s (LEFTARG = text[], RIGHTARG = text[], '
      'FUNCTION = @extschema@.%I)', wanted.operator, 'pgroonga_array_' || wanted.comparison);
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
      ('pgroonga_timestamptz_ops', 'timestamptz', true)
    ) AS list (name, subject, preferred)
  LOOP
    compared := CASE wanted.subject WHEN 'varchar' THEN 'text' ELSE wanted.subject END;
    operators := CASE wanted.subject
      WHEN 'text[]' THEN ARRAY['@extschema@.&<<', '@extschema@.&<=', '@extschema@.&==',
                               '@extschema@.&>=', '@extschema@.&>>']
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
