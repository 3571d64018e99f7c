//! The mark of a file that is applied in several units, in the comment of the tracking table.

use crate::object::literal;
use crate::postgres::{Database, Error};
use crate::tracking::Table;

/// The place up to which a file is applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub version: String,
    /// The units that are done.
    pub done: usize,
    /// Whether the next one was begun, and it is not known whether it ended.
    pub is_running: bool,
    /// The key of the row.
    pub row_id: String,
    /// The hash of the units that are done.
    pub sum: String,
}

/// The comment of a tracking table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Comment {
    /// The text of others.
    text: String,
    pub(super) mark: Option<Mark>,
}

const OPENING: &str = "[tidegate apply ";

impl Comment {
    fn parse(comment: &str) -> Self {
        let marked = comment.rfind(OPENING).and_then(|at| {
            let words: Vec<&str> = comment[at + OPENING.len()..].strip_suffix(']')?.split(' ').collect();
            let [version, done, state, row_id, sum] = words[..] else { return None };
            let [version, row_id, sum] = [version, row_id, sum].map(str::to_owned);
            Some((at, Mark { version, done: done.parse().ok()?, is_running: state == "running", row_id, sum }))
        });
        match marked {
            Some((at, mark)) => Self { text: comment[..at].trim_end().to_owned(), mark: Some(mark) },
            None => Self { text: comment.to_owned(), mark: None },
        }
    }

    /// Reads the comment of a table.
    pub(super) fn read(database: &mut dyn Database, table: &Table) -> Result<Self, Error> {
        let name = literal(&table.sql());
        let sql = format!("select pg_catalog.obj_description(pg_catalog.to_regclass({name}), 'pg_class')");
        Ok(Self::parse(&database.value(&sql)?.unwrap_or_default()))
    }

    /// The statement that sets the mark, or removes it.
    pub(super) fn set(&self, table: &Table, mark: Option<&Mark>) -> String {
        let mark = mark.map(|mark| {
            let state = if mark.is_running { "running" } else { "done" };
            format!("{OPENING}{} {} {state} {} {}]", mark.version, mark.done, mark.row_id, mark.sum)
        });
        let parts: Vec<String> =
            std::iter::once(self.text.clone()).filter(|text| !text.is_empty()).chain(mark).collect();
        let comment = if parts.is_empty() { "NULL".to_owned() } else { literal(&parts.join("\n")) };
        format!("COMMENT ON TABLE {} IS {comment}", table.sql())
    }
}

/// The mark of a table, if a run was interrupted.
pub fn read_mark(database: &mut dyn Database, table: &Table) -> Result<Option<Mark>, Error> {
    Ok(Comment::read(database, table)?.mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_as_it_was_written_and_other_text_stays() {
        let table = Table { schema: "public".to_owned(), name: "t".to_owned(), columns: Vec::new() };
        let mark =
            Mark { version: "1".to_owned(), done: 2, is_running: true, row_id: "x-y".to_owned(), sum: "0a".to_owned() };
        for text in ["", "ours", "ours [x]"] {
            let comment = Comment::parse(text);
            assert_eq!(comment.mark, None);
            let set = comment.set(&table, Some(&mark));
            let written = set.split_once("E'").expect("a literal").1.trim_end_matches('\'').replace("\\n", "\n");
            let again = Comment::parse(&written);
            assert_eq!((again.text.as_str(), again.mark.as_ref()), (text, Some(&mark)), "{set}");
        }
        assert!(Comment::default().set(&table, None).ends_with("IS NULL"));
    }
}
