-- Enters a stub in pg_extension, before its SQL runs. extension/close.sql then makes what
-- the SQL created members of it. So the stub behaves like an extension from there on:
-- CREATE EXTENSION IF NOT EXISTS (also from inside a function or DO block), DROP EXTENSION,
-- COMMENT ON EXTENSION and ALTER EXTENSION .. SET SCHEMA work without further help, pg_dump
-- writes CREATE EXTENSION and leaves the members out, and queries on pg_extension see it.
--
-- Placeholders: @name@, @version@ and @namespace@ as string literals, @relocatable@ as a boolean.
-- Run in the transaction of the CREATE EXTENSION it stands for, or in one of its own.
--
-- Needs: a superuser, as the catalogue is written directly. Without one the stub's objects
-- are the user's own: leave both files out, and do what README.md says under "not a superuser".

INSERT INTO pg_catalog.pg_extension
  (oid, extname, extowner, extnamespace, extrelocatable, extversion, extconfig, extcondition)
SELECT pg_catalog.pg_nextoid('pg_catalog.pg_extension', 'oid',
                             'pg_catalog.pg_extension_oid_index'),
       @name@, owner.oid, space.oid, @relocatable@, @version@, NULL, NULL
FROM pg_catalog.pg_roles owner, pg_catalog.pg_namespace space
WHERE owner.rolname = current_user AND space.nspname = @namespace@;

INSERT INTO pg_catalog.pg_depend (classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype)
SELECT 'pg_catalog.pg_extension'::regclass, oid, 0,
       'pg_catalog.pg_namespace'::regclass, extnamespace, 0, 'n'
FROM pg_catalog.pg_extension
WHERE extname = @name@ AND @namespace@ <> 'pg_catalog';
