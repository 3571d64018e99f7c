//! Drizzle from 1.0 on: `drizzle/<time>_<name>/migration.sql` with `snapshot.json`.
//!
//! Folders run in the order of their names; there is no journal. A script is cut and sent as that of older folders, all
//! pending ones in one transaction (drizzle-orm 1.0, `migrator.ts` and `pg-core/async/session.ts`).

use super::common::COMMON;
use super::drizzle::pieces_of_drizzle;
use super::facts::{Layout, Name, Order, Role, Shape, Template};
use super::names::leading_digits;
use super::script::{ScriptFile, ToolScript};
use super::tracking::{FoundBy, Tracking};
use crate::object::literal;
use crate::text::hex;
use sha2::{Digest as _, Sha256};

/// The layout of Drizzle's folders.
pub static DRIZZLE_FOLDERS: Layout = Layout {
    id: "drizzle-folders",
    tool: "drizzle-kit migrate",
    shape: Shape::Folder { up: "migration.sql", down: None },
    pattern: r"(?-u)^\d{14}_[A-Za-z0-9_-]+$",
    example: "20240131093045_add_orders",
    default_folder: "drizzle",
    order: Order::LocaleName,
    read,
    parse,
    rollback_hint: "write a comment `-- Rollback: <how>`",
    template: Template::ByTool { command: "npx drizzle-kit generate --custom --name" },
    comment_marks: &["> statement-breakpoint"],
    statement_break: Some("--> statement-breakpoint"),
    tracking: Some(&TRACKING),
    ..COMMON
};

/// `drizzle.__drizzle_migrations`, with the names of the folders.
static TRACKING: Tracking = Tracking {
    table: "__drizzle_migrations",
    found: FoundBy::Schema("drizzle"),
    create: "CREATE SCHEMA IF NOT EXISTS \"drizzle\"; CREATE TABLE IF NOT EXISTS \"drizzle\".\"__drizzle_migrations\" \
        (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint, name text, \
        applied_at timestamp with time zone DEFAULT now())",
    before: None,
    within: Some(|entry| {
        let hash = hex(Sha256::digest(entry.content));
        format!(
            "insert into \"drizzle\".\"__drizzle_migrations\" (\"hash\", \"created_at\", \"name\") values('{hash}', 0, {})",
            literal(&entry.name)
        )
    }),
    after: None,
    remove: |entry| format!("delete from \"drizzle\".\"__drizzle_migrations\" where name = {}", literal(&entry.name)),
    is_held: false,
    in_schema_file: None,
};

fn read(name: &[u8]) -> Option<Name> {
    let digits = leading_digits(name);
    (digits == 14).then_some(Name { version: 0..digits, stem: 0..name.len(), role: Role::Up })
}

fn parse(file: ScriptFile) -> ToolScript {
    pieces_of_drizzle(file.content)
}
