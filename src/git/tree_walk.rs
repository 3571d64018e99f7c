//! The trees of one or two commits, folder by folder, for the reader in process.
//!
//! Equal folders are skipped unread, as in git. A tree object of ten entries that all name one other tree, and so on,
//! is a kilobyte for ten levels and has billions of files: how often a folder is read again is limited, which libgit2's
//! own walk has no means for.

use super::entry::{Content, Entry, Mode};
use super::error::Error;
use super::id::{Id, RAW_ID};
use super::lookup;
use super::object_integrity::checked;
use super::raw_tree::{self, RawItem};
use crate::text::RelPath;
use git2::{Oid, Repository};
use std::cmp::Ordering;
use std::collections::HashSet;

/// Receives a path, and its entry in the old and in the new tree, one of which may be missing.
type Visit<'v> = dyn FnMut(&[u8], Option<RawItem<'_>>, Option<RawItem<'_>>) + 'v;

/// Calls `visit` with each path that differs between two trees (`None`: empty), in byte order of the paths.
pub(super) fn differences(
    repository: &Repository,
    old: Option<Oid>,
    new: Option<Oid>,
    visit: &mut Visit<'_>,
) -> Result<(), Error> {
    let mut walk = TreeWalk { repository, prefix: Vec::new(), visits: Visits::default(), visit };
    walk.folder(old, new)
}

/// The entry of a tree at its path.
pub(super) fn entry(path: &[u8], item: &RawItem<'_>) -> Entry {
    Entry { path: RelPath::new(path), mode: Mode::from_bits(item.bits), content: Content::Blob(Id::from_raw(item.id)) }
}

/// Entries in folders that were read before, in one walk. No public repository comes near: copies of folders are
/// rare, and those in a difference more so.
const MAX_REPEATED: usize = 1_000_000;

/// The folders that a walk has read, and how many entries those have that it read more than once.
#[derive(Default)]
pub(super) struct Visits {
    read: HashSet<Oid>,
    repeated: usize,
}

impl Visits {
    /// Counts one reading of a folder with this number of entries. `folder` is its path.
    pub(super) fn count(&mut self, tree: Oid, entries: usize, folder: &[u8]) -> Result<(), Error> {
        if self.read.insert(tree) {
            return Ok(());
        }
        self.repeated += entries;
        if self.repeated <= MAX_REPEATED {
            return Ok(());
        }
        Err(Error::Object {
            what: what(folder),
            cause: format!("the same folders are repeated until they have more than {MAX_REPEATED} entries"),
        })
    }
}

fn what(folder: &[u8]) -> String {
    let folder = RelPath::new(folder.strip_suffix(b"/").unwrap_or(folder));
    if folder.is_top() { "the top folder of a commit".to_owned() } else { lookup::folder(&folder) }
}

struct TreeWalk<'a, 'v> {
    repository: &'a Repository,
    /// The folder being compared, with its final slash; empty at the top.
    prefix: Vec<u8>,
    visits: Visits,
    visit: &'a mut Visit<'v>,
}

impl TreeWalk<'_, '_> {
    fn folder(&mut self, old: Option<Oid>, new: Option<Oid>) -> Result<(), Error> {
        if old == new {
            return Ok(());
        }
        let (old, new) = (self.tree(old)?, self.tree(new)?);
        let (old, new) = (self.items(old.as_ref())?, self.items(new.as_ref())?);
        let (mut old, mut new) = (old.into_iter().peekable(), new.into_iter().peekable());
        loop {
            let order = match (old.peek(), new.peek()) {
                (None, None) => return Ok(()),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(old), Some(new)) => raw_tree::order((old.name, old.is_folder()), (new.name, new.is_folder())),
            };
            let old = if order == Ordering::Greater { None } else { old.next() };
            let new = if order == Ordering::Less { None } else { new.next() };
            self.compare(old, new)?;
        }
    }

    /// Compares the entries of one name, both files or both folders.
    fn compare(&mut self, old: Option<RawItem<'_>>, new: Option<RawItem<'_>>) -> Result<(), Error> {
        if let (Some(old), Some(new)) = (&old, &new)
            && old.id == new.id
            && Mode::from_bits(old.bits) == Mode::from_bits(new.bits)
        {
            return Ok(());
        }
        let Some(either) = old.or(new) else { return Ok(()) };
        let length = self.prefix.len();
        self.prefix.extend_from_slice(either.name);
        let result = if either.is_folder() {
            self.prefix.push(b'/');
            let id = |item: Option<RawItem<'_>>| item.map(|item| Oid::from_bytes(item.id)).transpose();
            match (lookup::check_depth(&self.prefix), id(old), id(new)) {
                (Ok(()), Ok(old), Ok(new)) => self.folder(old, new),
                (Err(error), ..) => Err(error),
                _ => Err(self.damaged()),
            }
        } else {
            (self.visit)(&self.prefix, old, new);
            Ok(())
        };
        self.prefix.truncate(length);
        result
    }

    fn tree(&self, id: Option<Oid>) -> Result<Option<(Oid, Vec<u8>)>, Error> {
        let Some(id) = id else { return Ok(None) };
        let failed = lookup::failed(what(&self.prefix));
        let odb = self.repository.odb().map_err(lookup::failed(what(&self.prefix)))?;
        let object = odb.read(checked(self.repository, id)?).map_err(failed)?;
        if object.kind() == git2::ObjectType::Tree {
            Ok(Some((id, object.data().to_vec())))
        } else {
            Err(self.damaged())
        }
    }

    /// The entries of a tree object, counted.
    fn items<'t>(&mut self, tree: Option<&'t (Oid, Vec<u8>)>) -> Result<Vec<RawItem<'t>>, Error> {
        let Some((id, content)) = tree else { return Ok(Vec::new()) };
        let mut rest = content.as_slice();
        let items: Vec<_> = std::iter::from_fn(|| raw_tree::next(&mut rest, RAW_ID)).collect();
        // Of two entries of one name, git checks out one, and which it is differs between its commands.
        let is_double =
            |pair: &[RawItem<'_>]| pair[0].name == pair[1].name && pair[0].is_folder() == pair[1].is_folder();
        if !rest.is_empty() || items.windows(2).any(is_double) {
            return Err(self.damaged());
        }
        self.visits.count(*id, items.len(), &self.prefix)?;
        Ok(items)
    }

    fn damaged(&self) -> Error {
        Error::Object { what: what(&self.prefix), cause: "the tree object is damaged".to_owned() }
    }
}
