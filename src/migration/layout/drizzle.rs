//! Drizzle: `drizzle/<number>_<name>.sql` with `meta/_journal.json`.
//!
//! The journal lists the files to run, in order; a file that it does not list never runs. A script is cut at
//! `--> statement-breakpoint`, wherever that is, and the parts of all pending scripts are sent one after another in one
//! transaction (drizzle-orm 0.45, `migrator.js` and `pg-core/dialect.js`). A database that has a later entry than `when`
//! skips a script without an error.

use super::common::COMMON;
use super::driver::{Driver, refuse_psql_text};
use super::facts::{Layout, Listing, Name, Order, Role, Template};
use super::names::leading_digits;
use super::script::{Replaced, ScriptFile, Section, Sidecar, ToolScript};
use super::tracking::{FoundBy, Tracking};
use super::transaction::Transaction;
use crate::sql::{self, Kind, Token};
use crate::text::{Span, hex, lines};
use sha2::{Digest as _, Sha256};

/// The Drizzle layout.
pub static DRIZZLE: Layout = Layout {
    id: "drizzle",
    tool: "drizzle-kit migrate",
    pattern: r"(?-u)^\d+_[A-Za-z0-9_-]+\.sql$",
    example: "0001_add_orders.sql",
    default_folder: "drizzle",
    order: Order::NumberThenName,
    sidecar: Some(Sidecar::Named("meta/_journal.json")),
    listing: Some(Listing { file: "meta/_journal.json", names }),
    read,
    parse,
    rollback_hint: "write a comment `-- Rollback: <how>`",
    template: Template::ByTool { command: "npx drizzle-kit generate --custom --name" },
    comment_marks: &["> statement-breakpoint"],
    statement_break: Some("--> statement-breakpoint"),
    tracking: Some(&TRACKING),
    ..COMMON
};

/// `drizzle.__drizzle_migrations`, whose rows are the hashes of the files (drizzle-orm, `pg-core/dialect.js`).
static TRACKING: Tracking = Tracking {
    table: "__drizzle_migrations",
    found: FoundBy::Schema("drizzle"),
    create: "CREATE SCHEMA IF NOT EXISTS \"drizzle\"; CREATE TABLE IF NOT EXISTS \"drizzle\".\"__drizzle_migrations\" \
        (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint)",
    before: None,
    within: Some(|entry| {
        let hash = hex(Sha256::digest(entry.content));
        format!("insert into \"drizzle\".\"__drizzle_migrations\" (\"hash\", \"created_at\") values('{hash}', 0)")
    }),
    after: None,
    remove: |entry| {
        let hash = hex(Sha256::digest(entry.content));
        format!("delete from \"drizzle\".\"__drizzle_migrations\" where hash = '{hash}'")
    },
    is_held: false,
    in_schema_file: None,
};

fn read(name: &[u8]) -> Option<Name> {
    let stem = name.strip_suffix(b".sql")?.len();
    let digits = leading_digits(name);
    let version = if digits == 0 { stem } else { digits };
    (stem > 0).then_some(Name { version: 0..version, stem: 0..stem, role: Role::Up })
}

/// Its driver here is node-postgres; postgres.js does the same.
const DRIVER: Driver = Driver { tool: "drizzle-kit migrate", refuses_rows: false, refuses_bytes: false };

/// The names of the scripts in the journal.
fn names(journal: &[u8]) -> Option<Vec<String>> {
    Some(entries(journal)?.into_iter().map(|entry| format!("{}.sql", entry.tag)).collect())
}

const BREAKPOINT: &[u8] = b"--> statement-breakpoint";

fn parse(file: ScriptFile) -> ToolScript {
    let content = file.content;
    let mut script = pieces_of_drizzle(content);
    let first = 0..content[..lines::line_end(content, 0)].trim_ascii_end().len();
    if let Some(tag) = file.name.strip_suffix(b".sql") {
        refuse(&mut script.up, first, &String::from_utf8_lossy(tag), file.sidecar);
    }
    script
}

/// A script that is cut at its breakpoints.
pub(super) fn pieces_of_drizzle(content: &[u8]) -> ToolScript {
    let mut script = ToolScript::whole(content, Transaction::Shared);
    script.up.pieces = Some(pieces(content));
    read_breakpoints(&mut script.up, content);
    refuse_psql_text(&mut script.up, content, &DRIVER);
    script
}

