#![doc = include_str!("invalid_name.md")]

use crate::diagnostic::{Diagnostic, Family, Fix, Place, Preset, Rename, RuleInfo, Severity};
use crate::migration::{Migration, renamed_to};
use crate::rules::{Check, Needs, ProjectContext, Rule, Scope, Sink};
use crate::text::path::printable;
use crate::text::words::shell;
use crate::text::{RelPath, Span, name_pattern};
use regex::bytes::Regex;
use std::fmt;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "invalid-name",
        summary: "file name does not match the layout's pattern",
        severity: Severity::Error,
        fixable: true,
        forward_only: true,
        preset: Preset::Minimal,
        family: Family::History,
        expects: None,
        page: include_str!("invalid_name.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Project(check),
};

/// A name without a version, which the tool does not read at all, is reported as `skipped-by-cli`.
fn check(context: &ProjectContext, sink: &mut Sink) {
    let mut named: Vec<(RelPath, &Migration)> = Vec::new();
    for migration in context.added() {
        let is_folder = migration.scripts.iter().all(|script| script.file.path != migration.path);
        if is_folder {
            named.push((migration.path.clone(), migration));
        } else {
            named.extend(migration.scripts.iter().map(|script| (script.file.path.clone(), migration)));
        }
    }
    if named.is_empty() {
        return;
    }
    let layout = context.project.layout;
    let pattern = match &context.options.name_pattern {
        Some(pattern) => Pattern::OfSettings(pattern),
        None => Pattern::OfLayout(layout.pattern),
    };
    named.retain(|(path, _)| !pattern.matches(path.file_name()));
    if named.is_empty() || context.options.name_pattern.is_none() && writes_otherwise(context, &pattern) {
        return;
    }
    for (path, migration) in &named {
        sink.report(diagnostic(context, path, migration, &pattern));
    }
}

/// The pattern that names match.
#[derive(Clone, Copy)]
enum Pattern<'a> {
    OfSettings(&'a Regex),
    OfLayout(&'static str),
}

impl Pattern<'_> {
    fn matches(self, name: &[u8]) -> bool {
        match self {
            Self::OfSettings(pattern) => pattern.is_match(name),
            Self::OfLayout(pattern) => name_pattern::matches(pattern, name) == Some(true),
        }
    }
}

impl fmt::Display for Pattern<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OfSettings(pattern) => pattern.fmt(f),
            Self::OfLayout(pattern) => f.write_str(pattern),
        }
    }
}

/// Number of the last names that decide the convention of a project.
const LAST: usize = 10;

/// Whether most of the last migrations have names that the tool reads but the pattern does not
/// match: a project with a convention of its own (or of its generator), where a name of the
/// pattern's form would only add a second one.
fn writes_otherwise(context: &ProjectContext, pattern: &Pattern) -> bool {
    let Some(base) = context.bases.first() else {
        return false;
    };
    let last: Vec<&Migration> = base.iter().rev().take(LAST).collect();
    let other = last.iter().filter(|migration| !pattern.matches(migration.name())).count();
    other * 2 > last.len()
}

fn diagnostic(context: &ProjectContext, path: &RelPath, migration: &Migration, pattern: &Pattern) -> Diagnostic {
    let layout = context.project.layout;
    let name = path.file_name();
    let has_own_pattern = context.options.name_pattern.is_some();
    let (span, label) =
        if has_own_pattern { (0..name.len(), format!("does not match `{pattern}`")) } else { violation(context, name) };
    let fix = fix(context, migration, pattern);
    let target = if has_own_pattern {
        format!("to match the configured pattern `{pattern}`")
    } else {
        format!("to a name like `{}`", layout.example)
    };
    let command = match first_name(context, path).filter(|_| !has_own_pattern) {
        Some(first) => format!("rename it so that it comes first: `git mv {} {}`", shell(path), shell(first)),
        None => format!("rename it {target}: `git mv {} NEW_NAME`", shell(path)),
    };
    let help = crate::rules::context::rename::help(fix.as_ref(), &command);
    let message = format!("`{}` is not a valid migration name for the {} layout", printable(name), layout.id);
    Diagnostic::new(&RULE.info, Place::Name { path: path.clone(), span }, message)
        .label(label)
        .why(format!(
            "Migrations are ordered by name: with names of one form, every tool that reads them, {} included, sees the same order.",
            layout.tool
        ))
        .help(help)
        .fix(fix)
}

/// The name of the layout for a baseline, for a migration whose name says that it is one and that runs after all others.
fn first_name(context: &ProjectContext, path: &RelPath) -> Option<RelPath> {
    let name = context.project.layout.baseline_name?;
    let is_baseline = [&b"init"[..], b"initial", b"baseline", b"base"].contains(&path.file_name());
    let is_free = context.target.iter().all(|migration| migration.name() != name.as_bytes());
    (is_baseline && is_free).then(|| path.with_file_name(name))
}

/// The part of a name that violates the layout's own pattern, and the reason.
fn violation(context: &ProjectContext, name: &[u8]) -> (Span, String) {
    let layout = context.project.layout;
    let wants_stamp = layout.pattern.contains(r"\d{14}");
    let digits = name.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 0 {
        return (0..name.len().min(1), format!("expected a version, as in `{}`", layout.example));
    }
    if wants_stamp && digits != 14 && name.get(4) != Some(&b'-') {
        return (0..digits, format!("expected 14 digits (YYYYMMDDHHMMSS), found {digits}"));
    }
    let stem = (layout.read)(name).map_or(name.len(), |read| read.stem.end);
    let fits = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'_';
    let first = name[..stem].iter().position(|byte| !fits(byte));
    match first {
        Some(start) => {
            let length = name[start..stem].iter().take_while(|byte| !fits(byte)).count();
            (start..start + length, "only a-z, 0-9 and _ are allowed here".to_owned())
        }
        None => (0..name.len(), format!("expected a name like `{}`", layout.example)),
    }
}

/// Renames to lower case with underscores, if the result matches the pattern.
fn fix(context: &ProjectContext, migration: &Migration, pattern: &Pattern) -> Option<Fix> {
    let renames = renamed_to(migration, context.project.layout, None, &snake_case);
    let fits = renames.iter().all(|(from, to)| {
        let named = if migration.path == *from || from.parent() != migration.path { to.clone() } else { to.parent() };
        pattern.matches(named.file_name()) && !context.is_taken(to)
    });
    let renames: Vec<Rename> = renames.into_iter().map(|(from, to)| Rename { from, to }).collect();
    (fits && !renames.is_empty()).then(|| Fix { title: "rename it to lower case with underscores".to_owned(), renames })
}

/// `_Add-Users v2.sql` becomes `_add_users_v2`.
fn snake_case(description: &[u8]) -> Vec<u8> {
    let description = description.strip_suffix(b".sql").unwrap_or(description);
    let mut snake = Vec::with_capacity(description.len());
    for byte in description {
        let byte = byte.to_ascii_lowercase();
        let fits = byte.is_ascii_lowercase() || byte.is_ascii_digit();
        if fits || snake.last() != Some(&b'_') {
            snake.push(if fits { byte } else { b'_' });
        }
    }
    while snake.last() == Some(&b'_') {
        snake.pop();
    }
    snake
}
