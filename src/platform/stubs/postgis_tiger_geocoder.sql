-- stub: postgis_tiger_geocoder version=3.3.7 schema=tiger relocatable=false moved=refused needs=owner requires=postgis
--
-- The tables and functions of the geocoder for addresses in the USA
-- (https://postgis.net/docs/Extras.html#Tiger_Geocoder), in schema tiger. The tables have no rows and
-- no keys, functions return NULL or no row, and those that create or load tables fail.

CREATE SCHEMA tiger_data;
-- part: objects_open of=postgis_tiger_geocoder requires=postgis type=geometry
type norm_addy (address integer, predirabbrev character varying, streetname character varying, streettypeabbrev character varying, postdirabbrev character varying, internal character varying, location character varying, stateabbrev character varying, zip character varying, parsed boolean, zip4 character varying, address_alphanumeric character varying)
table addr (gid integer, tlid bigint, fromhn character varying(12), tohn character varying(12), side character varying(1), zip character varying(5), plus4 character varying(4), fromtyp character varying(1), totyp character varying(1), fromarmid integer, toarmid integer, arid character varying(22), mtfcc character varying(5), statefp character varying(2))
table addrfeat (gid integer, tlid bigint, statefp character varying(2), aridl character varying(22), aridr character varying(22), linearid character varying(22), fullname character varying(100), lfromhn character varying(12), ltohn character varying(12), rfromhn character varying(12), rtohn character varying(12), zipl character varying(5), zipr character varying(5), edge_mtfcc character varying(5), parityl character varying(1), parityr character varying(1), plus4l character varying(4), plus4r character varying(4), lfromtyp character varying(1), ltotyp character varying(1), rfromtyp character varying(1), rtotyp character varying(1), offsetl character varying(1), offsetr character varying(1), the_geom ^geometry)
table bg (gid integer, statefp character varying(2), countyfp character varying(3), tractce character varying(6), blkgrpce character varying(1), bg_id character varying(12), namelsad character varying(13), mtfcc character varying(5), funcstat character varying(1), aland double precision, awater double precision, intptlat character varying(11), intptlon character varying(12), the_geom ^geometry)
table county (gid integer, statefp character varying(2), countyfp character varying(3), countyns character varying(8), cntyidfp character varying(5), name character varying(100), namelsad character varying(100), lsad character varying(2), classfp character varying(2), mtfcc character varying(5), csafp character varying(3), cbsafp character varying(5), metdivfp character varying(5), funcstat character varying(1), aland bigint, awater double precision, intptlat character varying(11), intptlon character varying(12), the_geom ^geometry)
table county_lookup (st_code integer, state character varying(2), co_code integer, name character varying(90))
table countysub_lookup (st_code integer, state character varying(2), co_code integer, county character varying(90), cs_code integer, name character varying(90))
table cousub (gid integer, statefp character varying(2), countyfp character varying(3), cousubfp character varying(5), cousubns character varying(8), cosbidfp character varying(10), name character varying(100), namelsad character varying(100), lsad character varying(2), classfp character varying(2), mtfcc character varying(5), cnectafp character varying(3), nectafp character varying(5), nctadvfp character varying(5), funcstat character varying(1), aland numeric(14,0), awater numeric(14,0), intptlat character varying(11), intptlon character varying(12), the_geom ^geometry)
table direction_lookup (name character varying(20), abbrev character varying(3))
table edges (gid integer, statefp character varying(2), countyfp character varying(3), tlid bigint, tfidl numeric(10,0), tfidr numeric(10,0), mtfcc character varying(5), fullname character varying(100), smid character varying(22), lfromadd character varying(12), ltoadd character varying(12), rfromadd character varying(12), rtoadd character varying(12), zipl character varying(5), zipr character varying(5), featcat character varying(1), hydroflg character varying(1), railflg character varying(1), roadflg character varying(1), olfflg character varying(1), passflg character varying(1), divroad character varying(1), exttyp character varying(1), ttyp character varying(1), deckedroad character varying(1), artpath character varying(1), persist character varying(1), gcseflg character varying(1), offsetl character varying(1), offsetr character varying(1), tnidf numeric(10,0), tnidt numeric(10,0), the_geom ^geometry)
table faces (gid integer, tfid numeric(10,0), statefp00 character varying(2), countyfp00 character varying(3), tractce00 character varying(6), blkgrpce00 character varying(1), blockce00 character varying(4), cousubfp00 character varying(5), submcdfp00 character varying(5), conctyfp00 character varying(5), placefp00 character varying(5), aiannhfp00 character varying(5), aiannhce00 character varying(4), comptyp00 character varying(1), trsubfp00 character varying(5), trsubce00 character varying(3), anrcfp00 character varying(5), elsdlea00 character varying(5), scsdlea00 character varying(5), unsdlea00 character varying(5), uace00 character varying(5), cd108fp character varying(2), sldust00 character varying(3), sldlst00 character varying(3), vtdst00 character varying(6), zcta5ce00 character varying(5), tazce00 character varying(6), ugace00 character varying(5), puma5ce00 character varying(5), statefp character varying(2), countyfp character varying(3), tractce character varying(6), blkgrpce character varying(1), blockce character varying(4), cousubfp character varying(5), submcdfp character varying(5), conctyfp character varying(5), placefp character varying(5), aiannhfp character varying(5), aiannhce character varying(4), comptyp character varying(1), trsubfp character varying(5), trsubce character varying(3), anrcfp character varying(5), ttractce character varying(6), tblkgpce character varying(1), elsdlea character varying(5), scsdlea character varying(5), unsdlea character varying(5), uace character varying(5), cd111fp character varying(2), sldust character varying(3), sldlst character varying(3), vtdst character varying(6), zcta5ce character varying(5), tazce character varying(6), ugace character varying(5), puma5ce character varying(5), csafp character varying(3), cbsafp character varying(5), metdivfp character varying(5), cnectafp character varying(3), nectafp character varying(5), nctadvfp character varying(5), lwflag character varying(1), "offset" character varying(1), atotal double precision, intptlat character varying(11), intptlon character varying(12), the_geom ^geometry, tractce20 character varying(6), blkgrpce20 character varying(1), blockce20 character varying(4), countyfp20 character varying(3), statefp20 character varying(2))
table featnames (gid integer, tlid bigint, fullname character varying(100), name character varying(100), predirabrv character varying(15), pretypabrv character varying(50), prequalabr character varying(15), sufdirabrv character varying(15), suftypabrv character varying(50), sufqualabr character varying(15), predir character varying(2), pretyp character varying(3), prequal character varying(2), sufdir character varying(2), suftyp character varying(3), sufqual character varying(2), linearid character varying(22), mtfcc character varying(5), paflag character varying(1), statefp character varying(2))
table geocode_settings (name text, setting text, unit text, category text, short_desc text)
table geocode_settings_default (name text, setting text, unit text, category text, short_desc text)
table loader_lookuptables (process_order integer, lookup_name text, table_name text, single_mode boolean, load boolean, level_county boolean, level_state boolean, level_nation boolean, post_load_process text, single_geom_mode boolean, insert_mode character(1), pre_load_process text, columns_exclude text[], website_root_override text)
table loader_platform (os character varying(50), declare_sect text, pgbin text, wget text, unzip_command text, psql text, path_sep text, loader text, environ_set_command text, county_process_command text)
table loader_variables (tiger_year character varying(4), website_root text, staging_fold text, data_schema text, staging_schema text)
table pagc_gaz (id integer, seq integer, word text, stdword text, token integer, is_custom boolean)
table pagc_lex (id integer, seq integer, word text, stdword text, token integer, is_custom boolean)
table pagc_rules (id integer, rule text, is_custom boolean)
table place (gid integer, statefp character varying(2), placefp character varying(5), placens character varying(8), plcidfp character varying(7), name character varying(100), namelsad character varying(100), lsad character varying(2), classfp character varying(2), cpi character varying(1), pcicbsa character varying(1), pcinecta character varying(1), mtfcc character varying(5), funcstat character varying(1), aland bigint, awater bigint, intptlat character varying(11), intptlon character varying(12), the_geom ^geometry)
table place_lookup (st_code integer, state character varying(2), pl_code integer, name character varying(90))
table secondary_unit_lookup (name character varying(20), abbrev character varying(5))
table state (gid integer, region character varying(2), division character varying(2), statefp character varying(2), statens character varying(8), stusps character varying(2), name character varying(100), lsad character varying(2), mtfcc character varying(5), funcstat character varying(1), aland bigint, awater bigint, intptlat character varying(11), intptlon character varying(12), the_geom ^geometry)
table state_lookup (st_code integer, name character varying(40), abbrev character varying(3), statefp character(2))
table street_type_lookup (name character varying(50), abbrev character varying(50), is_hw boolean)
table tabblock (gid integer, statefp character varying(2), countyfp character varying(3), tractce character varying(6), blockce character varying(4), tabblock_id character varying(16), name character varying(20), mtfcc character varying(5), ur character varying(1), uace character varying(5), funcstat character varying(1), aland double precision, awater double precision, intptlat character varying(11), intptlon character varying(12), the_geom ^geometry)
table tabblock20 (statefp character varying(2), countyfp character varying(3), tractce character varying(6), blockce character varying(4), geoid character varying(15), name character varying(10), mtfcc character varying(5), ur character varying(1), uace character varying(5), uatype character varying(1), funcstat character varying(1), aland double precision, awater double precision, intptlat character varying(11), intptlon character varying(12), the_geom geometry(MultiPolygon,4269), housing double precision, pop double precision)
table tract (gid integer, statefp character varying(2), countyfp character varying(3), tractce character varying(6), tract_id character varying(11), name character varying(7), namelsad character varying(20), mtfcc character varying(5), funcstat character varying(1), aland double precision, awater double precision, intptlat character varying(11), intptlon character varying(12), the_geom ^geometry)
table zcta5 (gid integer, statefp character varying(2), zcta5ce character varying(5), classfp character varying(2), mtfcc character varying(5), funcstat character varying(1), aland double precision, awater double precision, intptlat character varying(11), intptlon character varying(12), partflg character varying(1), the_geom ^geometry)
table zip_lookup (zip integer, st_code integer, state character varying(2), co_code integer, county character varying(90), cs_code integer, cousub character varying(90), pl_code integer, place character varying(90), cnt integer)
table zip_lookup_all (zip integer, st_code integer, state character varying(2), co_code integer, county character varying(90), cs_code integer, cousub character varying(90), pl_code integer, place character varying(90), cnt integer)
table zip_lookup_base (zip character varying(5), state character varying(40), county character varying(90), city character varying(90), statefp character varying(2))
table zip_state (zip character varying(5), stusps character varying(2), statefp character varying(2))
table zip_state_loc (zip character varying(5), stusps character varying(2), statefp character varying(2), place character varying(100))
count_words(character varying) returns integer immutable
!create_census_base_tables() returns text
cull_null(character varying) returns character varying immutable
diff_zip(zip1 character varying, zip2 character varying) returns integer immutable
!drop_dupe_featnames_generate_script() returns text
drop_indexes_generate_script(tiger_data_schema text DEFAULT 'tiger_data') returns text stable
!drop_nation_tables_generate_script(param_schema text DEFAULT 'tiger_data') returns text
!drop_state_tables_generate_script(param_state text, param_schema text DEFAULT 'tiger_data') returns text
end_soundex(character varying) returns character varying immutable
geocode(in_addy ~norm_addy, max_results integer DEFAULT 10, restrict_geom ^geometry DEFAULT NULL::^geometry, OUT addy ~norm_addy, OUT geomout ^geometry, OUT rating integer) returns SETOF record stable
geocode(input character varying, max_results integer DEFAULT 10, restrict_geom ^geometry DEFAULT NULL::^geometry, OUT addy ~norm_addy, OUT geomout ^geometry, OUT rating integer) returns SETOF record stable
geocode_address(parsed ~norm_addy, max_results integer DEFAULT 10, restrict_geom ^geometry DEFAULT NULL::^geometry, OUT addy ~norm_addy, OUT geomout ^geometry, OUT rating integer) returns SETOF record stable
geocode_intersection(roadway1 text, roadway2 text, in_state text, in_city text DEFAULT '', in_zip text DEFAULT '', num_results integer DEFAULT 10, OUT addy ~norm_addy, OUT geomout ^geometry, OUT rating integer) returns SETOF record immutable
geocode_location(parsed ~norm_addy, restrict_geom ^geometry DEFAULT NULL::^geometry, OUT addy ~norm_addy, OUT geomout ^geometry, OUT rating integer) returns SETOF record stable
get_geocode_setting(setting_name text) returns text stable
get_last_words(inputstring character varying, count integer) returns character varying immutable
get_tract(loc_geom ^geometry, output_field text DEFAULT 'name') returns text immutable
greatest_hn(fromhn character varying, tohn character varying) returns integer immutable
includes_address(given_address integer, addr1 integer, addr2 integer, addr3 integer, addr4 integer) returns boolean immutable
!install_geocode_settings() returns void
!install_missing_indexes() returns boolean
!install_pagc_tables() returns void
interpolate_from_address(given_address integer, in_addr1 character varying, in_addr2 character varying, in_road ^geometry, in_side character varying DEFAULT '', in_offset_m double precision DEFAULT 10) returns ^geometry immutable
is_pretype(text) returns boolean immutable
least_hn(fromhn character varying, tohn character varying) returns integer immutable
levenshtein_ignore_case(character varying, character varying) returns integer immutable
!loader_generate_census_script(param_states text[], os text) returns SETOF text
!loader_generate_nation_script(os text) returns SETOF text
!loader_generate_script(param_states text[], os text) returns SETOF text
!loader_load_staged_data(param_staging_table text, param_target_table text) returns integer
!loader_load_staged_data(param_staging_table text, param_target_table text, param_columns_exclude text[]) returns integer
loader_macro_replace(param_input text, param_keys text[], param_values text[]) returns text immutable
location_extract(fullstreet character varying, stateabbrev character varying) returns character varying stable
location_extract_countysub_exact(fullstreet character varying, stateabbrev character varying) returns character varying stable
location_extract_countysub_fuzzy(fullstreet character varying, stateabbrev character varying) returns character varying
location_extract_place_exact(fullstreet character varying, stateabbrev character varying) returns character varying stable
location_extract_place_fuzzy(fullstreet character varying, stateabbrev character varying) returns character varying stable
missing_indexes_generate_script() returns text
normalize_address(in_rawinput character varying) returns ~norm_addy immutable
nullable_levenshtein(character varying, character varying) returns integer immutable
numeric_streets_equal(input_street character varying, output_street character varying) returns boolean immutable
pagc_normalize_address(in_rawinput character varying) returns ~norm_addy immutable
pprint_addy(input ~norm_addy) returns character varying immutable
rate_attributes(dirpa character varying, dirpb character varying, streetnamea character varying, streetnameb character varying, streettypea character varying, streettypeb character varying, dirsa character varying, dirsb character varying, locationa character varying, locationb character varying, prequalabr character varying) returns integer immutable
rate_attributes(dirpa character varying, dirpb character varying, streetnamea character varying, streetnameb character varying, streettypea character varying, streettypeb character varying, dirsa character varying, dirsb character varying, prequalabr character varying) returns integer immutable
reverse_geocode(pt ^geometry, include_strnum_range boolean DEFAULT false, OUT intpt ^geometry[], OUT addy ~norm_addy[], OUT street character varying[]) returns record stable
!set_geocode_setting(setting_name text, setting_value text) returns text
!setsearchpathforinstall(a_schema_name text) returns text
state_extract(rawinput character varying) returns character varying stable
topology_load_tiger(toponame character varying, region_type character varying, region_id character varying) returns text
utmzone(^geometry) returns integer immutable
zip_range(zip text, range_start integer, range_end integer) returns character varying[] immutable
-- part: objects_close
