$list$, E'\n'), E'\n')
  LOOP
    word := string_to_array(line, ' ');
    line := replace(replace(line, '~', '@extschema@.'), '^', required || '.');
    kind := coalesce(substring(line FROM '^!?(aggregate|window|procedure|type|table|view|enum|cast|operator) '), 'function');
    IF kind IN ('type', 'table', 'view', 'enum') THEN
      name := split_part(line, ' ', 2);
      arguments := substring(line FROM length(kind) + length(name) + 3);
      IF kind = 'enum' THEN
        arguments := '(''' || replace(arguments, ' ', ''', ''') || ''')';
      ELSIF kind = 'view' THEN
        SELECT string_agg(format('NULL::%s AS %s', substring(one FROM ' (.*)$'), split_part(one, ' ', 1)), ', ')
        INTO arguments FROM regexp_split_to_table(btrim(arguments, '()'), ', (?![0-9]+\))') AS one;
      END IF;
      prefix := CASE WHEN name LIKE '%.%' THEN '' ELSE '@extschema@.' END;
      EXECUTE format('CREATE %s %s%s%s%s', replace(kind, 'enum', 'type'), prefix, name,
        CASE kind WHEN 'type' THEN ' AS ' WHEN 'table' THEN ' ' WHEN 'view' THEN ' AS SELECT ' ELSE ' AS ENUM ' END,
        CASE kind WHEN 'view' THEN arguments || ' WHERE false' ELSE arguments END);
      CONTINUE;
    ELSIF kind = 'cast' THEN
      EXECUTE format('CREATE CAST (%s AS %s) WITH FUNCTION @extschema@.%s(%1$s)%4$s',
        split_part(line, ' ', 2), split_part(line, ' ', 3), ltrim(word[3], '~^'), CASE word[4] WHEN 'explicit' THEN '' ELSE ' AS ' || word[4] END);
      CONTINUE;
    ELSIF kind = 'operator' THEN
      EXECUTE format('CREATE OPERATOR @extschema@.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = @extschema@.%s%s%s)',
        word[2], split_part(line, ' ', 3), split_part(line, ' ', 4), word[5],
        CASE WHEN word[6] <> '-' THEN format(', COMMUTATOR = OPERATOR(@extschema@.%s)', word[6]) END,
        CASE WHEN word[7] <> '-' THEN format(', NEGATOR = OPERATOR(@extschema@.%s)', word[7]) END);
      CONTINUE;
    END IF;
    volatility := coalesce(substring(line FROM ' (immutable|stable)$'), 'volatile');
    name := substring(line FROM '^!?(?:(?:aggregate|window|procedure) )?([^(]+)\(');
    prefix := CASE WHEN name LIKE '%.%' THEN '' ELSE '@extschema@.' END;
    arguments := substring(line FROM '^[^(]+\((.*?)\)(?: returns (?!.*\) returns ).*)?$');
    result := substring(line FROM '\) returns (?!.*\) returns )(.*?)(?: immutable| stable)?$');
    body := CASE
      WHEN line LIKE '!%' THEN format('BEGIN RAISE feature_not_supported USING MESSAGE = %L; END',
        format('the stub of extension "%s" cannot run %s', extension, name))
      WHEN result = 'trigger' THEN 'BEGIN RETURN coalesce(NEW, OLD); END'
      WHEN kind = 'procedure' OR arguments ~ '\m(IN)?OUT ' OR result ~ '^(SETOF|TABLE|void|event_trigger)' THEN 'BEGIN END'
      ELSE 'BEGIN RETURN NULL; END' END;
    IF kind = 'procedure' THEN
      EXECUTE format('CREATE PROCEDURE %s(%s) LANGUAGE plpgsql AS %L', prefix || name, arguments, body);
    ELSIF kind = 'window' THEN
      -- Neither SQL nor PL/pgSQL can be a window function: the rows are numbered.
      EXECUTE format('CREATE FUNCTION %s(%s) RETURNS %s LANGUAGE internal WINDOW %s AS %L',
        prefix || name, arguments, result, volatility, 'window_row_number');
    ELSIF kind = 'aggregate' THEN
      EXECUTE format('CREATE FUNCTION %s(%s, %s) RETURNS %2$s LANGUAGE plpgsql IMMUTABLE AS %4$L',
        prefix || regexp_replace(name, '[^.]*$', 'stub_\&'), result, arguments, 'BEGIN RETURN $1; END');
      EXECUTE format('CREATE AGGREGATE %s(%s) (SFUNC = %s, STYPE = %s)',
        prefix || name, arguments, prefix || regexp_replace(name, '[^.]*$', 'stub_\&'), result);
    ELSE
      EXECUTE format('CREATE FUNCTION %s(%s) RETURNS %s LANGUAGE plpgsql %s AS %L',
        prefix || name, arguments, result, volatility, body);
    END IF;
  END LOOP;
END
$objects$;