/// Refuses a breakpoint inside a text, and lets one end a statement without a semicolon.
fn read_breakpoints(up: &mut Section, content: &[u8]) {
    if memchr::memmem::find(content, BREAKPOINT).is_none() {
        return;
    }
    let mut is_open = false;
    for Token { kind, span } in sql::tokens(content) {
        let text = &content[span.clone()];
        let inside = memchr::memmem::find(text, BREAKPOINT).map(|at| span.start + at);
        match (kind, inside) {
            (Kind::Comment, Some(at)) if text.starts_with(b"--") => {
                if is_open {
                    let mut by = vec![b' '; BREAKPOINT.len()];
                    by[0] = b';';
                    up.replaced.push(Replaced { span: at..at + BREAKPOINT.len(), by });
                }
                is_open = false;
            }
            (Kind::Whitespace | Kind::Comment, None) => {}
            (_, None) => is_open = kind != Kind::Semicolon,
            (_, Some(at)) => {
                let message = "drizzle-kit migrate cuts the script here, inside a string, a quoted name or a comment";
                let help = "remove `--> statement-breakpoint`, or write the text in two parts: `'--' || '> statement-breakpoint'`";
                up.refuse(at..at + BREAKPOINT.len(), message, help);
            }
        }
    }
}

/// The parts between the breakpoints that have a statement.
fn pieces(content: &[u8]) -> Vec<Span> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for at in memchr::memmem::find_iter(content, BREAKPOINT) {
        pieces.push(start..at);
        start = at + BREAKPOINT.len();
    }
    pieces.push(start..content.len());
    pieces
}

/// An entry of the journal.
struct Entry {
    tag: String,
    /// As the program reads it, without a time if it is null, or what happens instead.
    when: Result<Option<f64>, &'static str>,
}

impl Entry {
    /// The time that the program compares: JavaScript reads null as zero.
    fn time(&self) -> f64 {
        self.when.ok().flatten().unwrap_or_default()
    }
}

fn entries(journal: &[u8]) -> Option<Vec<Entry>> {
    let journal: serde_json::Value = serde_json::from_slice(journal).ok()?;
    let entry = |entry: &serde_json::Value| {
        Some(Entry { tag: entry.get("tag")?.as_str()?.to_owned(), when: when(entry.get("when")) })
    };
    journal.get("entries")?.as_array()?.iter().map(entry).collect()
}

/// The time of an entry, which the program writes into a column of type `bigint`.
fn when(value: Option<&serde_json::Value>) -> Result<Option<f64>, &'static str> {
    const NOT_WHOLE: &str = "is not a whole number";
    const TOO_LARGE: &str = "is too large for a `bigint`";
    /// The first number above the type.
    const END: f64 = 9_223_372_036_854_775_808.0;
    let number = match value {
        None => return Err("is missing"),
        // It is recorded without a time.
        Some(serde_json::Value::Null) => return Ok(None),
        Some(serde_json::Value::Number(number)) => number.as_f64().ok_or(NOT_WHOLE)?,
        // The server reads the text.
        Some(serde_json::Value::String(text)) => match text.trim_matches([' ', '\t', '\n', '\r']).parse::<i64>() {
            Ok(_) => text.trim().parse::<f64>().map_err(|_| NOT_WHOLE)?,
            Err(_) => return Err(NOT_WHOLE),
        },
        Some(_) => return Err(NOT_WHOLE),
    };
    match number {
        number if number.fract() != 0.0 => Err(NOT_WHOLE),
        number if number.abs() >= END => Err(TOO_LARGE),
        number => Ok(Some(number)),
    }
}

/// Refuses a script that the journal does not let run in its place.
fn refuse(up: &mut Section, first: Span, tag: &str, journal: Option<&[u8]>) {
    const GENERATE: &str =
        "make migrations with `npx drizzle-kit generate --custom --name NAME`, which writes the journal";
    let Some(journal) = journal else {
        return up.refuse(first, "drizzle-kit migrate refuses a folder without `meta/_journal.json`", GENERATE);
    };
    let Some(entries) = entries(journal) else {
        let message = "drizzle-kit migrate cannot read `meta/_journal.json`";
        return up.refuse(first, message, "resolve the conflicts in `meta/_journal.json`, or restore it with git");
    };
    let Some(at) = entries.iter().position(|entry| entry.tag == tag) else {
        let message = "drizzle-kit migrate never runs this file, because `meta/_journal.json` does not list it";
        return up.refuse(first, message, GENERATE);
    };
    if entries.iter().filter(|entry| entry.tag == tag).count() > 1 {
        let message = "drizzle-kit migrate runs this file twice, because `meta/_journal.json` lists this file twice";
        return up.refuse(first, message, "remove one of the two entries from `meta/_journal.json`");
    }
    let own = match entries[at].when {
        Ok(own) => own,
        Err(fault) => {
            let message = format!(
                "drizzle-kit migrate cannot record this file, because `when` of its entry in `meta/_journal.json` {fault}"
            );
            let help = "set `when` of its entry to the time of the migration in milliseconds, later than that of the entry before it";
            return up.refuse(first, message, help);
        }
    };
    let is_last = at + 1 == entries.len();
    let not_later = entries[..at].iter().find(|entry| is_last && entry.time() >= entries[at].time());
    if let Some(later) = not_later {
        let message = format!(
            "drizzle-kit migrate skips this file where `{}` has run, because its `when` is not later",
            later.tag
        );
        let help = format!("set `when` of its entry in `meta/_journal.json` to more than {}", later.time());
        up.refuse(first, message, help);
    } else if own.is_none() {
        refuse_null(up, first, &entries);
    }
}

