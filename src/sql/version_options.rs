//! Options and settings, by name, that are new in a `PostgreSQL` major version: the grammar takes any name, and the
//! server rejects those that it does not know.
//!
//! From the names that the server compares options with, and its table of settings, of 13 to 18.

use super::tree::{At, SyntaxKind as K};

/// A name, the major version that added it, and what it is.
type Added = (&'static str, u16, &'static str);

/// Settings that a session or a database can have.
const SETTINGS: &[Added] = &[
    ("client_connection_check_interval", 14, "the setting client_connection_check_interval"),
    ("compute_query_id", 14, "the setting compute_query_id"),
    ("debug_discard_caches", 14, "the setting debug_discard_caches"),
    ("default_toast_compression", 14, "the setting default_toast_compression"),
    ("enable_async_append", 14, "the setting enable_async_append"),
    ("enable_memoize", 14, "the setting enable_memoize"),
    ("idle_session_timeout", 14, "the setting idle_session_timeout"),
    ("track_wal_io_timing", 14, "the setting track_wal_io_timing"),
    ("vacuum_failsafe_age", 14, "the setting vacuum_failsafe_age"),
    ("vacuum_multixact_failsafe_age", 14, "the setting vacuum_multixact_failsafe_age"),
    ("recursive_worktable_factor", 15, "the setting recursive_worktable_factor"),
    ("stats_fetch_consistency", 15, "the setting stats_fetch_consistency"),
    ("createrole_self_grant", 16, "the setting createrole_self_grant"),
    ("debug_logical_replication_streaming", 16, "the setting debug_logical_replication_streaming"),
    ("debug_parallel_query", 16, "the setting debug_parallel_query"),
    ("enable_presorted_aggregate", 16, "the setting enable_presorted_aggregate"),
    ("icu_validation_level", 16, "the setting icu_validation_level"),
    ("scram_iterations", 16, "the setting scram_iterations"),
    ("vacuum_buffer_usage_limit", 16, "the setting vacuum_buffer_usage_limit"),
    ("enable_group_by_reordering", 17, "the setting enable_group_by_reordering"),
    ("event_triggers", 17, "the setting event_triggers"),
    ("io_combine_limit", 17, "the setting io_combine_limit"),
    ("transaction_timeout", 17, "the setting transaction_timeout"),
    ("enable_distinct_reordering", 18, "the setting enable_distinct_reordering"),
    ("enable_self_join_elimination", 18, "the setting enable_self_join_elimination"),
    ("extension_control_path", 18, "the setting extension_control_path"),
    ("file_copy_method", 18, "the setting file_copy_method"),
    ("log_lock_failures", 18, "the setting log_lock_failures"),
    ("md5_password_warnings", 18, "the setting md5_password_warnings"),
    ("track_cost_delay_timing", 18, "the setting track_cost_delay_timing"),
    ("vacuum_max_eager_freeze_failure_rate", 18, "the setting vacuum_max_eager_freeze_failure_rate"),
    ("vacuum_truncate", 18, "the setting vacuum_truncate"),
];

