-- Makes everything that a stub created a member of its extension; see extension/open.sql.
--
-- OIDs only grow, and the extension got its own first: objects with a higher one were created by
-- the stub. (Nothing else creates objects in this database meanwhile.) An object that is part of
-- another of these objects, such as a row type or the sequence of an identity column, belongs to
-- that object and needs no entry.
--
-- Current privileges are recorded as the extension's own (pg_init_privs), so that pg_dump does not
-- write those that default privileges of the schema have just added.
--
-- Placeholder: @name@ as a string literal. Needs: a superuser.

DO $close$
DECLARE
  extension oid := (SELECT oid FROM pg_catalog.pg_extension WHERE extname = @name@);
  relation record;
  definer record;
BEGIN
  -- Where the stub ran as the superuser for a role that is none, its tables and foreign data wrappers
  -- belong to that role, which also works with them.
  IF current_user <> session_user THEN
    FOR relation IN
      SELECT oid::regclass AS name FROM pg_catalog.pg_class
      WHERE oid > extension AND relkind IN ('r', 'p', 'v', 'm', 'f')
        AND relowner = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = current_user)
        AND relnamespace <> pg_catalog.pg_my_temp_schema()
    LOOP
      EXECUTE pg_catalog.format('ALTER TABLE %s OWNER TO %I', relation.name, session_user);
    END LOOP;
    -- Functions that run as the superuser find nothing that a migration creates.
    FOR definer IN
      SELECT oid::regprocedure AS name FROM pg_catalog.pg_proc
      WHERE oid > extension AND prosecdef AND prokind IN ('f', 'p') AND pronamespace <> pg_catalog.pg_my_temp_schema()
        AND proowner = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = current_user)
    LOOP
      EXECUTE pg_catalog.format('ALTER ROUTINE %s SET search_path = pg_catalog, pg_temp', definer.name);
    END LOOP;
    UPDATE pg_catalog.pg_foreign_data_wrapper
    SET fdwowner = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = session_user)
    WHERE oid > extension AND fdwowner = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = current_user);
  END IF;

  CREATE TEMPORARY TABLE tidegate_created ON COMMIT DROP AS
    SELECT 'pg_catalog.pg_type'::regclass::oid AS class, oid AS object, NULL::aclitem[] AS acl
      FROM pg_catalog.pg_type WHERE oid > extension
    UNION ALL SELECT 'pg_catalog.pg_proc'::regclass, oid, proacl
      FROM pg_catalog.pg_proc WHERE oid > extension
    UNION ALL SELECT 'pg_catalog.pg_class'::regclass, oid, relacl
      FROM pg_catalog.pg_class WHERE oid > extension AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
        AND relnamespace <> pg_catalog.pg_my_temp_schema()
    UNION ALL SELECT 'pg_catalog.pg_operator'::regclass, oid, NULL
      FROM pg_catalog.pg_operator WHERE oid > extension
    UNION ALL SELECT 'pg_catalog.pg_opclass'::regclass, oid, NULL
      FROM pg_catalog.pg_opclass WHERE oid > extension
    UNION ALL SELECT 'pg_catalog.pg_opfamily'::regclass, oid, NULL
      FROM pg_catalog.pg_opfamily WHERE oid > extension
    UNION ALL SELECT 'pg_catalog.pg_cast'::regclass, oid, NULL
      FROM pg_catalog.pg_cast WHERE oid > extension
    UNION ALL SELECT 'pg_catalog.pg_am'::regclass, oid, NULL
      FROM pg_catalog.pg_am WHERE oid > extension
    UNION ALL SELECT 'pg_catalog.pg_ts_template'::regclass, oid, NULL
      FROM pg_catalog.pg_ts_template WHERE oid > extension
    UNION ALL SELECT 'pg_catalog.pg_ts_dict'::regclass, oid, NULL
      FROM pg_catalog.pg_ts_dict WHERE oid > extension
    UNION ALL SELECT 'pg_catalog.pg_language'::regclass, oid, lanacl
      FROM pg_catalog.pg_language WHERE oid > extension
    UNION ALL SELECT 'pg_catalog.pg_foreign_data_wrapper'::regclass, oid, fdwacl
      FROM pg_catalog.pg_foreign_data_wrapper WHERE oid > extension
    UNION ALL SELECT 'pg_catalog.pg_namespace'::regclass, oid, nspacl
      FROM pg_catalog.pg_namespace WHERE oid > extension
        AND oid <> pg_catalog.pg_my_temp_schema() AND nspname NOT LIKE 'pg\_toast\_temp%';

  DELETE FROM tidegate_created WHERE EXISTS (
    SELECT FROM pg_catalog.pg_depend dependency
    WHERE dependency.classid = class AND dependency.objid = object AND dependency.objsubid = 0
      AND dependency.deptype IN ('i', 'e'));
  DELETE FROM tidegate_created
  WHERE class = 'pg_catalog.pg_type'::regclass AND EXISTS (
    SELECT FROM pg_catalog.pg_type
    WHERE oid = object AND typnamespace = pg_catalog.pg_my_temp_schema());

  INSERT INTO pg_catalog.pg_depend
    (classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype)
  SELECT class, object, 0, 'pg_catalog.pg_extension'::regclass, extension, 0, 'e'
  FROM tidegate_created;

  INSERT INTO pg_catalog.pg_init_privs (objoid, classoid, objsubid, privtype, initprivs)
  SELECT object, class, 0, 'e', acl FROM tidegate_created WHERE acl IS NOT NULL;

  DROP TABLE tidegate_created;
END
$close$;
