//! Pairs the rows of a table with the files of a history.

use super::compare::compare;
use super::line::{Line, State, Texts};
use super::names;
use super::row::{Row, RowState};
use super::text_match::TextMatch;
use super::tool::Tool;
use crate::migration::layout::Entry;
use crate::text::RelPath;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// A migration of a history.
#[derive(Clone, Debug)]
pub struct LocalMigration<'a> {
    pub path: &'a RelPath,
    pub entry: Entry<'a>,
}

/// Pairs rows with files, which are in the order in which the tool runs them: first by version, then what is left by name
/// and text. Returns one line for each migration, in the order of the files.
pub fn pair(tool: &Tool, files: &[LocalMigration<'_>], rows: &[Row]) -> Vec<Line> {
    let pairing = Pairing::new(tool, files, rows);
    let mut lines: Vec<Line> = (0..files.len()).map(|at| pairing.line_of_file(at)).collect();
    for (at, row) in rows.iter().enumerate() {
        if !pairing.file_of.contains_key(&at) && row.state != RowState::RolledBack {
            let place = lines.iter().position(|line| names::compare(&line.version, &row.version) == Ordering::Greater);
            lines.insert(place.unwrap_or(lines.len()), line_of_row(row));
        }
    }
    lines
}

/// The rows and files that belong together.
struct Pairing<'p, 'a> {
    tool: &'p Tool,
    files: &'p [LocalMigration<'a>],
    rows: &'p [Row],
    versions: Vec<String>,
    row_of: BTreeMap<usize, usize>,
    file_of: BTreeMap<usize, usize>,
    /// The last file that a row says is applied.
    last_applied: Option<usize>,
    /// The last file that counts as applied because the row of a later version says so.
    covered: Option<usize>,
}

