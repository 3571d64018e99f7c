//! Flyway: `V<version>__<name>.sql`, `U…` for undo migrations, `B…` for baselines, `R__<name>.sql` for repeatable
//! migrations, which run again on every change; sub-folders are read as well.
//!
//! Versions are numbers separated by dots or underscores. Files with other names are ignored unless
//! `validateMigrationNaming` is set (Flyway documentation, "Migrations"). A script with statements that cannot run in
//! a transaction is rejected unless it contains only such statements (the same, "Transactional DDL and mixed").

use super::facts::{Layout, LineEnds, Name, Order, Platform, Role, Shape, Template};
use super::script::{ScriptFile, ToolScript};
use super::transaction::Transaction;
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
    has_sections: false,
    default_folder: "db/migration",
    order: Order::Number,
    sidecar: None,
    has_checksum: true,
    line_ends: LineEnds::Ignored,
    read,
    parse,
    no_transaction_hint: Some("alone in a migration of its own"),
    runs_outside_transaction: &[],
    splits_non_transactional: true,
    rollback_hint: "write the undo migration `U<version>__<name>.sql` beside it",
    ignores_init_before: None,
    template: Template::One { prefix: "V", separator: "__", ending: ".sql", body: ("", "") },
    roles_file: None,
    server_config: None,
    comment_marks: &[],
    tracking_ddl: None,
    baseline_name: None,
    accepts_version_zero: true,
    statement_marks: None,
    mark_applied: Some("flyway baseline -baselineVersion={version}"),
};

/// Whether a file is a callback, which runs around migrations (Flyway documentation, "Callbacks").
pub(in crate::migration) fn is_callback(name: &[u8]) -> bool {
    [&b"before"[..], b"after", b"createSchema"].iter().any(|start| name.starts_with(start))
}

/// Whether no statement of a script can run in a transaction: Flyway looks at every statement, and
/// runs such a script one statement at a time.
fn is_non_transactional(content: &[u8]) -> bool {
    let statements = sql::statements(content);
    let is_outside = |span: &Span| {
        let kind = sql::transaction_kind(&String::from_utf8_lossy(&content[span.clone()]));
        matches!(kind, TransactionKind::Outside(_))
    };
    !statements.is_empty() && statements.iter().all(is_outside)
}

fn parse(file: ScriptFile) -> ToolScript {
    let is_apart = is_non_transactional(file.content);
    ToolScript::whole(file.content, if is_apart { Transaction::Each } else { Transaction::Message })
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
        let check = |content: &str, expected| {
            let script = (FLYWAY.parse)(ScriptFile::alone(content.as_bytes()));
            assert_eq!(script.up.transaction, expected, "{content}");
        };
        let concurrently = "create index concurrently i on t (a);";
        check(&format!("{concurrently}\ndrop index concurrently j;"), Transaction::Each);
        check(&format!("{concurrently}\nselect 1;"), Transaction::Message);
        check("-- nothing", Transaction::Message);
    }
}
