#![doc = include_str!("edited_migration.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::migration::{FileStatus, Role};
use crate::rules::{Check, Needs, ProjectContext, Rule, Scope, Sink};
use crate::sql;
use crate::text::words::shell;
use crate::text::{RelPath, lines};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "edited-migration",
        summary: "a published migration is changed, renamed or deleted",
        severity: Severity::Error,
        fixable: false,
        forward_only: false,
        preset: Preset::Minimal,
        family: Family::History,
        expects: None,
        page: include_str!("edited_migration.md"),
    },
    scope: Scope::History,
    needs: Needs::Nothing,
    check: Check::Project(check),
};

fn check(context: &ProjectContext, sink: &mut Sink) {
    let published = &context.published.contents;
    for (touched, content) in context.touched() {
        let path = &touched.file.path;
        match &touched.status {
            FileStatus::Edited | FileStatus::Added | FileStatus::Unchanged => {
                // Only `check --all` meets published files as new ones; on disk git may have
                // written their lines with `\r\n`.
                let is_on_disk = touched.status == FileStatus::Added;
                let differs = |old: &&Vec<u8>| old.as_slice() != content && !(is_on_disk && same_lines(old, content));
                if let Some(old) = published.get(path).filter(differs) {
                    report_edit(context, path, old, content, sink);
                }
            }
            FileStatus::Renamed { from } => {
                if published.contains_key(from) && role(context, from) != Some(Role::Repeatable) {
                    sink.report(renamed(context, from, path));
                }
            }
        }
    }
    let renamed_away = |path: &RelPath| {
        context
            .changes
            .touched
            .iter()
            .any(|touched| matches!(&touched.status, FileStatus::Renamed { from } if from == path))
    };
    for file in &context.changes.deleted {
        let is_migration = role(context, &file.path).is_some_and(|role| role != Role::Repeatable);
        if is_migration && published.contains_key(&file.path) && !renamed_away(&file.path) {
            sink.report(deleted(context, &file.path));
        }
    }
}

/// True when only the ends of lines differ.
fn same_lines(one: &[u8], other: &[u8]) -> bool {
    lines::lines(one).map(|(_, line)| line).eq(lines::lines(other).map(|(_, line)| line))
}

/// What a script of either side does; `None` for files the tool steps over.
fn role(context: &ProjectContext, path: &RelPath) -> Option<Role> {
    let histories = std::iter::once(context.target).chain(context.bases);
    let migration = histories.into_iter().find_map(|history| history.of_file(path))?;
    migration.scripts.iter().find(|script| &script.file.path == path).map(|script| script.role)
}

fn report_edit(context: &ProjectContext, path: &RelPath, old: &[u8], new: &[u8], sink: &mut Sink) {
    match role(context, path) {
        None | Some(Role::Repeatable) => {}
        Some(role) => {
            let layout = context.project.layout;
            let only_comments = sql::same_statements(old, new);
            // One file may hold both ways; an edit of the way back is one of a down script.
            let is_same_forward = sql::same_statements(layout.forward_part(old), layout.forward_part(new));
            let role = if is_same_forward && !only_comments { Role::Down } else { role };
            let place = if only_comments {
                Place::File { path: path.clone() }
            } else {
                Place::content(path, new, &first_difference(old, new))
            };
            let message = if only_comments {
                format!("comments or white space of a migration on {} are changed", context.published.place)
            } else {
                format!("a migration that is already on {} is changed", context.published.place)
            };
            let diagnostic = Diagnostic::new(&RULE.info, place, message).label("differs from here on");
            let put_back = put_back(context, path);
            sink.report(match (only_comments, role) {
                (true, _) if layout.has_checksum => diagnostic
                    .why(format!("{} keeps a checksum of the whole text, comments included, and refuses one that differs.", layout.tool))
                    .help(format!("put the old text back: {put_back}")),
                (true, _) => diagnostic
                    .severity(Severity::Warning)
                    .why("No database changes by it; but whoever compares the files sees an edit of what is done.")
                    .help(format!("leave it, or put the old text back: {put_back}")),
                (false, Role::Down) => diagnostic
                    .severity(Severity::Warning)
                    .why("Nothing that is applied changes; but taking it back will do something else than before.")
                    .help(format!("if that is not meant, put the old text back: {put_back}")),
                (false, _) => diagnostic
                    .why("Databases that applied it never run it again, so they keep the old effect while a fresh one gets the new: the schemas part ways.")
                    .help(format!("write the change as a new migration (`tidegate new NAME`), then put the old text back: {put_back}")),
            });
        }
    }
}

/// From the first byte that differs to the end of its line.
fn first_difference(old: &[u8], new: &[u8]) -> crate::text::Span {
    let at = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let at = at.min(new.len().saturating_sub(1));
    let start = crate::text::lines::line_start(new, at);
    start..crate::text::lines::line_end(new, at)
}

fn renamed(context: &ProjectContext, from: &RelPath, to: &RelPath) -> Diagnostic {
    let whole = if from.file_name() == to.file_name() { to.parent() } else { to.clone() };
    let place = Place::Name { span: 0..whole.file_name().len(), path: whole };
    let message = format!("a migration that is already on {} is renamed", context.published.place);
    let shown = if from.file_name() == to.file_name() { from.parent() } else { from.clone() };
    Diagnostic::new(&RULE.info, place, message)
        .label(format!("was `{}`", crate::text::path::printable(shown.file_name())))
        .why("Databases remember the old name: they would run this file again, or stop because the old one is missing.")
        .help(if from.file_name() == to.file_name() {
            // A migration that is a folder moves as a whole.
            format!("give it its name back: `git mv {} {}`", shell(to.parent()), shell(from.parent()))
        } else {
            format!("give it its name back: `git mv {} {}`", shell(to), shell(from))
        })
}

fn deleted(context: &ProjectContext, path: &RelPath) -> Diagnostic {
    let message = format!("a migration that is already on {} is deleted", context.published.place);
    let diagnostic = Diagnostic::new(&RULE.info, Place::File { path: path.clone() }, message);
    diagnostic
        .why("Databases that applied it remember it and stop when it is missing; a fresh database never gets it.")
        .help(format!(
            "put it back, `git restore --source={} --staged --worktree -- {}`, and undo its effect in a new migration; for a squash see `tidegate explain edited-migration`",
            shell(&context.published.place),
            shell(path)
        ))
}

fn put_back(context: &ProjectContext, path: &RelPath) -> String {
    format!("`git restore --source={} --staged --worktree -- {}`", shell(&context.published.place), shell(path))
}
