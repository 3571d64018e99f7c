-- The schemas that exist in a Supabase project before its first migration. `cron`, `net` and
-- `pgmq` are not among them: the stubs of pg_cron, pg_net and pgmq create those.
--
-- Source: the list of schemas that `supabase db dump` excludes as not the project's own, and the
-- schema selector of the dashboard's documentation.
--
-- Needs: to be owner of the database. `public` stays as the server created it: neither its owner
-- nor the privilege to create in it changes, so that a dump of the project's schema contains
-- nothing about `public` that Supabase's own dump would not contain.

CREATE SCHEMA IF NOT EXISTS extensions;
CREATE SCHEMA IF NOT EXISTS auth;
CREATE SCHEMA IF NOT EXISTS storage;
CREATE SCHEMA IF NOT EXISTS realtime;
CREATE SCHEMA IF NOT EXISTS _realtime;
CREATE SCHEMA IF NOT EXISTS vault;
CREATE SCHEMA IF NOT EXISTS graphql;
CREATE SCHEMA IF NOT EXISTS graphql_public;
CREATE SCHEMA IF NOT EXISTS supabase_functions;
CREATE SCHEMA IF NOT EXISTS supabase_migrations;
CREATE SCHEMA IF NOT EXISTS pgbouncer;
CREATE SCHEMA IF NOT EXISTS pgsodium;
CREATE SCHEMA IF NOT EXISTS pgsodium_masks;
