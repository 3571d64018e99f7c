//! Folders that may contain migrations, and the layouts that their paths, names and marks show.

use super::FileRef;
use super::history::{is_shelved, is_sql};
use super::known_paths::{flyway_folder, is_flyway, is_prisma_folder, supabase_folder};
use super::layout::{self, Layout};
use crate::text::RelPath;
use std::collections::{BTreeMap, BTreeSet};

/// A folder that may contain migrations.
#[derive(Default)]
pub(super) struct Candidate<'a> {
    /// The layout, if its path or the arrangement of its files decides it.
    pub(super) layout: Option<&'static Layout>,
    /// SQL files directly in the folder.
    files: Vec<&'a FileRef>,
}

pub(super) fn candidates<'a>(files: &'a [FileRef], paths: &BTreeSet<&RelPath>) -> BTreeMap<RelPath, Candidate<'a>> {
    let mut found: BTreeMap<RelPath, Candidate> = BTreeMap::new();
    for file in files.iter().filter(|file| is_sql(file.path.as_bytes())) {
        let parent = file.path.parent();
        let supabase = supabase_folder(&parent);
        // With names of the Supabase CLI, which it also runs, Drizzle only writes the files.
        let is_stamped = || file.path.file_name().iter().take_while(|byte| byte.is_ascii_digit()).count() == 14;
        if paths.contains(&parent.join("meta/_journal.json")) && !(supabase.is_some() && is_stamped()) {
            found.entry(parent).or_default().layout = Some(&layout::DRIZZLE);
            continue;
        }
        if file.path.file_name() == b"migration.sql" && paths.contains(&parent.join("snapshot.json")) {
            found.entry(parent.parent()).or_default().layout = Some(&layout::DRIZZLE_FOLDERS);
            continue;
        }
        let is_pair = (layout::GOLANG_MIGRATE.read)(file.path.file_name()).is_some();
        if paths.contains(&parent.join("atlas.sum")) && !is_pair && !is_flyway(file.path.file_name()) {
            found.entry(parent).or_default().layout = Some(&layout::ATLAS);
            continue;
        }
        if let Some(supabase) = supabase {
            found.entry(supabase).or_default().layout.get_or_insert(&layout::SUPABASE);
            continue;
        }
        match file.path.file_name() {
            b"migration.sql" if is_prisma_folder(&parent) => {
                found.entry(parent.parent()).or_default().layout = Some(&layout::PRISMA);
            }
            b"up.sql" | b"down.sql" if layout::hasura::is_generated(parent.file_name()) => {
                found.entry(parent.parent()).or_default().layout = Some(&layout::HASURA);
            }
            b"up.sql" | b"down.sql"
                if layout::diesel::is_generated(parent.file_name()) && !parent.parent().is_top() =>
            {
                found.entry(parent.parent()).or_default().layout = Some(&layout::DIESEL);
            }
            name if is_flyway(name) => {
                let folder = flyway_folder(&parent);
                found.entry(folder).or_default().layout = Some(&layout::FLYWAY);
            }
            _ if is_named_migrations(&parent) => {
                found.entry(parent).or_default().files.push(file);
            }
            _ if is_nested(&file.path, paths) => found.entry(parent).or_default().files.push(file),
            _ => {}
        }
    }
    // A folder below one with migrations is not another project.
    let outer: BTreeSet<RelPath> =
        found.iter().filter(|(_, candidate)| candidate.has_migrations()).map(|(folder, _)| folder.clone()).collect();
    found.retain(|folder, _| is_named_migrations(folder) || !outer.contains(&folder.parent()));
    // Beside `migrations`, a folder named `migration` is a typing mistake.
    let is_slip = |folder: &RelPath| is_named_migrations(folder) && folder.file_name() != b"migrations";
    let full: BTreeSet<RelPath> = found.keys().filter(|folder| !is_slip(folder)).map(RelPath::parent).collect();
    found
        .retain(|folder, candidate| candidate.layout.is_some() || !is_slip(folder) || !full.contains(&folder.parent()));
    found
}

fn is_named_migrations(folder: &RelPath) -> bool {
    matches!(folder.file_name(), b"migrations" | b"migration" | b"migrate")
}

/// Whether a folder is one of a crate: in it, or in a folder or two of it.
fn is_of_crate(folder: &RelPath, paths: &BTreeSet<&RelPath>) -> bool {
    let above = std::iter::successors(Some(folder.parent()), |place| (!place.is_top()).then(|| place.parent()));
    above.take(3).any(|place| paths.contains(&place.join("Cargo.toml")))
}

/// Whether a file is a migration of a crate with a folder of migrations for each database or part.
fn is_nested(file: &RelPath, paths: &BTreeSet<&RelPath>) -> bool {
    let folder = file.parent();
    let starts_with_digit = |path: &RelPath| path.file_name().first().is_some_and(u8::is_ascii_digit);
    folder.parent().file_name() == b"migrations"
        && starts_with_digit(file)
        && !starts_with_digit(&folder)
        && !is_shelved(&folder)
        && is_of_crate(&folder, paths)
}

impl Candidate<'_> {
    fn has_migrations(&self) -> bool {
        let is_numbered = |file: &&FileRef| file.path.file_name().first().is_some_and(u8::is_ascii_digit);
        self.layout.is_some() || self.files.iter().any(is_numbered)
    }

    /// Decides the layout of a folder of SQL files that several tools use; `None` if no file looks like a
    /// migration.
    pub(super) fn decide<E>(
        &self,
        folder: &RelPath,
        paths: &BTreeSet<&RelPath>,
        peek: &mut dyn FnMut(&FileRef) -> Result<Vec<u8>, E>,
    ) -> Result<Option<&'static Layout>, E> {
        let numbered = |file: &&&FileRef| file.path.file_name().first().is_some_and(u8::is_ascii_digit);
        let Some(first) = self.files.iter().find(numbered) else {
            return Ok(None);
        };
        let is_cargo = is_of_crate(folder, paths);
        let is_pair = |file: &&FileRef| (layout::GOLANG_MIGRATE.read)(file.path.file_name()).is_some();
        if self.files.iter().any(is_pair) {
            return Ok(Some(if is_cargo { &layout::SQLX } else { &layout::GOLANG_MIGRATE }));
        }
        let content = peek(first)?;
        let of_marks = layout::marks::find(&content).and_then(|(marks, _)| Layout::named(marks.layout?));
        Ok(Some(of_marks.unwrap_or(if is_cargo { &layout::SQLX } else { &layout::PLAIN })))
    }
}
