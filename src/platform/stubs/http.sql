-- stub: http version=1.6 schema=current relocatable=false needs=owner
--
-- Types and functions of pgsql-http (https://github.com/pramsey/pgsql-http). No request is sent:
-- every response has status 503, so that code which tests the status sees a failure, and an empty
-- JSON object as its body, so that code which reads the body without a test finds NULLs.

CREATE DOMAIN @extschema@.http_method AS text;
CREATE DOMAIN @extschema@.content_type AS text CHECK (VALUE ~ '^\S+\/\S+');
CREATE TYPE @extschema@.http_header AS (field character varying, value character varying);
CREATE TYPE @extschema@.http_request AS (
  method @extschema@.http_method, uri character varying, headers @extschema@.http_header[],
  content_type character varying, content character varying);
CREATE TYPE @extschema@.http_response AS (
  status integer, content_type character varying, headers @extschema@.http_header[],
  content character varying);

CREATE FUNCTION @extschema@.http_header(field character varying, value character varying)
  RETURNS @extschema@.http_header LANGUAGE sql
  AS $$ SELECT ROW(field, value)::@extschema@.http_header $$;

CREATE FUNCTION @extschema@.http(request @extschema@.http_request)
  RETURNS @extschema@.http_response LANGUAGE sql
  AS $$
    SELECT ROW(503, 'application/json', NULL, '{}')::@extschema@.http_response
  $$;

DO $verbs$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN
    SELECT * FROM (VALUES
      ('http_get', 'uri character varying'),
      ('http_get', 'uri character varying, data jsonb'),
      ('http_post', 'uri character varying, content character varying, '
                    'content_type character varying'),
      ('http_post', 'uri character varying, data jsonb'),
      ('http_put', 'uri character varying, content character varying, '
                   'content_type character varying'),
      ('http_patch', 'uri character varying, content character varying, '
                     'content_type character varying'),
      ('http_delete', 'uri character varying'),
      ('http_delete', 'uri character varying, content character varying, '
                      'content_type character varying'),
      ('http_head', 'uri character varying')) AS list (name, arguments)
  LOOP
    EXECUTE format(
      'CREATE FUNCTION @extschema@.%I(%s) RETURNS @extschema@.http_response LANGUAGE sql '
      'AS $f$ SELECT @extschema@.http(NULL::@extschema@.http_request) $f$',
      wanted.name, wanted.arguments);
  END LOOP;
END
$verbs$;

CREATE FUNCTION @extschema@.http_set_curlopt(curlopt character varying, value character varying)
  RETURNS boolean LANGUAGE sql AS $$ SELECT true $$;
CREATE FUNCTION @extschema@.http_reset_curlopt() RETURNS boolean LANGUAGE sql AS $$ SELECT true $$;
CREATE FUNCTION @extschema@.http_list_curlopt() RETURNS TABLE (curlopt text, value text)
  LANGUAGE sql AS $$ SELECT ''::text, ''::text WHERE false $$;

CREATE FUNCTION @extschema@.urlencode(string character varying) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT
  AS $$
    SELECT coalesce(string_agg(
      CASE WHEN sign ~ '^[A-Za-z0-9_.~-]$' THEN sign
           ELSE regexp_replace(upper(encode(convert_to(sign, 'UTF8'), 'hex')), '..', '%\&', 'g')
      END, '' ORDER BY place), '')
    FROM regexp_split_to_table(string, '') WITH ORDINALITY AS part (sign, place)
  $$;
CREATE FUNCTION @extschema@.urlencode(string bytea) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT
  AS $$ SELECT regexp_replace(upper(encode(string, 'hex')), '..', '%\&', 'g') $$;
CREATE FUNCTION @extschema@.urlencode(data jsonb) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT
  AS $$
    SELECT string_agg(@extschema@.urlencode(key::varchar) || '='
                      || @extschema@.urlencode(value::varchar), '&')
    FROM jsonb_each_text(data)
  $$;
CREATE FUNCTION @extschema@.text_to_bytea(data text) RETURNS bytea
  LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT convert_to(data, 'UTF8') $$;
CREATE FUNCTION @extschema@.bytea_to_text(data bytea) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT convert_from(data, 'UTF8') $$;

-- part: objects_open of=http requires=- type=-
http_headers(VARIADIC args text[]) returns ~http_header[] immutable
-- part: objects_close
