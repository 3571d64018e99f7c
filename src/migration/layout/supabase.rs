//! Supabase: `supabase/migrations/<version>_<name>.sql`.
//!
//! The CLI applies files that match `^([0-9]+)_(.*)\.sql$`, in the order of the digits as text; it ignores
//! folders and other names with a notice. The digits are the primary key of `supabase_migrations.schema_migrations`
//! (supabase/cli, `pkg/migration/file.go` and `list.go`).
//!
//! How the CLI reads a file is in `supabase_script.rs`. The statements of most files are sent as one batch, which is a
//! transaction; since CLI 2.109 `CREATE INDEX CONCURRENTLY`,
//! `REINDEX … CONCURRENTLY`, `VACUUM`, `CLUSTER` and `ALTER SYSTEM` run outside it, `DROP INDEX CONCURRENTLY` since
//! August 2026 (supabase/cli, pull requests 5671 and 6276).
//!
//! `supabase/roles.sql` runs before the first migration, as one batch like a migration, for `db start`, `db reset` and
//! every shadow database (supabase/cli, `SetupDatabase` in `internal/db/start` and `SeedGlobals` in `pkg/migration`).

use super::facts::{
    Alone, Duplicates, Endings, Layout, LineEnds, Name, Order, Platform, ReadsFirst, Role, ServerConfig, Shape,
    Template,
};
use super::names::digits_then_underscore;
use super::supabase_script::{RUNS_OUTSIDE, parse};
use super::tracking::{Entry, FoundBy, Tracking};
use crate::object::literal;

/// The Supabase CLI skips a first `_init` migration with an older version, because its own early
/// versions wrote such a file (supabase/cli, `pkg/migration/list.go`).
const INIT_IGNORED_BEFORE: &str = "20211209000000";

/// The Supabase layout.
pub static SUPABASE: Layout = Layout {
    id: "supabase",
    tool: "the Supabase CLI",
    platform: Platform::Supabase,
    shape: Shape::File,
    pattern: r"(?-u)^\d{14}_[a-z0-9_]+\.sql$",
    example: "20240131093045_add_orders.sql",
    has_sections: false,
    default_folder: "supabase/migrations",
    order: Order::WithoutDashes,
    sidecar: None,
    folder_sum: None,
    listing: None,
    config: None,
    has_checksum: false,
    line_ends: LineEnds::Covered,
    read,
    parse,
    may_be_psql: false,
    endings: Endings::Sql,
    reads_first: ReadsFirst::Nothing,
    duplicates: Duplicates::SecondFails,
    refuses_name: |_| None,
    no_transaction_hint: None,
    alone: Alone::AsAny,
    runs_outside_transaction: RUNS_OUTSIDE,
    rollback_hint: "write the down migration `rollback/{stem}_rollback.sql`, or a comment `-- Rollback: <how>`",
    ignores_init_before: Some(INIT_IGNORED_BEFORE),
    template: Template::One { prefix: "", separator: "_", ending: ".sql", body: ("", "") },
    roles_file: Some("supabase/roles.sql"),
    server_config: Some(ServerConfig { path: "supabase/config.toml", major: major_of }),
    comment_marks: &[],
    begin: "BEGIN",
    tracking: Some(&TRACKING),
    own_schema: None,
    baseline_name: None,
    lowest_version: 0,
    statement_marks: None,
    is_checkpoint: |_| false,
    statement_break: None,
    mark_applied: Some("supabase migration repair --status applied {version}"),
};

/// `supabase_migrations.schema_migrations`. `RESET ALL` precedes each script (supabase/cli 3.1, `pkg/migration`).
static TRACKING: Tracking = Tracking {
    table: "schema_migrations",
    found: FoundBy::Schema("supabase_migrations"),
    create: "CREATE SCHEMA IF NOT EXISTS supabase_migrations; \
        CREATE TABLE IF NOT EXISTS supabase_migrations.schema_migrations (version text NOT NULL PRIMARY KEY); \
        ALTER TABLE supabase_migrations.schema_migrations ADD COLUMN IF NOT EXISTS statements text[]; \
        ALTER TABLE supabase_migrations.schema_migrations ADD COLUMN IF NOT EXISTS name text",
    before: Some(|_| "RESET ALL".to_owned()),
    within: Some(|entry| {
        format!(
            "INSERT INTO supabase_migrations.schema_migrations (version, name, statements) VALUES ({}, {}, {})",
            entry.text(),
            literal(&entry.title),
            statements(entry)
        )
    }),
    after: None,
    remove: |entry| format!("DELETE FROM supabase_migrations.schema_migrations WHERE version = {}", entry.text()),
    is_held: false,
    in_schema_file: None,
};

/// The largest script of which the statements are recorded: no migration reads them.
const RECORDED: usize = 1 << 16;

/// The statements of a script as an array.
fn statements(entry: &Entry<'_>) -> String {
    let statements = entry.statements();
    if statements.is_empty() || entry.row_id.is_none() && entry.content.len() > RECORDED {
        return "NULL".to_owned();
    }
    format!("ARRAY[{}]", statements.iter().map(|one| literal(one)).collect::<Vec<_>>().join(", "))
}

fn read(name: &[u8]) -> Option<Name> {
    digits_then_underscore(name, &[(".sql", Role::Up)])
}

/// `major_version = 15` below `[db]`.
fn major_of(config: &str) -> Option<u32> {
    let mut lines = config.lines().map(str::trim).skip_while(|line| *line != "[db]").skip(1);
    let below = lines.by_ref().take_while(|line| !line.starts_with('['));
    below.into_iter().find_map(|line| {
        let value = line.strip_prefix("major_version")?.trim_start().strip_prefix('=')?;
        value.split('#').next()?.trim().parse().ok()
    })
}

#[cfg(test)]
mod tests {
    use super::super::ScriptFile;
    use super::*;
    use crate::sql::transaction_kind;

    #[test]
    fn reads_the_major_version_of_the_configuration() {
        assert_eq!(major_of("[api]\nmajor_version = 1\n[db]\nport = 1\nmajor_version = 17 # x\n"), Some(17));
        assert_eq!(major_of("[db]\nport = 1\n[x]\nmajor_version = 17\n"), None);
    }

    #[test]
    fn some_statements_run_outside_the_batch() {
        let transaction = (SUPABASE.parse)(ScriptFile::alone(b"")).up.transaction;
        let runs_outside = |statement: &str| transaction.runs_outside(transaction_kind(statement));
        for statement in ["drop index concurrently i", "reindex schema concurrently a", "cluster t", "vacuum"] {
            assert!(runs_outside(statement), "{statement}");
        }
        for statement in ["reindex schema a", "alter table t detach partition p concurrently", "create database x"] {
            assert!(!runs_outside(statement), "{statement}");
        }
    }
}
