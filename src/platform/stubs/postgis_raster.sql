-- stub: postgis_raster version=3.3.7 schema=current relocatable=false moved=refused needs=superuser requires=postgis
--
-- The type raster for columns, with the functions and operators of postgis_raster. Nothing is computed, and
-- what changes the constraints of a raster column fails.
-- Lacks function _st_histogram.
-- Lacks function st_dumpvalues.
-- Lacks operator ~(geometry,raster).

CREATE TYPE @extschema@.raster;
CREATE FUNCTION @extschema@.raster_in(cstring, oid, integer) RETURNS @extschema@.raster
  LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION @extschema@.raster_out(@extschema@.raster) RETURNS cstring
  LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE @extschema@.raster (
  INPUT = @extschema@.raster_in, OUTPUT = @extschema@.raster_out, STORAGE = extended);

-- part: objects_open of=postgis_raster requires=postgis type=geometry
type addbandarg (index integer, pixeltype text, initialvalue double precision, nodataval double precision)
type agg_count (count bigint, nband integer, exclude_nodata_value boolean, sample_percent double precision)
type agg_samealignment (refraster ~raster, aligned boolean)
type geomval (geom ^geometry, val double precision)
type rastbandarg (rast ~raster, nband integer)
type reclassarg (nband integer, reclassexpr text, pixeltype text, nodataval double precision)
type summarystats (count bigint, sum double precision, mean double precision, stddev double precision, min double precision, max double precision)
type unionarg (nband integer, uniontype text)
view raster_columns (r_table_catalog name, r_table_schema name, r_table_name name, r_raster_column name, srid integer, scale_x double precision, scale_y double precision, blocksize_x integer, blocksize_y integer, same_alignment boolean, regular_blocking boolean, num_bands integer, pixel_types text[], nodata_values double precision[], out_db boolean[], extent ^geometry, spatial_index boolean)
view raster_overviews (o_table_catalog name, o_table_schema name, o_table_name name, o_raster_column name, r_table_catalog name, r_table_schema name, r_table_name name, r_raster_column name, overview_factor integer)
aggregate st_countagg(~raster, boolean) returns bigint immutable
aggregate st_countagg(~raster, integer, boolean) returns bigint immutable
aggregate st_countagg(~raster, integer, boolean, double precision) returns bigint immutable
aggregate st_samealignment(~raster) returns boolean immutable
aggregate st_summarystatsagg(~raster, boolean, double precision) returns ~summarystats immutable
aggregate st_summarystatsagg(~raster, integer, boolean) returns ~summarystats immutable
aggregate st_summarystatsagg(~raster, integer, boolean, double precision) returns ~summarystats immutable
aggregate st_union(~raster) returns ~raster immutable
aggregate st_union(~raster, integer) returns ~raster immutable
aggregate st_union(~raster, integer, text) returns ~raster immutable
aggregate st_union(~raster, text) returns ~raster immutable
aggregate st_union(~raster, ~unionarg[]) returns ~raster immutable
__st_countagg_transfn(agg ~agg_count, rast ~raster, nband integer DEFAULT 1, exclude_nodata_value boolean DEFAULT true, sample_percent double precision DEFAULT 1) returns ~agg_count immutable
!_add_overview_constraint(ovschema name, ovtable name, ovcolumn name, refschema name, reftable name, refcolumn name, factor integer) returns boolean
!_add_raster_constraint(cn name, sql text) returns boolean
!_add_raster_constraint_alignment(rastschema name, rasttable name, rastcolumn name) returns boolean
!_add_raster_constraint_blocksize(rastschema name, rasttable name, rastcolumn name, axis text) returns boolean
!_add_raster_constraint_coverage_tile(rastschema name, rasttable name, rastcolumn name) returns boolean
!_add_raster_constraint_extent(rastschema name, rasttable name, rastcolumn name) returns boolean
!_add_raster_constraint_nodata_values(rastschema name, rasttable name, rastcolumn name) returns boolean
!_add_raster_constraint_num_bands(rastschema name, rasttable name, rastcolumn name) returns boolean
!_add_raster_constraint_out_db(rastschema name, rasttable name, rastcolumn name) returns boolean
!_add_raster_constraint_pixel_types(rastschema name, rasttable name, rastcolumn name) returns boolean
!_add_raster_constraint_scale(rastschema name, rasttable name, rastcolumn name, axis character) returns boolean
!_add_raster_constraint_spatially_unique(rastschema name, rasttable name, rastcolumn name) returns boolean
!_add_raster_constraint_srid(rastschema name, rasttable name, rastcolumn name) returns boolean
!_drop_overview_constraint(ovschema name, ovtable name, ovcolumn name) returns boolean
!_drop_raster_constraint(rastschema name, rasttable name, cn name) returns boolean
!_drop_raster_constraint_alignment(rastschema name, rasttable name, rastcolumn name) returns boolean
!_drop_raster_constraint_blocksize(rastschema name, rasttable name, rastcolumn name, axis text) returns boolean
!_drop_raster_constraint_coverage_tile(rastschema name, rasttable name, rastcolumn name) returns boolean
!_drop_raster_constraint_extent(rastschema name, rasttable name, rastcolumn name) returns boolean
!_drop_raster_constraint_nodata_values(rastschema name, rasttable name, rastcolumn name) returns boolean
!_drop_raster_constraint_num_bands(rastschema name, rasttable name, rastcolumn name) returns boolean
!_drop_raster_constraint_out_db(rastschema name, rasttable name, rastcolumn name) returns boolean
!_drop_raster_constraint_pixel_types(rastschema name, rasttable name, rastcolumn name) returns boolean
!_drop_raster_constraint_regular_blocking(rastschema name, rasttable name, rastcolumn name) returns boolean
!_drop_raster_constraint_scale(rastschema name, rasttable name, rastcolumn name, axis character) returns boolean
!_drop_raster_constraint_spatially_unique(rastschema name, rasttable name, rastcolumn name) returns boolean
!_drop_raster_constraint_srid(rastschema name, rasttable name, rastcolumn name) returns boolean
_overview_constraint(ov ~raster, factor integer, refschema name, reftable name, refcolumn name) returns boolean stable
_overview_constraint_info(ovschema name, ovtable name, ovcolumn name, OUT refschema name, OUT reftable name, OUT refcolumn name, OUT factor integer) returns record stable
_raster_constraint_info_alignment(rastschema name, rasttable name, rastcolumn name) returns boolean stable
_raster_constraint_info_blocksize(rastschema name, rasttable name, rastcolumn name, axis text) returns integer stable
_raster_constraint_info_coverage_tile(rastschema name, rasttable name, rastcolumn name) returns boolean stable
_raster_constraint_info_extent(rastschema name, rasttable name, rastcolumn name) returns ^geometry stable
_raster_constraint_info_index(rastschema name, rasttable name, rastcolumn name) returns boolean stable
_raster_constraint_info_nodata_values(rastschema name, rasttable name, rastcolumn name) returns double precision[] stable
_raster_constraint_info_num_bands(rastschema name, rasttable name, rastcolumn name) returns integer stable
_raster_constraint_info_out_db(rastschema name, rasttable name, rastcolumn name) returns boolean[] stable
_raster_constraint_info_pixel_types(rastschema name, rasttable name, rastcolumn name) returns text[] stable
_raster_constraint_info_regular_blocking(rastschema name, rasttable name, rastcolumn name) returns boolean stable
_raster_constraint_info_scale(rastschema name, rasttable name, rastcolumn name, axis character) returns double precision stable
_raster_constraint_info_spatially_unique(rastschema name, rasttable name, rastcolumn name) returns boolean stable
_raster_constraint_info_srid(rastschema name, rasttable name, rastcolumn name) returns integer stable
_raster_constraint_nodata_values(rast ~raster) returns numeric[] immutable
_raster_constraint_out_db(rast ~raster) returns boolean[] immutable
_raster_constraint_pixel_types(rast ~raster) returns text[] stable
_st_aspect4ma(value double precision[], pos integer[], VARIADIC userargs text[] DEFAULT NULL::text[]) returns double precision immutable
_st_asraster(geom ^geometry, scalex double precision DEFAULT 0, scaley double precision DEFAULT 0, width integer DEFAULT 0, height integer DEFAULT 0, pixeltype text[] DEFAULT ARRAY['8BUI'], value double precision[] DEFAULT ARRAY[(1)::double precision], nodataval double precision[] DEFAULT ARRAY[(0)::double precision], upperleftx double precision DEFAULT NULL::double precision, upperlefty double precision DEFAULT NULL::double precision, gridx double precision DEFAULT NULL::double precision, gridy double precision DEFAULT NULL::double precision, skewx double precision DEFAULT 0, skewy double precision DEFAULT 0, touched boolean DEFAULT false) returns ~raster immutable
_st_clip(rast ~raster, nband integer[], geom ^geometry, nodataval double precision[] DEFAULT NULL::double precision[], crop boolean DEFAULT true) returns ~raster immutable
_st_colormap(rast ~raster, nband integer, colormap text, method text DEFAULT 'INTERPOLATE') returns ~raster immutable
_st_contains(rast1 ~raster, nband1 integer, rast2 ~raster, nband2 integer) returns boolean immutable
_st_containsproperly(rast1 ~raster, nband1 integer, rast2 ~raster, nband2 integer) returns boolean immutable
_st_convertarray4ma(value double precision[]) returns double precision[] immutable
_st_count(rast ~raster, nband integer DEFAULT 1, exclude_nodata_value boolean DEFAULT true, sample_percent double precision DEFAULT 1) returns bigint immutable
_st_countagg_finalfn(agg ~agg_count) returns bigint immutable
_st_countagg_transfn(agg ~agg_count, rast ~raster, exclude_nodata_value boolean) returns ~agg_count immutable
_st_countagg_transfn(agg ~agg_count, rast ~raster, nband integer, exclude_nodata_value boolean) returns ~agg_count immutable
_st_countagg_transfn(agg ~agg_count, rast ~raster, nband integer, exclude_nodata_value boolean, sample_percent double precision) returns ~agg_count immutable
_st_coveredby(rast1 ~raster, nband1 integer, rast2 ~raster, nband2 integer) returns boolean immutable
_st_covers(rast1 ~raster, nband1 integer, rast2 ~raster, nband2 integer) returns boolean immutable
_st_dfullywithin(rast1 ~raster, nband1 integer, rast2 ~raster, nband2 integer, distance double precision) returns boolean immutable
_st_dwithin(rast1 ~raster, nband1 integer, rast2 ~raster, nband2 integer, distance double precision) returns boolean immutable
_st_gdalwarp(rast ~raster, algorithm text DEFAULT 'NearestNeighbour', maxerr double precision DEFAULT 0.125, srid integer DEFAULT NULL::integer, scalex double precision DEFAULT 0, scaley double precision DEFAULT 0, gridx double precision DEFAULT NULL::double precision, gridy double precision DEFAULT NULL::double precision, skewx double precision DEFAULT 0, skewy double precision DEFAULT 0, width integer DEFAULT NULL::integer, height integer DEFAULT NULL::integer) returns ~raster immutable
_st_grayscale4ma(value double precision[], pos integer[], VARIADIC userargs text[] DEFAULT NULL::text[]) returns double precision immutable
_st_hillshade4ma(value double precision[], pos integer[], VARIADIC userargs text[] DEFAULT NULL::text[]) returns double precision immutable
_st_intersects(geom ^geometry, rast ~raster, nband integer DEFAULT NULL::integer) returns boolean immutable
_st_intersects(rast1 ~raster, nband1 integer, rast2 ~raster, nband2 integer) returns boolean immutable
_st_mapalgebra(rastbandargset ~rastbandarg[], callbackfunc regprocedure, pixeltype text DEFAULT NULL::text, distancex integer DEFAULT 0, distancey integer DEFAULT 0, extenttype text DEFAULT 'INTERSECTION', customextent ~raster DEFAULT NULL::~raster, mask double precision[] DEFAULT NULL::double precision[], weighted boolean DEFAULT NULL::boolean, VARIADIC userargs text[] DEFAULT NULL::text[]) returns ~raster immutable
_st_mapalgebra(rastbandargset ~rastbandarg[], expression text, pixeltype text DEFAULT NULL::text, extenttype text DEFAULT 'INTERSECTION', nodata1expr text DEFAULT NULL::text, nodata2expr text DEFAULT NULL::text, nodatanodataval double precision DEFAULT NULL::double precision) returns ~raster immutable
_st_neighborhood(rast ~raster, band integer, columnx integer, rowy integer, distancex integer, distancey integer, exclude_nodata_value boolean DEFAULT true) returns double precision[] immutable
_st_overlaps(rast1 ~raster, nband1 integer, rast2 ~raster, nband2 integer) returns boolean immutable
_st_pixelascentroids(rast ~raster, band integer DEFAULT 1, columnx integer DEFAULT NULL::integer, rowy integer DEFAULT NULL::integer, exclude_nodata_value boolean DEFAULT true) returns TABLE(geom ^geometry, val double precision, x integer, y integer) immutable
_st_pixelaspolygons(rast ~raster, band integer DEFAULT 1, columnx integer DEFAULT NULL::integer, rowy integer DEFAULT NULL::integer, exclude_nodata_value boolean DEFAULT true) returns TABLE(geom ^geometry, val double precision, x integer, y integer) immutable
_st_quantile(rast ~raster, nband integer DEFAULT 1, exclude_nodata_value boolean DEFAULT true, sample_percent double precision DEFAULT 1, quantiles double precision[] DEFAULT NULL::double precision[], OUT quantile double precision, OUT value double precision) returns SETOF record immutable
_st_rastertoworldcoord(rast ~raster, columnx integer DEFAULT NULL::integer, rowy integer DEFAULT NULL::integer, OUT longitude double precision, OUT latitude double precision) returns record immutable
_st_reclass(rast ~raster, VARIADIC reclassargset ~reclassarg[]) returns ~raster immutable
_st_roughness4ma(value double precision[], pos integer[], VARIADIC userargs text[] DEFAULT NULL::text[]) returns double precision immutable
_st_samealignment_finalfn(agg ~agg_samealignment) returns boolean immutable
_st_samealignment_transfn(agg ~agg_samealignment, rast ~raster) returns ~agg_samealignment immutable
_st_setvalues(rast ~raster, nband integer, x integer, y integer, newvalueset double precision[], noset boolean[] DEFAULT NULL::boolean[], hasnosetvalue boolean DEFAULT false, nosetvalue double precision DEFAULT NULL::double precision, keepnodata boolean DEFAULT false) returns ~raster immutable
_st_slope4ma(value double precision[], pos integer[], VARIADIC userargs text[] DEFAULT NULL::text[]) returns double precision immutable
_st_summarystats(rast ~raster, nband integer DEFAULT 1, exclude_nodata_value boolean DEFAULT true, sample_percent double precision DEFAULT 1) returns ~summarystats immutable
_st_tile(rast ~raster, width integer, height integer, nband integer[] DEFAULT NULL::integer[], padwithnodata boolean DEFAULT false, nodataval double precision DEFAULT NULL::double precision) returns SETOF ~raster immutable
_st_touches(rast1 ~raster, nband1 integer, rast2 ~raster, nband2 integer) returns boolean immutable
_st_tpi4ma(value double precision[], pos integer[], VARIADIC userargs text[] DEFAULT NULL::text[]) returns double precision immutable
_st_tri4ma(value double precision[], pos integer[], VARIADIC userargs text[] DEFAULT NULL::text[]) returns double precision immutable
_st_valuecount(rast ~raster, nband integer DEFAULT 1, exclude_nodata_value boolean DEFAULT true, searchvalues double precision[] DEFAULT NULL::double precision[], roundto double precision DEFAULT 0, OUT value double precision, OUT count integer, OUT percent double precision) returns SETOF record immutable
_st_valuecount(rastertable text, rastercolumn text, nband integer DEFAULT 1, exclude_nodata_value boolean DEFAULT true, searchvalues double precision[] DEFAULT NULL::double precision[], roundto double precision DEFAULT 0, OUT value double precision, OUT count integer, OUT percent double precision) returns SETOF record stable
_st_within(rast1 ~raster, nband1 integer, rast2 ~raster, nband2 integer) returns boolean immutable
_st_worldtorastercoord(rast ~raster, longitude double precision DEFAULT NULL::double precision, latitude double precision DEFAULT NULL::double precision, OUT columnx integer, OUT rowy integer) returns record immutable
!_updaterastersrid(schema_name name, table_name name, column_name name, new_srid integer) returns boolean
!addoverviewconstraints(ovschema name, ovtable name, ovcolumn name, refschema name, reftable name, refcolumn name, ovfactor integer) returns boolean
!addoverviewconstraints(ovtable name, ovcolumn name, reftable name, refcolumn name, ovfactor integer) returns boolean
!addrasterconstraints(rastschema name, rasttable name, rastcolumn name, VARIADIC constraints text[]) returns boolean
!addrasterconstraints(rastschema name, rasttable name, rastcolumn name, srid boolean DEFAULT true, scale_x boolean DEFAULT true, scale_y boolean DEFAULT true, blocksize_x boolean DEFAULT true, blocksize_y boolean DEFAULT true, same_alignment boolean DEFAULT true, regular_blocking boolean DEFAULT false, num_bands boolean DEFAULT true, pixel_types boolean DEFAULT true, nodata_values boolean DEFAULT true, out_db boolean DEFAULT true, extent boolean DEFAULT true) returns boolean
!addrasterconstraints(rasttable name, rastcolumn name, VARIADIC constraints text[]) returns boolean
!addrasterconstraints(rasttable name, rastcolumn name, srid boolean DEFAULT true, scale_x boolean DEFAULT true, scale_y boolean DEFAULT true, blocksize_x boolean DEFAULT true, blocksize_y boolean DEFAULT true, same_alignment boolean DEFAULT true, regular_blocking boolean DEFAULT false, num_bands boolean DEFAULT true, pixel_types boolean DEFAULT true, nodata_values boolean DEFAULT true, out_db boolean DEFAULT true, extent boolean DEFAULT true) returns boolean
box3d(~raster) returns ^box3d immutable
bytea(~raster) returns bytea immutable
!dropoverviewconstraints(ovschema name, ovtable name, ovcolumn name) returns boolean
!dropoverviewconstraints(ovtable name, ovcolumn name) returns boolean
!droprasterconstraints(rastschema name, rasttable name, rastcolumn name, VARIADIC constraints text[]) returns boolean
!droprasterconstraints(rastschema name, rasttable name, rastcolumn name, srid boolean DEFAULT true, scale_x boolean DEFAULT true, scale_y boolean DEFAULT true, blocksize_x boolean DEFAULT true, blocksize_y boolean DEFAULT true, same_alignment boolean DEFAULT true, regular_blocking boolean DEFAULT true, num_bands boolean DEFAULT true, pixel_types boolean DEFAULT true, nodata_values boolean DEFAULT true, out_db boolean DEFAULT true, extent boolean DEFAULT true) returns boolean
!droprasterconstraints(rasttable name, rastcolumn name, VARIADIC constraints text[]) returns boolean
!droprasterconstraints(rasttable name, rastcolumn name, srid boolean DEFAULT true, scale_x boolean DEFAULT true, scale_y boolean DEFAULT true, blocksize_x boolean DEFAULT true, blocksize_y boolean DEFAULT true, same_alignment boolean DEFAULT true, regular_blocking boolean DEFAULT true, num_bands boolean DEFAULT true, pixel_types boolean DEFAULT true, nodata_values boolean DEFAULT true, out_db boolean DEFAULT true, extent boolean DEFAULT true) returns boolean
geometry_contained_by_raster(^geometry, ~raster) returns boolean immutable
geometry_raster_contain(^geometry, ~raster) returns boolean immutable
geometry_raster_overlap(^geometry, ~raster) returns boolean immutable
postgis_gdal_version() returns text immutable
postgis_noop(~raster) returns ^geometry stable
postgis_raster_lib_build_date() returns text immutable
postgis_raster_lib_version() returns text immutable
postgis_raster_scripts_installed() returns text immutable
raster_above(~raster, ~raster) returns boolean immutable
raster_below(~raster, ~raster) returns boolean immutable
raster_contain(~raster, ~raster) returns boolean immutable
raster_contained(~raster, ~raster) returns boolean immutable
raster_contained_by_geometry(~raster, ^geometry) returns boolean immutable
raster_eq(~raster, ~raster) returns boolean immutable
raster_geometry_contain(~raster, ^geometry) returns boolean immutable
raster_geometry_overlap(~raster, ^geometry) returns boolean immutable
raster_left(~raster, ~raster) returns boolean immutable
raster_overabove(~raster, ~raster) returns boolean immutable
raster_overbelow(~raster, ~raster) returns boolean immutable
raster_overlap(~raster, ~raster) returns boolean immutable
raster_overleft(~raster, ~raster) returns boolean immutable
raster_overright(~raster, ~raster) returns boolean immutable
raster_right(~raster, ~raster) returns boolean immutable
raster_same(~raster, ~raster) returns boolean immutable
st_addband(rast ~raster, addbandargset ~addbandarg[]) returns ~raster immutable
st_addband(rast ~raster, index integer, outdbfile text, outdbindex integer[], nodataval double precision DEFAULT NULL::double precision) returns ~raster immutable
st_addband(rast ~raster, index integer, pixeltype text, initialvalue double precision DEFAULT '0'::numeric, nodataval double precision DEFAULT NULL::double precision) returns ~raster immutable
st_addband(rast ~raster, outdbfile text, outdbindex integer[], index integer DEFAULT NULL::integer, nodataval double precision DEFAULT NULL::double precision) returns ~raster immutable
st_addband(rast ~raster, pixeltype text, initialvalue double precision DEFAULT '0'::numeric, nodataval double precision DEFAULT NULL::double precision) returns ~raster immutable
st_addband(torast ~raster, fromrast ~raster, fromband integer DEFAULT 1, torastindex integer DEFAULT NULL::integer) returns ~raster immutable
st_addband(torast ~raster, fromrasts ~raster[], fromband integer DEFAULT 1, torastindex integer DEFAULT NULL::integer) returns ~raster immutable
st_approxcount(rast ~raster, exclude_nodata_value boolean, sample_percent double precision DEFAULT 0.1) returns bigint immutable
st_approxcount(rast ~raster, nband integer DEFAULT 1, exclude_nodata_value boolean DEFAULT true, sample_percent double precision DEFAULT 0.1) returns bigint immutable
st_approxcount(rast ~raster, nband integer, sample_percent double precision) returns bigint immutable
st_approxcount(rast ~raster, sample_percent double precision) returns bigint immutable
st_approxhistogram(rast ~raster, nband integer DEFAULT 1, exclude_nodata_value boolean DEFAULT true, sample_percent double precision DEFAULT 0.1, bins integer DEFAULT 0, width double precision[] DEFAULT NULL::double precision[], "right" boolean DEFAULT false, OUT min double precision, OUT max double precision, OUT count bigint, OUT percent double precision) returns SETOF record immutable
st_approxhistogram(rast ~raster, nband integer, exclude_nodata_value boolean, sample_percent double precision, bins integer, "right" boolean, OUT min double precision, OUT max double precision, OUT count bigint, OUT percent double precision) returns SETOF record immutable
st_approxhistogram(rast ~raster, nband integer, sample_percent double precision, OUT min double precision, OUT max double precision, OUT count bigint, OUT percent double precision) returns SETOF record immutable
st_approxhistogram(rast ~raster, nband integer, sample_percent double precision, bins integer, "right" boolean, OUT min double precision, OUT max double precision, OUT count bigint, OUT percent double precision) returns SETOF record immutable
st_approxhistogram(rast ~raster, nband integer, sample_percent double precision, bins integer, width double precision[] DEFAULT NULL::double precision[], "right" boolean DEFAULT false, OUT min double precision, OUT max double precision, OUT count bigint, OUT percent double precision) returns SETOF record immutable
st_approxhistogram(rast ~raster, sample_percent double precision, OUT min double precision, OUT max double precision, OUT count bigint, OUT percent double precision) returns SETOF record immutable
st_approxquantile(rast ~raster, exclude_nodata_value boolean, quantile double precision DEFAULT NULL::double precision) returns double precision immutable
st_approxquantile(rast ~raster, nband integer DEFAULT 1, exclude_nodata_value boolean DEFAULT true, sample_percent double precision DEFAULT 0.1, quantiles double precision[] DEFAULT NULL::double precision[], OUT quantile double precision, OUT value double precision) returns SETOF record immutable
st_approxquantile(rast ~raster, nband integer, exclude_nodata_value boolean, sample_percent double precision, quantile double precision) returns double precision immutable
st_approxquantile(rast ~raster, nband integer, sample_percent double precision, quantile double precision) returns double precision immutable
st_approxquantile(rast ~raster, nband integer, sample_percent double precision, quantiles double precision[] DEFAULT NULL::double precision[], OUT quantile double precision, OUT value double precision) returns SETOF record immutable
st_approxquantile(rast ~raster, quantile double precision) returns double precision immutable
st_approxquantile(rast ~raster, quantiles double precision[], OUT quantile double precision, OUT value double precision) returns SETOF record immutable
st_approxquantile(rast ~raster, sample_percent double precision, quantile double precision) returns double precision immutable
st_approxquantile(rast ~raster, sample_percent double precision, quantiles double precision[] DEFAULT NULL::double precision[], OUT quantile double precision, OUT value double precision) returns SETOF record immutable
st_approxsummarystats(rast ~raster, exclude_nodata_value boolean, sample_percent double precision DEFAULT 0.1) returns ~summarystats immutable
st_approxsummarystats(rast ~raster, nband integer DEFAULT 1, exclude_nodata_value boolean DEFAULT true, sample_percent double precision DEFAULT 0.1) returns ~summarystats immutable
st_approxsummarystats(rast ~raster, nband integer, sample_percent double precision) returns ~summarystats immutable
st_approxsummarystats(rast ~raster, sample_percent double precision) returns ~summarystats immutable
st_asbinary(~raster, outasin boolean DEFAULT false) returns bytea immutable
st_asgdalraster(rast ~raster, format text, options text[] DEFAULT NULL::text[], srid integer DEFAULT NULL::integer) returns bytea immutable
st_ashexwkb(~raster, outasin boolean DEFAULT false) returns text immutable
st_asjpeg(rast ~raster, nband integer, options text[] DEFAULT NULL::text[]) returns bytea immutable
st_asjpeg(rast ~raster, nband integer, quality integer) returns bytea immutable
st_asjpeg(rast ~raster, nbands integer[], options text[] DEFAULT NULL::text[]) returns bytea immutable
st_asjpeg(rast ~raster, nbands integer[], quality integer) returns bytea immutable
st_asjpeg(rast ~raster, options text[] DEFAULT NULL::text[]) returns bytea immutable
st_aspect(rast ~raster, nband integer DEFAULT 1, pixeltype text DEFAULT '32BF', units text DEFAULT 'DEGREES', interpolate_nodata boolean DEFAULT false) returns ~raster immutable
st_aspect(rast ~raster, nband integer, customextent ~raster, pixeltype text DEFAULT '32BF', units text DEFAULT 'DEGREES', interpolate_nodata boolean DEFAULT false) returns ~raster immutable
st_aspng(rast ~raster, nband integer, compression integer) returns bytea immutable
st_aspng(rast ~raster, nband integer, options text[] DEFAULT NULL::text[]) returns bytea immutable
st_aspng(rast ~raster, nbands integer[], compression integer) returns bytea immutable
st_aspng(rast ~raster, nbands integer[], options text[] DEFAULT NULL::text[]) returns bytea immutable
st_aspng(rast ~raster, options text[] DEFAULT NULL::text[]) returns bytea immutable
st_asraster(geom ^geometry, ref ~raster, pixeltype text, value double precision DEFAULT 1, nodataval double precision DEFAULT 0, touched boolean DEFAULT false) returns ~raster immutable
st_asraster(geom ^geometry, ref ~raster, pixeltype text[] DEFAULT ARRAY['8BUI'], value double precision[] DEFAULT ARRAY[(1)::double precision], nodataval double precision[] DEFAULT ARRAY[(0)::double precision], touched boolean DEFAULT false) returns ~raster immutable
st_asraster(geom ^geometry, scalex double precision, scaley double precision, gridx double precision DEFAULT NULL::double precision, gridy double precision DEFAULT NULL::double precision, pixeltype text[] DEFAULT ARRAY['8BUI'], value double precision[] DEFAULT ARRAY[(1)::double precision], nodataval double precision[] DEFAULT ARRAY[(0)::double precision], skewx double precision DEFAULT 0, skewy double precision DEFAULT 0, touched boolean DEFAULT false) returns ~raster immutable
st_asraster(geom ^geometry, scalex double precision, scaley double precision, gridx double precision, gridy double precision, pixeltype text, value double precision DEFAULT 1, nodataval double precision DEFAULT 0, skewx double precision DEFAULT 0, skewy double precision DEFAULT 0, touched boolean DEFAULT false) returns ~raster immutable
st_asraster(geom ^geometry, scalex double precision, scaley double precision, pixeltype text, value double precision DEFAULT 1, nodataval double precision DEFAULT 0, upperleftx double precision DEFAULT NULL::double precision, upperlefty double precision DEFAULT NULL::double precision, skewx double precision DEFAULT 0, skewy double precision DEFAULT 0, touched boolean DEFAULT false) returns ~raster immutable
st_asraster(geom ^geometry, scalex double precision, scaley double precision, pixeltype text[], value double precision[] DEFAULT ARRAY[(1)::double precision], nodataval double precision[] DEFAULT ARRAY[(0)::double precision], upperleftx double precision DEFAULT NULL::double precision, upperlefty double precision DEFAULT NULL::double precision, skewx double precision DEFAULT 0, skewy double precision DEFAULT 0, touched boolean DEFAULT false) returns ~raster immutable
st_asraster(geom ^geometry, width integer, height integer, gridx double precision DEFAULT NULL::double precision, gridy double precision DEFAULT NULL::double precision, pixeltype text[] DEFAULT ARRAY['8BUI'], value double precision[] DEFAULT ARRAY[(1)::double precision], nodataval double precision[] DEFAULT ARRAY[(0)::double precision], skewx double precision DEFAULT 0, skewy double precision DEFAULT 0, touched boolean DEFAULT false) returns ~raster immutable
st_asraster(geom ^geometry, width integer, height integer, gridx double precision, gridy double precision, pixeltype text, value double precision DEFAULT 1, nodataval double precision DEFAULT 0, skewx double precision DEFAULT 0, skewy double precision DEFAULT 0, touched boolean DEFAULT false) returns ~raster immutable
st_asraster(geom ^geometry, width integer, height integer, pixeltype text, value double precision DEFAULT 1, nodataval double precision DEFAULT 0, upperleftx double precision DEFAULT NULL::double precision, upperlefty double precision DEFAULT NULL::double precision, skewx double precision DEFAULT 0, skewy double precision DEFAULT 0, touched boolean DEFAULT false) returns ~raster immutable
st_asraster(geom ^geometry, width integer, height integer, pixeltype text[], value double precision[] DEFAULT ARRAY[(1)::double precision], nodataval double precision[] DEFAULT ARRAY[(0)::double precision], upperleftx double precision DEFAULT NULL::double precision, upperlefty double precision DEFAULT NULL::double precision, skewx double precision DEFAULT 0, skewy double precision DEFAULT 0, touched boolean DEFAULT false) returns ~raster immutable
st_astiff(rast ~raster, compression text, srid integer DEFAULT NULL::integer) returns bytea immutable
st_astiff(rast ~raster, nbands integer[], compression text, srid integer DEFAULT NULL::integer) returns bytea immutable
st_astiff(rast ~raster, nbands integer[], options text[] DEFAULT NULL::text[], srid integer DEFAULT NULL::integer) returns bytea immutable
st_astiff(rast ~raster, options text[] DEFAULT NULL::text[], srid integer DEFAULT NULL::integer) returns bytea immutable
st_aswkb(~raster, outasin boolean DEFAULT false) returns bytea immutable
st_band(rast ~raster, nband integer) returns ~raster immutable
st_band(rast ~raster, nbands integer[] DEFAULT ARRAY[1]) returns ~raster immutable
st_band(rast ~raster, nbands text, delimiter character DEFAULT ',') returns ~raster immutable
st_bandfilesize(rast ~raster, band integer DEFAULT 1) returns bigint immutable
st_bandfiletimestamp(rast ~raster, band integer DEFAULT 1) returns bigint immutable
st_bandisnodata(rast ~raster, band integer DEFAULT 1, forcechecking boolean DEFAULT false) returns boolean immutable
st_bandisnodata(rast ~raster, forcechecking boolean) returns boolean immutable
st_bandmetadata(rast ~raster, band integer DEFAULT 1) returns TABLE(pixeltype text, nodatavalue double precision, isoutdb boolean, path text, outdbbandnum integer, filesize bigint, filetimestamp bigint) immutable
st_bandmetadata(rast ~raster, band integer[]) returns TABLE(bandnum integer, pixeltype text, nodatavalue double precision, isoutdb boolean, path text, outdbbandnum integer, filesize bigint, filetimestamp bigint) immutable
st_bandnodatavalue(rast ~raster, band integer DEFAULT 1) returns double precision immutable
st_bandpath(rast ~raster, band integer DEFAULT 1) returns text immutable
st_bandpixeltype(rast ~raster, band integer DEFAULT 1) returns text immutable
st_clip(rast ~raster, geom ^geometry, crop boolean) returns ~raster immutable
st_clip(rast ~raster, geom ^geometry, nodataval double precision, crop boolean DEFAULT true) returns ~raster immutable
st_clip(rast ~raster, geom ^geometry, nodataval double precision[] DEFAULT NULL::double precision[], crop boolean DEFAULT true) returns ~raster immutable
st_clip(rast ~raster, nband integer, geom ^geometry, crop boolean) returns ~raster immutable
st_clip(rast ~raster, nband integer, geom ^geometry, nodataval double precision, crop boolean DEFAULT true) returns ~raster immutable
st_clip(rast ~raster, nband integer[], geom ^geometry, nodataval double precision[] DEFAULT NULL::double precision[], crop boolean DEFAULT true) returns ~raster immutable
st_colormap(rast ~raster, colormap text, method text DEFAULT 'INTERPOLATE') returns ~raster immutable
st_colormap(rast ~raster, nband integer DEFAULT 1, colormap text DEFAULT 'grayscale', method text DEFAULT 'INTERPOLATE') returns ~raster immutable
st_contains(rast1 ~raster, nband1 integer, rast2 ~raster, nband2 integer) returns boolean immutable
st_contains(rast1 ~raster, rast2 ~raster) returns boolean immutable
st_containsproperly(rast1 ~raster, nband1 integer, rast2 ~raster, nband2 integer) returns boolean immutable
st_containsproperly(rast1 ~raster, rast2 ~raster) returns boolean immutable
st_contour(rast ~raster, bandnumber integer DEFAULT 1, level_interval double precision DEFAULT 100.0, level_base double precision DEFAULT 0.0, fixed_levels double precision[] DEFAULT ARRAY[]::double precision[], polygonize boolean DEFAULT false) returns TABLE(geom ^geometry, id integer, value double precision) immutable
st_convexhull(~raster) returns ^geometry immutable
st_count(rast ~raster, exclude_nodata_value boolean) returns bigint immutable
st_count(rast ~raster, nband integer DEFAULT 1, exclude_nodata_value boolean DEFAULT true) returns bigint immutable
st_coveredby(rast1 ~raster, nband1 integer, rast2 ~raster, nband2 integer) returns boolean immutable
st_coveredby(rast1 ~raster, rast2 ~raster) returns boolean immutable
st_covers(rast1 ~raster, nband1 integer, rast2 ~raster, nband2 integer) returns boolean immutable
st_covers(rast1 ~raster, rast2 ~raster) returns boolean immutable
!st_createoverview(tab regclass, col name, factor integer, algo text DEFAULT 'NearestNeighbour') returns regclass
st_dfullywithin(rast1 ~raster, nband1 integer, rast2 ~raster, nband2 integer, distance double precision) returns boolean immutable
st_dfullywithin(rast1 ~raster, rast2 ~raster, distance double precision) returns boolean immutable
st_disjoint(rast1 ~raster, nband1 integer, rast2 ~raster, nband2 integer) returns boolean immutable
st_disjoint(rast1 ~raster, rast2 ~raster) returns boolean immutable
st_distinct4ma(matrix double precision[], nodatamode text, VARIADIC args text[]) returns double precision immutable
st_distinct4ma(value double precision[], pos integer[], VARIADIC userargs text[] DEFAULT NULL::text[]) returns double precision immutable
st_dumpaspolygons(rast ~raster, band integer DEFAULT 1, exclude_nodata_value boolean DEFAULT true) returns SETOF ~geomval immutable
st_dumpvalues(rast ~raster, nband integer, exclude_nodata_value boolean DEFAULT true) returns double precision[] immutable
st_dwithin(rast1 ~raster, nband1 integer, rast2 ~raster, nband2 integer, distance double precision) returns boolean immutable
st_dwithin(rast1 ~raster, rast2 ~raster, distance double precision) returns boolean immutable
st_envelope(~raster) returns ^geometry immutable
st_fromgdalraster(gdaldata bytea, srid integer DEFAULT NULL::integer) returns ~raster immutable
st_gdaldrivers(OUT idx integer, OUT short_name text, OUT long_name text, OUT can_read boolean, OUT can_write boolean, OUT create_options text) returns SETOF record immutable
st_georeference(rast ~raster, format text DEFAULT 'GDAL') returns text immutable
st_geotransform(~raster, OUT imag double precision, OUT jmag double precision, OUT theta_i double precision, OUT theta_ij double precision, OUT xoffset double precision, OUT yoffset double precision) returns record immutable
st_grayscale(rast ~raster, redband integer DEFAULT 1, greenband integer DEFAULT 2, blueband integer DEFAULT 3, extenttype text DEFAULT 'INTERSECTION') returns ~raster immutable
st_grayscale(rastbandargset ~rastbandarg[], extenttype text DEFAULT 'INTERSECTION') returns ~raster immutable
st_hasnoband(rast ~raster, nband integer DEFAULT 1) returns boolean immutable
st_height(~raster) returns integer immutable
st_hillshade(rast ~raster, nband integer DEFAULT 1, pixeltype text DEFAULT '32BF', azimuth double precision DEFAULT 315.0, altitude double precision DEFAULT 45.0, max_bright double precision DEFAULT 255.0, scale double precision DEFAULT 1.0, interpolate_nodata boolean DEFAULT false) returns ~raster immutable
st_hillshade(rast ~raster, nband integer, customextent ~raster, pixeltype text DEFAULT '32BF', azimuth double precision DEFAULT 315.0, altitude double precision DEFAULT 45.0, max_bright double precision DEFAULT 255.0, scale double precision DEFAULT 1.0, interpolate_nodata boolean DEFAULT false) returns ~raster immutable
st_histogram(rast ~raster, nband integer DEFAULT 1, exclude_nodata_value boolean DEFAULT true, bins integer DEFAULT 0, width double precision[] DEFAULT NULL::double precision[], "right" boolean DEFAULT false, OUT min double precision, OUT max double precision, OUT count bigint, OUT percent double precision) returns SETOF record immutable
st_histogram(rast ~raster, nband integer, bins integer, "right" boolean, OUT min double precision, OUT max double precision, OUT count bigint, OUT percent double precision) returns SETOF record immutable
st_histogram(rast ~raster, nband integer, bins integer, width double precision[] DEFAULT NULL::double precision[], "right" boolean DEFAULT false, OUT min double precision, OUT max double precision, OUT count bigint, OUT percent double precision) returns SETOF record immutable
st_histogram(rast ~raster, nband integer, exclude_nodata_value boolean, bins integer, "right" boolean, OUT min double precision, OUT max double precision, OUT count bigint, OUT percent double precision) returns SETOF record immutable
st_interpolateraster(geom ^geometry, options text, rast ~raster, bandnumber integer DEFAULT 1) returns ~raster immutable
st_intersection(geomin ^geometry, rast ~raster, band integer DEFAULT 1) returns SETOF ~geomval immutable
st_intersection(rast ~raster, band integer, geomin ^geometry) returns SETOF ~geomval immutable
st_intersection(rast ~raster, geomin ^geometry) returns SETOF ~geomval immutable
st_intersection(rast1 ~raster, band1 integer, rast2 ~raster, band2 integer, nodataval double precision) returns ~raster immutable
st_intersection(rast1 ~raster, band1 integer, rast2 ~raster, band2 integer, nodataval double precision[]) returns ~raster immutable
st_intersection(rast1 ~raster, band1 integer, rast2 ~raster, band2 integer, returnband text DEFAULT 'BOTH', nodataval double precision[] DEFAULT NULL::double precision[]) returns ~raster stable
st_intersection(rast1 ~raster, band1 integer, rast2 ~raster, band2 integer, returnband text, nodataval double precision) returns ~raster immutable
st_intersection(rast1 ~raster, rast2 ~raster, nodataval double precision) returns ~raster immutable
st_intersection(rast1 ~raster, rast2 ~raster, nodataval double precision[]) returns ~raster immutable
st_intersection(rast1 ~raster, rast2 ~raster, returnband text DEFAULT 'BOTH', nodataval double precision[] DEFAULT NULL::double precision[]) returns ~raster immutable
st_intersection(rast1 ~raster, rast2 ~raster, returnband text, nodataval double precision) returns ~raster immutable
st_intersects(geom ^geometry, rast ~raster, nband integer DEFAULT NULL::integer) returns boolean immutable
st_intersects(rast ~raster, geom ^geometry, nband integer DEFAULT NULL::integer) returns boolean immutable
st_intersects(rast ~raster, nband integer, geom ^geometry) returns boolean immutable
st_intersects(rast1 ~raster, nband1 integer, rast2 ~raster, nband2 integer) returns boolean immutable
st_intersects(rast1 ~raster, rast2 ~raster) returns boolean immutable
st_invdistweight4ma(value double precision[], pos integer[], VARIADIC userargs text[] DEFAULT NULL::text[]) returns double precision immutable
st_iscoveragetile(rast ~raster, coverage ~raster, tilewidth integer, tileheight integer) returns boolean immutable
st_isempty(rast ~raster) returns boolean immutable
st_makeemptycoverage(tilewidth integer, tileheight integer, width integer, height integer, upperleftx double precision, upperlefty double precision, scalex double precision, scaley double precision, skewx double precision, skewy double precision, srid integer DEFAULT 0) returns SETOF ~raster immutable
st_makeemptyraster(rast ~raster) returns ~raster immutable
st_makeemptyraster(width integer, height integer, upperleftx double precision, upperlefty double precision, pixelsize double precision) returns ~raster immutable
st_makeemptyraster(width integer, height integer, upperleftx double precision, upperlefty double precision, scalex double precision, scaley double precision, skewx double precision, skewy double precision, srid integer DEFAULT 0) returns ~raster immutable
st_mapalgebra(rast ~raster, nband integer, callbackfunc regprocedure, mask double precision[], weighted boolean, pixeltype text DEFAULT NULL::text, extenttype text DEFAULT 'INTERSECTION', customextent ~raster DEFAULT NULL::~raster, VARIADIC userargs text[] DEFAULT NULL::text[]) returns ~raster immutable
st_mapalgebra(rast ~raster, nband integer, callbackfunc regprocedure, pixeltype text DEFAULT NULL::text, extenttype text DEFAULT 'FIRST', customextent ~raster DEFAULT NULL::~raster, distancex integer DEFAULT 0, distancey integer DEFAULT 0, VARIADIC userargs text[] DEFAULT NULL::text[]) returns ~raster immutable
st_mapalgebra(rast ~raster, nband integer, pixeltype text, expression text, nodataval double precision DEFAULT NULL::double precision) returns ~raster immutable
st_mapalgebra(rast ~raster, nband integer[], callbackfunc regprocedure, pixeltype text DEFAULT NULL::text, extenttype text DEFAULT 'FIRST', customextent ~raster DEFAULT NULL::~raster, distancex integer DEFAULT 0, distancey integer DEFAULT 0, VARIADIC userargs text[] DEFAULT NULL::text[]) returns ~raster immutable
st_mapalgebra(rast ~raster, pixeltype text, expression text, nodataval double precision DEFAULT NULL::double precision) returns ~raster immutable
st_mapalgebra(rast1 ~raster, band1 integer, rast2 ~raster, band2 integer, expression text, pixeltype text DEFAULT NULL::text, extenttype text DEFAULT 'INTERSECTION', nodata1expr text DEFAULT NULL::text, nodata2expr text DEFAULT NULL::text, nodatanodataval double precision DEFAULT NULL::double precision) returns ~raster immutable
st_mapalgebra(rast1 ~raster, nband1 integer, rast2 ~raster, nband2 integer, callbackfunc regprocedure, pixeltype text DEFAULT NULL::text, extenttype text DEFAULT 'INTERSECTION', customextent ~raster DEFAULT NULL::~raster, distancex integer DEFAULT 0, distancey integer DEFAULT 0, VARIADIC userargs text[] DEFAULT NULL::text[]) returns ~raster immutable
st_mapalgebra(rast1 ~raster, rast2 ~raster, expression text, pixeltype text DEFAULT NULL::text, extenttype text DEFAULT 'INTERSECTION', nodata1expr text DEFAULT NULL::text, nodata2expr text DEFAULT NULL::text, nodatanodataval double precision DEFAULT NULL::double precision) returns ~raster immutable
st_mapalgebra(rastbandargset ~rastbandarg[], callbackfunc regprocedure, pixeltype text DEFAULT NULL::text, extenttype text DEFAULT 'INTERSECTION', customextent ~raster DEFAULT NULL::~raster, distancex integer DEFAULT 0, distancey integer DEFAULT 0, VARIADIC userargs text[] DEFAULT NULL::text[]) returns ~raster immutable
st_mapalgebraexpr(rast ~raster, band integer, pixeltype text, expression text, nodataval double precision DEFAULT NULL::double precision) returns ~raster immutable
st_mapalgebraexpr(rast ~raster, pixeltype text, expression text, nodataval double precision DEFAULT NULL::double precision) returns ~raster immutable
st_mapalgebraexpr(rast1 ~raster, band1 integer, rast2 ~raster, band2 integer, expression text, pixeltype text DEFAULT NULL::text, extenttype text DEFAULT 'INTERSECTION', nodata1expr text DEFAULT NULL::text, nodata2expr text DEFAULT NULL::text, nodatanodataval double precision DEFAULT NULL::double precision) returns ~raster immutable
st_mapalgebraexpr(rast1 ~raster, rast2 ~raster, expression text, pixeltype text DEFAULT NULL::text, extenttype text DEFAULT 'INTERSECTION', nodata1expr text DEFAULT NULL::text, nodata2expr text DEFAULT NULL::text, nodatanodataval double precision DEFAULT NULL::double precision) returns ~raster immutable
st_mapalgebrafct(rast ~raster, band integer, onerastuserfunc regprocedure) returns ~raster immutable
st_mapalgebrafct(rast ~raster, band integer, onerastuserfunc regprocedure, VARIADIC args text[]) returns ~raster immutable
st_mapalgebrafct(rast ~raster, band integer, pixeltype text, onerastuserfunc regprocedure) returns ~raster immutable
st_mapalgebrafct(rast ~raster, band integer, pixeltype text, onerastuserfunc regprocedure, VARIADIC args text[]) returns ~raster immutable
st_mapalgebrafct(rast ~raster, onerastuserfunc regprocedure) returns ~raster immutable
st_mapalgebrafct(rast ~raster, onerastuserfunc regprocedure, VARIADIC args text[]) returns ~raster immutable
st_mapalgebrafct(rast ~raster, pixeltype text, onerastuserfunc regprocedure) returns ~raster immutable
st_mapalgebrafct(rast ~raster, pixeltype text, onerastuserfunc regprocedure, VARIADIC args text[]) returns ~raster immutable
st_mapalgebrafct(rast1 ~raster, band1 integer, rast2 ~raster, band2 integer, tworastuserfunc regprocedure, pixeltype text DEFAULT NULL::text, extenttype text DEFAULT 'INTERSECTION', VARIADIC userargs text[] DEFAULT NULL::text[]) returns ~raster immutable
st_mapalgebrafct(rast1 ~raster, rast2 ~raster, tworastuserfunc regprocedure, pixeltype text DEFAULT NULL::text, extenttype text DEFAULT 'INTERSECTION', VARIADIC userargs text[] DEFAULT NULL::text[]) returns ~raster immutable
st_mapalgebrafctngb(rast ~raster, band integer, pixeltype text, ngbwidth integer, ngbheight integer, onerastngbuserfunc regprocedure, nodatamode text, VARIADIC args text[]) returns ~raster immutable
st_max4ma(matrix double precision[], nodatamode text, VARIADIC args text[]) returns double precision immutable
st_max4ma(value double precision[], pos integer[], VARIADIC userargs text[] DEFAULT NULL::text[]) returns double precision immutable
st_mean4ma(matrix double precision[], nodatamode text, VARIADIC args text[]) returns double precision immutable
st_mean4ma(value double precision[], pos integer[], VARIADIC userargs text[] DEFAULT NULL::text[]) returns double precision immutable
st_memsize(~raster) returns integer immutable
st_metadata(rast ~raster, OUT upperleftx double precision, OUT upperlefty double precision, OUT width integer, OUT height integer, OUT scalex double precision, OUT scaley double precision, OUT skewx double precision, OUT skewy double precision, OUT srid integer, OUT numbands integer) returns record immutable
st_min4ma(matrix double precision[], nodatamode text, VARIADIC args text[]) returns double precision immutable
st_min4ma(value double precision[], pos integer[], VARIADIC userargs text[] DEFAULT NULL::text[]) returns double precision immutable
st_minconvexhull(rast ~raster, nband integer DEFAULT NULL::integer) returns ^geometry immutable
st_mindist4ma(value double precision[], pos integer[], VARIADIC userargs text[] DEFAULT NULL::text[]) returns double precision immutable
st_minpossiblevalue(pixeltype text) returns double precision immutable
st_nearestvalue(rast ~raster, band integer, columnx integer, rowy integer, exclude_nodata_value boolean DEFAULT true) returns double precision immutable
st_nearestvalue(rast ~raster, band integer, pt ^geometry, exclude_nodata_value boolean DEFAULT true) returns double precision immutable
st_nearestvalue(rast ~raster, columnx integer, rowy integer, exclude_nodata_value boolean DEFAULT true) returns double precision immutable
st_nearestvalue(rast ~raster, pt ^geometry, exclude_nodata_value boolean DEFAULT true) returns double precision immutable
st_neighborhood(rast ~raster, band integer, columnx integer, rowy integer, distancex integer, distancey integer, exclude_nodata_value boolean DEFAULT true) returns double precision[] immutable
st_neighborhood(rast ~raster, band integer, pt ^geometry, distancex integer, distancey integer, exclude_nodata_value boolean DEFAULT true) returns double precision[] immutable
st_neighborhood(rast ~raster, columnx integer, rowy integer, distancex integer, distancey integer, exclude_nodata_value boolean DEFAULT true) returns double precision[] immutable
st_neighborhood(rast ~raster, pt ^geometry, distancex integer, distancey integer, exclude_nodata_value boolean DEFAULT true) returns double precision[] immutable
st_notsamealignmentreason(rast1 ~raster, rast2 ~raster) returns text immutable
st_numbands(~raster) returns integer immutable
st_overlaps(rast1 ~raster, nband1 integer, rast2 ~raster, nband2 integer) returns boolean immutable
st_overlaps(rast1 ~raster, rast2 ~raster) returns boolean immutable
st_pixelascentroid(rast ~raster, x integer, y integer) returns ^geometry immutable
st_pixelascentroids(rast ~raster, band integer DEFAULT 1, exclude_nodata_value boolean DEFAULT true) returns TABLE(geom ^geometry, val double precision, x integer, y integer) immutable
st_pixelaspoint(rast ~raster, x integer, y integer) returns ^geometry immutable
st_pixelaspoints(rast ~raster, band integer DEFAULT 1, exclude_nodata_value boolean DEFAULT true) returns TABLE(geom ^geometry, val double precision, x integer, y integer) immutable
st_pixelaspolygon(rast ~raster, x integer, y integer) returns ^geometry immutable
st_pixelaspolygons(rast ~raster, band integer DEFAULT 1, exclude_nodata_value boolean DEFAULT true) returns TABLE(geom ^geometry, val double precision, x integer, y integer) immutable
st_pixelheight(~raster) returns double precision immutable
st_pixelofvalue(rast ~raster, nband integer, search double precision, exclude_nodata_value boolean DEFAULT true) returns TABLE(x integer, y integer) immutable
st_pixelofvalue(rast ~raster, nband integer, search double precision[], exclude_nodata_value boolean DEFAULT true) returns TABLE(val double precision, x integer, y integer) immutable
st_pixelofvalue(rast ~raster, search double precision, exclude_nodata_value boolean DEFAULT true) returns TABLE(x integer, y integer) immutable
st_pixelofvalue(rast ~raster, search double precision[], exclude_nodata_value boolean DEFAULT true) returns TABLE(val double precision, x integer, y integer) immutable
st_pixelwidth(~raster) returns double precision immutable
st_polygon(rast ~raster, band integer DEFAULT 1) returns ^geometry immutable
st_quantile(rast ~raster, exclude_nodata_value boolean, quantile double precision DEFAULT NULL::double precision) returns double precision immutable
st_quantile(rast ~raster, nband integer DEFAULT 1, exclude_nodata_value boolean DEFAULT true, quantiles double precision[] DEFAULT NULL::double precision[], OUT quantile double precision, OUT value double precision) returns SETOF record immutable
st_quantile(rast ~raster, nband integer, exclude_nodata_value boolean, quantile double precision) returns double precision immutable
st_quantile(rast ~raster, nband integer, quantile double precision) returns double precision immutable
st_quantile(rast ~raster, nband integer, quantiles double precision[], OUT quantile double precision, OUT value double precision) returns SETOF record immutable
st_quantile(rast ~raster, quantile double precision) returns double precision immutable
st_quantile(rast ~raster, quantiles double precision[], OUT quantile double precision, OUT value double precision) returns SETOF record immutable
st_range4ma(matrix double precision[], nodatamode text, VARIADIC args text[]) returns double precision immutable
st_range4ma(value double precision[], pos integer[], VARIADIC userargs text[] DEFAULT NULL::text[]) returns double precision immutable
st_rastertoworldcoord(rast ~raster, columnx integer, rowy integer, OUT longitude double precision, OUT latitude double precision) returns record immutable
st_rastertoworldcoordx(rast ~raster, xr integer) returns double precision immutable
st_rastertoworldcoordx(rast ~raster, xr integer, yr integer) returns double precision immutable
st_rastertoworldcoordy(rast ~raster, xr integer, yr integer) returns double precision immutable
st_rastertoworldcoordy(rast ~raster, yr integer) returns double precision immutable
st_rastfromhexwkb(text) returns ~raster immutable
st_rastfromwkb(bytea) returns ~raster immutable
st_reclass(rast ~raster, VARIADIC reclassargset ~reclassarg[]) returns ~raster immutable
st_reclass(rast ~raster, nband integer, reclassexpr text, pixeltype text, nodataval double precision DEFAULT NULL::double precision) returns ~raster immutable
st_reclass(rast ~raster, reclassexpr text, pixeltype text) returns ~raster immutable
st_resample(rast ~raster, ref ~raster, algorithm text DEFAULT 'NearestNeighbour', maxerr double precision DEFAULT 0.125, usescale boolean DEFAULT true) returns ~raster immutable
st_resample(rast ~raster, ref ~raster, usescale boolean, algorithm text DEFAULT 'NearestNeighbour', maxerr double precision DEFAULT 0.125) returns ~raster immutable
st_resample(rast ~raster, scalex double precision DEFAULT 0, scaley double precision DEFAULT 0, gridx double precision DEFAULT NULL::double precision, gridy double precision DEFAULT NULL::double precision, skewx double precision DEFAULT 0, skewy double precision DEFAULT 0, algorithm text DEFAULT 'NearestNeighbour', maxerr double precision DEFAULT 0.125) returns ~raster immutable
st_resample(rast ~raster, width integer, height integer, gridx double precision DEFAULT NULL::double precision, gridy double precision DEFAULT NULL::double precision, skewx double precision DEFAULT 0, skewy double precision DEFAULT 0, algorithm text DEFAULT 'NearestNeighbour', maxerr double precision DEFAULT 0.125) returns ~raster immutable
st_rescale(rast ~raster, scalex double precision, scaley double precision, algorithm text DEFAULT 'NearestNeighbour', maxerr double precision DEFAULT 0.125) returns ~raster immutable
st_rescale(rast ~raster, scalexy double precision, algorithm text DEFAULT 'NearestNeighbour', maxerr double precision DEFAULT 0.125) returns ~raster immutable
st_resize(rast ~raster, percentwidth double precision, percentheight double precision, algorithm text DEFAULT 'NearestNeighbour', maxerr double precision DEFAULT 0.125) returns ~raster immutable
st_resize(rast ~raster, width integer, height integer, algorithm text DEFAULT 'NearestNeighbour', maxerr double precision DEFAULT 0.125) returns ~raster immutable
st_resize(rast ~raster, width text, height text, algorithm text DEFAULT 'NearestNeighbour', maxerr double precision DEFAULT 0.125) returns ~raster immutable
st_reskew(rast ~raster, skewx double precision, skewy double precision, algorithm text DEFAULT 'NearestNeighbour', maxerr double precision DEFAULT 0.125) returns ~raster immutable
st_reskew(rast ~raster, skewxy double precision, algorithm text DEFAULT 'NearestNeighbour', maxerr double precision DEFAULT 0.125) returns ~raster immutable
st_retile(tab regclass, col name, ext ^geometry, sfx double precision, sfy double precision, tw integer, th integer, algo text DEFAULT 'NearestNeighbour') returns SETOF ~raster stable
st_rotation(~raster) returns double precision
st_roughness(rast ~raster, nband integer DEFAULT 1, pixeltype text DEFAULT '32BF', interpolate_nodata boolean DEFAULT false) returns ~raster immutable
st_roughness(rast ~raster, nband integer, customextent ~raster, pixeltype text DEFAULT '32BF', interpolate_nodata boolean DEFAULT false) returns ~raster immutable
st_samealignment(rast1 ~raster, rast2 ~raster) returns boolean immutable
st_samealignment(ulx1 double precision, uly1 double precision, scalex1 double precision, scaley1 double precision, skewx1 double precision, skewy1 double precision, ulx2 double precision, uly2 double precision, scalex2 double precision, scaley2 double precision, skewx2 double precision, skewy2 double precision) returns boolean immutable
st_scalex(~raster) returns double precision immutable
st_scaley(~raster) returns double precision immutable
st_setbandindex(rast ~raster, band integer, outdbindex integer, force boolean DEFAULT false) returns ~raster immutable
st_setbandisnodata(rast ~raster, band integer DEFAULT 1) returns ~raster immutable
st_setbandnodatavalue(rast ~raster, band integer, nodatavalue double precision, forcechecking boolean DEFAULT false) returns ~raster immutable
st_setbandnodatavalue(rast ~raster, nodatavalue double precision) returns ~raster
st_setbandpath(rast ~raster, band integer, outdbpath text, outdbindex integer, force boolean DEFAULT false) returns ~raster immutable
st_setgeoreference(rast ~raster, georef text, format text DEFAULT 'GDAL') returns ~raster immutable
st_setgeoreference(rast ~raster, upperleftx double precision, upperlefty double precision, scalex double precision, scaley double precision, skewx double precision, skewy double precision) returns ~raster immutable
st_setgeotransform(rast ~raster, imag double precision, jmag double precision, theta_i double precision, theta_ij double precision, xoffset double precision, yoffset double precision) returns ~raster immutable
st_setm(rast ~raster, geom ^geometry, resample text DEFAULT 'nearest', band integer DEFAULT 1) returns ^geometry immutable
st_setrotation(rast ~raster, rotation double precision) returns ~raster immutable
st_setscale(rast ~raster, scale double precision) returns ~raster immutable
st_setscale(rast ~raster, scalex double precision, scaley double precision) returns ~raster immutable
st_setskew(rast ~raster, skew double precision) returns ~raster immutable
st_setskew(rast ~raster, skewx double precision, skewy double precision) returns ~raster immutable
st_setsrid(rast ~raster, srid integer) returns ~raster immutable
st_setupperleft(rast ~raster, upperleftx double precision, upperlefty double precision) returns ~raster immutable
st_setvalue(rast ~raster, band integer, x integer, y integer, newvalue double precision) returns ~raster immutable
st_setvalue(rast ~raster, geom ^geometry, newvalue double precision) returns ~raster immutable
st_setvalue(rast ~raster, nband integer, geom ^geometry, newvalue double precision) returns ~raster immutable
st_setvalue(rast ~raster, x integer, y integer, newvalue double precision) returns ~raster
st_setvalues(rast ~raster, nband integer, geomvalset ~geomval[], keepnodata boolean DEFAULT false) returns ~raster immutable
st_setvalues(rast ~raster, nband integer, x integer, y integer, newvalueset double precision[], noset boolean[] DEFAULT NULL::boolean[], keepnodata boolean DEFAULT false) returns ~raster immutable
st_setvalues(rast ~raster, nband integer, x integer, y integer, newvalueset double precision[], nosetvalue double precision, keepnodata boolean DEFAULT false) returns ~raster immutable
st_setvalues(rast ~raster, nband integer, x integer, y integer, width integer, height integer, newvalue double precision, keepnodata boolean DEFAULT false) returns ~raster immutable
st_setvalues(rast ~raster, x integer, y integer, width integer, height integer, newvalue double precision, keepnodata boolean DEFAULT false) returns ~raster immutable
st_setz(rast ~raster, geom ^geometry, resample text DEFAULT 'nearest', band integer DEFAULT 1) returns ^geometry immutable
st_skewx(~raster) returns double precision immutable
st_skewy(~raster) returns double precision immutable
st_slope(rast ~raster, nband integer DEFAULT 1, pixeltype text DEFAULT '32BF', units text DEFAULT 'DEGREES', scale double precision DEFAULT 1.0, interpolate_nodata boolean DEFAULT false) returns ~raster immutable
st_slope(rast ~raster, nband integer, customextent ~raster, pixeltype text DEFAULT '32BF', units text DEFAULT 'DEGREES', scale double precision DEFAULT 1.0, interpolate_nodata boolean DEFAULT false) returns ~raster immutable
st_snaptogrid(rast ~raster, gridx double precision, gridy double precision, algorithm text DEFAULT 'NearestNeighbour', maxerr double precision DEFAULT 0.125, scalex double precision DEFAULT 0, scaley double precision DEFAULT 0) returns ~raster immutable
st_snaptogrid(rast ~raster, gridx double precision, gridy double precision, scalex double precision, scaley double precision, algorithm text DEFAULT 'NearestNeighbour', maxerr double precision DEFAULT 0.125) returns ~raster immutable
st_snaptogrid(rast ~raster, gridx double precision, gridy double precision, scalexy double precision, algorithm text DEFAULT 'NearestNeighbour', maxerr double precision DEFAULT 0.125) returns ~raster immutable
st_srid(~raster) returns integer immutable
st_stddev4ma(matrix double precision[], nodatamode text, VARIADIC args text[]) returns double precision immutable
st_stddev4ma(value double precision[], pos integer[], VARIADIC userargs text[] DEFAULT NULL::text[]) returns double precision immutable
st_sum4ma(matrix double precision[], nodatamode text, VARIADIC args text[]) returns double precision immutable
st_sum4ma(value double precision[], pos integer[], VARIADIC userargs text[] DEFAULT NULL::text[]) returns double precision immutable
st_summary(rast ~raster) returns text stable
st_summarystats(rast ~raster, exclude_nodata_value boolean) returns ~summarystats immutable
st_summarystats(rast ~raster, nband integer DEFAULT 1, exclude_nodata_value boolean DEFAULT true) returns ~summarystats immutable
st_tile(rast ~raster, nband integer, width integer, height integer, padwithnodata boolean DEFAULT false, nodataval double precision DEFAULT NULL::double precision) returns SETOF ~raster immutable
st_tile(rast ~raster, nband integer[], width integer, height integer, padwithnodata boolean DEFAULT false, nodataval double precision DEFAULT NULL::double precision) returns SETOF ~raster immutable
st_tile(rast ~raster, width integer, height integer, padwithnodata boolean DEFAULT false, nodataval double precision DEFAULT NULL::double precision) returns SETOF ~raster immutable
st_touches(rast1 ~raster, nband1 integer, rast2 ~raster, nband2 integer) returns boolean immutable
st_touches(rast1 ~raster, rast2 ~raster) returns boolean immutable
st_tpi(rast ~raster, nband integer DEFAULT 1, pixeltype text DEFAULT '32BF', interpolate_nodata boolean DEFAULT false) returns ~raster immutable
st_tpi(rast ~raster, nband integer, customextent ~raster, pixeltype text DEFAULT '32BF', interpolate_nodata boolean DEFAULT false) returns ~raster immutable
st_transform(rast ~raster, alignto ~raster, algorithm text DEFAULT 'NearestNeighbour', maxerr double precision DEFAULT 0.125) returns ~raster immutable
st_transform(rast ~raster, srid integer, algorithm text DEFAULT 'NearestNeighbour', maxerr double precision DEFAULT 0.125, scalex double precision DEFAULT 0, scaley double precision DEFAULT 0) returns ~raster immutable
st_transform(rast ~raster, srid integer, scalex double precision, scaley double precision, algorithm text DEFAULT 'NearestNeighbour', maxerr double precision DEFAULT 0.125) returns ~raster immutable
st_transform(rast ~raster, srid integer, scalexy double precision, algorithm text DEFAULT 'NearestNeighbour', maxerr double precision DEFAULT 0.125) returns ~raster immutable
st_tri(rast ~raster, nband integer DEFAULT 1, pixeltype text DEFAULT '32BF', interpolate_nodata boolean DEFAULT false) returns ~raster immutable
st_tri(rast ~raster, nband integer, customextent ~raster, pixeltype text DEFAULT '32BF', interpolate_nodata boolean DEFAULT false) returns ~raster immutable
st_upperleftx(~raster) returns double precision immutable
st_upperlefty(~raster) returns double precision immutable
st_value(rast ~raster, band integer, pt ^geometry, exclude_nodata_value boolean DEFAULT true, resample text DEFAULT 'nearest') returns double precision immutable
st_value(rast ~raster, band integer, x integer, y integer, exclude_nodata_value boolean DEFAULT true) returns double precision immutable
st_value(rast ~raster, pt ^geometry, exclude_nodata_value boolean DEFAULT true) returns double precision immutable
st_value(rast ~raster, x integer, y integer, exclude_nodata_value boolean DEFAULT true) returns double precision immutable
st_valuecount(rast ~raster, nband integer DEFAULT 1, exclude_nodata_value boolean DEFAULT true, searchvalues double precision[] DEFAULT NULL::double precision[], roundto double precision DEFAULT 0, OUT value double precision, OUT count integer) returns SETOF record immutable
st_valuecount(rast ~raster, nband integer, exclude_nodata_value boolean, searchvalue double precision, roundto double precision DEFAULT 0) returns integer immutable
st_valuecount(rast ~raster, nband integer, searchvalue double precision, roundto double precision DEFAULT 0) returns integer immutable
st_valuecount(rast ~raster, nband integer, searchvalues double precision[], roundto double precision DEFAULT 0, OUT value double precision, OUT count integer) returns SETOF record immutable
st_valuecount(rast ~raster, searchvalue double precision, roundto double precision DEFAULT 0) returns integer immutable
st_valuecount(rast ~raster, searchvalues double precision[], roundto double precision DEFAULT 0, OUT value double precision, OUT count integer) returns SETOF record immutable
st_valuecount(rastertable text, rastercolumn text, nband integer DEFAULT 1, exclude_nodata_value boolean DEFAULT true, searchvalues double precision[] DEFAULT NULL::double precision[], roundto double precision DEFAULT 0, OUT value double precision, OUT count integer) returns SETOF record stable
st_valuecount(rastertable text, rastercolumn text, nband integer, exclude_nodata_value boolean, searchvalue double precision, roundto double precision DEFAULT 0) returns integer stable
st_valuecount(rastertable text, rastercolumn text, nband integer, searchvalue double precision, roundto double precision DEFAULT 0) returns integer stable
st_valuecount(rastertable text, rastercolumn text, nband integer, searchvalues double precision[], roundto double precision DEFAULT 0, OUT value double precision, OUT count integer) returns SETOF record stable
st_valuecount(rastertable text, rastercolumn text, searchvalue double precision, roundto double precision DEFAULT 0) returns integer stable
st_valuecount(rastertable text, rastercolumn text, searchvalues double precision[], roundto double precision DEFAULT 0, OUT value double precision, OUT count integer) returns SETOF record stable
st_valuepercent(rast ~raster, nband integer DEFAULT 1, exclude_nodata_value boolean DEFAULT true, searchvalues double precision[] DEFAULT NULL::double precision[], roundto double precision DEFAULT 0, OUT value double precision, OUT percent double precision) returns SETOF record immutable
st_valuepercent(rast ~raster, nband integer, exclude_nodata_value boolean, searchvalue double precision, roundto double precision DEFAULT 0) returns double precision immutable
st_valuepercent(rast ~raster, nband integer, searchvalue double precision, roundto double precision DEFAULT 0) returns double precision immutable
st_valuepercent(rast ~raster, nband integer, searchvalues double precision[], roundto double precision DEFAULT 0, OUT value double precision, OUT percent double precision) returns SETOF record immutable
st_valuepercent(rast ~raster, searchvalue double precision, roundto double precision DEFAULT 0) returns double precision immutable
st_valuepercent(rast ~raster, searchvalues double precision[], roundto double precision DEFAULT 0, OUT value double precision, OUT percent double precision) returns SETOF record immutable
st_valuepercent(rastertable text, rastercolumn text, nband integer DEFAULT 1, exclude_nodata_value boolean DEFAULT true, searchvalues double precision[] DEFAULT NULL::double precision[], roundto double precision DEFAULT 0, OUT value double precision, OUT percent double precision) returns SETOF record stable
st_valuepercent(rastertable text, rastercolumn text, nband integer, exclude_nodata_value boolean, searchvalue double precision, roundto double precision DEFAULT 0) returns double precision stable
st_valuepercent(rastertable text, rastercolumn text, nband integer, searchvalue double precision, roundto double precision DEFAULT 0) returns double precision stable
st_valuepercent(rastertable text, rastercolumn text, nband integer, searchvalues double precision[], roundto double precision DEFAULT 0, OUT value double precision, OUT percent double precision) returns SETOF record stable
st_valuepercent(rastertable text, rastercolumn text, searchvalue double precision, roundto double precision DEFAULT 0) returns double precision stable
st_valuepercent(rastertable text, rastercolumn text, searchvalues double precision[], roundto double precision DEFAULT 0, OUT value double precision, OUT percent double precision) returns SETOF record stable
st_width(~raster) returns integer immutable
st_within(rast1 ~raster, nband1 integer, rast2 ~raster, nband2 integer) returns boolean immutable
st_within(rast1 ~raster, rast2 ~raster) returns boolean immutable
st_worldtorastercoord(rast ~raster, longitude double precision, latitude double precision, OUT columnx integer, OUT rowy integer) returns record immutable
st_worldtorastercoord(rast ~raster, pt ^geometry, OUT columnx integer, OUT rowy integer) returns record immutable
st_worldtorastercoordx(rast ~raster, pt ^geometry) returns integer immutable
st_worldtorastercoordx(rast ~raster, xw double precision) returns integer immutable
st_worldtorastercoordx(rast ~raster, xw double precision, yw double precision) returns integer immutable
st_worldtorastercoordy(rast ~raster, pt ^geometry) returns integer immutable
st_worldtorastercoordy(rast ~raster, xw double precision, yw double precision) returns integer immutable
st_worldtorastercoordy(rast ~raster, yw double precision) returns integer immutable
!updaterastersrid(schema_name name, table_name name, column_name name, new_srid integer) returns boolean
!updaterastersrid(table_name name, column_name name, new_srid integer) returns boolean
cast ~raster ^box3d assignment
cast ~raster bytea assignment
operator ~ ^geometry ~raster geometry_raster_contain - -
operator && ^geometry ~raster geometry_raster_overlap && -
operator @ ^geometry ~raster geometry_contained_by_raster ~ -
operator = ~raster ~raster raster_eq = -
operator >> ~raster ~raster raster_right << -
operator << ~raster ~raster raster_left >> -
operator &> ~raster ~raster raster_overright &< -
operator &< ~raster ~raster raster_overleft &> -
operator |>> ~raster ~raster raster_above <<| -
operator <<| ~raster ~raster raster_below |>> -
operator |&> ~raster ~raster raster_overabove &<| -
operator &<| ~raster ~raster raster_overbelow |&> -
operator && ~raster ~raster raster_overlap && -
operator ~= ~raster ~raster raster_same ~= -
operator ~ ~raster ~raster raster_contain @ -
operator @ ~raster ~raster raster_contained ~ -
operator ~ ~raster ^geometry raster_geometry_contain @ -
operator @ ~raster ^geometry raster_contained_by_geometry ~ -
operator && ~raster ^geometry raster_geometry_overlap && -
-- part: objects_close

CREATE FUNCTION @extschema@.raster_hash(@extschema@.raster) RETURNS integer
  LANGUAGE internal IMMUTABLE STRICT AS 'hashvarlena';
CREATE OPERATOR CLASS @extschema@.hash_raster_ops DEFAULT FOR TYPE @extschema@.raster USING hash AS
  OPERATOR 1 @extschema@.=, FUNCTION 1 @extschema@.raster_hash(@extschema@.raster);
DO $cast$
BEGIN
  EXECUTE format('CREATE CAST (@extschema@.raster AS %I.geometry) '
    'WITH FUNCTION @extschema@.st_convexhull(@extschema@.raster) AS ASSIGNMENT',
    (SELECT typnamespace::regnamespace::text FROM pg_catalog.pg_type, pg_catalog.pg_proc
     WHERE proname = 'st_convexhull' AND pronamespace = '@extschema@'::regnamespace
       AND proargtypes[0] = '@extschema@.raster'::regtype AND pg_type.oid = prorettype));
END
$cast$;
