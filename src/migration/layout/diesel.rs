//! Diesel: `migrations/<version>_<name>/up.sql` and `down.sql`.
//!
//! The version is the part before the first underscore, without dashes; it orders migrations and is the key
//! of `__diesel_schema_migrations` (`diesel_migrations`, `file_based_migrations.rs`).

use super::facts::{Layout, LineEnds, Name, Order, Platform, Role, Shape, Template};
use super::script::{ScriptFile, Sidecar, ToolScript};
use super::transaction::Transaction;

/// The Diesel layout.
pub static DIESEL: Layout = Layout {
    id: "diesel",
    tool: "diesel migration",
    platform: Platform::Plain,
    shape: Shape::Folder { up: "up.sql", down: Some("down.sql") },
    pattern: r"(?-u)^(\d{14}|\d{4}-\d{2}-\d{2}-\d{6}(-\d{4})?)_[A-Za-z0-9_-]+$",
    example: "2024-01-31-093045_add_orders",
    has_sections: false,
    default_folder: "migrations",
    order: Order::Digits,
    sidecar: Some(Sidecar::Named("metadata.toml")),
    has_checksum: false,
    line_ends: LineEnds::Covered,
    read,
    parse,
    no_transaction_hint: Some("alone in a migration with `run_in_transaction = false` in its `metadata.toml`"),
    runs_outside_transaction: &[],
    splits_non_transactional: false,
    rollback_hint: "write the down migration `down.sql` beside it",
    ignores_init_before: None,
    template: Template::Pair { up: "/up.sql", down: "/down.sql" },
    roles_file: None,
    server_config: None,
    comment_marks: &[],
    tracking_ddl: None,
    baseline_name: None,
    accepts_version_zero: true,
    statement_marks: None,
    mark_applied: Some("insert into __diesel_schema_migrations (version) values ('{version}');"),
};

fn read(name: &[u8]) -> Option<Name> {
    let version = memchr::memchr(b'_', name).filter(|length| *length > 0)?;
    let is_version = name[..version].iter().all(|byte| byte.is_ascii_digit() || *byte == b'-');
    is_version.then_some(Name { version: 0..version, stem: 0..name.len(), role: Role::Up })
}

/// `run_in_transaction = false` in the metadata: the script is sent as one message (Diesel,
/// `diesel_migrations`, `TomlMetadata`).
fn parse(file: ScriptFile) -> ToolScript {
    let text = String::from_utf8_lossy(file.sidecar.unwrap_or_default());
    let code = |line: &str| line.split('#').next().unwrap_or_default().replace(' ', "");
    let has_none = text.lines().any(|line| code(line) == "run_in_transaction=false");
    ToolScript::whole(file.content, if has_none { Transaction::Message } else { Transaction::Whole })
}
