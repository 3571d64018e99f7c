-- stub: postgis version=3.3.7 schema=current relocatable=false moved=refused needs=superuser
--
-- The types of PostGIS with their modifiers, and its functions, casts, operators and operator classes
-- (https://postgis.net/docs/reference.html). Points can be constructed and printed as text, and
-- AddGeometryColumn and the like change tables; every other result is NULL. spatial_ref_sys has the two
-- most common reference systems.
--
-- A value stores the text as written. A modifier such as (Point,4326) is the label of an enum
-- whose number is the type modifier, because a modifier can only be printed by a function of the
-- server, and the server can print an enum. GiST indexes store a number without a meaning for
-- every value, and are never used by a plan.
--
-- No C code: works on a native and on a WebAssembly server.

CREATE TYPE @extschema@.postgis_modifier AS ENUM ();

-- Writes 'point', '4326' as PostGIS prints it: (Point,4326).
CREATE FUNCTION @extschema@.postgis_typmod_label(given cstring[], geodetic boolean) RETURNS text
  LANGUAGE plpgsql IMMUTABLE
  AS $$
    DECLARE
      words text[] := given::text[];
      kinds constant text[] := ARRAY['Geometry', 'Point', 'LineString', 'Polygon', 'MultiPoint',
        'MultiLineString', 'MultiPolygon', 'GeometryCollection', 'CircularString',
        'CompoundCurve', 'CurvePolygon', 'MultiCurve', 'MultiSurface', 'PolyhedralSurface',
        'Triangle', 'Tin'];
      kind text;
      extent text;
      place text := coalesce(nullif(words[2], '0'), CASE WHEN geodetic THEN '4326' END);
    BEGIN
      extent := upper(coalesce(substring(words[1] FROM '(?i)[^izm ](zm|z|m) *$'), ''));
      SELECT known INTO kind FROM unnest(kinds) AS known
      WHERE lower(known) || lower(extent) = lower(translate(words[1], ' ', ''));
      IF kind IS NULL THEN
        RAISE EXCEPTION 'invalid geometry type modifier: %', words[1]
          USING ERRCODE = 'invalid_parameter_value';
      END IF;
      RETURN '(' || kind || extent || coalesce(',' || place, '') || ')';
    END
  $$;

-- Adds unknown labels, so that any reference system is accepted.
CREATE FUNCTION @extschema@.postgis_typmod(label text) RETURNS integer
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS $$
    DECLARE
      number oid;
      modifiers constant regtype := '@extschema@.postgis_modifier';
    BEGIN
      SELECT oid INTO number FROM pg_catalog.pg_enum
      WHERE enumtypid = modifiers AND enumlabel = label;
      IF number IS NULL THEN
        INSERT INTO pg_catalog.pg_enum (oid, enumtypid, enumsortorder, enumlabel)
        SELECT pg_catalog.pg_nextoid('pg_catalog.pg_enum', 'oid',
                                     'pg_catalog.pg_enum_oid_index'),
               modifiers, coalesce(max(enumsortorder), 0) + 1, label
        FROM pg_catalog.pg_enum WHERE enumtypid = modifiers
        RETURNING oid INTO number;
      END IF;
      RETURN number::integer;
    END
  $$;
CREATE FUNCTION @extschema@.geometry_typmod_in(cstring[]) RETURNS integer
  LANGUAGE plpgsql STRICT
  AS $$
    BEGIN
      RETURN @extschema@.postgis_typmod(@extschema@.postgis_typmod_label($1, false));
    END
  $$;
CREATE FUNCTION @extschema@.geography_typmod_in(cstring[]) RETURNS integer
  LANGUAGE plpgsql STRICT
  AS $$
    BEGIN
      RETURN @extschema@.postgis_typmod(@extschema@.postgis_typmod_label($1, true));
    END
  $$;
CREATE FUNCTION @extschema@.postgis_typmod_out(integer) RETURNS cstring
  LANGUAGE internal IMMUTABLE STRICT AS 'enum_out';

CREATE TYPE @extschema@.geometry;
CREATE TYPE @extschema@.geography;
CREATE TYPE @extschema@.box2d;
CREATE TYPE @extschema@.box3d;
CREATE TYPE @extschema@.spheroid;
DO $types$
DECLARE
  kind text;
BEGIN
  FOREACH kind IN ARRAY ARRAY['geometry', 'geography', 'box2d', 'box3d', 'spheroid'] LOOP
    EXECUTE replace($sql$
      CREATE FUNCTION @extschema@.?_in(cstring, oid, integer) RETURNS @extschema@.?
        LANGUAGE internal IMMUTABLE STRICT AS 'textin';
      CREATE FUNCTION @extschema@.?_out(@extschema@.?) RETURNS cstring
        LANGUAGE internal IMMUTABLE STRICT AS 'textout';
    $sql$, '?', kind);
    EXECUTE format(
      'CREATE TYPE @extschema@.%1$s (INPUT = @extschema@.%1$s_in, OUTPUT = @extschema@.%1$s_out, '
      '%2$s STORAGE = main)', kind,
      CASE WHEN kind IN ('geometry', 'geography') THEN format(
        'TYPMOD_IN = @extschema@.%1$s_typmod_in, TYPMOD_OUT = @extschema@.postgis_typmod_out, '
        'DELIMITER = '':'',', kind) ELSE '' END);
  END LOOP;
END
$types$;

CREATE TYPE @extschema@.geometry_dump AS (path integer[], geom @extschema@.geometry);
CREATE TYPE @extschema@.valid_detail AS (
  valid boolean, reason character varying, location @extschema@.geometry);

CREATE TABLE @extschema@.spatial_ref_sys (
  srid integer NOT NULL PRIMARY KEY CHECK (srid > 0 AND srid <= 998999),
  auth_name character varying(256),
  auth_srid integer,
  srtext character varying(2048),
  proj4text character varying(2048)
);
INSERT INTO @extschema@.spatial_ref_sys (srid, auth_name, auth_srid, proj4text) VALUES
  (4326, 'EPSG', 4326, '+proj=longlat +datum=WGS84 +no_defs'),
  (3857, 'EPSG', 3857, '+proj=merc +a=6378137 +b=6378137 +units=m +no_defs');
CREATE FUNCTION @extschema@.postgis_typmod_type(integer) RETURNS text LANGUAGE sql IMMUTABLE STRICT
  AS $$ SELECT split_part(btrim(enumlabel, '()'), ',', 1) FROM pg_catalog.pg_enum WHERE oid = $1 $$;
CREATE FUNCTION @extschema@.postgis_typmod_srid(integer) RETURNS integer LANGUAGE sql IMMUTABLE STRICT
  AS $$ SELECT coalesce(nullif(split_part(btrim(enumlabel, '()'), ',', 2), ''), '0')::integer
        FROM pg_catalog.pg_enum WHERE oid = $1 $$;
CREATE FUNCTION @extschema@.postgis_typmod_dims(integer) RETURNS integer LANGUAGE sql IMMUTABLE STRICT
  AS $$ SELECT 2 + length(substring(split_part(btrim(enumlabel, '()'), ',', 1) FROM '[ZM]*$'))
        FROM pg_catalog.pg_enum WHERE oid = $1 $$;
DO $views$
DECLARE
  kind text;
BEGIN
  FOREACH kind IN ARRAY ARRAY['geometry', 'geography'] LOOP
    EXECUTE format($sql$
      CREATE VIEW @extschema@.%1$s_columns AS
        SELECT current_database()::%3$s AS f_table_catalog,
               space.nspname AS f_table_schema, owner.relname AS f_table_name,
               part.attname AS f_%1$s_column,
               coalesce(@extschema@.postgis_typmod_dims(nullif(part.atttypmod, -1)), 2) AS coord_dimension,
               coalesce(@extschema@.postgis_typmod_srid(nullif(part.atttypmod, -1)), 0) AS srid,
               upper(coalesce(@extschema@.postgis_typmod_type(nullif(part.atttypmod, -1)), 'Geometry'))::%2$s AS type
        FROM pg_catalog.pg_attribute part
        JOIN pg_catalog.pg_class owner ON owner.oid = part.attrelid
        JOIN pg_catalog.pg_namespace space ON space.oid = owner.relnamespace
        WHERE part.atttypid = '@extschema@.%1$s'::regtype AND NOT part.attisdropped
          AND owner.relkind IN ('r', 'p', 'v', 'm', 'f')
    $sql$, kind, CASE kind WHEN 'geometry' THEN 'character varying(30)' ELSE 'text' END,
      CASE kind WHEN 'geometry' THEN 'character varying(256)' ELSE 'name' END);
  END LOOP;
END
$views$;

-- A cast to the type itself applies a modifier.
CREATE FUNCTION @extschema@.geometry(@extschema@.geometry, integer, boolean)
  RETURNS @extschema@.geometry LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT $1 $$;
CREATE FUNCTION @extschema@.geography(@extschema@.geography, integer, boolean)
  RETURNS @extschema@.geography LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT $1 $$;
CREATE CAST (@extschema@.geometry AS @extschema@.geometry)
  WITH FUNCTION @extschema@.geometry(@extschema@.geometry, integer, boolean) AS IMPLICIT;
CREATE CAST (@extschema@.geography AS @extschema@.geography)
  WITH FUNCTION @extschema@.geography(@extschema@.geography, integer, boolean) AS IMPLICIT;
CREATE CAST (text AS @extschema@.geometry) WITHOUT FUNCTION AS IMPLICIT;
CREATE CAST (@extschema@.geometry AS text) WITHOUT FUNCTION AS IMPLICIT;

-- Points are stored as text that PostGIS itself would accept.
DO $points$
DECLARE
  line text;
BEGIN
  FOREACH line IN ARRAY ARRAY[
    'geometry(text) RETURNS G|$1::G',
    'text(G) RETURNS text|$1::text',
    'geometry(H) RETURNS G|$1::text::G',
    'geography(G) RETURNS H|$1::text::H',
    'st_makepoint(float8, float8) RETURNS G|format(''POINT(%s %s)'', $1, $2)::G',
    'st_makepoint(float8, float8, float8) RETURNS G|format(''POINT Z (%s %s %s)'', $1, $2, $3)::G',
    'st_point(float8, float8) RETURNS G|format(''POINT(%s %s)'', $1, $2)::G',
    'st_point(float8, float8, srid integer) RETURNS G|'
      'format(''SRID=%s;POINT(%s %s)'', $3, $1, $2)::G',
    'st_setsrid(geom G, srid integer) RETURNS G|'
      '(format(''SRID=%s;'', $2) || regexp_replace($1::text, ''^SRID=[0-9]+;'', ''''))::G',
    'st_setsrid(geog H, srid integer) RETURNS H|'
      '(format(''SRID=%s;'', $2) || regexp_replace($1::text, ''^SRID=[0-9]+;'', ''''))::H',
    'st_geomfromtext(text) RETURNS G|$1::G',
    'st_geomfromtext(text, integer) RETURNS G|format(''SRID=%s;%s'', $2, $1)::G',
    'st_geometryfromtext(text) RETURNS G|$1::G',
    'st_geometryfromtext(text, integer) RETURNS G|format(''SRID=%s;%s'', $2, $1)::G',
    'st_geomfromewkt(text) RETURNS G|$1::G',
    'st_geogfromtext(text) RETURNS H|$1::H',
    'st_geographyfromtext(text) RETURNS H|$1::H',
    'st_astext(G) RETURNS text|regexp_replace($1::text, ''^SRID=[0-9]+;'', '''')',
    'st_astext(H) RETURNS text|regexp_replace($1::text, ''^SRID=[0-9]+;'', '''')',
    'st_astext(text) RETURNS text|$1',
    'st_asewkt(G) RETURNS text|$1::text',
    'st_asewkt(H) RETURNS text|$1::text',
    'st_asewkt(text) RETURNS text|$1',
    'st_x(G) RETURNS float8|substring($1::text FROM ''POINT[ ZM]*\(([-0-9.e+]+)'')::float8',
    'st_y(G) RETURNS float8|'
      'substring($1::text FROM ''POINT[ ZM]*\([-0-9.e+]+ ([-0-9.e+]+)'')::float8',
    'st_srid(geom G) RETURNS integer|coalesce(substring($1::text FROM ''^SRID=([0-9]+);'')::integer, 0)',
    'st_srid(geog H) RETURNS integer|coalesce(substring($1::text FROM ''^SRID=([0-9]+);'')::integer, 4326)',
    'postgis_version() RETURNS text|''3.3 USE_GEOS=0 USE_PROJ=0 USE_STATS=0''',
    'postgis_lib_version() RETURNS text|''3.3.7''',
    'postgis_full_version() RETURNS text|''stub''']
  LOOP
    line := regexp_replace(line, '\mG\M', '@extschema@.geometry', 'g');
    line := regexp_replace(line, '\mH\M', '@extschema@.geography', 'g');
    EXECUTE format('CREATE FUNCTION @extschema@.%s LANGUAGE sql IMMUTABLE STRICT AS %L',
      split_part(line, '|', 1), 'SELECT ' || substring(line FROM position('|' IN line) + 1));
  END LOOP;
END
$points$;
CREATE FUNCTION @extschema@.postgis_extensions_upgrade() RETURNS text LANGUAGE sql AS $$ SELECT 'stub' $$;

-- Columns of a geometry type. The constraints that they had before type modifiers are not supported.
DO $columns$
DECLARE
  wanted record;
BEGIN
  CREATE FUNCTION @extschema@.addgeometrycolumn(
    catalog_name character varying, schema_name character varying, table_name character varying,
    column_name character varying, new_srid_in integer, new_type character varying, new_dim integer,
    use_typmod boolean DEFAULT true) RETURNS text LANGUAGE plpgsql
    AS $add$
      DECLARE
        kind text := upper(new_type);
      BEGIN
        IF NOT use_typmod THEN
          RAISE feature_not_supported USING
            MESSAGE = 'the stub of extension "postgis" cannot run addgeometrycolumn without type modifiers';
        END IF;
        kind := kind || CASE WHEN new_dim = 4 AND kind !~ 'ZM$' THEN 'ZM'
          WHEN new_dim = 3 AND kind !~ '[ZM]$' THEN 'Z' ELSE '' END;
        EXECUTE pg_catalog.format('ALTER TABLE %s%I ADD COLUMN %I %s.geometry(%s, %s)',
          CASE WHEN schema_name <> '' THEN pg_catalog.quote_ident(schema_name) || '.' END, table_name, column_name,
          '@extschema@', kind, greatest(new_srid_in, 0));
        RETURN pg_catalog.format('%s.%s.%s SRID:%s TYPE:%s DIMS:%s ',
          nullif(schema_name, ''), table_name, column_name, greatest(new_srid_in, 0), new_type, new_dim);
      END
    $add$;
  CREATE FUNCTION @extschema@.dropgeometrycolumn(
    catalog_name character varying, schema_name character varying, table_name character varying,
    column_name character varying) RETURNS text LANGUAGE plpgsql
    AS $drop$
      BEGIN
        EXECUTE pg_catalog.format('ALTER TABLE %s%I DROP COLUMN %I',
          CASE WHEN schema_name <> '' THEN pg_catalog.quote_ident(schema_name) || '.' END, table_name, column_name);
        RETURN pg_catalog.format('%s.%s.%s effectively removed.', schema_name, table_name, column_name);
      END
    $drop$;
  CREATE FUNCTION @extschema@.dropgeometrytable(
    catalog_name character varying, schema_name character varying, table_name character varying)
    RETURNS text LANGUAGE plpgsql
    AS $drop$
      BEGIN
        EXECUTE pg_catalog.format('DROP TABLE IF EXISTS %s%I RESTRICT',
          CASE WHEN schema_name <> '' THEN pg_catalog.quote_ident(schema_name) || '.' END, table_name);
        RETURN pg_catalog.format('%s.%s dropped.', schema_name, table_name);
      END
    $drop$;
  CREATE FUNCTION @extschema@.updategeometrysrid(
    catalogn_name character varying, schema_name character varying, table_name character varying,
    column_name character varying, new_srid_in integer) RETURNS text LANGUAGE plpgsql
    AS $update$
      DECLARE
        name text := CASE WHEN schema_name <> '' THEN pg_catalog.quote_ident(schema_name) || '.' ELSE '' END
          || pg_catalog.quote_ident(table_name);
        kind text;
      BEGIN
        SELECT @extschema@.postgis_typmod_type(nullif(atttypmod, -1)) INTO kind FROM pg_catalog.pg_attribute
        WHERE attrelid = name::pg_catalog.regclass AND attname = column_name AND NOT attisdropped;
        EXECUTE pg_catalog.format('ALTER TABLE %s ALTER COLUMN %I TYPE %s.geometry(%s, %s) '
          'USING %3$s.st_setsrid(%2$I, %5$s)', name, column_name, '@extschema@', kind, greatest(new_srid_in, 0));
        RETURN pg_catalog.format('%s.%s.%s SRID changed to %s', schema_name, table_name, column_name, new_srid_in);
      END
    $update$;
  -- The variants with fewer arguments.
  FOR wanted IN
    SELECT * FROM (VALUES
      ('addgeometrycolumn(schema_name character varying, table_name character varying, column_name character varying, '
       'new_srid integer, new_type character varying, new_dim integer, use_typmod boolean DEFAULT true)',
       'addgeometrycolumn('''', $1, $2, $3, $4, $5, $6, $7)'),
      ('addgeometrycolumn(table_name character varying, column_name character varying, new_srid integer, '
       'new_type character varying, new_dim integer, use_typmod boolean DEFAULT true)',
       'addgeometrycolumn('''', '''', $1, $2, $3, $4, $5, $6)'),
      ('dropgeometrycolumn(schema_name character varying, table_name character varying, column_name character varying)',
       'dropgeometrycolumn('''', $1, $2, $3)'),
      ('dropgeometrycolumn(table_name character varying, column_name character varying)',
       'dropgeometrycolumn('''', '''', $1, $2)'),
      ('dropgeometrytable(schema_name character varying, table_name character varying)', 'dropgeometrytable('''', $1, $2)'),
      ('dropgeometrytable(table_name character varying)', 'dropgeometrytable('''', '''', $1)'),
      ('updategeometrysrid(character varying, character varying, character varying, integer)',
       'updategeometrysrid('''', $1, $2, $3, $4)'),
      ('updategeometrysrid(character varying, character varying, integer)', 'updategeometrysrid('''', '''', $1, $2, $3)'))
      AS list (signature, call)
  LOOP
    EXECUTE format('CREATE FUNCTION @extschema@.%s RETURNS text LANGUAGE sql %s AS %L', wanted.signature,
      CASE WHEN wanted.signature LIKE 'addgeometrycolumn(schema%' THEN 'STABLE' ELSE 'VOLATILE' END, 'SELECT @extschema@.' || wanted.call);
  END LOOP;
END
$columns$;


-- Comparison is that of the text.
DO $comparison$
DECLARE
  kind text;
  comparison text;
BEGIN
  FOREACH kind IN ARRAY ARRAY['geometry', 'geography'] LOOP
    FOREACH comparison IN ARRAY ARRAY['lt', 'le', 'eq', 'ge', 'gt'] LOOP
      EXECUTE format(
        'CREATE FUNCTION @extschema@.%1$s_%2$s(%3$s @extschema@.%1$s, %4$s @extschema@.%1$s) '
        'RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS %5$L',
        kind, comparison, CASE kind WHEN 'geometry' THEN 'geom1' END, CASE kind WHEN 'geometry' THEN 'geom2' END,
        'bytea' || comparison);
    END LOOP;
  END LOOP;
END
$comparison$;

-- The functions that compute nothing.
-- part: objects_open of=postgis requires=- type=-
aggregate st_3dextent(~geometry) returns ~box3d immutable
aggregate st_asflatgeobuf(anyelement) returns bytea immutable
aggregate st_asflatgeobuf(anyelement, boolean) returns bytea immutable
aggregate st_asflatgeobuf(anyelement, boolean, text) returns bytea immutable
aggregate st_asgeobuf(anyelement) returns bytea immutable
aggregate st_asgeobuf(anyelement, text) returns bytea immutable
aggregate st_asmvt(anyelement) returns bytea immutable
aggregate st_asmvt(anyelement, text) returns bytea immutable
aggregate st_asmvt(anyelement, text, integer) returns bytea immutable
aggregate st_asmvt(anyelement, text, integer, text) returns bytea immutable
aggregate st_asmvt(anyelement, text, integer, text, text) returns bytea immutable
aggregate st_clusterintersecting(~geometry) returns ~geometry[] immutable
aggregate st_clusterwithin(~geometry, double precision) returns ~geometry[] immutable
aggregate st_collect(~geometry) returns ~geometry immutable
aggregate st_extent(~geometry) returns ~box2d immutable
aggregate st_makeline(~geometry) returns ~geometry immutable
aggregate st_memcollect(~geometry) returns ~geometry immutable
aggregate st_memunion(~geometry) returns ~geometry immutable
aggregate st_polygonize(~geometry) returns ~geometry immutable
aggregate st_union(~geometry) returns ~geometry immutable
aggregate st_union(~geometry, gridsize double precision) returns ~geometry immutable
_postgis_deprecate(oldname text, newname text, version text) returns void immutable
_postgis_index_extent(tbl regclass, col text) returns ~box2d stable
_postgis_join_selectivity(regclass, text, regclass, text, text DEFAULT '2') returns double precision
_postgis_pgsql_version() returns text stable
_postgis_scripts_pgsql_version() returns text immutable
_postgis_selectivity(tbl regclass, att_name text, geom ~geometry, mode text DEFAULT '2') returns double precision
_postgis_stats(tbl regclass, att_name text, text DEFAULT '2') returns text
_st_3ddfullywithin(geom1 ~geometry, geom2 ~geometry, double precision) returns boolean immutable
_st_3ddwithin(geom1 ~geometry, geom2 ~geometry, double precision) returns boolean immutable
_st_3dintersects(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
_st_asgml(integer, ~geometry, integer, integer, text, text) returns text immutable
_st_asx3d(integer, ~geometry, integer, integer, text) returns text immutable
_st_bestsrid(~geography) returns integer immutable
_st_bestsrid(~geography, ~geography) returns integer immutable
_st_contains(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
_st_containsproperly(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
_st_coveredby(geog1 ~geography, geog2 ~geography) returns boolean immutable
_st_coveredby(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
_st_covers(geog1 ~geography, geog2 ~geography) returns boolean immutable
_st_covers(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
_st_crosses(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
_st_dfullywithin(geom1 ~geometry, geom2 ~geometry, double precision) returns boolean immutable
_st_distancetree(~geography, ~geography) returns double precision immutable
_st_distancetree(~geography, ~geography, double precision, boolean) returns double precision immutable
_st_distanceuncached(~geography, ~geography) returns double precision immutable
_st_distanceuncached(~geography, ~geography, boolean) returns double precision immutable
_st_distanceuncached(~geography, ~geography, double precision, boolean) returns double precision immutable
_st_dwithin(geog1 ~geography, geog2 ~geography, tolerance double precision, use_spheroid boolean DEFAULT true) returns boolean immutable
_st_dwithin(geom1 ~geometry, geom2 ~geometry, double precision) returns boolean immutable
_st_dwithinuncached(~geography, ~geography, double precision) returns boolean immutable
_st_dwithinuncached(~geography, ~geography, double precision, boolean) returns boolean immutable
_st_equals(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
_st_expand(~geography, double precision) returns ~geography immutable
_st_geomfromgml(text, integer) returns ~geometry immutable
_st_intersects(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
_st_linecrossingdirection(line1 ~geometry, line2 ~geometry) returns integer immutable
_st_longestline(geom1 ~geometry, geom2 ~geometry) returns ~geometry immutable
_st_maxdistance(geom1 ~geometry, geom2 ~geometry) returns double precision immutable
_st_orderingequals(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
_st_overlaps(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
_st_pointoutside(~geography) returns ~geography immutable
_st_sortablehash(geom ~geometry) returns bigint immutable
_st_touches(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
_st_voronoi(g1 ~geometry, clip ~geometry DEFAULT NULL::~geometry, tolerance double precision DEFAULT 0.0, return_polygons boolean DEFAULT true) returns ~geometry immutable
_st_within(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
!addauth(text) returns boolean
box(~box3d) returns box immutable
box(~geometry) returns box immutable
box2d(~box3d) returns ~box2d immutable
box2d(~geometry) returns ~box2d immutable
box3d(~box2d) returns ~box3d immutable
box3d(~geometry) returns ~box3d immutable
box3dtobox(~box3d) returns box immutable
bytea(~geography) returns bytea immutable
bytea(~geometry) returns bytea immutable
!checkauth(text, text) returns integer
!checkauth(text, text, text) returns integer
checkauthtrigger() returns trigger
!disablelongtransactions() returns text
!enablelongtransactions() returns text
equals(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
find_srid(character varying, character varying, character varying) returns integer stable
geography(bytea) returns ~geography immutable
geography_distance_knn(~geography, ~geography) returns double precision immutable
geography_overlaps(~geography, ~geography) returns boolean immutable
geography_send(~geography) returns bytea immutable
geometry(~box2d) returns ~geometry immutable
geometry(~box3d) returns ~geometry immutable
geometry(bytea) returns ~geometry immutable
geometry(path) returns ~geometry immutable
geometry(point) returns ~geometry immutable
geometry(polygon) returns ~geometry immutable
geometry_above(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
geometry_below(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
geometry_contained_3d(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
geometry_contains(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
geometry_contains_3d(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
geometry_contains_nd(~geometry, ~geometry) returns boolean immutable
geometry_distance_box(geom1 ~geometry, geom2 ~geometry) returns double precision immutable
geometry_distance_centroid(geom1 ~geometry, geom2 ~geometry) returns double precision immutable
geometry_distance_centroid_nd(~geometry, ~geometry) returns double precision immutable
geometry_distance_cpa(~geometry, ~geometry) returns double precision immutable
geometry_left(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
geometry_overabove(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
geometry_overbelow(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
geometry_overlaps(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
geometry_overlaps_3d(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
geometry_overlaps_nd(~geometry, ~geometry) returns boolean immutable
geometry_overleft(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
geometry_overright(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
geometry_right(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
geometry_same(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
geometry_same_3d(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
geometry_same_nd(~geometry, ~geometry) returns boolean immutable
geometry_send(~geometry) returns bytea immutable
geometry_within(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
geometry_within_nd(~geometry, ~geometry) returns boolean immutable
geometrytype(~geography) returns text immutable
geometrytype(~geometry) returns text immutable
geomfromewkb(bytea) returns ~geometry immutable
geomfromewkt(text) returns ~geometry immutable
get_proj4_from_srid(integer) returns text immutable
gettransactionid() returns xid
json(~geometry) returns json immutable
jsonb(~geometry) returns jsonb immutable
!lockrow(text, text, text) returns integer
!lockrow(text, text, text, text) returns integer
!lockrow(text, text, text, text, timestamp without time zone) returns integer
!lockrow(text, text, text, timestamp without time zone) returns integer
longtransactionsenabled() returns boolean
path(~geometry) returns path immutable
point(~geometry) returns point immutable
polygon(~geometry) returns polygon immutable
!populate_geometry_columns(tbl_oid oid, use_typmod boolean DEFAULT true) returns integer
!populate_geometry_columns(use_typmod boolean DEFAULT true) returns text
postgis_addbbox(~geometry) returns ~geometry immutable
postgis_cache_bbox() returns trigger
postgis_constraint_dims(geomschema text, geomtable text, geomcolumn text) returns integer stable
postgis_constraint_srid(geomschema text, geomtable text, geomcolumn text) returns integer stable
postgis_constraint_type(geomschema text, geomtable text, geomcolumn text) returns character varying stable
postgis_dropbbox(~geometry) returns ~geometry immutable
postgis_geos_noop(~geometry) returns ~geometry immutable
postgis_geos_version() returns text immutable
postgis_getbbox(~geometry) returns ~box2d immutable
postgis_hasbbox(~geometry) returns boolean immutable
postgis_lib_build_date() returns text immutable
postgis_lib_revision() returns text immutable
postgis_libjson_version() returns text immutable
postgis_liblwgeom_version() returns text immutable
postgis_libprotobuf_version() returns text immutable
postgis_libxml_version() returns text immutable
postgis_noop(~geometry) returns ~geometry immutable
postgis_proj_version() returns text immutable
postgis_scripts_build_date() returns text immutable
postgis_scripts_installed() returns text immutable
postgis_scripts_released() returns text immutable
postgis_svn_version() returns text immutable
postgis_transform_geometry(geom ~geometry, text, text, integer) returns ~geometry immutable
postgis_type_name(geomname character varying, coord_dimension integer, use_new_name boolean DEFAULT true) returns character varying immutable
postgis_wagyu_version() returns text immutable
st_3dclosestpoint(geom1 ~geometry, geom2 ~geometry) returns ~geometry immutable
st_3ddfullywithin(geom1 ~geometry, geom2 ~geometry, double precision) returns boolean immutable
st_3ddistance(geom1 ~geometry, geom2 ~geometry) returns double precision immutable
st_3ddwithin(geom1 ~geometry, geom2 ~geometry, double precision) returns boolean immutable
st_3dintersects(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
st_3dlength(~geometry) returns double precision immutable
st_3dlineinterpolatepoint(~geometry, double precision) returns ~geometry immutable
st_3dlongestline(geom1 ~geometry, geom2 ~geometry) returns ~geometry immutable
st_3dmakebox(geom1 ~geometry, geom2 ~geometry) returns ~box3d immutable
st_3dmaxdistance(geom1 ~geometry, geom2 ~geometry) returns double precision immutable
st_3dperimeter(~geometry) returns double precision immutable
st_3dshortestline(geom1 ~geometry, geom2 ~geometry) returns ~geometry immutable
st_addmeasure(~geometry, double precision, double precision) returns ~geometry immutable
st_addpoint(geom1 ~geometry, geom2 ~geometry) returns ~geometry immutable
st_addpoint(geom1 ~geometry, geom2 ~geometry, integer) returns ~geometry immutable
st_affine(~geometry, double precision, double precision, double precision, double precision, double precision, double precision) returns ~geometry immutable
st_affine(~geometry, double precision, double precision, double precision, double precision, double precision, double precision, double precision, double precision, double precision, double precision, double precision, double precision) returns ~geometry immutable
st_angle(line1 ~geometry, line2 ~geometry) returns double precision immutable
st_angle(pt1 ~geometry, pt2 ~geometry, pt3 ~geometry, pt4 ~geometry DEFAULT ''::~geometry) returns double precision immutable
st_area(geog ~geography, use_spheroid boolean DEFAULT true) returns double precision immutable
st_area(~geometry) returns double precision immutable
st_area(text) returns double precision immutable
st_area2d(~geometry) returns double precision immutable
st_asbinary(~geography) returns bytea immutable
st_asbinary(~geography, text) returns bytea immutable
st_asbinary(~geometry) returns bytea immutable
st_asbinary(~geometry, text) returns bytea immutable
st_asencodedpolyline(geom ~geometry, nprecision integer DEFAULT 5) returns text immutable
st_asewkb(~geometry) returns bytea immutable
st_asewkb(~geometry, text) returns bytea immutable
st_asewkt(~geography, integer) returns text immutable
st_asewkt(~geometry, integer) returns text immutable
st_asgeojson(geog ~geography, maxdecimaldigits integer DEFAULT 9, options integer DEFAULT 0) returns text immutable
st_asgeojson(geom ~geometry, maxdecimaldigits integer DEFAULT 9, options integer DEFAULT 8) returns text immutable
st_asgeojson(r record, geom_column text DEFAULT '', maxdecimaldigits integer DEFAULT 9, pretty_bool boolean DEFAULT false) returns text stable
st_asgeojson(text) returns text immutable
st_asgml(geog ~geography, maxdecimaldigits integer DEFAULT 15, options integer DEFAULT 0, nprefix text DEFAULT 'gml', id text DEFAULT '') returns text immutable
st_asgml(geom ~geometry, maxdecimaldigits integer DEFAULT 15, options integer DEFAULT 0) returns text immutable
st_asgml(text) returns text immutable
st_asgml(version integer, geog ~geography, maxdecimaldigits integer DEFAULT 15, options integer DEFAULT 0, nprefix text DEFAULT 'gml', id text DEFAULT '') returns text immutable
st_asgml(version integer, geom ~geometry, maxdecimaldigits integer DEFAULT 15, options integer DEFAULT 0, nprefix text DEFAULT NULL::text, id text DEFAULT NULL::text) returns text immutable
st_ashexewkb(~geometry) returns text immutable
st_ashexewkb(~geometry, text) returns text immutable
st_askml(geog ~geography, maxdecimaldigits integer DEFAULT 15, nprefix text DEFAULT '') returns text immutable
st_askml(geom ~geometry, maxdecimaldigits integer DEFAULT 15, nprefix text DEFAULT '') returns text immutable
st_askml(text) returns text immutable
st_aslatlontext(geom ~geometry, tmpl text DEFAULT '') returns text immutable
st_asmarc21(geom ~geometry, format text DEFAULT 'hdddmmss') returns text immutable
st_asmvtgeom(geom ~geometry, bounds ~box2d, extent integer DEFAULT 4096, buffer integer DEFAULT 256, clip_geom boolean DEFAULT true) returns ~geometry immutable
st_assvg(geog ~geography, rel integer DEFAULT 0, maxdecimaldigits integer DEFAULT 15) returns text immutable
st_assvg(geom ~geometry, rel integer DEFAULT 0, maxdecimaldigits integer DEFAULT 15) returns text immutable
st_assvg(text) returns text immutable
st_astext(~geography, integer) returns text immutable
st_astext(~geometry, integer) returns text immutable
st_astwkb(geom ~geometry, prec integer DEFAULT NULL::integer, prec_z integer DEFAULT NULL::integer, prec_m integer DEFAULT NULL::integer, with_sizes boolean DEFAULT NULL::boolean, with_boxes boolean DEFAULT NULL::boolean) returns bytea immutable
st_astwkb(geom ~geometry[], ids bigint[], prec integer DEFAULT NULL::integer, prec_z integer DEFAULT NULL::integer, prec_m integer DEFAULT NULL::integer, with_sizes boolean DEFAULT NULL::boolean, with_boxes boolean DEFAULT NULL::boolean) returns bytea immutable
st_asx3d(geom ~geometry, maxdecimaldigits integer DEFAULT 15, options integer DEFAULT 0) returns text immutable
st_azimuth(geog1 ~geography, geog2 ~geography) returns double precision immutable
st_azimuth(geom1 ~geometry, geom2 ~geometry) returns double precision immutable
st_bdmpolyfromtext(text, integer) returns ~geometry immutable
st_bdpolyfromtext(text, integer) returns ~geometry immutable
st_boundary(~geometry) returns ~geometry immutable
st_boundingdiagonal(geom ~geometry, fits boolean DEFAULT false) returns ~geometry immutable
st_box2dfromgeohash(text, integer DEFAULT NULL::integer) returns ~box2d immutable
st_buffer(~geography, double precision) returns ~geography immutable
st_buffer(~geography, double precision, integer) returns ~geography immutable
st_buffer(~geography, double precision, text) returns ~geography immutable
st_buffer(geom ~geometry, radius double precision, options text DEFAULT '') returns ~geometry immutable
st_buffer(geom ~geometry, radius double precision, quadsegs integer) returns ~geometry immutable
st_buffer(text, double precision) returns ~geometry immutable
st_buffer(text, double precision, integer) returns ~geometry immutable
st_buffer(text, double precision, text) returns ~geometry immutable
st_buildarea(~geometry) returns ~geometry immutable
st_centroid(~geography, use_spheroid boolean DEFAULT true) returns ~geography immutable
st_centroid(~geometry) returns ~geometry immutable
st_centroid(text) returns ~geometry immutable
st_chaikinsmoothing(~geometry, integer DEFAULT 1, boolean DEFAULT false) returns ~geometry immutable
st_cleangeometry(~geometry) returns ~geometry immutable
st_clipbybox2d(geom ~geometry, box ~box2d) returns ~geometry immutable
st_closestpoint(geom1 ~geometry, geom2 ~geometry) returns ~geometry immutable
st_closestpointofapproach(~geometry, ~geometry) returns double precision immutable
st_clusterintersecting(~geometry[]) returns ~geometry[] immutable
st_clusterwithin(~geometry[], double precision) returns ~geometry[] immutable
st_collect(geom1 ~geometry, geom2 ~geometry) returns ~geometry immutable
st_collect(~geometry[]) returns ~geometry immutable
st_collectionextract(~geometry) returns ~geometry immutable
st_collectionextract(~geometry, integer) returns ~geometry immutable
st_collectionhomogenize(~geometry) returns ~geometry immutable
st_combinebbox(~box2d, ~geometry) returns ~box2d immutable
st_combinebbox(~box3d, ~box3d) returns ~box3d immutable
st_combinebbox(~box3d, ~geometry) returns ~box3d immutable
st_concavehull(param_geom ~geometry, param_pctconvex double precision, param_allow_holes boolean DEFAULT false) returns ~geometry immutable
st_contains(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
st_containsproperly(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
st_convexhull(~geometry) returns ~geometry immutable
st_coorddim(geometry ~geometry) returns smallint immutable
st_coveredby(geog1 ~geography, geog2 ~geography) returns boolean immutable
st_coveredby(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
st_coveredby(text, text) returns boolean immutable
st_covers(geog1 ~geography, geog2 ~geography) returns boolean immutable
st_covers(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
st_covers(text, text) returns boolean immutable
st_cpawithin(~geometry, ~geometry, double precision) returns boolean immutable
st_crosses(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
st_curvetoline(geom ~geometry, tol double precision DEFAULT 32, toltype integer DEFAULT 0, flags integer DEFAULT 0) returns ~geometry immutable
st_delaunaytriangles(g1 ~geometry, tolerance double precision DEFAULT 0.0, flags integer DEFAULT 0) returns ~geometry immutable
st_dfullywithin(geom1 ~geometry, geom2 ~geometry, double precision) returns boolean immutable
st_difference(geom1 ~geometry, geom2 ~geometry, gridsize double precision DEFAULT '-1.0'::numeric) returns ~geometry immutable
st_dimension(~geometry) returns integer immutable
st_disjoint(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
st_distance(geog1 ~geography, geog2 ~geography, use_spheroid boolean DEFAULT true) returns double precision immutable
st_distance(geom1 ~geometry, geom2 ~geometry) returns double precision immutable
st_distance(text, text) returns double precision immutable
st_distancecpa(~geometry, ~geometry) returns double precision immutable
st_distancesphere(geom1 ~geometry, geom2 ~geometry) returns double precision immutable
st_distancesphere(geom1 ~geometry, geom2 ~geometry, radius double precision) returns double precision immutable
st_distancespheroid(geom1 ~geometry, geom2 ~geometry) returns double precision immutable
st_distancespheroid(geom1 ~geometry, geom2 ~geometry, ~spheroid) returns double precision immutable
st_dump(~geometry) returns SETOF ~geometry_dump immutable
st_dumppoints(~geometry) returns SETOF ~geometry_dump immutable
st_dumprings(~geometry) returns SETOF ~geometry_dump immutable
st_dumpsegments(~geometry) returns SETOF ~geometry_dump immutable
st_dwithin(geog1 ~geography, geog2 ~geography, tolerance double precision, use_spheroid boolean DEFAULT true) returns boolean immutable
st_dwithin(geom1 ~geometry, geom2 ~geometry, double precision) returns boolean immutable
st_dwithin(text, text, double precision) returns boolean immutable
st_endpoint(~geometry) returns ~geometry immutable
st_envelope(~geometry) returns ~geometry immutable
st_equals(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
st_estimatedextent(text, text) returns ~box2d stable
st_estimatedextent(text, text, text) returns ~box2d stable
st_estimatedextent(text, text, text, boolean) returns ~box2d stable
st_expand(box ~box2d, dx double precision, dy double precision) returns ~box2d immutable
st_expand(box ~box3d, dx double precision, dy double precision, dz double precision DEFAULT 0) returns ~box3d immutable
st_expand(~box2d, double precision) returns ~box2d immutable
st_expand(~box3d, double precision) returns ~box3d immutable
st_expand(geom ~geometry, dx double precision, dy double precision, dz double precision DEFAULT 0, dm double precision DEFAULT 0) returns ~geometry immutable
st_expand(~geometry, double precision) returns ~geometry immutable
st_exteriorring(~geometry) returns ~geometry immutable
st_filterbym(~geometry, double precision, double precision DEFAULT NULL::double precision, boolean DEFAULT false) returns ~geometry immutable
st_findextent(text, text) returns ~box2d stable
st_findextent(text, text, text) returns ~box2d stable
st_flipcoordinates(~geometry) returns ~geometry immutable
st_force2d(~geometry) returns ~geometry immutable
st_force3d(geom ~geometry, zvalue double precision DEFAULT 0.0) returns ~geometry immutable
st_force3dm(geom ~geometry, mvalue double precision DEFAULT 0.0) returns ~geometry immutable
st_force3dz(geom ~geometry, zvalue double precision DEFAULT 0.0) returns ~geometry immutable
st_force4d(geom ~geometry, zvalue double precision DEFAULT 0.0, mvalue double precision DEFAULT 0.0) returns ~geometry immutable
st_forcecollection(~geometry) returns ~geometry immutable
st_forcecurve(~geometry) returns ~geometry immutable
st_forcepolygonccw(~geometry) returns ~geometry immutable
st_forcepolygoncw(~geometry) returns ~geometry immutable
st_forcerhr(~geometry) returns ~geometry immutable
st_forcesfs(~geometry) returns ~geometry immutable
st_forcesfs(~geometry, version text) returns ~geometry immutable
st_frechetdistance(geom1 ~geometry, geom2 ~geometry, double precision DEFAULT '-1'::integer) returns double precision immutable
st_fromflatgeobuf(anyelement, bytea) returns SETOF anyelement immutable
st_fromflatgeobuftotable(text, text, bytea) returns void immutable
st_generatepoints(area ~geometry, npoints integer) returns ~geometry
st_generatepoints(area ~geometry, npoints integer, seed integer) returns ~geometry immutable
st_geogfromwkb(bytea) returns ~geography immutable
st_geohash(geog ~geography, maxchars integer DEFAULT 0) returns text immutable
st_geohash(geom ~geometry, maxchars integer DEFAULT 0) returns text immutable
st_geomcollfromtext(text) returns ~geometry immutable
st_geomcollfromtext(text, integer) returns ~geometry immutable
st_geomcollfromwkb(bytea) returns ~geometry immutable
st_geomcollfromwkb(bytea, integer) returns ~geometry immutable
st_geometricmedian(g ~geometry, tolerance double precision DEFAULT NULL::double precision, max_iter integer DEFAULT 10000, fail_if_not_converged boolean DEFAULT false) returns ~geometry immutable
st_geometryn(~geometry, integer) returns ~geometry immutable
st_geometrytype(~geometry) returns text immutable
st_geomfromewkb(bytea) returns ~geometry immutable
st_geomfromgeohash(text, integer DEFAULT NULL::integer) returns ~geometry immutable
st_geomfromgeojson(json) returns ~geometry immutable
st_geomfromgeojson(jsonb) returns ~geometry immutable
st_geomfromgeojson(text) returns ~geometry immutable
st_geomfromgml(text) returns ~geometry immutable
st_geomfromgml(text, integer) returns ~geometry immutable
st_geomfromkml(text) returns ~geometry immutable
st_geomfrommarc21(marc21xml text) returns ~geometry immutable
st_geomfromtwkb(bytea) returns ~geometry immutable
st_geomfromwkb(bytea) returns ~geometry immutable
st_geomfromwkb(bytea, integer) returns ~geometry immutable
st_gmltosql(text) returns ~geometry immutable
st_gmltosql(text, integer) returns ~geometry immutable
st_hasarc(geometry ~geometry) returns boolean immutable
st_hausdorffdistance(geom1 ~geometry, geom2 ~geometry) returns double precision immutable
st_hausdorffdistance(geom1 ~geometry, geom2 ~geometry, double precision) returns double precision immutable
st_hexagon(size double precision, cell_i integer, cell_j integer, origin ~geometry DEFAULT ''::~geometry) returns ~geometry immutable
st_hexagongrid(size double precision, bounds ~geometry, OUT geom ~geometry, OUT i integer, OUT j integer) returns SETOF record immutable
st_interiorringn(~geometry, integer) returns ~geometry immutable
st_interpolatepoint(line ~geometry, point ~geometry) returns double precision immutable
st_intersection(~geography, ~geography) returns ~geography immutable
st_intersection(geom1 ~geometry, geom2 ~geometry, gridsize double precision DEFAULT '-1'::integer) returns ~geometry immutable
st_intersection(text, text) returns ~geometry immutable
st_intersects(geog1 ~geography, geog2 ~geography) returns boolean immutable
st_intersects(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
st_intersects(text, text) returns boolean immutable
st_isclosed(~geometry) returns boolean immutable
st_iscollection(~geometry) returns boolean immutable
st_isempty(~geometry) returns boolean immutable
st_ispolygonccw(~geometry) returns boolean immutable
st_ispolygoncw(~geometry) returns boolean immutable
st_isring(~geometry) returns boolean immutable
st_issimple(~geometry) returns boolean immutable
st_isvalid(~geometry) returns boolean immutable
st_isvalid(~geometry, integer) returns boolean immutable
st_isvaliddetail(geom ~geometry, flags integer DEFAULT 0) returns ~valid_detail immutable
st_isvalidreason(~geometry) returns text immutable
st_isvalidreason(~geometry, integer) returns text immutable
st_isvalidtrajectory(~geometry) returns boolean immutable
st_length(geog ~geography, use_spheroid boolean DEFAULT true) returns double precision immutable
st_length(~geometry) returns double precision immutable
st_length(text) returns double precision immutable
st_length2d(~geometry) returns double precision immutable
st_length2dspheroid(~geometry, ~spheroid) returns double precision immutable
st_lengthspheroid(~geometry, ~spheroid) returns double precision immutable
st_letters(letters text, font json DEFAULT NULL::json) returns ~geometry immutable
st_linecrossingdirection(line1 ~geometry, line2 ~geometry) returns integer immutable
st_linefromencodedpolyline(txtin text, nprecision integer DEFAULT 5) returns ~geometry immutable
st_linefrommultipoint(~geometry) returns ~geometry immutable
st_linefromtext(text) returns ~geometry immutable
st_linefromtext(text, integer) returns ~geometry immutable
st_linefromwkb(bytea) returns ~geometry immutable
st_linefromwkb(bytea, integer) returns ~geometry immutable
st_lineinterpolatepoint(~geometry, double precision) returns ~geometry immutable
st_lineinterpolatepoints(~geometry, double precision, repeat boolean DEFAULT true) returns ~geometry immutable
st_linelocatepoint(geom1 ~geometry, geom2 ~geometry) returns double precision immutable
st_linemerge(~geometry) returns ~geometry immutable
st_linemerge(~geometry, boolean) returns ~geometry immutable
st_linestringfromwkb(bytea) returns ~geometry immutable
st_linestringfromwkb(bytea, integer) returns ~geometry immutable
st_linesubstring(~geometry, double precision, double precision) returns ~geometry immutable
st_linetocurve(geometry ~geometry) returns ~geometry immutable
st_locatealong(geometry ~geometry, measure double precision, leftrightoffset double precision DEFAULT 0.0) returns ~geometry immutable
st_locatebetween(geometry ~geometry, frommeasure double precision, tomeasure double precision, leftrightoffset double precision DEFAULT 0.0) returns ~geometry immutable
st_locatebetweenelevations(geometry ~geometry, fromelevation double precision, toelevation double precision) returns ~geometry immutable
st_longestline(geom1 ~geometry, geom2 ~geometry) returns ~geometry immutable
st_m(~geometry) returns double precision immutable
st_makebox2d(geom1 ~geometry, geom2 ~geometry) returns ~box2d immutable
st_makeenvelope(double precision, double precision, double precision, double precision, integer DEFAULT 0) returns ~geometry immutable
st_makeline(geom1 ~geometry, geom2 ~geometry) returns ~geometry immutable
st_makeline(~geometry[]) returns ~geometry immutable
st_makepoint(double precision, double precision, double precision, double precision) returns ~geometry immutable
st_makepointm(double precision, double precision, double precision) returns ~geometry immutable
st_makepolygon(~geometry) returns ~geometry immutable
st_makepolygon(~geometry, ~geometry[]) returns ~geometry immutable
st_makevalid(geom ~geometry, params text) returns ~geometry immutable
st_makevalid(~geometry) returns ~geometry immutable
st_maxdistance(geom1 ~geometry, geom2 ~geometry) returns double precision immutable
st_maximuminscribedcircle(~geometry, OUT center ~geometry, OUT nearest ~geometry, OUT radius double precision) returns record immutable
st_memsize(~geometry) returns integer immutable
st_minimumboundingcircle(inputgeom ~geometry, segs_per_quarter integer DEFAULT 48) returns ~geometry immutable
st_minimumboundingradius(~geometry, OUT center ~geometry, OUT radius double precision) returns record immutable
st_minimumclearance(~geometry) returns double precision immutable
st_minimumclearanceline(~geometry) returns ~geometry immutable
st_mlinefromtext(text) returns ~geometry immutable
st_mlinefromtext(text, integer) returns ~geometry immutable
st_mlinefromwkb(bytea) returns ~geometry immutable
st_mlinefromwkb(bytea, integer) returns ~geometry immutable
st_mpointfromtext(text) returns ~geometry immutable
st_mpointfromtext(text, integer) returns ~geometry immutable
st_mpointfromwkb(bytea) returns ~geometry immutable
st_mpointfromwkb(bytea, integer) returns ~geometry immutable
st_mpolyfromtext(text) returns ~geometry immutable
st_mpolyfromtext(text, integer) returns ~geometry immutable
st_mpolyfromwkb(bytea) returns ~geometry immutable
st_mpolyfromwkb(bytea, integer) returns ~geometry immutable
st_multi(~geometry) returns ~geometry immutable
st_multilinefromwkb(bytea) returns ~geometry immutable
st_multilinestringfromtext(text) returns ~geometry immutable
st_multilinestringfromtext(text, integer) returns ~geometry immutable
st_multipointfromtext(text) returns ~geometry immutable
st_multipointfromwkb(bytea) returns ~geometry immutable
st_multipointfromwkb(bytea, integer) returns ~geometry immutable
st_multipolyfromwkb(bytea) returns ~geometry immutable
st_multipolyfromwkb(bytea, integer) returns ~geometry immutable
st_multipolygonfromtext(text) returns ~geometry immutable
st_multipolygonfromtext(text, integer) returns ~geometry immutable
st_ndims(~geometry) returns smallint immutable
st_node(g ~geometry) returns ~geometry immutable
st_normalize(geom ~geometry) returns ~geometry immutable
st_npoints(~geometry) returns integer immutable
st_nrings(~geometry) returns integer immutable
st_numgeometries(~geometry) returns integer immutable
st_numinteriorring(~geometry) returns integer immutable
st_numinteriorrings(~geometry) returns integer immutable
st_numpatches(~geometry) returns integer immutable
st_numpoints(~geometry) returns integer immutable
st_offsetcurve(line ~geometry, distance double precision, params text DEFAULT '') returns ~geometry immutable
st_orderingequals(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
st_orientedenvelope(~geometry) returns ~geometry immutable
st_overlaps(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
st_patchn(~geometry, integer) returns ~geometry immutable
st_perimeter(geog ~geography, use_spheroid boolean DEFAULT true) returns double precision immutable
st_perimeter(~geometry) returns double precision immutable
st_perimeter2d(~geometry) returns double precision immutable
st_pointfromgeohash(text, integer DEFAULT NULL::integer) returns ~geometry immutable
st_pointfromtext(text) returns ~geometry immutable
st_pointfromtext(text, integer) returns ~geometry immutable
st_pointfromwkb(bytea) returns ~geometry immutable
st_pointfromwkb(bytea, integer) returns ~geometry immutable
st_pointinsidecircle(~geometry, double precision, double precision, double precision) returns boolean immutable
st_pointm(xcoordinate double precision, ycoordinate double precision, mcoordinate double precision, srid integer DEFAULT 0) returns ~geometry immutable
st_pointn(~geometry, integer) returns ~geometry immutable
st_pointonsurface(~geometry) returns ~geometry immutable
st_points(~geometry) returns ~geometry immutable
st_pointz(xcoordinate double precision, ycoordinate double precision, zcoordinate double precision, srid integer DEFAULT 0) returns ~geometry immutable
st_pointzm(xcoordinate double precision, ycoordinate double precision, zcoordinate double precision, mcoordinate double precision, srid integer DEFAULT 0) returns ~geometry immutable
st_polyfromtext(text) returns ~geometry immutable
st_polyfromtext(text, integer) returns ~geometry immutable
st_polyfromwkb(bytea) returns ~geometry immutable
st_polyfromwkb(bytea, integer) returns ~geometry immutable
st_polygon(~geometry, integer) returns ~geometry immutable
st_polygonfromtext(text) returns ~geometry immutable
st_polygonfromtext(text, integer) returns ~geometry immutable
st_polygonfromwkb(bytea) returns ~geometry immutable
st_polygonfromwkb(bytea, integer) returns ~geometry immutable
st_polygonize(~geometry[]) returns ~geometry immutable
st_project(geog ~geography, distance double precision, azimuth double precision) returns ~geography immutable
st_quantizecoordinates(g ~geometry, prec_x integer, prec_y integer DEFAULT NULL::integer, prec_z integer DEFAULT NULL::integer, prec_m integer DEFAULT NULL::integer) returns ~geometry immutable
st_reduceprecision(geom ~geometry, gridsize double precision) returns ~geometry immutable
st_relate(geom1 ~geometry, geom2 ~geometry) returns text immutable
st_relate(geom1 ~geometry, geom2 ~geometry, integer) returns text immutable
st_relate(geom1 ~geometry, geom2 ~geometry, text) returns boolean immutable
st_relatematch(text, text) returns boolean immutable
st_removepoint(~geometry, integer) returns ~geometry immutable
st_removerepeatedpoints(geom ~geometry, tolerance double precision DEFAULT 0.0) returns ~geometry immutable
st_reverse(~geometry) returns ~geometry immutable
st_rotate(~geometry, double precision) returns ~geometry immutable
st_rotate(~geometry, double precision, double precision, double precision) returns ~geometry immutable
st_rotate(~geometry, double precision, ~geometry) returns ~geometry immutable
st_rotatex(~geometry, double precision) returns ~geometry immutable
st_rotatey(~geometry, double precision) returns ~geometry immutable
st_rotatez(~geometry, double precision) returns ~geometry immutable
st_scale(~geometry, double precision, double precision) returns ~geometry immutable
st_scale(~geometry, double precision, double precision, double precision) returns ~geometry immutable
st_scale(~geometry, ~geometry) returns ~geometry immutable
st_scale(~geometry, ~geometry, origin ~geometry) returns ~geometry immutable
st_scroll(~geometry, ~geometry) returns ~geometry immutable
st_segmentize(geog ~geography, max_segment_length double precision) returns ~geography immutable
st_segmentize(~geometry, double precision) returns ~geometry immutable
st_seteffectivearea(~geometry, double precision DEFAULT '-1'::integer, integer DEFAULT 1) returns ~geometry immutable
st_setpoint(~geometry, integer, ~geometry) returns ~geometry immutable
st_sharedpaths(geom1 ~geometry, geom2 ~geometry) returns ~geometry immutable
st_shiftlongitude(~geometry) returns ~geometry immutable
st_shortestline(geom1 ~geometry, geom2 ~geometry) returns ~geometry immutable
st_simplify(~geometry, double precision) returns ~geometry immutable
st_simplify(~geometry, double precision, boolean) returns ~geometry immutable
st_simplifypolygonhull(geom ~geometry, vertex_fraction double precision, is_outer boolean DEFAULT true) returns ~geometry immutable
st_simplifypreservetopology(~geometry, double precision) returns ~geometry immutable
st_simplifyvw(~geometry, double precision) returns ~geometry immutable
st_snap(geom1 ~geometry, geom2 ~geometry, double precision) returns ~geometry immutable
st_snaptogrid(geom1 ~geometry, geom2 ~geometry, double precision, double precision, double precision, double precision) returns ~geometry immutable
st_snaptogrid(~geometry, double precision) returns ~geometry immutable
st_snaptogrid(~geometry, double precision, double precision) returns ~geometry immutable
st_snaptogrid(~geometry, double precision, double precision, double precision, double precision) returns ~geometry immutable
st_split(geom1 ~geometry, geom2 ~geometry) returns ~geometry immutable
st_square(size double precision, cell_i integer, cell_j integer, origin ~geometry DEFAULT ''::~geometry) returns ~geometry immutable
st_squaregrid(size double precision, bounds ~geometry, OUT geom ~geometry, OUT i integer, OUT j integer) returns SETOF record immutable
st_startpoint(~geometry) returns ~geometry immutable
st_subdivide(geom ~geometry, maxvertices integer DEFAULT 256, gridsize double precision DEFAULT '-1.0'::numeric) returns SETOF ~geometry immutable
st_summary(~geography) returns text immutable
st_summary(~geometry) returns text immutable
st_symdifference(geom1 ~geometry, geom2 ~geometry, gridsize double precision DEFAULT '-1.0'::numeric) returns ~geometry immutable
st_symmetricdifference(geom1 ~geometry, geom2 ~geometry) returns ~geometry
st_tileenvelope(zoom integer, x integer, y integer, bounds ~geometry DEFAULT ''::~geometry, margin double precision DEFAULT 0.0) returns ~geometry immutable
st_touches(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
st_transform(geom ~geometry, from_proj text, to_proj text) returns ~geometry immutable
st_transform(geom ~geometry, from_proj text, to_srid integer) returns ~geometry immutable
st_transform(geom ~geometry, to_proj text) returns ~geometry immutable
st_transform(~geometry, integer) returns ~geometry immutable
st_translate(~geometry, double precision, double precision) returns ~geometry immutable
st_translate(~geometry, double precision, double precision, double precision) returns ~geometry immutable
st_transscale(~geometry, double precision, double precision, double precision, double precision) returns ~geometry immutable
st_triangulatepolygon(g1 ~geometry) returns ~geometry immutable
st_unaryunion(~geometry, gridsize double precision DEFAULT '-1.0'::numeric) returns ~geometry immutable
st_union(geom1 ~geometry, geom2 ~geometry) returns ~geometry immutable
st_union(geom1 ~geometry, geom2 ~geometry, gridsize double precision) returns ~geometry immutable
st_union(~geometry[]) returns ~geometry immutable
st_voronoilines(g1 ~geometry, tolerance double precision DEFAULT 0.0, extend_to ~geometry DEFAULT NULL::~geometry) returns ~geometry immutable
st_voronoipolygons(g1 ~geometry, tolerance double precision DEFAULT 0.0, extend_to ~geometry DEFAULT NULL::~geometry) returns ~geometry immutable
st_within(geom1 ~geometry, geom2 ~geometry) returns boolean immutable
st_wkbtosql(wkb bytea) returns ~geometry immutable
st_wkttosql(text) returns ~geometry immutable
st_wrapx(geom ~geometry, wrap double precision, move double precision) returns ~geometry immutable
st_xmax(~box3d) returns double precision immutable
st_xmin(~box3d) returns double precision immutable
st_ymax(~box3d) returns double precision immutable
st_ymin(~box3d) returns double precision immutable
st_z(~geometry) returns double precision immutable
st_zmax(~box3d) returns double precision immutable
st_zmflag(~geometry) returns smallint immutable
st_zmin(~box3d) returns double precision immutable
!unlockrows(text) returns integer
window st_clusterdbscan(~geometry, eps double precision, minpoints integer) returns integer immutable
window st_clusterkmeans(geom ~geometry, k integer, max_radius double precision DEFAULT NULL::double precision) returns integer
-- part: objects_close

-- Casts by the functions above: source, target, context.
DO $casts$
DECLARE
  line text;
BEGIN
  FOREACH line IN ARRAY ARRAY[
    'box2d>box3d AS IMPLICIT', 'box2d>geometry AS IMPLICIT', 'box3d>box AS IMPLICIT', 'box3d>box2d AS IMPLICIT',
    'box3d>geometry AS IMPLICIT', 'bytea>geography AS IMPLICIT', 'bytea>geometry AS IMPLICIT',
    'geography>bytea AS IMPLICIT', 'geography>geometry', 'geometry>box AS ASSIGNMENT', 'geometry>box2d AS IMPLICIT',
    'geometry>box3d AS IMPLICIT', 'geometry>bytea AS IMPLICIT', 'geometry>geography AS IMPLICIT', 'geometry>json',
    'geometry>jsonb', 'geometry>path', 'geometry>point', 'geometry>polygon', 'path>geometry', 'point>geometry',
    'polygon>geometry']
  LOOP
    line := regexp_replace(line, '\m(box2d|box3d|geography|geometry)\M', '@extschema@.\1', 'g');
    EXECUTE format('CREATE CAST (%s AS %s) WITH FUNCTION @extschema@.%3$s(%1$s)%4$s', split_part(line, '>', 1),
      substring(line FROM '>(\S+)'), replace(substring(line FROM '>(\S+)'), '@extschema@.', ''),
      coalesce(' ' || substring(line FROM 'AS .*$'), ''));
  END LOOP;
END
$casts$;

-- Operators. Equality and order are those of the text; a distance or relation is NULL. The names are those
-- of the operator, of its type, of its function, of its commutator and of its negator.
DO $operators$
DECLARE
  line text;
  word text[];
BEGIN
  FOREACH line IN ARRAY ARRAY[
    '&& geography geography geography_overlaps && -',
    '<-> geography geography geography_distance_knn <-> -',
    '> geography geography geography_gt < <=',
    '>= geography geography geography_ge <= <',
    '< geography geography geography_lt > >=',
    '<= geography geography geography_le >= >',
    '= geography geography geography_eq = -',
    '> geometry geometry geometry_gt < <=',
    '>= geometry geometry geometry_ge <= <',
    '< geometry geometry geometry_lt > >=',
    '<= geometry geometry geometry_le >= >',
    '= geometry geometry geometry_eq = -',
    '&& geometry geometry geometry_overlaps && -',
    '~= geometry geometry geometry_same - -',
    '<-> geometry geometry geometry_distance_centroid <-> -',
    '<#> geometry geometry geometry_distance_box <#> -',
    '~ geometry geometry geometry_contains @ -',
    '@ geometry geometry geometry_within ~ -',
    '>> geometry geometry geometry_right << -',
    '<< geometry geometry geometry_left >> -',
    '&< geometry geometry geometry_overleft - -',
    '|>> geometry geometry geometry_above <<| -',
    '<<| geometry geometry geometry_below |>> -',
    '&<| geometry geometry geometry_overbelow - -',
    '&> geometry geometry geometry_overright - -',
    '|&> geometry geometry geometry_overabove - -',
    '&&& geometry geometry geometry_overlaps_nd &&& -',
    '@@ geometry geometry geometry_within_nd ~~ -',
    '~~ geometry geometry geometry_contains_nd @@ -',
    '~~= geometry geometry geometry_same_nd ~~= -',
    '<<->> geometry geometry geometry_distance_centroid_nd <<->> -',
    '|=| geometry geometry geometry_distance_cpa |=| -',
    '&/& geometry geometry geometry_overlaps_3d &/& -',
    '<<@ geometry geometry geometry_contained_3d @>> -',
    '@>> geometry geometry geometry_contains_3d <<@ -',
    '~== geometry geometry geometry_same_3d ~== -']
  LOOP
    word := string_to_array(line, ' ');
    EXECUTE format(
      'CREATE OPERATOR @extschema@.%s (LEFTARG = @extschema@.%s, RIGHTARG = @extschema@.%s, '
      'FUNCTION = @extschema@.%s%s%s)', word[1], word[2], word[3], word[4],
      CASE WHEN word[5] <> '-' THEN format(', COMMUTATOR = OPERATOR(@extschema@.%s)', word[5]) END,
      CASE WHEN word[6] <> '-' THEN format(', NEGATOR = OPERATOR(@extschema@.%s)', word[6]) END);
  END LOOP;
END
$operators$;

-- Index classes. No plan uses such an index. The support functions of GiST are those of tsquery, whose index
-- key is a signature of 64 bits. No compress function derives that key from a value, so that the server uses
-- the datum itself, a number without a meaning; these classes have no operator, so no key is ever compared
-- with a value. BRIN and SP-GiST index the text of a value.
DO $classes$
DECLARE
  wanted record;
  kind text;
BEGIN
  CREATE FUNCTION @extschema@.geometry_hash(@extschema@.geometry) RETURNS integer
    LANGUAGE internal IMMUTABLE STRICT AS 'hashvarlena';
  CREATE OPERATOR CLASS @extschema@.hash_geometry_ops DEFAULT FOR TYPE @extschema@.geometry USING hash AS
    OPERATOR 1 @extschema@.=, FUNCTION 1 @extschema@.geometry_hash(@extschema@.geometry);
  FOREACH kind IN ARRAY ARRAY['geometry', 'geography'] LOOP
    EXECUTE format(
      'CREATE FUNCTION @extschema@.%1$s_cmp(%2$s @extschema@.%1$s, %3$s @extschema@.%1$s) '
      'RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS ''byteacmp'';'
      'CREATE OPERATOR CLASS @extschema@.btree_%1$s_ops DEFAULT FOR TYPE @extschema@.%1$s '
      'USING btree AS OPERATOR 1 @extschema@.<, OPERATOR 2 @extschema@.<=, '
      'OPERATOR 3 @extschema@.=, OPERATOR 4 @extschema@.>=, OPERATOR 5 @extschema@.>, '
      'FUNCTION 1 @extschema@.%1$s_cmp(@extschema@.%1$s, @extschema@.%1$s)', kind,
      CASE kind WHEN 'geometry' THEN 'geom1' END, CASE kind WHEN 'geometry' THEN 'geom2' END);
  END LOOP;
  FOR wanted IN
    SELECT * FROM (VALUES
      ('gist', 'gist_geometry_ops_2d', 'DEFAULT', 'geometry'), ('gist', 'gist_geometry_ops_nd', '', 'geometry'),
      ('gist', 'gist_geography_ops', 'DEFAULT', 'geography'),
      ('spgist', 'spgist_geometry_ops_2d', 'DEFAULT', 'geometry'), ('spgist', 'spgist_geometry_ops_3d', '', 'geometry'),
      ('spgist', 'spgist_geometry_ops_nd', '', 'geometry'), ('spgist', 'spgist_geography_ops_nd', 'DEFAULT', 'geography'),
      ('brin', 'brin_geometry_inclusion_ops_2d', 'DEFAULT', 'geometry'),
      ('brin', 'brin_geometry_inclusion_ops_3d', '', 'geometry'),
      ('brin', 'brin_geometry_inclusion_ops_4d', '', 'geometry'),
      ('brin', 'brin_geography_inclusion_ops', 'DEFAULT', 'geography')) AS list (method, name, preferred, kind)
  LOOP
    EXECUTE format('CREATE OPERATOR CLASS @extschema@.%I %s FOR TYPE @extschema@.%I USING %I AS ',
      wanted.name, wanted.preferred, wanted.kind, wanted.method) || CASE wanted.method
    WHEN 'gist' THEN
      'FUNCTION 1 gtsquery_consistent(internal, tsquery, smallint, oid, internal), '
      'FUNCTION 2 gtsquery_union(internal, internal), '
      'FUNCTION 5 gtsquery_penalty(internal, internal, internal), '
      'FUNCTION 6 gtsquery_picksplit(internal, internal), '
      'FUNCTION 7 gtsquery_same(bigint, bigint, internal), STORAGE bigint'
    WHEN 'spgist' THEN
      'FUNCTION 1 spg_text_config(internal, internal), FUNCTION 2 spg_text_choose(internal, internal), '
      'FUNCTION 3 spg_text_picksplit(internal, internal), FUNCTION 4 spg_text_inner_consistent(internal, internal), '
      'FUNCTION 5 spg_text_leaf_consistent(internal, internal)'
    ELSE
      'OPERATOR 1 @extschema@.<, OPERATOR 2 @extschema@.<=, OPERATOR 3 @extschema@.=, '
      'OPERATOR 4 @extschema@.>=, OPERATOR 5 @extschema@.>, '
      'FUNCTION 1 brin_minmax_opcinfo(internal), FUNCTION 2 brin_minmax_add_value(internal, internal, internal, internal), '
      'FUNCTION 3 brin_minmax_consistent(internal, internal, internal), '
      'FUNCTION 4 brin_minmax_union(internal, internal, internal)'
    END;
  END LOOP;
END
$classes$;
