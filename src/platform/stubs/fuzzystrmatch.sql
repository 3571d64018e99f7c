-- stub: fuzzystrmatch version=1.1 schema=current relocatable=true needs=owner
--
-- Similarity of words (https://www.postgresql.org/docs/current/fuzzystrmatch.html). levenshtein,
-- soundex, difference and metaphone work, for ASCII letters; dmetaphone and dmetaphone_alt return
-- the first four letters of metaphone instead, and daitch_mokotoff (since PostgreSQL 16) does not
-- exist.

-- No function body names another object of the extension, so that all work in another schema;
-- what they share is inserted here.
DO $functions$
DECLARE
  -- Keeps the last row of the distance table: i letters of the first word, j of the second.
  distance constant text := $sql$
    DECLARE
      before integer[];
      now integer[];
      word constant text[] := string_to_array($2, NULL);
      letter text;
      height integer := 0;
    BEGIN
      IF length($1) > 255 OR length($2) > 255 THEN
        RAISE invalid_parameter_value USING MESSAGE = 'levenshtein argument exceeds maximum length of 255 characters';
      END IF;
      before := ARRAY(SELECT number * %1$s FROM generate_series(0, length($2)) AS number);
      FOREACH letter IN ARRAY string_to_array($1, NULL) LOOP
        height := height + 1;
        now := ARRAY[height * %2$s];
        FOR place IN 1 .. coalesce(cardinality(word), 0) LOOP
          now[place + 1] := least(before[place + 1] + %2$s, now[place] + %1$s,
            before[place] + CASE WHEN letter = word[place] THEN 0 ELSE %3$s END);
        END LOOP;
        before := now;
      END LOOP;
      RETURN %4$s;
    END
    $sql$;
  -- A letter's code counts where it differs from that of the character before.
  soundex constant text := $sql$(
    SELECT CASE WHEN word = '' THEN '' ELSE rpad(left(word, 1) || left(coalesce((
        SELECT string_agg(code, '' ORDER BY place)
        FROM (SELECT place, substr(word, place, 1) AS letter,
                     translate(substr(word, place, 1), %2$L, %3$L) AS code,
                     translate(substr(word, place - 1, 1), %2$L, %3$L) AS before
              FROM generate_series(2, length(word)) AS place) AS part
        WHERE letter BETWEEN 'A' AND 'Z' AND code <> before AND code <> '0'), ''), 3), 4, '0') END
    FROM (SELECT upper(substring(%1$s FROM '[A-Za-z].*')) COLLATE "C") AS found (given),
         coalesce(given, '') AS word)$sql$;
  letters constant text := 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  codes constant text := '01230120022455012623010202';
  one text;
  two text;
  metaphone constant text := $sql$
    DECLARE
      word constant text := upper($1) COLLATE "C";
      code text := '';
      size integer := %1$s;
      place integer := coalesce(length(substring(word FROM '^[^A-Z]*')), 0) + 1;
      this text;
      next text;
      after text;
      last text;
    BEGIN
      %2$s
      -- The beginning of a word.
      this := substr(word, place, 1);
      next := substr(word, place + 1, 1);
      IF this = 'A' THEN
        code := CASE WHEN next = 'E' THEN 'E' ELSE 'A' END;
        place := place + CASE WHEN next = 'E' THEN 2 ELSE 1 END;
      ELSIF this IN ('G', 'K', 'P') AND next = 'N' THEN
        code := 'N';
        place := place + 2;
      ELSIF this = 'X' THEN
        code := 'S';
        place := place + 1;
      ELSIF this IN ('E', 'I', 'O', 'U') THEN
        code := this;
        place := place + 1;
      ELSIF this = 'W' AND next = 'R' THEN
        code := 'R';
        place := place + 2;
      ELSIF this = 'W' AND next = 'H' THEN
        code := 'H';
        place := place + 2;
      ELSIF this = 'W' AND next IN ('A', 'E', 'I', 'O', 'U') THEN
        code := 'W';
        place := place + 2;
      END IF;
      WHILE place <= length(word) AND length(code) < size LOOP
        this := substr(word, place, 1);
        next := substr(word, place + 1, 1);
        after := substr(word, place + 2, 1);
        last := CASE WHEN place > 1 THEN substr(word, place - 1, 1) ELSE '' END;
        place := place + 1;
        CONTINUE WHEN this !~ '[A-Z]' OR this = last AND this <> 'C';
        CASE
          WHEN this IN ('F', 'J', 'L', 'M', 'N', 'R') THEN code := code || this;
          WHEN this = 'B' THEN
            IF last <> 'M' THEN code := code || 'B'; END IF;
          WHEN this = 'C' THEN
            IF next IN ('E', 'I', 'Y') THEN
              code := code || CASE WHEN next = 'I' AND after = 'A' THEN 'X' WHEN last = 'S' THEN '' ELSE 'S' END;
            ELSIF next = 'H' THEN
              code := code || CASE WHEN after = 'R' OR last = 'S' THEN 'K' ELSE 'X' END;
              place := place + 1;
            ELSE
              code := code || 'K';
            END IF;
          WHEN this = 'D' THEN
            IF next = 'G' AND after IN ('E', 'I', 'Y') THEN
              code := code || 'J';
              place := place + 1;
            ELSE
              code := code || 'T';
            END IF;
          WHEN this = 'G' THEN
            IF next = 'H' THEN
              IF NOT (place > 4 AND substr(word, place - 4, 1) IN ('B', 'D', 'H') OR place > 5 AND substr(word, place - 5, 1) = 'H') THEN
                code := code || 'F';
                place := place + 1;
              END IF;
            ELSIF next = 'N' THEN
              IF NOT (after !~ '[A-Z]' OR after = 'E' AND substr(word, place + 2, 1) = 'D') THEN code := code || 'K'; END IF;
            ELSE
              code := code || CASE WHEN next IN ('E', 'I', 'Y') AND last <> 'G' THEN 'J' ELSE 'K' END;
            END IF;
          WHEN this = 'H' THEN
            IF next IN ('A', 'E', 'I', 'O', 'U') AND last NOT IN ('C', 'G', 'P', 'S', 'T') THEN code := code || 'H'; END IF;
          WHEN this = 'K' THEN
            IF last <> 'C' THEN code := code || 'K'; END IF;
          WHEN this = 'P' THEN code := code || CASE WHEN next = 'H' THEN 'F' ELSE 'P' END;
          WHEN this = 'Q' THEN code := code || 'K';
          WHEN this = 'S' THEN
            IF next = 'I' AND after IN ('O', 'A') THEN
              code := code || 'X';
            ELSIF next = 'H' THEN
              code := code || 'X';
              place := place + 1;
            ELSIF next = 'C' AND after = 'H' AND substr(word, place + 2, 1) = 'W' THEN
              code := code || 'X';
              place := place + 2;
            ELSE
              code := code || 'S';
            END IF;
          WHEN this = 'T' THEN
            IF next = 'I' AND after IN ('O', 'A') THEN
              code := code || 'X';
            ELSIF next = 'H' THEN
              code := code || '0';
              place := place + 1;
            ELSE
              code := code || 'T';
            END IF;
          WHEN this = 'V' THEN code := code || 'F';
          WHEN this IN ('W', 'Y') THEN
            IF next IN ('A', 'E', 'I', 'O', 'U') THEN code := code || this; END IF;
          WHEN this = 'X' THEN code := code || 'KS';
          WHEN this = 'Z' THEN code := code || 'S';
          ELSE NULL;
        END CASE;
      END LOOP;
      RETURN left(code, size);
    END
    $sql$;
  wanted record;
BEGIN
  one := format(soundex, '$1', letters, codes);
  two := format(soundex, '$2', letters, codes);
  FOR wanted IN
    SELECT * FROM (VALUES
      ('levenshtein(text, text)', 'integer', 'plpgsql', format(distance, '1', '1', '1', 'before[length($2) + 1]')),
      ('levenshtein(text, text, integer, integer, integer)', 'integer', 'plpgsql',
        format(distance, '$3', '$4', '$5', 'before[length($2) + 1]')),
      ('levenshtein_less_equal(text, text, integer)', 'integer', 'plpgsql',
        format(distance, '1', '1', '1', 'CASE WHEN $3 < 0 THEN before[length($2) + 1] ELSE least(before[length($2) + 1], $3 + 1) END')),
      ('levenshtein_less_equal(text, text, integer, integer, integer, integer)', 'integer', 'plpgsql',
        format(distance, '$3', '$4', '$5', 'CASE WHEN $6 < 0 THEN before[length($2) + 1] ELSE least(before[length($2) + 1], $6 + 1) END')),
      ('soundex(text)', 'text', 'sql', 'SELECT ' || one),
      ('text_soundex(text)', 'text', 'sql', 'SELECT ' || one),
      ('difference(text, text)', 'integer', 'sql', format(
        'SELECT count(*)::integer FROM (SELECT %s, %s) AS code (one, two), generate_series(1, 4) AS place WHERE substr(one, place, 1) = substr(two, place, 1)', one, two)),
      ('metaphone(text, integer)', 'text', 'plpgsql', format(metaphone, '$2', $sql$
      IF length($1) > 255 THEN
        RAISE invalid_parameter_value USING MESSAGE = 'argument exceeds the maximum length of 255 bytes';
      ELSIF $1 <> '' AND $2 > 255 THEN
        RAISE invalid_parameter_value USING MESSAGE = 'output exceeds the maximum length of 255 bytes';
      ELSIF $1 <> '' AND $2 <= 0 THEN
        RAISE zero_length_character_string USING MESSAGE = 'output cannot be empty string';
      END IF;$sql$)),
      ('dmetaphone(text)', 'text', 'plpgsql', format(metaphone, '4', '')),
      ('dmetaphone_alt(text)', 'text', 'plpgsql', format(metaphone, '4', '')))
      AS list (signature, result, language, body)
  LOOP
    EXECUTE format('CREATE FUNCTION @extschema@.%s RETURNS %s LANGUAGE %s IMMUTABLE STRICT PARALLEL SAFE AS %L',
      wanted.signature, wanted.result, wanted.language, wanted.body);
  END LOOP;
END
$functions$;
