//! Text that only psql understands, in a script that a tool sends through a driver: the server, or the driver, rejects
//! it (recorded answers of each tool in `tests/it/conformance`).

use super::parameters;
use super::script::{Refusal, Section};
use super::transaction::Transaction;
use crate::sql::{self, Kind, TransactionKind, transaction_kind, words};
use crate::text::{Span, lines};
use regex::bytes::Regex;
use std::sync::LazyLock;

/// The facts about a tool's driver.
pub(super) struct Driver {
    /// Name of the tool in messages.
    pub(super) tool: &'static str,
    /// Whether it fails on the rows of `COPY … TO stdout`.
    pub(super) refuses_rows: bool,
    /// Whether bytes that are not UTF-8 fail anywhere in the text, also in comments.
    pub(super) refuses_bytes: bool,
}

/// Help for a statement that needs a transaction block.
const NEEDS_BLOCK: &str = "write `begin;` above and `commit;` below the statements that belong together";

/// Records everything in a section that only psql understands.
pub(super) fn refuse_psql_text(section: &mut Section, content: &[u8], driver: &Driver) {
    let pieces = section.pieces.take();
    let whole = [section.span.clone()];
    let mut found = Vec::new();
    let looks_at_statements = LOOKED_AT.is_match(&content[section.span.clone()]);
    let is_open = section.transaction.is_of_tool();
    // A tool that cuts the text itself sends a piece of several statements as one message.
    let sends_pieces = pieces.is_some() && section.transaction == Transaction::Each;
    let mut block = Block { is_open, is_implicit: false, sends_pieces };
    for piece in pieces.as_deref().unwrap_or(&whole) {
        let mut part = Part { content, span: piece, driver, found: &mut found };
        part.refuse_bytes();
        part.refuse_commands();
        part.refuse_open_string();
        part.refuse_parameters();
        if looks_at_statements {
            part.refuse_statements(&mut block);
        }
    }
    section.pieces = pieces;
    section.refusals.append(&mut found);
    section.refusals.sort_by_key(|refusal| refusal.span.start);
}

/// Words of the statements that are looked at one by one.
static LOOKED_AT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i-u)\b(stdin|stdout|savepoint|release|rollback|chain|lock|declare|concurrently|vacuum)\b")
        .expect("a pattern that compiles")
});

/// The source of a `COPY` with data.
static STDIN: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i-u)\bstdin\b").expect("a pattern that compiles"));

/// The setting that gives a backslash in a string its meaning.
static STRING_SETTING: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i-u)standard_conforming_strings").expect("a pattern that compiles"));

/// A part of a text that the tool sends as one message.
struct Part<'a> {
    content: &'a [u8],
    span: &'a Span,
    driver: &'a Driver,
    found: &'a mut Vec<Refusal>,
}

