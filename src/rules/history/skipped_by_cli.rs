#![doc = include_str!("skipped_by_cli.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::migration::{FileStatus, Migration, Role, Stop, Unread, UnreadFile, is_shelved, layout};
use crate::rules::{Check, Needs, ProjectContext, Rule, Scope, Sink};
use crate::text::RelPath;
use crate::text::words::shell;
use std::cell::LazyCell;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "skipped-by-cli",
        summary: "migration tool ignores the file without an error",
        severity: Severity::Error,
        fixable: false,
        forward_only: true,
        preset: Preset::Minimal,
        family: Family::History,
        expects: None,
        page: include_str!("skipped_by_cli.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Project(check),
};

fn check(context: &ProjectContext, sink: &mut Sink) {
    let is_new = |path: &RelPath| is_new(context, path);
    let stops = LazyCell::new(|| context.target.stops(context.project, &[]));
    for unread in context.target.unread.iter().filter(|unread| is_new(&unread.file.path)) {
        let path = &unread.file.path;
        let tool = context.project.layout.tool;
        let (label, help) = match unread.why {
            // A file that is named like a migration is reported as `misplaced-migration`.
            Unread::Flat if path.file_name().first().is_some_and(u8::is_ascii_digit) => continue,
            Unread::Flat => (
                "not in a folder of its own".to_owned(),
                format!(
                    "move it to a folder like `{}`, or out of {}",
                    context.project.layout.example, context.project.folder
                ),
            ),
            Unread::SubFolder | Unread::NoScript if is_archived(context, path) => continue,
            Unread::NoScript => no_script(context, path),
            Unread::SubFolder => {
                let to = context.project.folder.join(path.file_name());
                (
                    "in a subfolder".to_owned(),
                    format!(
                        "move it to a folder named `archive` if it is not meant to be applied, otherwise to the migrations folder: `git mv {} {}`",
                        shell(path),
                        shell(&to)
                    ),
                )
            }
            Unread::Name => {
                let to = context.project.layout.example;
                (
                    "does not start with a version".to_owned(),
                    format!("rename it to a name like `{to}`, or move it out of {}", context.project.folder),
                )
            }
        };
        let stop = stops.iter().find(|stop| stops_for(context, stop, unread));
        // A layout of folders reads the folder's name.
        let is_folder = matches!(context.project.layout.shape, layout::Shape::Folder { .. });
        let named = if is_folder && unread.why == Unread::Name { path.parent() } else { path.clone() };
        let place = Place::Name { span: 0..named.file_name().len(), path: named };
        sink.report(diagnostic(tool, stop, place).label(label).help(help));
    }
    if may_stop_elsewhere(context) {
        report_elsewhere(context, &stops, sink);
    }
    // Only a new file is reported; all names are looked at only if there may be one.
    let is_init = |path: &RelPath| memchr::memmem::find(path.file_name(), b"_init.sql").is_some();
    if !context.changes.touched.iter().any(|touched| is_init(&touched.file.path)) {
        return;
    }
    let first = context.target.first_name(context.project);
    let init = context.target.skipped_init(context.project.layout, first);
    if let Some(init) = init.filter(|init| is_new(&init.path)) {
        sink.report(skipped_init(context, init));
    }
}

fn is_new(context: &ProjectContext, path: &RelPath) -> bool {
    context.changes.status(path).is_some_and(|status| *status != FileStatus::Edited)
}

/// Reports the stops at files that no other rule looks at.
fn report_elsewhere(context: &ProjectContext, stops: &[Stop], sink: &mut Sink) {
    for stop in stops.iter().filter(|stop| is_of_no_up_script(context, stop)) {
        let folder = stop.path.parent();
        let beside = context.target.iter().flat_map(|migration| &migration.scripts).map(|script| &script.file.path);
        let beside: Vec<&RelPath> = beside.filter(|path| path.parent() == folder && is_new(context, path)).collect();
        let own = beside.iter().find(|path| ***path == stop.path);
        let folder_of_one = || beside.first().filter(|_| !context.is_in_target(&stop.path));
        let Some(path) = own.or_else(folder_of_one).copied() else { continue };
        let place = Place::Name { span: 0..path.file_name().len(), path: path.clone() };
        let help = stop.refusal.help.clone();
        sink.report(diagnostic(context.project.layout.tool, Some(stop), place).label("refused here").help(help));
    }
}

