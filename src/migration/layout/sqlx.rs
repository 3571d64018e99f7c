//! `SQLx`: `migrations/<version>_<name>.sql`, or the reversible pair `.up.sql` / `.down.sql`.
//!
//! The version is a number, the primary key of `_sqlx_migrations`; files with other names than
//! `<version>_<name>.sql` are ignored (sqlx-core, `migrate/source.rs`).

use super::facts::{Layout, LineEnds, Name, Order, Platform, Role, Shape, Template};
use super::names::digits_then_underscore;
use super::script::{ScriptFile, ToolScript};
use super::tracking::{FoundBy, Tracking};
use super::transaction::Transaction;
use crate::object::literal;
use crate::text::hex;
use sha2::{Digest, Sha384};

/// The `SQLx` layout.
pub static SQLX: Layout = Layout {
    id: "sqlx",
    tool: "sqlx migrate",
    platform: Platform::Plain,
    shape: Shape::File,
    pattern: r"(?-u)^\d+_[A-Za-z0-9_-]+(\.up|\.down)?\.sql$",
    example: "20240131093045_add_orders.up.sql",
    has_sections: false,
    default_folder: "migrations",
    order: Order::Number,
    sidecar: None,
    has_checksum: true,
    line_ends: LineEnds::Covered,
    read,
    parse,
    no_transaction_hint: Some("alone in a migration that begins with `-- no-transaction`"),
    runs_outside_transaction: &[],
    splits_non_transactional: false,
    rollback_hint: "write the down migration `{stem}.down.sql` beside it",
    ignores_init_before: None,
    template: Template::One { prefix: "", separator: "_", ending: ".sql", body: ("", "") },
    roles_file: None,
    server_config: None,
    comment_marks: &["no-transaction"],
    tracking: Some(&TRACKING),
    baseline_command: "pg_dump --schema-only",
};

/// `_sqlx_migrations`, which is named without a schema (sqlx-postgres, `migrate.rs`). The time of a migration is written
/// when it has committed.
static TRACKING: Tracking = Tracking {
    table: "_sqlx_migrations",
    found: FoundBy::SearchPath,
    create: "CREATE TABLE IF NOT EXISTS _sqlx_migrations (version bigint PRIMARY KEY, description text NOT NULL, \
        installed_on timestamptz NOT NULL DEFAULT now(), success boolean NOT NULL, checksum bytea NOT NULL, \
        execution_time bigint NOT NULL)",
    before: None,
    within: Some(|entry| {
        format!(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
             VALUES ({}, {}, true, pg_catalog.decode('{}', 'hex'), -1)",
            entry.number(),
            literal(&entry.title.replace('_', " ")),
            hex(Sha384::digest(entry.content))
        )
    }),
    after: Some(|entry| format!("UPDATE _sqlx_migrations SET execution_time = 1 WHERE version = {}", entry.number())),
    remove: |entry| format!("DELETE FROM _sqlx_migrations WHERE version = {}", entry.number()),
    ended: None,
    left_open: None,
    is_held: false,
    in_schema_file: None,
};

fn read(name: &[u8]) -> Option<Name> {
    digits_then_underscore(name, &[(".up.sql", Role::Up), (".down.sql", Role::Down), (".sql", Role::Up)])
}

/// A file that begins with these words runs without a transaction (sqlx-core, `migrate/source.rs`).
fn parse(file: ScriptFile) -> ToolScript {
    let has_none = file.content.starts_with(b"-- no-transaction");
    ToolScript::whole(file.content, if has_none { Transaction::Message } else { Transaction::Whole })
}
