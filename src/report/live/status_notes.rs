//! The limits of the verdict of a status.

use crate::jobs::live::{Status, TableState};
use crate::text::words;
use crate::tracking::{Line, Records, State, TextMatch};

/// The server, then what the verdict does not cover.
pub(super) fn notes(status: &Status) -> Vec<String> {
    let mut notes = vec![status.server.clone()];
    notes.extend(status.remarks.iter().cloned());
    if let Some(mark) = &status.interrupted {
        let done = words::count(mark.done, "part");
        notes.push(format!(
            "`tidegate apply` was interrupted in {}: {done} of it applied, and the migration is not completed",
            mark.version
        ));
    }
    if status.records == Records::Nothing && status.table_state == TableState::Filled {
        notes.push(format!("{} records versions only, so an edited file is not detected", status.tool));
    }
    let without_text = |line: &&Line| line.state == State::Applied && line.text == Some(TextMatch::NotRecorded);
    let unchecked = status.lines.iter().filter(without_text).count();
    if status.records != Records::Nothing && unchecked > 0 {
        let applied = words::count(unchecked, "applied migration");
        notes.push(format!("the text of {applied} is not recorded, so it was not compared"));
    }
    for other in &status.others {
        notes.push(match other.tool {
            Some(tool) => format!("the database also has {}, a tracking table of {tool}", other.table),
            None => format!("the database also has {}, whose columns belong to no known tool", other.table),
        });
    }
    notes
}
