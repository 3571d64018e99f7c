//! The facts that most layouts share.

use super::facts::{Layout, LineEnds, Order, Platform, Shape, Template};
use super::script::ToolScript;
use super::transaction::Transaction;

/// A layout without anything special: the others state what differs.
pub(super) const COMMON: Layout = Layout {
    id: "",
    tool: "",
    platform: Platform::Plain,
    shape: Shape::File,
    pattern: r"(?-u)^\d+_[A-Za-z0-9_-]+\.sql$",
    example: "20240131093045_add_orders.sql",
    has_sections: false,
    default_folder: "migrations",
    order: Order::NameButVersionIsKey,
    sidecar: None,
    folder_sum: None,
    has_checksum: false,
    line_ends: LineEnds::Covered,
    read: |_| None,
    parse: |file| ToolScript::whole(file.content, Transaction::Whole),
    no_transaction_hint: None,
    runs_outside_transaction: &[],
    splits_non_transactional: false,
    rollback_hint: "write the down migration `down.sql` beside it",
    ignores_init_before: None,
    template: Template::One { prefix: "", separator: "_", ending: ".sql", body: ("", "") },
    roles_file: None,
    server_config: None,
    comment_marks: &[],
    tracking_ddl: None,
    baseline_command: "pg_dump --schema-only",
};
