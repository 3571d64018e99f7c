//! sql-migrate: `<number>_<name>.sql` with `-- +migrate Up` and `-- +migrate Down` (sql-migrate 1.8,
//! `sqlparse/sqlparse.go` and `migrate.go`).
//!
//! The name of the file identifies a migration; files are ordered by the number that they begin with, then by name.
//! Every file is parsed before the first one runs. A statement ends at a line whose last word before a comment ends in
//! a semicolon, whatever quotes it is in, unless it is between `StatementBegin` and `StatementEnd`.

use super::common::COMMON;
use super::cuts;
use super::driver::{Driver, refuse_psql_text};
use super::facts::{Alone, Layout, Name, Order, ReadsFirst, Role, Template};
use super::names::leading_digits;
use super::script::{Refusal, ScriptFile, Section, ToolScript};
use super::tracking::{FoundBy, Tracking};
use super::transaction::Transaction;
use crate::object::literal;
use crate::sql;
use crate::text::{Span, lines};

/// The sql-migrate layout.
pub static SQL_MIGRATE: Layout = Layout {
    id: "sql-migrate",
    tool: "sql-migrate",
    pattern: r"(?-u)^\d+[_-][A-Za-z0-9_-]+\.sql$",
    has_sections: true,
    order: Order::NumberThenName,
    reads_first: ReadsFirst::Statements,
    refuses_name,
    read,
    parse,
    no_transaction_hint: Some("alone in a migration that begins with `-- +migrate Up notransaction`"),
    alone: Alone::Body(("-- +migrate Up notransaction\n", "\n-- +migrate Down notransaction\n")),
    rollback_hint: "add a down migration below `-- +migrate Down`",
    template: Template::One {
        prefix: "",
        separator: "_",
        ending: ".sql",
        body: ("-- +migrate Up\n", "\n-- +migrate Down\n"),
    },
    comment_marks: &["+migrate"],
    // lib/pq asks for it unless a transaction is to be read-only (`conn_go18.go`).
    begin: "BEGIN READ WRITE",
    tracking: Some(&TRACKING),
    statement_marks: Some(("-- +migrate StatementBegin", "-- +migrate StatementEnd")),
    ..COMMON
};

/// `gorp_migrations`, which is named without a schema. The row is part of the transaction of the script.
static TRACKING: Tracking = Tracking {
    table: "gorp_migrations",
    found: FoundBy::SearchPath,
    create: "create table if not exists \"gorp_migrations\" (\"id\" text not null primary key, \
        \"applied_at\" timestamp with time zone)",
    before: None,
    within: Some(|entry| {
        format!("insert into \"gorp_migrations\" (\"id\", \"applied_at\") values ({}, now())", literal(&entry.name))
    }),
    after: None,
    remove: |entry| format!("delete from \"gorp_migrations\" where \"id\" = {}", literal(&entry.name)),
    is_held: false,
    in_schema_file: None,
};

fn read(name: &[u8]) -> Option<Name> {
    let stem = name.strip_suffix(b".sql")?.len();
    let digits = leading_digits(name);
    let version = if digits == 0 { stem } else { digits };
    if digits > 0 && std::str::from_utf8(&name[..digits]).ok()?.parse::<i64>().is_err() {
        return None;
    }
    Some(Name { version: 0..version, stem: 0..stem, role: Role::Up })
}

/// The program panics where it compares a number of more than 63 bits with another (`VersionInt`).
fn refuses_name(name: &[u8]) -> Option<String> {
    let is_sql = name.ends_with(b".sql") && name.len() > ".sql".len();
    (is_sql && read(name).is_none())
        .then(|| "sql-migrate stops with a panic: the number of the file name has more than 63 bits".to_owned())
}

/// The beginning of a mark.
const MARK: &[u8] = b"-- +migrate ";
/// The longest line in bytes (`bufio.MaxScanTokenSize`).
const LONGEST_LINE: usize = 64 << 10;
/// Help for a script without marks.
const HELP: &str = "write `-- +migrate Up` on a line of its own above the statements";
/// Help for a statement without an end.
const END: &str = "end the last statement with `;` at the end of its line, or put `-- +migrate StatementEnd` below it";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Up,
    Down,
}

/// The reader of a script.
#[derive(Default)]
struct Reader {
    part: Option<Part>,
    /// Whether the lines are between `StatementBegin` and `StatementEnd`.
    in_block: bool,
    /// The statement that has begun.
    begun: Option<Span>,
    pieces: [Vec<Span>; 2],
    has_none: [bool; 2],
    /// The places of the first marks.
    marks: [Option<usize>; 2],
    /// The first error, which stops the reader.
    refusals: Vec<Refusal>,
}

