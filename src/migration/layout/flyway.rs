//! Flyway: `V<version>__<name>.sql`, `U…` for undo migrations, `B…` for baselines, `R__<name>.sql` for repeatable
//! migrations, which run again on every change; sub-folders are read as well.
//!
//! Versions are numbers separated by dots or underscores. Files with other names are ignored unless
//! `validateMigrationNaming` is set (Flyway documentation, "Migrations"). A script with statements that cannot run in
//! a transaction is rejected unless it contains only such statements (the same, "Transactional DDL and mixed").

use super::facts::{Layout, LineEnds, Name, Order, Platform, Role, Shape, Template};
use super::script::{ScriptFile, ToolScript};
use super::tracking::{FoundBy, Tracking};
use super::transaction::Transaction;
use crate::object::literal;
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
    tracking: Some(&TRACKING),
    baseline_command: "pg_dump --schema-only",
};

/// `flyway_schema_history`. The row is written on a connection of its own after a script has committed, and role and
/// `search_path` are restored after each (Flyway 13, `DbMigrate`). Flyway holds a lock on the table while a script
/// runs.
static TRACKING: Tracking = Tracking {
    table: "flyway_schema_history",
    found: FoundBy::Schema("public"),
    create: "CREATE TABLE IF NOT EXISTS \"public\".\"flyway_schema_history\" (installed_rank integer NOT NULL, version varchar(50), \
        description varchar(200) NOT NULL, type varchar(20) NOT NULL, script varchar(1000) NOT NULL, \
        checksum integer, installed_by varchar(100) NOT NULL, installed_on timestamp NOT NULL DEFAULT now(), \
        execution_time integer NOT NULL, success boolean NOT NULL, \
        CONSTRAINT flyway_schema_history_pk PRIMARY KEY (installed_rank)); \
        CREATE INDEX IF NOT EXISTS flyway_schema_history_s_idx ON \"public\".\"flyway_schema_history\" (success)",
    before: None,
    within: None,
    after: Some(|entry| {
        let version =
            if entry.version.is_empty() { "NULL".to_owned() } else { literal(&entry.version.replace('_', ".")) };
        format!(
            "RESET SESSION AUTHORIZATION; RESET ROLE; RESET search_path; INSERT INTO \"public\".\"flyway_schema_history\" \
             (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success) \
             SELECT coalesce(max(installed_rank), 0) + 1, {version}, {}, 'SQL', {}, NULL, current_user, 1, true \
             FROM \"public\".\"flyway_schema_history\"",
            literal(&entry.title.replace('_', " ")),
            literal(&entry.name)
        )
    }),
    remove: |entry| {
        let script = literal(&entry.name);
        format!("DELETE FROM \"public\".\"flyway_schema_history\" WHERE script = {script}")
    },
    ended: None,
    left_open: None,
    is_held: true,
    in_schema_file: None,
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
