//! The changes that the target side makes to the base side, in one project.

use super::history::{History, is_sql};
use super::project::Project;
use super::{FileRef, Migration};
use crate::text::RelPath;
use std::collections::{BTreeSet, HashMap};

/// The change of a file of the migrations folder between base and target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileStatus {
    /// New on the target side.
    Added,
    /// The same migration under another name.
    Renamed {
        /// The path on the base side.
        from: RelPath,
    },
    /// Other content under the same name.
    Edited,
    /// Unchanged, and checked because it was named on the command line.
    Unchanged,
}

impl FileStatus {
    /// The old name of a renamed file.
    fn old_name(&self) -> Option<&RelPath> {
        if let Self::Renamed { from } = self { Some(from) } else { None }
    }
}

/// A file of the migrations folder that is checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// The file on the target side.
    pub file: FileRef,
    pub status: FileStatus,
}

impl Touched {
    /// Whether its name is new, or it was named on the command line.
    pub fn has_new_name(&self) -> bool {
        self.status != FileStatus::Edited
    }
}

/// The change of the schema file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum SchemaTouch {
    #[default]
    Untouched,
    Added,
    Edited,
    Deleted,
}

impl SchemaTouch {
    /// The change of a file that exists before or after.
    fn of(is_before: bool, is_after: bool) -> Self {
        match (is_before, is_after) {
            (false, _) => Self::Added,
            (true, false) => Self::Deleted,
            (true, true) => Self::Edited,
        }
    }
}

/// All changes of one project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changeset {
    /// Files on the target side to check, by path.
    pub touched: Vec<Touched>,
    /// Files of the base side that are deleted or renamed.
    pub deleted: Vec<FileRef>,
    /// The schema file.
    pub schema: SchemaTouch,
    /// The files that declare the schema.
    pub declared: Vec<(RelPath, SchemaTouch)>,
}

impl Changeset {
    /// Makes the changes of this project from the differences between two sides.
    ///
    /// A deleted file and an added one with the same content or the same version count as a rename.
    pub fn read<'a>(
        project: &Project,
        differences: impl IntoIterator<Item = &'a (Option<FileRef>, Option<FileRef>)>,
    ) -> Self {
        let mut changes = Self::default();
        let mut added = Vec::new();
        for (old, new) in differences {
            let Some(path) = new.as_ref().or(old.as_ref()).map(|file| &file.path) else {
                continue;
            };
            if project.schema.file() == Some(path) {
                changes.schema = SchemaTouch::of(old.is_some(), new.is_some());
            } else if project.declares(path) {
                changes.declared.push((path.clone(), SchemaTouch::of(old.is_some(), new.is_some())));
            } else if project.below(path).is_some_and(is_sql) {
                match (old, new) {
                    (Some(_), Some(new)) => {
                        changes.touched.push(Touched { file: new.clone(), status: FileStatus::Edited });
                    }
                    (None, Some(new)) => added.push(new.clone()),
                    (Some(old), None) => changes.deleted.push(old.clone()),
                    (None, None) => {}
                }
            }
        }
        let old_names = OldNames::of(project, if added.is_empty() { &[] } else { &changes.deleted });
        for file in added {
            let from = old_names.of_file(project, &file);
            let status = from.map_or(FileStatus::Added, |from| FileStatus::Renamed { from });
            changes.touched.push(Touched { file, status });
        }
        changes.touched.sort_by(|one, other| one.file.path.cmp(&other.file.path));
        changes.deleted.sort_by(|one, other| one.path.cmp(&other.path));
        changes
    }

    /// Whether the project is unchanged.
    pub fn is_empty(&self) -> bool {
        let is_schema_untouched = self.schema == SchemaTouch::Untouched && self.declared.is_empty();
        self.touched.is_empty() && self.deleted.is_empty() && is_schema_untouched
    }

    /// Whether a migration is added, deleted or changed.
    pub fn touches_migrations(&self) -> bool {
        !self.deleted.is_empty() || self.touched.iter().any(|touched| touched.status != FileStatus::Unchanged)
    }

    /// The change of a file, if it is touched.
    pub fn status(&self, path: &RelPath) -> Option<&FileStatus> {
        let at = self.touched.binary_search_by(|touched| touched.file.path.cmp(path)).ok()?;
        Some(&self.touched[at].status)
    }

    /// Whether a file at or below a path is deleted or renamed.
    pub fn deletes(&self, path: &RelPath) -> bool {
        let from = |path: &[u8]| self.deleted.partition_point(|file| file.path.as_bytes() < path);
        let at = |number: usize| self.deleted.get(number).map(|file| &file.path);
        at(from(path.as_bytes())) == Some(path)
            || at(from(&[path.as_bytes(), b"/"].concat())).is_some_and(|found| found.below(path).is_some())
    }

    /// The old names of renamed files.
    pub fn old_names(&self) -> BTreeSet<&RelPath> {
        self.touched.iter().filter_map(|touched| touched.status.old_name()).collect()
    }

    /// The migrations of `target` with a new name, in order.
    pub fn added<'a>(&'a self, target: &'a History) -> impl Iterator<Item = &'a Migration> {
        target.iter().filter(|migration| {
            let status = migration.scripts.first().and_then(|script| self.status(&script.file.path));
            status.is_some_and(|status| *status != FileStatus::Edited)
        })
    }
}

