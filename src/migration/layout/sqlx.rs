//! `SQLx`: `migrations/<version>_<name>.sql`, or the reversible pair `.up.sql` / `.down.sql`.
//!
//! The version is a number, the primary key of `_sqlx_migrations`. Every file whose name has an underscore and ends in
//! `.sql` must have one; others are ignored (sqlx-core, `migrate/source.rs`).

use super::driver::{Driver, refuse_psql_text};
use super::facts::{
    Alone, Duplicates, Endings, Layout, LineEnds, Name, Order, Platform, ReadsFirst, Role, Shape, Template,
};
use super::names::{leading_digits, with_ending};
use super::script::{ScriptFile, ToolScript};
use super::tracking::{FoundBy, Tracking};
use super::transaction::{LeftOpen, Transaction};
use crate::object::literal;
use crate::text::hex;
use sha2::{Digest, Sha384};

/// The `SQLx` layout.
pub static SQLX: Layout = Layout {
    id: "sqlx",
    tool: "sqlx migrate",
    platform: Platform::Plain,
    shape: Shape::File,
    pattern: r"(?-u)^\d+_[A-Za-z0-9_-]+(\.up|\.down)?\.sql$",
    example: "20240131093045_add_orders.up.sql",
    has_sections: false,
    default_folder: "migrations",
    order: Order::Number,
    sidecar: None,
    folder_sum: None,
    listing: None,
    config: None,
    has_checksum: true,
    line_ends: LineEnds::Covered,
    read,
    parse,
    may_be_psql: false,
    endings: Endings::Sql,
    reads_first: ReadsFirst::Texts,
    duplicates: Duplicates::SecondFails,
    refuses_name,
    no_transaction_hint: Some("alone in a migration that begins with `-- no-transaction`"),
    alone: Alone::Head("-- no-transaction\n"),
    runs_outside_transaction: &[],
    rollback_hint: "write the down migration `{stem}.down.sql` beside it",
    ignores_init_before: None,
    template: Template::One { prefix: "", separator: "_", ending: ".sql", body: ("", "") },
    roles_file: None,
    server_config: None,
    comment_marks: &["no-transaction"],
    begin: "BEGIN",
    tracking: Some(&TRACKING),
    own_schema: None,
    baseline_name: None,
    lowest_version: 0,
    statement_marks: None,
    is_checkpoint: |_| false,
    statement_break: None,
    mark_applied: None,
};

/// It reads every file, also down migrations, before it runs the first.
const DRIVER: Driver = Driver { tool: "sqlx migrate", refuses_rows: true, refuses_bytes: true };
/// `_sqlx_migrations`, which is named without a schema (sqlx-postgres, `migrate.rs`). The time of a migration is written
/// when it has committed.
static TRACKING: Tracking = Tracking {
    table: "_sqlx_migrations",
    found: FoundBy::SearchPath,
    create: "CREATE TABLE IF NOT EXISTS _sqlx_migrations (version bigint PRIMARY KEY, description text NOT NULL, \
        installed_on timestamptz NOT NULL DEFAULT now(), success boolean NOT NULL, checksum bytea NOT NULL, \
        execution_time bigint NOT NULL)",
    before: None,
    within: Some(|entry| {
        format!(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
             VALUES ({}, {}, true, pg_catalog.decode('{}', 'hex'), -1)",
            entry.number(),
            literal(&entry.title.replace('_', " ")),
            hex(Sha384::digest(entry.content))
        )
    }),
    after: Some(|entry| {
        let took = if entry.row_id.is_some() { TOOK } else { "1" };
        format!("UPDATE _sqlx_migrations SET execution_time = {took} WHERE version = {}", entry.number())
    }),
    remove: |entry| format!("DELETE FROM _sqlx_migrations WHERE version = {}", entry.number()),
    is_held: false,
    in_schema_file: None,
};

/// Nanoseconds since the transaction began.
const TOOK: &str = "(extract(epoch from pg_catalog.clock_timestamp() - installed_on) * 1000000000)::bigint";

fn read(name: &[u8]) -> Option<Name> {
    let sign = usize::from(name.first() == Some(&b'+'));
    let version = sign..sign + leading_digits(&name[sign..]);
    if version.is_empty() || name.get(version.end) != Some(&b'_') || !is_number(&name[version.clone()]) {
        return None;
    }
    let endings = [(".up.sql", Role::Up), (".down.sql", Role::Down), (".sql", Role::Up)];
    with_ending(name, version.end, &endings).map(|name| Name { version, ..name })
}

/// Whether digits are a version: sqlx parses them as an `i64`.
fn is_number(digits: &[u8]) -> bool {
    std::str::from_utf8(digits).is_ok_and(|digits| digits.parse::<i64>().is_ok())
}

/// A file that looks like a migration must have a version.
fn refuses_name(name: &[u8]) -> Option<String> {
    let version = memchr::memchr(b'_', name).filter(|_| name.ends_with(b".sql") && read(name).is_none())?;
    let version = &name[..version];
    let is_negative = version.strip_prefix(b"-").is_some_and(|digits| !digits.is_empty() && is_number(digits));
    let version = crate::text::path::printable(version);
    Some(if is_negative {
        format!("tidegate does not support the negative version `{version}`")
    } else {
        format!("sqlx migrate refuses all migrations: `{version}` before the underscore is not a version number")
    })
}

/// A file that begins with these words runs without a transaction (sqlx-core, `migrate/source.rs`).
fn parse(file: ScriptFile) -> ToolScript {
    let has_none = file.content.starts_with(b"-- no-transaction");
    let transaction = if has_none { Transaction::Message } else { Transaction::Whole };
    let mut script = ToolScript::whole(file.content, transaction);
    script.up.left_open = LeftOpen::Kept;
    refuse_psql_text(&mut script.up, file.content, &DRIVER);
    script
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_is_at_the_very_start() {
        let check = |content: &str, expected| {
            assert_eq!(parse(ScriptFile::alone(content.as_bytes())).up.transaction, expected, "{content}");
        };
        check("-- no-transaction\nvacuum;", Transaction::Message);
        check("-- no-transactional", Transaction::Message);
        for other in ["\n-- no-transaction", " -- no-transaction", "--no-transaction", "-- NO-TRANSACTION", ""] {
            check(other, Transaction::Whole);
        }
    }

    #[test]
    fn a_name_without_a_version_stops_everything() {
        for name in ["draft_b.sql", "2026-01-02_b.sql", "_b.sql", "99999999999999999999_b.sql", "1 _b.sql", "-_a.sql"] {
            assert!(refuses_name(name.as_bytes()).is_some_and(|message| message.contains("all migrations")), "{name}");
        }
        for name in ["1_a.sql", "007_a.sql", "+1_a.sql", "notes.sql", "draft_b.SQL", "1_.up.sql"] {
            assert_eq!(refuses_name(name.as_bytes()), None, "{name}");
        }
    }
}
