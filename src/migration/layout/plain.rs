//! A plain folder of numbered SQL files, applied in the order of their names by the project's own script.

use super::facts::{Layout, LineEnds, Name, Order, Platform, Role, Shape, Template};
use super::names::leading_digits;
use super::script::ToolScript;
use super::transaction::Transaction;

/// The plain layout.
pub static PLAIN: Layout = Layout {
    id: "plain",
    tool: "the project's own script",
    platform: Platform::Plain,
    shape: Shape::File,
    pattern: r"(?-u)^\d+[_-][A-Za-z0-9_-]+\.sql$",
    example: "20240131093045_add_orders.sql",
    has_sections: false,
    default_folder: "migrations",
    order: Order::NameButVersionIsKey,
    sidecar: None,
    has_checksum: false,
    line_ends: LineEnds::Covered,
    read,
    parse: |file| ToolScript::whole(file.content, Transaction::Unknown),
    no_transaction_hint: Some("in a migration that runs outside a transaction"),
    runs_outside_transaction: &[],
    splits_non_transactional: false,
    rollback_hint: "write the down migration `rollback/{stem}_rollback.sql`, or a comment `-- Rollback: <how>`",
    ignores_init_before: None,
    template: Template::One { prefix: "", separator: "_", ending: ".sql", body: ("", "") },
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
    let stem = name.len() - name.strip_suffix(b".sql").map(|_| ".sql".len())?;
    let digits = leading_digits(name);
    (digits > 0).then_some(Name { version: 0..digits, stem: 0..stem, role: Role::Up })
}
