-- stub: pgsodium version=3.1.9 schema=pgsodium relocatable=false moved=refused needs=owner
--
-- The types, tables and functions of pgsodium that older histories use: keys, and the
-- authenticated encryption of column values. Nothing is encrypted: the "cipher text" is the plain
-- text, so that decryption returns the original value.

CREATE TYPE pgsodium.key_status AS ENUM ('default', 'valid', 'invalid', 'expired');
CREATE TYPE pgsodium.key_type AS ENUM (
  'aead-ietf', 'aead-det', 'hmacsha512', 'hmacsha256', 'auth', 'shorthash', 'generichash', 'kdf',
  'secretbox', 'secretstream', 'stream_xchacha20');

CREATE TABLE pgsodium.key (
  id uuid NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
  status pgsodium.key_status DEFAULT 'valid',
  created timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  expires timestamp with time zone,
  key_type pgsodium.key_type,
  key_id bigserial,
  key_context bytea DEFAULT '\x7067736f6469756d',
  name text UNIQUE,
  associated_data text DEFAULT 'associated',
  raw_key bytea,
  raw_key_nonce bytea,
  parent_key uuid REFERENCES pgsodium.key (id),
  comment text,
  user_data text
);
CREATE VIEW pgsodium.valid_key AS
  SELECT id, name, status, key_type, key_id, key_context, created, expires, associated_data
  FROM pgsodium.key
  WHERE status IN ('valid', 'default') AND (expires IS NULL OR expires > now());

CREATE FUNCTION pgsodium.create_key(
  key_type pgsodium.key_type DEFAULT 'aead-det', name text DEFAULT NULL,
  raw_key bytea DEFAULT NULL, raw_key_nonce bytea DEFAULT NULL, parent_key uuid DEFAULT NULL,
  key_context bytea DEFAULT '\x7067736f6469756d', expires timestamptz DEFAULT NULL,
  associated_data text DEFAULT '')
  RETURNS pgsodium.valid_key LANGUAGE sql
  AS $$
    INSERT INTO pgsodium.key (key_type, name, key_context, expires, associated_data)
    VALUES ($1, $2, $6, $7, $8)
    RETURNING id, name, status, key_type, key_id, key_context, created, expires, associated_data
  $$;
CREATE FUNCTION pgsodium.get_key_by_name(text) RETURNS pgsodium.valid_key
  LANGUAGE sql STABLE AS $$ SELECT * FROM pgsodium.valid_key WHERE name = $1 $$;
CREATE FUNCTION pgsodium.get_key_by_id(uuid) RETURNS pgsodium.valid_key
  LANGUAGE sql STABLE AS $$ SELECT * FROM pgsodium.valid_key WHERE id = $1 $$;

CREATE FUNCTION pgsodium.crypto_aead_det_encrypt(
  message bytea, additional bytea, key_uuid uuid, nonce bytea DEFAULT NULL)
  RETURNS bytea LANGUAGE sql IMMUTABLE AS $$ SELECT message $$;
CREATE FUNCTION pgsodium.crypto_aead_det_decrypt(
  message bytea, additional bytea, key_uuid uuid, nonce bytea DEFAULT NULL)
  RETURNS bytea LANGUAGE sql IMMUTABLE AS $$ SELECT message $$;
CREATE FUNCTION pgsodium.crypto_aead_det_noncegen() RETURNS bytea
  LANGUAGE sql AS $$ SELECT uuid_send(gen_random_uuid()) $$;
CREATE FUNCTION pgsodium.crypto_aead_det_keygen() RETURNS bytea
  LANGUAGE sql AS $$ SELECT uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) $$;
CREATE FUNCTION pgsodium.randombytes_buf(size integer) RETURNS bytea
  LANGUAGE sql
  AS $$
    SELECT substring(string_agg(uuid_send(gen_random_uuid()), '') FROM 1 FOR size)
    FROM generate_series(0, size / 16)
  $$;
CREATE FUNCTION pgsodium.randombytes_random() RETURNS integer
  LANGUAGE sql AS $$ SELECT (random() * 2147483647)::integer $$;
