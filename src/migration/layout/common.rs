//! The facts that most layouts share.

use super::facts::{Alone, Duplicates, Endings, Layout, LineEnds, Order, Platform, ReadsFirst, Shape, Template};
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
    listing: None,
    config: None,
    has_checksum: false,
    line_ends: LineEnds::Covered,
    read: |_| None,
    parse: |file| ToolScript::whole(file.content, Transaction::Whole),
    may_be_psql: false,
    endings: Endings::Sql,
    reads_first: ReadsFirst::Nothing,
    duplicates: Duplicates::BothRun,
    refuses_name: |_| None,
    no_transaction_hint: None,
    alone: Alone::Never,
    runs_outside_transaction: &[],
    rollback_hint: "write the down migration `down.sql` beside it",
    ignores_init_before: None,
    template: Template::One { prefix: "", separator: "_", ending: ".sql", body: ("", "") },
    roles_file: None,
    server_config: None,
    comment_marks: &[],
    begin: "BEGIN",
    tracking: None,
    own_schema: None,
    baseline_name: None,
    lowest_version: 0,
    statement_marks: None,
    is_checkpoint: |_| false,
    statement_break: None,
    mark_applied: None,
};
