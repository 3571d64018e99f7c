//! dbmate: `db/migrations/<version>_<name>.sql` with `-- migrate:up` and `-- migrate:down`.
//!
//! Files that match `^(\d+).*\.sql$` are applied in the order of their names; the digits
//! are the key of `schema_migrations` (dbmate, `pkg/dbmate/migration.go`).

use super::facts::{Layout, LineEnds, Name, Order, Platform, Role, Shape, Template, Transaction};
use super::names::{head_says, leading_digits, with_ending};

/// The dbmate layout.
pub static DBMATE: Layout = Layout {
    id: "dbmate",
    tool: "dbmate",
    platform: Platform::Plain,
    shape: Shape::File,
    pattern: r"(?-u)^\d{14}_[A-Za-z0-9_-]+\.sql$",
    example: "20240131093045_add_orders.sql",
    default_folder: "db/migrations",
    order: Order::NameButVersionIsKey,
    sidecar: None,
    marks_each_part: true,
    has_checksum: false,
    line_ends: LineEnds::Covered,
    read,
    transaction: |content| {
        if head_says(content, "transaction:false") { Transaction::Message } else { Transaction::Whole }
    },
    no_transaction_hint: Some("alone in a migration that begins with `-- migrate:up transaction:false`"),
    runs_outside_transaction: &[],
    splits_non_transactional: false,
    rollback_hint: "add a down migration below `-- migrate:down`",
    ignores_init_before: None,
    template: Template::One {
        prefix: "",
        separator: "_",
        ending: ".sql",
        body: ("-- migrate:up\n", "\n-- migrate:down\n"),
    },
    splits_at_line_end: false,
    roles_file: None,
    server_config: None,
    comment_marks: &["migrate:"],
    tracking_ddl: None,
    baseline_command: "pg_dump --schema-only",
};

fn read(name: &[u8]) -> Option<Name> {
    let digits = leading_digits(name);
    if digits == 0 { None } else { with_ending(name, digits, &[(".sql", Role::Up)]) }
}
