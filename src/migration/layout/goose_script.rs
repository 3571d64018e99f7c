//! A script as goose reads it: line by line, once for each direction (goose 3.27, `internal/sqlparser/parser.go`).
//!
//! A statement ends at a line whose last word before a comment ends in a semicolon, also inside quotes and function
//! bodies, unless it is between `-- +goose StatementBegin` and `-- +goose StatementEnd`. Everything else that looks
//! like a mark is an error.

use super::cuts::{cut_part, ends};
use super::driver::{Driver, refuse_psql_text};
use super::interpolation::{self, Problem};
use super::script::{Refusal, Replaced, ScriptFile, Section, ToolScript};
use super::tool_settings::Values;
use super::transaction::{LeftOpen, Transaction};
use crate::text::{Span, Spliced, lines};

/// Comments above a statement are not sent, so that bytes in them do no harm.
const DRIVER: Driver = Driver { tool: "goose", refuses_rows: false, refuses_bytes: true };

/// The longest line in bytes (`scanBufSize`).
const LONGEST_LINE: usize = 4 << 20;

/// Help for errors of the marks themselves.
const MARKS: &str = "write `-- +goose Up` above the statements and `-- +goose Down` above the down migration, \
    each on a line of its own";

/// Parses a script for both directions.
pub(super) fn parse(file: ScriptFile) -> ToolScript {
    let (up, down) = (read(&file, Part::Up), read(&file, Part::Down));
    let at = up.down_at.unwrap_or(file.content.len());
    ToolScript { down: up.down_at.map(|at| down.section(at..file.content.len())), up: up.section(0..at) }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Up,
    Down,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Start,
    In(Part),
    /// After `StatementBegin`.
    Block(Part),
    /// At `StatementEnd`.
    BlockEnd(Part),
}

/// A mark of goose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Up,
    Down,
    StatementBegin,
    StatementEnd,
    NoTransaction,
    EnvSub,
    NoEnvSub,
}

const MARK_NAMES: [(&str, Mark); 7] = [
    ("Up", Mark::Up),
    ("Down", Mark::Down),
    ("StatementBegin", Mark::StatementBegin),
    ("StatementEnd", Mark::StatementEnd),
    ("NO TRANSACTION", Mark::NoTransaction),
    ("ENVSUB ON", Mark::EnvSub),
    ("ENVSUB OFF", Mark::NoEnvSub),
];

/// The state of a reader that collects the statements of one direction.
struct Reader<'c> {
    content: &'c [u8],
    wanted: Part,
    state: State,
    has_transaction: bool,
    /// Values of the variables that are replaced.
    values: &'c Values,
    /// Whether variables are replaced here.
    replaces: bool,
    replaced: Vec<Replaced>,
    /// The statement that has begun: from its first line to its last.
    begun: Option<Span>,
    pieces: Vec<Span>,
    /// The line of the `Down` mark.
    down_at: Option<usize>,
    refusals: Vec<Refusal>,
}

/// Reads until the end or until goose stops.
fn read<'c>(file: &ScriptFile<'c>, wanted: Part) -> Reader<'c> {
    let content = file.content;
    let mut reader = Reader {
        content,
        wanted,
        state: State::Start,
        has_transaction: true,
        values: &file.settings.variables,
        replaces: false,
        replaced: Vec::new(),
        begun: None,
        pieces: Vec::new(),
        down_at: None,
        refusals: Vec::new(),
    };
    let stopped = lines::lines(content)
        // A newline at the end of the file begins no line.
        .filter(|(span, _)| span.start < content.len())
        .find_map(|(span, line)| reader.line(&span, &String::from_utf8_lossy(line)).err());
    if let Some(refusal) = stopped.or_else(|| reader.end().err()) {
        reader.refusals.push(refusal);
    }
    reader.cut_statement();
    reader
}

fn refusal(span: &Span, message: &str, help: &str) -> Refusal {
    Refusal { span: span.clone(), message: message.to_owned(), help: help.to_owned(), until: None }
}

