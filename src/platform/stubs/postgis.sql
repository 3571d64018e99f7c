-- stub: postgis version=3.3.7 schema=current relocatable=false needs=superuser
--
-- The types of PostGIS with their modifiers, operators, operator classes and the functions that
-- migrations use most (https://postgis.net/docs/reference.html); postgis_functions in this file
-- is the list. Nothing is computed: points can be constructed and printed as text, every other
-- result is NULL. spatial_ref_sys exists and has the two most common reference systems.
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
DO $types$
DECLARE
  kind text;
BEGIN
  FOREACH kind IN ARRAY ARRAY['geometry', 'geography', 'box2d', 'box3d'] LOOP
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
DO $views$
DECLARE
  kind text;
BEGIN
  FOREACH kind IN ARRAY ARRAY['geometry', 'geography'] LOOP
    EXECUTE format($sql$
      CREATE VIEW @extschema@.%1$s_columns AS
        SELECT current_database()::character varying(256) AS f_table_catalog,
               space.nspname AS f_table_schema, owner.relname AS f_table_name,
               part.attname AS f_%1$s_column, 2 AS coord_dimension, 0 AS srid,
               upper('%1$s')::text AS type
        FROM pg_catalog.pg_attribute part
        JOIN pg_catalog.pg_class owner ON owner.oid = part.attrelid
        JOIN pg_catalog.pg_namespace space ON space.oid = owner.relnamespace
        WHERE part.atttypid = '@extschema@.%1$s'::regtype AND NOT part.attisdropped
    $sql$, kind);
  END LOOP;
END
$views$;

CREATE FUNCTION @extschema@.geometry(@extschema@.geometry, integer, boolean)
  RETURNS @extschema@.geometry LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT $1 $$;
CREATE FUNCTION @extschema@.geography(@extschema@.geography, integer, boolean)
  RETURNS @extschema@.geography LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT $1 $$;
CREATE FUNCTION @extschema@.geography(@extschema@.geometry)
  RETURNS @extschema@.geography LANGUAGE sql IMMUTABLE STRICT
  AS $$ SELECT $1::text::@extschema@.geography $$;
CREATE FUNCTION @extschema@.geometry(@extschema@.geography)
  RETURNS @extschema@.geometry LANGUAGE sql IMMUTABLE STRICT
  AS $$ SELECT $1::text::@extschema@.geometry $$;
CREATE CAST (@extschema@.geometry AS @extschema@.geometry)
  WITH FUNCTION @extschema@.geometry(@extschema@.geometry, integer, boolean) AS IMPLICIT;
CREATE CAST (@extschema@.geography AS @extschema@.geography)
  WITH FUNCTION @extschema@.geography(@extschema@.geography, integer, boolean) AS IMPLICIT;
CREATE CAST (@extschema@.geometry AS @extschema@.geography)
  WITH FUNCTION @extschema@.geography(@extschema@.geometry) AS IMPLICIT;
CREATE CAST (@extschema@.geography AS @extschema@.geometry)
  WITH FUNCTION @extschema@.geometry(@extschema@.geography);
CREATE CAST (text AS @extschema@.geometry) WITHOUT FUNCTION AS IMPLICIT;
CREATE CAST (@extschema@.geometry AS text) WITHOUT FUNCTION AS IMPLICIT;

-- Points are stored as text that PostGIS itself would accept.
DO $points$
DECLARE
  line text;
BEGIN
  FOREACH line IN ARRAY ARRAY[
    'st_makepoint(float8, float8) RETURNS G|format(''POINT(%s %s)'', $1, $2)::G',
    'st_makepoint(float8, float8, float8) RETURNS G|format(''POINT Z (%s %s %s)'', $1, $2, $3)::G',
    'st_point(float8, float8) RETURNS G|format(''POINT(%s %s)'', $1, $2)::G',
    'st_point(float8, float8, srid integer) RETURNS G|'
      'format(''SRID=%s;POINT(%s %s)'', $3, $1, $2)::G',
    'st_setsrid(geom G, srid integer) RETURNS G|'
      '(format(''SRID=%s;'', $2) || regexp_replace($1::text, ''^SRID=[0-9]+;'', ''''))::G',
    'st_geomfromtext(text) RETURNS G|$1::G',
    'st_geomfromtext(text, integer) RETURNS G|format(''SRID=%s;%s'', $2, $1)::G',
    'st_geomfromewkt(text) RETURNS G|$1::G',
    'st_geogfromtext(text) RETURNS H|$1::H',
    'st_geographyfromtext(text) RETURNS H|$1::H',
    'st_astext(G) RETURNS text|regexp_replace($1::text, ''^SRID=[0-9]+;'', '''')',
    'st_astext(H) RETURNS text|regexp_replace($1::text, ''^SRID=[0-9]+;'', '''')',
    'st_asewkt(G) RETURNS text|$1::text',
    'st_x(G) RETURNS float8|substring($1::text FROM ''POINT[ ZM]*\(([-0-9.e+]+)'')::float8',
    'st_y(G) RETURNS float8|'
      'substring($1::text FROM ''POINT[ ZM]*\([-0-9.e+]+ ([-0-9.e+]+)'')::float8',
    'st_srid(G) RETURNS integer|coalesce(substring($1::text FROM ''^SRID=([0-9]+);'')::integer, 0)',
    'postgis_version() RETURNS text|''3.3 USE_GEOS=0 USE_PROJ=0 USE_STATS=0''',
    'postgis_full_version() RETURNS text|''stub''',
    'postgis_extensions_upgrade() RETURNS text|''stub''']
  LOOP
    line := regexp_replace(line, '\mG\M', '@extschema@.geometry', 'g');
    line := regexp_replace(line, '\mH\M', '@extschema@.geography', 'g');
    EXECUTE format('CREATE FUNCTION @extschema@.%s LANGUAGE sql IMMUTABLE STRICT AS %L',
      split_part(line, '|', 1), 'SELECT ' || substring(line FROM position('|' IN line) + 1));
  END LOOP;
END
$points$;

-- The functions that return NULL. G is geometry, H geography, B either, F double precision.
DO $postgis_functions$
DECLARE
  line text;
  one text;
  kind text;
  signature text;
BEGIN
  FOREACH line IN ARRAY ARRAY[
    'boolean: st_contains(G,G) st_covers(B,B) st_coveredby(B,B) st_intersects(B,B) st_within(G,G) '
      'st_crosses(G,G) st_disjoint(G,G) st_equals(G,G) st_overlaps(G,G) st_touches(G,G) '
      'st_dwithin(B,B,F) st_dwithin(H,H,F,boolean) st_containsproperly(G,G) st_isvalid(G) '
      'st_isempty(G) st_isclosed(G) st_issimple(G) st_isring(G) st_relate(G,G,text) '
      'st_3dintersects(G,G) st_3ddwithin(G,G,F)',
    'F: st_distance(B,B) st_distance(H,H,boolean) st_area(B) st_area(H,boolean) st_length(B) '
      'st_length(H,boolean) st_perimeter(B) st_distancesphere(G,G) st_distancespheroid(G,G) '
      'st_maxdistance(G,G) st_3ddistance(G,G) st_azimuth(B,B) st_z(G) st_m(G) st_xmin(box3d) '
      'st_xmax(box3d) st_ymin(box3d) st_ymax(box3d) st_length2d(G) st_hausdorffdistance(G,G) '
      'st_linelocatepoint(G,G) st_frechetdistance(G,G)',
    'integer: st_npoints(G) st_numpoints(G) st_numgeometries(G) st_dimension(G) st_coorddim(G) '
      'st_numinteriorrings(G) st_srid(H)',
    'G: st_buffer(G,F) st_buffer(G,F,integer) st_buffer(G,F,text) st_centroid(G) '
      'st_pointonsurface(G) st_convexhull(G) st_envelope(G) st_union(G,G) st_intersection(G,G) '
      'st_difference(G,G) st_symdifference(G,G) st_simplify(G,F) st_simplify(G,F,boolean) '
      'st_simplifypreservetopology(G,F) st_transform(G,integer) st_transform(G,text) '
      'st_force2d(G) st_force3d(G) st_multi(G) st_makevalid(G) st_makevalid(G,text) '
      'st_boundary(G) st_collect(G,G) st_exteriorring(G) st_interiorringn(G,integer) '
      'st_startpoint(G) st_endpoint(G) st_pointn(G,integer) st_geometryn(G,integer) '
      'st_snaptogrid(G,F) st_reverse(G) st_makeline(G,G) st_makeline(G[]) st_makepolygon(G) '
      'st_linemerge(G) st_closestpoint(G,G) st_shortestline(G,G) st_expand(G,F) '
      'st_flipcoordinates(G) st_collectionextract(G,integer) st_collectionextract(G) '
      'st_unaryunion(G) st_removerepeatedpoints(G) st_concavehull(G,F) st_segmentize(G,F) '
      'st_lineinterpolatepoint(G,F) st_forcepolygonccw(G) st_forcepolygoncw(G) st_forcerhr(G) '
      'st_subdivide(G,integer) st_geomfromgeojson(text) st_geomfromgeojson(jsonb) '
      'st_geomfromgeojson(json) st_geomfromwkb(bytea) st_geomfromwkb(bytea,integer) '
      'st_geomfromewkb(bytea) st_geomfromkml(text) st_geomfromgml(text) st_pointfromtext(text) '
      'st_pointfromtext(text,integer) st_polygonfromtext(text) st_polygonfromtext(text,integer) '
      'st_linefromtext(text) st_linefromtext(text,integer) st_geomfromgeohash(text) '
      'st_pointfromgeohash(text) st_translate(G,F,F) st_rotate(G,F) st_scale(G,F,F) '
      'st_tileenvelope(integer,integer,integer) st_asmvtgeom(G,box2d) '
      'st_asmvtgeom(G,box2d,integer) st_asmvtgeom(G,box2d,integer,integer) '
      'st_asmvtgeom(G,box2d,integer,integer,boolean) st_makeenvelope(F,F,F,F) '
      'st_makeenvelope(F,F,F,F,integer)',
    'H: st_buffer(H,F) st_centroid(H) st_intersection(H,H) st_project(H,F,F) st_segmentize(H,F)',
    'text: st_asgeojson(B) st_asgeojson(B,integer) st_asgeojson(B,integer,integer) '
      'st_geohash(B) st_geohash(B,integer) st_geometrytype(G) geometrytype(B) st_askml(B) '
      'st_asgml(B) st_assvg(B) st_ashexewkb(G) st_summary(B) st_isvalidreason(G) '
      'st_aslatlontext(G) st_asencodedpolyline(G)',
    'bytea: st_asbinary(B) st_asewkb(G)',
    'box2d: box2d(G) st_makebox2d(G,G)',
    'box3d: box3d(G) st_3dmakebox(G,G)',
    'SETOF geometry_dump: st_dump(G) st_dumppoints(G) st_dumprings(G)',
    'valid_detail: st_isvaliddetail(G)']
  LOOP
    FOREACH one IN ARRAY string_to_array(split_part(line, ': ', 2), ' ') LOOP
      FOREACH kind IN ARRAY
        CASE WHEN one ~ '\mB\M' THEN ARRAY['geometry', 'geography'] ELSE ARRAY['geometry'] END
      LOOP
        signature := regexp_replace(
          split_part(one, '(', 2) || ' RETURNS ' || split_part(line, ': ', 1),
          '\m(box2d|box3d|geometry_dump|valid_detail)\M', '@extschema@.\1', 'g');
        signature := regexp_replace(signature, '\mF\M', 'double precision', 'g');
        signature := regexp_replace(signature, '\mG\M', '@extschema@.geometry', 'g');
        signature := regexp_replace(signature, '\mH\M', '@extschema@.geography', 'g');
        signature := regexp_replace(signature, '\mB\M', '@extschema@.' || kind, 'g');
        EXECUTE format('CREATE FUNCTION @extschema@.%s(%s LANGUAGE plpgsql IMMUTABLE STRICT AS %L',
          split_part(one, '(', 1), signature,
          CASE WHEN line LIKE 'SETOF%' THEN 'BEGIN END' ELSE 'BEGIN RETURN NULL; END' END);
      END LOOP;
    END LOOP;
  END LOOP;
END
$postgis_functions$;

CREATE FUNCTION @extschema@.postgis_first(@extschema@.geometry, @extschema@.geometry)
  RETURNS @extschema@.geometry LANGUAGE sql IMMUTABLE AS $$ SELECT coalesce($1, $2) $$;
CREATE FUNCTION @extschema@.postgis_no_box(@extschema@.box2d, @extschema@.geometry)
  RETURNS @extschema@.box2d LANGUAGE sql IMMUTABLE AS $$ SELECT $1 $$;
CREATE FUNCTION @extschema@.postgis_no_tile(bytea, anyelement) RETURNS bytea
  LANGUAGE sql IMMUTABLE AS $$ SELECT $1 $$;
CREATE FUNCTION @extschema@.postgis_no_tile(bytea, anyelement, text) RETURNS bytea
  LANGUAGE sql IMMUTABLE AS $$ SELECT $1 $$;
CREATE AGGREGATE @extschema@.st_union(@extschema@.geometry)
  (SFUNC = @extschema@.postgis_first, STYPE = @extschema@.geometry);
CREATE AGGREGATE @extschema@.st_collect(@extschema@.geometry)
  (SFUNC = @extschema@.postgis_first, STYPE = @extschema@.geometry);
CREATE AGGREGATE @extschema@.st_makeline(@extschema@.geometry)
  (SFUNC = @extschema@.postgis_first, STYPE = @extschema@.geometry);
CREATE AGGREGATE @extschema@.st_extent(@extschema@.geometry)
  (SFUNC = @extschema@.postgis_no_box, STYPE = @extschema@.box2d);
CREATE AGGREGATE @extschema@.st_asmvt(anyelement)
  (SFUNC = @extschema@.postgis_no_tile, STYPE = bytea);
CREATE AGGREGATE @extschema@.st_asmvt(anyelement, text)
  (SFUNC = @extschema@.postgis_no_tile, STYPE = bytea);
CREATE CAST (@extschema@.box2d AS @extschema@.geometry) WITHOUT FUNCTION AS IMPLICIT;
CREATE CAST (@extschema@.geometry AS @extschema@.box2d) WITHOUT FUNCTION AS IMPLICIT;
CREATE CAST (@extschema@.geometry AS @extschema@.box3d) WITHOUT FUNCTION AS IMPLICIT;
CREATE CAST (@extschema@.box3d AS @extschema@.geometry) WITHOUT FUNCTION AS IMPLICIT;

-- Operators. Equality and order are those of the text; distance is NULL.
DO $operators$
DECLARE
  kind text;
  symbol text;
  wanted record;
BEGIN
  FOREACH kind IN ARRAY ARRAY['geometry', 'geography'] LOOP
    EXECUTE format(
      'CREATE FUNCTION @extschema@.%1$s_no_relation(@extschema@.%1$s, @extschema@.%1$s) '
      'RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS ''SELECT NULL::boolean'';'
      'CREATE FUNCTION @extschema@.%1$s_no_distance(@extschema@.%1$s, @extschema@.%1$s) '
      'RETURNS float8 LANGUAGE sql IMMUTABLE STRICT AS ''SELECT NULL::float8'';'
      'CREATE FUNCTION @extschema@.%1$s_cmp(@extschema@.%1$s, @extschema@.%1$s) '
      'RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS ''byteacmp''', kind);
    FOREACH symbol IN ARRAY ARRAY['&&', '&&&', '~', '@', '~=', '<<', '>>', '&<', '&>', '<<|',
      '|>>', '&<|', '|&>', '<->', '<#>', '<<->>', '|=|']
    LOOP
      EXECUTE format(
        'CREATE OPERATOR @extschema@.%2$s (LEFTARG = @extschema@.%1$s, '
        'RIGHTARG = @extschema@.%1$s, FUNCTION = @extschema@.%1$s_no_%3$s)', kind, symbol,
        CASE WHEN symbol IN ('<->', '<#>', '<<->>', '|=|') THEN 'distance' ELSE 'relation' END);
    END LOOP;
    FOR wanted IN
      SELECT * FROM (VALUES ('<', 'lt'), ('<=', 'le'), ('=', 'eq'), ('>=', 'ge'), ('>', 'gt'))
        AS list (symbol, comparison)
    LOOP
      EXECUTE format(
        'CREATE FUNCTION @extschema@.%1$s_%2$s(@extschema@.%1$s, @extschema@.%1$s) '
        'RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS %3$L;'
        'CREATE OPERATOR @extschema@.%4$s (LEFTARG = @extschema@.%1$s, '
        'RIGHTARG = @extschema@.%1$s, FUNCTION = @extschema@.%1$s_%2$s)',
        kind, wanted.comparison, 'bytea' || wanted.comparison, wanted.symbol);
    END LOOP;
    EXECUTE format(
      'CREATE OPERATOR CLASS @extschema@.btree_%1$s_ops DEFAULT FOR TYPE @extschema@.%1$s '
      'USING btree AS OPERATOR 1 @extschema@.<, OPERATOR 2 @extschema@.<=, '
      'OPERATOR 3 @extschema@.=, OPERATOR 4 @extschema@.>=, OPERATOR 5 @extschema@.>, '
      'FUNCTION 1 @extschema@.%1$s_cmp(@extschema@.%1$s, @extschema@.%1$s)', kind);
  END LOOP;
END
$operators$;

-- The support functions are those of tsquery, whose index key is a signature of 64 bits. No
-- compress function derives that key from a value, so that the server uses the datum itself, a
-- number without a meaning. No value is ever read, and any text is accepted. These classes have
-- no operator, so no key is ever compared with a value.
DO $classes$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN
    SELECT * FROM (VALUES
      ('gist_geometry_ops_2d', 'DEFAULT', 'geometry'), ('gist_geometry_ops_nd', '', 'geometry'),
      ('gist_geography_ops', 'DEFAULT', 'geography')) AS list (name, preferred, kind)
  LOOP
    EXECUTE format(
      'CREATE OPERATOR CLASS @extschema@.%I %s FOR TYPE @extschema@.%I USING gist AS '
      'FUNCTION 1 gtsquery_consistent(internal, tsquery, smallint, oid, internal), '
      'FUNCTION 2 gtsquery_union(internal, internal), '
      'FUNCTION 5 gtsquery_penalty(internal, internal, internal), '
      'FUNCTION 6 gtsquery_picksplit(internal, internal), '
      'FUNCTION 7 gtsquery_same(bigint, bigint, internal), STORAGE bigint',
      wanted.name, wanted.preferred, wanted.kind);
  END LOOP;
END
$classes$;
