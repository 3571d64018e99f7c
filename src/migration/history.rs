//! A project's migrations on one side, in the order in which its tool applies them.

use super::layout::{FLYWAY, Role, Shape, flyway};
use super::lookup::{Found, Lookup};
use super::project::Project;
use super::{FileRef, Version};
use crate::text::RelPath;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A migration: a version with its scripts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migration {
    pub version: Version,
    /// The file or folder with the name.
    pub path: RelPath,
    /// The up script first, then the down script.
    pub scripts: Vec<Script>,
}

/// One file of a migration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    pub file: FileRef,
    pub role: Role,
}

impl Migration {
    /// The last part of its path, which the layout's pattern describes.
    pub fn name(&self) -> &[u8] {
        self.path.file_name()
    }

    /// Whether it has a place in the order; false for Flyway's `R__` scripts.
    pub fn is_versioned(&self) -> bool {
        self.scripts.iter().all(|script| script.role != Role::Repeatable)
    }
}

impl Found for Arc<Migration> {
    fn path(&self) -> &RelPath {
        &self.path
    }

    fn identity(&self) -> &[u8] {
        &self.version.identity
    }

    fn files(&self) -> impl Iterator<Item = &RelPath> {
        self.scripts.iter().map(|script| &script.file.path)
    }
}

/// Reason why a migration tool ignores a file of the migrations folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// The name does not start with a version.
    Name,
    /// In a subfolder.
    SubFolder,
    /// Directly in the folder although the layout has a folder for each migration.
    Flat,
    /// In a migration's folder without the file that the tool runs.
    NoScript,
}

/// A file of the migrations folder that the tool ignores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadFile {
    pub file: FileRef,
    pub why: Unread,
}

/// All migrations of a project on one side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// In the order in which the tool applies them.
    pub migrations: Vec<Arc<Migration>>,
    /// SQL files of the folder that the tool ignores.
    pub unread: Vec<UnreadFile>,
    /// `None` if the side has no schema file.
    pub schema: Option<FileRef>,
    lookup: Lookup,
}

