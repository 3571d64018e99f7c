-- stub: citext version=1.6 schema=current relocatable=true needs=superuser
--
-- The type citext: text that is compared case-insensitively, with its operators, index classes,
-- casts and the functions that match and replace
-- (https://www.postgresql.org/docs/current/citext.html). It works: keys are unique regardless of
-- case, and order and matches are those of the real type. Only lower() follows a column's own
-- collation here, where the real type always takes the database's. No C code.

-- part: text_type type=citext functions=citext
CREATE TYPE @extschema@.citext (
  INPUT = @extschema@.citextin, OUTPUT = @extschema@.citextout,
  RECEIVE = @extschema@.citextrecv, SEND = @extschema@.citextsend,
  STORAGE = extended, CATEGORY = 'S', COLLATABLE = true);

CREATE FUNCTION @extschema@.citext(character) RETURNS @extschema@.citext
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'rtrim1';
CREATE FUNCTION @extschema@.citext(boolean) RETURNS @extschema@.citext
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'booltext';
CREATE FUNCTION @extschema@.citext(inet) RETURNS @extschema@.citext
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'network_show';
CREATE CAST (@extschema@.citext AS text) WITHOUT FUNCTION AS IMPLICIT;
CREATE CAST (@extschema@.citext AS character varying) WITHOUT FUNCTION AS IMPLICIT;
CREATE CAST (@extschema@.citext AS character) WITHOUT FUNCTION AS ASSIGNMENT;
CREATE CAST (text AS @extschema@.citext) WITHOUT FUNCTION AS ASSIGNMENT;
CREATE CAST (character varying AS @extschema@.citext) WITHOUT FUNCTION AS ASSIGNMENT;
CREATE CAST (character AS @extschema@.citext)
  WITH FUNCTION @extschema@.citext(character) AS ASSIGNMENT;
CREATE CAST (boolean AS @extschema@.citext)
  WITH FUNCTION @extschema@.citext(boolean) AS ASSIGNMENT;
CREATE CAST (inet AS @extschema@.citext) WITH FUNCTION @extschema@.citext(inet) AS ASSIGNMENT;

-- Compares the lower-case text. No function body names another object of the extension, so that
-- all work after ALTER EXTENSION .. SET SCHEMA.
DO $compare$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN
    SELECT * FROM (VALUES
      ('citext_cmp', 'integer', 'pg_catalog.bttextcmp(%s, %s)'),
      ('citext_eq', 'boolean', '%s OPERATOR(pg_catalog.=) %s'),
      ('citext_ne', 'boolean', '%s OPERATOR(pg_catalog.<>) %s'),
      ('citext_lt', 'boolean', '%s OPERATOR(pg_catalog.<) %s'),
      ('citext_le', 'boolean', '%s OPERATOR(pg_catalog.<=) %s'),
      ('citext_gt', 'boolean', '%s OPERATOR(pg_catalog.>) %s'),
      ('citext_ge', 'boolean', '%s OPERATOR(pg_catalog.>=) %s'),
      ('citext_pattern_cmp', 'integer', 'pg_catalog.bttext_pattern_cmp(%s, %s)'),
      ('citext_pattern_lt', 'boolean', '%s OPERATOR(pg_catalog.~<~) %s'),
      ('citext_pattern_le', 'boolean', '%s OPERATOR(pg_catalog.~<=~) %s'),
      ('citext_pattern_gt', 'boolean', '%s OPERATOR(pg_catalog.~>~) %s'),
      ('citext_pattern_ge', 'boolean', '%s OPERATOR(pg_catalog.~>=~) %s'))
      AS list (name, result, body)
  LOOP
    EXECUTE format(
      'CREATE FUNCTION @extschema@.%I(@extschema@.citext, @extschema@.citext) RETURNS %s '
      'LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS %L',
      wanted.name, wanted.result,
      'SELECT ' || format(wanted.body, 'pg_catalog.lower($1::text)', 'pg_catalog.lower($2::text)'));
  END LOOP;
END
$compare$;

CREATE FUNCTION @extschema@.citext_hash(@extschema@.citext) RETURNS integer
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$ SELECT pg_catalog.hashtext(pg_catalog.lower($1::text)) $$;
CREATE FUNCTION @extschema@.citext_hash_extended(@extschema@.citext, bigint) RETURNS bigint
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$ SELECT pg_catalog.hashtextextended(pg_catalog.lower($1::text), $2) $$;
CREATE FUNCTION @extschema@.citext_smaller(@extschema@.citext, @extschema@.citext)
  RETURNS @extschema@.citext LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$ SELECT CASE WHEN pg_catalog.lower($1::text) < pg_catalog.lower($2::text) THEN $1 ELSE $2 END $$;
CREATE FUNCTION @extschema@.citext_larger(@extschema@.citext, @extschema@.citext)
  RETURNS @extschema@.citext LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$ SELECT CASE WHEN pg_catalog.lower($1::text) > pg_catalog.lower($2::text) THEN $1 ELSE $2 END $$;

DO $operators$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN
    SELECT * FROM (VALUES
      ('=', 'citext_eq', '=', '<>', 'eq', ', HASHES, MERGES'),
      ('<>', 'citext_ne', '<>', '=', 'neq', ''),
      ('<', 'citext_lt', '>', '>=', 'scalarlt', ''),
      ('<=', 'citext_le', '>=', '>', 'scalarle', ''),
      ('>=', 'citext_ge', '<=', '<', 'scalarge', ''),
      ('>', 'citext_gt', '<', '<=', 'scalargt', ''),
      ('~<~', 'citext_pattern_lt', '~>~', '~>=~', 'scalarlt', ''),
      ('~<=~', 'citext_pattern_le', '~>=~', '~>~', 'scalarlt', ''),
      ('~>=~', 'citext_pattern_ge', '~<=~', '~<~', 'scalargt', ''),
      ('~>~', 'citext_pattern_gt', '~<~', '~<=~', 'scalargt', ''))
      AS list (name, function, commutator, negator, estimate, more)
  LOOP
    EXECUTE format(
      'CREATE OPERATOR @extschema@.%s (LEFTARG = @extschema@.citext, RIGHTARG = @extschema@.citext, '
      'FUNCTION = @extschema@.%I, COMMUTATOR = OPERATOR(@extschema@.%s), '
      'NEGATOR = OPERATOR(@extschema@.%s), RESTRICT = %s, JOIN = %s%s)',
      wanted.name, wanted.function, wanted.commutator, wanted.negator,
      wanted.estimate || 'sel', wanted.estimate || 'joinsel', wanted.more);
  END LOOP;
  -- LIKE and regular expressions, against citext and against text.
  FOR wanted IN
    SELECT list.*, other
    FROM (VALUES ('~', 'texticregexeq', '!~', 'icregexeq'), ('~*', 'texticregexeq', '!~*', 'icregexeq'),
      ('!~', 'texticregexne', '~', 'icregexne'), ('!~*', 'texticregexne', '~*', 'icregexne'),
      ('~~', 'texticlike', '!~~', 'iclike'), ('~~*', 'texticlike', '!~~*', 'iclike'),
      ('!~~', 'texticnlike', '~~', 'icnlike'), ('!~~*', 'texticnlike', '~~*', 'icnlike'))
      AS list (name, function, negator, estimate),
      (VALUES ('@extschema@.citext'), ('text')) AS others (other)
  LOOP
    IF wanted.name IN ('~', '!~', '~~', '!~~') THEN
      EXECUTE format(
        'CREATE FUNCTION @extschema@.%1$I(@extschema@.citext, %2$s) RETURNS boolean '
        'LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS %1$L',
        wanted.function, wanted.other);
    END IF;
    EXECUTE format(
      'CREATE OPERATOR @extschema@.%s (LEFTARG = @extschema@.citext, RIGHTARG = %s, '
      'FUNCTION = @extschema@.%I, NEGATOR = OPERATOR(@extschema@.%s), RESTRICT = %s, JOIN = %s)',
      wanted.name, wanted.other, wanted.function, wanted.negator,
      wanted.estimate || 'sel', wanted.estimate || 'joinsel');
  END LOOP;
END
$operators$;

CREATE OPERATOR CLASS @extschema@.citext_ops DEFAULT FOR TYPE @extschema@.citext USING btree AS
  OPERATOR 1 @extschema@.<, OPERATOR 2 @extschema@.<=, OPERATOR 3 @extschema@.=,
  OPERATOR 4 @extschema@.>=, OPERATOR 5 @extschema@.>,
  FUNCTION 1 @extschema@.citext_cmp(@extschema@.citext, @extschema@.citext);
CREATE OPERATOR CLASS @extschema@.citext_pattern_ops FOR TYPE @extschema@.citext USING btree AS
  OPERATOR 1 @extschema@.~<~, OPERATOR 2 @extschema@.~<=~, OPERATOR 3 @extschema@.=,
  OPERATOR 4 @extschema@.~>=~, OPERATOR 5 @extschema@.~>~,
  FUNCTION 1 @extschema@.citext_pattern_cmp(@extschema@.citext, @extschema@.citext);
CREATE OPERATOR CLASS @extschema@.citext_ops DEFAULT FOR TYPE @extschema@.citext USING hash AS
  OPERATOR 1 @extschema@.=,
  FUNCTION 1 @extschema@.citext_hash(@extschema@.citext),
  FUNCTION 2 @extschema@.citext_hash_extended(@extschema@.citext, bigint);

CREATE AGGREGATE @extschema@.min(@extschema@.citext) (
  SFUNC = @extschema@.citext_smaller, STYPE = @extschema@.citext, SORTOP = OPERATOR(@extschema@.<),
  COMBINEFUNC = @extschema@.citext_smaller, PARALLEL = safe);
CREATE AGGREGATE @extschema@.max(@extschema@.citext) (
  SFUNC = @extschema@.citext_larger, STYPE = @extschema@.citext, SORTOP = OPERATOR(@extschema@.>),
  COMBINEFUNC = @extschema@.citext_larger, PARALLEL = safe);

-- Flags are passed on, with "i" unless they contain "c" (case-sensitive).
DO $functions$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN
    SELECT * FROM (VALUES
      ('regexp_match', '', 'text[]', ''), ('regexp_matches', '', 'SETOF text[]', ' ROWS 1'),
      ('regexp_replace', ', text', 'text', ''), ('regexp_split_to_array', '', 'text[]', ''),
      ('regexp_split_to_table', '', 'SETOF text', '')) AS list (name, middle, result, more)
  LOOP
    EXECUTE format(
      'CREATE FUNCTION @extschema@.%I(@extschema@.citext, @extschema@.citext%s) RETURNS %s '
      'LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE%s AS %L',
      wanted.name, wanted.middle, wanted.result, wanted.more,
      format('SELECT pg_catalog.%I($1::text, $2::text%s, ''i'')', wanted.name,
             CASE WHEN wanted.middle = '' THEN '' ELSE ', $3' END));
    EXECUTE format(
      'CREATE FUNCTION @extschema@.%I(@extschema@.citext, @extschema@.citext%s, text) RETURNS %s '
      'LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE%s AS %L',
      wanted.name, wanted.middle, wanted.result, CASE WHEN wanted.more = '' THEN '' ELSE ' ROWS 10' END,
      format('SELECT pg_catalog.%I($1::text, $2::text%s, CASE WHEN pg_catalog.strpos(%3$s, ''c'') = 0 '
             'THEN %3$s || ''i'' ELSE %3$s END)', wanted.name,
             CASE WHEN wanted.middle = '' THEN '' ELSE ', $3' END,
             CASE WHEN wanted.middle = '' THEN '$3' ELSE '$4' END));
  END LOOP;
END
$functions$;

CREATE FUNCTION @extschema@.strpos(@extschema@.citext, @extschema@.citext) RETURNS integer
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$ SELECT pg_catalog.strpos(pg_catalog.lower($1::text), pg_catalog.lower($2::text)) $$;
-- "***=" makes the rest of a regular expression literal; in the replacement "\1" and "\&" keep
-- their meaning, as in the real function.
CREATE FUNCTION @extschema@.replace(@extschema@.citext, @extschema@.citext, @extschema@.citext)
  RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$ SELECT pg_catalog.regexp_replace($1::text, '***=' || $2::text, $3::text, 'gi') $$;
CREATE FUNCTION @extschema@.split_part(@extschema@.citext, @extschema@.citext, integer)
  RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$
    SELECT (pg_catalog.regexp_split_to_array($1::text, '***=' || $2::text, 'i'))[$3]
  $$;
CREATE FUNCTION @extschema@.translate(@extschema@.citext, @extschema@.citext, text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$
    SELECT pg_catalog.translate(pg_catalog.translate($1::text, pg_catalog.lower($2::text), $3),
                                pg_catalog.upper($2::text), $3)
  $$;