impl<'p, 'a> Pairing<'p, 'a> {
    fn new(tool: &'p Tool, files: &'p [LocalMigration<'a>], rows: &'p [Row]) -> Self {
        let versions = files.iter().map(|file| tool.version(&file.entry)).collect();
        let (row_of, file_of) = (BTreeMap::new(), BTreeMap::new());
        let mut pairing = Self { tool, files, rows, versions, row_of, file_of, last_applied: None, covered: None };
        for (row, one) in rows.iter().enumerate() {
            let same = |version: &String| names::is_same_version(version, &one.version);
            if let Some(file) = pairing.versions.iter().position(same) {
                pairing.join(file, row);
            }
        }
        pairing.pair_rest();
        pairing.find_order();
        pairing
    }

    fn join(&mut self, file: usize, row: usize) {
        self.row_of.insert(file, row);
        self.file_of.insert(row, file);
    }

    /// Pairs files and rows of different versions: by name and text, then by text, then by name where no text is
    /// recorded. Only one candidate on both sides is a pair.
    fn pair_rest(&mut self) {
        let tests: [fn(bool, TextMatch) -> bool; 3] = [
            |is_same_name, text| is_same_name && is_same(text),
            |_, text| is_same(text),
            |is_same_name, text| is_same_name && text == TextMatch::NotRecorded,
        ];
        for test in tests {
            let pairs = self.candidates(test);
            for &(file, row) in &pairs {
                let is_only = pairs.iter().filter(|pair| pair.0 == file || pair.1 == row).count() == 1;
                if is_only {
                    self.join(file, row);
                }
            }
        }
    }

    fn candidates(&self, test: fn(bool, TextMatch) -> bool) -> Vec<(usize, usize)> {
        let rows: Vec<usize> = (0..self.rows.len()).filter(|row| !self.file_of.contains_key(row)).collect();
        let rows = || rows.iter().filter(|row| self.rows[**row].state == RowState::Applied);
        let mut pairs = Vec::new();
        for file in (0..self.files.len()).filter(|file| !self.row_of.contains_key(file)) {
            let entry = &self.files[file].entry;
            for row in rows() {
                let one = &self.rows[*row];
                let is_same_name = one.name.as_ref().is_some_and(|name| names::is_same_name(name, &entry.title));
                if test(is_same_name, compare(self.tool, entry, one)) {
                    pairs.push((file, *row));
                }
            }
        }
        pairs
    }

    fn find_order(&mut self) {
        let position = |row: &Row| {
            let is_after = |version: &String| names::compare(version, &row.version) == Ordering::Greater;
            self.versions.iter().position(is_after).unwrap_or(self.versions.len())
        };
        let applied = self.rows.iter().filter(|row| row.state.is_applied());
        self.last_applied = applied.map(position).max();
        let before = |row: &&Row| matches!(row.state, RowState::Current | RowState::Dirty | RowState::Baseline);
        self.covered = self.rows.iter().filter(before).map(position).max();
    }

    fn line_of_file(&self, at: usize) -> Line {
        let (file, version) = (&self.files[at], &self.versions[at]);
        let mut line = Line {
            state: State::Pending,
            version: version.clone(),
            name: file.entry.title.clone(),
            path: Some(file.path.clone()),
            recorded_version: None,
            recorded_name: None,
            at: None,
            text: None,
            texts: None,
        };
        let Some(row) = self.row_of.get(&at).map(|row| &self.rows[*row]) else {
            if self.covered.is_some_and(|covered| at < covered) {
                (line.state, line.text) = (State::Applied, Some(TextMatch::NotRecorded));
            } else if self.last_applied.is_some_and(|last| at < last) {
                line.state = State::OutOfOrder;
            }
            return line;
        };
        self.add_row(&mut line, file, row);
        line
    }

    fn add_row(&self, line: &mut Line, file: &LocalMigration<'_>, row: &Row) {
        line.at.clone_from(&row.at);
        let is_same_name = row.name.as_ref().is_none_or(|name| names::is_same_name(name, &file.entry.title));
        line.recorded_name = row.name.clone().filter(|_| !is_same_name);
        if !names::is_same_version(&row.version, &line.version) {
            line.recorded_version = Some(row.version.clone());
        }
        let text = compare(self.tool, &file.entry, row);
        line.text = Some(text);
        line.state = match row.state {
            RowState::Failed | RowState::Dirty => State::Failed,
            RowState::RolledBack => State::Pending,
            _ if line.recorded_version.is_some() => State::Renumbered,
            _ if text == TextMatch::Different && !is_same_name => State::Other,
            _ if text == TextMatch::Different => State::Edited,
            _ if text == TextMatch::NotRecorded && !is_same_name => State::Other,
            _ => State::Applied,
        };
        if text == TextMatch::Different
            && let Some(statements) = &row.statements
        {
            let file = match statements.len() {
                1 => String::from_utf8_lossy(file.entry.content).into_owned(),
                _ => file.entry.statements().join(";\n"),
            };
            line.texts = Some(Texts { recorded: statements.join(";\n"), file });
        }
    }
}

fn is_same(text: TextMatch) -> bool {
    matches!(text, TextMatch::Same | TextMatch::LineEnds)
}

/// The line of a row without a file.
fn line_of_row(row: &Row) -> Line {
    let is_failed = matches!(row.state, RowState::Failed | RowState::Dirty);
    Line {
        state: if is_failed { State::Failed } else { State::Unknown },
        version: row.version.clone(),
        name: row.name.clone().unwrap_or_default(),
        path: None,
        recorded_version: None,
        recorded_name: None,
        at: row.at.clone(),
        text: None,
        texts: None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::ALL;
    use super::*;
    use crate::migration::layout::{ALL as LAYOUTS, ScriptFile};

    /// Files are `PATH TEXT`, rows `VERSION NAME STATE TEXT`; lines are `STATE VERSION`, with the recorded version.
    #[track_caller]
    fn check(tool: &str, files: &[&str], rows: &[&str], expected: &[&str]) {
        let layout = LAYOUTS.into_iter().find(|layout| layout.id == tool).expect("a layout");
        let tool = ALL.into_iter().find(|known| known.id == tool).expect("a tool");
        let files: Vec<(RelPath, &str)> = files
            .iter()
            .map(|file| {
                let (path, text) = file.split_once(' ').unwrap_or((file, ""));
                (path.into(), text)
            })
            .collect();
        let sections: Vec<_> =
            files.iter().map(|(_, text)| (layout.parse)(ScriptFile::alone(text.as_bytes())).up).collect();
        let local: Vec<LocalMigration<'_>> = files
            .iter()
            .zip(&sections)
            .map(|((path, text), section)| {
                let entry = layout.entry(path, text.as_bytes(), section.pieces.as_deref()).expect("a migration");
                LocalMigration { path, entry }
            })
            .collect();
        let rows: Vec<Row> = rows
            .iter()
            .map(|row| {
                let mut words = row.splitn(4, ' ');
                let mut next = || words.next().filter(|word| *word != "-").map(str::to_owned);
                let (version, name, state) = (next().expect("a version"), next(), next().expect("a state"));
                let state = RowState::read(&state).expect("a state");
                Row { version, name, checksum: None, statements: next().map(|text| vec![text]), at: None, state }
            })
            .collect();
        let lines: Vec<String> = pair(tool, &local, &rows)
            .iter()
            .map(|line| {
                let from = line.recorded_version.as_ref().map(|from| format!(" from {from}")).unwrap_or_default();
                format!("{:?} {}{from}", line.state, line.version)
            })
            .collect();
        assert_eq!(lines, expected);
    }

    #[test]
    fn rows_and_files_are_paired_by_version() {
        check(
            "supabase",
            &["m/1_a.sql select 1;", "m/2_b.sql select 2;", "m/4_d.sql select 4;", "m/5_e.sql select 5;"],
            &["1 a applied select 1", "3 c applied select 3", "4 d applied select 0"],
            &["Applied 1", "OutOfOrder 2", "Unknown 3", "Edited 4", "Pending 5"],
        );
    }

    #[test]
    fn a_version_alone_is_no_pair() {
        check("supabase", &["m/1_a.sql select 1;"], &["1 z applied select 2"], &["Other 1"]);
        check("supabase", &["m/1_a.sql select 1;"], &["1 z applied select 1"], &["Applied 1"]);
        check("supabase", &["m/1_a.sql select 1;"], &["1 a applied -"], &["Applied 1"]);
    }

    #[test]
    fn rows_under_another_version_are_found_by_name_and_text() {
        let files = ["m/1_a.sql select 1;", "m/2_b.sql select 2;", "m/3_c.sql select 3;"];
        check(
            "supabase",
            &files,
            &["7 a applied select 1;", "8 x applied select 2;", "9 c applied -"],
            &["Renumbered 1 from 7", "Renumbered 2 from 8", "Renumbered 3 from 9"],
        );
        // Two candidates are none.
        check(
            "supabase",
            &["m/1_a.sql select 1;"],
            &["7 x applied select 1", "8 y applied select 1"],
            &["OutOfOrder 1", "Unknown 7", "Unknown 8"],
        );
    }

    #[test]
    fn a_tool_with_one_row_covers_everything_before_it() {
        let files = ["m/1_a.up.sql x", "m/2_b.up.sql x", "m/10_c.up.sql x"];
        check("golang-migrate", &files, &["2 - current"], &["Applied 1", "Applied 2", "Pending 10"]);
        check("golang-migrate", &files, &["2 - dirty"], &["Applied 1", "Failed 2", "Pending 10"]);
        check("golang-migrate", &files, &["5 - current"], &["Applied 1", "Applied 2", "Unknown 5", "Pending 10"]);
    }

    #[test]
    fn a_failed_migration_is_failed() {
        check("prisma", &["m/1_a/migration.sql x"], &["1_a a failed"], &["Failed 1_a"]);
    }
}
