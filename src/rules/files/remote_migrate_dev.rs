#![doc = include_str!("remote_migrate_dev.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::rules::{Check, Needs, Rule, Scope, Sink, StagedFile};
use crate::text::{RelPath, Span, code, lines};
use regex::bytes::Regex;
use std::sync::LazyLock;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "remote-migrate-dev",
        summary: "script or workflow runs a development command against a remote database",
        severity: Severity::Error,
        fixable: false,
        forward_only: false,
        preset: Preset::Minimal,
        family: Family::Files,
        expects: None,
        page: include_str!("remote_migrate_dev.md"),
    },
    scope: Scope::File,
    needs: Needs::Mentions(&["migrate", "db reset"]),
    check: Check::File(check),
};

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a constant pattern")
}

/// Commands that can drop everything, with their flags up to the end of the command.
static COMMAND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?-u)\b(?<words>prisma\s+(?:--\S+[= ]\S+\s+)?migrate\s+(?:dev|reset)|supabase\s+(?:--\S+\s+)*db\s+reset)\b(?<flags>[^\n;&|]*)",
    )
});

/// Signs of a remote database in a command: a variable, an environment file, a setting.
static REMOTE: LazyLock<Regex> = LazyLock::new(|| {
    let place = "(?:prod|production|staging|remote)";
    pattern(&format!(
        r#"(?i-u)(?:--linked\b|(?:\$\{{?(?:env:)?|%|\benv\.)(?:\w*_)?{place}(?:_\w*)?\b|\.env\.{place}\b|\w*ENV\s*=\s*["']?{place}\b|\s--?(?:e|env|environment|c|config|stage|target)[= ]["']?{place}\b|\bsecrets\.)"#
    ))
});

/// A database URL, which selects another database than the local one.
static ADDRESS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"(?i-u)postgres(?:ql)?://(?:[^\s@/"']*@)?(?<host>\[[^\]]*\]|[^\s:/?"']+)"#));

fn check(file: &StagedFile, sink: &mut Sink) {
    for found in COMMAND.captures_iter(file.content) {
        let (Some(whole), Some(words)) = (found.get(0), found.name("words")) else {
            continue;
        };
        let at = whole.start();
        let is_old = file.base.is_some_and(|base| code::is_line_of(base, file.content, at));
        let words = String::from_utf8_lossy(words.as_bytes()).split_whitespace().collect::<Vec<_>>().join(" ");
        if is_old || is_prose(file.content, at) || !is_remote(file, at, &words) {
            continue;
        }
        let (label, instead) = advice(&words);
        let quoted = whole.as_bytes().iter().position(|byte| b"\"'`".contains(byte)).unwrap_or(whole.len());
        let length = whole.as_bytes()[..quoted].trim_ascii_end().len();
        let place = Place::content(file.path, file.content, &(at..at + length));
        sink.report(
            Diagnostic::new(&RULE.info, place, format!("`{words}` runs against a remote database"))
                .label(label)
                .why(format!("The command is meant for a disposable database; here it {label}."))
                .help(format!("use `{instead}` instead, and run this command on a local database only")),
        );
    }
}

/// Whether the command is only mentioned: in a comment, printed or searched for, in the name of a
/// workflow step.
fn is_prose(content: &[u8], at: usize) -> bool {
    let line = content[lines::line_start(content, at)..at].trim_ascii_start();
    let line = line.strip_prefix(b"- ").unwrap_or(line);
    code::is_comment_or_print(content, at) || line.starts_with(b"name:") || line.starts_with(b"description:")
}

fn is_remote(file: &StagedFile, at: usize, words: &str) -> bool {
    let command = &file.content[command(file, at)];
    match address(command) {
        Some(is_local) => !is_local,
        None if memchr::memmem::find(command, b"--local").is_some() => false,
        None => {
            // `supabase db reset` uses the local database unless an option says otherwise.
            let gets_secret = || words.starts_with("prisma") && is_workflow(file.path) && gets_secret(file.content, at);
            REMOTE.is_match(command)
                || memchr::memmem::find(command, b"--db-url").is_some()
                || has_remote_name(file, at)
                || gets_secret()
        }
    }
}

/// The text of the whole command: a script of `package.json`, otherwise a logical line.
fn command(file: &StagedFile, at: usize) -> Span {
    match package_script(file, at) {
        Some((_, start)) => start..code::end_of_string(file.content, start),
        None => code::logical_line(file.content, at),
    }
}

