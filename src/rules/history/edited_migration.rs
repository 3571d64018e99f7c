#![doc = include_str!("edited_migration.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::migration::{FileStatus, Role};
use crate::rules::context::baseline;
use crate::rules::{Check, Needs, ProjectContext, Rule, Scope, Sink};
use crate::sql;
use crate::text::path::printable;
use crate::text::words::{self, shell};
use crate::text::{RelPath, lines};
use std::sync::Arc;

pub static RULE: Rule = Rule {
    info: RuleInfo {
        id: "edited-migration",
        summary: "published migration is changed, renamed or deleted",
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
                // Only `check --all` sees published files as added ones; in the working tree git may
                // have written their lines with `\r\n`.
                let is_on_disk = touched.status == FileStatus::Added;
                let differs =
                    |old: &&Arc<Vec<u8>>| old.as_slice() != content && !(is_on_disk && same_lines(old, content));
                if let Some(old) = published.get(path).filter(differs) {
                    report_edit(context, path, old, content, sink);
                }
            }
            FileStatus::Renamed { from } => {
                if baseline::is_renamed(context, from, path) {
                    sink.report(renamed_to_baseline(context, from, path));
                } else if published.contains_key(from) && role(context, from) != Some(Role::Repeatable) {
                    sink.report(renamed(context, from, path));
                }
            }
        }
    }
    let old_names = context.changes.old_names();
    for file in &context.changes.deleted {
        let is_migration = role(context, &file.path).is_some_and(|role| role != Role::Repeatable);
        if is_migration && published.contains_key(&file.path) && !old_names.contains(&file.path) {
            sink.report(deleted(context, &file.path));
        }
    }
}

/// Whether only line endings differ.
fn same_lines(one: &[u8], other: &[u8]) -> bool {
    lines::lines(one).map(|(_, line)| line).eq(lines::lines(other).map(|(_, line)| line))
}

/// The role of a script on either side; `None` for files that the migration tool ignores.
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
            let is_accepted = layout.accepts_line_ends(old, new);
            let only_comments = is_accepted || sql::same_statements(old, new);
            // One file may contain both parts; an edit of the down part is one of a down migration.
            let is_same_forward = sql::same_statements(layout.up_text(old), layout.up_text(new));
            let role = if is_same_forward && !only_comments { Role::Down } else { role };
            let place = if only_comments {
                Place::File { path: path.clone() }
            } else {
                Place::content(path, new, &first_difference(old, new))
            };
            let message = if same_lines(old, new) && only_comments {
                format!("line endings of a published migration are changed (it is on {})", context.published.place)
            } else if only_comments {
                format!(
                    "comments or whitespace of a published migration are changed (it is on {})",
                    context.published.place
                )
            } else {
                format!("published migration is changed (it is on {})", context.published.place)
            };
            let diagnostic = Diagnostic::new(&RULE.info, place, message).label("differs from here on");
            let restore = restore(context, path);
            sink.report(match (only_comments, role) {
                (true, _) if layout.has_checksum && !is_accepted => diagnostic
                    .why(format!("Checksums cover the whole file, comments included: {} rejects a migration whose checksum differs from the recorded one.", layout.tool))
                    .help(format!("restore the published text: {restore}")),
                (true, _) => diagnostic
                    .severity(Severity::Warning)
                    .why("The edit has no effect on any database, but it appears as a change to a migration that is already applied.")
                    .help(format!("keep the edit, or restore the published text: {restore}")),
                (false, Role::Down) => diagnostic
                    .severity(Severity::Warning)
                    .why("The applied schema does not change, but rolling this migration back now has a different effect.")
                    .help(format!("if that is not intended, restore the published text: {restore}")),
                (false, _) => diagnostic
                    .why("Databases that have applied it do not run it again: they keep the old effect while new databases get the new one, so their schemas diverge.")
                    .help(format!("write the change as a new migration (`tidegate new NAME`), then restore the published text: {restore}")),
            });
        }
    }
}

/// The line with the first byte that differs.
fn first_difference(old: &[u8], new: &[u8]) -> crate::text::Span {
    let at = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let at = at.min(new.len().saturating_sub(1));
    let start = crate::text::lines::line_start(new, at);
    start..crate::text::lines::line_end(new, at)
}

