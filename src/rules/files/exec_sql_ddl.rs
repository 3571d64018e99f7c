#![doc = include_str!("exec_sql_ddl.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::rules::{Check, Needs, Rule, Scope, Sink, StagedFile};
use crate::text::{Span, code, lines};
use regex::bytes::Regex;
use std::sync::LazyLock;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "exec-sql-ddl",
        summary: "script, function or workflow changes the schema through an `exec_sql` call",
        severity: Severity::Error,
        fixable: false,
        forward_only: false,
        preset: Preset::Minimal,
        family: Family::Files,
        expects: None,
        page: include_str!("exec_sql_ddl.md"),
    },
    scope: Scope::File,
    needs: Needs::Mentions(&["exec_sql", "execute_sql", "query_sql", "run_sql"]),
    check: Check::File(check),
};

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a constant pattern")
}

/// A call of the remote procedure: by its URL, by `rpc('exec_sql'`, by its own name.
static CALL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?i-u)(?:rpc/(?<address>exec_sql|execute_sql|query_sql|run_sql)\b|\brpc\(\s*['"`](?<named>exec_sql|execute_sql|query_sql|run_sql)['"`]|\b(?<bare>exec_sql|query_sql)\s*\()"#,
    )
});

/// The head of a statement that changes a schema.
static DDL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i-u)\b(?:create|alter|drop)\s+(?:or\s+replace\s+)?(?:(?:unique|materialized|unlogged|foreign|event|constraint|recursive)\s+)*(?:table|index|policy|function|procedure|aggregate|view|type|trigger|rule|schema|extension|sequence|role|user|domain|publication|subscription|database)\s+[\w(]*",
    )
});

/// The head of a statement that reads or writes data (group `data`), or of one that does more.
static STATEMENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i-u)\b(?:(?<data>select\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|with\s+\w+\s+as\s|explain\s)|do\s*\$|begin\b|create\s|alter\s|drop\s)",
    )
});

/// A string, or a here-document, that begins with DDL.
static DDL_STRING: LazyLock<Regex> = LazyLock::new(|| {
    let opened = r#"(?:['"`]|<<-?\s*['"]?\w+['"]?[^\n]*\n)"#;
    let preamble = r#"(?:[\s\\"'`{]|--[^\n]*\n|\b(?:sql|query|sql_query|statement)\b\\?["']?\s*:|begin\s*;)*"#;
    pattern(&format!("(?i-u){opened}{preamble}(?<ddl>{})", DDL.as_str()))
});

fn check(file: &StagedFile, sink: &mut Sink) {
    let mut reported = Vec::new();
    let mut strings = strings_of(file);
    for call in CALL.captures_iter(file.content) {
        let Some(procedure) = call.name("address").or(call.name("named")).or(call.name("bare")) else {
            continue;
        };
        let whole = call.get(0).map_or(0..0, |found| found.range());
        if code::is_comment_or_print(file.content, whole.start) || is_definition(file.content, &whole) {
            continue;
        }
        let sent = if call.name("address").is_some() { request(file, &whole) } else { arguments(file, &whole) };
        let found = match sql_in(file.content, &sent).or_else(|| sql_of_variables(file.content, &sent)) {
            Some(Sql::Ddl(found)) => found.into_iter().find(|ddl| is_new(file, ddl)),
            Some(Sql::Data) => None,
            // The SQL that is sent is unknown: any string of the file that begins with DDL counts.
            None => strings.next(),
        };
        let Some(ddl) = found.filter(|ddl| !reported.contains(&ddl.start)) else {
            continue;
        };
        reported.push(ddl.start);
        sink.report(diagnostic(file, &ddl, &String::from_utf8_lossy(procedure.as_bytes())));
    }
}

fn diagnostic(file: &StagedFile, ddl: &Span, procedure: &str) -> Diagnostic {
    let place = Place::content(file.path, file.content, ddl);
    Diagnostic::new(&RULE.info, place, format!("schema is changed through `{procedure}`"))
        .label("not in any migration")
        .why("The change reaches one database but no migration, so that database no longer matches the migration history.")
        .help("write the change as a migration (`tidegate new NAME`), and use the procedure for queries and data only")
}

/// Whether the procedure is defined here rather than called: `function exec_sql(`, `def exec_sql(`.
fn is_definition(content: &[u8], call: &Span) -> bool {
    let before = content[lines::line_start(content, call.start)..call.start].trim_ascii_end();
    let last = before.rsplit(|byte| !byte.is_ascii_alphanumeric()).next().unwrap_or(before);
    matches!(last.to_ascii_lowercase().as_slice(), b"function" | b"def" | b"fn" | b"func" | b"sub")
}