impl Reader<'_> {
    fn line(&mut self, span: &Span, line: &str) -> Result<(), Refusal> {
        if span.len() >= LONGEST_LINE {
            return Err(refusal(span, "goose refuses a line of 4 MiB or more", "break the line"));
        }
        let trimmed = line.trim();
        if self.state == State::Start && trimmed.is_empty() {
            return Ok(());
        }
        if trimmed.starts_with("--") && line.contains("+goose") && self.mark(mark(span, line)?, span)? {
            return Ok(());
        }
        if self.begun.is_none() && (trimmed.starts_with("--") || line.is_empty()) {
            return Ok(());
        }
        self.text(span, line)
    }

    /// Moves on at a mark. Returns false at the one line that also ends a statement.
    fn mark(&mut self, mark: Mark, span: &Span) -> Result<bool, Refusal> {
        self.state = match (mark, self.state) {
            (Mark::Up, State::Start) => State::In(Part::Up),
            (Mark::Up, _) => return Err(refusal(span, "goose refuses a second `-- +goose Up`", MARKS)),
            (Mark::Down, State::In(Part::Up) | State::BlockEnd(Part::Up)) => {
                self.unfinished()?;
                self.down_at = Some(span.start);
                State::In(Part::Down)
            }
            (Mark::Down, _) => return Err(refusal(span, "goose refuses `-- +goose Down` here", MARKS)),
            (Mark::StatementBegin, State::In(part) | State::BlockEnd(part)) => State::Block(part),
            (Mark::StatementBegin, _) => {
                let help = "close the block above with `-- +goose StatementEnd`, and begin with `-- +goose Up`";
                return Err(refusal(span, "goose refuses `-- +goose StatementBegin` here", help));
            }
            (Mark::StatementEnd, State::Block(part)) => State::BlockEnd(part),
            (Mark::StatementEnd, _) => {
                let help = "remove it, or write `-- +goose StatementBegin` above the statement";
                return Err(refusal(span, "goose refuses `-- +goose StatementEnd` without its begin", help));
            }
            (Mark::NoTransaction, state) => {
                self.has_transaction = false;
                state
            }
            (Mark::EnvSub | Mark::NoEnvSub, state) => {
                self.replaces = mark == Mark::EnvSub;
                state
            }
        };
        Ok(mark != Mark::StatementEnd)
    }

    /// Adds a line to the statement, and ends the statement where goose does.
    fn text(&mut self, span: &Span, line: &str) -> Result<(), Refusal> {
        let is_block_end = matches!(self.state, State::BlockEnd(_));
        let line = if self.replaces && !is_block_end { &*self.replace(span, line)? } else { line };
        let (part, is_end) = match self.state {
            State::Start => {
                return Err(refusal(span, "goose refuses text above `-- +goose Up` that is not a line comment", MARKS));
            }
            State::In(part) => (part, ends_in_semicolon(line)),
            State::Block(part) => (part, false),
            State::BlockEnd(part) => (part, true),
        };
        if part != self.wanted {
            self.begun = None;
            // The block of the other direction ends with its next statement.
            return Ok(());
        }
        if !is_block_end {
            let start = self.begun.as_ref().map_or(span.start, |begun| begun.start);
            self.begun = Some(start..span.end);
        }
        if is_end {
            self.pieces.extend(self.begun.take());
            self.state = State::In(part);
        }
        Ok(())
    }

    /// The line with its variables replaced.
    fn replace(&mut self, span: &Span, line: &str) -> Result<String, Refusal> {
        let place = |part: &Span| span.start + part.start..span.start + part.end;
        let parts = interpolation::parts(line, self.values).map_err(|problem| match problem {
            Problem::Syntax(at) => refusal(
                &place(&(at..line.len())),
                "goose refuses this text below `-- +goose ENVSUB ON`",
                "write a variable as `$NAME` or `${NAME:-default}` and a dollar sign as `$$`, or write \
                 `-- +goose ENVSUB OFF` above the line",
            ),
            Problem::Unknown(at, name) => refusal(
                &place(&at),
                &format!("goose takes `{name}` from its environment, and tidegate has no value for it"),
                &format!(
                    "give it a value in tidegate.toml: `[replay]` and `variables = {{ {name} = \"value\" }}`; or write \
                     a default: `${{{name}:-value}}`"
                ),
            ),
        })?;
        let mut replaced = line.to_owned();
        for (part, by) in parts.iter().rev() {
            replaced.replace_range(part.clone(), by);
        }
        let parts = parts.into_iter().map(|(part, by)| Replaced { span: place(&part), by: by.into_bytes() });
        self.replaced.extend(parts);
        Ok(replaced)
    }

    fn end(&self) -> Result<(), Refusal> {
        let all = 0..lines::line_end(self.content, 0);
        match self.state {
            State::Start => Err(refusal(&all, "goose refuses a migration without `-- +goose Up`", MARKS)),
            State::Block(_) => {
                let at = self.begun.clone().unwrap_or(all);
                let help = "write `-- +goose StatementEnd` below the statement";
                Err(refusal(&at, "goose refuses `-- +goose StatementBegin` without its end", help))
            }
            State::In(_) | State::BlockEnd(_) => self.unfinished(),
        }
    }

    /// Fails for a statement that no semicolon ends.
    fn unfinished(&self) -> Result<(), Refusal> {
        let Some(begun) = &self.begun else { return Ok(()) };
        let text = self.content[begun.clone()].trim_ascii();
        if text.is_empty() {
            return Ok(());
        }
        let help = "end the statement with a semicolon at the end of a line; \
            move a comment after the last statement above it";
        Err(refusal(begun, "goose refuses a statement that does not end in a semicolon at the end of a line", help))
    }

    /// Refuses the first statement that goose would send in pieces, which the server rejects.
    fn cut_statement(&mut self) {
        self.replaced.extend(ends(self.content, &self.pieces));
        self.replaced.sort_by_key(|part| part.span.start);
        let spliced = Spliced::new(self.content, self.replaced.iter().map(|part| (&part.span, &part.by[..])));
        for piece in &mut self.pieces {
            *piece = spliced.new_span(piece);
        }
        let Some(piece) = cut_part(&spliced.text, &self.pieces) else { return };
        let line = lines::line_start(&spliced.text, piece.end);
        let at = line + memchr::memrchr(b';', &spliced.text[line..piece.end]).unwrap_or(0);
        let message = "goose ends the statement at this semicolon because it is at the end of a line";
        let help = "add `-- +goose StatementBegin` above the statement and `-- +goose StatementEnd` below it";
        self.refusals.insert(0, refusal(&spliced.old_span(&(at..at + 1)), message, help));
    }

    fn section(self, span: Span) -> Section {
        let transaction = if self.has_transaction { Transaction::Whole } else { Transaction::Each };
        let (pieces, replaced, refusals) = (Some(self.pieces), self.replaced, self.refusals);
        let mut section = Section { pieces, replaced, refusals, ..Section::new(span, transaction) };
        section.left_open = LeftOpen::Kept;
        refuse_psql_text(&mut section, self.content, &DRIVER);
        section
    }
}

