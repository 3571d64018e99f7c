//! Whether both sides were read by servers that print definitions in one way.

use super::error::Error;
use super::loading::Described;
use crate::jobs::verify::LoadedSideOutcome;
use std::collections::BTreeSet;

/// A live database whose server has another major version than the one that read the other side.
pub(super) struct OtherMajor {
    database: String,
    live: u32,
    other: u32,
}

impl OtherMajor {
    /// The error, with the statement of a copy that the other server refused.
    pub(super) fn into_error(self, refused: Option<String>) -> Error {
        let Self { database, live, other } = self;
        Error::OtherMajor { database, live, other, refused }
    }

    /// The note for a comparison by a copy.
    pub(super) fn remark(&self) -> String {
        format!(
            "{} is PostgreSQL {}, which is not installed here: its definitions were loaded on PostgreSQL {} and read there",
            self.database, self.live, self.other
        )
    }
}

/// Fails if both sides were loaded on different servers; returns the live database of another major version.
pub(super) fn check_servers(loaded: &[LoadedSideOutcome], sides: [&Described; 2]) -> Result<Option<OtherMajor>, Error> {
    if let [one, other] = loaded
        && one.server != other.server
    {
        return Err(Error::OtherServer(one.server.clone(), other.server.clone()));
    }
    let majors = loaded.iter().map(|one| one.replay.major).chain(sides.iter().filter_map(|side| side.live_major()));
    let majors: BTreeSet<u32> = majors.collect();
    let found = sides.iter().find_map(|side| {
        let live = side.live_major()?;
        let other = *majors.iter().find(|major| **major != live)?;
        Some(OtherMajor { database: side.summary.label.clone(), live, other })
    });
    Ok(found)
}
