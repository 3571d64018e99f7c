#![doc = include_str!("syntax_error.md")]

use crate::diagnostic::{Diagnostic, Family, Preset, RuleInfo, Severity};
use crate::rules::context::stored::stored;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{self, Foreign, Kind, tokens};
use crate::text::{Span, lines};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "syntax-error",
        summary: "statement is not valid SQL",
        severity: Severity::Error,
        fixable: false,
        forward_only: true,
        preset: Preset::Minimal,
        family: Family::Correctness,
        expects: None,
        page: include_str!("syntax_error.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

/// Marks of files that are not SQL before a tool has substituted values.
const TEMPLATE_MARKS: [&[u8]; 9] = [b"{{", b"{%", b"${", b"<%", b"%{", b"#{", b"$(", b"@@", b"<<<<<<<"];

fn check(script: &ScriptContext, sink: &mut Sink) {
    let has_error = script.script.statements.iter().any(|statement| statement.error.is_some());
    if !has_error && script.script.open_comment.is_none() && unterminated_data(script).is_none() {
        return;
    }
    let around = if script.script.is_segment() { script.script.part.clone() } else { 0..script.content.len() };
    // A pointer or an encrypted file is reported by `filtered-content`.
    if stored(script.content).is_some() {
        return;
    }
    if TEMPLATE_MARKS.iter().any(|mark| memchr::memmem::find(&script.content[around.clone()], mark).is_some()) {
        return;
    }
    if let Some(foreign) = sql::other_database(&script.content[around]) {
        return report_other_database(script, sink, &foreign);
    }
    for statement in &script.script.statements {
        let Some(error) = &statement.error else {
            continue;
        };
        let written = &script.content[statement.span.clone()];
        let is_psql = script.layout().may_be_psql;
        if has_comment_for_name(written) || is_psql && has_variables(written) || (script.is_down() && raises(written)) {
            continue;
        }
        let span = word_at(script.content, &error.span);
        let place = script.place(&span);
        let message = format!("statement is not valid SQL: {}", readable(&error.message));
        sink.report(
            Diagnostic::new(&RULE.info, place, message)
                .statement(statement.span.clone(), None)
                .label("not valid from here on")
                .why(
                    "The migration fails at this statement on every database, and the statements after it are not run.",
                )
                .help(help(written)),
        );
        // The text after an unclosed quote is not divided into statements correctly.
        return;
    }
    if let Some(comment) = &script.script.open_comment {
        // Only its first line is marked, not the rest of the file.
        let end = lines::line_end(script.content, comment.start).min(comment.end);
        sink.report(
            Diagnostic::new(&RULE.info, script.place(&(comment.start..end)), "comment has no end")
                .statement(comment.clone(), None)
                .label("`/*` without `*/`")
                .why("The server rejects an unterminated comment, and with it the statements that are sent together with it; all text after `/*` is part of the comment.")
                .help("end the comment with `*/`: comments nest, so each `/*` needs its own"),
        );
    }
    if let Some((copy, line)) = unterminated_data(script) {
        let place = script.place(&copy);
        sink.report(
            Diagnostic::new(&RULE.info, place, format!("line {line} and everything after it are read as data of this COPY"))
                .statement(copy, None)
                .label("its data has no end marker")
                .why("Without a line that contains only `\\.`, the data of a COPY extends to the end of the file, and no statement in it is run.")
                .help("end the data with a line that contains only `\\.`"),
        );
    }
}

/// Reports a script for another database.
fn report_other_database(script: &ScriptContext, sink: &mut Sink, foreign: &Foreign) {
    let start = if script.script.is_segment() { script.script.part.start } else { 0 };
    let span = start + foreign.span.start..start + foreign.span.end;
    let statement = script.script.statements.iter().find(|statement| statement.span.contains(&span.start));
    let diagnostic = Diagnostic::new(&RULE.info, script.place(&span), foreign.message())
        .label("PostgreSQL rejects this")
        .why("tidegate checks and replays migrations for PostgreSQL only.")
        .help(foreign.help(&script.context.project.folder.to_string()));
    sink.report(match statement {
        Some(statement) => diagnostic.statement(statement.span.clone(), None),
        None => diagnostic,
    });
}

/// A last `COPY … FROM stdin` whose data has no end marker (PostgreSQL manual, "COPY") although it
/// contains what looks like the end of a statement, with the number of that line.
fn unterminated_data(script: &ScriptContext) -> Option<(Span, usize)> {
    let copy = script.script.statements.last().filter(|_| !script.script.is_cut)?.span.clone();
    let mut words = script.content[copy.clone()].split(|byte| byte.is_ascii_whitespace() || *byte == b';');
    let is_copy = words.next().is_some_and(|word| word.eq_ignore_ascii_case(b"copy"));
    if !is_copy || !words.any(|word| word.eq_ignore_ascii_case(b"stdin")) {
        return None;
    }
    let data = || lines::lines(&script.content[copy.end..]).skip(1);
    if data().any(|(_, line)| line.trim_ascii_end() == b"\\.") {
        return None;
    }
    let (first, _) = data().find(|(_, line)| line.trim_ascii_end().ends_with(b";"))?;
    let line = script.position(copy.end + first.start).line;
    Some((copy, line))
}

fn help(statement: &[u8]) -> &'static str {
    if memchr::memmem::find(statement, b"\\'").is_some() {
        return "write a quote inside a string as two quotes, `''`: a backslash does not escape it";
    }
    "correct the statement; if your PostgreSQL accepts it, allow it with `-- tidegate:allow syntax-error <why>` and report the gap in the grammar"
}

