//! Lookup tables of a history, made once enough is looked up.

use crate::text::RelPath;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Something that is looked up: a migration.
pub(super) trait Found {
    /// The file or folder with its name.
    fn path(&self) -> &RelPath;
    /// The identity of its version.
    fn identity(&self) -> &[u8];
    /// The paths of its files.
    fn files(&self) -> impl Iterator<Item = &RelPath>;
}

/// Lookups that are answered without tables: making them costs more than a few searches.
const SEARCHES: usize = 16;

/// The places of migrations in a history, by their paths, files and versions.
///
/// A copy starts without tables, because a copy of a history is made to be changed.
#[derive(Default)]
pub(super) struct Lookup {
    asked: AtomicUsize,
    tables: OnceLock<Tables>,
    unread: OnceLock<HashSet<RelPath>>,
    /// Whether the migrations are in the order of their paths, as they mostly are: then a path is found by bisection.
    is_sorted: OnceLock<bool>,
}

/// Positions in the list of migrations, by what they are looked up by.
#[derive(Default)]
struct Tables {
    paths: HashMap<RelPath, usize>,
    files: HashMap<RelPath, usize>,
    identities: HashMap<Vec<u8>, Vec<usize>>,
}

impl Lookup {
    /// The migration at a path: a file or a folder.
    pub(super) fn at<M: Found>(&self, migrations: &[M], path: &RelPath) -> Option<usize> {
        if self.is_sorted(migrations) {
            return bisected(migrations, path);
        }
        match self.tables(migrations) {
            Some(tables) => tables.paths.get(path).copied(),
            None => migrations.iter().position(|migration| migration.path() == path),
        }
    }

    /// The migration that a file belongs to.
    pub(super) fn of_file<M: Found>(&self, migrations: &[M], path: &RelPath) -> Option<usize> {
        let has_file = |migration: &M| migration.files().any(|file| file == path);
        // Most migrations are one file.
        let own = if self.is_sorted(migrations) { bisected(migrations, path) } else { None };
        if let Some(own) = own.filter(|own| has_file(&migrations[*own])) {
            return Some(own);
        }
        match self.tables(migrations) {
            Some(tables) => tables.files.get(path).copied(),
            None => migrations.iter().position(has_file),
        }
    }

    /// The migrations whose version has this identity, in order.
    pub(super) fn of_identity<M: Found>(&self, migrations: &[M], identity: &[u8]) -> Cow<'_, [usize]> {
        let is_same = |at: &usize| migrations[*at].identity() == identity;
        match self.tables(migrations) {
            Some(tables) => Cow::Borrowed(tables.identities.get(identity).map_or(&[], Vec::as_slice)),
            None => Cow::Owned((0..migrations.len()).filter(is_same).collect()),
        }
    }

    /// Whether the tool ignores the file at a path.
    pub(super) fn is_unread<'a>(&self, mut unread: impl Iterator<Item = &'a RelPath>, path: &RelPath) -> bool {
        if !self.has_tables() {
            return unread.any(|unread| unread == path);
        }
        self.unread.get_or_init(|| unread.cloned().collect()).contains(path)
    }

    fn is_sorted<M: Found>(&self, migrations: &[M]) -> bool {
        *self.is_sorted.get_or_init(|| migrations.windows(2).all(|pair| pair[0].path() < pair[1].path()))
    }

    fn tables<M: Found>(&self, migrations: &[M]) -> Option<&Tables> {
        self.has_tables().then(|| self.tables.get_or_init(|| Tables::of(migrations)))
    }

    fn has_tables(&self) -> bool {
        self.asked.load(Ordering::Relaxed) > SEARCHES || self.asked.fetch_add(1, Ordering::Relaxed) >= SEARCHES
    }
}

fn bisected<M: Found>(migrations: &[M], path: &RelPath) -> Option<usize> {
    migrations.binary_search_by(|migration| migration.path().cmp(path)).ok()
}

impl Tables {
    fn of<M: Found>(migrations: &[M]) -> Self {
        let mut tables = Self::default();
        for (at, migration) in migrations.iter().enumerate() {
            tables.paths.entry(migration.path().clone()).or_insert(at);
            tables.identities.entry(migration.identity().to_vec()).or_default().push(at);
            for file in migration.files() {
                tables.files.entry(file.clone()).or_insert(at);
            }
        }
        tables
    }
}

impl Clone for Lookup {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for Lookup {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Lookup {}

impl std::fmt::Debug for Lookup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Lookup")
    }
}
