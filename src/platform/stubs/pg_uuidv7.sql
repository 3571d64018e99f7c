-- stub: pg_uuidv7 version=1.6.0 schema=current relocatable=true needs=owner
--
-- Ids that sort by time (https://github.com/fboulnois/pg_uuidv7, RFC 9562). It works, to the
-- millisecond.

CREATE FUNCTION @extschema@.uuid_timestamptz_to_v7(
  timestamp with time zone, zero boolean DEFAULT false)
  RETURNS uuid LANGUAGE sql STABLE STRICT
  AS $$
    SELECT encode(
      set_byte(set_byte(
        overlay(CASE WHEN zero THEN decode(repeat('00', 16), 'hex')
                     ELSE uuid_send(gen_random_uuid()) END
          PLACING substring(int8send((extract(epoch FROM $1) * 1000)::bigint) FROM 3 FOR 6)
          FROM 1 FOR 6),
        6, CASE WHEN zero THEN 112 ELSE (random() * 15)::integer | 112 END),
        8, CASE WHEN zero THEN 128 ELSE (random() * 63)::integer | 128 END), 'hex')::uuid
  $$;
CREATE FUNCTION @extschema@.uuid_generate_v7() RETURNS uuid
  LANGUAGE sql VOLATILE
  AS $$ SELECT @extschema@.uuid_timestamptz_to_v7(clock_timestamp()) $$;
CREATE FUNCTION @extschema@.uuid_v7_to_timestamptz(uuid) RETURNS timestamp with time zone
  LANGUAGE sql STABLE STRICT
  AS $$
    SELECT to_timestamp(('x0000' || left(replace($1::text, '-', ''), 12))::bit(64)::bigint / 1000.0)
  $$;

-- part: objects_open of=pg_uuidv7 requires=- type=-
uuid_timestamp_to_v7(timestamp without time zone, zero boolean DEFAULT false) returns uuid stable
uuid_v7_to_timestamp(uuid) returns timestamp without time zone stable
-- part: objects_close