/// Reads a line that mentions `+goose` in a comment.
fn mark(span: &Span, line: &str) -> Result<Mark, Refusal> {
    let help = "remove the mark, or write one of `Up`, `Down`, `StatementBegin`, `StatementEnd`, `NO TRANSACTION`, \
        `ENVSUB ON` and `ENVSUB OFF` after `-- +goose`, at the beginning of a line";
    if line.starts_with([' ', '\t']) {
        return Err(refusal(span, "goose refuses a mark that does not begin its line", help));
    }
    let name = line.replace("--", "").replacen("+goose", "", 1);
    let known = MARK_NAMES.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name.trim()));
    known.map(|(_, mark)| mark).ok_or_else(|| refusal(span, "goose refuses a mark that it does not know", help))
}

/// Whether the last word before a comment ends in a semicolon (`endsWithSemicolon`).
fn ends_in_semicolon(line: &str) -> bool {
    let words = line.split_whitespace().take_while(|word| !word.starts_with("--"));
    words.last().is_some_and(|word| word.ends_with(';'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text<'a>(content: &'a str, section: &Section) -> Vec<&'a str> {
        section.pieces.iter().flatten().map(|piece| &content[piece.clone()]).collect()
    }

    fn check(content: &str, up: &[&str], down: &[&str]) {
        let script = parse(ScriptFile::alone(content.as_bytes()));
        assert_eq!(script.up.refusals, [], "{content}");
        assert_eq!(text(content, &script.up), up, "{content}");
        assert_eq!(script.down.map(|down| text(content, &down)).unwrap_or_default(), down, "{content}");
    }

    fn refuses(content: &str, at: &str, message: &str) {
        let script = parse(ScriptFile::alone(content.as_bytes()));
        let refusal = script.up.refusals.first().unwrap_or_else(|| panic!("{content} is accepted"));
        assert!(refusal.message.contains(message), "{content}: {}", refusal.message);
        assert_eq!(&content[refusal.span.clone()], at, "{content}");
    }

    #[test]
    fn statements_end_at_a_semicolon_at_the_end_of_a_line() {
        check("-- +goose Up\na;\nb\n  c; -- d\n-- +goose Down\ne;\n", &["a;", "b\n  c; -- d"], &["e;"]);
        check("--+goose up\nselect 1; select 2;\n\n-- note;\nx --;\n;", &["select 1; select 2;", "x --;\n;"], &[]);
        let block = "-- +goose Up\n-- +goose StatementBegin\na;\nb;\n-- +goose StatementEnd\nc;\n";
        check(block, &["a;\nb;", "c;"], &[]);
        check(&block.replace("b;", "b"), &["a;\nb", "c;"], &[]);
        check("-- +GOOSE no transaction\n-- +goose Up\na;\n", &["a;"], &[]);
    }

    #[test]
    fn a_line_after_an_empty_block_is_lost() {
        check("-- +goose Up\n-- +goose StatementBegin\n-- +goose StatementEnd\na;\nb;\n", &["b;"], &[]);
    }

    #[test]
    fn marks_that_goose_does_not_know_are_refused() {
        refuses("select 1;\n", "select 1;", "above `-- +goose Up`");
        refuses("\n-- nothing\n", "", "without `-- +goose Up`");
        refuses("-- +goose Up\n-- +goose Up\n", "-- +goose Up", "second");
        refuses("-- +goose Up\n -- +goose Down\n", " -- +goose Down", "begin its line");
        refuses("-- +goose Up\n-- +goose StatementEnd\n", "-- +goose StatementEnd", "without its begin");
        refuses("-- +goose Up\n-- see +goose docs\n", "-- see +goose docs", "does not know");
        refuses("-- +goose Up\n-- +goose StatementBegin\na;\n", "a;", "without its end");
        refuses("-- +goose Down\na;\n", "-- +goose Down", "here");
    }

    #[test]
    fn a_statement_without_its_semicolon_is_refused() {
        refuses("-- +goose Up\ncreate table a ()\n", "create table a ()", "semicolon");
        refuses("-- +goose Up\na\n-- +goose Down\nb;\n", "a", "semicolon");
        refuses("-- +goose Up\na;\n/* end */\n", "/* end */", "semicolon");
    }

    #[test]
    fn a_statement_that_goose_cuts_is_refused() {
        let body = "create function f() returns int language plpgsql as $$\nbegin\n  return 1; -- one\nend $$;\n";
        refuses(&format!("-- +goose Up\n{body}"), ";", "ends the statement at this semicolon");
        check(
            &format!("-- +goose Up\n-- +goose StatementBegin\n{body}-- +goose StatementEnd\n"),
            &[body.trim_end()],
            &[],
        );
    }

    #[test]
    fn variables_are_replaced_below_their_mark() {
        let content = "-- +goose Up\n-- $X\nselect '$X';\n-- +goose ENVSUB ON\nselect '${X:-a;}', '$$';\n\
                       -- +goose ENVSUB OFF\nselect '$X';\n-- +goose Down\nselect 1;\n";
        let script = parse(ScriptFile::alone(content.as_bytes()));
        assert_eq!(script.up.refusals, []);
        let sent = script.up.spliced(content.as_bytes()).expect("a variable").text;
        let pieces: Vec<&str> = script
            .up
            .pieces
            .iter()
            .flatten()
            .map(|piece| std::str::from_utf8(&sent[piece.clone()]).expect("UTF-8"))
            .collect();
        assert_eq!(pieces, ["select '$X';", "select 'a;', '$';", "select '$X';"]);
    }

    #[test]
    fn variables_without_a_value_are_refused() {
        refuses("-- +goose Up\n-- +goose ENVSUB ON\nselect '$X';\n", "$X", "`X` from its environment");
        refuses("-- +goose Up\n-- +goose ENVSUB ON\nselect '${X';\n", "';", "below `-- +goose ENVSUB ON`");
        let below = "-- +goose Up\nselect 1;\n-- +goose Down\n-- +goose ENVSUB ON\nselect $1;\n";
        refuses(below, "1;", "below `-- +goose ENVSUB ON`");
    }

    #[test]
    fn the_transaction_is_stated_once() {
        let of = |content: &str| parse(ScriptFile::alone(content.as_bytes())).up.transaction;
        assert_eq!(of("-- +goose Up\na;\n-- +goose NO TRANSACTION\n"), Transaction::Each);
        assert_eq!(of("-- +goose Up\na;\n"), Transaction::Whole);
    }
}
