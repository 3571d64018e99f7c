-- stub: postgis_raster version=3.3.7 schema=current relocatable=false needs=superuser requires=postgis
--
-- The type raster, for columns only.

CREATE TYPE @extschema@.raster;
CREATE FUNCTION @extschema@.raster_in(cstring, oid, integer) RETURNS @extschema@.raster
  LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION @extschema@.raster_out(@extschema@.raster) RETURNS cstring
  LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE @extschema@.raster (
  INPUT = @extschema@.raster_in, OUTPUT = @extschema@.raster_out, STORAGE = extended);