impl Part<'_> {
    fn refuse(&mut self, span: Span, message: String, help: impl Into<String>) {
        self.found.push(Refusal { span, message, help: help.into(), until: None });
    }

    fn text(&self) -> &[u8] {
        &self.content[self.span.clone()]
    }

    fn refuse_bytes(&mut self) {
        let (tool, start) = (self.driver.tool, self.span.start);
        let blank = self.text().iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        if self.text()[blank..].starts_with("\u{feff}".as_bytes()) {
            self.refuse(
                start + blank..start + blank + 3,
                format!("{tool} sends a byte-order mark to the server, which rejects it"),
                "save the file as UTF-8 without a byte-order mark",
            );
        }
        self.refuse_marks();
        if let Some(at) = memchr::memchr(0, self.text()) {
            self.refuse(
                start + at..start + at + 1,
                format!("{tool} cannot send a NUL byte to the server"),
                "remove the byte",
            );
        }
        let invalid = std::str::from_utf8(self.text()).err().filter(|_| self.driver.refuses_bytes);
        if let Some(at) = invalid.map(|error| start + error.valid_up_to()) {
            self.refuse(
                at..at + 1,
                format!("{tool} refuses a file that is not valid UTF-8"),
                "convert the file to UTF-8 with `iconv`",
            );
        }
    }

    /// A byte-order mark before a later statement, of which it is a part.
    fn refuse_marks(&mut self) {
        let mark = "\u{feff}".as_bytes();
        if memchr::memmem::find(self.text(), mark).is_none() {
            return;
        }
        let mut places = Vec::new();
        sql::visit_statements(self.text(), &mut |span| {
            if span.start > 0 && self.text()[span.clone()].starts_with(mark) {
                places.push(self.span.start + span.start);
            }
        });
        places.retain(|at| self.found.iter().all(|refusal| refusal.span.start != *at));
        for at in places {
            self.refuse(
                at..at + 3,
                "the server takes the byte-order mark before this statement for a part of its first word".to_owned(),
                "remove the three bytes `ef bb bf` before the statement",
            );
        }
    }

    fn refuse_parameters(&mut self) {
        for place in parameters::find(self.text()) {
            let place = self.span.start + place.start..self.span.start + place.end;
            let (message, help) = parameters::refusal(&self.content[place.clone()]);
            self.refuse(place, message, help);
        }
    }

    fn refuse_commands(&mut self) {
        if memchr::memchr(b'\\', self.text()).is_none() {
            return;
        }
        let has_rows = STDIN.is_match(self.text());
        for command in sql::psql_commands(self.text()) {
            let start = self.span.start + command.start;
            let line = &self.content[start..lines::line_end(self.content, start).min(self.span.end)];
            let length = line.iter().position(u8::is_ascii_whitespace).unwrap_or(line.len());
            let name = String::from_utf8_lossy(&line[..length]).into_owned();
            // The end of the data of a COPY, which is refused itself.
            if name == "\\." && has_rows {
                continue;
            }
            let tool = self.driver.tool;
            self.refuse(
                start..start + length,
                format!("{tool} does not know psql's command `{name}` and sends it to the server, which rejects it"),
                "remove the line, or run the file with psql",
            );
        }
    }

    /// The server reads all of a message before it runs a statement that changes how strings are read.
    fn refuse_open_string(&mut self) {
        if !STRING_SETTING.is_match(self.text()) {
            return;
        }
        let Some(last) = sql::tokens(self.text()).last().filter(|last| last.kind == Kind::String) else { return };
        if memchr::memchr_iter(b'\'', &self.text()[last.span.clone()]).count() % 2 == 1 {
            let start = self.span.start + last.span.start;
            self.refuse(
                start..start + last.span.len(),
                format!(
                    "{} sends all statements at once, so that a setting of strings has no effect on them",
                    self.driver.tool
                ),
                "write the string as `E'…'`, or without backslashes",
            );
        }
    }

    fn refuse_statements(&mut self, block: &mut Block) {
        let mut count = 0;
        sql::visit_statements(self.text(), &mut |_| count += 1);
        // A message of several statements is a transaction, though not a transaction block.
        block.is_implicit = count > 1;
        let Part { content, driver, .. } = *self;
        let start = self.span.start;
        let found = &mut *self.found;
        sql::visit_statements(&content[self.span.clone()], &mut |span| {
            let span = start + span.start..start + span.end;
            let refused = refused(&String::from_utf8_lossy(&content[span.clone()]), block, driver);
            if let Some((message, help)) = refused {
                let line = span.start..lines::line_end(content, span.start).min(span.end);
                found.push(Refusal { span: line, message, help: help.to_owned(), until: None });
            }
        });
    }
}

/// The transaction around a statement.
struct Block {
    /// Whether a transaction block is open.
    is_open: bool,
    is_implicit: bool,
    /// Whether a message is a part that the tool has cut from the text.
    sends_pieces: bool,
}

/// The part that the driver, or the server, refuses of a statement, with the text to write instead.
fn refused(statement: &str, block: &mut Block, driver: &Driver) -> Option<(String, &'static str)> {
    let tool = driver.tool;
    let kind = transaction_kind(statement);
    if block.sends_pieces && block.is_implicit && !block.is_open && matches!(kind, TransactionKind::Outside(_)) {
        return Some((
            format!("{tool} sends the statements of this line together, which the server runs in one transaction"),
            "write each statement on a line of its own",
        ));
    }
    let needed = needed_block(statement, kind);
    let is_refused = match needed {
        Some((_, Needed::Explicit)) => !block.is_open,
        Some((_, Needed::Any)) => !block.is_open && !block.is_implicit,
        None => false,
    };
    match kind {
        TransactionKind::Begin => block.is_open = true,
        TransactionKind::End => block.is_open = false,
        TransactionKind::CopyIn => {
            return Some((
                format!("{tool} cannot send the data of `COPY … FROM stdin`"),
                "write the rows as INSERT statements",
            ));
        }
        _ if driver.refuses_rows && copies_to_stdout(statement) => {
            return Some((format!("{tool} cannot receive the rows of `COPY … TO stdout`"), "remove the statement"));
        }
        _ => {}
    }
    let (name, _) = needed.filter(|_| is_refused)?;
    Some((format!("the server rejects `{name}` here: {tool} opens no transaction block for it"), NEEDS_BLOCK))
}

#[derive(Clone, Copy)]
enum Needed {
    /// Also that of a message of several statements.
    Any,
    Explicit,
}

/// The block that `PostgreSQL` wants around a statement (`xact.c`), with the name of the statement.
fn needed_block(statement: &str, kind: TransactionKind) -> Option<(&'static str, Needed)> {
    let first = words(statement).next()?.text.to_ascii_lowercase();
    let has = |keyword: &str| words(statement).any(|word| word.is(keyword));
    Some(match first.as_str() {
        "savepoint" => ("SAVEPOINT", Needed::Explicit),
        "release" => ("RELEASE SAVEPOINT", Needed::Explicit),
        "rollback" if kind == TransactionKind::Inside && has("to") => ("ROLLBACK TO SAVEPOINT", Needed::Explicit),
        "commit" | "end" if kind == TransactionKind::Inside => ("COMMIT AND CHAIN", Needed::Explicit),
        "rollback" | "abort" if kind == TransactionKind::Inside => ("ROLLBACK AND CHAIN", Needed::Explicit),
        "lock" => ("LOCK TABLE", Needed::Any),
        "declare" if !declares_with_hold(statement) => ("DECLARE CURSOR", Needed::Any),
        _ => return None,
    })
}

