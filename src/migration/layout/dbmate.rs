//! dbmate: `db/migrations/<version>_<name>.sql` with `-- migrate:up` and `-- migrate:down`.
//!
//! Files that match `^(\d+).*\.sql$` are applied in the order of their names; the digits are the key of
//! `schema_migrations`. Marks are looked for in the text at the beginning of every line, also in comments and strings
//! (dbmate 2.36, `pkg/dbmate/migration.go`). A file may have several sections: dbmate runs all of them and inserts the
//! version after each, so that the second fails.

use super::driver::{Driver, refuse_psql_text};
use super::facts::{
    Alone, Duplicates, Endings, Layout, LineEnds, Name, Order, Platform, ReadsFirst, Role, Shape, Template,
};
use super::names::{leading_digits, with_ending};
use super::script::{ScriptFile, Section, ToolScript};
use super::tracking::{Entry, FoundBy, Tracking};
use super::transaction::{LeftOpen, Transaction};
use crate::text::{Span, lines};
use regex::bytes::Regex;
use std::sync::LazyLock;

/// The dbmate layout.
pub static DBMATE: Layout = Layout {
    id: "dbmate",
    tool: "dbmate",
    platform: Platform::Plain,
    shape: Shape::File,
    pattern: r"(?-u)^\d{14}_[A-Za-z0-9_-]+\.sql$",
    example: "20240131093045_add_orders.sql",
    has_sections: true,
    default_folder: "db/migrations",
    order: Order::NameButVersionIsKey,
    sidecar: None,
    folder_sum: None,
    listing: None,
    config: None,
    has_checksum: false,
    line_ends: LineEnds::Covered,
    read,
    parse,
    may_be_psql: false,
    endings: Endings::Sql,
    reads_first: ReadsFirst::Nothing,
    duplicates: Duplicates::SecondFails,
    refuses_name: |_| None,
    no_transaction_hint: Some("alone in a migration that begins with `-- migrate:up transaction:false`"),
    alone: Alone::Body(("-- migrate:up transaction:false\n", "\n-- migrate:down transaction:false\n")),
    runs_outside_transaction: &[],
    rollback_hint: "add a down migration below `-- migrate:down`",
    ignores_init_before: None,
    template: Template::One {
        prefix: "",
        separator: "_",
        ending: ".sql",
        body: ("-- migrate:up\n", "\n-- migrate:down\n"),
    },
    roles_file: None,
    server_config: None,
    comment_marks: &["migrate:"],
    // lib/pq asks for it unless a transaction is to be read-only (`conn_go18.go`).
    begin: "BEGIN READ WRITE",
    tracking: Some(&TRACKING),
    own_schema: None,
    baseline_name: None,
    lowest_version: 0,
    statement_marks: None,
    is_checkpoint: |_| false,
    statement_break: None,
    mark_applied: Some("insert into schema_migrations (version) values ('{version}');"),
};

/// `schema_migrations`, in the first schema of `search_path`, which dbmate asks for before each insert (dbmate 2.36,
/// `pkg/driver/postgres`). After the body of a script it expects to be in the transaction that it began.
static TRACKING: Tracking = Tracking {
    table: "schema_migrations",
    found: FoundBy::FirstSchema,
    create: "CREATE TABLE IF NOT EXISTS \"public\".\"schema_migrations\" (version varchar PRIMARY KEY)",
    before: None,
    within: Some(|entry| {
        in_first_schema(&format!("INSERT INTO %I.schema_migrations (version) VALUES ({})", version(entry)))
    }),
    after: None,
    remove: |entry| in_first_schema(&format!("DELETE FROM %I.schema_migrations WHERE version = {}", version(entry))),
    is_held: false,
    in_schema_file: Some(versions),
};

/// The version, which consists of digits, as a literal in a literal.
fn version(entry: &Entry<'_>) -> String {
    format!("''{}''", entry.version)
}

