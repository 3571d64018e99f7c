-- stub: postgis_sfcgal version=3.3.7 schema=current relocatable=false needs=owner
--
-- Nothing of it, functions on solids, is provided: a migration may install it, but not call it.

SELECT 1;
