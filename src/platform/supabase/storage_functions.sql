-- Schema storage, second part: the helpers that policies call, the functions that the API calls,
-- and the trigger functions that histories written by `supabase db diff` or `db pull` attach
-- again to the storage tables. After storage.sql.
--
-- Source: https://supabase.com/docs/guides/storage/schema/helper-functions and the names and
-- signatures in public migrations and dumps. Path helpers compute their result; the trigger
-- functions return the row and do nothing else, since no object is ever stored here.
--
-- Needs: to be owner of the database.

-- 'a/b/c.png' is in the folders {a,b}, is called 'c.png' and has the extension 'png'.
CREATE FUNCTION storage.foldername(name text) RETURNS text[]
  LANGUAGE sql IMMUTABLE
  AS $$ SELECT (string_to_array(name, '/'))[1:cardinality(string_to_array(name, '/')) - 1] $$;

CREATE FUNCTION storage.filename(name text) RETURNS text
  LANGUAGE sql IMMUTABLE
  AS $$ SELECT (string_to_array(name, '/'))[cardinality(string_to_array(name, '/'))] $$;

CREATE FUNCTION storage.extension(name text) RETURNS text
  LANGUAGE sql IMMUTABLE
  AS $$ SELECT reverse(split_part(reverse(storage.filename(name)), '.', 1)) $$;

CREATE FUNCTION storage.operation() RETURNS text
  LANGUAGE sql STABLE
  AS $$ SELECT current_setting('storage.operation', true) $$;

CREATE FUNCTION storage.allow_only_operation(expected_operation text) RETURNS boolean
  LANGUAGE sql STABLE
  AS $$ SELECT coalesce(storage.operation() = expected_operation, false) $$;

CREATE FUNCTION storage.allow_any_operation(expected_operations text[]) RETURNS boolean
  LANGUAGE sql STABLE
  AS $$ SELECT coalesce(storage.operation() = ANY (expected_operations), false) $$;

CREATE FUNCTION storage.get_size_by_bucket() RETURNS TABLE (size bigint, bucket_id text)
  LANGUAGE sql STABLE
  AS $$
    SELECT sum((object.metadata ->> 'size')::bigint)::bigint, object.bucket_id
    FROM storage.objects object GROUP BY object.bucket_id
  $$;

CREATE FUNCTION storage.can_insert_object(bucketid text, name text, owner uuid, metadata jsonb)
  RETURNS void LANGUAGE plpgsql AS $$ BEGIN END $$;

CREATE FUNCTION storage.get_level(name text) RETURNS integer
  LANGUAGE sql IMMUTABLE STRICT
  AS $$ SELECT array_length(string_to_array(name, '/'), 1) $$;

CREATE FUNCTION storage.get_prefix(name text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT
  AS $$
    SELECT CASE WHEN strpos(name, '/') > 0 THEN regexp_replace(name, '/?[^/]*/?$', '') ELSE '' END
  $$;

CREATE FUNCTION storage.get_prefixes(name text) RETURNS text[]
  LANGUAGE sql IMMUTABLE STRICT
  AS $$
    SELECT coalesce(array_agg(array_to_string(parts[1:depth], '/') ORDER BY depth), '{}')
    FROM (SELECT string_to_array(name, '/') AS parts) AS split,
         generate_series(1, cardinality(parts) - 1) AS depth
  $$;

CREATE FUNCTION storage.search(
  prefix text, bucketname text, limits integer DEFAULT 100, levels integer DEFAULT 1,
  offsets integer DEFAULT 0, search text DEFAULT '', sortcolumn text DEFAULT 'name',
  sortorder text DEFAULT 'asc')
  RETURNS TABLE (name text, id uuid, updated_at timestamp with time zone,
    created_at timestamp with time zone, last_accessed_at timestamp with time zone, metadata jsonb)
  LANGUAGE sql STABLE
  AS $$
    SELECT object.name, object.id, object.updated_at, object.created_at,
           object.last_accessed_at, object.metadata
    FROM storage.objects object
    WHERE object.bucket_id = bucketname AND object.name LIKE prefix || search || '%'
    ORDER BY object.name LIMIT limits OFFSET offsets
  $$;

CREATE FUNCTION storage.search_v2(
  prefix text, bucket_name text, limits integer DEFAULT 100, levels integer DEFAULT 1,
  start_after text DEFAULT '', sort_order text DEFAULT 'asc', sort_column text DEFAULT 'name',
  sort_column_after text DEFAULT '')
  RETURNS TABLE (key text, name text, id uuid, updated_at timestamp with time zone,
    created_at timestamp with time zone, last_accessed_at timestamp with time zone, metadata jsonb)
  LANGUAGE sql STABLE
  AS $$
    SELECT object.name, object.name, object.id, object.updated_at, object.created_at,
           object.last_accessed_at, object.metadata
    FROM storage.objects object
    WHERE object.bucket_id = bucket_name AND object.name LIKE prefix || '%'
      AND object.name > start_after
    ORDER BY object.name LIMIT limits
  $$;

CREATE FUNCTION storage.list_objects_with_delimiter(
  bucket_id text, prefix_param text, delimiter_param text, max_keys integer DEFAULT 100,
  start_after text DEFAULT '', next_token text DEFAULT '')
  RETURNS TABLE (name text, id uuid, metadata jsonb, updated_at timestamp with time zone)
  LANGUAGE sql STABLE
  AS $$
    SELECT object.name, object.id, object.metadata, object.updated_at
    FROM storage.objects object
    WHERE object.bucket_id = list_objects_with_delimiter.bucket_id
      AND object.name LIKE prefix_param || '%' AND object.name > start_after
    ORDER BY object.name LIMIT max_keys
  $$;

CREATE FUNCTION storage.update_updated_at_column() RETURNS trigger
  LANGUAGE plpgsql
  AS $$ BEGIN NEW.updated_at := now(); RETURN NEW; END $$;

CREATE TRIGGER update_objects_updated_at BEFORE UPDATE ON storage.objects
  FOR EACH ROW EXECUTE FUNCTION storage.update_updated_at_column();

-- A bucket's name is at most 100 characters long.
CREATE FUNCTION storage.enforce_bucket_name_length() RETURNS trigger
  LANGUAGE plpgsql
  AS $$
    BEGIN
      IF length(NEW.name) > 100 THEN
        RAISE EXCEPTION 'bucket name "%" is longer than 100 characters', NEW.name;
      END IF;
      RETURN NEW;
    END
  $$;

CREATE TRIGGER enforce_bucket_name_length_trigger BEFORE INSERT OR UPDATE OF name
  ON storage.buckets FOR EACH ROW EXECUTE FUNCTION storage.enforce_bucket_name_length();

DO $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY[
    'delete_prefix_hierarchy_trigger', 'objects_delete_cleanup', 'objects_insert_prefix_trigger',
    'objects_update_cleanup', 'objects_update_level_trigger', 'objects_update_prefix_trigger',
    'prefixes_delete_cleanup', 'prefixes_insert_trigger', 'protect_delete']
  LOOP
    EXECUTE format(
      'CREATE FUNCTION storage.%I() RETURNS trigger LANGUAGE plpgsql '
      'AS $f$ BEGIN RETURN coalesce(NEW, OLD); END $f$', wanted);
  END LOOP;
END
$$;
