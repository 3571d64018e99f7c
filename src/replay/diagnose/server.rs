//! Failures for what the server lacks: a version, an extension, a library.

use super::super::failure::StatementError;
use super::super::plan::Plan;
use super::cause::{Cause, LONGEST_READ};
use super::message::NamedObject;
use crate::object::{Name, ObjectKind};
use crate::sql::Script;
use memchr::memmem;

/// The major version from which `to_regprocedure` and similar functions return NULL for a missing
/// type in their argument (release notes of 16, measured on 15 and 17).
const RETURNS_NULL: u32 = 16;

/// Explains a missing type in the argument of `to_regtype` or a similar function.
pub(super) fn explain_lookup(statement: &[u8], failed: &StatementError, major: u32) -> Option<Cause> {
    let functions = ["to_regprocedure", "to_regoperator", "to_regtype"];
    let function = functions.iter().find(|name| memmem::find(statement, name.as_bytes()).is_some());
    let is_missing_type = failed.error.message.starts_with("type ");
    let function = function.filter(|_| major < RETURNS_NULL && is_missing_type)?;
    Cause::new(
        format!(
            "Since PostgreSQL {RETURNS_NULL}, `{function}` returns NULL for a type that does not exist; before, it fails. This server is PostgreSQL {major}."
        ),
        newer_server(RETURNS_NULL),
    )
}

/// Explains an extension that cannot be created.
pub(super) fn explain_extension(message: &str) -> Option<Cause> {
    let name = message.strip_prefix("extension \"")?.split('"').next()?;
    Cause::new(
        format!("Extension `{name}` is not installed on this server, and tidegate has no stub for it."),
        "install the extension on the server, or pass a server that has it with `--database-url`",
    )
}

/// Explains a missing library that the server loads on its own, such as those for conversions
/// between encodings; a library that the statement names is the migration's own problem.
pub(super) fn explain_library(statement: &[u8], failed: &StatementError) -> Option<Cause> {
    let name = failed.error.message.strip_prefix("could not access file \"")?.split('"').next()?;
    if memmem::find(statement, name.as_bytes()).is_some() {
        return None;
    }
    Cause::new(
        format!("This server lacks its own library `{name}`; the migration is not at fault."),
        "replay on a server of this machine (`--engine local`), or pass one with `--database-url`",
    )
}

/// Messages of servers that are too old for the statement.
const TOO_OLD: [(&str, u16, &str); 4] = [
    ("subquery in FROM must have an alias", 16, "a subquery in `FROM` without an alias"),
    ("unrecognized privilege type \"maintain\"", 17, "the privilege `MAINTAIN`"),
    ("unrecognized parameter \"security_invoker\"", 15, "the view option `security_invoker`"),
    ("type \"xid8\" does not exist", 13, "the type `xid8`"),
];

/// Settings that a statement may set, by the major version since which they exist (release notes of each).
const SETTINGS: [(u16, &[&str]); 6] = [
    (13, &["enable_incremental_sort", "hash_mem_multiplier", "logical_decoding_work_mem"]),
    (14, &["compute_query_id", "default_toast_compression", "enable_memoize", "idle_session_timeout"]),
    (15, &["recursive_worktable_factor", "stats_fetch_consistency"]),
    (16, &["createrole_self_grant", "enable_presorted_aggregate", "scram_iterations", "vacuum_buffer_usage_limit"]),
    (17, &["enable_group_by_reordering", "event_triggers", "transaction_timeout"]),
    (18, &["enable_distinct_reordering", "enable_self_join_elimination", "vacuum_truncate"]),
];

/// The setting that a message is about, with its first major version, if it is one of newer servers.
fn newer_setting(message: &str) -> Option<(u16, &'static str)> {
    let name = message.strip_prefix("unrecognized configuration parameter \"")?.strip_suffix('"')?;
    let found = |(major, names): &(u16, &'static [&'static str])| {
        names.iter().find(|known| **known == name).map(|known| (*major, *known))
    };
    SETTINGS.iter().find_map(found)
}

