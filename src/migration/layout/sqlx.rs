//! `SQLx`: `migrations/<version>_<name>.sql`, or the reversible pair `.up.sql` / `.down.sql`.
//!
//! The version is a number, the primary key of `_sqlx_migrations`; files with other names than
//! `<version>_<name>.sql` are ignored (sqlx-core, `migrate/source.rs`).

use super::facts::{Layout, LineEnds, Name, Order, Platform, Role, Shape, Template};
use super::names::digits_then_underscore;
use super::script::{ScriptFile, ToolScript};
use super::transaction::Transaction;

/// The tracking table, which migrations may name (sqlx, `migrate.rs` of its `PostgreSQL` driver).
const TRACKING_DDL: &str = "CREATE TABLE _sqlx_migrations (version bigint PRIMARY KEY, description text NOT NULL, \
    installed_on timestamptz NOT NULL DEFAULT now(), success boolean NOT NULL, \
    checksum bytea NOT NULL, execution_time bigint NOT NULL)";

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
    tracking_ddl: Some(TRACKING_DDL),
    baseline_name: None,
    accepts_version_zero: true,
    statement_marks: None,
    mark_applied: None,
};

fn read(name: &[u8]) -> Option<Name> {
    digits_then_underscore(name, &[(".up.sql", Role::Up), (".down.sql", Role::Down), (".sql", Role::Up)])
}

/// A file that begins with these words runs without a transaction (sqlx-core, `migrate/source.rs`).
fn parse(file: ScriptFile) -> ToolScript {
    let has_none = file.content.starts_with(b"-- no-transaction");
    ToolScript::whole(file.content, if has_none { Transaction::Message } else { Transaction::Whole })
}
