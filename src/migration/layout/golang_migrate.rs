//! golang-migrate: `migrations/<version>_<name>.up.sql` and `.down.sql`.
//!
//! Names are read by `^([0-9]+)_(.*)\.(down|up)\.(.*)$`, the version is a number
//! (golang-migrate, `source/parse.go`).

use super::facts::{Layout, LineEnds, Name, Order, Platform, Role, Shape, Template};
use super::names::digits_then_underscore;
use super::script::ToolScript;
use super::transaction::Transaction;

/// The golang-migrate layout.
pub static GOLANG_MIGRATE: Layout = Layout {
    id: "golang-migrate",
    tool: "golang-migrate",
    platform: Platform::Plain,
    shape: Shape::File,
    pattern: r"(?-u)^\d+_[A-Za-z0-9_-]+\.(up|down)\.sql$",
    example: "000001_add_orders.up.sql",
    has_sections: false,
    default_folder: "migrations",
    order: Order::Number,
    sidecar: None,
    has_checksum: false,
    line_ends: LineEnds::Covered,
    read,
    parse: |file| ToolScript::whole(file.content, Transaction::Message),
    no_transaction_hint: Some("alone in a migration of its own"),
    runs_outside_transaction: &[],
    splits_non_transactional: false,
    rollback_hint: "write the down migration `{stem}.down.sql` beside it",
    ignores_init_before: None,
    template: Template::Pair { up: ".up.sql", down: ".down.sql" },
    roles_file: None,
    server_config: None,
    comment_marks: &[],
    tracking_ddl: None,
    baseline_name: None,
    accepts_version_zero: true,
    statement_marks: None,
    mark_applied: None,
};

fn read(name: &[u8]) -> Option<Name> {
    digits_then_underscore(name, &[(".up.sql", Role::Up), (".down.sql", Role::Down)])
}
