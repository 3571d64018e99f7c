//! Sides in words.

use super::outcome::{SideSummary, SideWord};
use crate::jobs::sides::Selection;
use crate::jobs::verify::{Content, SideInputs};
use crate::postgres::live::Live;
use crate::text::words;

/// Describes a side that is loaded; `typed` is the path of files that belong to no project.
pub(super) fn of_inputs(side: &SideInputs, typed: Option<&str>) -> SideSummary {
    let of_side = side.selection().map(Selection::label);
    let label = typed.map(str::to_owned).or_else(|| of_side.clone()).unwrap_or_default();
    let name = side.schema_name().unwrap_or_default();
    let (word, label, taken_for) = match side.content() {
        Content::History if !side.has_scripts() => {
            (SideWord::History, label, "the migrations of its command".to_owned())
        }
        Content::History => {
            let count = words::count(side.migrations().len(), "migration");
            (SideWord::History, label, format!("{count} for {}", side.tool()))
        }
        Content::SchemaFile => (SideWord::Schema, name, "the schema file of the working tree".to_owned()),
        Content::Declared => {
            let label = typed.map_or(name, str::to_owned);
            (SideWord::Schema, label, "the declared schema of the working tree".to_owned())
        }
        Content::Prisma => (SideWord::Prisma, name, "the models of Prisma of the working tree".to_owned()),
        Content::File => (SideWord::File, label, "an SQL file".to_owned()),
        Content::Folder => {
            (SideWord::Folder, label, format!("a folder of {}", words::count(side.file_count(), "SQL file")))
        }
    };
    SideSummary { word, label, taken_for }
}

/// Describes a live database.
pub(super) fn of_live(live: &Live) -> SideSummary {
    let taken_for = format!("a live database of PostgreSQL {}", live.server().version);
    SideSummary { word: SideWord::Database, label: live.shown(), taken_for }
}
