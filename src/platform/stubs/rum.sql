-- stub: rum version=1.3 schema=current relocatable=true needs=superuser
--
-- The index method rum (https://github.com/postgrespro/rum) for full-text search: the server's
-- GIN under another name, with its support functions. Order-by operators return NULL; operator
-- classes with an additional column do not exist.
--
-- No C code: works on a native and on a WebAssembly server.

CREATE FUNCTION @extschema@.rum_ts_distance(tsvector, tsquery) RETURNS real
  LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT 1 / nullif(ts_rank($1, $2), 0) $$;
CREATE OPERATOR @extschema@.<=> (LEFTARG = tsvector, RIGHTARG = tsquery,
  FUNCTION = @extschema@.rum_ts_distance);
CREATE ACCESS METHOD rum TYPE INDEX HANDLER ginhandler;
CREATE OPERATOR CLASS @extschema@.rum_tsvector_ops DEFAULT FOR TYPE tsvector USING rum AS
  OPERATOR 1 @@ (tsvector, tsquery),
  FUNCTION 1 gin_cmp_tslexeme(text, text),
  FUNCTION 2 gin_extract_tsvector(tsvector, internal, internal),
  FUNCTION 3 gin_extract_tsquery(tsvector, internal, int2, internal, internal, internal, internal),
  FUNCTION 4 gin_tsquery_consistent(internal, int2, tsvector, int4, internal, internal,
    internal, internal),
  FUNCTION 5 gin_cmp_prefix(text, text, int2, internal),
  FUNCTION 6 gin_tsquery_triconsistent(internal, int2, tsvector, int4, internal, internal,
    internal),
  STORAGE text;