impl History {
    /// Makes the history of a project from the files of a side.
    pub fn read<'a>(project: &Project, files: impl IntoIterator<Item = &'a FileRef>) -> Self {
        let mut history = Self::default();
        // Files come in the order of their paths, so sorting them by their stems costs next to nothing.
        let mut found: Vec<(Placed, &FileRef)> = Vec::new();
        let mut beside: Vec<(Vec<u8>, &FileRef)> = Vec::new();
        for file in files {
            // A migration that settings name as the schema file is still a migration.
            let is_migration = || {
                let below = project.below(&file.path).filter(|below| is_sql(below));
                below.is_some_and(|below| place(project, &file.path, below).is_ok())
            };
            if project.schema.file() == Some(&file.path) && !is_migration() {
                history.schema = Some(file.clone());
                continue;
            }
            let Some(below) = project.below(&file.path).filter(|below| is_sql(below)) else {
                continue;
            };
            match place(project, &file.path, below) {
                Ok(placed) => found.push((placed, file)),
                Err(Some(why)) => history.unread.push(UnreadFile { file: file.clone(), why }),
                Err(None) => beside.push((below.split(|byte| *byte == b'/').next().unwrap_or_default().to_vec(), file)),
            }
        }
        found.sort_by(|(one, _), (other, _)| one.key.cmp(&other.key));
        for (folder, file) in beside.into_iter().filter(|_| matches!(project.layout.shape, Shape::Folder { .. })) {
            if found.binary_search_by(|(placed, _)| placed.key.cmp(&folder)).is_err() {
                history.unread.push(UnreadFile { file: file.clone(), why: Unread::NoScript });
            }
        }
        history.migrations = together(found);
        history.sort();
        history
    }

    fn sort(&mut self) {
        self.migrations.sort_by(|one, other| (&one.version.order, &one.path).cmp(&(&other.version.order, &other.path)));
    }

    /// The migrations in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Migration> {
        self.migrations.iter().map(Arc::as_ref)
    }

    /// The history before these changes: untouched migrations are shared, the others are made again from
    /// their old files.
    #[must_use]
    pub fn before(&self, project: &Project, changes: &[&(Option<FileRef>, Option<FileRef>)]) -> Self {
        let touched: BTreeSet<&RelPath> =
            changes.iter().filter_map(|(old, new)| new.as_ref().or(old.as_ref())).map(|file| &file.path).collect();
        let is_touched =
            |migration: &Migration| migration.scripts.iter().any(|script| touched.contains(&script.file.path));
        let (changed, kept): (Vec<_>, Vec<_>) =
            self.migrations.iter().cloned().partition(|migration| is_touched(migration));
        let unread = self.unread.iter().filter(|unread| !touched.contains(&unread.file.path));
        let schema = self.schema.as_ref().filter(|schema| !touched.contains(&schema.path));
        // A script beside a changed one belongs to the same migration.
        let beside = changed.iter().flat_map(|migration| &migration.scripts).map(|script| &script.file);
        let beside = beside.filter(|file| !touched.contains(&file.path));
        let read = Self::read(project, beside.chain(changes.iter().filter_map(|(old, _)| old.as_ref())));
        let mut before = Self {
            migrations: kept,
            unread: unread.cloned().collect(),
            schema: schema.cloned().or(read.schema),
            lookup: Lookup::default(),
        };
        before.migrations.extend(read.migrations);
        before.unread.extend(read.unread);
        before.sort();
        before
    }

    /// The last migration that has a version.
    pub fn last(&self) -> Option<&Migration> {
        self.iter().rfind(|migration| migration.is_versioned())
    }

    /// The migration a file belongs to.
    pub fn of_file(&self, path: &RelPath) -> Option<&Migration> {
        self.lookup.of_file(&self.migrations, path).map(|at| &*self.migrations[at])
    }

    /// Whether there is a migration at a path: a file or a folder.
    pub fn has(&self, path: &RelPath) -> bool {
        self.lookup.at(&self.migrations, path).is_some()
    }

    /// The migration at a path: a file or a folder.
    pub fn at(&self, path: &RelPath) -> Option<&Migration> {
        self.lookup.at(&self.migrations, path).map(|at| &*self.migrations[at])
    }

    /// The migrations whose version has this identity, in order.
    pub fn of_identity(&self, identity: &[u8]) -> impl Iterator<Item = &Migration> {
        let found = self.lookup.of_identity(&self.migrations, identity);
        (0..found.len()).map(move |nth| &*self.migrations[found[nth]])
    }

    /// Whether the tool ignores the file at a path.
    pub fn is_unread(&self, path: &RelPath) -> bool {
        self.lookup.is_unread(self.unread.iter().map(|unread| &unread.file.path), path)
    }
}

/// The name of the folder of migrations that others took the place of, as `squash` and `baseline` write it.
pub const ARCHIVE: &str = "archived-migrations";

/// Names of folders whose files are not meant to be applied.
const SHELVES: [&str; 31] = [
    "_archive",
    "_archived",
    "archive",
    "archived",
    ARCHIVE,
    "archives",
    "backup",
    "backups",
    "deprecated",
    "disabled",
    "docs",
    "down",
    "draft",
    "drafts",
    "examples",
    "fixtures",
    "legacy",
    "manual",
    "obsolete",
    "old",
    "rollback",
    "rollbacks",
    "seed",
    "seeds",
    "snippets",
    "squashed",
    "templates",
    "test",
    "testdata",
    "tests",
    "unused",
];

/// Whether a folder of this path contains nothing that is meant to be applied.
pub fn is_shelved(folder: &RelPath) -> bool {
    folder.parts().any(|part| SHELVES.iter().any(|shelf| part.eq_ignore_ascii_case(shelf.as_bytes())))
}

/// Whether the name is that of an SQL file.
pub fn is_sql(name: &[u8]) -> bool {
    name.len() >= 4 && name[name.len() - 4..].eq_ignore_ascii_case(b".sql")
}

/// A script with its place in the history.
struct Placed {
    key: Vec<u8>,
    path: RelPath,
    version: Version,
    role: Role,
}

/// The migrations that scripts make, which are sorted by their keys.
fn together(scripts: Vec<(Placed, &FileRef)>) -> Vec<Arc<Migration>> {
    let mut migrations: Vec<Migration> = Vec::with_capacity(scripts.len());
    let mut last = Vec::new();
    for (placed, file) in scripts {
        let script = Script { file: file.clone(), role: placed.role };
        match migrations.last_mut().filter(|_| last == placed.key) {
            Some(migration) if placed.role == Role::Down => migration.scripts.push(script),
            Some(migration) => {
                migration.path = placed.path;
                migration.scripts.insert(0, script);
            }
            None => {
                migrations.push(Migration { version: placed.version, path: placed.path, scripts: vec![script] });
                last = placed.key;
            }
        }
    }
    migrations.into_iter().map(Arc::new).collect()
}

