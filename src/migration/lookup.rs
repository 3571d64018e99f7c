//! Lookup tables of a history, made once enough is looked up.

use super::{Migration, UnreadFile};
use crate::text::RelPath;
use std::borrow::Cow;
use std::cell::{Cell, OnceCell};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Lookups that are answered without tables: making them costs more than a few searches.
const SEARCHES: usize = 16;

/// The places of migrations in a history, by their paths, files and versions.
///
/// A copy starts without tables, because a copy of a history is made to be changed.
#[derive(Default)]
pub(super) struct Lookup {
    asked: Cell<usize>,
    tables: OnceCell<Tables>,
    unread: OnceCell<HashSet<RelPath>>,
}

#[derive(Default)]
struct Tables {
    by_path: HashMap<RelPath, usize>,
    by_file: HashMap<RelPath, usize>,
    by_identity: HashMap<Vec<u8>, Vec<usize>>,
}

impl Lookup {
    /// The migration at a path: a file or a folder.
    pub(super) fn at(&self, migrations: &[Arc<Migration>], path: &RelPath) -> Option<usize> {
        match self.tables(migrations) {
            Some(tables) => tables.by_path.get(path).copied(),
            None => migrations.iter().position(|migration| &migration.path == path),
        }
    }

    /// The migration that a file belongs to.
    pub(super) fn of_file(&self, migrations: &[Arc<Migration>], path: &RelPath) -> Option<usize> {
        let has_file = |migration: &Arc<Migration>| migration.scripts.iter().any(|script| &script.file.path == path);
        match self.tables(migrations) {
            Some(tables) => tables.by_file.get(path).copied(),
            None => migrations.iter().position(has_file),
        }
    }

    /// The migrations whose version has this identity, in order.
    pub(super) fn of_identity(&self, migrations: &[Arc<Migration>], identity: &[u8]) -> Cow<'_, [usize]> {
        let is_same = |at: &usize| migrations[*at].version.identity == identity;
        match self.tables(migrations) {
            Some(tables) => Cow::Borrowed(tables.by_identity.get(identity).map_or(&[], Vec::as_slice)),
            None => Cow::Owned((0..migrations.len()).filter(is_same).collect()),
        }
    }

    /// Whether the tool ignores the file at a path.
    pub(super) fn is_unread(&self, unread: &[UnreadFile], path: &RelPath) -> bool {
        if !self.has_tables() {
            return unread.iter().any(|unread| &unread.file.path == path);
        }
        self.unread.get_or_init(|| unread.iter().map(|unread| unread.file.path.clone()).collect()).contains(path)
    }

    fn tables(&self, migrations: &[Arc<Migration>]) -> Option<&Tables> {
        self.has_tables().then(|| self.tables.get_or_init(|| Tables::of(migrations)))
    }

    fn has_tables(&self) -> bool {
        self.asked.set(self.asked.get() + 1);
        self.asked.get() > SEARCHES
    }
}

impl Tables {
    fn of(migrations: &[Arc<Migration>]) -> Self {
        let mut tables = Self::default();
        for (at, migration) in migrations.iter().enumerate() {
            tables.by_path.entry(migration.path.clone()).or_insert(at);
            tables.by_identity.entry(migration.version.identity.clone()).or_default().push(at);
            for script in &migration.scripts {
                tables.by_file.entry(script.file.path.clone()).or_insert(at);
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
