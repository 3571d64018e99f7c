#![doc = include_str!("remote_migrate_dev.md")]

use super::{Check, Rule, Scope, Sink, StagedFile};
use crate::diagnostic::{Diagnostic, Place, RuleInfo, Severity};
use crate::text::{RelPath, lines};
use regex::bytes::Regex;
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "remote-migrate-dev",
        summary: "a script or workflow runs a development command against a remote database",
        severity: Severity::Error,
        fixable: false,
        forward_only: false,
        page: include_str!("remote_migrate_dev.md"),
    },
    scope: Scope::File,
    check: Check::File(check),
};

/// Commands that may drop everything. The flags up to the end of the command count.
static COMMAND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?-u)\b(prisma\s+migrate\s+(?:dev|reset)|supabase\s+db\s+reset)\b([^\n"';&|]*)"#)
        .expect("a constant pattern")
});

/// Signs of a remote database on the command's own line.
static REMOTE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i-u)(--linked\b|\.env\.(prod|production|staging|remote)|\b(prod|production|staging|remote|shared)\b|_(PROD|PRODUCTION|STAGING|REMOTE)\b|(PROD|PRODUCTION|STAGING|REMOTE)_\w*URL|secrets\.|postgres(ql)?://[^\s]*@)",
    )
    .expect("a constant pattern")
});

/// Signs that the database is on this machine.
static LOCAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i-u)(localhost|127\.0\.0\.1|@postgres:|@db:|host\.docker\.internal|--local\b)")
        .expect("a constant pattern")
});

fn check(file: &StagedFile, sink: &mut Sink) {
    for found in COMMAND.captures_iter(file.content) {
        let (Some(whole), Some(command)) = (found.get(0), found.get(1)) else {
            continue;
        };
        let span = lines::line_start(file.content, whole.start())..lines::line_end(file.content, whole.start());
        let line = &file.content[span];
        let is_comment = line.trim_ascii_start().starts_with(b"#") || line.trim_ascii_start().starts_with(b"//");
        let was_there = file.base.is_some_and(|base| memchr::memmem::find(base, line).is_some());
        if is_comment || was_there || !is_remote(file, line) {
            continue;
        }
        let command_words =
            String::from_utf8_lossy(command.as_bytes()).split_whitespace().collect::<Vec<_>>().join(" ");
        let (label, instead) = advice(&command_words);
        sink.report(
            Diagnostic::new(
                &RULE.info,
                Place::content(
                    file.path,
                    file.content,
                    &(whole.start()..whole.start() + whole.as_bytes().trim_ascii_end().len()),
                ),
                format!("`{command_words}` is run against a remote database"),
            )
            .label(label)
            .why("It is made for a database that may be thrown away: when it finds drift it offers to drop everything.")
            .help(format!("use `{instead}` there, and keep this command for a local database")),
        );
    }
}

/// Remote by its own line, or run by a workflow that gets its database from a secret.
fn is_remote(file: &StagedFile, line: &[u8]) -> bool {
    if LOCAL.is_match(line) {
        return false;
    }
    let is_linked_reset = memchr::memmem::find(line, b"--linked").is_some();
    is_linked_reset || REMOTE.is_match(line) || (is_workflow(file.path) && has_secret_database(file.content))
}

fn is_workflow(path: &RelPath) -> bool {
    let bytes = path.as_bytes();
    memchr::memmem::find(bytes, b".github/workflows/").is_some()
        || path.file_name() == b".gitlab-ci.yml"
        || memchr::memmem::find(bytes, b".circleci/").is_some()
}

/// A database address out of the secret store; one on the runner itself is local.
fn has_secret_database(content: &[u8]) -> bool {
    static SECRET: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i-u)(DATABASE_URL|DIRECT_URL|DB_URL|SUPABASE_DB_PASSWORD|SUPABASE_ACCESS_TOKEN)\s*[:=].*secrets\.|\$\{?(PROD|PRODUCTION|STAGING|REMOTE)_").expect("a constant pattern")
    });
    SECRET.is_match(content)
}

fn advice(command: &str) -> (&'static str, &'static str) {
    if command.starts_with("supabase") {
        ("drops every table of the linked project", "supabase db push")
    } else if command.ends_with("reset") {
        ("drops every table of that database", "prisma migrate deploy")
    } else {
        ("may reset that database", "prisma migrate deploy")
    }
}