fn in_first_schema(statement: &str) -> String {
    format!(
        "DO $dbmate$ BEGIN EXECUTE pg_catalog.format('{statement}', coalesce(pg_catalog.current_schema(), 'public')); \
         END $dbmate$"
    )
}

/// The lines that dbmate writes below its dump, so that `dbmate load` restores the versions.
fn versions(versions: &[String]) -> String {
    let head = "--\n-- Dbmate schema migrations\n--\n";
    if versions.is_empty() {
        return head.to_owned();
    }
    let rows: Vec<String> = versions.iter().map(|version| format!("    ('{version}')")).collect();
    format!("{head}\nINSERT INTO public.schema_migrations (version) VALUES\n{};\n", rows.join(",\n"))
}

fn read(name: &[u8]) -> Option<Name> {
    let digits = leading_digits(name);
    if digits == 0 { None } else { with_ending(name, digits, &[(".sql", Role::Up)]) }
}

/// The mark of a section as dbmate finds it. `\s` of Go is ASCII without the vertical tab.
fn mark(direction: &str) -> Regex {
    let pattern = format!(r"(?m-u)^--[\t\n\f\r ]*migrate:{direction}(?:[\t\n\f\r ]*$|[\t\n\f\r ]+[^\t\n\f\r ]+)");
    Regex::new(&pattern).expect("a pattern that compiles")
}

static UP: LazyLock<Regex> = LazyLock::new(|| mark("up"));
static DOWN: LazyLock<Regex> = LazyLock::new(|| mark("down"));

fn parse(file: ScriptFile) -> ToolScript {
    let content = file.content;
    let starts = |pattern: &Regex, part: &Span| -> Vec<usize> {
        pattern.find_iter(&content[part.clone()]).map(|found| part.start + found.start()).collect()
    };
    let all = 0..content.len();
    let ups = starts(&UP, &all);
    let Some(first) = ups.first().copied() else {
        let mut up = Section::new(all.clone(), Transaction::Whole);
        let at = starts(&DOWN, &all).first().map_or_else(|| first_line(content, 0), |down| first_line(content, *down));
        up.refuse(
            at,
            "dbmate refuses a migration without `-- migrate:up`",
            "write `-- migrate:up` on a line of its own above the statements, and `-- migrate:down` below them",
        );
        return ToolScript { up, down: None };
    };
    let end = ups.get(1).copied().unwrap_or(content.len());
    let downs = starts(&DOWN, &(first..end));
    let up_end = downs.first().copied().unwrap_or(end);
    let mut up = section(content, first..up_end);
    if let Some(statement) = statement_before(content, first) {
        up.refuse(
            statement,
            "dbmate refuses text above `-- migrate:up` that is not a line comment",
            "move it below `-- migrate:up`",
        );
    }
    if downs.is_empty() {
        up.refuse(
            first_line(content, first),
            "dbmate refuses a migration without `-- migrate:down`",
            "add a line `-- migrate:down` at the end, with the down migration below it",
        );
    }
    if let Some(second) = downs.get(1) {
        up.refuse(
            first_line(content, *second),
            "dbmate refuses a second `-- migrate:down`",
            "keep one `-- migrate:down`, or move the second part into a migration of its own",
        );
    }
    if let Some(second) = ups.get(1) {
        up.refuse(
            first_line(content, *second),
            "dbmate runs a second `-- migrate:up` and then fails, because the version is already recorded",
            "move the second part into a migration of its own",
        );
    }
    let down = downs.first().map(|down| section(content, *down..end));
    ToolScript { up, down }
}

/// A section with the options in its first line: `transaction:false` sends it as one message.
fn section(content: &[u8], span: Span) -> Section {
    let line = String::from_utf8_lossy(&content[first_line(content, span.start)]).into_owned();
    // The last value of an option counts.
    let mut options = line.split_whitespace().rev().filter_map(|word| word.split_once(':'));
    let has_none = options.find(|(key, value)| *key == "transaction" && !value.contains(':'));
    let has_none = has_none.is_some_and(|(_, value)| value == "false");
    let mut section = Section::new(span, if has_none { Transaction::Message } else { Transaction::Whole });
    section.left_open = LeftOpen::StopsNext;
    section.refuses_ended = !has_none;
    refuse_psql_text(&mut section, content, &DRIVER);
    section
}

