-- stub: pgsodium version=3.1.9 schema=pgsodium relocatable=false moved=refused needs=owner
--
-- The types, tables and functions of pgsodium (https://github.com/michelp/pgsodium). Nothing is encrypted: the
-- "cipher text" is the plain text, so that decryption returns the original value; keys, nonces and
-- seeds are random bytes, and other functions return NULL. Security labels of its provider fail.

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
  LANGUAGE sql AS $$ SELECT * FROM pgsodium.valid_key WHERE name = $1 $$;
CREATE FUNCTION pgsodium.get_key_by_id(uuid) RETURNS pgsodium.valid_key
  LANGUAGE sql AS $$ SELECT * FROM pgsodium.valid_key WHERE id = $1 $$;

DO $functions$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY string_to_array(btrim($list$
crypto_aead_det_decrypt(ciphertext bytea, additional bytea, key bytea, nonce bytea DEFAULT NULL::bytea) returns bytea immutable
crypto_aead_det_decrypt(message bytea, additional bytea, key_id bigint, context bytea DEFAULT '\x7067736f6469756d'::bytea, nonce bytea DEFAULT NULL::bytea) returns bytea immutable
crypto_aead_det_decrypt(message bytea, additional bytea, key_uuid uuid) returns bytea stable
crypto_aead_det_decrypt(message bytea, additional bytea, key_uuid uuid, nonce bytea) returns bytea stable
crypto_aead_det_encrypt(message bytea, additional bytea, key bytea, nonce bytea DEFAULT NULL::bytea) returns bytea immutable
crypto_aead_det_encrypt(message bytea, additional bytea, key_id bigint, context bytea DEFAULT '\x7067736f6469756d'::bytea, nonce bytea DEFAULT NULL::bytea) returns bytea immutable
crypto_aead_det_encrypt(message bytea, additional bytea, key_uuid uuid) returns bytea stable
crypto_aead_det_encrypt(message bytea, additional bytea, key_uuid uuid, nonce bytea) returns bytea stable
crypto_aead_ietf_decrypt(message bytea, additional bytea, nonce bytea, key bytea) returns bytea immutable
crypto_aead_ietf_decrypt(message bytea, additional bytea, nonce bytea, key_id bigint, context bytea DEFAULT '\x7067736f6469756d'::bytea) returns bytea immutable
crypto_aead_ietf_decrypt(message bytea, additional bytea, nonce bytea, key_uuid uuid) returns bytea stable
crypto_aead_ietf_encrypt(message bytea, additional bytea, nonce bytea, key bytea) returns bytea immutable
crypto_aead_ietf_encrypt(message bytea, additional bytea, nonce bytea, key_id bigint, context bytea DEFAULT '\x7067736f6469756d'::bytea) returns bytea immutable
crypto_aead_ietf_encrypt(message bytea, additional bytea, nonce bytea, key_uuid uuid) returns bytea stable
crypto_secretbox(message bytea, nonce bytea, key bytea) returns bytea immutable
crypto_secretbox(message bytea, nonce bytea, key_id bigint, context bytea DEFAULT '\x7067736f6469756d'::bytea) returns bytea immutable
crypto_secretbox(message bytea, nonce bytea, key_uuid uuid) returns bytea stable
crypto_secretbox_open(ciphertext bytea, nonce bytea, key bytea) returns bytea immutable
crypto_secretbox_open(message bytea, nonce bytea, key_id bigint, context bytea DEFAULT '\x7067736f6469756d'::bytea) returns bytea immutable
crypto_secretbox_open(message bytea, nonce bytea, key_uuid uuid) returns bytea stable
$list$, E'\n'), E'\n') LOOP
    EXECUTE 'CREATE FUNCTION pgsodium.' || wanted || ' LANGUAGE sql AS $f$ SELECT $1 $f$';
  END LOOP;
  FOREACH wanted IN ARRAY ARRAY[
    'crypto_aead_det_keygen', 'crypto_aead_det_noncegen', 'crypto_aead_ietf_keygen',
    'crypto_aead_ietf_noncegen', 'crypto_auth_hmacsha256_keygen', 'crypto_auth_hmacsha512_keygen',
    'crypto_auth_keygen', 'crypto_box_new_seed', 'crypto_box_noncegen',
    'crypto_generichash_keygen', 'crypto_kdf_keygen', 'crypto_kx_new_seed',
    'crypto_pwhash_saltgen', 'crypto_secretbox_keygen', 'crypto_secretbox_noncegen',
    'crypto_secretstream_keygen', 'crypto_shorthash_keygen', 'crypto_sign_new_seed',
    'crypto_stream_xchacha20_keygen', 'crypto_stream_xchacha20_noncegen', 'randombytes_new_seed'] LOOP
    EXECUTE format('CREATE FUNCTION pgsodium.%I() RETURNS bytea LANGUAGE sql '
      'AS $f$ SELECT uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) $f$', wanted);
  END LOOP;
END
$functions$;
CREATE FUNCTION pgsodium.randombytes_buf(size integer) RETURNS bytea
  LANGUAGE sql
  AS $$
    SELECT substring(string_agg(uuid_send(gen_random_uuid()), '') FROM 1 FOR size)
    FROM generate_series(0, size / 16)
  $$;
CREATE FUNCTION pgsodium.randombytes_random() RETURNS integer
  LANGUAGE sql AS $$ SELECT (random() * 2147483647)::integer $$;

CREATE SCHEMA pgsodium_masks;
-- part: objects_open of=pgsodium requires=- type=-
type _key_id_context (key_id bigint, key_context bytea)
type crypto_box_keypair (public bytea, secret bytea)
type crypto_kx_keypair (public bytea, secret bytea)
type crypto_kx_session (rx bytea, tx bytea)
type crypto_sign_keypair (public bytea, secret bytea)
type crypto_signcrypt_keypair (public bytea, secret bytea)
type crypto_signcrypt_state_key (state bytea, shared_key bytea)
view decrypted_key (id uuid, status ~key_status, created timestamp with time zone, expires timestamp with time zone, key_type ~key_type, key_id bigint, key_context bytea, name text, associated_data text, raw_key bytea, decrypted_raw_key bytea, raw_key_nonce bytea, parent_key uuid, comment text)
view mask_columns (attname name, attrelid oid, key_id text, key_id_column text, associated_columns text, nonce_column text, format_type text)
view masking_rule (attrelid oid, attnum integer, relnamespace regnamespace, relname name, attname name, format_type text, col_description text, key_id_column text, key_id text, associated_columns text, nonce_column text, view_name text, priority integer, security_invoker boolean)
view seclabel (nspname name, relname name, attname name, label text)
aggregate crypto_sign_update_agg(message bytea) returns bytea immutable
aggregate crypto_sign_update_agg(state bytea, message bytea) returns bytea immutable
create_mask_view(relid oid, debug boolean DEFAULT false) returns void
create_mask_view(relid oid, subid integer, debug boolean DEFAULT false) returns void
crypto_auth(message bytea, key bytea) returns bytea immutable
crypto_auth(message bytea, key_id bigint, context bytea DEFAULT '\x7067736f6469756d'::bytea) returns bytea immutable
crypto_auth(message bytea, key_uuid uuid) returns bytea stable
crypto_auth_hmacsha256(message bytea, key_id bigint, context bytea DEFAULT '\x7067736f6469756d'::bytea) returns bytea immutable
crypto_auth_hmacsha256(message bytea, key_uuid uuid) returns bytea stable
crypto_auth_hmacsha256(message bytea, secret bytea) returns bytea immutable
crypto_auth_hmacsha256_verify(hash bytea, message bytea, key_id bigint, context bytea DEFAULT '\x7067736f6469756d'::bytea) returns boolean immutable
crypto_auth_hmacsha256_verify(hash bytea, message bytea, secret bytea) returns boolean immutable
crypto_auth_hmacsha256_verify(signature bytea, message bytea, key_uuid uuid) returns boolean stable
crypto_auth_hmacsha512(message bytea, key_id bigint, context bytea DEFAULT '\x7067736f6469756d'::bytea) returns bytea immutable
crypto_auth_hmacsha512(message bytea, key_uuid uuid) returns bytea stable
crypto_auth_hmacsha512(message bytea, secret bytea) returns bytea immutable
crypto_auth_hmacsha512_verify(hash bytea, message bytea, key_id bigint, context bytea DEFAULT '\x7067736f6469756d'::bytea) returns boolean immutable
crypto_auth_hmacsha512_verify(hash bytea, message bytea, secret bytea) returns boolean immutable
crypto_auth_hmacsha512_verify(signature bytea, message bytea, key_uuid uuid) returns boolean stable
crypto_auth_verify(mac bytea, message bytea, key bytea) returns boolean immutable
crypto_auth_verify(mac bytea, message bytea, key_id bigint, context bytea DEFAULT '\x7067736f6469756d'::bytea) returns boolean immutable
crypto_auth_verify(mac bytea, message bytea, key_uuid uuid) returns boolean stable
crypto_box(message bytea, nonce bytea, public bytea, secret bytea) returns bytea immutable
crypto_box_new_keypair() returns ~crypto_box_keypair
crypto_box_open(ciphertext bytea, nonce bytea, public bytea, secret bytea) returns bytea immutable
crypto_box_seal(message bytea, public_key bytea) returns bytea immutable
crypto_box_seal_open(ciphertext bytea, public_key bytea, secret_key bytea) returns bytea immutable
crypto_box_seed_new_keypair(seed bytea) returns ~crypto_box_keypair immutable
crypto_cmp(text, text) returns boolean immutable
crypto_generichash(message bytea, key bigint, context bytea DEFAULT '\x7067736f6469756d'::bytea) returns bytea immutable
crypto_generichash(message bytea, key bytea DEFAULT NULL::bytea) returns bytea immutable
crypto_generichash(message bytea, key_uuid uuid) returns bytea stable
crypto_hash_sha256(message bytea) returns bytea immutable
crypto_hash_sha512(message bytea) returns bytea immutable
crypto_kdf_derive_from_key(subkey_size bigint, subkey_id bigint, context bytea, primary_key bytea) returns bytea immutable
crypto_kdf_derive_from_key(subkey_size integer, subkey_id bigint, context bytea, primary_key uuid) returns bytea stable
crypto_kx_client_session_keys(client_pk bytea, client_sk bytea, server_pk bytea) returns ~crypto_kx_session
crypto_kx_new_keypair() returns ~crypto_kx_keypair
crypto_kx_seed_new_keypair(seed bytea) returns ~crypto_kx_keypair immutable
crypto_kx_server_session_keys(server_pk bytea, server_sk bytea, client_pk bytea) returns ~crypto_kx_session
crypto_pwhash(password bytea, salt bytea) returns bytea immutable
crypto_pwhash_str(password bytea) returns bytea
crypto_pwhash_str_verify(hashed_password bytea, password bytea) returns boolean immutable
crypto_shorthash(message bytea, key bigint, context bytea DEFAULT '\x7067736f6469756d'::bytea) returns bytea immutable
crypto_shorthash(message bytea, key bytea) returns bytea immutable
crypto_shorthash(message bytea, key_uuid uuid) returns bytea stable
crypto_sign(message bytea, key bytea) returns bytea immutable
crypto_sign_detached(message bytea, key bytea) returns bytea immutable
crypto_sign_final_create(state bytea, key bytea) returns bytea immutable
crypto_sign_final_verify(state bytea, signature bytea, key bytea) returns boolean immutable
crypto_sign_init() returns bytea immutable
crypto_sign_new_keypair() returns ~crypto_sign_keypair
crypto_sign_open(signed_message bytea, key bytea) returns bytea immutable
crypto_sign_seed_new_keypair(seed bytea) returns ~crypto_sign_keypair immutable
crypto_sign_update(state bytea, message bytea) returns bytea immutable
crypto_sign_update_agg1(state bytea, message bytea) returns bytea immutable
crypto_sign_update_agg2(cur_state bytea, initial_state bytea, message bytea) returns bytea immutable
crypto_sign_verify_detached(sig bytea, message bytea, key bytea) returns boolean immutable
crypto_signcrypt_new_keypair() returns ~crypto_signcrypt_keypair
crypto_signcrypt_sign_after(state bytea, sender_sk bytea, ciphertext bytea) returns bytea
crypto_signcrypt_sign_before(sender bytea, recipient bytea, sender_sk bytea, recipient_pk bytea, additional bytea) returns ~crypto_signcrypt_state_key
crypto_signcrypt_verify_after(state bytea, signature bytea, sender_pk bytea, ciphertext bytea) returns boolean
crypto_signcrypt_verify_before(signature bytea, sender bytea, recipient bytea, additional bytea, sender_pk bytea, recipient_sk bytea) returns ~crypto_signcrypt_state_key
crypto_signcrypt_verify_public(signature bytea, sender bytea, recipient bytea, additional bytea, sender_pk bytea, ciphertext bytea) returns boolean
crypto_stream_xchacha20(bigint, bytea, bigint, context bytea DEFAULT '\x7067736f6469756d'::bytea) returns bytea immutable
crypto_stream_xchacha20(bigint, bytea, bytea) returns bytea immutable
crypto_stream_xchacha20_xor(bytea, bytea, bigint, context bytea DEFAULT '\x70676f736469756d'::bytea) returns bytea immutable
crypto_stream_xchacha20_xor(bytea, bytea, bytea) returns bytea immutable
crypto_stream_xchacha20_xor_ic(bytea, bytea, bigint, bigint, context bytea DEFAULT '\x7067736f6469756d'::bytea) returns bytea immutable
crypto_stream_xchacha20_xor_ic(bytea, bytea, bigint, bytea) returns bytea immutable
decrypted_columns(relid oid) returns text
derive_key(key_id bigint, key_len integer DEFAULT 32, context bytea DEFAULT '\x7067736f6469756d'::bytea) returns bytea
disable_security_label_trigger() returns void
enable_security_label_trigger() returns void
encrypted_column(relid oid, m record) returns text
encrypted_columns(relid oid) returns text
get_named_keys(filter text DEFAULT '%') returns SETOF ~valid_key
has_mask(role regrole, source_name text) returns boolean
mask_columns(source_relid oid) returns TABLE(attname name, key_id text, key_id_column text, associated_column text, nonce_column text, format_type text)
mask_role(masked_role regrole, source_name text, view_name text) returns void
pgsodium_derive(key_id bigint, key_len integer DEFAULT 32, context bytea DEFAULT decode('pgsodium', 'escape')) returns bytea
quote_assoc(text, boolean DEFAULT false) returns text
randombytes_buf_deterministic(size integer, seed bytea) returns bytea immutable
randombytes_uniform(upper_bound integer) returns integer
sodium_base642bin(base64 text) returns bytea immutable
sodium_bin2base64(bin bytea) returns text immutable
trg_mask_update() returns event_trigger
update_mask(target oid, debug boolean DEFAULT false) returns void
update_masks(debug boolean DEFAULT false) returns void
version() returns text
-- part: objects_close
