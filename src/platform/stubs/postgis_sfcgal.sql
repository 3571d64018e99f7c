-- stub: postgis_sfcgal version=3.3.7 schema=current relocatable=false moved=refused needs=owner requires=postgis
--
-- The functions of postgis_sfcgal. They return NULL.

-- part: objects_open of=postgis_sfcgal requires=postgis type=geometry
aggregate st_3dunion(^geometry) returns ^geometry immutable
postgis_sfcgal_full_version() returns text immutable
postgis_sfcgal_noop(^geometry) returns ^geometry immutable
postgis_sfcgal_scripts_installed() returns text immutable
postgis_sfcgal_version() returns text immutable
st_3darea(^geometry) returns double precision immutable
st_3dconvexhull(^geometry) returns ^geometry immutable
st_3ddifference(geom1 ^geometry, geom2 ^geometry) returns ^geometry immutable
st_3dintersection(geom1 ^geometry, geom2 ^geometry) returns ^geometry immutable
st_3dunion(geom1 ^geometry, geom2 ^geometry) returns ^geometry immutable
st_alphashape(g1 ^geometry, alpha double precision DEFAULT 1.0, allow_holes boolean DEFAULT false) returns ^geometry immutable
st_approximatemedialaxis(^geometry) returns ^geometry immutable
st_constraineddelaunaytriangles(^geometry) returns ^geometry immutable
st_extrude(^geometry, double precision, double precision, double precision) returns ^geometry immutable
st_forcelhr(^geometry) returns ^geometry immutable
st_isplanar(^geometry) returns boolean immutable
st_issolid(^geometry) returns boolean immutable
st_makesolid(^geometry) returns ^geometry immutable
st_minkowskisum(^geometry, ^geometry) returns ^geometry immutable
st_optimalalphashape(g1 ^geometry, allow_holes boolean DEFAULT false, nb_components integer DEFAULT 1) returns ^geometry immutable
st_orientation(^geometry) returns integer immutable
st_straightskeleton(^geometry) returns ^geometry immutable
st_tesselate(^geometry) returns ^geometry immutable
st_volume(^geometry) returns double precision immutable
-- part: objects_close
