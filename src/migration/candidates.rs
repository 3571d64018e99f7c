//! Folders that may contain migrations, and the layouts that their paths, names and marks show.

use super::FileRef;
use super::dialect::is_postgres;
use super::history::{ARCHIVE, is_shelved, is_sql};
use super::known_paths::{flyway_folder, is_flyway, is_prisma_folder, supabase_folder, tool_of_name};
use super::layout::{self, Layout};
use crate::text::RelPath;
use std::collections::{BTreeMap, BTreeSet};

/// A folder that may contain migrations.
#[derive(Default)]
pub(super) struct Candidate<'a> {
    /// The layout, if its path or the arrangement of its files decides it.
    pub(super) layout: Option<&'static Layout>,
    /// The layout whose configuration names the folder; the marks of another tool count more.
    by_config: Option<&'static Layout>,
    /// Whether nothing but the marks of its scripts can make the folder one of migrations.
    is_unnamed: bool,
    /// SQL files directly in the folder.
    files: Vec<&'a FileRef>,
}

/// The paths of the files, sorted. They nearly always are already, so that this costs less than a tree.
pub(super) struct Paths<'a> {
    all: Vec<&'a RelPath>,
    /// The folders that files of Atlas name.
    atlas: Vec<RelPath>,
    /// The folders that files of sql-migrate name.
    sql_migrate: Vec<RelPath>,
}

impl<'a> Paths<'a> {
    pub(super) fn of(files: &'a [FileRef]) -> Self {
        let mut paths: Vec<&RelPath> = files.iter().map(|file| &file.path).collect();
        paths.sort();
        Self { all: paths, atlas: Vec::new(), sql_migrate: Vec::new() }
    }

    /// With the folders that files of Atlas and of sql-migrate name.
    pub(super) fn with_named(self, atlas: Vec<RelPath>, sql_migrate: Vec<RelPath>) -> Self {
        Self { atlas, sql_migrate, ..self }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &'a RelPath> {
        self.all.iter().copied()
    }

    pub(super) fn contains(&self, path: &RelPath) -> bool {
        self.all.binary_search(&path).is_ok()
    }
}

/// A folder, with the facts that decide the layout of the files in it.
struct Place {
    folder: RelPath,
    supabase: Option<RelPath>,
    has_journal: bool,
    has_sum: bool,
}

impl Place {
    fn of(folder: RelPath, paths: &Paths) -> Self {
        Self {
            supabase: supabase_folder(&folder),
            has_journal: paths.contains(&folder.join("meta/_journal.json")),
            has_sum: paths.atlas.contains(&folder) || paths.contains(&folder.join("atlas.sum")),
            folder,
        }
    }
}

/// The candidates by their folders.
pub(super) type Candidates<'a> = BTreeMap<RelPath, Candidate<'a>>;

pub(super) fn candidates<'a>(files: &'a [FileRef], paths: &Paths) -> Candidates<'a> {
    let mut found = Candidates::new();
    // Of a history, nearly every file is in the same folder as the one before it.
    let mut last: Option<(Place, bool)> = None;
    // Whatever their names, other migrations took the place of archived ones.
    let is_archived = |path: &RelPath| path.parts().any(|part| part == ARCHIVE.as_bytes());
    for file in files.iter().filter(|file| is_sql(file.path.as_bytes()) && !is_archived(&file.path)) {
        match &last {
            Some((place, is_decided)) if file.path.is_directly_in(&place.folder) => {
                if !is_decided {
                    add(&mut found, file, place, paths);
                }
            }
            _ => {
                let place = Place::of(file.path.parent(), paths);
                add(&mut found, file, &place, paths);
                let is_decided = place.supabase.is_some() && !place.has_journal && !place.has_sum;
                last = Some((place, is_decided));
            }
        }
    }
    // A folder below one with migrations is not another project.
    let outer: BTreeSet<RelPath> =
        found.iter().filter(|(_, candidate)| candidate.has_migrations()).map(|(folder, _)| folder.clone()).collect();
    let above = |folder: &RelPath| {
        std::iter::successors(Some(folder.parent()), |place| (!place.is_top()).then(|| place.parent()))
    };
    found.retain(|folder, candidate| {
        let height = if candidate.is_by_marks() { usize::MAX } else { 1 };
        is_named_migrations(folder) || !above(folder).take(height).any(|place| outer.contains(&place))
    });
    // Beside `migrations`, a folder named `migration` is a typing mistake.
    let is_slip = |folder: &RelPath| is_named_migrations(folder) && folder.file_name() != b"migrations";
    let beside = found.iter().filter(|(folder, candidate)| !is_slip(folder) && !candidate.is_by_marks());
    let full: BTreeSet<RelPath> = beside.map(|(folder, _)| folder.parent()).collect();
    found
        .retain(|folder, candidate| candidate.layout.is_some() || !is_slip(folder) || !full.contains(&folder.parent()));
    found
}