/// Whether a down migration fails on purpose: `RAISE 'there is none'`, which is not a statement
/// outside a function.
fn raises(statement: &[u8]) -> bool {
    statement.len() > 5 && statement[..5].eq_ignore_ascii_case(b"raise")
}

/// Whether a statement contains a comment in place of a schema, `/* NAME */.t`, which is replaced before the statement is
/// run.
fn has_comment_for_name(statement: &[u8]) -> bool {
    tokens(statement)
        .any(|token| statement[token.span.clone()] == *b"." && statement[..token.span.start].ends_with(b"*/"))
}

/// Whether a statement contains psql's `:name` or `:'name'`.
fn has_variables(statement: &[u8]) -> bool {
    let mut before = b' ';
    for token in tokens(statement) {
        let text = &statement[token.span.clone()];
        let is_name = matches!(token.kind, Kind::Word | Kind::String | Kind::QuotedName);
        if is_name
            && before == b':'
            && statement[..token.span.start].iter().rev().take_while(|byte| **byte == b':').count() == 1
        {
            return true;
        }
        before = text.last().copied().unwrap_or(b' ');
    }
    false
}

/// The word at a place.
fn word_at(content: &[u8], place: &Span) -> Span {
    if place.end > place.start {
        return place.clone();
    }
    let rest = content.get(place.start..).unwrap_or_default();
    let next = tokens(rest).find(|token| !token.is_blank());
    next.map_or_else(|| place.clone(), |token| place.start + token.span.start..place.start + token.span.end)
}

/// The parser's message, with its names for tokens replaced by the tokens of SQL.
fn readable(message: &str) -> String {
    let lower = message.trim_end_matches('.').to_lowercase();
    let words = lower.split(' ').map(|word| match word {
        "l_paren" => "`(`".to_owned(),
        "r_paren" => "`)`".to_owned(),
        "comma" => "`,`".to_owned(),
        "semicolon" => "`;`".to_owned(),
        "ident" | "identifier" => "a name".to_owned(),
        "at" => "`@`".to_owned(),
        "eq" => "`=`".to_owned(),
        "colon" => "`:`".to_owned(),
        "eof" => "the end".to_owned(),
        "command" | "command," => word.replace("command", "a statement"),
        _ => match word.strip_suffix("_kw") {
            Some(keyword) => keyword.to_uppercase(),
            None => word.replace('_', " "),
        },
    });
    words.collect::<Vec<_>>().join(" ")
}
