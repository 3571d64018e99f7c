//! Judgement: one rule, one `.rs` with one static value, one `.md` beside it.
//!
//! A rule is a plain function from what it looks at to diagnostics. It knows nothing of
//! levels, allowances or formats: those are applied once, after all rules have spoken.
//! The list of all rules is [`ALL`]; ids, tables, pages and tests follow from it.
//!
//! Never: opens a file, asks the clock, reads configuration, uses another rule.

mod loss;
mod observations;
mod rename;
mod safer;
mod script;
mod subject;

mod attach_without_check;
mod backfill_beside_ddl;
mod blocking_check;
mod blocking_detach;
mod blocking_exclusion;
mod blocking_foreign_key;
mod blocking_index;
mod blocking_index_drop;
mod blocking_not_null;
mod blocking_refresh;
mod blocking_reindex;
mod blocking_unique;
mod case_collision;
mod checked_column;
mod concurrently_if_not_exists;
mod conflict_markers;
mod create_partition_of;
mod disabled_row_security;
mod drop_cascade;
mod drop_column;
mod drop_constraint;
mod drop_default;
mod drop_extension;
mod drop_function;
mod drop_policy;
mod drop_schema;
mod drop_sequence;
mod drop_table;
mod drop_trigger;
mod drop_type;
mod drop_view;
mod duplicate_version;
mod edited_migration;
mod empty_migration;
mod enum_value_used;
mod exchanged_check;
mod exec_sql_ddl;
mod foreign_key_lock;
mod frozen;
mod future_timestamp;
mod impossible_in_transaction;
mod invalid_name;
mod invalid_timestamp;
mod long_identifier;
mod many_tables_locked;
mod misplaced_migration;
mod missing_description;
mod missing_rollback;
mod mixed_data_and_schema;
mod moved_schema;
mod narrowing_type_change;
mod newer_syntax;
mod not_a_regular_file;
mod not_idempotent;
mod not_utf8;
mod out_of_order;
mod policy_lock;
mod policy_without_rls;
mod remote_migrate_dev;
mod removed_enum_value;
mod renamed_column;
mod renamed_object;
mod renamed_table;
mod required_column;
mod rewriting_column;
mod rewriting_type;
mod schema_changed_alone;
mod schema_not_staged;
mod secret_in_migration;
mod security_definer_without_search_path;
mod skipped_by_cli;
mod stale_seal;
mod syntax_error;
mod table_rewrite;
mod table_without_rls;
mod transaction_control;
mod trigger_lock;
mod truncate;
mod unbatched_backfill;
mod unfiltered_delete;
mod unfiltered_update;
mod unknown_role;
mod unqualified_name;
mod untracked_migration;
mod unused_allowance;
mod validate_in_same_transaction;
mod work_after_exclusive_lock;

pub use frozen::Freeze;
pub use loss::SAY_WHY;
pub use observations::{Assessment, Observations, assess};
pub use rename::Move;
pub use script::{Conventions, PriorDdl, ScriptContext, Step};
pub use subject::{Contents, NotRun, Options, ProjectContext, Published, SealState, Sink, StagedFile};
pub use unused_allowance::RULE as UNUSED_ALLOWANCE;

use crate::diagnostic::RuleInfo;

/// A rule: what is known of it, and what it does.
#[derive(Debug)]
pub struct Rule {
    /// Id, summary, severity, page.
    pub info: RuleInfo,
    /// What it needs to see.
    pub scope: Scope,
    /// The judgement.
    pub check: Check,
}

/// How much of a project a rule needs to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One file at a time: naming files narrows it to them.
    File,
    /// The whole history: naming files does not narrow it.
    History,
}

/// The judgement, typed by what it looks at.
#[derive(Debug)]
pub enum Check {
    /// A project with its changes.
    Project(fn(&ProjectContext, &mut Sink)),
    /// One script of a project, statement by statement.
    Script(fn(&ScriptContext, &mut Sink)),
    /// A staged file outside the migrations: a script, a workflow, a function.
    File(fn(&StagedFile, &mut Sink)),
    /// Made while allowances are applied.
    Allowances,
}

/// Every rule, in the order in which they are documented.
pub static ALL: [&Rule; 87] = [
    &invalid_name::RULE,
    &invalid_timestamp::RULE,
    &future_timestamp::RULE,
    &duplicate_version::RULE,
    &out_of_order::RULE,
    &edited_migration::RULE,
    &schema_not_staged::RULE,
    &schema_changed_alone::RULE,
    &stale_seal::RULE,
    &empty_migration::RULE,
    &conflict_markers::RULE,
    &not_utf8::RULE,
    &not_a_regular_file::RULE,
    &case_collision::RULE,
    &misplaced_migration::RULE,
    &skipped_by_cli::RULE,
    &untracked_migration::RULE,
    &exec_sql_ddl::RULE,
    &remote_migrate_dev::RULE,
    &frozen::RULE,
    &drop_table::RULE,
    &drop_column::RULE,
    &drop_schema::RULE,
    &drop_type::RULE,
    &removed_enum_value::RULE,
    &drop_view::RULE,
    &drop_function::RULE,
    &drop_sequence::RULE,
    &drop_extension::RULE,
    &drop_constraint::RULE,
    &drop_default::RULE,
    &drop_policy::RULE,
    &drop_trigger::RULE,
    &disabled_row_security::RULE,
    &truncate::RULE,
    &unfiltered_delete::RULE,
    &unfiltered_update::RULE,
    &narrowing_type_change::RULE,
    &renamed_table::RULE,
    &renamed_column::RULE,
    &renamed_object::RULE,
    &moved_schema::RULE,
    &drop_cascade::RULE,
    &blocking_index::RULE,
    &required_column::RULE,
    &blocking_not_null::RULE,
    &blocking_check::RULE,
    &blocking_foreign_key::RULE,
    &validate_in_same_transaction::RULE,
    &blocking_unique::RULE,
    &blocking_exclusion::RULE,
    &blocking_index_drop::RULE,
    &blocking_reindex::RULE,
    &concurrently_if_not_exists::RULE,
    &rewriting_column::RULE,
    &rewriting_type::RULE,
    &table_rewrite::RULE,
    &policy_lock::RULE,
    &trigger_lock::RULE,
    &foreign_key_lock::RULE,
    &checked_column::RULE,
    &create_partition_of::RULE,
    &attach_without_check::RULE,
    &blocking_detach::RULE,
    &blocking_refresh::RULE,
    &backfill_beside_ddl::RULE,
    &unbatched_backfill::RULE,
    &work_after_exclusive_lock::RULE,
    &many_tables_locked::RULE,
    &exchanged_check::RULE,
    &syntax_error::RULE,
    &newer_syntax::RULE,
    &enum_value_used::RULE,
    &impossible_in_transaction::RULE,
    &transaction_control::RULE,
    &long_identifier::RULE,
    &secret_in_migration::RULE,
    &security_definer_without_search_path::RULE,
    &table_without_rls::RULE,
    &policy_without_rls::RULE,
    &unknown_role::RULE,
    &not_idempotent::RULE,
    &unqualified_name::RULE,
    &mixed_data_and_schema::RULE,
    &missing_rollback::RULE,
    &missing_description::RULE,
    &unused_allowance::RULE,
];

/// The rule with this id.
pub fn named(id: &str) -> Option<&'static Rule> {
    ALL.into_iter().find(|rule| rule.info.id == id)
}

/// True for a rule that speaks only where the project's habits are so.
pub fn needs_conventions(rule: &RuleInfo) -> bool {
    [&table_without_rls::RULE, &blocking_index::RULE].iter().any(|known| known.info.id == rule.id)
}
