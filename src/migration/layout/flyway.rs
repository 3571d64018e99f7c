//! Flyway: `V<version>__<name>.sql`, `U…` to undo, `B…` as a baseline, `R__<name>.sql` to
//! run again on every change; sub-folders are read as well.
//!
//! A script whose statements cannot all run in a transaction is refused unless it holds
//! only such statements (the same, "Transactional DDL and mixed").
//! Versions are numbers between dots or underscores. Names that do not follow are stepped
//! over unless `validateMigrationNaming` is set (Flyway documentation, "Migrations").

use super::{Layout, Name, Order, Platform, Role, Shape, Template, Transaction};
use crate::sql::{self, TransactionKind};
use crate::text::Span;

/// The Flyway layout.
pub static FLYWAY: Layout = Layout {
    id: "flyway",
    tool: "Flyway",
    platform: Platform::Plain,
    shape: Shape::FileInAnyFolder,
    pattern: r"(?-u)^([VUB]\d+([._]\d+)*|R)__[A-Za-z0-9_-]+\.sql$",
    example: "V20240131093045__add_orders.sql",
    order: Order::Number,
    has_checksum: true,
    read,
    transaction: |content| {
        if is_non_transactional(content) { Transaction::Each } else { Transaction::Message }
    },
    template: Template::One { prefix: "V", separator: "__", ending: ".sql", body: ("", "") },
    splits_at_line_end: false,
    roles_file: None,
    tracking_ddl: None,
    baseline_command: "pg_dump --schema-only",
};

/// Callbacks run around migrations and are none (Flyway documentation, "Callbacks").
pub(in crate::migration) fn is_callback(name: &[u8]) -> bool {
    [&b"before"[..], b"after", b"createSchema"].iter().any(|start| name.starts_with(start))
}

/// Whether no statement of a script can run in a transaction: Flyway looks at every statement, and
/// runs such a script one statement at a time.
fn is_non_transactional(content: &[u8]) -> bool {
    let statements = sql::statements(content);
    let is_outside = |span: &Span| {
        let kind = sql::transaction_kind(&String::from_utf8_lossy(&content[span.clone()]));
        matches!(kind, TransactionKind::Lifted | TransactionKind::Outside)
    };
    !statements.is_empty() && statements.iter().all(is_outside)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_without_transactional_statements_runs_one_by_one() {
        let check =
            |content: &str, expected| assert_eq!((FLYWAY.transaction)(content.as_bytes()), expected, "{content}");
        let concurrently = "create index concurrently i on t (a);";
        check(&format!("{concurrently}\ndrop index concurrently j;"), Transaction::Each);
        check(&format!("{concurrently}\nselect 1;"), Transaction::Message);
        check("-- nothing", Transaction::Message);
    }
}
