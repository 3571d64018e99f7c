//! What tidegate makes of a case.

use super::case::Content;
use super::tool::Tool;
use super::watched::Watched;
use crate::support::memory::{File, Memory};
use crate::support::notation::settings;
use std::collections::BTreeMap;
use tidegate::jobs::sides::Selection;
use tidegate::jobs::verify::{self, replay_on};
use tidegate::postgres::Engine;
use tidegate::progress::Progress;
use tidegate::text::RelPath;

struct Silent;

impl Progress for Silent {
    fn report(&mut self, _: usize, _: usize, _: &str) {}
}

/// What tidegate makes of a case: the file at which it stops with its message, and what is left.
pub(super) struct Verdict {
    pub(super) refused: Option<(String, String)>,
    pub(super) left: Vec<String>,
}

impl Tool {
    /// Replays files, with more settings.
    pub(super) fn replay(
        &self,
        engine: &mut dyn Engine,
        files: &BTreeMap<String, Content>,
        rows: &[String],
        more: &str,
    ) -> Verdict {
        let mut repository = Memory::new();
        for (path, content) in files {
            repository.index.insert(RelPath::new(path), File::new(content.bytes()));
        }
        let text = format!("migrations = \"{}\"\nlayout = \"{}\"\nschema = false\n{more}", self.folder, self.name);
        let schemas = self.schema.map_or(String::new(), |schema| format!("'{schema}'"));
        let prefix = if self.schema.is_some() { "" } else { "public." };
        let tables = format!("array['{0}', '{prefix}{0}']::name[]", self.tracking);
        let query = include_str!("../../../conformance/left.sql").replace("{tables}", &tables);
        let query = query.replace("{schemas}", &format!("array[{schemas}]::name[]"));
        let mut watched = Watched { engine, query, rows: rows.to_vec(), left: Vec::new() };
        let settings = settings(text.as_bytes());
        let ran = replay_on(&mut watched, &repository, &settings, &Selection::Staged, &mut Silent);
        Verdict { refused: refusal(ran), left: watched.left }
    }
}

fn refusal(ran: Result<Vec<tidegate::replay::Outcome>, verify::Error>) -> Option<(String, String)> {
    match ran {
        Err(error) => Some((String::new(), error.to_string())),
        Ok(outcomes) if outcomes.is_empty() => Some((String::new(), "there is no project".to_owned())),
        Ok(outcomes) => outcomes.into_iter().find_map(|outcome| outcome.failure).map(|failure| {
            let path = failure.place.path().map(ToString::to_string).unwrap_or_default();
            (path, failure.error.message)
        }),
    }
}