/// Refuses an entry without a time among others: its row comes first in the descending order in which the program
/// looks for the last one, so that every later run begins with the first entry again.
fn refuse_null(up: &mut Section, first: Span, entries: &[Entry]) {
    if let Some(again) = entries.iter().find(|entry| entry.time() > 0.0) {
        let message = format!(
            "drizzle-kit migrate stops in every run after this file, because it runs `{}` again: `when` of this file's \
             entry in `meta/_journal.json` is null",
            again.tag
        );
        let help = "set `when` of its entry to the time of the migration in milliseconds, later than that of the entry before it";
        up.refuse(first, message, help);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script(name: &str, content: &str, journal: Option<&str>) -> ToolScript {
        let file = ScriptFile::alone(content.as_bytes());
        parse(ScriptFile { name: name.as_bytes(), sidecar: journal.map(str::as_bytes), ..file })
    }

    fn check(name: &str, journal: Option<&str>, expected: Option<&str>) {
        let script = script(name, "select 1;\n", journal);
        let message = script.up.refusal().map(|refusal| refusal.message.as_str());
        assert_eq!(message.is_some(), expected.is_some(), "{message:?}");
        assert!(message.zip(expected).is_none_or(|(message, part)| message.contains(part)), "{message:?}");
    }

    fn journal(entries: &[(&str, u64)]) -> String {
        let entries: Vec<String> =
            entries.iter().map(|(tag, when)| format!("{{\"tag\": \"{tag}\", \"when\": {when}}}")).collect();
        format!("{{\"dialect\": \"postgresql\", \"entries\": [{}]}}", entries.join(","))
    }

    #[test]
    fn the_journal_decides_what_runs() {
        let good = journal(&[("0000_a", 1), ("0001_b", 2)]);
        check("0000_a.sql", Some(&good), None);
        check("0001_b.sql", Some(&good), None);
        check("0002_c.sql", Some(&good), Some("does not list it"));
        check("0000_a.sql", None, Some("without `meta/_journal.json`"));
        check("0000_a.sql", Some("<<<<<<< ours"), Some("cannot read"));
        check("0000_a.sql", Some(&journal(&[("0001_b", 1), ("0000_a", 2)])), None);
        check("0000_a.sql", Some(&journal(&[("0000_a", 1), ("0000_a", 2)])), Some("lists this file twice"));
        check("0001_b.sql", Some(&journal(&[("0000_a", 2), ("0001_b", 1)])), Some("skips this file"));
        let merged = journal(&[("0000_a", 2), ("0001_b", 1), ("0002_c", 3)]);
        check("0001_b.sql", Some(&merged), None);
    }

    #[test]
    fn an_entry_without_a_time_makes_later_runs_begin_again() {
        let null = |entries: [&str; 2]| {
            let [a, b] = entries;
            format!("{{\"entries\": [{{\"tag\": \"0000_a\", \"when\": {a}}}, {{\"tag\": \"0001_b\", \"when\": {b}}}]}}")
        };
        check("0000_a.sql", Some(&null(["null", "2"])), Some("runs `0001_b` again"));
        check("0001_b.sql", Some(&null(["null", "2"])), None);
        check("0001_b.sql", Some(&null(["2", "null"])), Some("skips this file where `0000_a` has run"));
        check("0000_a.sql", Some(&null(["null", "null"])), None);
        check("0001_b.sql", Some(&null(["null", "null"])), Some("skips this file where `0000_a` has run"));
    }

    #[test]
    fn the_time_of_an_entry_is_a_bigint() {
        let check_when = |when: &str, expected: Option<&str>| {
            let journal = format!("{{\"entries\": [{{\"tag\": \"0000_a\"{when}}}]}}");
            check("0000_a.sql", Some(&journal), expected);
        };
        for good in ["1700000000000", "0", "-5", "5.0", "1e12", "9007199254740993", "\"1700000000000\"", "\" 7 \""] {
            check_when(&format!(", \"when\": {good}"), None);
        }
        check_when("", Some("is missing"));
        check_when(", \"when\": null", None);
        for bad in ["5.5", "\"a\"", "\"\"", "true", "{}", "[]", "\"5.5\"", "\"99999999999999999999\""] {
            check_when(&format!(", \"when\": {bad}"), Some("is not a whole number"));
        }
        for bad in ["1e19", "-1e19", "9223372036854775807", "18446744073709551616", "1e300"] {
            check_when(&format!(", \"when\": {bad}"), Some("is too large"));
        }
        check_when(", \"when\": 1e999", Some("cannot read"));
    }

    #[test]
    fn scripts_are_cut_at_breakpoints() {
        let content = "a;--> statement-breakpoint\nb;\nc;--> statement-breakpoint\n";
        let pieces = script("", content, None).up.pieces.expect("pieces");
        let texts: Vec<&str> = pieces.into_iter().map(|span| content[span].trim()).collect();
        assert_eq!(texts, ["a;", "b;\nc;", ""]);
    }
}
