//! Statement boundaries as psql finds them (psql's lexer, `psqlscan.l`): at a
//! semicolon outside parentheses and outside a `BEGIN ATOMIC … END` function body.
//!
//! Commands of psql (`\restrict`, `\set`, `\gexec`), which `pg_dump` and people write into files, are not SQL
//! and extend to the end of their line or to the next backslash; one after a query ends it.

use super::lex::{Kind, is_open_comment, tokens_with};
use super::psql_line;
use super::strings::Strings;
use crate::text::{Span, lines};

/// Returns the spans of the statements of `content`, from the first token that is not blank to the
/// semicolon (included) or the last token of the file.
pub fn statements(content: &[u8]) -> Vec<Span> {
    let mut found = Vec::new();
    visit(content, &mut |part, span| found.extend((part == Part::Statement).then_some(span)));
    found
}

/// Calls `found` with the span of each statement of `content`.
pub fn visit_statements(content: &[u8], found: &mut dyn FnMut(Span)) {
    visit(content, &mut |part, span| {
        if part == Part::Statement {
            found(span);
        }
    });
}

/// Returns the spans of psql's commands in `content`, each from its backslash to its end.
pub fn psql_commands(content: &[u8]) -> Vec<Span> {
    let mut found = Vec::new();
    visit(content, &mut |part, span| found.extend((part == Part::Command).then_some(span)));
    found
}

/// Returns the place of a comment `/* …` without an end, which extends to the end of the file: the server
/// rejects it.
pub fn open_comment(content: &[u8]) -> Option<Span> {
    let mut last = None;
    visit(content, &mut |part, span| {
        if part == Part::Comment {
            last = Some(span);
        }
    });
    last.filter(|last| last.end == content.len() && is_open_comment(&content[last.clone()]))
}

/// A part of an SQL file apart from white space and the data of a `COPY`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Statement,
    /// Between statements or inside one, which is visited after it.
    Comment,
    /// A command of psql.
    Command,
}

/// Visits the parts of a file one by one: a large file may have millions of them.
pub(super) fn visit(content: &[u8], found: &mut dyn FnMut(Part, Span)) {
    visit_while(content, &mut |part, span| {
        found(part, span);
        true
    });
}

/// Visits the parts of a file up to the first for which `found` returns false.
pub(super) fn visit_while(content: &[u8], found: &mut dyn FnMut(Part, Span) -> bool) {
    visit_with(content, &Strings::at_start_of(content), found);
}

/// Visits the parts of a file and follows the setting on which the ends of strings depend.
pub(super) fn visit_with(content: &[u8], strings: &Strings, found: &mut dyn FnMut(Part, Span) -> bool) {
    let (mut start, mut copies, mut goes_on) = (0, 0, true);
    let mut visited = |part, span| {
        goes_on = goes_on && found(part, span);
        goes_on
    };
    while let Some(next) = visit_up_to_data(content, start, strings, &mut copies, &mut visited) {
        start = next;
    }
}

/// Visits the parts from `start` on, up to the data of a `COPY … FROM stdin` or a command
/// of psql, which are not SQL; returns where SQL continues after it. Ends where `found` returns false.
///
/// Data begins on the next line: psql runs the rest of the line after the data. In the last line of `content`, the
/// copies are counted.
fn visit_up_to_data(
    content: &[u8],
    start: usize,
    strings: &Strings,
    copies: &mut usize,
    found: &mut dyn FnMut(Part, Span) -> bool,
) -> Option<usize> {
    let mut current: Option<Span> = None;
    let mut body = Body::default();
    for token in tokens_with(&content[start..], |at| strings.has_backslashes(start + at)) {
        let span = start + token.span.start..start + token.span.end;
        strings.note(content, &token, &span);
        if token.kind == Kind::Comment {
            if !found(Part::Comment, span) {
                return None;
            }
            continue;
        }
        if token.is_blank() {
            continue;
        }
        // `\;` and `\:` are a semicolon and a colon.
        if content[span.start] == b'\\' && !matches!(content.get(span.end), Some(b';' | b':')) {
            let goes_on = current.is_none_or(|current| found(Part::Statement, current));
            let command = span.start..psql_line::command_end(content, span.start);
            let goes_on = goes_on && found(Part::Command, command.clone());
            return goes_on.then(|| behind_command(content, command)).flatten();
        }
        let whole = current.as_ref().map_or(span.start, |current| current.start)..span.end;
        // `\;` sends several statements as one.
        if token.kind == Kind::Semicolon && body.is_outside() && content.get(span.start.wrapping_sub(1)) != Some(&b'\\')
        {
            strings.see(content, &whole);
            if current.take().is_some() && !found(Part::Statement, whole) {
                return None;
            }
            if body.copies_from_stdin() {
                *copies += 1;
                let line = lines::line_end(content, span.end);
                if line < content.len() {
                    let mut at = span.end;
                    while let Some(next) = visit_up_to_data(&content[..line], at, strings, copies, found) {
                        at = next;
                    }
                    return (0..std::mem::take(copies)).try_fold(line, |end, _| data_end(content, end));
                }
            }
            body = Body::default();
            continue;
        }
        body.see(token.kind, &content[span]);
        current = Some(whole);
    }
    if let Some(current) = current {
        found(Part::Statement, current);
    }
    None
}