fn parse(file: ScriptFile) -> ToolScript {
    let content = file.content;
    let mut reader = Reader::default();
    let all = lines::lines(content).filter(|(span, _)| span.start < content.len());
    for (span, line) in all {
        if !reader.line(content, &span, line) {
            break;
        }
    }
    reader.end(content);
    let mut script = reader.script(content);
    script.up.refuses_ended = script.up.transaction == Transaction::Whole;
    for section in std::iter::once(&mut script.up).chain(&mut script.down) {
        section.replaced = cuts::ends(content, section.pieces.as_deref().unwrap_or_default());
    }
    refuse_cuts(&mut script.up, content);
    if script.up.refusals.is_empty() {
        refuse_psql_text(&mut script.up, content, &DRIVER);
    } else {
        script.up.pieces = None;
    }
    script
}

/// Its driver is lib/pq.
const DRIVER: Driver = Driver { tool: "sql-migrate", refuses_rows: true, refuses_bytes: false };

fn first_line(content: &[u8], start: usize) -> Span {
    start..content[start..lines::line_end(content, start)].trim_ascii_end().len() + start
}

impl Reader {
    fn refuse(&mut self, span: Span, message: &str, help: &str) {
        self.refusals.push(Refusal { span, message: message.to_owned(), help: help.to_owned(), until: None });
    }

    /// Reads a line; false if sql-migrate stops there.
    fn line(&mut self, content: &[u8], span: &Span, line: &[u8]) -> bool {
        if span.len() >= LONGEST_LINE {
            self.refuse(
                first_line(content, span.start),
                "sql-migrate refuses a line of 64 KiB or more",
                "break the line",
            );
            return false;
        }
        if line.starts_with(b"-- ") && !line.starts_with(b"-- +") {
            // It is not sent, which changes nothing but strings.
            return true;
        }
        if line.starts_with(MARK) {
            return self.mark(content, span, line);
        }
        let Some(part) = self.part else { return true };
        let begun = self.begun.get_or_insert(span.clone());
        begun.end = span.end;
        let ends = !self.in_block && ends_with_semicolon(line);
        if ends {
            self.cut(part);
        }
        true
    }

    fn mark(&mut self, content: &[u8], span: &Span, line: &[u8]) -> bool {
        let words = String::from_utf8_lossy(&line[MARK.len()..]).into_owned();
        let mut words = words.split_whitespace();
        let Some(word) = words.next() else {
            self.refuse(first_line(content, span.start), "sql-migrate refuses a mark without a word", HELP);
            return false;
        };
        match word {
            "Up" | "Down" => {
                if self.begun_text(content) {
                    self.refuse(
                        first_line(content, span.start),
                        "sql-migrate refuses a statement without an end above a mark",
                        END,
                    );
                    return false;
                }
                self.begun = None;
                let part = if word == "Up" { Part::Up } else { Part::Down };
                self.part = Some(part);
                self.marks[part as usize].get_or_insert(span.start);
                self.has_none[part as usize] |= words.any(|option| option == "notransaction");
            }
            "StatementBegin" if self.part.is_some() => self.in_block = true,
            "StatementEnd" => {
                if let Some(part) = self.part.filter(|_| self.in_block) {
                    self.in_block = false;
                    self.cut(part);
                }
            }
            _ => {}
        }
        true
    }

    /// Whether a statement with text has begun.
    fn begun_text(&self, content: &[u8]) -> bool {
        self.begun.as_ref().is_some_and(|span| !content[span.clone()].trim_ascii().is_empty())
    }

    fn cut(&mut self, part: Part) {
        self.pieces[part as usize].extend(self.begun.take());
    }

    fn end(&mut self, content: &[u8]) {
        if !self.refusals.is_empty() {
            return;
        }
        let last = || first_line(content, lines::line_start(content, content.trim_ascii_end().len().saturating_sub(1)));
        if self.in_block {
            self.refuse(
                last(),
                "sql-migrate refuses `-- +migrate StatementBegin` without `-- +migrate StatementEnd`",
                END,
            );
        } else if self.begun_text(content) {
            self.refuse(last(), "sql-migrate refuses a last statement without an end", END);
        } else if self.marks == [None, None] {
            let help = HELP;
            self.refuse(first_line(content, 0), "sql-migrate refuses a migration without `-- +migrate Up`", help);
        }
    }

    fn script(mut self, content: &[u8]) -> ToolScript {
        let [up_mark, down_mark] = self.marks;
        let (up_start, down_start) = (up_mark.unwrap_or(0), down_mark.unwrap_or(content.len()));
        let up_span = if up_start <= down_start { up_start..down_start } else { up_start..content.len() };
        // Several sections of one direction are one.
        let last = self.pieces[Part::Up as usize].last().map_or(0, |piece| piece.end);
        let mut up = self.section(Part::Up, up_span.start..up_span.end.max(last));
        up.refusals = std::mem::take(&mut self.refusals);
        let down = down_mark.map(|start| {
            let end = if start < up_start { up_start } else { content.len() };
            let last = self.pieces[Part::Down as usize].last().map_or(0, |piece| piece.end);
            self.section(Part::Down, start..end.max(last))
        });
        ToolScript { up, down }
    }

