-- stub: postgis_sfcgal version=3.3.7 schema=current relocatable=false needs=owner
--
-- Provides no object of the extension (functions on solids): a migration can create it, but not
-- call it.

SELECT 1;
