//! Prisma: `prisma/migrations/<version>_<name>/migration.sql`, next to
//! `migration_lock.toml`.
//!
//! Folders are applied in the order of their names, and `_prisma_migrations.migration_name` stores the whole name, so
//! two folders with the same timestamp are two migrations (Prisma documentation, "About migration histories").

use super::facts::{Layout, LineEnds, Name, Order, Platform, Role, Shape, Template};
use super::names::leading_digits;
use super::script::ToolScript;
use super::transaction::Transaction;

/// The Prisma layout.
pub static PRISMA: Layout = Layout {
    id: "prisma",
    tool: "Prisma Migrate",
    platform: Platform::Plain,
    shape: Shape::Folder { up: "migration.sql", down: None },
    // Prisma documents `0_init` for the baseline of an existing database.
    pattern: r"(?-u)^(\d{14}_[a-z0-9_]+|0_init)$",
    example: "20240131093045_add_orders",
    has_sections: false,
    default_folder: "prisma/migrations",
    order: Order::Name,
    sidecar: None,
    has_checksum: true,
    line_ends: LineEnds::Converted,
    read,
    parse: |file| ToolScript::whole(file.content, Transaction::Message),
    no_transaction_hint: Some("alone in a migration of its own"),
    runs_outside_transaction: &[],
    splits_non_transactional: false,
    rollback_hint: "write the down migration `down.sql` beside it",
    ignores_init_before: None,
    template: Template::One { prefix: "", separator: "_", ending: "/migration.sql", body: ("", "") },
    roles_file: None,
    server_config: None,
    comment_marks: &["prisma", "createtable", "altertable", "dropindex"],
    tracking_ddl: None,
    baseline_name: Some("0_init"),
    accepts_version_zero: true,
    statement_marks: None,
    mark_applied: Some("prisma migrate resolve --applied {stem}"),
};

fn read(name: &[u8]) -> Option<Name> {
    if name.is_empty() {
        return None;
    }
    let digits = leading_digits(name);
    let version = if digits == 0 { name.len() } else { digits };
    Some(Name { version: 0..version, stem: 0..name.len(), role: Role::Up })
}