    fn section(&mut self, part: Part, span: Span) -> Section {
        let transaction = if self.has_none[part as usize] { Transaction::Each } else { Transaction::Whole };
        let mut section = Section::new(span, transaction);
        section.pieces = Some(std::mem::take(&mut self.pieces[part as usize]));
        section
    }
}

/// Refuses the first statement that is cut, where nothing else is refused.
fn refuse_cuts(section: &mut Section, content: &[u8]) {
    if !section.refusals.is_empty() {
        return;
    }
    let ends: Vec<usize> = section.pieces.iter().flatten().map(|piece| piece.end).collect();
    let start = section.span.start;
    let spliced = section.spliced(content).map(|spliced| spliced.text);
    let content = spliced.as_deref().unwrap_or(content);
    let cut = sql::statements(&content[section.span.clone()]).into_iter().find_map(|statement| {
        let statement = start + statement.start..start + statement.end;
        let within = ends[ends.partition_point(|end| *end <= statement.start)..].first().copied()?;
        let is_cut = within < statement.end
            && content[within..statement.end].iter().any(|byte| !byte.is_ascii_whitespace() && *byte != b';');
        is_cut.then_some(within)
    });
    if let Some(end) = cut {
        section.refuse(
            first_line(content, lines::line_start(content, end.saturating_sub(1))),
            "sql-migrate cuts the statement after this line, which ends in a semicolon",
            "write `-- +migrate StatementBegin` above the statement and `-- +migrate StatementEnd` below it",
        );
    }
}

/// Whether the last word before a comment ends in a semicolon.
fn ends_with_semicolon(line: &[u8]) -> bool {
    let line = String::from_utf8_lossy(line);
    let last = line.split_whitespace().take_while(|word| !word.starts_with("--")).last();
    last.is_some_and(|word| word.ends_with(';'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pieces of the up section, and the beginning of the refusal.
    fn check(content: &str, pieces: &[&str], refusal: Option<&str>) {
        let script = parse(ScriptFile::alone(content.as_bytes()));
        let found: Vec<&str> = script.up.pieces.iter().flatten().map(|span| content[span.clone()].trim()).collect();
        assert_eq!(found, pieces, "{content}");
        let message = script.up.refusal().map(|refusal| refusal.message.as_str());
        assert_eq!(message.is_some(), refusal.is_some(), "{content}: {message:?}");
        assert!(message.zip(refusal).is_none_or(|(message, part)| message.contains(part)), "{content}: {message:?}");
    }

    #[test]
    fn statements_are_cut_at_the_ends_of_lines() {
        check("-- +migrate Up\na;\nb\nc; -- d\n-- +migrate Down\ne;\n", &["a;", "b\nc; -- d"], None);
        check("-- +migrate Up\na; b;\n", &["a; b;"], None);
        check("x;\n-- +migrate Up\na;\n", &["a;"], None);
        let block = "-- +migrate Up\n-- +migrate StatementBegin\na;\nb;\n-- +migrate StatementEnd\nc;\n";
        check(block, &["a;\nb;", "c;"], None);
        let open =
            "-- +migrate Up\n-- +migrate StatementBegin\na;\nb\n-- +migrate StatementEnd\nc;\n-- +migrate Down\nd;\n";
        check(open, &["a;\nb", "c;"], None);
        check("-- +migrate Up\na;\n-- +migrate Down\n-- +migrate Up\nb;\n", &["a;", "b;"], None);
    }

    #[test]
    fn sql_migrate_refuses_other_scripts() {
        for (content, message) in [
            ("", "without `-- +migrate Up`"),
            ("select 1;\n", "without `-- +migrate Up`"),
            (" -- +migrate Up\nselect 1;\n", "without `-- +migrate Up`"),
            ("--  +migrate Up\nselect 1;\n", "without `-- +migrate Up`"),
        ] {
            check(content, &[], Some(message));
        }
        check("-- +migrate Up\na\n", &[], Some("without an end"));
        check("-- +migrate Up\ndo $$ begin\na;\nend $$;\n", &[], Some("cuts the statement"));
        check("-- +migrate Up\nselect 'a;\nb';\n", &[], Some("cuts the statement"));
        check("-- +migrate Up\na\n-- +migrate Down\n", &[], Some("without an end"));
        check("-- +migrate Up\n-- +migrate StatementBegin\na;\n", &[], Some("StatementBegin"));
    }

    #[test]
    fn an_option_turns_the_transaction_off() {
        let of = |line: &str| parse(ScriptFile::alone(format!("{line}\na;\n").as_bytes())).up.transaction;
        assert_eq!(of("-- +migrate Up notransaction"), Transaction::Each);
        assert_eq!(of("-- +migrate Up"), Transaction::Whole);
        assert_eq!(of("-- +migrate Up NOTRANSACTION"), Transaction::Whole);
    }
}