/// The end of one of psql's commands, and of the data that follows `\copy … from stdin`.
fn behind_command(content: &[u8], command: Span) -> Option<usize> {
    if psql_line::brings_data(&content[command.clone()]) {
        return data_end(content, command.start);
    }
    // `\\` ends a command, and SQL follows.
    let blanks = content[command.end..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let end = command.end + blanks;
    Some(end + if content[end..].starts_with(b"\\\\") { 2 } else { 0 })
}

/// The end of the line `\\.` that ends the data of a COPY (PostgreSQL manual, "COPY"), or `None` if the
/// data extends to the end of the file.
fn data_end(content: &[u8], at: usize) -> Option<usize> {
    let mut line = lines::line_end(content, at) + 1;
    while line < content.len() {
        let end = lines::line_end(content, line);
        if ends_data(&content[line..end]) {
            return Some(end);
        }
        line = end + 1;
    }
    None
}

/// Whether a line, without its newline, ends the data of a COPY: nothing but `\.`, as psql reads it.
pub fn ends_data(line: &[u8]) -> bool {
    matches!(line, b"\\." | b"\\.\r")
}

/// Nesting of parentheses and of a `BEGIN ATOMIC` body.
#[derive(Default)]
struct Body {
    parentheses: usize,
    blocks: usize,
    words: usize,
    creates_routine: bool,
    after_begin: bool,
    starts_with_create: bool,
    copy: Copy,
}

/// Progress through `COPY … FROM STDIN`.
#[derive(Default, PartialEq, Eq)]
enum Copy {
    #[default]
    No,
    Started,
    From,
    Stdin,
}

impl Body {
    fn is_outside(&self) -> bool {
        self.parentheses == 0 && self.blocks == 0
    }

    fn copies_from_stdin(&self) -> bool {
        self.copy == Copy::Stdin
    }

    fn see_copy(&mut self, is: impl Fn(&str) -> bool) {
        self.copy = match self.copy {
            Copy::No if self.words == 1 && is("copy") => Copy::Started,
            Copy::Started if is("from") => Copy::From,
            // PostgreSQL's grammar treats STDIN and STDOUT alike.
            Copy::From if is("stdin") || is("stdout") => Copy::Stdin,
            Copy::From => Copy::Started,
            _ => return,
        };
    }

    fn see(&mut self, kind: Kind, text: &[u8]) {
        match kind {
            Kind::Open => self.parentheses += 1,
            Kind::Close => self.parentheses = self.parentheses.saturating_sub(1),
            // In parentheses `stdin` is a table, and `begin` a parameter.
            Kind::Word if self.parentheses == 0 => self.see_word(text),
            _ => {}
        }
    }

    fn see_word(&mut self, word: &[u8]) {
        let is = |keyword: &str| word.eq_ignore_ascii_case(keyword.as_bytes());
        self.words += 1;
        self.see_copy(is);
        if self.words == 1 {
            self.starts_with_create = is("create");
        }
        // CREATE [OR REPLACE] FUNCTION | PROCEDURE
        if self.starts_with_create && self.words <= 4 && (is("function") || is("procedure")) {
            self.creates_routine = true;
        }
        if self.creates_routine {
            if self.after_begin && is("atomic") {
                self.blocks = 1;
            } else if self.blocks > 0 && (is("case") || is("begin")) {
                self.blocks += 1;
            } else if self.blocks > 0 && is("end") {
                self.blocks -= 1;
            }
        }
        self.after_begin = is("begin");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sql: &str, expected: &[&str]) {
        let found: Vec<_> = statements(sql.as_bytes()).into_iter().map(|span| &sql[span]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn statements_end_at_semicolons() {
        check("-- a\nselect 1; ;select 2", &["select 1;", "select 2"]);
        check("select ';' ; select $$;$$;", &["select ';' ;", "select $$;$$;"]);
        check("  -- nothing\n", &[]);
    }

    #[test]
    fn the_data_of_a_copy_is_no_sql() {
        check("copy t (a) from stdin;\n1\t';\n\\.\nselect 1;", &["copy t (a) from stdin;", "select 1;"]);
        check("COPY t FROM STDIN WITH (FORMAT csv);\ncreate table x;\n", &["COPY t FROM STDIN WITH (FORMAT csv);"]);
        check("copy t from '/tmp/f'; select 1;", &["copy t from '/tmp/f';", "select 1;"]);
        check(
            "copy (select 1 from stdin) to stdout;\nselect 1;",
            &["copy (select 1 from stdin) to stdout;", "select 1;"],
        );
        check("copy t from stdin;\n\\. \n'\n\\.\nselect 1;", &["copy t from stdin;", "select 1;"]);
        check("copy t from stdin;\r\n'\r\n\\.\r\nselect 1;", &["copy t from stdin;", "select 1;"]);
        let line = "copy t from stdin; select 1; copy t from stdin; select 2";
        let parts = ["copy t from stdin;", "select 1;", "copy t from stdin;", "select 2", "select 3;"];
        check(&format!("{line}\n'\n\\.\n'\n\\.\nselect 3;"), &parts);
        check(line, &parts[..4]);
    }

    #[test]
    fn commands_of_psql_are_no_sql() {
        check("\\restrict key\nselect 1;\n\\unrestrict key\n", &["select 1;"]);
        check("\\set x 'a;b'\nselect :x\n\\gexec\nselect 2;", &["select :x", "select 2;"]);
        check("select '\\d';", &["select '\\d';"]);
        check("\\copy t from stdin csv\n1;2\n\\.\nselect 1;", &["select 1;"]);
        check("\\COPY t FROM STDIN\n1;2\n\\.\nselect 1;", &["select 1;"]);
        check("select 1 \\; select 2; select 3;", &["select 1 \\; select 2;", "select 3;"]);
        check("select a[1\\:2]; select 3;", &["select a[1\\:2];", "select 3;"]);
        check("\\copy (select * from stdin ) to pstdout\nselect 1;", &["select 1;"]);
        check("\\set x '\\'\\\\' \\\\ select 1; \\echo \\\\ select 2;", &["select 1;", "select 2;"]);
        check("\\! echo \\\\ select 1;\nselect 2;", &["select 2;"]);
    }

    #[test]
    fn a_command_ends_at_the_next_one() {
        let sql = "\\echo `a \\x` \\! id \\\\\nselect 1 \\gset a_ \\o '|b \\x'\n\\copy t to x \\y";
        let commands: Vec<_> = psql_commands(sql.as_bytes()).into_iter().map(|span| &sql[span]).collect();
        assert_eq!(commands, ["\\echo `a \\x`", "\\! id \\\\", "\\gset a_", "\\o '|b \\x'", "\\copy t to x \\y"]);
    }

    #[test]
    fn semicolons_inside_a_body_do_not_end_the_statement() {
        let rule = "create rule r as on insert to t do also (select 1; select 2);";
        check(rule, &[rule]);
        let function =
            "create or replace function f() returns int begin atomic select case when true then 1 end; select 2; end;";
        check(&format!("{function} select 3"), &[function, "select 3"]);
        check("begin; select 1; end;", &["begin;", "select 1;", "end;"]);
        let parameter = "create function f(begin atomic) returns int language sql as 'select 1';";
        check(&format!("{parameter} select 2;"), &[parameter, "select 2;"]);
    }
}
