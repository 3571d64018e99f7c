-- stub: pg_repack version=1.5.2 schema=repack relocatable=false moved=refused needs=owner
--
-- The functions with which the program pg_repack (https://reorg.github.io/pg_repack) works, in schema repack.
-- A migration only creates the extension: what changes a table fails.

-- part: objects_open of=pg_repack requires=- type=-
view primary_keys (indrelid oid, indexrelid oid)
view tables (relname text, relid oid, reltoastrelid oid, reltoastidxid oid, schemaname name, pkid oid, ckid oid, create_pktype text, create_log text, create_trigger text, enable_trigger text, create_table text, tablespace_orig name, copy_data text, alter_col_storage text, drop_columns text, delete_log text, lock_table text, ckey text, sql_peek text, sql_insert text, sql_delete text, sql_update text, sql_pop text)
conflicted_triggers(oid) returns SETOF name stable
!create_index_type(oid, oid) returns void
!create_log_table(oid) returns void
!create_table(oid, name) returns void
!disable_autovacuum(regclass) returns void
get_alter_col_storage(oid) returns text stable
get_assign(oid, text) returns text stable
get_columns_for_create_as(oid) returns text stable
get_compare_pkey(oid, text) returns text stable
get_create_index_type(oid, name) returns text stable
get_create_trigger(relid oid, pkid oid) returns text stable
get_drop_columns(oid, text) returns text stable
get_enable_trigger(relid oid) returns text stable
get_index_columns(oid) returns text stable
get_order_by(oid, oid) returns text stable
get_storage_param(oid) returns text stable
get_table_and_inheritors(regclass) returns regclass[] stable
oid2text(oid) returns text stable
!repack_drop(oid, integer) returns void
repack_index_swap(oid) returns void stable
repack_indexdef(oid, oid, name, boolean) returns text stable
!repack_swap(oid) returns void
!repack_trigger() returns trigger
version() returns text immutable
version_sql() returns text immutable
-- part: objects_close