/// Its driver is lib/pq.
const DRIVER: Driver = Driver { tool: "dbmate", refuses_rows: true, refuses_bytes: true };

/// The line that begins at a position.
fn first_line(content: &[u8], start: usize) -> Span {
    let end = lines::line_end(content, start);
    start..content[start..end].trim_ascii_end().len() + start
}

/// The first line above the first mark that is neither blank nor a line comment.
fn statement_before(content: &[u8], mark: usize) -> Option<Span> {
    let lines = lines::lines(&content[..mark]);
    let is_text = |line: &[u8]| !matches!(line.trim_ascii_start(), [] | [b'-', b'-', ..]);
    lines.into_iter().find(|(_, line)| is_text(line)).map(|(span, _)| span)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text of both sections, and the beginning of the first refusal.
    fn check(content: &str, up: &str, down: Option<&str>, refusal: Option<&str>) {
        let script = parse(ScriptFile::alone(content.as_bytes()));
        let text = |section: &Section| content[section.span.clone()].to_owned();
        assert_eq!(text(&script.up), up, "{content}");
        assert_eq!(script.down.as_ref().map(text).as_deref(), down, "{content}");
        let message = script.up.refusals.first().map(|refusal| refusal.message.as_str());
        assert_eq!(message.is_some(), refusal.is_some(), "{content}: {message:?}");
        assert!(message.zip(refusal).is_none_or(|(message, part)| message.contains(part)), "{content}: {message:?}");
    }

    #[test]
    fn marks_are_found_as_dbmate_finds_them() {
        let (up, down) = ("-- migrate:up\na;\n", "-- migrate:down\nb;\n");
        check(&format!("{up}{down}"), up, Some(down), None);
        check(&format!("-- why\n\n{up}{down}"), up, Some(down), None);
        for (up, down) in [
            ("--migrate:up\na;\n", "--  migrate:down x\nb;\n"),
            ("--\tmigrate:up transaction:false\r\na;\r\n", "--migrate:down"),
            ("-- migrate:up\n/*\n", "-- migrate:down\n*/\n"),
        ] {
            check(&format!("{up}{down}"), up, Some(down), None);
        }
        for unknown in ["-- migrate:UP\n", "-- migrate: up\n", " -- migrate:up\n", "-- migrate:upwards\n"] {
            check(&format!("{unknown}{down}"), &format!("{unknown}{down}"), None, Some("without `-- migrate:up`"));
        }
    }

    #[test]
    fn dbmate_refuses_other_sections() {
        let (up, down) = ("-- migrate:up\na;\n", "-- migrate:down\nb;\n");
        check(up, up, None, Some("without `-- migrate:down`"));
        check(&format!("{down}{up}"), up, None, Some("above `-- migrate:up`"));
        check(&format!("/* x */\n{up}{down}"), up, Some(down), Some("above `-- migrate:up`"));
        check(&format!("{up}{down}{down}"), up, Some(&format!("{down}{down}")), Some("second `-- migrate:down`"));
        check(&format!("{up}{down}{up}{down}"), up, Some(down), Some("second `-- migrate:up`"));
    }

    #[test]
    fn each_section_has_its_transaction() {
        let of =
            |line: &str| section(format!("{line}\nselect 'transaction:false';").as_bytes(), 0..line.len()).transaction;
        assert_eq!(of("-- migrate:up transaction:false"), Transaction::Message);
        assert_eq!(of("-- migrate:up other:x  transaction:false"), Transaction::Message);
        for line in [
            "-- migrate:up",
            "-- migrate:up transaction:true",
            "-- migrate:up transaction: false",
            "-- migrate:up Transaction:false",
        ] {
            assert_eq!(of(line), Transaction::Whole, "{line}");
        }
    }
}
