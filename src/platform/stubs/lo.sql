-- stub: lo version=1.1 schema=current relocatable=true needs=owner
--
-- The type of references to large objects, and the trigger function that removes them.
-- (https://www.postgresql.org/docs/current/lo.html)

CREATE DOMAIN @extschema@.lo AS pg_catalog.oid;

-- part: objects_open of=lo requires=- type=-
lo_manage() returns trigger
lo_oid(~lo) returns oid immutable
-- part: objects_close
