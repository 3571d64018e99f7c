//! Prisma: `prisma/migrations/<version>_<name>/migration.sql`, next to
//! `migration_lock.toml`.
//!
//! Folders are applied in the order of their names, and `_prisma_migrations.migration_name` stores the whole name, so
//! two folders with the same timestamp are two migrations (Prisma documentation, "About migration histories").

use super::facts::{Layout, LineEnds, Name, Order, Platform, Role, Shape, Template};
use super::names::leading_digits;
use super::script::ToolScript;
use super::tracking::{Entry, FoundBy, Tracking};
use super::transaction::Transaction;
use crate::object::literal;
use crate::text::hex;
use sha2::{Digest, Sha256};

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
    tracking: Some(&TRACKING),
    baseline_command: "pg_dump --schema-only",
};

/// `_prisma_migrations`, which is named without a schema. The row is inserted before a script and updated after it, each
/// in a transaction of its own (prisma-engines, `imperative_migration_persistence.rs`).
static TRACKING: Tracking = Tracking {
    table: "_prisma_migrations",
    found: FoundBy::SearchPath,
    create: "CREATE TABLE IF NOT EXISTS _prisma_migrations (id varchar(36) PRIMARY KEY NOT NULL, \
        checksum varchar(64) NOT NULL, finished_at timestamptz, migration_name varchar(255) NOT NULL, logs text, \
        rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(), \
        applied_steps_count integer NOT NULL DEFAULT 0)",
    before: Some(|entry| {
        format!(
            "INSERT INTO _prisma_migrations (id, checksum, started_at, migration_name) VALUES ('{}', '{}', \
             CURRENT_TIMESTAMP, {})",
            id(entry),
            hex(Sha256::digest(entry.content)),
            literal(&entry.name)
        )
    }),
    within: None,
    after: Some(|entry| {
        format!(
            "UPDATE _prisma_migrations SET finished_at = CURRENT_TIMESTAMP, applied_steps_count = 1 WHERE id = '{}'",
            id(entry)
        )
    }),
    remove: |entry| format!("DELETE FROM _prisma_migrations WHERE id = '{}'", id(entry)),
    ended: None,
    left_open: None,
    is_held: false,
    in_schema_file: None,
};

/// The key of a row. Prisma takes a random one; the same input must have the same output.
fn id(entry: &Entry<'_>) -> String {
    let digits = hex(&Sha256::digest(entry.name.as_bytes())[..16]);
    let [one, two, three, four, five] = [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| &digits[part]);
    format!("{one}-{two}-{three}-{four}-{five}")
}

fn read(name: &[u8]) -> Option<Name> {
    if name.is_empty() {
        return None;
    }
    let digits = leading_digits(name);
    let version = if digits == 0 { name.len() } else { digits };
    Some(Name { version: 0..version, stem: 0..name.len(), role: Role::Up })
}