/// The arguments of `rpc('exec_sql', …)` and `exec_sql(…)`: everything up to the closing parenthesis.
fn arguments(file: &StagedFile, call: &Span) -> Span {
    call.end..code::end_of_call(file.content, call.end, 1)
}

/// A request to the procedure's URL: the command around it.
fn request(file: &StagedFile, call: &Span) -> Span {
    if file.path.file_name().ends_with(b".http") {
        let rest = &file.content[call.end..];
        return call.end..call.end + memchr::memmem::find(rest, b"\n###").unwrap_or(rest.len());
    }
    let line = code::logical_line(file.content, call.start);
    let before = &file.content[line.start..call.start];
    let start = memchr::memmem::rfind(before, b"&& ").map_or(line.start, |at| line.start + at);
    // If the URL is quoted, the rest of the command begins after the closing quote.
    let rest = &file.content[call.end..];
    let closed = rest.iter().position(|byte| byte.is_ascii_whitespace() || b"'\"`)".contains(byte));
    let after = call.end + closed.map_or(0, |at| at + usize::from(b"'\"`".contains(&rest[at])));
    start..code::end_of_call(file.content, after, 0).max(after)
}

/// The new strings of a file that begin with DDL.
fn strings_of<'a>(file: &'a StagedFile) -> impl Iterator<Item = Span> + 'a {
    let strings = DDL_STRING.captures_iter(file.content).filter_map(|found| {
        let (opened, ddl) = (found.get(0)?.start(), found.name("ddl")?.range());
        let is_sent = [opened, ddl.start].iter().all(|at| !code::is_comment_or_print(file.content, *at));
        (is_sent && is_new(file, &ddl)).then_some(ddl)
    });
    strings.fuse()
}

/// Whether the line is new: lines of the base are not part of this change.
fn is_new(file: &StagedFile, ddl: &Span) -> bool {
    file.base.is_none_or(|base| !code::is_line_of(base, file.content, ddl.start))
}

/// SQL found in a part of a script.
enum Sql {
    /// Positions of statements that change a schema.
    Ddl(Vec<Span>),
    /// Only statements that read or write data.
    Data,
}

fn sql_in(content: &[u8], part: &Span) -> Option<Sql> {
    let text = &content[part.clone()];
    let is_statement = |ddl: &regex::bytes::Match| {
        let line = &text[lines::line_start(text, ddl.start())..ddl.start()];
        let is_comment = memchr::memmem::find(line, b"--").is_some_and(|at| !line[at..].starts_with(b"--data"))
            || code::is_comment_or_print(text, ddl.start());
        let statement = memchr::memrchr(b';', &text[..ddl.start()]).map_or(0, |semicolon| semicolon + 1);
        let first = STATEMENT.captures(&text[statement..ddl.end()]);
        !is_comment && first.is_none_or(|first| first.name("data").is_none())
    };
    let found: Vec<Span> = DDL.find_iter(text).filter(is_statement).map(|ddl| shifted(&ddl, part.start)).collect();
    if !found.is_empty() {
        return Some(Sql::Ddl(found));
    }
    let has_data = STATEMENT.captures_iter(text).any(|statement| statement.name("data").is_some());
    has_data.then_some(Sql::Data)
}

fn shifted(found: &regex::bytes::Match, by: usize) -> Span {
    found.start() + by..found.end() + by
}

/// Number of names in a call that are looked up at most.
const NAMES: usize = 24;

/// The SQL in the last value assigned to a variable of the call before it.
fn sql_of_variables(content: &[u8], sent: &Span) -> Option<Sql> {
    static NAME: LazyLock<Regex> = LazyLock::new(|| pattern(r#"(?-u)\b([A-Za-z_]\w*)\b(['"]?\s*[:=])?"#));
    let names = NAME.captures_iter(&content[sent.clone()]).filter(|name| name.get(2).is_none());
    names.take(NAMES).find_map(|name| {
        let value = assigned(&content[..sent.start], &name[1])?;
        sql_in(content, &(value..code::end_of_call(content, value, 0)))
    })
}

/// Start of the last value that `before` assigns to a variable: `x =`, `x: string =`.
fn assigned(before: &[u8], name: &[u8]) -> Option<usize> {
    static SIGN: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?-u)^\s*(?::\s*[\w<>\[\]]+\s*)?=[^=>]"));
    let is_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    memchr::memmem::rfind_iter(before, name).filter(|at| !is_word(before[..*at].last())).find_map(|at| {
        let rest = at + name.len();
        SIGN.find(&before[rest..]).map(|sign| rest + sign.end() - 1)
    })
}