/// Adds the folder of a file, if the file may be a migration.
fn add<'a>(found: &mut Candidates<'a>, file: &'a FileRef, place: &Place, paths: &Paths) {
    let parent = || place.folder.clone();
    let name = file.path.file_name();
    // With names of the Supabase CLI, which it also runs, Drizzle only writes the files.
    let is_stamped = || name.iter().take_while(|byte| byte.is_ascii_digit()).count() == 14;
    if place.has_journal && !(place.supabase.is_some() && is_stamped()) {
        found.entry(parent()).or_default().layout = Some(&layout::DRIZZLE);
        return;
    }
    if name == b"migration.sql" && paths.contains(&place.folder.join("snapshot.json")) {
        found.entry(place.folder.parent()).or_default().layout = Some(&layout::DRIZZLE_FOLDERS);
        return;
    }
    let is_pair = || (layout::GOLANG_MIGRATE.read)(name).is_some();
    if place.has_sum && !is_pair() && !is_flyway(name) {
        found.entry(parent()).or_default().layout = Some(&layout::ATLAS);
        return;
    }
    if let Some(supabase) = &place.supabase {
        found.entry(supabase.clone()).or_default().layout.get_or_insert(&layout::SUPABASE);
        return;
    }
    match name {
        b"migration.sql" if is_prisma_folder(&place.folder) => {
            found.entry(place.folder.parent()).or_default().layout = Some(&layout::PRISMA);
        }
        b"up.sql" | b"down.sql" if layout::hasura::is_generated(place.folder.file_name()) => {
            found.entry(place.folder.parent()).or_default().layout = Some(&layout::HASURA);
        }
        b"up.sql" | b"down.sql"
            if layout::diesel::is_generated(place.folder.file_name()) && !place.folder.parent().is_top() =>
        {
            // Beside a folder that only Hasura makes, another one is one of Hasura's too.
            found.entry(place.folder.parent()).or_default().layout.get_or_insert(&layout::DIESEL);
        }
        name if is_flyway(name) => {
            found.entry(flyway_folder(&place.folder)).or_default().layout = Some(&layout::FLYWAY);
        }
        _ if paths.sql_migrate.contains(&place.folder) => {
            let candidate = found.entry(parent()).or_default();
            candidate.by_config = Some(&layout::SQL_MIGRATE);
            candidate.files.push(file);
        }
        // No other tool reads them.
        name if tool_of_name(name).is_some() || is_taken_back(&file.path, paths) => {}
        _ if is_named_migrations(&place.folder) || is_nested(&file.path, paths) => {
            found.entry(parent()).or_default().files.push(file);
        }
        // In a folder of any name, only the marks of a tool show that they are migrations.
        name if name.first().is_some_and(u8::is_ascii_digit) && !is_shelved(&place.folder) => {
            let candidate = found.entry(parent()).or_default();
            candidate.is_unnamed = true;
            candidate.files.push(file);
        }
        _ => {}
    }
}

/// Whether a file beside it takes it back, as with yoyo.
fn is_taken_back(path: &RelPath, paths: &Paths) -> bool {
    let stem = path.as_bytes().strip_suffix(b".sql");
    stem.is_some_and(|stem| paths.contains(&RelPath::new([stem, b".rollback.sql"].concat())))
}

/// Whether a name is one that only golang-migrate and tools like it use.
fn is_up(name: &[u8]) -> bool {
    name.ends_with(b".up.sql") && (layout::GOLANG_MIGRATE.read)(name).is_some()
}

