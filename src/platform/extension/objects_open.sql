-- The objects of a stub that compute nothing, one a line, up to `-- part: objects_close`:
--
--   NAME(ARGUMENTS) returns TYPE [immutable|stable]   a function, as pg_get_function_arguments() prints it;
--                                                     aggregate, window or procedure may precede it
--   type|table|view NAME (COLUMNS)                    a view has no row
--   enum NAME LABELS
--   cast SOURCE TARGET implicit|assignment|explicit   by the function with the name of the target
--   operator NAME LEFT RIGHT FUNCTION COMMUTATOR NEGATOR   `-` for none
--
-- Functions return NULL or no row. A line that starts with `!` is a function with effects that the stub does
-- not have: it fails. A name with a schema is created there. `~` stands for the schema of the stub, `^` for that of the extension that it requires.
-- Parameters: @of@ is the name of the extension, @requires@ the one that it requires, and @type@ a type of it.
DO $objects$
DECLARE
  extension constant text := '@of@';
  line text;
  kind text;
  name text;
  arguments text;
  result text;
  body text;
  volatility text;
  word text[];
  prefix text;
  required text := coalesce(
    (SELECT quote_ident(nspname) FROM pg_catalog.pg_extension
       JOIN pg_catalog.pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = '@requires@'),
    (SELECT quote_ident(nspname) FROM pg_catalog.pg_type
       JOIN pg_catalog.pg_namespace ON pg_namespace.oid = typnamespace WHERE typname = '@type@' LIMIT 1), '');
BEGIN
  FOREACH line IN ARRAY string_to_array(btrim($list$
