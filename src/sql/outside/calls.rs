//! Functions that reach outside the database.

use super::access::{OutsideAccess, Reach, Runs};
use crate::sql::lex::Kind;
use crate::sql::words::Word;

/// Functions of PostgreSQL and `adminpack` on files of the server (manual, sections 9.27.9, 35.4 and F.1).
const FILES: [&str; 32] = [
    "be_lo_export",
    "be_lo_import",
    "lo_export",
    "lo_import",
    "lo_import_with_oid",
    "pg_file_length",
    "pg_file_read",
    "pg_file_rename",
    "pg_file_sync",
    "pg_file_unlink",
    "pg_file_write",
    "pg_hba_file_rules",
    "pg_ident_file_mappings",
    "pg_logdir_ls",
    "pg_ls_archive_statusdir",
    "pg_ls_dir",
    "pg_ls_dir_1arg",
    "pg_ls_logdir",
    "pg_ls_logicalmapdir",
    "pg_ls_logicalsnapdir",
    "pg_ls_replslotdir",
    "pg_ls_summariesdir",
    "pg_ls_tmpdir",
    "pg_ls_waldir",
    "pg_read_binary_file",
    "pg_read_binary_file_all",
    "pg_read_file",
    "pg_read_file_all",
    "pg_read_file_off_len",
    "pg_read_file_old",
    "pg_show_all_file_settings",
    "pg_stat_file",
];

/// Functions that act on the whole server (manual, section 9.27.2).
const SETTINGS: [&str; 29] = [
    "pg_backup_start",
    "pg_backup_stop",
    "pg_copy_logical_replication_slot",
    "pg_copy_physical_replication_slot",
    "pg_create_logical_replication_slot",
    "pg_create_physical_replication_slot",
    "pg_create_restore_point",
    "pg_drop_replication_slot",
    "pg_log_standby_snapshot",
    "pg_logfile_rotate",
    "pg_promote",
    "pg_reload_conf",
    "pg_replication_origin_advance",
    "pg_replication_origin_create",
    "pg_replication_origin_drop",
    "pg_replication_slot_advance",
    "pg_rotate_logfile",
    "pg_rotate_logfile_old",
    "pg_rotate_logfile_v2",
    "pg_start_backup",
    "pg_stat_reset_replication_slot",
    "pg_stat_reset_shared",
    "pg_stat_reset_slru",
    "pg_stop_backup",
    "pg_switch_wal",
    "pg_switch_xlog",
    "pg_sync_replication_slots",
    "pg_wal_replay_pause",
    "pg_wal_replay_resume",
];

/// Functions that act on sessions, also those of other databases (manual, section 9.28.2).
const SESSIONS: [&str; 3] = ["pg_cancel_backend", "pg_log_backend_memory_contexts", "pg_terminate_backend"];

/// Functions of extensions that talk to other servers, with the schemas that they may be qualified with;
/// none means any.
const SERVERS: [(&str, &[&str]); 22] = [
    ("dblink", &[]),
    ("dblink_connect", &[]),
    ("dblink_connect_u", &[]),
    ("dblink_exec", &[]),
    ("dblink_open", &[]),
    ("dblink_send_query", &[]),
    ("http", HTTP),
    ("http_delete", HTTP),
    ("http_get", HTTP),
    ("http_head", HTTP),
    ("http_patch", HTTP),
    ("http_post", HTTP),
    ("http_put", HTTP),
    ("create_subscription", &["pglogical"]),
    ("create_node", &["pglogical"]),
    ("import_from_s3", &[]),
    ("query_export_to_s3", &[]),
    ("table_import_from_s3", &[]),
    ("lambda_invoke", &[]),
    ("aws_lambda_invoke", &[]),
    ("blob_get", &["azure_storage"]),
    ("blob_put", &["azure_storage"]),
];

/// Schemas of `http` and `pg_net`.
const HTTP: &[&str] = &["", "extensions", "http", "net", "public"];

/// Settings that load libraries.
pub(super) const LIBRARIES: [&str; 4] =
    ["dynamic_library_path", "local_preload_libraries", "session_preload_libraries", "shared_preload_libraries"];

/// The setting on which the end of a string depends.
pub(super) const READING: &str = "standard_conforming_strings";

/// Views on files of the server (manual, chapter 54).
const VIEWS: [&str; 3] = ["pg_file_settings", "pg_hba_file_rules", "pg_ident_file_mappings"];

/// Functions that run the SQL in a string, also of PostgreSQL's own extensions.
const OF_SQL: [&str; 12] = [
    "connectby",
    "crosstab",
    "cursor_to_xml",
    "dblink",
    "dblink_exec",
    "pg_background_launch",
    "query_to_xml",
    "query_to_xml_and_xmlschema",
    "query_to_xmlschema",
    "ts_rewrite",
    "ts_stat",
    "xpath_table",
];

/// Whether a word names a setting that loads libraries.
pub(super) fn is_library(word: &Word) -> bool {
    LIBRARIES.iter().any(|library| word.text.eq_ignore_ascii_case(library))
}

