-- Roles of a Supabase project, as its documentation of database roles names them
-- (https://supabase.com/docs/guides/database/postgres/roles).
--
-- Runs once per cluster, in any database, before every other file: roles belong to the cluster,
-- so on a shared server they outlive the temporary databases. Only missing roles are created; an
-- existing role does not change.
--
-- Needs: a superuser for all attributes. A user with CREATEROLE gets the same names with fewer
-- attributes (migrations refer to names, hardly ever to attributes). A user without CREATEROLE
-- gets one warning per role that is missing, and a history that names the role in a policy or a
-- grant will not replay. Every missing role or attribute is a WARNING that starts with
-- "platform:".

DO $roles$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN
    SELECT * FROM (VALUES
      -- the roles of the API: a request carries one of them in its token
      ('anon',                       'NOLOGIN NOINHERIT'),
      ('authenticated',              'NOLOGIN NOINHERIT'),
      ('service_role',               'NOLOGIN NOINHERIT BYPASSRLS'),
      ('authenticator',              'LOGIN NOINHERIT'),
      -- the project's own administrator, and the dashboard's
      ('postgres',                   'LOGIN CREATEDB CREATEROLE REPLICATION BYPASSRLS'),
      ('dashboard_user',             'NOLOGIN CREATEDB CREATEROLE REPLICATION'),
      -- the platform's services; no one logs in as the superuser of the service
      ('supabase_admin',             'NOLOGIN SUPERUSER CREATEDB CREATEROLE REPLICATION BYPASSRLS'),
      ('supabase_auth_admin',        'LOGIN NOINHERIT CREATEROLE'),
      ('supabase_storage_admin',     'LOGIN NOINHERIT CREATEROLE'),
      ('supabase_functions_admin',   'LOGIN NOINHERIT CREATEROLE'),
      ('supabase_realtime_admin',    'NOLOGIN NOINHERIT'),
      ('supabase_replication_admin', 'LOGIN REPLICATION'),
      ('supabase_read_only_user',    'LOGIN BYPASSRLS'),
      ('supabase_etl_admin',         'LOGIN REPLICATION'),
      ('supabase_privileged_role',   'NOLOGIN'),
      ('pgbouncer',                  'LOGIN'),
      ('pgsodium_keyholder',         'NOLOGIN'),
      ('pgsodium_keyiduser',         'NOLOGIN'),
      ('pgsodium_keymaker',          'NOLOGIN'),
      ('pgtle_admin',                'NOLOGIN')
    ) AS list (name, attributes)
  LOOP
    CONTINUE WHEN EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = wanted.name);
    BEGIN
      EXECUTE format('CREATE ROLE %I %s', wanted.name, wanted.attributes);
    EXCEPTION
      -- Another run may have created it since the check above.
      WHEN duplicate_object OR unique_violation THEN NULL;
      WHEN insufficient_privilege THEN
        BEGIN
          EXECUTE format('CREATE ROLE %I', wanted.name);
          RAISE WARNING 'platform: role "%" was created without its attributes (%)',
            wanted.name, wanted.attributes;
        EXCEPTION
          WHEN duplicate_object OR unique_violation THEN NULL;
          WHEN insufficient_privilege THEN
            RAISE WARNING 'platform: role "%" could not be created: %', wanted.name, SQLERRM;
        END;
    END;
  END LOOP;
END
$roles$;

-- Role memberships. The bootstrap superuser is often called postgres, and from version 16 on the
-- server rejects a membership of it in its own roles ("cannot be granted back"): a superuser needs
-- none.
DO $memberships$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN
    SELECT * FROM (VALUES
      ('anon',                    'authenticator'),
      ('authenticated',           'authenticator'),
      ('service_role',            'authenticator'),
      ('anon',                    'postgres'),
      ('authenticated',           'postgres'),
      ('service_role',            'postgres'),
      ('authenticator',           'postgres'),
      ('supabase_realtime_admin', 'postgres'),
      ('anon',                    'supabase_storage_admin'),
      ('authenticated',           'supabase_storage_admin'),
      ('service_role',            'supabase_storage_admin'),
      ('authenticator',           'supabase_storage_admin'),
      ('pgsodium_keyholder',      'pgsodium_keymaker'),
      ('pgsodium_keyiduser',      'pgsodium_keyholder')
    ) AS list (role, member)
    JOIN pg_catalog.pg_roles holder ON holder.rolname = list.member
    JOIN pg_catalog.pg_roles granted ON granted.rolname = list.role
    WHERE NOT holder.rolsuper AND NOT pg_catalog.pg_has_role(holder.oid, granted.oid, 'MEMBER')
  LOOP
    BEGIN
      EXECUTE format('GRANT %I TO %I', wanted.role, wanted.member);
    EXCEPTION WHEN insufficient_privilege THEN
      RAISE WARNING 'platform: role "%" could not be granted to "%": %',
        wanted.role, wanted.member, SQLERRM;
    END;
  END LOOP;
END
$memberships$;
