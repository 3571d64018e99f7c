//! node-pg-migrate: `<version>_<name>.sql` with `-- Up Migration` and `-- Down Migration`.
//!
//! Marks are looked for in the text, also in strings, in any case. What is above the first mark does not run. Without
//! an up mark the whole file is the up migration, its down part too (node-pg-migrate 9, `src/sqlMigration.ts`). All
//! pending migrations run in one transaction, unless `--no-single-transaction` gives each its own; each is one message
//! (`src/runner.ts`). `pgmigrations.name` is the name without its ending. Every file of the folder is loaded whose name
//! does not begin with a dot; `.up.sql` and `.down.sql` are migrations like others (`src/migrationLoader.ts`).

use super::common::COMMON;
use super::driver::{Driver, refuse_psql_text};
use super::facts::{Endings, Layout, Name, Order, Role, Template};
use super::names::{leading_digits, with_ending};
use super::script::{ScriptFile, Section, ToolScript};
use super::tool_settings::{ConfigFile, Values};
use super::tracking::{Entry, FoundBy, Tracking};
use super::transaction::Transaction;
use crate::sql::{self, Kind};
use crate::text::lines;
use regex::bytes::Regex;
use std::sync::LazyLock;

/// The node-pg-migrate layout.
pub static NODE_PG_MIGRATE: Layout = Layout {
    id: "node-pg-migrate",
    tool: "node-pg-migrate",
    pattern: r"(?-u)^(\d{13}|\d{14}|\d{17})[_-][A-Za-z0-9_-]+\.sql$",
    has_sections: true,
    order: Order::TimeThenName,
    endings: Endings::SqlAndCode,
    refuses_name,
    config: Some(ConfigFile {
        places: &["package.json"],
        read: |_, content| Ok(read_package(content)),
        is_about: |_, _, _| true,
    }),
    read,
    parse,
    rollback_hint: "add a down migration below `-- Down Migration`",
    template: Template::One {
        prefix: "",
        separator: "_",
        ending: ".sql",
        body: ("-- Up Migration\n", "\n-- Down Migration\n"),
    },
    comment_marks: &["up migration", "down migration"],
    tracking: Some(&TRACKING),
    ..COMMON
};

/// `public.pgmigrations` (node-pg-migrate, `src/runner.ts` and `src/migration.ts`).
static TRACKING: Tracking = Tracking {
    table: "pgmigrations",
    found: FoundBy::Schema("public"),
    create: "CREATE TABLE IF NOT EXISTS \"public\".\"pgmigrations\" (id SERIAL PRIMARY KEY, name varchar(255) NOT NULL, \
        run_on timestamp NOT NULL)",
    before: None,
    within: Some(|entry| {
        format!("INSERT INTO \"public\".\"pgmigrations\" (name, run_on) VALUES ('{}', NOW())", key(entry))
    }),
    after: None,
    remove: |entry| format!("DELETE FROM \"public\".\"pgmigrations\" WHERE name='{}'", key(entry)),
    is_held: false,
    in_schema_file: None,
};

/// The name without its ending, which the tool does not quote.
fn key<'a>(entry: &'a Entry<'_>) -> &'a str {
    entry.name.strip_suffix(".sql").unwrap_or(&entry.name)
}

fn read(name: &[u8]) -> Option<Name> {
    let digits = leading_digits(name);
    let endings = [(".up.sql", Role::Up), (".sql", Role::Up), (".SQL", Role::Up)];
    if digits == 0 { None } else { with_ending(name, digits, &endings) }
}

/// Endings of files that are loaded.
const LOADED: [&[u8]; 8] = [b".sql", b".SQL", b".js", b".ts", b".cjs", b".mjs", b".cts", b".mts"];

fn refuses_name(name: &[u8]) -> Option<String> {
    let is_loaded = LOADED.iter().any(|ending| name.ends_with(ending));
    match name.first() {
        None | Some(b'.') => None,
        Some(first) if !first.is_ascii_digit() => Some(
            "node-pg-migrate refuses all migrations: the name of this file does not begin with a number".to_owned(),
        ),
        Some(_) if !is_loaded => {
            Some("node-pg-migrate refuses all migrations: it cannot load a file with this ending".to_owned())
        }
        Some(_) => None,
    }
}

/// Whether a script of `package.json` gives each migration its own transaction.
fn read_package(content: &[u8]) -> Values {
    static EACH: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"--no-single-transaction|--single-transaction[ =]false").expect("a pattern that compiles")
    });
    let each = EACH.is_match(content).then(|| (SINGLE.to_owned(), "false".to_owned()));
    each.into_iter().collect()
}

const SINGLE: &str = "single-transaction";

/// Its driver.
const DRIVER: Driver = Driver { tool: "node-pg-migrate", refuses_rows: false, refuses_bytes: false };

static UP: LazyLock<Regex> = LazyLock::new(|| mark("up"));
static DOWN: LazyLock<Regex> = LazyLock::new(|| mark("down"));

