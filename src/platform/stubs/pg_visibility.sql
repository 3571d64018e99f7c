-- stub: pg_visibility version=1.2 schema=current relocatable=true needs=owner supabase=refused
--
-- The functions of pg_visibility. They return NULL or no row.
-- (https://www.postgresql.org/docs/current/pgvisibility.html)

-- part: objects_open of=pg_visibility requires=- type=-
pg_check_frozen(regclass, OUT t_ctid tid) returns SETOF tid
pg_check_visible(regclass, OUT t_ctid tid) returns SETOF tid
pg_truncate_visibility_map(regclass) returns void
pg_visibility(regclass, OUT blkno bigint, OUT all_visible boolean, OUT all_frozen boolean, OUT pd_all_visible boolean) returns SETOF record
pg_visibility(regclass, blkno bigint, OUT all_visible boolean, OUT all_frozen boolean, OUT pd_all_visible boolean) returns record
pg_visibility_map(regclass, OUT blkno bigint, OUT all_visible boolean, OUT all_frozen boolean) returns SETOF record
pg_visibility_map(regclass, blkno bigint, OUT all_visible boolean, OUT all_frozen boolean) returns record
pg_visibility_map_summary(regclass, OUT all_visible bigint, OUT all_frozen bigint) returns record
-- part: objects_close