fn is_named_migrations(folder: &RelPath) -> bool {
    matches!(folder.file_name(), b"migrations" | b"migration" | b"migrate")
}

/// Whether a folder is one of a crate: in it, or in a folder or two of it.
fn is_of_crate(folder: &RelPath, paths: &Paths) -> bool {
    let above = std::iter::successors(Some(folder.parent()), |place| (!place.is_top()).then(|| place.parent()));
    above.take(3).any(|place| paths.contains(&place.join("Cargo.toml")))
}

/// Whether a file is in one of several folders of migrations, each for a database or a part: that for `PostgreSQL`, one of
/// pairs (`<number>_<name>.up.sql`), or any in a crate.
fn is_nested(file: &RelPath, paths: &Paths) -> bool {
    let folder = file.parent();
    let starts_with_digit = |path: &RelPath| path.file_name().first().is_some_and(u8::is_ascii_digit);
    folder.parent().file_name() == b"migrations"
        && starts_with_digit(file)
        && !starts_with_digit(&folder)
        && !is_shelved(&folder)
        && (is_postgres(folder.file_name()) || is_up(file.file_name()) || is_of_crate(&folder, paths))
}

impl<'a> Candidate<'a> {
    /// The SQL files directly in a folder of any name.
    pub(super) fn of_folder(files: &'a [FileRef], folder: &RelPath) -> Self {
        let is_in = |file: &&FileRef| is_sql(file.path.as_bytes()) && file.path.is_directly_in(folder);
        Self { files: files.iter().filter(is_in).collect(), ..Self::default() }
    }

    /// One of which the layout is known.
    pub(super) fn of(layout: &'static Layout) -> Self {
        Self { layout: Some(layout), ..Self::default() }
    }

    fn has_migrations(&self) -> bool {
        let is_numbered = |file: &&FileRef| file.path.file_name().first().is_some_and(u8::is_ascii_digit);
        !self.is_by_marks() && (self.layout.is_some() || self.by_config.is_some() || self.files.iter().any(is_numbered))
    }

    /// Whether only the marks of a tool in its scripts can show that they are migrations.
    pub(super) fn is_by_marks(&self) -> bool {
        self.is_unnamed && self.layout.is_none()
    }

    /// The layout, which settings may have named.
    pub(super) fn layout_or<E>(
        &self,
        named: Option<&'static Layout>,
        folder: &RelPath,
        paths: &Paths,
        peek: &mut dyn FnMut(&FileRef) -> Result<Vec<u8>, E>,
    ) -> Result<Option<&'static Layout>, E> {
        match named.or(self.layout) {
            Some(layout) if !self.is_by_marks() => Ok(Some(layout)),
            _ => self.decide(folder, paths, peek),
        }
    }

    /// Decides the layout of a folder of SQL files that several tools use; `None` if no file looks like a
    /// migration.
    fn decide<E>(
        &self,
        folder: &RelPath,
        paths: &Paths,
        peek: &mut dyn FnMut(&FileRef) -> Result<Vec<u8>, E>,
    ) -> Result<Option<&'static Layout>, E> {
        let numbered = |file: &&&FileRef| file.path.file_name().first().is_some_and(u8::is_ascii_digit);
        let any = || self.files.first().filter(|_| self.by_config.is_some());
        let Some(first) = self.files.iter().find(numbered).or_else(any) else {
            return Ok(None);
        };
        if self.is_by_marks() {
            let content = peek(first)?;
            return Ok(layout::marks::find(&content).and_then(|(marks, _)| Layout::named(marks.layout?)));
        }
        let is_cargo = is_of_crate(folder, paths);
        let is_pair = |file: &&FileRef| (layout::GOLANG_MIGRATE.read)(file.path.file_name()).is_some();
        if self.by_config.is_none() && self.files.iter().any(is_pair) {
            return Ok(Some(if is_cargo { &layout::SQLX } else { &layout::GOLANG_MIGRATE }));
        }
        let content = peek(first)?;
        let of_marks = layout::marks::find(&content).and_then(|(marks, _)| Layout::named(marks.layout?));
        let by_place = if is_cargo { &layout::SQLX } else { &layout::PLAIN };
        Ok(Some(of_marks.or(self.by_config).unwrap_or(by_place)))
    }
}