/// Whether a word names the setting on which the end of a string depends.
pub(super) fn is_reading(word: &Word) -> bool {
    word.text.eq_ignore_ascii_case(READING)
}

/// Whether a function runs SQL that it gets as a string: a known one, or one with such a name.
pub(super) fn runs_sql(name: &str) -> bool {
    OF_SQL.contains(&name) || ["exec", "sql", "query"].iter().any(|part| name.contains(part))
}

/// The name that words begin with, without the schema of the server's own functions.
pub(super) fn named(words: &[Word]) -> Option<&Word> {
    let is_own = words.first().is_some_and(|first| first.text == "pg_catalog")
        && words.get(1).is_some_and(|dot| dot.text == ".");
    words.get(if is_own { 2 } else { 0 })
}

/// The reach of a function on the server, if it has one.
pub(super) fn reach_of(function: &str) -> Option<Reach> {
    let is_in = |list: &[&str]| list.contains(&function);
    match () {
        () if is_in(&FILES) => Some(Reach::File),
        () if is_in(&SETTINGS) => Some(Reach::Settings),
        () if is_in(&SESSIONS) => Some(Reach::Sessions),
        () => None,
    }
}

/// Finds calls in the words of a clause.
pub(super) fn find(words: &[Word], runs: Runs, found: &mut Vec<OutsideAccess>) {
    for at in 0..words.len() {
        if is_view(words, at) {
            found.push(OutsideAccess::new(words[at].span.clone(), format!("`{}`", words[at].text), Reach::File));
        }
        let is_call = words[at].is_name() && words.get(at + 1).is_some_and(|next| next.kind == Kind::Open);
        if !is_call {
            continue;
        }
        let name = words[at].text.as_str();
        let schema = schema_before(words, at);
        let start = if schema.is_some() { at - 2 } else { at };
        let is_own = schema.is_some_and(|schema| schema != "pg_catalog");
        let reach = match reach_of(name).filter(|_| !is_own) {
            // Functions of `orafce`.
            None if schema == Some("utl_file") => Some(Reach::File),
            None if runs == Runs::Now && is_of_server(name, schema) => Some(Reach::Server),
            None if name == "set_config" => of_setting(&words[at + 2..]),
            reach => reach,
        };
        if let Some(reach) = reach.filter(|reach| !is_definition(words, start, *reach)) {
            found.push(OutsideAccess::new(words[start].span.start..words[at].span.end, format!("`{name}`"), reach));
        }
    }
}

/// The reach of a setting in the arguments of `set_config`, by position or by name.
fn of_setting(arguments: &[Word]) -> Option<Reach> {
    let end = arguments.iter().position(|word| word.kind == Kind::Close).unwrap_or(arguments.len());
    let arguments = &arguments[..end];
    if arguments.iter().any(is_library) {
        return Some(Reach::Code);
    }
    let reading = arguments.iter().position(is_reading)?;
    let value = arguments[reading + 1..].iter().find(|word| matches!(word.kind, Kind::String | Kind::DollarString));
    let is_on = value.is_some_and(|value| matches!(value.text.to_ascii_lowercase().as_str(), "on" | "true" | "1"));
    (!is_on).then_some(Reach::Reading)
}

/// Whether the word at `at` is a view that is read.
fn is_view(words: &[Word], at: usize) -> bool {
    if !words[at].is_name() || !VIEWS.contains(&&*words[at].text) {
        return false;
    }
    let schema = schema_before(words, at);
    let start = if schema.is_some() { at - 2 } else { at };
    let before = start.checked_sub(1).and_then(|before| words.get(before));
    let is_read = before.is_some_and(|before| {
        ["from", "join", "table", "only"].iter().any(|word| before.is(word)) || before.text == ","
    });
    let is_created = words.first().is_some_and(|first| first.is("create") || first.is("drop"))
        && before.is_some_and(|before| before.is("table"));
    is_read && !is_created && schema.is_none_or(|schema| schema == "pg_catalog")
}

/// The schema that qualifies the name at `at`.
fn schema_before(words: &[Word], at: usize) -> Option<&str> {
    let [schema, dot] = words.get(at.checked_sub(2)?..at)? else { return None };
    (schema.is_name() && dot.text == ".").then_some(schema.text.as_str())
}

fn is_of_server(name: &str, schema: Option<&str>) -> bool {
    SERVERS.iter().any(|(function, schemas)| {
        *function == name && (schemas.is_empty() || schemas.contains(&schema.unwrap_or_default()))
    })
}

/// Whether the words before a name show that it is not called: the function that is created, or a table of
/// this name.
fn is_definition(words: &[Word], start: usize, reach: Reach) -> bool {
    const TABLES: [&str; 8] = ["exists", "index", "into", "on", "only", "references", "table", "view"];
    let Some(before) = start.checked_sub(1).and_then(|before| words.get(before)) else { return false };
    let is_routine = words.first().is_some_and(|first| first.is("create"))
        && (before.is("function") || before.is("procedure"))
        && !words[..start].iter().any(|word| word.is("cast") || word.is("execute"));
    is_routine || reach == Reach::Server && TABLES.iter().any(|word| before.is(word))
}
