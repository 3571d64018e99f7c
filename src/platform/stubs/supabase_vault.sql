-- stub: supabase_vault version=0.3.1 schema=vault relocatable=false moved=refused needs=owner
--
-- The vault's table, view and functions (https://supabase.com/docs/guides/database/vault).
-- Nothing is encrypted: a secret is stored as written, only in the temporary database.

CREATE TABLE vault.secrets (
  id uuid NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
  name text,
  description text NOT NULL DEFAULT '',
  secret text NOT NULL,
  key_id uuid,
  nonce bytea,
  created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE UNIQUE INDEX secrets_name_idx ON vault.secrets (name) WHERE name IS NOT NULL;

CREATE VIEW vault.decrypted_secrets AS
  SELECT id, name, description, secret, secret AS decrypted_secret, key_id, nonce,
         created_at, updated_at
  FROM vault.secrets;

CREATE FUNCTION vault.create_secret(
  new_secret text, new_name text DEFAULT NULL, new_description text DEFAULT '',
  new_key_id uuid DEFAULT NULL)
  RETURNS uuid LANGUAGE sql
  AS $$
    INSERT INTO vault.secrets (secret, name, description, key_id)
    VALUES (new_secret, new_name, coalesce(new_description, ''), new_key_id) RETURNING id
  $$;

CREATE FUNCTION vault.update_secret(
  secret_id uuid, new_secret text DEFAULT NULL, new_name text DEFAULT NULL,
  new_description text DEFAULT NULL, new_key_id uuid DEFAULT NULL)
  RETURNS void LANGUAGE sql
  AS $$
    UPDATE vault.secrets AS kept SET
      secret = coalesce(new_secret, kept.secret),
      name = coalesce(new_name, kept.name),
      description = coalesce(new_description, kept.description),
      key_id = coalesce(new_key_id, kept.key_id),
      updated_at = CURRENT_TIMESTAMP
    WHERE kept.id = secret_id
  $$;

-- part: objects_open of=supabase_vault requires=- type=-
_crypto_aead_det_decrypt(message bytea, additional bytea, key_id bigint, context bytea DEFAULT '\x7067736f6469756d'::bytea, nonce bytea DEFAULT NULL::bytea) returns bytea immutable
_crypto_aead_det_encrypt(message bytea, additional bytea, key_id bigint, context bytea DEFAULT '\x7067736f6469756d'::bytea, nonce bytea DEFAULT NULL::bytea) returns bytea immutable
_crypto_aead_det_noncegen() returns bytea immutable
-- part: objects_close