fn mark(direction: &str) -> Regex {
    // The ends of lines and the white space of JavaScript.
    let pattern = format!(
        r"(?i)(?:\A|[\n\r\u{{2028}}\u{{2029}}])([\s\u{{feff}}]*--[\s\u{{feff}}-]*{direction}[\s\u{{feff}}]+migration)"
    );
    Regex::new(&pattern).expect("a pattern that compiles")
}

fn parse(file: ScriptFile) -> ToolScript {
    let content = file.content;
    let find = |pattern: &Regex| pattern.captures(content)?.get(1).map(|found| found.start());
    let (up, down) = (find(&UP), find(&DOWN));
    // Without an up mark all of the file runs, and what is a part of a statement is not meant as a mark.
    let down = down.filter(|down| up.is_some() || !is_inside_text(content, *down));
    let up_span = match (up, down) {
        (None, _) => 0..content.len(),
        (Some(up), Some(down)) if down > up => up..down,
        (Some(up), _) => up..content.len(),
    };
    let is_apart = file.settings.own.get(SINGLE).is_some_and(|value| value == "false");
    let mut section = Section::new(up_span.clone(), if is_apart { Transaction::Whole } else { Transaction::Shared });
    if file.name.ends_with(b".down.sql") {
        section.refuse(
            line(content, 0),
            "node-pg-migrate runs this file as a migration of its own, before the one that it reverts",
            "move its statements below `-- Down Migration` in the file that they revert",
        );
    }
    if let (None, Some(down)) = (up, down) {
        section.refuse(
            line(content, down),
            "node-pg-migrate runs the down migration with the rest, because there is no `-- Up Migration`",
            "write `-- Up Migration` on a line of its own above the statements",
        );
    }
    let above = &content[..up_span.start];
    if let Some(start) =
        sql::statements(above).first().map(|span| span.start).filter(|_| down.is_none_or(|down| down > up_span.start))
    {
        section.refuse(
            line(content, start),
            "node-pg-migrate never runs what is above `-- Up Migration`",
            "move it below `-- Up Migration`",
        );
    }
    refuse_psql_text(&mut section, content, &DRIVER);
    let down = down.map(|down| {
        let end = up.filter(|up| *up > down).unwrap_or(content.len());
        Section::new(down..end, Transaction::Whole)
    });
    ToolScript { up: section, down }
}

/// Whether a position is in a string, a function body or a block comment.
fn is_inside_text(content: &[u8], at: usize) -> bool {
    let within = sql::tokens(content).find(|token| token.span.end > at).filter(|token| token.span.start < at);
    within.is_some_and(|token| match token.kind {
        Kind::String | Kind::DollarString | Kind::QuotedName => true,
        Kind::Comment => content[token.span.start..].starts_with(b"/*"),
        _ => false,
    })
}

/// The line at a position.
fn line(content: &[u8], start: usize) -> crate::text::Span {
    let start = start + content[start..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    start..content[start..lines::line_end(content, start)].trim_ascii_end().len() + start
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(content: &str, up: &str, down: Option<&str>, refusal: Option<&str>) {
        let script = parse(ScriptFile::alone(content.as_bytes()));
        let text = |section: &Section| content[section.span.clone()].trim().to_owned();
        assert_eq!(text(&script.up), up, "{content}");
        assert_eq!(script.down.as_ref().map(text).as_deref(), down, "{content}");
        let message = script.up.refusal().map(|refusal| refusal.message.as_str());
        assert_eq!(message.is_some(), refusal.is_some(), "{content}: {message:?}");
        assert!(message.zip(refusal).is_none_or(|(message, part)| message.contains(part)), "{content}: {message:?}");
    }

    #[test]
    fn marks_are_found_as_node_pg_migrate_finds_them() {
        check("-- Up Migration\na;\n-- Down Migration\nb;", "-- Up Migration\na;", Some("-- Down Migration\nb;"), None);
        check(
            "--up  migration x\na;\n  ---- DOWN MIGRATION\nb;",
            "--up  migration x\na;",
            Some("---- DOWN MIGRATION\nb;"),
            None,
        );
        check("-- Down Migration\nb;\n-- Up Migration\na;", "-- Up Migration\na;", Some("-- Down Migration\nb;"), None);
        check("a;", "a;", None, None);
        check("-- why\n-- Up Migration\na;", "-- Up Migration\na;", None, None);
    }

    #[test]
    fn what_would_run_or_be_lost_by_mistake_is_refused() {
        check(
            "a;\n-- Down Migration\nb;",
            "a;\n-- Down Migration\nb;",
            Some("-- Down Migration\nb;"),
            Some("runs the down"),
        );
        check("a;\n-- Up Migration\nb;", "-- Up Migration\nb;", None, Some("never runs"));
        // Without an up mark all of it runs, and the mark in a body or a comment is only text.
        for (start, end) in [("do $$ begin\n", "\nend $$;"), ("/*\n", "\n*/"), ("select '\n", "';")] {
            let content = format!("{start}-- Down Migration{end}");
            check(&content, &content, None, None);
        }
    }
}
