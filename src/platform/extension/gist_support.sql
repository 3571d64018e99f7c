-- The support functions of a GiST class of a stub, which neither SQL nor PL/pgSQL can express.
-- They are bound to functions of the server that ignore arguments they do not understand: the
-- keys are numbers without a meaning, of the type of tsquery's keys, and the consistent function
-- returns true for each row. Parameters: @functions@ is the prefix of their names, @value@ the
-- indexed type, @key@ the type of keys.
CREATE FUNCTION @extschema@.@functions@_consistent(internal, @value@, smallint, oid, internal) RETURNS boolean
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'pg_backend_pid';
CREATE FUNCTION @extschema@.@functions@_compress(internal) RETURNS internal
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'int8up';
CREATE FUNCTION @extschema@.@functions@_union(internal, internal) RETURNS @key@
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'gtsquery_union';
CREATE FUNCTION @extschema@.@functions@_penalty(internal, internal, internal) RETURNS internal
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'gtsquery_penalty';
CREATE FUNCTION @extschema@.@functions@_picksplit(internal, internal) RETURNS internal
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'gtsquery_picksplit';
CREATE FUNCTION @extschema@.@functions@_same(@key@, @key@, internal) RETURNS internal
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'gtsquery_same';
