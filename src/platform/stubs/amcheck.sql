-- stub: amcheck version=1.3 schema=current relocatable=true needs=owner supabase=refused
--
-- The functions of amcheck. They check nothing.
-- (https://www.postgresql.org/docs/current/amcheck.html)

-- part: objects_open of=amcheck requires=- type=-
bt_index_check(index regclass) returns void
bt_index_check(index regclass, heapallindexed boolean) returns void
bt_index_parent_check(index regclass) returns void
bt_index_parent_check(index regclass, heapallindexed boolean) returns void
bt_index_parent_check(index regclass, heapallindexed boolean, rootdescend boolean) returns void
verify_heapam(relation regclass, on_error_stop boolean DEFAULT false, check_toast boolean DEFAULT false, skip text DEFAULT 'none', startblock bigint DEFAULT NULL::bigint, endblock bigint DEFAULT NULL::bigint, OUT blkno bigint, OUT offnum integer, OUT attnum integer, OUT msg text) returns SETOF record
-- part: objects_close
