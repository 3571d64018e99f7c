-- stub: pg_hashids version=1.3 schema=current relocatable=true needs=owner
--
-- Short ids from numbers (https://github.com/iCyberon/pg_hashids). An encoded number can be
-- decoded, but the text is the number in hexadecimal digits, not the hash of the extension. Several
-- numbers give NULL.

DO $functions$
DECLARE
  arguments text;
BEGIN
  FOREACH arguments IN ARRAY ARRAY[
    '', ', text', ', text, integer', ', text, integer, text']
  LOOP
    EXECUTE format(
      'CREATE FUNCTION @extschema@.id_encode(bigint%s) RETURNS text LANGUAGE sql IMMUTABLE '
      'AS $f$ SELECT lpad(to_hex($1), %s, ''0'') $f$', arguments,
      CASE WHEN arguments LIKE '%integer%' THEN 'greatest($3, length(to_hex($1)))'
           ELSE 'length(to_hex($1))' END);
    EXECUTE format(
      'CREATE FUNCTION @extschema@.id_decode_once(text%s) RETURNS bigint '
      'LANGUAGE sql IMMUTABLE AS $f$ SELECT (''x'' || lpad($1, 16, ''0''))::bit(64)::bigint $f$',
      arguments);
    EXECUTE format(
      'CREATE FUNCTION @extschema@.id_decode(text%s) RETURNS bigint[] LANGUAGE sql IMMUTABLE '
      'AS $f$ SELECT ARRAY[(''x'' || lpad($1, 16, ''0''))::bit(64)::bigint] $f$', arguments);
  END LOOP;
END
$functions$;

-- part: objects_open of=pg_hashids requires=- type=-
hash_decode(text, text, integer) returns integer immutable
hash_encode(bigint) returns text immutable
hash_encode(bigint, text) returns text immutable
hash_encode(bigint, text, integer) returns text immutable
id_encode(bigint[]) returns text immutable
id_encode(bigint[], text) returns text immutable
id_encode(bigint[], text, integer) returns text immutable
id_encode(bigint[], text, integer, text) returns text immutable
-- part: objects_close
