-- stub: tablefunc version=1.0 schema=current relocatable=true needs=owner
--
-- The functions of tablefunc (https://www.postgresql.org/docs/current/tablefunc.html).
-- normal_rand and crosstab2 to crosstab4 work. crosstab and connectby return rows whose columns
-- only the calling query names: they run the query passed to them, so that errors in it are
-- reported, and return no rows.

CREATE FUNCTION @extschema@.normal_rand(integer, double precision, double precision)
  RETURNS SETOF double precision LANGUAGE plpgsql VOLATILE STRICT
  AS $$
    BEGIN
      IF $1 < 0 THEN
        RAISE invalid_parameter_value USING MESSAGE = 'number of rows cannot be negative';
      END IF;
      RETURN QUERY SELECT $2 + $3 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())
        FROM generate_series(1, $1);
    END
  $$;

-- Runs a query and returns no rows, whatever columns the caller names.
DO $functions$
DECLARE
  signature text;
BEGIN
  FOREACH signature IN ARRAY ARRAY['crosstab(text)', 'crosstab(text, integer)', 'crosstab(text, text)'] LOOP
    EXECUTE format(
      'CREATE FUNCTION @extschema@.%s RETURNS SETOF record LANGUAGE plpgsql STABLE STRICT AS %L', signature,
      CASE WHEN signature = 'crosstab(text, text)' THEN 'BEGIN EXECUTE $1; EXECUTE $2; END' ELSE 'BEGIN EXECUTE $1; END' END);
  END LOOP;
  -- connectby(table, key, parent's key[, order], start, depth[, delimiter])
  FOREACH signature IN ARRAY ARRAY['connectby(text, text, text, text, integer)',
    'connectby(text, text, text, text, integer, text)', 'connectby(text, text, text, text, text, integer)',
    'connectby(text, text, text, text, text, integer, text)']
  LOOP
    EXECUTE format(
      'CREATE FUNCTION @extschema@.%s RETURNS SETOF record LANGUAGE plpgsql STABLE STRICT AS %L', signature,
      'BEGIN EXECUTE ''SELECT '' || $2 || '', '' || $3 || '' FROM '' || $1 || '' LIMIT 1''; END');
  END LOOP;
END
$functions$;

-- Rows of (name, category, value), in their order: one row for each run of a name, with its first
-- values.
DO $fixed$
DECLARE
  width integer;
BEGIN
  FOR width IN 2 .. 4 LOOP
    EXECUTE format('CREATE TYPE @extschema@.tablefunc_crosstab_%s AS (row_name text, %s)', width,
      (SELECT string_agg(format('category_%s text', number), ', ' ORDER BY number)
       FROM generate_series(1, width) AS number));
    EXECUTE format(
      'CREATE FUNCTION @extschema@.crosstab%1$s(text) RETURNS SETOF @extschema@.tablefunc_crosstab_%1$s '
      'LANGUAGE plpgsql STABLE STRICT AS %2$L', width,
      format($sql$
        DECLARE
          cell record;
          name text;
          cells text[];
        BEGIN
          FOR cell IN EXECUTE
            'SELECT a, c, pg_typeof(a) <> ''text''::regtype OR pg_typeof(c) <> ''text''::regtype AS other FROM ('
            || rtrim(rtrim($1), ';') || ') AS source (a, b, c)'
          LOOP
            IF cell.other THEN
              RAISE syntax_error USING MESSAGE = 'names and values have to be of type text';
            END IF;
            IF cells IS NULL OR cell.a IS DISTINCT FROM name THEN
              IF cells IS NOT NULL THEN
                RETURN QUERY SELECT name, %1$s;
              END IF;
              name := cell.a;
              cells := '{}';
            END IF;
            cells := cells || cell.c;
          END LOOP;
          IF cells IS NOT NULL THEN
            RETURN QUERY SELECT name, %1$s;
          END IF;
        END
        $sql$, (SELECT string_agg(format('cells[%s]', number), ', ' ORDER BY number)
                FROM generate_series(1, width) AS number)));
  END LOOP;
END
$fixed$;
