//! Supabase: `supabase/migrations/<version>_<name>.sql`.
//!
//! The CLI takes files that match `^([0-9]+)_(.*)\.sql$`, in the order of a directory
//! listing (bytes); folders and other names are stepped over with a notice. It remembers
//! the digits as the primary key of `supabase_migrations.schema_migrations`
//! (supabase/cli, `pkg/migration/file.go` and `list.go`).
//!
//! The statements of a file are sent as one batch, which is a transaction; since CLI 2.109
//! `CREATE INDEX CONCURRENTLY`, `REINDEX … CONCURRENTLY`, `VACUUM`, `CLUSTER` and `ALTER
//! SYSTEM` are run beside it, `DROP INDEX CONCURRENTLY` since August 2026 (supabase/cli,
//! pull requests 5671 and 6276).
//!
//! `supabase/roles.sql` runs before the first migration, as one batch like a migration, for
//! `db start`, `db reset` and every shadow database (supabase/cli, `SetupDatabase` in
//! `internal/db/start` and `SeedGlobals` in `pkg/migration`).

use super::{Layout, Name, Order, Platform, Role, Shape, Template, Transaction, digits_then_underscore};

/// The Supabase layout.
pub static SUPABASE: Layout = Layout {
    id: "supabase",
    tool: "the Supabase CLI",
    platform: Platform::Supabase,
    shape: Shape::File,
    pattern: r"(?-u)^\d{14}_[a-z0-9_]+\.sql$",
    example: "20240131093045_add_orders.sql",
    order: Order::NameButVersionIsKey,
    has_checksum: false,
    read,
    transaction: |_| Transaction::WholeButLifts,
    template: Template::One { prefix: "", separator: "_", ending: ".sql", body: ("", "") },
    splits_at_line_end: false,
    roles_file: Some("supabase/roles.sql"),
    tracking_ddl: None,
    baseline_command: "supabase db pull",
};

fn read(name: &[u8]) -> Option<Name> {
    digits_then_underscore(name, &[(".sql", Role::Up)])
}
