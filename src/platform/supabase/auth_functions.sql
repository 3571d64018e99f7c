-- The functions with which policies read the caller's identity: auth.uid(), auth.role(),
-- auth.jwt(), auth.email()
-- (https://supabase.com/docs/guides/database/postgres/row-level-security).
--
-- The API passes the claims of the request's token in the setting `request.jwt.claims`; older
-- versions had one setting per claim, and tests of a project may still set those, so they take
-- precedence. In a replay none is set: each function then returns NULL.
--
-- Needs: to be owner of the database.

CREATE OR REPLACE FUNCTION auth.jwt() RETURNS jsonb
  LANGUAGE sql STABLE
  AS $$
    SELECT coalesce(
      nullif(current_setting('request.jwt.claim', true), ''),
      nullif(current_setting('request.jwt.claims', true), '')
    )::jsonb
  $$;
COMMENT ON FUNCTION auth.jwt() IS 'The claims of the caller''s token.';

CREATE OR REPLACE FUNCTION auth.uid() RETURNS uuid
  LANGUAGE sql STABLE
  AS $$
    SELECT nullif(coalesce(
      nullif(current_setting('request.jwt.claim.sub', true), ''),
      nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
    ), '')::uuid
  $$;
COMMENT ON FUNCTION auth.uid() IS 'Id of the user who calls.';

CREATE OR REPLACE FUNCTION auth.role() RETURNS text
  LANGUAGE sql STABLE
  AS $$
    SELECT nullif(coalesce(
      nullif(current_setting('request.jwt.claim.role', true), ''),
      nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
    ), '')::text
  $$;
COMMENT ON FUNCTION auth.role() IS 'Role that the caller''s token asks for.';

CREATE OR REPLACE FUNCTION auth.email() RETURNS text
  LANGUAGE sql STABLE
  AS $$
    SELECT nullif(coalesce(
      nullif(current_setting('request.jwt.claim.email', true), ''),
      nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email'
    ), '')::text
  $$;
COMMENT ON FUNCTION auth.email() IS 'E-mail address of the user who calls.';