/// Functions of newer servers (release notes, "Functions"), with the release that brought them.
const FUNCTIONS: [(&str, u32); 37] = [
    ("gen_random_uuid", 13),
    ("gcd", 13),
    ("lcm", 13),
    ("min_scale", 13),
    ("trim_scale", 13),
    ("date_bin", 14),
    ("bit_count", 14),
    ("string_to_table", 14),
    ("trim_array", 14),
    ("unistr", 14),
    ("range_intersect_agg", 14),
    ("regexp_count", 15),
    ("regexp_instr", 15),
    ("regexp_like", 15),
    ("regexp_substr", 15),
    ("date_add", 16),
    ("date_subtract", 16),
    ("any_value", 16),
    ("array_sample", 16),
    ("array_shuffle", 16),
    ("erf", 16),
    ("erfc", 16),
    ("random_normal", 16),
    ("pg_input_is_valid", 16),
    ("pg_input_error_info", 16),
    ("to_bin", 17),
    ("to_oct", 17),
    ("xmltext", 17),
    ("to_regtypemod", 17),
    ("unicode_assigned", 17),
    ("uuid_extract_version", 17),
    ("uuid_extract_timestamp", 17),
    ("uuidv7", 18),
    ("uuidv4", 18),
    ("array_sort", 18),
    ("array_reverse", 18),
    ("casefold", 18),
];

/// Explains a missing function that newer servers have.
pub(super) fn explain_function(missing: &NamedObject, major: u32) -> Option<Cause> {
    let Name { schema, name } = &missing.name;
    let is_builtin = schema.as_ref().is_none_or(|schema| schema == "pg_catalog");
    let known = FUNCTIONS.iter().find(|(known, _)| is_builtin && known == name);
    let (_, needed) = known.filter(|(_, needed)| missing.kind == ObjectKind::Function && *needed > major)?;
    Cause::new(
        format!("PostgreSQL has the function `{name}` since release {needed}, and this server is PostgreSQL {major}."),
        newer_server(*needed),
    )
}

/// Explains SQL that is newer than the server.
pub(super) fn explain_version(plan: &Plan<'_>, at: usize, failed: &StatementError, major: u32) -> Option<Cause> {
    let by_message = TOO_OLD.iter().find(|(message, ..)| failed.error.message == *message);
    if let Some((needed, name)) = newer_setting(&failed.error.message).filter(|(needed, _)| u32::from(*needed) > major)
    {
        let needed = u32::from(needed);
        let why =
            format!("The setting `{name}` exists since PostgreSQL {needed}, and this server is PostgreSQL {major}.");
        let is_older = plan.wanted.is_some_and(|wanted| wanted < needed);
        let help = if is_older {
            "remove the statement, which every older server refuses".to_owned()
        } else {
            newer_server(needed)
        };
        return Cause::new(why, help);
    }
    let script = || Script::read(&plan.migrations[at].content, &failed.statement);
    let read = || if failed.statement.len() <= LONGEST_READ { script().statements } else { Vec::new() };
    let by_syntax = || read().into_iter().find_map(|statement| statement.needs.map(|needs| *needs));
    let needs = by_message
        .map(|(_, major, feature)| (*major, *feature))
        .or_else(|| by_syntax().map(|needs| (needs.0, needs.1)));
    let (needed, feature) = needs?;
    (u32::from(needed) > major).then(|| Cause {
        why: format!("It needs PostgreSQL {needed} ({feature}), and this server is PostgreSQL {major}."),
        help: newer_server(u32::from(needed)),
    })
}

fn newer_server(major: u32) -> String {
    format!("replay on a newer server: set `postgres = {major}` in tidegate.toml, or pass one with `--database-url`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_of_newer_servers_are_known() {
        let check = |schema: Option<&str>, name: &str, major: u32, expected: bool| {
            let name = Name { schema: schema.map(str::to_owned), name: name.to_owned() };
            let missing = NamedObject { kind: ObjectKind::Function, name, on: None, arguments: None };
            assert_eq!(explain_function(&missing, major).is_some(), expected, "{missing:?}");
        };
        check(None, "date_subtract", 15, true);
        check(Some("pg_catalog"), "uuidv7", 17, true);
        check(None, "date_subtract", 16, false);
        check(Some("app"), "uuidv7", 17, false);
        check(None, "f", 15, false);
    }
}
