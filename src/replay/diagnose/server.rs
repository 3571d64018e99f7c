//! Failures for what the server lacks: a version, an extension, a library.

use super::super::failure::StatementError;
use super::super::plan::Plan;
use super::cause::Cause;
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
    let script = Script::read(&plan.migrations[at].content, &failed.statement);
    let by_syntax = || script.statements.into_iter().find_map(|statement| statement.needs.map(|needs| *needs));
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