/// The name of the package script at a position, and the start of its command.
fn package_script<'a>(file: &StagedFile<'a>, at: usize) -> Option<(&'a [u8], usize)> {
    static SCRIPT: LazyLock<Regex> = LazyLock::new(|| pattern(r#""(?<name>[^"\n]*)"\s*:\s*""#));
    if file.path.file_name() != b"package.json" {
        return None;
    }
    let script = SCRIPT.captures_iter(&file.content[..at]).last()?;
    Some((script.name("name")?.as_bytes(), script.get(0)?.end() - 1))
}

/// Whether the database URL in a text is local; `None` if there is none with a readable host.
fn address(text: &[u8]) -> Option<bool> {
    let host = ADDRESS.captures(text)?.name("host")?.as_bytes().to_ascii_lowercase();
    // A host without a dot is a container; the value of a variable is unknown.
    let is_container = !host.contains(&b'.') && !host.starts_with(b"$");
    let is_local =
        is_container || [&b"127."[..], b"0.0.0.0", b"host.docker.internal"].iter().any(|own| host.starts_with(own));
    (!host.starts_with(b"$") && !host.starts_with(b"<")).then_some(is_local)
}

/// Whether a name contains a word for a remote database.
fn names_remote(name: &[u8]) -> bool {
    let words = name.split(|byte| !byte.is_ascii_alphanumeric());
    words.into_iter().any(|word| {
        let word = word.to_ascii_lowercase();
        matches!(word.as_slice(), b"remote" | b"prod" | b"production" | b"staging")
    })
}

/// Whether the package script, recipe or script file with the command has a name that says
/// remote.
fn has_remote_name(file: &StagedFile, at: usize) -> bool {
    let content = file.content;
    let name = file.path.file_name();
    if let Some((script, _)) = package_script(file, at) {
        return names_remote(script);
    }
    let is_recipes = [&b"makefile"[..], b"gnumakefile", b"justfile"].contains(&name.to_ascii_lowercase().as_slice());
    if is_recipes {
        let recipe = lines::lines(&content[..at]).filter(|(_, line)| line.first().is_some_and(u8::is_ascii_alphabetic));
        return recipe
            .last()
            .is_some_and(|(_, line)| names_remote(line.split(|byte| *byte == b':').next().unwrap_or(line)));
    }
    let is_shell = [&b".sh"[..], b".bash", b".zsh", b".ps1"].iter().any(|ending| name.ends_with(ending));
    is_shell && names_remote(name)
}

fn is_workflow(path: &RelPath) -> bool {
    let bytes = path.as_bytes();
    memchr::memmem::find(bytes, b".github/workflows/").is_some()
        || path.file_name() == b".gitlab-ci.yml"
        || memchr::memmem::find(bytes, b".circleci/").is_some()
}

/// Whether the nearest setting of the database URL around a workflow's command comes from the
/// secret store: that of its step, otherwise of its job, otherwise of the whole workflow.
fn gets_secret(content: &[u8], at: usize) -> bool {
    static SETTING: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?-u)\b(?:DATABASE_URL|DIRECT_URL|DB_URL|POSTGRES_\w*URL)\s*[:=]\s*(?<value>[^\n]*)")
    });
    let command = enclosing(content, at);
    let settings = SETTING.captures_iter(content).filter_map(|setting| {
        let value = setting.name("value")?;
        let (_, scope) = enclosing(content, setting.get(0)?.start())
            .split_last()
            .map(|(own, scope)| (own.clone(), scope.to_vec()))?;
        // An `env:` applies to the block that contains it.
        let is_env = scope.last().is_some_and(|line| content[line.clone()].trim_ascii().starts_with(b"env:"));
        let scope = if is_env { &scope[..scope.len() - 1] } else { &scope[..scope.len().min(2)] };
        command.starts_with(scope).then_some((scope.len(), value.as_bytes().to_vec()))
    });
    let nearest = settings.max_by_key(|(depth, _)| *depth);
    nearest.is_some_and(|(_, value)| {
        memchr::memmem::find(&value, b"secrets.").is_some() || address(&value) == Some(false) || REMOTE.is_match(&value)
    })
}

/// The lines that enclose a line of YAML by indentation, outermost first, the line itself last.
fn enclosing(content: &[u8], at: usize) -> Vec<Span> {
    let all: Vec<(Span, &[u8])> = lines::lines(&content[..lines::line_end(content, at)]).collect();
    let indent = |line: &[u8]| line.iter().take_while(|byte| **byte == b' ').count();
    let mut found: Vec<Span> = Vec::new();
    let mut limit = usize::MAX;
    for (span, line) in all.into_iter().rev().filter(|(_, line)| !line.trim_ascii().is_empty()) {
        if indent(line) < limit {
            limit = indent(line);
            found.push(span);
        }
    }
    found.reverse();
    found
}

/// The effect of the command on a remote database, and the command to use instead.
fn advice(command: &str) -> (&'static str, &'static str) {
    if command.starts_with("supabase") {
        ("drops every table of that database", "supabase db push")
    } else if command.ends_with("reset") {
        ("drops every table of that database", "prisma migrate deploy")
    } else {
        ("may reset that database when it detects drift", "prisma migrate deploy")
    }
}
