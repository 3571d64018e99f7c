-- stub: uuid-ossp version=1.1 schema=current relocatable=true needs=owner
--
-- For servers without contrib. Random ids and the name-based ids of version 3 are correct (RFC
-- 9562); ids of version 1 are random, and ids of version 5 differ from the real ones.

CREATE FUNCTION @extschema@.uuid_generate_v4() RETURNS uuid
  LANGUAGE sql VOLATILE AS $$ SELECT gen_random_uuid() $$;
CREATE FUNCTION @extschema@.uuid_generate_v1() RETURNS uuid
  LANGUAGE sql VOLATILE AS $$ SELECT gen_random_uuid() $$;
CREATE FUNCTION @extschema@.uuid_generate_v1mc() RETURNS uuid
  LANGUAGE sql VOLATILE AS $$ SELECT gen_random_uuid() $$;
-- md5 of name space and name, with six bits replaced by version and variant.
CREATE FUNCTION @extschema@.uuid_generate_v3(namespace uuid, name text) RETURNS uuid
  LANGUAGE sql IMMUTABLE STRICT
  AS $$
    SELECT encode(set_byte(set_byte(hash, 6, get_byte(hash, 6) & 15 | 48),
                           8, get_byte(hash, 8) & 63 | 128), 'hex')::uuid
    FROM (SELECT decode(md5(uuid_send(namespace) || convert_to(name, 'UTF8')), 'hex')) AS made (hash)
  $$;
-- The server has no SHA-1; the first half of SHA-256 keeps the result a function of its input.
CREATE FUNCTION @extschema@.uuid_generate_v5(namespace uuid, name text) RETURNS uuid
  LANGUAGE sql IMMUTABLE STRICT
  AS $$
    SELECT encode(set_byte(set_byte(hash, 6, get_byte(hash, 6) & 15 | 80),
                           8, get_byte(hash, 8) & 63 | 128), 'hex')::uuid
    FROM (SELECT substring(sha256(uuid_send(namespace) || convert_to(name, 'UTF8'))
                           FROM 1 FOR 16)) AS made (hash)
  $$;
CREATE FUNCTION @extschema@.uuid_nil() RETURNS uuid
  LANGUAGE sql IMMUTABLE AS $$ SELECT '00000000-0000-0000-0000-000000000000'::uuid $$;
CREATE FUNCTION @extschema@.uuid_ns_dns() RETURNS uuid
  LANGUAGE sql IMMUTABLE AS $$ SELECT '6ba7b810-9dad-11d1-80b4-00c04fd430c8'::uuid $$;
CREATE FUNCTION @extschema@.uuid_ns_url() RETURNS uuid
  LANGUAGE sql IMMUTABLE AS $$ SELECT '6ba7b811-9dad-11d1-80b4-00c04fd430c8'::uuid $$;
CREATE FUNCTION @extschema@.uuid_ns_oid() RETURNS uuid
  LANGUAGE sql IMMUTABLE AS $$ SELECT '6ba7b812-9dad-11d1-80b4-00c04fd430c8'::uuid $$;
CREATE FUNCTION @extschema@.uuid_ns_x500() RETURNS uuid
  LANGUAGE sql IMMUTABLE AS $$ SELECT '6ba7b814-9dad-11d1-80b4-00c04fd430c8'::uuid $$;
