-- stub: postgis_tiger_geocoder version=3.3.7 schema=current relocatable=false needs=owner
--
-- Nothing of it, the geocoder for addresses in the USA, is provided: a migration may install it, but not call it.

SELECT 1;
