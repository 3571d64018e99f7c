-- stub: pgrouting version=3.3.7 schema=current relocatable=false needs=owner
--
-- Provides no object of the extension (routing on graphs): a migration can create it, but not call
-- it.

SELECT 1;