fn renamed(context: &ProjectContext, from: &RelPath, to: &RelPath) -> Diagnostic {
    let whole = if from.file_name() == to.file_name() { to.parent() } else { to.clone() };
    let place = Place::Name { span: 0..whole.file_name().len(), path: whole };
    let message = format!("published migration is renamed (it is on {})", context.published.place);
    let shown = if from.file_name() == to.file_name() { from.parent() } else { from.clone() };
    Diagnostic::new(&RULE.info, place, message)
        .label(format!("was `{}`", printable(shown.file_name())))
        .why("Databases have recorded the old name: the migration tool runs this file again, or stops because the recorded one is missing.")
        .help(if from.file_name() == to.file_name() {
            // A migration that is a folder moves as a whole.
            format!("restore its name: `git mv {} {}`", shell(to.parent()), shell(from.parent()))
        } else {
            format!("restore its name: `git mv {} {}`", shell(to), shell(from))
        })
}

/// The new name is the one that the tool's documentation asks for; databases have to learn it.
fn renamed_to_baseline(context: &ProjectContext, from: &RelPath, to: &RelPath) -> Diagnostic {
    let (old, new) = (from.parent(), to.parent());
    let place = Place::Name { span: 0..new.file_name().len(), path: new.clone() };
    let record = context.project.layout.mark_applied.unwrap_or_default();
    let record = record.replace("{stem}", &printable(new.file_name()));
    Diagnostic::new(&RULE.info, place, "published migration is renamed to be the first one")
        .severity(Severity::Warning)
        .label(format!("was `{}`", printable(old.file_name())))
        .why("New migrations sort after this name, and not after the old one. Databases have recorded the old name, so the migration tool would run this file again.")
        .help(format!("run `{record}` on every database that has applied it, before the next deployment"))
}

fn deleted(context: &ProjectContext, path: &RelPath) -> Diagnostic {
    let message = format!("published migration is deleted (it is on {})", context.published.place);
    let diagnostic = Diagnostic::new(&RULE.info, Place::File { path: path.clone() }, message);
    diagnostic
        .why("Databases that have applied it still record it, so the migration tool stops when the file is missing; new databases never get its changes.")
        .help(format!(
            "restore it, `git restore --source={} --staged --worktree -- {}`, and revert its effect in a new migration (`tidegate new NAME`); to squash migrations, see `tidegate explain edited-migration`",
            shell(&context.published.place),
            shell(path)
        ))
}

/// The problem of a push that deletes the only shared branch with some of the migrations in a folder.
pub fn deleted_branch(branch: &str, remote: Option<&str>, folder: &RelPath, lost: usize) -> Diagnostic {
    let message = format!(
        "push deletes `{}`, the only shared branch with {}",
        printable(branch.as_bytes()),
        words::count(lost, "published migration")
    );
    let help = match remote {
        Some(remote) => format!(
            "merge it into another shared branch first; or, if the default branch has a new name, record that: `git remote set-head {} --auto`, then push again",
            shell(remote)
        ),
        None => "merge it into another shared branch first".to_owned(),
    };
    Diagnostic::new(&RULE.info, Place::File { path: folder.clone() }, message)
        .why("Databases that have applied these migrations still record them, but no later migration is compared with them any more, and new databases never get their changes.")
        .help(help)
}

/// The problem of a push that deletes a shared branch whose commit is not known here.
pub fn deleted_unknown_branch(branch: &str, remote: Option<&str>) -> Diagnostic {
    let message = format!(
        "push deletes the shared branch `{}`, whose last commit is not in this clone",
        printable(branch.as_bytes())
    );
    let help = match remote {
        Some(remote) => format!("fetch it, then push again: `git fetch {}`", shell(remote)),
        None => "fetch it, then push again".to_owned(),
    };
    Diagnostic::new(&RULE.info, Place::None, message)
        .why("Without that commit it is not known which published migrations would be lost.")
        .help(help)
}

/// The command that restores the published text, in backticks.
fn restore(context: &ProjectContext, path: &RelPath) -> String {
    format!("`git restore --source={} --staged --worktree -- {}`", shell(&context.published.place), shell(path))
}
