-- stub: intagg version=1.1 schema=current relocatable=true needs=owner supabase=refused
--
-- The functions of intagg. (https://www.postgresql.org/docs/current/intagg.html)

-- part: objects_open of=intagg requires=- type=-
aggregate int_array_aggregate(integer) returns integer[] immutable
int_array_enum(integer[]) returns SETOF integer immutable
-- part: objects_close
