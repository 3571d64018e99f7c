-- A type of a stub that is stored as text, up to the CREATE TYPE that completes it. Parameters:
-- @type@ is its name, @functions@ the prefix of the names of its functions.
CREATE TYPE @extschema@.@type@;
CREATE FUNCTION @extschema@.@functions@in(cstring) RETURNS @extschema@.@type@
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'textin';
CREATE FUNCTION @extschema@.@functions@out(@extschema@.@type@) RETURNS cstring
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'textout';
CREATE FUNCTION @extschema@.@functions@recv(internal) RETURNS @extschema@.@type@
  LANGUAGE internal STABLE STRICT PARALLEL SAFE AS 'textrecv';
CREATE FUNCTION @extschema@.@functions@send(@extschema@.@type@) RETURNS bytea
  LANGUAGE internal STABLE STRICT PARALLEL SAFE AS 'textsend';
