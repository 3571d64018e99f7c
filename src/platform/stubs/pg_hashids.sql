-- stub: pg_hashids version=1.3 schema=current relocatable=true needs=owner
--
-- Short ids from numbers (https://github.com/iCyberon/pg_hashids). An encoded number can be
-- decoded, but the text is the number in hexadecimal digits, not the hash of the extension.

DO $functions$
DECLARE
  arguments text;
BEGIN
  FOREACH arguments IN ARRAY ARRAY[
    '', ', salt text', ', salt text, min_length integer',
    ', salt text, min_length integer, alphabet text']
  LOOP
    EXECUTE format(
      'CREATE FUNCTION @extschema@.id_encode(id bigint%s) RETURNS text LANGUAGE sql IMMUTABLE '
      'AS $f$ SELECT lpad(to_hex(id), %s, ''0'') $f$', arguments,
      CASE WHEN arguments LIKE '%min_length%' THEN 'greatest(min_length, length(to_hex(id)))'
           ELSE 'length(to_hex(id))' END);
    EXECUTE format(
      'CREATE FUNCTION @extschema@.id_decode_once(id text%s) RETURNS bigint '
      'LANGUAGE sql IMMUTABLE AS $f$ SELECT (''x'' || lpad(id, 16, ''0''))::bit(64)::bigint $f$',
      arguments);
    EXECUTE format(
      'CREATE FUNCTION @extschema@.id_decode(id text%s) RETURNS bigint[] LANGUAGE sql IMMUTABLE '
      'AS $f$ SELECT ARRAY[(''x'' || lpad(id, 16, ''0''))::bit(64)::bigint] $f$', arguments);
  END LOOP;
END
$functions$;
