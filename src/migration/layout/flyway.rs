//! Flyway: `V<version>__<name>.sql`, `U…` for undo migrations, `B…` for baselines, `R__<name>.sql` for repeatable
//! migrations, which run again on every change; sub-folders are read as well.
//!
//! Versions are numbers separated by dots or underscores. Files with other names are ignored unless
//! `validateMigrationNaming` is set (Flyway documentation, "Migrations"). A script with statements that cannot run in
//! a transaction is rejected unless it contains only such statements (the same, "Transactional DDL and mixed").

use super::{Layout, Name, Order, Platform, Role, Shape, Template, Transaction};

/// The Flyway layout.
pub static FLYWAY: Layout = Layout {
    id: "flyway",
    tool: "Flyway",
    platform: Platform::Plain,
    shape: Shape::FileInAnyFolder,
    pattern: r"(?-u)^([VUB]\d+([._]\d+)*|R)__[A-Za-z0-9_-]+\.sql$",
    example: "V20240131093045__add_orders.sql",
    default_folder: "db/migration",
    order: Order::Number,
    sidecar: None,
    marks_each_part: false,
    has_checksum: true,
    read,
    transaction: |_| Transaction::Message,
    no_transaction_hint: Some("alone in a migration of its own"),
    runs_outside_transaction: &[],
    template: Template::One { prefix: "V", separator: "__", ending: ".sql", body: ("", "") },
};

/// Whether a file is a callback, which runs around migrations (Flyway documentation, "Callbacks").
pub(in crate::migration) fn is_callback(name: &[u8]) -> bool {
    [&b"before"[..], b"after", b"createSchema"].iter().any(|start| name.starts_with(start))
}

fn read(name: &[u8]) -> Option<Name> {
    let role = match name.first()? {
        b'V' => Role::Up,
        b'B' => Role::Baseline,
        b'U' => Role::Down,
        b'R' => Role::Repeatable,
        _ => return None,
    };
    let separator = memchr::memmem::find(name, b"__")?;
    let version = 1..separator;
    let is_version = name[version.clone()].iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'_'));
    let stem = name.len() - name.strip_suffix(b".sql").map(|_| ".sql".len())?;
    let has_version = separator > 1;
    let fits = is_version && has_version == (role != Role::Repeatable);
    fits.then_some(Name { version, stem: 0..stem, role })
}
