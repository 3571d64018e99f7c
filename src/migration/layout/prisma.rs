//! Prisma: `prisma/migrations/<version>_<name>/migration.sql`, next to
//! `migration_lock.toml`.
//!
//! Folders are applied in the order of their names as `localeCompare` sorts them, and
//! `_prisma_migrations.migration_name` stores the whole name, so two folders with the same timestamp are two migrations
//! (Prisma documentation, "About migration histories"; recorded with 6.19).
//!
//! A script is one message, without a transaction around it. The row of a migration is written before and updated after
//! it on the same connection, so that both succeed in a transaction that the script leaves open.

use super::driver::{Driver, refuse_psql_text};
use super::facts::{
    Alone, Duplicates, Endings, Layout, LineEnds, Name, Order, Platform, ReadsFirst, Role, Shape, Template,
};
use super::names::leading_digits;
use super::script::{ScriptFile, ToolScript};
use super::tool_settings::{ConfigFile, Values};
use super::tracking::{Entry, FoundBy, Tracking};
use super::transaction::{LeftOpen, Transaction};
use crate::object::literal;
use crate::text::{RelPath, hex};
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
    order: Order::LocaleName,
    sidecar: None,
    folder_sum: None,
    listing: None,
    config: Some(ConfigFile {
        places: &["migration_lock.toml"],
        read: read_lock,
        is_about: |_, path, migrations| path.parent() == *migrations,
    }),
    has_checksum: true,
    line_ends: LineEnds::Converted,
    read,
    parse,
    may_be_psql: false,
    endings: Endings::Sql,
    reads_first: ReadsFirst::Nothing,
    duplicates: Duplicates::BothRun,
    refuses_name: |_| None,
    no_transaction_hint: Some("alone in a migration of its own"),
    alone: Alone::AsAny,
    runs_outside_transaction: &[],
    rollback_hint: "write the down migration `down.sql` beside it",
    ignores_init_before: None,
    template: Template::One { prefix: "", separator: "_", ending: "/migration.sql", body: ("", "") },
    roles_file: None,
    server_config: None,
    comment_marks: &["prisma", "createtable", "altertable", "dropindex"],
    begin: "BEGIN",
    tracking: Some(&TRACKING),
    own_schema: None,
    baseline_name: Some("0_init"),
    lowest_version: 0,
    statement_marks: None,
    is_checkpoint: |_| false,
    statement_break: None,
    mark_applied: Some("prisma migrate resolve --applied {stem}"),
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
    is_held: false,
    in_schema_file: None,
};

/// The key of a row. Prisma takes a random one; the same input must have the same output.
fn id(entry: &Entry<'_>) -> String {
    if let Some(id) = &entry.row_id {
        return id.clone();
    }
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

/// Bytes that are not UTF-8 are replaced when the file is read.
const DRIVER: Driver = Driver { tool: "Prisma Migrate", refuses_rows: true, refuses_bytes: false };

fn parse(file: ScriptFile) -> ToolScript {
    let mut script = ToolScript::whole(file.content, Transaction::Message);
    script.up.left_open = LeftOpen::Kept;
    if let Some(cause) = &file.settings.broken {
        script.up.refuse(
            0..0,
            format!("Prisma Migrate refuses all migrations: {cause}"),
            "write the line `provider = \"postgresql\"` in `migration_lock.toml`, as `prisma migrate dev` does",
        );
    }
    refuse_psql_text(&mut script.up, file.content, &DRIVER);
    script
}

/// The lock file, which names the kind of database (Prisma engines, `migrations_directory.rs`): it is not parsed, the
/// first line that begins with `provider` counts.
fn read_lock(_: &RelPath, content: &[u8]) -> Result<Values, String> {
    let text = String::from_utf8_lossy(content);
    let line = text.lines().find(|line| line.starts_with("provider"));
    let provider = line.map(|line| line.trim_start_matches("provider = ").trim_matches('"'));
    match provider {
        Some("postgresql") => Ok(Values::new()),
        Some(provider) => Err(format!("`migration_lock.toml` names the provider `{provider}`")),
        None => Err("`migration_lock.toml` names no provider".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_file_names_postgresql() {
        let check = |lock: &str, expected| {
            assert_eq!(read_lock(&"migration_lock.toml".into(), lock.as_bytes()).is_ok(), expected, "{lock}");
        };
        check("# comment\nprovider = \"postgresql\"\n", true);
        check("provider = \"postgresql\"", true);
        for other in [
            "",
            "provider=\"postgresql\"",
            "provider = \"sqlite\"",
            "# provider = \"postgresql\"",
            " provider = \"postgresql\"",
        ] {
            check(other, false);
        }
    }

    #[test]
    fn a_script_is_one_message() {
        let parsed = |content: &str| parse(ScriptFile::alone(content.as_bytes())).up;
        assert_eq!(parsed("select 1;").transaction, Transaction::Message);
        assert_eq!(parsed("").refusal(), None);
        assert!(parsed("savepoint a; select 1;").refusal().is_some());
    }
}