fn diagnostic(tool: &str, stop: Option<&Stop>, place: Place) -> Diagnostic {
    let Some(stop) = stop else {
        return Diagnostic::new(&RULE.info, place, format!("{tool} ignores this file"))
            .why("The file looks like an applied migration in the repository, but it is never applied, and no error is reported.");
    };
    Diagnostic::new(&RULE.info, place, stop.refusal.message.clone()).why(if stop.is_first {
        format!("{tool} reads the names of all migrations before it runs the first, so that none is applied.")
    } else {
        format!("{tool} stops at this migration, and so does every deployment that has it.")
    })
}

/// Whether the tool stops for a script that no other rule looks at: a down migration, a repeatable one, or one that
/// is missing beside its down migration.
fn is_of_no_up_script(context: &ProjectContext, stop: &Stop) -> bool {
    let is_unread = context.target.unread.iter().any(|unread| stops_for(context, stop, unread));
    let scripts = || context.target.iter().flat_map(|migration| &migration.scripts);
    let role = scripts().find(|script| script.file.path == stop.path).map(|script| script.role);
    !is_unread && role != Some(Role::Up)
}

/// Whether the tool may stop for a file that is not a forward script. With one file for each migration, such a file is
/// among those that are checked or ignored, so that the names of the others need not be read.
fn may_stop_elsewhere(context: &ProjectContext) -> bool {
    let is_forward = |path: &RelPath| {
        let migration = context.target.of_file(path);
        let script = migration.and_then(|migration| migration.scripts.iter().find(|script| script.file.path == *path));
        script.is_some_and(|script| script.role == Role::Up)
    };
    context.project.layout.shape != layout::Shape::File
        || !context.target.unread.is_empty()
        || context.changes.touched.iter().any(|touched| !is_forward(&touched.file.path))
}

/// Whether the tool does not ignore a file but stops for it.
fn stops_for(context: &ProjectContext, stop: &Stop, unread: &UnreadFile) -> bool {
    match (unread.why, context.project.layout.shape) {
        (Unread::Name, _) => stop.path == unread.file.path,
        (Unread::NoScript, layout::Shape::Folder { up, .. }) => stop.path == unread.file.path.with_file_name(up),
        _ => false,
    }
}

/// Whether the file is in a subfolder whose name says that it is not to be applied.
fn is_archived(context: &ProjectContext, path: &RelPath) -> bool {
    let below = path.below(&context.project.folder).map(RelPath::new).unwrap_or_default();
    is_shelved(&below.parent())
}

fn skipped_init(context: &ProjectContext, init: &Migration) -> Diagnostic {
    let place = Place::Name { path: init.path.clone(), span: 0..init.name().len() };
    let to = init.path.with_file_name(
        init.name().strip_suffix(b"_init.sql").map(|stamp| [stamp, b"_baseline.sql"].concat()).unwrap_or_default(),
    );
    Diagnostic::new(&RULE.info, place, format!("{} ignores this file", context.project.layout.tool))
        .label(format!("first migration, `_init.sql`, version before {}", context.project.layout.ignores_init_before.unwrap_or_default()))
        .why("The CLI mistakes it for the `_init` migration that its own early versions wrote: it reports no error and creates none of the tables.")
        .help(format!("rename it: `git mv {} {}`", shell(&init.path), shell(&to)))
}

/// Label and help for a file in a migration's folder that lacks the file the tool reads.
fn no_script(context: &ProjectContext, path: &RelPath) -> (String, String) {
    let layout::Shape::Folder { up, .. } = context.project.layout.shape else {
        return ("not read".to_owned(), String::new());
    };
    let to = path.with_file_name(up);
    (format!("the folder contains no `{up}`"), format!("rename it to {up}: `git mv {} {}`", shell(path), shell(&to)))
}
