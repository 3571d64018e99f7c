//! The list of all rules. Everything else about them, ids, tables, pages and tests, follows from it.

use super::{Findings, Needs, Rule, StateContext, StateFinding};
use super::{compatibility, correctness, data_loss, files, history, locks, schema, security, style};

/// Every rule, in the order in which they are documented.
pub static ALL: [&Rule; 111] = [
    &history::invalid_name::RULE,
    &history::invalid_timestamp::RULE,
    &history::future_timestamp::RULE,
    &history::duplicate_version::RULE,
    &history::out_of_order::RULE,
    &history::edited_migration::RULE,
    &history::schema_not_staged::RULE,
    &history::schema_changed_alone::RULE,
    &history::stale_seal::RULE,
    &history::misplaced_migration::RULE,
    &history::skipped_by_cli::RULE,
    &history::untracked_migration::RULE,
    &history::frozen::RULE,
    &files::empty_migration::RULE,
    &files::conflict_markers::RULE,
    &files::not_utf8::RULE,
    &files::filtered_content::RULE,
    &files::not_a_regular_file::RULE,
    &files::case_collision::RULE,
    &files::exec_sql_ddl::RULE,
    &files::remote_migrate_dev::RULE,
    &files::unused_allowance::RULE,
    &data_loss::drop_table::RULE,
    &data_loss::drop_column::RULE,
    &data_loss::drop_schema::RULE,
    &data_loss::drop_type::RULE,
    &data_loss::removed_enum_value::RULE,
    &data_loss::drop_view::RULE,
    &data_loss::drop_function::RULE,
    &data_loss::drop_sequence::RULE,
    &data_loss::drop_extension::RULE,
    &data_loss::drop_constraint::RULE,
    &data_loss::drop_primary_key::RULE,
    &data_loss::drop_default::RULE,
    &data_loss::drop_trigger::RULE,
    &data_loss::disabled_triggers::RULE,
    &data_loss::truncate::RULE,
    &data_loss::unfiltered_delete::RULE,
    &data_loss::unfiltered_update::RULE,
    &data_loss::narrowing_type_change::RULE,
    &data_loss::drop_cascade::RULE,
    &compatibility::renamed_table::RULE,
    &compatibility::renamed_column::RULE,
    &compatibility::renamed_object::RULE,
    &compatibility::moved_schema::RULE,
    &locks::blocking_index::RULE,
    &locks::blocking_not_null::RULE,
    &locks::blocking_check::RULE,
    &locks::blocking_domain_check::RULE,
    &locks::blocking_foreign_key::RULE,
    &locks::validate_in_same_transaction::RULE,
    &locks::blocking_unique::RULE,
    &locks::blocking_exclusion::RULE,
    &locks::blocking_index_drop::RULE,
    &locks::blocking_reindex::RULE,
    &locks::concurrently_if_not_exists::RULE,
    &locks::rewriting_column::RULE,
    &locks::rewriting_type::RULE,
    &locks::table_rewrite::RULE,
    &locks::policy_lock::RULE,
    &locks::trigger_lock::RULE,
    &locks::foreign_key_lock::RULE,
    &locks::checked_column::RULE,
    &locks::create_partition_of::RULE,
    &locks::attach_without_check::RULE,
    &locks::default_partition_scan::RULE,
    &locks::blocking_detach::RULE,
    &locks::blocking_refresh::RULE,
    &locks::backfill_beside_ddl::RULE,
    &locks::unbatched_backfill::RULE,
    &locks::work_after_exclusive_lock::RULE,
    &locks::many_tables_locked::RULE,
    &locks::exchanged_check::RULE,
    &locks::missing_lock_timeout::RULE,
    &correctness::refused_by_tool::RULE,
    &correctness::required_column::RULE,
    &correctness::syntax_error::RULE,
    &correctness::newer_syntax::RULE,
    &correctness::enum_value_used::RULE,
    &correctness::impossible_in_transaction::RULE,
    &correctness::unsupported_on_partitions::RULE,
    &correctness::repeated_column::RULE,
    &correctness::transaction_control::RULE,
    &correctness::long_identifier::RULE,
    &correctness::unknown_role::RULE,
    &security::drop_policy::RULE,
    &security::disabled_row_security::RULE,
    &security::open_policy::RULE,
    &security::user_metadata_in_policy::RULE,
    &security::exposed_users::RULE,
    &security::view_bypasses_policies::RULE,
    &security::exposed_relation::RULE,
    &security::outside_access::RULE,
    &security::secret_in_migration::RULE,
    &security::security_definer_without_search_path::RULE,
    &security::table_without_rls::RULE,
    &security::policy_without_rls::RULE,
    &security::rls_without_policy::RULE,
    &schema::missing_required_object::RULE,
    &schema::table_without_primary_key::RULE,
    &schema::unindexed_foreign_key::RULE,
    &schema::duplicate_index::RULE,
    &schema::invalid_index::RULE,
    &schema::unwrapped_call_in_policy::RULE,
    &schema::overlapping_policies::RULE,
    &schema::extension_in_public::RULE,
    &style::not_idempotent::RULE,
    &style::unqualified_name::RULE,
    &style::mixed_data_and_schema::RULE,
    &style::missing_rollback::RULE,
    &style::missing_description::RULE,
];

/// The rule with this id.
pub fn named(id: &str) -> Option<&'static Rule> {
    ALL.into_iter().find(|rule| rule.info.id == id)
}

/// The words of which a file outside the migrations must mention one before any rule reads it.
pub fn mentions() -> impl Iterator<Item = &'static str> {
    ALL.into_iter()
        .flat_map(|rule| match rule.needs {
            Needs::Mentions(words) => words,
            Needs::Nothing | Needs::Conventions | Needs::Replay => &[],
        })
        .copied()
}

/// Runs every rule about the replayed schema on it, whatever their levels.
pub fn find_in_state(state: &StateContext) -> Vec<StateFinding> {
    let mut findings = Findings::default();
    for check in ALL.into_iter().filter_map(Rule::state_check) {
        check(state, &mut findings);
    }
    findings.all
}
