-- stub: postgis_tiger_geocoder version=3.3.7 schema=current relocatable=false moved=refused needs=owner
--
-- Provides no object of the extension (the geocoder for addresses in the USA): a migration can
-- create it, but not call it.

SELECT 1;
