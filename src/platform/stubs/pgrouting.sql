-- stub: pgrouting version=3.3.7 schema=current relocatable=false needs=owner
--
-- Nothing of it, routing on graphs, is provided: a migration may install it, but not call it.

SELECT 1;
