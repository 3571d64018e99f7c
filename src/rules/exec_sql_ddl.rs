#![doc = include_str!("exec_sql_ddl.md")]

use super::{Check, Rule, Scope, Sink, StagedFile};
use crate::diagnostic::{Diagnostic, Place, RuleInfo, Severity};
use crate::text::{Span, lines};
use regex::bytes::Regex;
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "exec-sql-ddl",
        summary: "a script, function or workflow changes the schema through an `exec_sql` call",
        severity: Severity::Error,
        fixable: false,
        forward_only: false,
        page: include_str!("exec_sql_ddl.md"),
    },
    scope: Scope::File,
    check: Check::File(check),
};

/// A call of the remote procedure: `/rpc/exec_sql`, `.rpc('exec_sql'`, `exec_sql(`.
static CALL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i-u)(rpc/|rpc\(\s*['"`]|\bawait\s+|\bselect\s+)(exec_sql|execute_sql|query_sql|run_sql)\b"#)
        .expect("a constant pattern")
});

/// What changes a schema.
static DDL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i-u)\b((create|alter|drop)\s+(or\s+replace\s+)?((unique|materialized|temp|temporary|unlogged|foreign)\s+)?(table|index|policy|function|procedure|view|type|trigger|schema|extension|sequence|column|role|domain|publication)|truncate\s+(table\s+)?\w|enable\s+row\s+level\s+security)",
    )
    .expect("a constant pattern")
});

/// How far from the call its SQL is looked for, in bytes.
const REACH: usize = 4000;

fn check(file: &StagedFile, sink: &mut Sink) {
    let mut reported = Vec::new();
    for call in CALL.find_iter(file.content) {
        let Some(ddl) = ddl_of(file.content, &(call.start()..call.end())) else {
            continue;
        };
        // Lines that were there before are not this commit's doing.
        if reported.contains(&ddl.start) || is_old(file, &ddl) {
            continue;
        }
        reported.push(ddl.start);
        let procedure = String::from_utf8_lossy(&file.content[call.start()..call.end()]).into_owned();
        let procedure = procedure
            .rsplit(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .next()
            .unwrap_or("exec_sql")
            .to_owned();
        sink.report(
            Diagnostic::new(
                &RULE.info,
                Place::content(file.path, file.content, &ddl),
                format!("the schema is changed through `{procedure}`"),
            )
            .label("not in any migration")
            .why("The change reaches one database and no history: migrations say one thing, that database another.")
            .help("write it as a migration: `tidegate new NAME`; keep the procedure for queries and data"),
        );
    }
}

/// The DDL a call sends: after it up to the end of the call, or in the text before it that
/// fills the variable it sends.
fn ddl_of(content: &[u8], call: &Span) -> Option<Span> {
    let after = &content[call.end..content.len().min(call.end + REACH)];
    // The next call has its own SQL.
    let after = &after[..CALL.find(after).map_or(after.len(), |next| next.start())];
    let own = call_end(after);
    if let Some(found) = DDL.find(&after[..own]) {
        return Some(call.end + found.start()..call.end + found.end());
    }
    let argument = variable(&after[..own])?;
    let before = &content[call.start.saturating_sub(REACH)..call.start];
    let assigned = Regex::new(&format!(r"(?i-u)\b{argument}\s*(:\s*\w+\s*)?=")).ok()?;
    let start = assigned.find_iter(before).last()?.end();
    let found = DDL.find(&before[start..])?;
    let offset = call.start - before.len() + start;
    Some(offset + found.start()..offset + found.end())
}

/// Where the call ends: at a statement's end outside quotes, or after a few lines.
fn call_end(after: &[u8]) -> usize {
    let end = memchr::memmem::find(after, b"\n\n").unwrap_or(after.len());
    memchr::memmem::find(after, b"});")
        .or_else(|| memchr::memmem::find(after, b"})\n"))
        .map_or(end, |close| close.min(end.max(close)))
}

/// The name of a variable that carries the SQL: `{ sql: statement }`, `{ query }`.
fn variable(call: &[u8]) -> Option<String> {
    static ARGUMENT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?-u)\b(?:sql|query|sql_query|statement)\w*\s*(?::\s*([A-Za-z_]\w*))?")
            .expect("a constant pattern")
    });
    let found = ARGUMENT.captures(call)?;
    let name = found.get(1).or_else(|| found.get(0))?;
    let name = String::from_utf8_lossy(name.as_bytes()).trim().to_owned();
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_').then_some(name)
}

fn is_old(file: &StagedFile, ddl: &Span) -> bool {
    let line = &file.content[lines::line_start(file.content, ddl.start)..lines::line_end(file.content, ddl.start)];
    file.base.is_some_and(|base| memchr::memmem::find(base, line).is_some())
}