/// Returns the major version that added an option or a setting.
pub(super) fn option(node: At) -> Option<(u16, &'static str)> {
    let known: &[Added] = match node.kind() {
        K::VACUUM_OPTION_NAME => &[
            ("process_toast", 14, "PROCESS_TOAST of VACUUM"),
            ("process_main", 16, "PROCESS_MAIN of VACUUM"),
            ("skip_database_stats", 16, "SKIP_DATABASE_STATS of VACUUM"),
            ("only_database_stats", 16, "ONLY_DATABASE_STATS of VACUUM"),
            ("buffer_usage_limit", 16, "BUFFER_USAGE_LIMIT of VACUUM"),
        ],
        K::COPY_OPTION_KEY => &[
            ("default", 16, "DEFAULT of COPY"),
            ("on_error", 17, "ON_ERROR of COPY"),
            ("log_verbosity", 17, "LOG_VERBOSITY of COPY"),
            ("reject_limit", 18, "REJECT_LIMIT of COPY"),
        ],
        K::EXPLAIN_OPTION_NAME => &[
            ("generic_plan", 16, "GENERIC_PLAN of EXPLAIN"),
            ("memory", 17, "MEMORY of EXPLAIN"),
            ("serialize", 17, "SERIALIZE of EXPLAIN"),
        ],
        K::ATTRIBUTE_NAME => &[
            ("autovacuum_vacuum_max_threshold", 18, "the parameter autovacuum_vacuum_max_threshold"),
            ("vacuum_max_eager_freeze_failure_rate", 18, "the parameter vacuum_max_eager_freeze_failure_rate"),
        ],
        K::CONFIG_PARAMETER_REF => SETTINGS,
        _ => return of_statement(node),
    };
    let name = node.text().trim_matches('"');
    let is_named = |(known, _, _): &&Added| name.eq_ignore_ascii_case(known);
    known.iter().find(is_named).map(|(_, major, what)| (*major, *what))
}

/// Options in parentheses after statements of all kinds.
fn of_statement(node: At) -> Option<(u16, &'static str)> {
    let known: &[Added] = match node.kind() {
        K::REINDEX => {
            &[("concurrently", 14, "CONCURRENTLY as an option of REINDEX"), ("tablespace", 14, "TABLESPACE of REINDEX")]
        }
        K::CREATE_TYPE => {
            &[("multirange_type_name", 14, "MULTIRANGE_TYPE_NAME of a type"), ("subscript", 14, "SUBSCRIPT of a type")]
        }
        K::ALTER_TYPE => &[("subscript", 14, "SUBSCRIPT of a type")],
        K::ALTER_OPERATOR => &[
            ("commutator", 17, "COMMUTATOR of ALTER OPERATOR"),
            ("hashes", 17, "HASHES of ALTER OPERATOR"),
            ("merges", 17, "MERGES of ALTER OPERATOR"),
            ("negator", 17, "NEGATOR of ALTER OPERATOR"),
        ],
        K::CREATE_COLLATION => &[("rules", 16, "RULES of a collation")],
        K::CREATE_SUBSCRIPTION | K::ALTER_SUBSCRIPTION => &[
            ("binary", 14, "BINARY of a subscription"),
            ("streaming", 14, "STREAMING of a subscription"),
            ("disable_on_error", 15, "DISABLE_ON_ERROR of a subscription"),
            ("two_phase", 15, "TWO_PHASE of a subscription"),
            ("origin", 16, "ORIGIN of a subscription"),
            ("password_required", 16, "PASSWORD_REQUIRED of a subscription"),
            ("run_as_owner", 16, "RUN_AS_OWNER of a subscription"),
            ("failover", 17, "FAILOVER of a subscription"),
        ],
        K::CREATE_PUBLICATION | K::ALTER_PUBLICATION => {
            &[("publish_generated_columns", 18, "PUBLISH_GENERATED_COLUMNS of a publication")]
        }
        K::CREATE_DATABASE => &[
            ("collation_version", 15, "COLLATION_VERSION of a database"),
            ("icu_locale", 15, "ICU_LOCALE of a database"),
            ("locale_provider", 15, "LOCALE_PROVIDER of a database"),
            ("oid", 15, "OID of a database"),
            ("strategy", 15, "STRATEGY of a database"),
            ("icu_rules", 16, "ICU_RULES of a database"),
            ("builtin_locale", 17, "BUILTIN_LOCALE of a database"),
        ],
        _ => return None,
    };
    let is_database = node.kind() == K::CREATE_DATABASE;
    let mut follows = is_database;
    let mut found = None;
    for token in node.all().filter(|part| part.is_token()) {
        let named = known.iter().find(|(name, _, _)| follows && token.text().eq_ignore_ascii_case(name));
        found = found.max(named.map(|(_, major, what)| (*major, *what)));
        follows = is_database || matches!(token.kind(), K::L_PAREN | K::COMMA);
    }
    found
}
