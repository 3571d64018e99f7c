-- stub: earthdistance version=1.1 schema=current relocatable=true needs=superuser requires=cube
--
-- Distances on the surface of the Earth
-- (https://www.postgresql.org/docs/current/earthdistance.html), on the type cube or its stub. It
-- works.

DO $functions$
DECLARE
  -- cube may be in another schema.
  cube constant text := (SELECT quote_ident(nspname) FROM pg_extension
    JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'cube');
  radius constant text := '6378168::float8';
  wanted record;
BEGIN
  EXECUTE format('CREATE FUNCTION @extschema@.earth() RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE AS %L', 'SELECT ' || radius);
  EXECUTE format(
    'CREATE DOMAIN @extschema@.earth AS %1$s.cube CONSTRAINT not_point CHECK (%1$s.cube_is_point(VALUE)) '
    'CONSTRAINT not_3d CHECK (%1$s.cube_dim(VALUE) <= 3) CONSTRAINT on_surface '
    'CHECK (abs(%1$s.cube_distance(VALUE, ''(0)''::%1$s.cube) / %2$s - 1) < 1e-6)', cube, radius);
  FOR wanted IN
    SELECT * FROM (VALUES
      ('sec_to_gc(float8)', 'float8',
        'CASE WHEN $1 < 0 THEN 0 WHEN $1 > 2 * # THEN pi() * # ELSE 2 * # * asin($1 / (2 * #)) END'),
      ('gc_to_sec(float8)', 'float8',
        'CASE WHEN $1 < 0 THEN 0 WHEN $1 > pi() * # THEN 2 * # ELSE 2 * # * sin($1 / (2 * #)) END'),
      ('ll_to_earth(float8, float8)', '@extschema@.earth',
        '?.cube(ARRAY[# * cos(radians($1)) * cos(radians($2)), # * cos(radians($1)) * sin(radians($2)), # * sin(radians($1))])::@extschema@.earth'),
      ('latitude(@extschema@.earth)', 'float8',
        'degrees(asin(greatest(-1, least(1, ?.cube_ll_coord($1, 3) / #))))'),
      ('longitude(@extschema@.earth)', 'float8',
        'degrees(atan2(?.cube_ll_coord($1, 2), ?.cube_ll_coord($1, 1)))'),
      ('earth_distance(@extschema@.earth, @extschema@.earth)', 'float8',
        'CASE WHEN chord > 2 * # THEN pi() * # ELSE 2 * # * asin(chord / (2 * #)) END FROM (SELECT ?.cube_distance($1, $2)) AS between_them (chord)'),
      ('earth_box(@extschema@.earth, float8)', '?.cube',
        '?.cube_enlarge($1, CASE WHEN $2 < 0 THEN 0 WHEN $2 > pi() * # THEN 2 * # ELSE 2 * # * sin($2 / (2 * #)) END, 3)'),
      -- Points are longitude and latitude, the distance is in statute miles.
      ('geo_distance(point, point)', 'float8',
        '2 * 3958.747716::float8 * asin(least(1, sqrt(sin(radians($1[1] - $2[1]) / 2) ^ 2 + cos(radians($1[1])) * cos(radians($2[1])) * sin(radians($1[0] - $2[0]) / 2) ^ 2)))'))
      AS list (signature, result, body)
  LOOP
    EXECUTE format('CREATE FUNCTION @extschema@.%s RETURNS %s LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS %L',
      wanted.signature, replace(wanted.result, '?', cube), 'SELECT ' || replace(replace(wanted.body, '?', cube), '#', radius));
  END LOOP;
END
$functions$;

CREATE OPERATOR @extschema@.<@> (LEFTARG = point, RIGHTARG = point,
  FUNCTION = @extschema@.geo_distance, COMMUTATOR = OPERATOR(@extschema@.<@>));
