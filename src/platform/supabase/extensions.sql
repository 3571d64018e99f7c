-- The extensions that are installed in every new Supabase project
-- (https://supabase.com/docs/guides/database/extensions). Each statement runs like one of a
-- migration: where the server lacks the extension, its stub runs instead.
--
-- Needs: to be owner of the database for the first two (trusted extensions); the other three need
-- a superuser, or are stubs. supabase_vault and pg_graphql must exist from the start: histories
-- look for them in pg_extension and create replacements when they are missing.
--
-- pg_cron and the others are not installed in a new project: a history that uses one has to create it.
-- `order.txt` lists pg_net.

CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA extensions;
CREATE EXTENSION IF NOT EXISTS pgcrypto WITH SCHEMA extensions;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements WITH SCHEMA extensions;
CREATE EXTENSION IF NOT EXISTS pg_graphql WITH SCHEMA graphql;
CREATE EXTENSION IF NOT EXISTS supabase_vault WITH SCHEMA vault;