/// `DECLARE name [options] CURSOR WITH HOLD FOR query`
fn declares_with_hold(statement: &str) -> bool {
    let head: Vec<_> = words(statement).take_while(|word| !word.is("for")).collect();
    head.windows(2).any(|pair| pair[0].is("with") && pair[1].is("hold"))
}

fn copies_to_stdout(statement: &str) -> bool {
    let mut found = words(statement);
    if !found.next().is_some_and(|first| first.is("copy")) {
        return false;
    }
    let mut depth = 0;
    let mut follows_to = false;
    for word in found {
        depth += i32::from(word.text == "(") - i32::from(word.text == ")");
        if depth == 0 && follows_to {
            return word.is("stdout") || word.is("stdin");
        }
        follows_to = depth == 0 && word.is("to");
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::transaction::Transaction;
    use super::*;
    use Transaction::{Each, Message, Whole};

    const STRICT: Driver = Driver { tool: "the tool", refuses_rows: true, refuses_bytes: true };

    fn refusals(content: &[u8], transaction: Transaction) -> Vec<(String, String)> {
        let mut section = Section::new(0..content.len(), transaction);
        refuse_psql_text(&mut section, content, &STRICT);
        let place = |refusal: &Refusal| String::from_utf8_lossy(&content[refusal.span.clone()]).into_owned();
        section.refusals.iter().map(|refusal| (place(refusal), refusal.message.clone())).collect()
    }

    #[track_caller]
    fn refuses(content: impl AsRef<[u8]>, transaction: Transaction, at: &str, message: &str) {
        let found = refusals(content.as_ref(), transaction);
        let (place, said) = found.first().expect("a refusal");
        assert_eq!(place, at);
        assert!(said.contains(message), "{said}");
    }

    #[track_caller]
    fn accepts(content: &str, transaction: Transaction) {
        assert_eq!(refusals(content.as_bytes(), transaction), []);
    }

    #[test]
    fn bytes_that_the_server_rejects_are_refused() {
        refuses("\u{feff}select 1;", Whole, "\u{feff}", "byte-order mark");
        let off = "set standard_conforming_strings = off;\n";
        refuses(format!("{off}select 'it\\'s';"), Message, "';", "all statements at once");
        accepts(&format!("{off}select 'it\\s', 'a''b';"), Message);
        refuses("select 1; -- a\0b", Message, "\0", "NUL byte");
        refuses(b"select 1; -- caf\xe9\n", Whole, "\u{fffd}", "not valid UTF-8");
        accepts("select 'é \u{feff}';", Whole);
        refuses("select 1;\n\u{feff}select 2;", Whole, "\u{feff}", "part of its first word");
        assert_eq!(refusals("\u{feff}select 1;\nselect 2;".as_bytes(), Whole).len(), 1);
    }

    #[test]
    fn commands_of_psql_are_refused() {
        refuses("\\restrict abc\nselect 1;\n\\unrestrict abc\n", Whole, "\\restrict", "psql's command `\\restrict`");
        refuses("select 1;\n\\echo done", Message, "\\echo", "`\\echo`");
        assert_eq!(refusals(b"copy a from stdin;\n1\n\\.\nselect 1;", Whole).len(), 1);
        accepts("select '\\restrict', E'\\'';", Whole);
    }

    #[test]
    fn data_and_rows_of_copy_are_refused() {
        refuses("select 1;\ncopy a from stdin;\n1\n\\.\n", Whole, "copy a from stdin;", "data of `COPY");
        refuses("COPY a (b) FROM STDIN", Message, "COPY a (b) FROM STDIN", "data of `COPY");
        refuses(
            "copy (select a to_b from t) to stdout;",
            Whole,
            "copy (select a to_b from t) to stdout;",
            "rows of `COPY",
        );
        accepts("copy a to '/tmp/stdout';\ncopy a from '/tmp/stdin';\nselect 1 as stdout;", Whole);
    }

    #[test]
    fn statements_need_the_transaction_block_that_the_tool_gives_them() {
        let all = ["savepoint s;", "release s;", "rollback to s;", "commit and chain;", "lock table a;"];
        for statement in all.into_iter().chain(["declare c cursor for select 1;"]) {
            accepts(statement, Whole);
            refuses(statement, Message, statement, "opens no transaction block");
            refuses(statement, Each, statement, "opens no transaction block");
            accepts(&format!("begin;\n{statement}\ncommit;"), Message);
        }
        for statement in &all[..4] {
            refuses(format!("select 1;\n{statement}"), Message, statement, "opens no transaction block");
            refuses(format!("commit;\n{statement}"), Whole, statement, "opens no transaction block");
        }
        accepts("select 1;\nlock table a;\ndeclare c cursor for select 1;", Message);
        accepts("declare c cursor with hold for select 1 for update;", Message);
        accepts("rollback;\nrollback prepared 'x';\ncommit and no chain;", Message);
    }
}
