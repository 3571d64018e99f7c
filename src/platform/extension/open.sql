-- Enters a stub in pg_extension, before its SQL runs. extension/close.sql then makes the objects
-- that the SQL created members of it. From then on the stub behaves like an extension: CREATE
-- EXTENSION IF NOT EXISTS (also from inside a function or DO block), DROP EXTENSION, COMMENT ON
-- EXTENSION and ALTER EXTENSION .. SET SCHEMA work without further steps, pg_dump writes CREATE
-- EXTENSION and omits the members, and queries on pg_extension find it.
--
-- Placeholders: @name@, @version@ and @namespace@ as string literals, @relocatable@ as a boolean.
-- Runs in the transaction of the CREATE EXTENSION that it replaces, or in one of its own.
--
-- Needs: a superuser, as it writes to the system catalogs. Without one the stub's objects are the
-- user's own: skip both files, as described in README.md under "Not a superuser".

INSERT INTO pg_catalog.pg_extension
  (oid, extname, extowner, extnamespace, extrelocatable, extversion, extconfig, extcondition)
SELECT pg_catalog.pg_nextoid('pg_catalog.pg_extension', 'oid',
                             'pg_catalog.pg_extension_oid_index'),
       @name@, owner.oid, space.oid, @relocatable@, @version@, NULL, NULL
FROM pg_catalog.pg_roles owner, pg_catalog.pg_namespace space
WHERE owner.rolname = session_user AND space.nspname = @namespace@;

INSERT INTO pg_catalog.pg_depend (classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype)
SELECT 'pg_catalog.pg_extension'::regclass, oid, 0,
       'pg_catalog.pg_namespace'::regclass, extnamespace, 0, 'n'
FROM pg_catalog.pg_extension
WHERE extname = @name@ AND @namespace@ <> 'pg_catalog';
