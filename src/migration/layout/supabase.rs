//! Supabase: `supabase/migrations/<version>_<name>.sql`.
//!
//! The CLI applies files that match `^([0-9]+)_(.*)\.sql$`, in the order of a directory listing (bytes); it ignores
//! folders and other names with a notice. The digits are the primary key of `supabase_migrations.schema_migrations`
//! (supabase/cli, `pkg/migration/file.go` and `list.go`).
//!
//! The statements of a file are sent as one batch, which is a transaction; since CLI 2.109 `CREATE INDEX CONCURRENTLY`,
//! `REINDEX … CONCURRENTLY`, `VACUUM`, `CLUSTER` and `ALTER SYSTEM` run outside it, `DROP INDEX CONCURRENTLY` since
//! August 2026 (supabase/cli, pull requests 5671 and 6276).

use super::{Layout, Name, Order, Platform, Role, Shape, Template, Transaction, digits_then_underscore};

/// The Supabase layout.
pub static SUPABASE: Layout = Layout {
    id: "supabase",
    tool: "the Supabase CLI",
    platform: Platform::Supabase,
    shape: Shape::File,
    pattern: r"(?-u)^\d{14}_[a-z0-9_]+\.sql$",
    example: "20240131093045_add_orders.sql",
    default_folder: "supabase/migrations",
    order: Order::NameButVersionIsKey,
    sidecar: None,
    marks_each_part: false,
    has_checksum: false,
    read,
    transaction: |_| Transaction::WholeButLifts,
    no_transaction_hint: None,
    runs_outside_transaction: &[
        ("create index concurrently", "2.109"),
        ("create unique index concurrently", "2.109"),
        ("reindex", "2.109"),
        ("vacuum", "2.109"),
        ("cluster", "2.109"),
        ("alter system", "2.109"),
        ("drop index concurrently", "August 2026"),
    ],
    template: Template::One { prefix: "", separator: "_", ending: ".sql", body: ("", "") },
};

fn read(name: &[u8]) -> Option<Name> {
    digits_then_underscore(name, &[(".sql", Role::Up)])
}
