//! Flyway: `V<version>__<name>.sql`, `U…` for undo migrations, `B…` for baselines, `R__<name>.sql` for repeatable
//! migrations, which run again on every change; sub-folders are read as well.
//!
//! Versions are numbers separated by dots or underscores. Files with other names are ignored unless
//! `validateMigrationNaming` is set (Flyway documentation, "Migrations"). How Flyway reads a script is in
//! `flyway_script.rs`.

use super::facts::{
    Alone, Duplicates, Endings, Layout, LineEnds, Name, Order, Platform, ReadsFirst, Role, Shape, Template,
};
use super::flyway_checksum::flyway_checksum;
use super::flyway_script::parse;
use super::flyway_settings::CONFIG;
use super::script::Sidecar;
use super::tracking::{FoundBy, Tracking};
use crate::object::literal;

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
    folder_sum: None,
    listing: None,
    sidecar: Some(Sidecar::Ending(".conf")),
    config: Some(CONFIG),
    has_checksum: true,
    line_ends: LineEnds::Ignored,
    read,
    parse,
    may_be_psql: false,
    endings: Endings::Sql,
    reads_first: ReadsFirst::Texts,
    duplicates: Duplicates::NothingRuns,
    refuses_name: |_| None,
    no_transaction_hint: Some(
        "alone in a migration of its own, with `executeInTransaction=false` in a file of the same name with `.conf` \
         after it",
    ),
    alone: Alone::Beside { name: ".conf", content: "executeInTransaction=false\n" },
    runs_outside_transaction: &[],
    rollback_hint: "write the undo migration `U<version>__<name>.sql` beside it",
    ignores_init_before: None,
    template: Template::One { prefix: "V", separator: "__", ending: ".sql", body: ("", "") },
    roles_file: None,
    server_config: None,
    comment_marks: &[],
    begin: "BEGIN",
    tracking: Some(&TRACKING),
    own_schema: None,
    baseline_name: None,
    lowest_version: 0,
    statement_marks: None,
    is_checkpoint: |_| false,
    statement_break: None,
    mark_applied: Some("flyway baseline -baselineVersion={version}"),
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
             SELECT coalesce(max(installed_rank), 0) + 1, {version}, {}, 'SQL', {}, {}, current_user, 1, true \
             FROM \"public\".\"flyway_schema_history\"",
            literal(&entry.title.replace('_', " ")),
            literal(&entry.name),
            entry.row_id.as_ref().map_or_else(|| "NULL".to_owned(), |_| flyway_checksum(entry.content).to_string())
        )
    }),
    remove: |entry| {
        let script = literal(&entry.name);
        format!("DELETE FROM \"public\".\"flyway_schema_history\" WHERE script = {script}")
    },
    is_held: true,
    in_schema_file: None,
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
    // The ending counts in any case, and a description may be missing.
    let stem = name.len().checked_sub(".sql".len()).filter(|stem| name[*stem..].eq_ignore_ascii_case(b".sql"))?;
    let separator = memchr::memmem::find(&name[..stem], b"__");
    let version = 1..separator.unwrap_or(stem);
    let is_version = name[version.clone()]
        .split(|byte| matches!(byte, b'.' | b'_'))
        .all(|part| !part.is_empty() && part.iter().all(u8::is_ascii_digit));
    let fits = if role == Role::Repeatable { separator == Some(1) } else { is_version };
    fits.then_some(Name { version, stem: 0..stem, role })
}
