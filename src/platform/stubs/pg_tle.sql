-- stub: pg_tle version=1.5.2 schema=pgtle relocatable=false moved=refused needs=owner
--
-- Trusted language extensions (https://github.com/aws/pg_tle): an extension's SQL is passed as
-- text and stored in pgtle.package. A later CREATE EXTENSION of that name finds its SQL there:
-- SELECT sql FROM pgtle.package WHERE name = .. and version = .. (or is_default). Text that would
-- come over the network is NULL in a replay, and stored as an empty package.
-- Lacks trigger pg_tle_event_trigger_for_drop_function.

CREATE TYPE pgtle.password_types AS ENUM (
  'PASSWORD_TYPE_PLAINTEXT', 'PASSWORD_TYPE_MD5', 'PASSWORD_TYPE_SCRAM_SHA_256');
CREATE TYPE pgtle.pg_tle_features AS ENUM ('passcheck', 'clientauth');

CREATE TABLE pgtle.package (
  name text NOT NULL,
  version text NOT NULL,
  is_default boolean NOT NULL,
  description text,
  sql text NOT NULL,
  requires text[],
  PRIMARY KEY (name, version)
);
CREATE TABLE pgtle.update_path (
  name text NOT NULL,
  source text NOT NULL,
  target text NOT NULL,
  sql text NOT NULL,
  PRIMARY KEY (name, source, target)
);
CREATE TABLE pgtle.feature_info (
  feature pgtle.pg_tle_features NOT NULL,
  schema_name text NOT NULL,
  proname text NOT NULL,
  obj_identity text NOT NULL,
  PRIMARY KEY (feature, schema_name, proname)
);

CREATE FUNCTION pgtle.install_extension(
  name text, version text, description text, ext text, requires text[] DEFAULT NULL,
  schema text DEFAULT NULL)
  RETURNS boolean LANGUAGE plpgsql
  AS $$
    BEGIN
      IF EXISTS (SELECT FROM pgtle.package kept WHERE kept.name = $1) THEN
        RAISE EXCEPTION 'extension "%" already installed', $1 USING ERRCODE = 'duplicate_object';
      END IF;
      INSERT INTO pgtle.package
      VALUES ($1, coalesce($2, '0'), true, $3, coalesce($4, ''), $5);
      RETURN true;
    END
  $$;
CREATE FUNCTION pgtle.install_extension_version_sql(name text, version text, ext text)
  RETURNS boolean LANGUAGE plpgsql
  AS $$
    BEGIN
      INSERT INTO pgtle.package
      VALUES ($1, coalesce($2, '0'), false, NULL, coalesce($3, ''), NULL);
      RETURN true;
    END
  $$;
CREATE FUNCTION pgtle.install_update_path(name text, fromvers text, tovers text, ext text)
  RETURNS boolean LANGUAGE plpgsql
  AS $$ BEGIN INSERT INTO pgtle.update_path VALUES ($1, $2, $3, $4); RETURN true; END $$;
CREATE FUNCTION pgtle.set_default_version(name text, version text) RETURNS boolean
  LANGUAGE plpgsql
  AS $$
    BEGIN
      UPDATE pgtle.package kept SET is_default = kept.version = $2 WHERE kept.name = $1;
      RETURN true;
    END
  $$;

CREATE FUNCTION pgtle.uninstall_extension_if_exists(extname text) RETURNS boolean
  LANGUAGE plpgsql
  AS $$
    DECLARE
      known boolean;
    BEGIN
      DELETE FROM pgtle.package WHERE name = extname;
      known := FOUND;
      DELETE FROM pgtle.update_path WHERE name = extname;
      RETURN known;
    END
  $$;
CREATE FUNCTION pgtle.uninstall_extension(extname text) RETURNS boolean
  LANGUAGE plpgsql
  AS $$
    BEGIN
      IF NOT pgtle.uninstall_extension_if_exists(extname) THEN
        RAISE EXCEPTION 'Extension % does not exist', extname USING ERRCODE = 'no_data_found';
      END IF;
      RETURN true;
    END
  $$;
CREATE FUNCTION pgtle.uninstall_extension(extname text, version text) RETURNS boolean
  LANGUAGE plpgsql
  AS $$
    BEGIN
      DELETE FROM pgtle.package kept WHERE kept.name = $1 AND kept.version = $2;
      RETURN FOUND;
    END
  $$;

CREATE FUNCTION pgtle.available_extensions(
  OUT name name, OUT default_version text, OUT superuser boolean, OUT trusted boolean,
  OUT relocatable boolean, OUT schema name, OUT requires name[], OUT comment text)
  RETURNS SETOF record LANGUAGE sql STABLE
  AS $$
    SELECT name::name, version, false, false, false, NULL::name, requires::name[], description
    FROM pgtle.package WHERE is_default
  $$;
CREATE FUNCTION pgtle.available_extension_versions(
  OUT name name, OUT version text, OUT superuser boolean, OUT trusted boolean,
  OUT relocatable boolean, OUT schema name, OUT requires name[], OUT comment text)
  RETURNS SETOF record LANGUAGE sql STABLE
  AS $$
    SELECT name::name, version, false, false, false, NULL::name, requires::name[], description
    FROM pgtle.package
  $$;
CREATE FUNCTION pgtle.extension_update_paths(
  name name, OUT source text, OUT target text, OUT path text)
  RETURNS SETOF record LANGUAGE sql STABLE
  AS $$
    SELECT known.source, known.target, known.source || '--' || known.target
    FROM pgtle.update_path known WHERE known.name = $1
  $$;
CREATE FUNCTION pgtle.register_feature(proc regproc, feature pgtle.pg_tle_features) RETURNS void
  LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE FUNCTION pgtle.register_feature_if_not_exists(proc regproc, feature pgtle.pg_tle_features)
  RETURNS boolean LANGUAGE sql AS $$ SELECT true $$;
CREATE FUNCTION pgtle.unregister_feature(proc regproc, feature pgtle.pg_tle_features) RETURNS void
  LANGUAGE plpgsql AS $$ BEGIN END $$;

-- part: objects_open of=pg_tle requires=- type=-
type clientauth_port_subset (noblock boolean, remote_host text, remote_hostname text, remote_hostname_resolv integer, remote_hostname_errcode integer, database_name text, user_name text, application_name text)
!create_base_type(typenamespace regnamespace, typename name, infunc regprocedure, outfunc regprocedure, internallength integer, alignment text DEFAULT 'int4', storage text DEFAULT 'plain') returns void
!create_base_type_if_not_exists(typenamespace regnamespace, typename name, infunc regprocedure, outfunc regprocedure, internallength integer, alignment text DEFAULT 'int4', storage text DEFAULT 'plain') returns boolean
!create_operator_func(typenamespace regnamespace, typename name, opfunc regprocedure) returns void
!create_operator_func_if_not_exists(typenamespace regnamespace, typename name, opfunc regprocedure) returns boolean
!create_shell_type(typenamespace regnamespace, typename name) returns void
!create_shell_type_if_not_exists(typenamespace regnamespace, typename name) returns boolean
extension_update_paths(name text, OUT source text, OUT target text, OUT path text) returns SETOF record stable
pg_tle_feature_info_sql_drop() returns event_trigger
!uninstall_update_path(extname text, fromvers text, tovers text) returns boolean
!uninstall_update_path_if_exists(extname text, fromvers text, tovers text) returns boolean
!unregister_feature_if_exists(proc regproc, feature ~pg_tle_features) returns boolean
-- part: objects_close
