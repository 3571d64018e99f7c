//! The migrations, their schema files, and where they can be replayed.

use super::sheet::{Mark, Sheet};
use crate::config::VerifyAt;
use crate::jobs::setup::doctor::{Outcome, ProjectState};
use crate::jobs::verify::ReplayReadiness;
use crate::migration::Schema;
use crate::report::remedy;
use crate::text::words;

pub(super) fn add(outcome: &Outcome, sheet: &mut Sheet) {
    if outcome.projects.is_empty() {
        sheet.line(Mark::Wrong, "no migrations folder was found");
        sheet.next(&remedy::layouts());
    }
    for project in &outcome.projects {
        let count = words::count(project.migrations, "migration");
        let platform = project.platform.map(|platform| format!(" on {}", platform.title())).unwrap_or_default();
        sheet.line(Mark::Ok, &format!("{}: {}{platform}, {count}", project.folder, project.layout));
        if project.unread > 0 {
            let text = format!("its migration tool ignores {} there", words::count(project.unread, "SQL file"));
            sheet.line(Mark::Note, &text);
        }
        if let Some(tool) = project.unsafe_line_ends {
            let text = format!(
                "its `*.sql` files lack `eol=lf` in .gitattributes: with other line endings, the checksums of {tool} differ"
            );
            sheet.line(Mark::Note, &text);
            sheet.next(&format!("`echo '{}/**/*.sql text eol=lf' >> .gitattributes`", project.folder));
        }
        add_schema(project, sheet);
    }
    for ignored in &outcome.ignored {
        sheet.line(
            Mark::Note,
            &if ignored.is_unreadable() {
                ignored.note()
            } else {
                format!("{} is ignored: {}", ignored.folder, ignored.reason)
            },
        );
    }
}

fn add_schema(project: &ProjectState, sheet: &mut Sheet) {
    match &project.schema {
        Schema::File(file) if project.schema_exists => sheet.line(Mark::Ok, &format!("its schema file is {file}")),
        Schema::File(file) => {
            sheet.line(Mark::Wrong, &format!("its schema file {file} does not exist"));
            sheet.next("`tidegate verify --write` creates it; or set `schema = false` in tidegate.toml");
        }
        Schema::Disabled => sheet.line(Mark::Note, "it has no schema file, as set in tidegate.toml"),
        Schema::None if project.declared > 0 => {
            let files = words::count(project.declared, "file");
            sheet.line(Mark::Ok, &format!("its schema is declared in {files}"));
        }
        Schema::None => {
            sheet.line(
                Mark::Note,
                "it has no schema file, so schema-not-staged and schema-changed-alone have nothing to check",
            );
            sheet.next("`tidegate verify --write` creates one; or set `schema = \"...\"` in tidegate.toml");
        }
    }
}

pub(super) fn add_replays(outcome: &Outcome, sheet: &mut Sheet) {
    match &outcome.replays {
        Err(error) => sheet.line(Mark::Wrong, &format!("nothing can be replayed: {error}")),
        Ok(projects) if projects.is_empty() => sheet.line(Mark::Note, "no project to replay"),
        Ok(projects) => projects.iter().for_each(|project| add_replay(project, projects.len() == 1, sheet)),
    }
}

fn add_replay(project: &ReplayReadiness, is_only: bool, sheet: &mut Sheet) {
    let place = if is_only { String::new() } else { format!("{}: ", project.root) };
    match &project.on {
        Ok(preview) => {
            sheet.line(Mark::Ok, &format!("{place}`tidegate verify` replays on {}", preview.server));
            match preview.confinement.as_deref() {
                None => {}
                Some([]) => {
                    sheet.line(Mark::Note, &format!("{place}the private server is not confined on this system"));
                }
                Some(parts) => {
                    sheet.line(Mark::Ok, &format!("{place}the private server is kept from {}", words::list(parts, 5)));
                }
            }
            if let Some(remark) = &preview.remark {
                sheet.line(Mark::Note, &format!("{place}{remark}"));
            }
        }
        Err(error) => {
            // A hook that replays would block every commit.
            let mark = if project.at == VerifyAt::Off { Mark::Note } else { Mark::Wrong };
            sheet.line(mark, &format!("{place}nothing can be replayed here: {error}"));
            for remedy in remedy::of_verify(error) {
                sheet.next(&remedy);
            }
        }
    }
    if project.at == VerifyAt::Off {
        sheet.line(Mark::Note, &format!("{place}no hook replays"));
        sheet.next("to replay before every push: `at = \"pre-push\"` under `[verify]` in tidegate.toml");
    } else {
        sheet.line(Mark::Ok, &format!("{place}the {} hook replays what changed", project.at.name()));
    }
}