/// The place of a file in the history; `Err(None)` for files that are not mistaken for a migration, such
/// as `down.sql` in a layout without down migrations.
fn place(project: &Project, path: &RelPath, below: &[u8]) -> Result<Placed, Option<Unread>> {
    let layout = project.layout;
    // Nearly every history has no folders.
    let alone: [&[u8]; 1];
    let split: Vec<&[u8]>;
    let parts: &[&[u8]] = if memchr::memchr(b'/', below).is_none() {
        alone = [below];
        &alone
    } else {
        split = below.split(|byte| *byte == b'/').collect();
        &split
    };
    match (layout.shape, parts) {
        (Shape::File, [name]) | (Shape::FileInAnyFolder, [.., name]) => {
            if *layout == FLYWAY && flyway::is_callback(name) {
                return Err(None);
            }
            let read = (layout.read)(name).ok_or(Some(Unread::Name))?;
            let folder = &below[..below.len() - name.len()];
            // An undo script shares the version of what it undoes but not its stem.
            let key = [folder, &name[read.stem]].concat();
            Ok(Placed {
                key,
                path: path.clone(),
                version: Version::new(layout.order, &name[read.version], name),
                role: read.role,
            })
        }
        (Shape::Folder { up, down }, [folder, file]) => {
            let role = if *file == up.as_bytes() {
                Role::Up
            } else if down.is_some_and(|down| *file == down.as_bytes()) {
                Role::Down
            } else {
                return Err(None);
            };
            let read = (layout.read)(folder).ok_or(Some(Unread::Name))?;
            let version = Version::new(layout.order, &folder[read.version], folder);
            Ok(Placed { key: folder.to_vec(), path: path.parent(), version, role })
        }
        (Shape::Folder { .. }, [_]) => Err(Some(Unread::Flat)),
        _ => Err(Some(Unread::SubFolder)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Kind, layout};
    use super::*;

    fn read(layout: &'static layout::Layout, files: &[&str]) -> History {
        let project = Project::new(RelPath::default(), "m".into(), layout);
        let files: Vec<FileRef> = files
            .iter()
            .map(|path| FileRef { path: (*path).into(), kind: Kind::File, content_id: "".into() })
            .collect();
        History::read(&project, &files)
    }

    fn check(layout: &'static layout::Layout, files: &[&str], migrations: &[&str], unread: &[&str]) {
        let history = read(layout, files);
        let found: Vec<String> = history.migrations.iter().map(|migration| migration.path.to_string()).collect();
        assert_eq!(found, migrations);
        let found: Vec<String> = history.unread.iter().map(|unread| unread.file.path.to_string()).collect();
        assert_eq!(found, unread);
    }

    #[test]
    fn the_order_is_that_of_the_tool() {
        check(&layout::SUPABASE, &["m/9_a.sql", "m/10_b.sql"], &["m/10_b.sql", "m/9_a.sql"], &[]);
        check(&layout::SQLX, &["m/10_b.sql", "m/9_a.sql"], &["m/9_a.sql", "m/10_b.sql"], &[]);
    }

    #[test]
    fn a_pair_is_one_migration() {
        check(&layout::SQLX, &["m/1_a.down.sql", "m/1_a.up.sql"], &["m/1_a.up.sql"], &[]);
        check(&layout::DIESEL, &["m/1_a/down.sql", "m/1_a/up.sql", "m/1_a/other.sql"], &["m/1_a"], &[]);
    }

    #[test]
    fn ignored_files_are_recorded() {
        check(&layout::SUPABASE, &["m/a.sql", "m/old/1_a.sql", "m/README.md"], &[], &["m/a.sql", "m/old/1_a.sql"]);
        check(
            &layout::PRISMA,
            &["m/1_a.sql", "m/2_b/migration.sql", "n/1_a/migration.sql"],
            &["m/2_b"],
            &["m/1_a.sql"],
        );
        check(&layout::FLYWAY, &["m/sub/V1__a.sql", "m/x.sql"], &["m/sub/V1__a.sql"], &["m/x.sql"]);
    }
}
