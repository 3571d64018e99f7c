//! node-pg-migrate: `<version>_<name>.sql` with `-- Up Migration` and `-- Down Migration`.
//!
//! Marks are looked for in the text, also in strings, in any case. What is above the first mark does not run. Without
//! an up mark the whole file is the up migration, its down part too (node-pg-migrate 9, `src/sqlMigration.ts`). All
//! pending migrations run in one transaction; `pgmigrations.name` is the name without its ending.

use super::common::COMMON;
use super::facts::{Layout, Name, Order, Role, Template};
use super::names::{leading_digits, with_ending};
use super::script::{ScriptFile, Section, ToolScript};
use super::tracking::{Entry, FoundBy, Tracking};
use super::transaction::Transaction;
use crate::object::literal;
use crate::text::lines;
use regex::bytes::Regex;
use std::sync::LazyLock;

/// The node-pg-migrate layout.
pub static NODE_PG_MIGRATE: Layout = Layout {
    id: "node-pg-migrate",
    tool: "node-pg-migrate",
    pattern: r"(?-u)^(\d{13}|\d{14}|\d{17})[_-][A-Za-z0-9_-]+\.sql$",
    has_sections: true,
    order: Order::NumberThenName,
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
        format!("INSERT INTO \"public\".\"pgmigrations\" (name, run_on) VALUES ({}, NOW())", literal(key(entry)))
    }),
    after: None,
    remove: |entry| format!("DELETE FROM \"public\".\"pgmigrations\" WHERE name = {}", literal(key(entry))),
    is_held: false,
    in_schema_file: None,
};

/// The name without its ending.
fn key<'a>(entry: &'a Entry<'_>) -> &'a str {
    entry.name.strip_suffix(".sql").unwrap_or(&entry.name)
}

fn read(name: &[u8]) -> Option<Name> {
    let digits = leading_digits(name);
    let endings = [(".up.sql", Role::Up), (".down.sql", Role::Down), (".sql", Role::Up)];
    if digits == 0 { None } else { with_ending(name, digits, &endings) }
}

static UP: LazyLock<Regex> = LazyLock::new(|| mark("up"));
static DOWN: LazyLock<Regex> = LazyLock::new(|| mark("down"));

fn mark(direction: &str) -> Regex {
    Regex::new(&format!(r"(?im)^\s*--[\s-]*{direction}\s+migration")).expect("a pattern that compiles")
}

fn parse(file: ScriptFile) -> ToolScript {
    let content = file.content;
    let find = |pattern: &Regex| pattern.find(content).map(|found| found.start());
    let (up, down) = (find(&UP), find(&DOWN));
    let up_span = match (up, down) {
        (None, _) => 0..content.len(),
        (Some(up), Some(down)) if down > up => up..down,
        (Some(up), _) => up..content.len(),
    };
    let mut section = Section::new(up_span.clone(), Transaction::Whole);
    if let (None, Some(down)) = (up, down) {
        section.refuse(
            line(content, down),
            "node-pg-migrate runs the down migration with the rest, because there is no `-- Up Migration`",
            "write `-- Up Migration` on a line of its own above the statements",
        );
    }
    let above = &content[..up_span.start];
    if let Some(start) = crate::sql::statements(above)
        .first()
        .map(|span| span.start)
        .filter(|_| down.is_none_or(|down| down > up_span.start))
    {
        section.refuse(
            line(content, start),
            "node-pg-migrate never runs what is above `-- Up Migration`",
            "move it below `-- Up Migration`",
        );
    }
    let down = down.map(|down| {
        let end = up.filter(|up| *up > down).unwrap_or(content.len());
        Section::new(down..end, Transaction::Whole)
    });
    ToolScript { up: section, down }
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
    }
}
