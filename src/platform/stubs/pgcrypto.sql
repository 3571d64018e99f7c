-- stub: pgcrypto version=1.3 schema=current relocatable=true needs=owner
--
-- For servers without contrib. Hashes that the server itself provides are correct, SHA-1 is not;
-- encryption hides nothing, but encrypted values can be decrypted; a password matches its hash.
-- Signatures: https://www.postgresql.org/docs/current/pgcrypto.html

CREATE FUNCTION @extschema@.digest(bytea, text) RETURNS bytea
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
  BEGIN
    RETURN CASE lower($2)
      WHEN 'md5' THEN decode(md5($1), 'hex')
      WHEN 'sha1' THEN substring(sha256($1) FROM 1 FOR 20)
      WHEN 'sha224' THEN sha224($1)
      WHEN 'sha256' THEN sha256($1)
      WHEN 'sha384' THEN sha384($1)
      WHEN 'sha512' THEN sha512($1)
    END;
  END
  $$;
CREATE FUNCTION @extschema@.digest(text, text) RETURNS bytea
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$ SELECT @extschema@.digest(convert_to($1, 'UTF8'), $2) $$;
CREATE FUNCTION @extschema@.hmac(bytea, bytea, text) RETURNS bytea
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$ SELECT @extschema@.digest($2 || @extschema@.digest($2 || $1, $3), $3) $$;
CREATE FUNCTION @extschema@.hmac(text, text, text) RETURNS bytea
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$ SELECT @extschema@.hmac(convert_to($1, 'UTF8'), convert_to($2, 'UTF8'), $3) $$;

CREATE FUNCTION @extschema@.gen_random_bytes(integer) RETURNS bytea
  LANGUAGE sql VOLATILE STRICT PARALLEL SAFE
  AS $$
    SELECT coalesce(substring(string_agg(uuid_send(pg_catalog.gen_random_uuid()), ''::bytea) FROM 1 FOR $1), '')
    FROM generate_series(1, ($1 + 15) / 16)
  $$;
CREATE FUNCTION @extschema@.gen_random_uuid() RETURNS uuid
  LANGUAGE sql VOLATILE PARALLEL SAFE AS $$ SELECT pg_catalog.gen_random_uuid() $$;

CREATE FUNCTION @extschema@.gen_salt(text, integer) RETURNS text
  LANGUAGE sql VOLATILE STRICT PARALLEL SAFE
  AS $$
    SELECT CASE lower($1)
      WHEN 'bf' THEN '$2a$' || lpad($2::text, 2, '0') || '$' || left(made.salt, 22)
      WHEN 'md5' THEN '$1$' || left(made.salt, 8)
      WHEN 'xdes' THEN '_' || left(made.salt, 8)
      WHEN 'des' THEN left(made.salt, 2)
    END
    FROM (SELECT replace(pg_catalog.gen_random_uuid()::text, '-', '')) AS made (salt)
  $$;
CREATE FUNCTION @extschema@.gen_salt(text) RETURNS text
  LANGUAGE sql VOLATILE STRICT PARALLEL SAFE AS $$ SELECT @extschema@.gen_salt($1, 6) $$;
