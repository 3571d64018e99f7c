//! Diesel: `migrations/<version>_<name>/up.sql` and `down.sql`.
//!
//! Every folder that is not hidden is a migration. The version is the part of its name before the first underscore,
//! without dashes; it orders migrations as text and is the key of `__diesel_schema_migrations` (`diesel_migrations`,
//! `file_based_migrations.rs` and `migrations_internals`).

use super::driver::{Driver, refuse_psql_text};
use super::facts::{
    Alone, Duplicates, Endings, Layout, LineEnds, Name, Order, Platform, ReadsFirst, Role, Shape, Template,
};
use super::script::{ScriptFile, Sidecar, ToolScript};
use super::tracking::{Entry, FoundBy, Tracking};
use super::transaction::{LeftOpen, Transaction};
use crate::object::literal;
use crate::sql;
use toml::de::DeTable;

/// The Diesel layout.
pub static DIESEL: Layout = Layout {
    id: "diesel",
    tool: "diesel migration",
    platform: Platform::Plain,
    shape: Shape::Folder { up: "up.sql", down: Some("down.sql") },
    pattern: r"(?-u)^(\d{14}|\d{4}-\d{2}-\d{2}-\d{6}(-\d{4})?)_[A-Za-z0-9_-]+$",
    example: "2024-01-31-093045_add_orders",
    has_sections: false,
    default_folder: "migrations",
    order: Order::WithoutDashes,
    sidecar: Some(Sidecar::Named("metadata.toml")),
    folder_sum: None,
    listing: None,
    config: None,
    has_checksum: false,
    line_ends: LineEnds::Covered,
    read,
    parse,
    may_be_psql: false,
    endings: Endings::Sql,
    reads_first: ReadsFirst::Scripts,
    // It keeps the migrations in a map by version.
    duplicates: Duplicates::OneIsLost,
    refuses_name: |_| None,
    no_transaction_hint: Some("alone in a migration with `run_in_transaction = false` in its `metadata.toml`"),
    alone: Alone::Beside { name: "/metadata.toml", content: "run_in_transaction = false\n" },
    runs_outside_transaction: &[],
    rollback_hint: "write the down migration `down.sql` beside it",
    ignores_init_before: None,
    template: Template::Pair { up: "/up.sql", down: "/down.sql" },
    roles_file: None,
    server_config: None,
    comment_marks: &[],
    begin: "BEGIN",
    tracking: Some(&TRACKING),
    own_schema: None,
    baseline_name: None,
    lowest_version: 0,
    statement_marks: None,
    is_checkpoint: |_| false,
    statement_break: None,
    mark_applied: Some("insert into __diesel_schema_migrations (version) values ('{version}');"),
};

/// libpq reads past the rows of `COPY … TO stdout`.
const DRIVER: Driver = Driver { tool: "diesel migration", refuses_rows: false, refuses_bytes: true };
/// `__diesel_schema_migrations`, which is named without a schema (`diesel_migrations`, `migration_harness.rs`). After a
/// script Diesel expects to be in the transaction that it began.
static TRACKING: Tracking = Tracking {
    table: "__diesel_schema_migrations",
    found: FoundBy::SearchPath,
    create: "CREATE TABLE IF NOT EXISTS __diesel_schema_migrations (version varchar(50) PRIMARY KEY NOT NULL, \
        run_on timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP)",
    before: None,
    within: Some(|entry| format!("INSERT INTO __diesel_schema_migrations (version) VALUES ({})", version(entry))),
    after: None,
    remove: |entry| format!("DELETE FROM __diesel_schema_migrations WHERE version = {}", version(entry)),
    is_held: false,
    in_schema_file: None,
};

/// The version without dashes.
fn version(entry: &Entry<'_>) -> String {
    literal(&entry.version.replace('-', ""))
}

fn read(name: &[u8]) -> Option<Name> {
    let is_hidden = name.is_empty() || name.starts_with(b".");
    let version = memchr::memchr(b'_', name).unwrap_or(name.len());
    (!is_hidden).then_some(Name { version: 0..version, stem: 0..name.len(), role: Role::Up })
}

/// Whether a folder is named as `diesel migration generate` names it: detection goes by this.
pub(in crate::migration) fn is_generated(name: &[u8]) -> bool {
    let version = memchr::memchr(b'_', name).unwrap_or_default();
    version > 0 && name[..version].iter().all(|byte| byte.is_ascii_digit() || *byte == b'-')
}

/// Diesel sends the script as one message, in a transaction unless the metadata turns it off.
fn parse(file: ScriptFile) -> ToolScript {
    let transaction = if has_transaction(file.sidecar) { Transaction::Whole } else { Transaction::Message };
    let mut script = ToolScript::whole(file.content, transaction);
    script.up.left_open = LeftOpen::Kept;
    script.up.refuses_ended = transaction == Transaction::Whole;
    refuse_psql_text(&mut script.up, file.content, &DRIVER);
    if sql::is_empty(file.content) && script.up.refusals.is_empty() {
        script.up.refuse(
            0..0,
            "diesel migration refuses a script without a statement",
            "write a statement, such as `select 1;`, or remove the migration",
        );
    }
    script
}

/// `run_in_transaction` of the metadata (`TomlMetadata`): a file without the key means false, as does its absence of a
/// default in the program; text that is not such a file is ignored.
fn has_transaction(metadata: Option<&[u8]>) -> bool {
    let Some(text) = metadata.and_then(|metadata| std::str::from_utf8(metadata).ok()) else {
        return true;
    };
    let Ok(table) = DeTable::parse(text) else { return true };
    table.get_ref().get("run_in_transaction").is_some_and(|value| value.get_ref().as_bool() != Some(false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_metadata_turns_the_transaction_off() {
        let check = |metadata: &str, expected| {
            let file = ScriptFile { sidecar: Some(metadata.as_bytes()), ..ScriptFile::alone(b"select 1;") };
            assert_eq!(parse(file).up.transaction, expected, "{metadata}");
        };
        for off in [
            "run_in_transaction = false",
            "# x\r\n  run_in_transaction=false # here\r\n",
            "\"run_in_transaction\" = false",
            "author = 'x'\nrun_in_transaction = false\n[extra]\na = 1\n",
            // Without the key it is off as well.
            "",
            "note = 'x'",
            "RUN_IN_TRANSACTION = true",
            "[migration]\nrun_in_transaction = true",
        ] {
            check(off, Transaction::Message);
        }
        for on in [
            "run_in_transaction = true",
            "note = \"\"\"\nrun_in_transaction = false\n\"\"\"\nrun_in_transaction = true",
            // Not such a file.
            "run_in_transaction: false",
            "run_in_transaction = \"false\"",
            "run_in_transaction = 0",
        ] {
            check(on, Transaction::Whole);
        }
        let no_text = ScriptFile { sidecar: Some(b"run_in_transaction = false # \xe9"), ..ScriptFile::alone(b"") };
        assert_eq!(parse(no_text).up.transaction, Transaction::Whole);
        assert_eq!(parse(ScriptFile::alone(b"")).up.transaction, Transaction::Whole);
    }

    #[test]
    fn a_script_needs_a_statement() {
        for empty in ["", "  \n", "-- nothing\n/* to do */", ";;\n;"] {
            let up = parse(ScriptFile::alone(empty.as_bytes())).up;
            assert!(up.refusal().is_some_and(|refusal| refusal.message.contains("without a statement")), "{empty}");
        }
        assert_eq!(parse(ScriptFile::alone(b"select 1;\ncopy a to stdout;")).up.refusal(), None);
    }
}
