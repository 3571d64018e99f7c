-- stub: pgjwt version=0.2.0 schema=current relocatable=false needs=owner requires=pgcrypto
--
-- Signed JSON web tokens (RFC 7519) with HMAC, under the names of pgjwt
-- (https://github.com/michelp/pgjwt). It works: tokens are signed with pgcrypto's hmac(), which
-- is looked up on the search_path when a token is signed.

CREATE FUNCTION @extschema@.url_encode(data bytea) RETURNS text
  LANGUAGE sql IMMUTABLE
  AS $$ SELECT translate(encode(data, 'base64'), E'+/=\n', '-_') $$;

CREATE FUNCTION @extschema@.url_decode(data text) RETURNS bytea
  LANGUAGE sql IMMUTABLE
  AS $$
    SELECT decode(rpad(translate(data, '-_', '+/'), (length(data) + 3) / 4 * 4, '='), 'base64')
  $$;

CREATE FUNCTION @extschema@.algorithm_sign(signables text, secret text, algorithm text)
  RETURNS text LANGUAGE plpgsql IMMUTABLE
  AS $$
    DECLARE
      digest text := CASE algorithm
        WHEN 'HS256' THEN 'sha256' WHEN 'HS384' THEN 'sha384' WHEN 'HS512' THEN 'sha512' END;
    BEGIN
      RETURN @extschema@.url_encode(hmac(signables, secret, digest));
    END
  $$;

CREATE FUNCTION @extschema@.sign(payload json, secret text, algorithm text DEFAULT 'HS256')
  RETURNS text LANGUAGE plpgsql IMMUTABLE
  AS $$
    DECLARE
      signables text :=
        @extschema@.url_encode(convert_to(
          json_build_object('alg', algorithm, 'typ', 'JWT')::text, 'UTF8'))
        || '.' || @extschema@.url_encode(convert_to(payload::text, 'UTF8'));
    BEGIN
      RETURN signables || '.' || @extschema@.algorithm_sign(signables, secret, algorithm);
    END
  $$;

CREATE FUNCTION @extschema@.try_cast_double(inp text) RETURNS double precision
  LANGUAGE plpgsql IMMUTABLE
  AS $$ BEGIN RETURN inp::double precision; EXCEPTION WHEN OTHERS THEN RETURN NULL; END $$;

CREATE FUNCTION @extschema@.verify(token text, secret text, algorithm text DEFAULT 'HS256')
  RETURNS TABLE (header json, payload json, valid boolean) LANGUAGE plpgsql IMMUTABLE
  AS $$
    DECLARE
      part text[] := string_to_array(token, '.');
    BEGIN
      header := convert_from(@extschema@.url_decode(part[1]), 'UTF8')::json;
      payload := convert_from(@extschema@.url_decode(part[2]), 'UTF8')::json;
      valid := part[3]
        = @extschema@.algorithm_sign(part[1] || '.' || part[2], secret, algorithm);
      RETURN NEXT;
    END
  $$;
