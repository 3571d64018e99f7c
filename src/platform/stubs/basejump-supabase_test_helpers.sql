-- stub: basejump-supabase_test_helpers version=0.0.6 schema=current relocatable=false needs=owner
--
-- Helpers for database tests (https://github.com/usebasejump/supabase-test-helpers), in schema
-- tests. Migrations create them; only tests call them.

CREATE SCHEMA IF NOT EXISTS tests;

CREATE OR REPLACE FUNCTION tests.create_supabase_user(
  identifier text, email text DEFAULT NULL, phone text DEFAULT NULL, metadata jsonb DEFAULT NULL)
  RETURNS uuid LANGUAGE sql SECURITY DEFINER
  AS $$
    INSERT INTO auth.users (id, email, phone, raw_user_meta_data, raw_app_meta_data,
      created_at, updated_at)
    VALUES (gen_random_uuid(), coalesce(email, identifier || '@test.com'), phone,
      jsonb_build_object('test_identifier', identifier) || coalesce(metadata, '{}'), '{}',
      now(), now())
    RETURNING id
  $$;
CREATE OR REPLACE FUNCTION tests.get_supabase_uid(identifier text) RETURNS uuid
  LANGUAGE sql SECURITY DEFINER
  AS $$
    SELECT id FROM auth.users WHERE raw_user_meta_data ->> 'test_identifier' = identifier LIMIT 1
  $$;
CREATE OR REPLACE FUNCTION tests.get_supabase_user(identifier text) RETURNS json
  LANGUAGE sql SECURITY DEFINER
  AS $$
    SELECT json_build_object('id', id, 'email', email, 'phone', phone)
    FROM auth.users WHERE raw_user_meta_data ->> 'test_identifier' = identifier LIMIT 1
  $$;
CREATE OR REPLACE FUNCTION tests.authenticate_as(identifier text) RETURNS void
  LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE OR REPLACE FUNCTION tests.authenticate_as_service_role() RETURNS void
  LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE OR REPLACE FUNCTION tests.clear_authentication() RETURNS void
  LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE OR REPLACE FUNCTION tests.freeze_time(frozen_time timestamp with time zone) RETURNS void
  LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE OR REPLACE FUNCTION tests.unfreeze_time() RETURNS void
  LANGUAGE plpgsql AS $$ BEGIN END $$;
