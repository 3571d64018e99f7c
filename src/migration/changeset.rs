//! The changes that the target side makes to the base side, in one project.

use super::history::{History, is_sql};
use super::project::Project;
use super::{FileRef, Migration};
use crate::text::RelPath;

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

/// All changes of one project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changeset {
    /// Files on the target side to check, by path.
    pub touched: Vec<Touched>,
    /// Files of the base side that are deleted or renamed.
    pub deleted: Vec<FileRef>,
    /// The schema file.
    pub schema: SchemaTouch,
}

impl Changeset {
    /// Makes the changes of this project from the differences between two sides.
    ///
    /// A deleted file and an added one with the same content or the same version count as a rename.
    pub fn read(project: &Project, differences: &[(Option<FileRef>, Option<FileRef>)]) -> Self {
        let mut changes = Self::default();
        let mut added = Vec::new();
        for (old, new) in differences {
            let Some(path) = new.as_ref().or(old.as_ref()).map(|file| &file.path) else {
                continue;
            };
            if project.schema.file() == Some(path) {
                changes.schema = match (old, new) {
                    (None, _) => SchemaTouch::Added,
                    (_, None) => SchemaTouch::Deleted,
                    _ => SchemaTouch::Edited,
                };
            } else if path.below(&project.folder).is_some_and(is_sql) {
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
        for file in added {
            let from = renamed_from(project, &file, &changes.deleted);
            let status = from.map_or(FileStatus::Added, |from| FileStatus::Renamed { from });
            changes.touched.push(Touched { file, status });
        }
        changes.touched.sort_by(|one, other| one.file.path.cmp(&other.file.path));
        changes
    }

    /// Whether the project is unchanged.
    pub fn is_empty(&self) -> bool {
        self.touched.is_empty() && self.deleted.is_empty() && self.schema == SchemaTouch::Untouched
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

    /// The migrations of `target` with a new name, in order.
    pub fn added<'a>(&'a self, target: &'a History) -> impl Iterator<Item = &'a Migration> {
        target.iter().filter(|migration| {
            let status = migration.scripts.first().and_then(|script| self.status(&script.file.path));
            status.is_some_and(|status| *status != FileStatus::Edited)
        })
    }
}

fn renamed_from(project: &Project, file: &FileRef, deleted: &[FileRef]) -> Option<RelPath> {
    let same_content = |old: &&FileRef| !old.content_id.is_empty() && old.content_id == file.content_id;
    let version = |stored: &FileRef| {
        let history = History::read(project, [stored]);
        history
            .iter()
            .next()
            .filter(|migration| migration.is_versioned())
            .map(|migration| migration.version.identity.clone())
    };
    let by_content = deleted.iter().find(same_content);
    let found = by_content.or_else(|| {
        let own = version(file)?;
        deleted.iter().find(|old| version(old).as_ref() == Some(&own) && ending(old) == ending(file))
    });
    found.map(|old| old.path.clone())
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
            schema: Schema::File("schema.sql".into()),
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