/// Deleted files by their content and by their version, as an added file may be one of them.
struct OldNames<'a> {
    by_content: HashMap<&'a str, &'a FileRef>,
    by_version: HashMap<(Vec<u8>, &'a [u8]), &'a FileRef>,
}

impl<'a> OldNames<'a> {
    fn of(project: &Project, deleted: &'a [FileRef]) -> Self {
        let mut names = Self { by_content: HashMap::new(), by_version: HashMap::new() };
        for old in deleted {
            if !old.content_id.is_empty() {
                names.by_content.entry(&*old.content_id).or_insert(old);
            }
            if let Some(version) = version(project, old) {
                names.by_version.entry((version, ending(old))).or_insert(old);
            }
        }
        names
    }

    fn of_file(&self, project: &Project, file: &FileRef) -> Option<RelPath> {
        if self.by_content.is_empty() && self.by_version.is_empty() {
            return None;
        }
        let by_version = || self.by_version.get(&(version(project, file)?, ending(file)));
        self.by_content.get(&*file.content_id).or_else(by_version).map(|old| old.path.clone())
    }
}

/// The part of the version of a file that the tool compares; `None` if it has no place in the order.
fn version(project: &Project, file: &FileRef) -> Option<Vec<u8>> {
    let history = History::read(project, [file]);
    let migration = history.iter().next().filter(|migration| migration.is_versioned())?;
    Some(migration.version.identity.clone())
}

/// Distinguishes `.up.sql` from `.down.sql` of one version, which are not renames of each other.
fn ending(file: &FileRef) -> &[u8] {
    let name = file.path.file_name();
    memchr::memchr(b'.', name).map_or(name, |dot| &name[dot..])
}

#[cfg(test)]
mod tests {
    use super::super::{Kind, Schema, layout};
    use super::*;

    fn stored(path: &str, content: &str) -> FileRef {
        FileRef { path: path.into(), kind: Kind::File, content_id: content.into() }
    }

    #[test]
    fn a_deleted_and_an_added_file_with_equal_content_are_a_rename() {
        let project = Project {
            root: RelPath::default(),
            folder: "m".into(),
            layout: &layout::SUPABASE,
            platform: None,
            schema: Schema::File("schema.sql".into()),
            declared: Vec::new(),
            locations: Vec::new(),
        };
        let differences = [
            (Some(stored("m/1_a.sql", "x")), None),
            (None, Some(stored("m/2_a.sql", "x"))),
            (None, Some(stored("m/3_b.sql", "y"))),
            (Some(stored("m/0_c.sql", "z")), Some(stored("m/0_c.sql", "zz"))),
            (None, Some(stored("README.md", "r"))),
            (Some(stored("schema.sql", "s")), None),
        ];
        let changes = Changeset::read(&project, &differences);
        let found: Vec<_> =
            changes.touched.iter().map(|touched| (touched.file.path.to_string(), touched.status.clone())).collect();
        assert_eq!(
            found,
            [
                ("m/0_c.sql".to_owned(), FileStatus::Edited),
                ("m/2_a.sql".to_owned(), FileStatus::Renamed { from: "m/1_a.sql".into() }),
                ("m/3_b.sql".to_owned(), FileStatus::Added),
            ]
        );
        assert_eq!(changes.schema, SchemaTouch::Deleted);
        assert_eq!(changes.deleted.len(), 1);
    }
}
