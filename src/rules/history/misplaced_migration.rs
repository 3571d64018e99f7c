#![doc = include_str!("misplaced_migration.md")]

use crate::diagnostic::{Diagnostic, Family, Fix, Place, Preset, Rename, RuleInfo, Severity};
use crate::migration::layout::Shape;
use crate::migration::{FileStatus, Unread};
use crate::rules::{Check, Needs, ProjectContext, Rule, Scope, Sink};
use crate::text::RelPath;
use crate::text::words::shell;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "misplaced-migration",
        summary: "file named like a migration is outside the migrations folder",
        severity: Severity::Error,
        fixable: true,
        forward_only: true,
        preset: Preset::Minimal,
        family: Family::History,
        expects: None,
        page: include_str!("misplaced_migration.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Project(check),
};

fn check(context: &ProjectContext, sink: &mut Sink) {
    let flat = context.target.unread.iter().filter(|unread| unread.why == Unread::Flat).map(|unread| &unread.file.path);
    // A file without a version, such as `seed.sql`, is not meant to be a migration.
    let flat = flat.filter(|path| path.file_name().first().is_some_and(u8::is_ascii_digit));
    let flat = flat.filter(|path| context.changes.status(path).is_some_and(|status| *status != FileStatus::Edited));
    for path in context.misplaced.iter().chain(flat) {
        let to = right_place(context, path);
        let is_free = !context.is_taken(&to);
        let fix = is_free.then(|| Fix {
            title: format!("move it to {to}"),
            renames: vec![Rename { from: path.clone(), to: to.clone() }],
        });
        sink.report(
            Diagnostic::new(
                &RULE.info,
                Place::File { path: path.clone() },
                format!("file is named like a migration, but {} does not read it here", context.project.layout.tool),
            )
            .why(why(context))
            .help(format!("move it: `{}git mv {} {}`", make_folder(context, &to), shell(path), shell(&to)))
            .fix(fix),
        );
    }
}

fn why(context: &ProjectContext) -> String {
    let folder = &context.project.folder;
    let read = match context.project.layout.shape {
        Shape::Folder { up, .. } => format!("Each migration is a folder in {folder} that contains `{up}`"),
        Shape::File => format!("Migrations are read only from {folder}"),
        Shape::FileInAnyFolder => format!("Migrations are read only from {folder} and its subfolders"),
    };
    format!("{read}; this file would never be applied.")
}

/// The command that creates the folder of a path, which `git mv` does not.
fn make_folder(context: &ProjectContext, to: &RelPath) -> String {
    let folder = to.parent();
    if folder == context.project.folder { String::new() } else { format!("mkdir -p {} && ", shell(folder)) }
}

/// The path at which the migration tool would read the file.
fn right_place(context: &ProjectContext, path: &RelPath) -> RelPath {
    let folder = &context.project.folder;
    match context.project.layout.shape {
        Shape::Folder { up, .. } => {
            let name = path.file_name();
            let stem = name.strip_suffix(b".sql").unwrap_or(name);
            folder.join(stem).join(up)
        }
        Shape::File | Shape::FileInAnyFolder => folder.join(path.file_name()),
    }
}
