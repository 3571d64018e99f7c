-- stub: pgtap version=1.3.3 schema=current relocatable=true needs=owner
--
-- pgTAP (https://pgtap.org) is for tests; migrations only create it, or define helpers that call
-- its assertions. These return a TAP line or NULL, and never fail.

DO $functions$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY[
    'ok(boolean)', 'ok(boolean, text)', 'pass()', 'pass(text)', 'fail()', 'fail(text)',
    'is(anyelement, anyelement)', 'is(anyelement, anyelement, text)',
    'isnt(anyelement, anyelement)', 'isnt(anyelement, anyelement, text)',
    'results_eq(text, text)', 'results_eq(text, text, text)',
    'is_empty(text)', 'is_empty(text, text)', 'lives_ok(text)', 'lives_ok(text, text)',
    'throws_ok(text)', 'throws_ok(text, text)', 'throws_ok(text, text, text)',
    'throws_ok(text, character, text, text)', 'has_table(name)', 'has_table(name, name, text)',
    'has_schema(name)', 'has_schema(name, text)', 'has_column(name, name)',
    'has_column(name, name, name, text)', 'has_function(name)', 'has_function(name, name)',
    'diag(msg text)', 'skip(why text, how_many integer)']
  LOOP
    EXECUTE format(
      'CREATE FUNCTION @extschema@.%s RETURNS text LANGUAGE sql AS $f$ SELECT ''ok''::text $f$',
      replace(wanted, 'is(', '"is"('));
  END LOOP;
END
$functions$;

CREATE FUNCTION @extschema@.plan(integer) RETURNS text
  LANGUAGE sql AS $$ SELECT '1..' || $1 $$;
CREATE FUNCTION @extschema@.no_plan() RETURNS SETOF boolean
  LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE FUNCTION @extschema@.finish(exception_on_failure boolean DEFAULT NULL) RETURNS SETOF text
  LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE FUNCTION @extschema@.runtests() RETURNS SETOF text
  LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE FUNCTION @extschema@.runtests(name) RETURNS SETOF text
  LANGUAGE plpgsql AS $$ BEGIN END $$;

-- part: objects_open of=pgtap requires=- type=-
type _time_trial_type (a_time numeric)
view pg_all_foreign_keys (fk_schema_name name, fk_table_name name, fk_constraint_name name, fk_table_oid oid, fk_columns name[], pk_schema_name name, pk_table_name name, pk_constraint_name name, pk_table_oid oid, pk_index_name name, pk_columns name[], match_type text, on_delete text, on_update text, is_deferrable boolean, is_deferred boolean)
view tap_funky (oid oid, schema name, name name, owner name, args text, returns text, langoid oid, is_strict boolean, kind "char", is_definer boolean, returns_set boolean, volatility character(1), is_visible boolean)
_add(text, integer) returns integer
_add(text, integer, text) returns integer
_alike(boolean, anyelement, text, text) returns text
_ancestor_of(name, name, integer) returns boolean
_ancestor_of(name, name, name, name, integer) returns boolean
_are(text, name[], name[], text) returns text
_areni(text, text[], text[], text) returns text
_array_to_sorted_string(name[], text) returns text immutable
_assets_are(text, text[], text[], text) returns text
_cast_exists(name, name) returns boolean
_cast_exists(name, name, name) returns boolean
_cast_exists(name, name, name, name) returns boolean
_cdi(name, name, anyelement) returns text
_cdi(name, name, anyelement, text) returns text
_cdi(name, name, name, anyelement, text) returns text
_cexists(name, name) returns boolean
_cexists(name, name, name) returns boolean
_ckeys(name, character) returns name[]
_ckeys(name, name, character) returns name[]
_cleanup() returns boolean
_cmp_types(oid, name) returns boolean
_col_is_null(name, name, name, text, boolean) returns text
_col_is_null(name, name, text, boolean) returns text
_constraint(name, character, name[], text, text) returns text
_constraint(name, name, character, name[], text, text) returns text
_contract_on(text) returns "char" immutable
_currtest() returns integer
_db_privs() returns name[]
_def_is(text, text, anyelement, text) returns text
_definer(name) returns boolean
_definer(name, name) returns boolean
_definer(name, name, name[]) returns boolean
_definer(name, name[]) returns boolean
_dexists(name) returns boolean
_dexists(name, name) returns boolean
_do_ne(text, text, text, text) returns text
_docomp(text, text, text, text) returns text
_error_diag(text, text, text, text, text, text, text, text, text, text) returns text immutable
_expand_context(character) returns text immutable
_expand_on(character) returns text immutable
_expand_vol(character) returns text immutable
_ext_exists(name) returns boolean
_ext_exists(name, name) returns boolean
_extensions() returns SETOF name
_extensions(name) returns SETOF name
_extras(character, name, name[]) returns name[]
_extras(character, name[]) returns name[]
_extras(character[], name, name[]) returns name[]
_extras(character[], name[]) returns name[]
_finish(integer, integer, integer, boolean DEFAULT NULL::boolean) returns SETOF text
_fkexists(name, name, name[]) returns boolean
_fkexists(name, name[]) returns boolean
_fprivs_are(text, name, name[], text) returns text
_func_compare(name, name, anyelement, anyelement, text) returns text
_func_compare(name, name, boolean, text) returns text
_func_compare(name, name, name[], anyelement, anyelement, text) returns text
_func_compare(name, name, name[], boolean, text) returns text
_funkargs(name[]) returns text stable
_get(text) returns integer
_get_ac_privs(name, text) returns text[]
_get_col_ns_type(name, name, name) returns text
_get_col_privs(name, text, name) returns text[]
_get_col_type(name, name) returns text
_get_col_type(name, name, name) returns text
_get_context(name, name) returns "char"
_get_db_owner(name) returns name
_get_db_privs(name, text) returns text[]
_get_dtype(name) returns text
_get_dtype(name, text, boolean) returns text
_get_fdw_privs(name, text) returns text[]
_get_func_owner(name, name, name[]) returns name
_get_func_owner(name, name[]) returns name
_get_func_privs(text, text) returns text[]
_get_index_owner(name, name) returns name
_get_index_owner(name, name, name) returns name
_get_lang_privs(name, text) returns text[]
_get_language_owner(name) returns name
_get_latest(text) returns integer[]
_get_latest(text, integer) returns integer
_get_note(integer) returns text
_get_note(text) returns text
_get_opclass_owner(name) returns name
_get_opclass_owner(name, name) returns name
_get_rel_owner(character, name) returns name
_get_rel_owner(character, name, name) returns name
_get_rel_owner(character[], name) returns name
_get_rel_owner(character[], name, name) returns name
_get_rel_owner(name) returns name
_get_rel_owner(name, name) returns name
_get_schema_owner(name) returns name
_get_schema_privs(name, text) returns text[]
_get_sequence_privs(name, text) returns text[]
_get_server_privs(name, text) returns text[]
_get_table_privs(name, text) returns text[]
_get_tablespace_owner(name) returns name
_get_tablespaceprivs(name, text) returns text[]
_get_type_owner(name) returns name
_get_type_owner(name, name) returns name
_got_func(name) returns boolean
_got_func(name, name) returns boolean
_got_func(name, name, name[]) returns boolean
_got_func(name, name[]) returns boolean
_grolist(name) returns oid[]
_has_def(name, name) returns boolean
_has_def(name, name, name) returns boolean
_has_group(name) returns boolean
_has_role(name) returns boolean
_has_type(name, character[]) returns boolean
_has_type(name, name, character[]) returns boolean
_has_user(name) returns boolean
_hasc(name, character) returns boolean
_hasc(name, name, character) returns boolean
_have_index(name, name) returns boolean
_have_index(name, name, name) returns boolean
_ident_array_to_sorted_string(name[], text) returns text immutable
_ident_array_to_string(name[], text) returns text immutable
_ikeys(name, name) returns text[]
_ikeys(name, name, name) returns text[]
_inherited(name) returns boolean
_inherited(name, name) returns boolean
_is_indexed(name, name, text[]) returns boolean
_is_instead(name, name) returns boolean
_is_instead(name, name, name) returns boolean
_is_schema(name) returns boolean
_is_super(name) returns boolean
_is_trusted(name) returns boolean
_is_verbose() returns boolean stable
_keys(name, character) returns SETOF name[]
_keys(name, name, character) returns SETOF name[]
_lang(name) returns name
_lang(name, name) returns name
_lang(name, name, name[]) returns name
_lang(name, name[]) returns name
_missing(character, name, name[]) returns name[]
_missing(character, name[]) returns name[]
_missing(character[], name, name[]) returns name[]
_missing(character[], name[]) returns name[]
_nosuch(name, name, name[]) returns text immutable
_op_exists(name, name, name) returns boolean
_op_exists(name, name, name, name) returns boolean
_op_exists(name, name, name, name, name) returns boolean
_opc_exists(name) returns boolean
_opc_exists(name, name) returns boolean
_partof(name, name) returns boolean
_partof(name, name, name, name) returns boolean
_parts(name) returns SETOF name
_parts(name, name) returns SETOF name
_pg_sv_column_array(oid, smallint[]) returns name[] stable
_pg_sv_table_accessible(oid, oid) returns boolean immutable
_pg_sv_type_array(oid[]) returns name[] stable
_prokind(p_oid oid) returns "char" stable
_query(text) returns text
_quote_ident_like(text, text) returns text
_refine_vol(text) returns text immutable
_relcomp(text, anyarray, text, text) returns text
_relcomp(text, text, text, text) returns text
_relcomp(text, text, text, text, text) returns text
_relexists(name) returns boolean
_relexists(name, name) returns boolean
_relne(text, anyarray, text, text) returns text
_relne(text, text, text, text) returns text
_returns(name) returns text
_returns(name, name) returns text
_returns(name, name, name[]) returns text
_returns(name, name[]) returns text
_rexists(character, name) returns boolean
_rexists(character, name, name) returns boolean
_rexists(character[], name) returns boolean
_rexists(character[], name, name) returns boolean
_rule_on(name, name) returns "char"
_rule_on(name, name, name) returns "char"
_runem(text[], boolean) returns SETOF text
_runner(text[], text[], text[], text[], text[]) returns SETOF text
_set(integer, integer) returns integer
_set(text, integer) returns integer
_set(text, integer, text) returns integer
_strict(name) returns boolean
_strict(name, name) returns boolean
_strict(name, name, name[]) returns boolean
_strict(name, name[]) returns boolean
_table_privs() returns name[]
_temptable(anyarray, text) returns text
_temptable(text, text) returns text
_temptypes(text) returns text
_time_trials(text, integer, numeric) returns SETOF ~_time_trial_type
_tlike(boolean, text, text, text) returns text
_todo() returns text
_trig(name, name) returns boolean
_trig(name, name, name) returns boolean
_type_func("char", name) returns boolean
_type_func("char", name, name) returns boolean
_type_func("char", name, name, name[]) returns boolean
_type_func("char", name, name[]) returns boolean
_types_are(name, name[], text, character[]) returns text
_types_are(name[], text, character[]) returns text
_unalike(boolean, anyelement, text, text) returns text
_vol(name) returns text
_vol(name, name) returns text
_vol(name, name, name[]) returns text
_vol(name, name[]) returns text
add_result(boolean, boolean, text, text, text) returns integer
alike(anyelement, text) returns text
alike(anyelement, text, text) returns text
any_column_privs_are(name, name, name, name[]) returns text
any_column_privs_are(name, name, name, name[], text) returns text
any_column_privs_are(name, name, name[]) returns text
any_column_privs_are(name, name, name[], text) returns text
bag_eq(text, anyarray) returns text
bag_eq(text, anyarray, text) returns text
bag_eq(text, text) returns text
bag_eq(text, text, text) returns text
bag_has(text, text) returns text
bag_has(text, text, text) returns text
bag_hasnt(text, text) returns text
bag_hasnt(text, text, text) returns text
bag_ne(text, anyarray) returns text
bag_ne(text, anyarray, text) returns text
bag_ne(text, text) returns text
bag_ne(text, text, text) returns text
can(name, name[]) returns text
can(name, name[], text) returns text
can(name[]) returns text
can(name[], text) returns text
cast_context_is(name, name, text) returns text
cast_context_is(name, name, text, text) returns text
casts_are(text[]) returns text
casts_are(text[], text) returns text
check_test(text, boolean) returns SETOF text
check_test(text, boolean, text) returns SETOF text
check_test(text, boolean, text, text) returns SETOF text
check_test(text, boolean, text, text, text) returns SETOF text
check_test(text, boolean, text, text, text, boolean) returns SETOF text
cmp_ok(anyelement, text, anyelement) returns text
cmp_ok(anyelement, text, anyelement, text) returns text
col_default_is(name, name, anyelement) returns text
col_default_is(name, name, anyelement, text) returns text
col_default_is(name, name, name, anyelement, text) returns text
col_default_is(name, name, name, text, text) returns text
col_default_is(name, name, text) returns text
col_default_is(name, name, text, text) returns text
col_has_check(name, name) returns text
col_has_check(name, name, name, text) returns text
col_has_check(name, name, name[], text) returns text
col_has_check(name, name, text) returns text
col_has_check(name, name[]) returns text
col_has_check(name, name[], text) returns text
col_has_default(name, name) returns text
col_has_default(name, name, name, text) returns text
col_has_default(name, name, text) returns text
col_hasnt_default(name, name) returns text
col_hasnt_default(name, name, name, text) returns text
col_hasnt_default(name, name, text) returns text
col_is_fk(name, name) returns text
col_is_fk(name, name, name, text) returns text
col_is_fk(name, name, name[], text) returns text
col_is_fk(name, name, text) returns text
col_is_fk(name, name[]) returns text
col_is_fk(name, name[], text) returns text
col_is_null(schema_name name, table_name name, column_name name, description text DEFAULT NULL::text) returns text
col_is_null(table_name name, column_name name, description text DEFAULT NULL::text) returns text
col_is_pk(name, name) returns text
col_is_pk(name, name, name, text) returns text
col_is_pk(name, name, name[], text) returns text
col_is_pk(name, name, text) returns text
col_is_pk(name, name[]) returns text
col_is_pk(name, name[], text) returns text
col_is_unique(name, name) returns text
col_is_unique(name, name, name) returns text
col_is_unique(name, name, name, text) returns text
col_is_unique(name, name, name[]) returns text
col_is_unique(name, name, name[], text) returns text
col_is_unique(name, name, text) returns text
col_is_unique(name, name[]) returns text
col_is_unique(name, name[], text) returns text
col_isnt_fk(name, name) returns text
col_isnt_fk(name, name, name, text) returns text
col_isnt_fk(name, name, name[], text) returns text
col_isnt_fk(name, name, text) returns text
col_isnt_fk(name, name[]) returns text
col_isnt_fk(name, name[], text) returns text
col_isnt_pk(name, name) returns text
col_isnt_pk(name, name, name, text) returns text
col_isnt_pk(name, name, name[], text) returns text
col_isnt_pk(name, name, text) returns text
col_isnt_pk(name, name[]) returns text
col_isnt_pk(name, name[], text) returns text
col_not_null(schema_name name, table_name name, column_name name, description text DEFAULT NULL::text) returns text
col_not_null(table_name name, column_name name, description text DEFAULT NULL::text) returns text
col_type_is(name, name, name, name, text) returns text
col_type_is(name, name, name, name, text, text) returns text
col_type_is(name, name, name, text) returns text
col_type_is(name, name, name, text, text) returns text
col_type_is(name, name, text) returns text
col_type_is(name, name, text, text) returns text
collect_tap(VARIADIC text[]) returns text
collect_tap(character varying[]) returns text
column_privs_are(name, name, name, name, name[]) returns text
column_privs_are(name, name, name, name, name[], text) returns text
column_privs_are(name, name, name, name[]) returns text
column_privs_are(name, name, name, name[], text) returns text
columns_are(name, name, name[]) returns text
columns_are(name, name, name[], text) returns text
columns_are(name, name[]) returns text
columns_are(name, name[], text) returns text
composite_owner_is(name, name) returns text
composite_owner_is(name, name, name) returns text
composite_owner_is(name, name, name, text) returns text
composite_owner_is(name, name, text) returns text
database_privs_are(name, name, name[]) returns text
database_privs_are(name, name, name[], text) returns text
db_owner_is(name, name) returns text
db_owner_is(name, name, text) returns text
diag(VARIADIC anyarray) returns text
diag(VARIADIC text[]) returns text
diag(msg anyelement) returns text
diag_test_name(text) returns text
display_oper(name, oid) returns text
do_tap() returns SETOF text
do_tap(name) returns SETOF text
do_tap(name, text) returns SETOF text
do_tap(text) returns SETOF text
doesnt_imatch(anyelement, text) returns text
doesnt_imatch(anyelement, text, text) returns text
doesnt_match(anyelement, text) returns text
doesnt_match(anyelement, text, text) returns text
domain_type_is(name, text, name, text) returns text
domain_type_is(name, text, name, text, text) returns text
domain_type_is(name, text, text) returns text
domain_type_is(name, text, text, text) returns text
domain_type_is(text, text) returns text
domain_type_is(text, text, text) returns text
domain_type_isnt(name, text, name, text) returns text
domain_type_isnt(name, text, name, text, text) returns text
domain_type_isnt(name, text, text) returns text
domain_type_isnt(name, text, text, text) returns text
domain_type_isnt(text, text) returns text
domain_type_isnt(text, text, text) returns text
domains_are(name, name[]) returns text
domains_are(name, name[], text) returns text
domains_are(name[]) returns text
domains_are(name[], text) returns text
enum_has_labels(name, name, name[]) returns text
enum_has_labels(name, name, name[], text) returns text
enum_has_labels(name, name[]) returns text
enum_has_labels(name, name[], text) returns text
enums_are(name, name[]) returns text
enums_are(name, name[], text) returns text
enums_are(name[]) returns text
enums_are(name[], text) returns text
extensions_are(name, name[]) returns text
extensions_are(name, name[], text) returns text
extensions_are(name[]) returns text
extensions_are(name[], text) returns text
fdw_privs_are(name, name, name[]) returns text
fdw_privs_are(name, name, name[], text) returns text
findfuncs(name, text) returns text[]
findfuncs(name, text, text) returns text[]
findfuncs(text) returns text[]
findfuncs(text, text) returns text[]
fk_ok(name, name, name, name) returns text
fk_ok(name, name, name, name, name, name, text) returns text
fk_ok(name, name, name, name, name, text) returns text
fk_ok(name, name, name, name, text) returns text
fk_ok(name, name, name[], name, name, name[]) returns text
fk_ok(name, name, name[], name, name, name[], text) returns text
fk_ok(name, name[], name, name[]) returns text
fk_ok(name, name[], name, name[], text) returns text
foreign_table_owner_is(name, name) returns text
foreign_table_owner_is(name, name, name) returns text
foreign_table_owner_is(name, name, name, text) returns text
foreign_table_owner_is(name, name, text) returns text
foreign_tables_are(name, name[]) returns text
foreign_tables_are(name, name[], text) returns text
foreign_tables_are(name[]) returns text
foreign_tables_are(name[], text) returns text
function_lang_is(name, name) returns text
function_lang_is(name, name, name) returns text
function_lang_is(name, name, name, text) returns text
function_lang_is(name, name, name[], name) returns text
function_lang_is(name, name, name[], name, text) returns text
function_lang_is(name, name, text) returns text
function_lang_is(name, name[], name) returns text
function_lang_is(name, name[], name, text) returns text
function_owner_is(name, name, name[], name) returns text
function_owner_is(name, name, name[], name, text) returns text
function_owner_is(name, name[], name) returns text
function_owner_is(name, name[], name, text) returns text
function_privs_are(name, name, name[], name, name[]) returns text
function_privs_are(name, name, name[], name, name[], text) returns text
function_privs_are(name, name[], name, name[]) returns text
function_privs_are(name, name[], name, name[], text) returns text
function_returns(name, name, name[], text) returns text
function_returns(name, name, name[], text, text) returns text
function_returns(name, name, text) returns text
function_returns(name, name, text, text) returns text
function_returns(name, name[], text) returns text
function_returns(name, name[], text, text) returns text
function_returns(name, text) returns text
function_returns(name, text, text) returns text
functions_are(name, name[]) returns text
functions_are(name, name[], text) returns text
functions_are(name[]) returns text
functions_are(name[], text) returns text
groups_are(name[]) returns text
groups_are(name[], text) returns text
has_cast(name, name) returns text
has_cast(name, name, name) returns text
has_cast(name, name, name, name) returns text
has_cast(name, name, name, name, text) returns text
has_cast(name, name, name, text) returns text
has_cast(name, name, text) returns text
has_check(name) returns text
has_check(name, name, text) returns text
has_check(name, text) returns text
has_column(name, name, text) returns text
has_composite(name) returns text
has_composite(name, name, text) returns text
has_composite(name, text) returns text
has_domain(name) returns text
has_domain(name, name) returns text
has_domain(name, name, text) returns text
has_domain(name, text) returns text
has_enum(name) returns text
has_enum(name, name) returns text
has_enum(name, name, text) returns text
has_enum(name, text) returns text
has_extension(name) returns text
has_extension(name, name) returns text
has_extension(name, name, text) returns text
has_extension(name, text) returns text
has_fk(name) returns text
has_fk(name, name, text) returns text
has_fk(name, text) returns text
has_foreign_table(name) returns text
has_foreign_table(name, name) returns text
has_foreign_table(name, name, text) returns text
has_foreign_table(name, text) returns text
has_function(name, name, name[]) returns text
has_function(name, name, name[], text) returns text
has_function(name, name, text) returns text
has_function(name, name[]) returns text
has_function(name, name[], text) returns text
has_function(name, text) returns text
has_group(name) returns text
has_group(name, text) returns text
has_index(name, name) returns text
has_index(name, name, name) returns text
has_index(name, name, name, name) returns text
has_index(name, name, name, name, text) returns text
has_index(name, name, name, name[]) returns text
has_index(name, name, name, name[], text) returns text
has_index(name, name, name, text) returns text
has_index(name, name, name[]) returns text
has_index(name, name, name[], text) returns text
has_index(name, name, text) returns text
has_inherited_tables(name) returns text
has_inherited_tables(name, name) returns text
has_inherited_tables(name, name, text) returns text
has_inherited_tables(name, text) returns text
has_language(name) returns text
has_language(name, text) returns text
has_leftop(name, name) returns text
has_leftop(name, name, name) returns text
has_leftop(name, name, name, name) returns text
has_leftop(name, name, name, name, text) returns text
has_leftop(name, name, name, text) returns text
has_leftop(name, name, text) returns text
has_materialized_view(name) returns text
has_materialized_view(name, name, text) returns text
has_materialized_view(name, text) returns text
has_opclass(name) returns text
has_opclass(name, name) returns text
has_opclass(name, name, text) returns text
has_opclass(name, text) returns text
has_operator(name, name, name) returns text
has_operator(name, name, name, name) returns text
has_operator(name, name, name, name, name) returns text
has_operator(name, name, name, name, name, text) returns text
has_operator(name, name, name, name, text) returns text
has_operator(name, name, name, text) returns text
has_pk(name) returns text
has_pk(name, name, text) returns text
has_pk(name, text) returns text
has_relation(name) returns text
has_relation(name, name, text) returns text
has_relation(name, text) returns text
has_rightop(name, name) returns text
has_rightop(name, name, name) returns text
has_rightop(name, name, name, name) returns text
has_rightop(name, name, name, name, text) returns text
has_rightop(name, name, name, text) returns text
has_rightop(name, name, text) returns text
has_role(name) returns text
has_role(name, text) returns text
has_rule(name, name) returns text
has_rule(name, name, name) returns text
has_rule(name, name, name, text) returns text
has_rule(name, name, text) returns text
has_sequence(name) returns text
has_sequence(name, name) returns text
has_sequence(name, name, text) returns text
has_sequence(name, text) returns text
has_table(name, name) returns text
has_table(name, text) returns text
has_tablespace(name) returns text
has_tablespace(name, text) returns text
has_tablespace(name, text, text) returns text
has_trigger(name, name) returns text
has_trigger(name, name, name) returns text
has_trigger(name, name, name, text) returns text
has_trigger(name, name, text) returns text
has_type(name) returns text
has_type(name, name) returns text
has_type(name, name, text) returns text
has_type(name, text) returns text
has_unique(text) returns text
has_unique(text, text) returns text
has_unique(text, text, text) returns text
has_user(name) returns text
has_user(name, text) returns text
has_view(name) returns text
has_view(name, name) returns text
has_view(name, name, text) returns text
has_view(name, text) returns text
hasnt_cast(name, name) returns text
hasnt_cast(name, name, name) returns text
hasnt_cast(name, name, name, name) returns text
hasnt_cast(name, name, name, name, text) returns text
hasnt_cast(name, name, name, text) returns text
hasnt_cast(name, name, text) returns text
hasnt_column(name, name) returns text
hasnt_column(name, name, name, text) returns text
hasnt_column(name, name, text) returns text
hasnt_composite(name) returns text
hasnt_composite(name, name, text) returns text
hasnt_composite(name, text) returns text
hasnt_domain(name) returns text
hasnt_domain(name, name) returns text
hasnt_domain(name, name, text) returns text
hasnt_domain(name, text) returns text
hasnt_enum(name) returns text
hasnt_enum(name, name) returns text
hasnt_enum(name, name, text) returns text
hasnt_enum(name, text) returns text
hasnt_extension(name) returns text
hasnt_extension(name, name) returns text
hasnt_extension(name, name, text) returns text
hasnt_extension(name, text) returns text
hasnt_fk(name) returns text
hasnt_fk(name, name, text) returns text
hasnt_fk(name, text) returns text
hasnt_foreign_table(name) returns text
hasnt_foreign_table(name, name) returns text
hasnt_foreign_table(name, name, text) returns text
hasnt_foreign_table(name, text) returns text
hasnt_function(name) returns text
hasnt_function(name, name) returns text
hasnt_function(name, name, name[]) returns text
hasnt_function(name, name, name[], text) returns text
hasnt_function(name, name, text) returns text
hasnt_function(name, name[]) returns text
hasnt_function(name, name[], text) returns text
hasnt_function(name, text) returns text
hasnt_group(name) returns text
hasnt_group(name, text) returns text
hasnt_index(name, name) returns text
hasnt_index(name, name, name) returns text
hasnt_index(name, name, name, text) returns text
hasnt_index(name, name, text) returns text
hasnt_inherited_tables(name) returns text
hasnt_inherited_tables(name, name) returns text
hasnt_inherited_tables(name, name, text) returns text
hasnt_inherited_tables(name, text) returns text
hasnt_language(name) returns text
hasnt_language(name, text) returns text
hasnt_leftop(name, name) returns text
hasnt_leftop(name, name, name) returns text
hasnt_leftop(name, name, name, name) returns text
hasnt_leftop(name, name, name, name, text) returns text
hasnt_leftop(name, name, name, text) returns text
hasnt_leftop(name, name, text) returns text
hasnt_materialized_view(name) returns text
hasnt_materialized_view(name, name, text) returns text
hasnt_materialized_view(name, text) returns text
hasnt_opclass(name) returns text
hasnt_opclass(name, name) returns text
hasnt_opclass(name, name, text) returns text
hasnt_opclass(name, text) returns text
hasnt_operator(name, name, name) returns text
hasnt_operator(name, name, name, name) returns text
hasnt_operator(name, name, name, name, name) returns text
hasnt_operator(name, name, name, name, name, text) returns text
hasnt_operator(name, name, name, name, text) returns text
hasnt_operator(name, name, name, text) returns text
hasnt_pk(name) returns text
hasnt_pk(name, name, text) returns text
hasnt_pk(name, text) returns text
hasnt_relation(name) returns text
hasnt_relation(name, name, text) returns text
hasnt_relation(name, text) returns text
hasnt_rightop(name, name) returns text
hasnt_rightop(name, name, name) returns text
hasnt_rightop(name, name, name, name) returns text
hasnt_rightop(name, name, name, name, text) returns text
hasnt_rightop(name, name, name, text) returns text
hasnt_rightop(name, name, text) returns text
hasnt_role(name) returns text
hasnt_role(name, text) returns text
hasnt_rule(name, name) returns text
hasnt_rule(name, name, name) returns text
hasnt_rule(name, name, name, text) returns text
hasnt_rule(name, name, text) returns text
hasnt_schema(name) returns text
hasnt_schema(name, text) returns text
hasnt_sequence(name) returns text
hasnt_sequence(name, name, text) returns text
hasnt_sequence(name, text) returns text
hasnt_table(name) returns text
hasnt_table(name, name) returns text
hasnt_table(name, name, text) returns text
hasnt_table(name, text) returns text
hasnt_tablespace(name) returns text
hasnt_tablespace(name, text) returns text
hasnt_trigger(name, name) returns text
hasnt_trigger(name, name, name) returns text
hasnt_trigger(name, name, name, text) returns text
hasnt_trigger(name, name, text) returns text
hasnt_type(name) returns text
hasnt_type(name, name) returns text
hasnt_type(name, name, text) returns text
hasnt_type(name, text) returns text
hasnt_user(name) returns text
hasnt_user(name, text) returns text
hasnt_view(name) returns text
hasnt_view(name, name) returns text
hasnt_view(name, name, text) returns text
hasnt_view(name, text) returns text
ialike(anyelement, text) returns text
ialike(anyelement, text, text) returns text
imatches(anyelement, text) returns text
imatches(anyelement, text, text) returns text
in_todo() returns boolean
index_is_primary(name) returns text
index_is_primary(name, name) returns text
index_is_primary(name, name, name) returns text
index_is_primary(name, name, name, text) returns text
index_is_type(name, name) returns text
index_is_type(name, name, name) returns text
index_is_type(name, name, name, name) returns text
index_is_type(name, name, name, name, text) returns text
index_is_unique(name) returns text
index_is_unique(name, name) returns text
index_is_unique(name, name, name) returns text
index_is_unique(name, name, name, text) returns text
index_owner_is(name, name, name) returns text
index_owner_is(name, name, name, name) returns text
index_owner_is(name, name, name, name, text) returns text
index_owner_is(name, name, name, text) returns text
indexes_are(name, name, name[]) returns text
indexes_are(name, name, name[], text) returns text
indexes_are(name, name[]) returns text
indexes_are(name, name[], text) returns text
is_aggregate(name) returns text
is_aggregate(name, name) returns text
is_aggregate(name, name, name[]) returns text
is_aggregate(name, name, name[], text) returns text
is_aggregate(name, name, text) returns text
is_aggregate(name, name[]) returns text
is_aggregate(name, name[], text) returns text
is_aggregate(name, text) returns text
is_ancestor_of(name, name) returns text
is_ancestor_of(name, name, integer) returns text
is_ancestor_of(name, name, integer, text) returns text
is_ancestor_of(name, name, name, name) returns text
is_ancestor_of(name, name, name, name, integer) returns text
is_ancestor_of(name, name, name, name, integer, text) returns text
is_ancestor_of(name, name, name, name, text) returns text
is_ancestor_of(name, name, text) returns text
is_clustered(name) returns text
is_clustered(name, name) returns text
is_clustered(name, name, name) returns text
is_clustered(name, name, name, text) returns text
is_definer(name) returns text
is_definer(name, name) returns text
is_definer(name, name, name[]) returns text
is_definer(name, name, name[], text) returns text
is_definer(name, name, text) returns text
is_definer(name, name[]) returns text
is_definer(name, name[], text) returns text
is_definer(name, text) returns text
is_descendent_of(name, name) returns text
is_descendent_of(name, name, integer) returns text
is_descendent_of(name, name, integer, text) returns text
is_descendent_of(name, name, name, name) returns text
is_descendent_of(name, name, name, name, integer) returns text
is_descendent_of(name, name, name, name, integer, text) returns text
is_descendent_of(name, name, name, name, text) returns text
is_descendent_of(name, name, text) returns text
is_indexed(name, name) returns text
is_indexed(name, name, name) returns text
is_indexed(name, name, name, text) returns text
is_indexed(name, name, name[]) returns text
is_indexed(name, name, name[], text) returns text
is_indexed(name, name[]) returns text
is_indexed(name, name[], text) returns text
is_member_of(name, name) returns text
is_member_of(name, name, text) returns text
is_member_of(name, name[]) returns text
is_member_of(name, name[], text) returns text
is_normal_function(name) returns text
is_normal_function(name, name) returns text
is_normal_function(name, name, name[]) returns text
is_normal_function(name, name, name[], text) returns text
is_normal_function(name, name, text) returns text
is_normal_function(name, name[]) returns text
is_normal_function(name, name[], text) returns text
is_normal_function(name, text) returns text
is_partition_of(name, name) returns text
is_partition_of(name, name, name, name) returns text
is_partition_of(name, name, name, name, text) returns text
is_partition_of(name, name, text) returns text
is_partitioned(name) returns text
is_partitioned(name, name) returns text
is_partitioned(name, name, text) returns text
is_partitioned(name, text) returns text
is_procedure(name) returns text
is_procedure(name, name) returns text
is_procedure(name, name, name[]) returns text
is_procedure(name, name, name[], text) returns text
is_procedure(name, name, text) returns text
is_procedure(name, name[]) returns text
is_procedure(name, name[], text) returns text
is_procedure(name, text) returns text
is_strict(name) returns text
is_strict(name, name) returns text
is_strict(name, name, name[]) returns text
is_strict(name, name, name[], text) returns text
is_strict(name, name, text) returns text
is_strict(name, name[]) returns text
is_strict(name, name[], text) returns text
is_strict(name, text) returns text
is_superuser(name) returns text
is_superuser(name, text) returns text
is_window(name) returns text
is_window(name, name) returns text
is_window(name, name, name[]) returns text
is_window(name, name, name[], text) returns text
is_window(name, name, text) returns text
is_window(name, name[]) returns text
is_window(name, name[], text) returns text
is_window(name, text) returns text
isa_ok(anyelement, regtype) returns text
isa_ok(anyelement, regtype, text) returns text
isnt_aggregate(name) returns text
isnt_aggregate(name, name) returns text
isnt_aggregate(name, name, name[]) returns text
isnt_aggregate(name, name, name[], text) returns text
isnt_aggregate(name, name, text) returns text
isnt_aggregate(name, name[]) returns text
isnt_aggregate(name, name[], text) returns text
isnt_aggregate(name, text) returns text
isnt_ancestor_of(name, name) returns text
isnt_ancestor_of(name, name, integer) returns text
isnt_ancestor_of(name, name, integer, text) returns text
isnt_ancestor_of(name, name, name, name) returns text
isnt_ancestor_of(name, name, name, name, integer) returns text
isnt_ancestor_of(name, name, name, name, integer, text) returns text
isnt_ancestor_of(name, name, name, name, text) returns text
isnt_ancestor_of(name, name, text) returns text
isnt_definer(name) returns text
isnt_definer(name, name) returns text
isnt_definer(name, name, name[]) returns text
isnt_definer(name, name, name[], text) returns text
isnt_definer(name, name, text) returns text
isnt_definer(name, name[]) returns text
isnt_definer(name, name[], text) returns text
isnt_definer(name, text) returns text
isnt_descendent_of(name, name) returns text
isnt_descendent_of(name, name, integer) returns text
isnt_descendent_of(name, name, integer, text) returns text
isnt_descendent_of(name, name, name, name) returns text
isnt_descendent_of(name, name, name, name, integer) returns text
isnt_descendent_of(name, name, name, name, integer, text) returns text
isnt_descendent_of(name, name, name, name, text) returns text
isnt_descendent_of(name, name, text) returns text
isnt_empty(text) returns text
isnt_empty(text, text) returns text
isnt_member_of(name, name) returns text
isnt_member_of(name, name, text) returns text
isnt_member_of(name, name[]) returns text
isnt_member_of(name, name[], text) returns text
isnt_normal_function(name) returns text
isnt_normal_function(name, name) returns text
isnt_normal_function(name, name, name[]) returns text
isnt_normal_function(name, name, name[], text) returns text
isnt_normal_function(name, name, text) returns text
isnt_normal_function(name, name[]) returns text
isnt_normal_function(name, name[], text) returns text
isnt_normal_function(name, text) returns text
isnt_partitioned(name) returns text
isnt_partitioned(name, name) returns text
isnt_partitioned(name, name, text) returns text
isnt_partitioned(name, text) returns text
isnt_procedure(name) returns text
isnt_procedure(name, name) returns text
isnt_procedure(name, name, name[]) returns text
isnt_procedure(name, name, name[], text) returns text
isnt_procedure(name, name, text) returns text
isnt_procedure(name, name[]) returns text
isnt_procedure(name, name[], text) returns text
isnt_procedure(name, text) returns text
isnt_strict(name) returns text
isnt_strict(name, name) returns text
isnt_strict(name, name, name[]) returns text
isnt_strict(name, name, name[], text) returns text
isnt_strict(name, name, text) returns text
isnt_strict(name, name[]) returns text
isnt_strict(name, name[], text) returns text
isnt_strict(name, text) returns text
isnt_superuser(name) returns text
isnt_superuser(name, text) returns text
isnt_window(name) returns text
isnt_window(name, name) returns text
isnt_window(name, name, name[]) returns text
isnt_window(name, name, name[], text) returns text
isnt_window(name, name, text) returns text
isnt_window(name, name[]) returns text
isnt_window(name, name[], text) returns text
isnt_window(name, text) returns text
language_is_trusted(name) returns text
language_is_trusted(name, text) returns text
language_owner_is(name, name) returns text
language_owner_is(name, name, text) returns text
language_privs_are(name, name, name[]) returns text
language_privs_are(name, name, name[], text) returns text
languages_are(name[]) returns text
languages_are(name[], text) returns text
matches(anyelement, text) returns text
matches(anyelement, text, text) returns text
materialized_view_owner_is(name, name) returns text
materialized_view_owner_is(name, name, name) returns text
materialized_view_owner_is(name, name, name, text) returns text
materialized_view_owner_is(name, name, text) returns text
materialized_views_are(name, name[]) returns text
materialized_views_are(name, name[], text) returns text
materialized_views_are(name[]) returns text
materialized_views_are(name[], text) returns text
num_failed() returns integer
opclass_owner_is(name, name) returns text
opclass_owner_is(name, name, name) returns text
opclass_owner_is(name, name, name, text) returns text
opclass_owner_is(name, name, text) returns text
opclasses_are(name, name[]) returns text
opclasses_are(name, name[], text) returns text
opclasses_are(name[]) returns text
opclasses_are(name[], text) returns text
operators_are(name, text[]) returns text
operators_are(name, text[], text) returns text
operators_are(text[]) returns text
operators_are(text[], text) returns text
os_name() returns text immutable
partitions_are(name, name, name[]) returns text
partitions_are(name, name, name[], text) returns text
partitions_are(name, name[]) returns text
partitions_are(name, name[], text) returns text
performs_ok(text, numeric) returns text
performs_ok(text, numeric, text) returns text
performs_within(text, numeric, numeric) returns text
performs_within(text, numeric, numeric, integer) returns text
performs_within(text, numeric, numeric, integer, text) returns text
performs_within(text, numeric, numeric, text) returns text
pg_version() returns text immutable
pg_version_num() returns integer immutable
pgtap_version() returns numeric immutable
policies_are(name, name, name[]) returns text
policies_are(name, name, name[], text) returns text
policies_are(name, name[]) returns text
policies_are(name, name[], text) returns text
policy_cmd_is(name, name, name, text) returns text
policy_cmd_is(name, name, name, text, text) returns text
policy_cmd_is(name, name, text) returns text
policy_cmd_is(name, name, text, text) returns text
policy_roles_are(name, name, name, name[]) returns text
policy_roles_are(name, name, name, name[], text) returns text
policy_roles_are(name, name, name[]) returns text
policy_roles_are(name, name, name[], text) returns text
relation_owner_is(name, name) returns text
relation_owner_is(name, name, name) returns text
relation_owner_is(name, name, name, text) returns text
relation_owner_is(name, name, text) returns text
results_eq(refcursor, anyarray) returns text
results_eq(refcursor, anyarray, text) returns text
results_eq(refcursor, refcursor) returns text
results_eq(refcursor, refcursor, text) returns text
results_eq(refcursor, text) returns text
results_eq(refcursor, text, text) returns text
results_eq(text, anyarray) returns text
results_eq(text, anyarray, text) returns text
results_eq(text, refcursor) returns text
results_eq(text, refcursor, text) returns text
results_ne(refcursor, anyarray) returns text
results_ne(refcursor, anyarray, text) returns text
results_ne(refcursor, refcursor) returns text
results_ne(refcursor, refcursor, text) returns text
results_ne(refcursor, text) returns text
results_ne(refcursor, text, text) returns text
results_ne(text, anyarray) returns text
results_ne(text, anyarray, text) returns text
results_ne(text, refcursor) returns text
results_ne(text, refcursor, text) returns text
results_ne(text, text) returns text
results_ne(text, text, text) returns text
roles_are(name[]) returns text
roles_are(name[], text) returns text
row_eq(text, anyelement) returns text
row_eq(text, anyelement, text) returns text
rule_is_instead(name, name) returns text
rule_is_instead(name, name, name) returns text
rule_is_instead(name, name, name, text) returns text
rule_is_instead(name, name, text) returns text
rule_is_on(name, name, name, text) returns text
rule_is_on(name, name, name, text, text) returns text
rule_is_on(name, name, text) returns text
rule_is_on(name, name, text, text) returns text
rules_are(name, name, name[]) returns text
rules_are(name, name, name[], text) returns text
rules_are(name, name[]) returns text
rules_are(name, name[], text) returns text
runtests(name, text) returns SETOF text
runtests(text) returns SETOF text
schema_owner_is(name, name) returns text
schema_owner_is(name, name, text) returns text
schema_privs_are(name, name, name[]) returns text
schema_privs_are(name, name, name[], text) returns text
schemas_are(name[]) returns text
schemas_are(name[], text) returns text
sequence_owner_is(name, name) returns text
sequence_owner_is(name, name, name) returns text
sequence_owner_is(name, name, name, text) returns text
sequence_owner_is(name, name, text) returns text
sequence_privs_are(name, name, name, name[]) returns text
sequence_privs_are(name, name, name, name[], text) returns text
sequence_privs_are(name, name, name[]) returns text
sequence_privs_are(name, name, name[], text) returns text
sequences_are(name, name[]) returns text
sequences_are(name, name[], text) returns text
sequences_are(name[]) returns text
sequences_are(name[], text) returns text
server_privs_are(name, name, name[]) returns text
server_privs_are(name, name, name[], text) returns text
set_eq(text, anyarray) returns text
set_eq(text, anyarray, text) returns text
set_eq(text, text) returns text
set_eq(text, text, text) returns text
set_has(text, text) returns text
set_has(text, text, text) returns text
set_hasnt(text, text) returns text
set_hasnt(text, text, text) returns text
set_ne(text, anyarray) returns text
set_ne(text, anyarray, text) returns text
set_ne(text, text) returns text
set_ne(text, text, text) returns text
skip(integer) returns text
skip(integer, text) returns text
skip(text) returns text
table_owner_is(name, name) returns text
table_owner_is(name, name, name) returns text
table_owner_is(name, name, name, text) returns text
table_owner_is(name, name, text) returns text
table_privs_are(name, name, name, name[]) returns text
table_privs_are(name, name, name, name[], text) returns text
table_privs_are(name, name, name[]) returns text
table_privs_are(name, name, name[], text) returns text
tables_are(name, name[]) returns text
tables_are(name, name[], text) returns text
tables_are(name[]) returns text
tables_are(name[], text) returns text
tablespace_owner_is(name, name) returns text
tablespace_owner_is(name, name, text) returns text
tablespace_privs_are(name, name, name[]) returns text
tablespace_privs_are(name, name, name[], text) returns text
tablespaces_are(name[]) returns text
tablespaces_are(name[], text) returns text
throws_ilike(text, text) returns text
throws_ilike(text, text, text) returns text
throws_imatching(text, text) returns text
throws_imatching(text, text, text) returns text
throws_like(text, text) returns text
throws_like(text, text, text) returns text
throws_matching(text, text) returns text
throws_matching(text, text, text) returns text
throws_ok(text, integer) returns text
throws_ok(text, integer, text) returns text
throws_ok(text, integer, text, text) returns text
todo(how_many integer) returns SETOF boolean
todo(how_many integer, why text) returns SETOF boolean
todo(why text) returns SETOF boolean
todo(why text, how_many integer) returns SETOF boolean
todo_end() returns SETOF boolean
todo_start() returns SETOF boolean
todo_start(text) returns SETOF boolean
trigger_is(name, name, name) returns text
trigger_is(name, name, name, name, name) returns text
trigger_is(name, name, name, name, name, text) returns text
trigger_is(name, name, name, text) returns text
triggers_are(name, name, name[]) returns text
triggers_are(name, name, name[], text) returns text
triggers_are(name, name[]) returns text
triggers_are(name, name[], text) returns text
type_owner_is(name, name) returns text
type_owner_is(name, name, name) returns text
type_owner_is(name, name, name, text) returns text
type_owner_is(name, name, text) returns text
types_are(name, name[]) returns text
types_are(name, name[], text) returns text
types_are(name[]) returns text
types_are(name[], text) returns text
unalike(anyelement, text) returns text
unalike(anyelement, text, text) returns text
unialike(anyelement, text) returns text
unialike(anyelement, text, text) returns text
users_are(name[]) returns text
users_are(name[], text) returns text
view_owner_is(name, name) returns text
view_owner_is(name, name, name) returns text
view_owner_is(name, name, name, text) returns text
view_owner_is(name, name, text) returns text
views_are(name, name[]) returns text
views_are(name, name[], text) returns text
views_are(name[]) returns text
views_are(name[], text) returns text
volatility_is(name, name, name[], text) returns text
volatility_is(name, name, name[], text, text) returns text
volatility_is(name, name, text) returns text
volatility_is(name, name, text, text) returns text
volatility_is(name, name[], text) returns text
volatility_is(name, name[], text, text) returns text
volatility_is(name, text) returns text
volatility_is(name, text, text) returns text
-- part: objects_close