-- A hash begins with its salt, as in the real function.
CREATE FUNCTION @extschema@.crypt(text, text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$
    SELECT cut.salt || left(encode(sha256(convert_to(cut.salt || $1, 'UTF8')), 'hex'), cut.hash)
    FROM (SELECT CASE WHEN $2 LIKE '$2%' THEN left($2, 29)
                      WHEN $2 LIKE '$1$%' THEN '$1$' || split_part($2, '$', 3) || '$'
                      WHEN $2 LIKE '\_%' THEN left($2, 9)
                      ELSE left($2, 2) END,
                 CASE WHEN $2 LIKE '$2%' THEN 31 WHEN $2 LIKE '$1$%' THEN 22 ELSE 11 END) AS cut (salt, hash)
  $$;

CREATE FUNCTION @extschema@.encrypt(bytea, bytea, text) RETURNS bytea
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT $1 $$;
CREATE FUNCTION @extschema@.decrypt(bytea, bytea, text) RETURNS bytea
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT $1 $$;
CREATE FUNCTION @extschema@.encrypt_iv(bytea, bytea, bytea, text) RETURNS bytea
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT $1 $$;
CREATE FUNCTION @extschema@.decrypt_iv(bytea, bytea, bytea, text) RETURNS bytea
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT $1 $$;

CREATE FUNCTION @extschema@.pgp_sym_encrypt(text, text) RETURNS bytea
  LANGUAGE sql VOLATILE STRICT PARALLEL SAFE AS $$ SELECT convert_to($1, 'UTF8') $$;
CREATE FUNCTION @extschema@.pgp_sym_encrypt(text, text, text) RETURNS bytea
  LANGUAGE sql VOLATILE STRICT PARALLEL SAFE AS $$ SELECT convert_to($1, 'UTF8') $$;
CREATE FUNCTION @extschema@.pgp_sym_encrypt_bytea(bytea, text) RETURNS bytea
  LANGUAGE sql VOLATILE STRICT PARALLEL SAFE AS $$ SELECT $1 $$;
CREATE FUNCTION @extschema@.pgp_sym_encrypt_bytea(bytea, text, text) RETURNS bytea
  LANGUAGE sql VOLATILE STRICT PARALLEL SAFE AS $$ SELECT $1 $$;
CREATE FUNCTION @extschema@.pgp_sym_decrypt(bytea, text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT convert_from($1, 'UTF8') $$;
CREATE FUNCTION @extschema@.pgp_sym_decrypt(bytea, text, text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT convert_from($1, 'UTF8') $$;
CREATE FUNCTION @extschema@.pgp_sym_decrypt_bytea(bytea, text) RETURNS bytea
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT $1 $$;
CREATE FUNCTION @extschema@.pgp_sym_decrypt_bytea(bytea, text, text) RETURNS bytea
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT $1 $$;

CREATE FUNCTION @extschema@.pgp_pub_encrypt(text, bytea) RETURNS bytea
  LANGUAGE sql VOLATILE STRICT PARALLEL SAFE AS $$ SELECT convert_to($1, 'UTF8') $$;
CREATE FUNCTION @extschema@.pgp_pub_encrypt(text, bytea, text) RETURNS bytea
  LANGUAGE sql VOLATILE STRICT PARALLEL SAFE AS $$ SELECT convert_to($1, 'UTF8') $$;
CREATE FUNCTION @extschema@.pgp_pub_encrypt_bytea(bytea, bytea) RETURNS bytea
  LANGUAGE sql VOLATILE STRICT PARALLEL SAFE AS $$ SELECT $1 $$;
CREATE FUNCTION @extschema@.pgp_pub_encrypt_bytea(bytea, bytea, text) RETURNS bytea
  LANGUAGE sql VOLATILE STRICT PARALLEL SAFE AS $$ SELECT $1 $$;
CREATE FUNCTION @extschema@.pgp_pub_decrypt(bytea, bytea) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT convert_from($1, 'UTF8') $$;
CREATE FUNCTION @extschema@.pgp_pub_decrypt(bytea, bytea, text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT convert_from($1, 'UTF8') $$;
CREATE FUNCTION @extschema@.pgp_pub_decrypt(bytea, bytea, text, text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT convert_from($1, 'UTF8') $$;
CREATE FUNCTION @extschema@.pgp_pub_decrypt_bytea(bytea, bytea) RETURNS bytea
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT $1 $$;
CREATE FUNCTION @extschema@.pgp_pub_decrypt_bytea(bytea, bytea, text) RETURNS bytea
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT $1 $$;
CREATE FUNCTION @extschema@.pgp_pub_decrypt_bytea(bytea, bytea, text, text) RETURNS bytea
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT $1 $$;
CREATE FUNCTION @extschema@.pgp_key_id(bytea) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT upper(left(md5($1), 16)) $$;

CREATE FUNCTION @extschema@.armor(bytea) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT encode($1, 'base64') $$;
CREATE FUNCTION @extschema@.armor(bytea, text[], text[]) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT encode($1, 'base64') $$;
CREATE FUNCTION @extschema@.dearmor(text) RETURNS bytea
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT decode($1, 'base64') $$;
CREATE FUNCTION @extschema@.pgp_armor_headers(text, OUT key text, OUT value text) RETURNS SETOF record
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT NULL::text, NULL::text WHERE false $$;
