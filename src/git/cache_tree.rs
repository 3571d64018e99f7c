//! The difference of the index and a tree, at a cost proportional to the staged changes.
//!
//! The index records the tree id of every folder in which nothing was staged since the last commit
//! (the cache tree, extension `TREE` of gitformat-index(5)). Where that id equals the base's, the
//! whole folder is equal and is skipped unread, as in git.

use super::change::Change;
use super::entry::{Content, Entry, Mode};
use super::error::Error;
use super::id::{Id, RAW_ID};
use super::index_file::IndexFile;
use super::raw_tree::{self, RawItem};
use super::tree_walk::Visits;
use super::{lookup, object_integrity};
use crate::text::RelPath;
use std::cmp::Ordering;
use std::ops::Range;

/// The paths that differ between the tree `base` (`None`: empty) and the index.
pub(super) fn changes(
    repository: &git2::Repository,
    index: &IndexFile,
    base: Option<git2::Oid>,
) -> Result<Vec<Change>, Error> {
    let root = index.cache_tree().and_then(|bytes| Node::parse(bytes, &mut 0));
    let mut walk = Walk { repository, index, prefix: Vec::new(), visits: Visits::default(), found: Vec::new() };
    walk.folder(root.as_ref(), base, 0..index.len())?;
    Ok(walk.found)
}

/// A folder of the cache tree.
struct Node<'a> {
    name: &'a [u8],
    /// The number of index entries it covers, and its tree; `None` when something was staged in it.
    valid: Option<(usize, &'a [u8])>,
    children: Vec<Node<'a>>,
}

/// A cache tree that nests deeper is not trusted.
const DEPTH_LIMIT: usize = 4096;

impl<'a> Node<'a> {
    /// Parses one node and its children; `None` when the extension is malformed, which only costs
    /// time.
    fn parse(bytes: &'a [u8], at: &mut usize) -> Option<Self> {
        Self::parse_at(bytes, at, 0)
    }

    fn parse_at(bytes: &'a [u8], at: &mut usize, depth: usize) -> Option<Self> {
        if depth > DEPTH_LIMIT {
            return None;
        }
        let name = until(bytes, at, 0)?;
        let count: i64 = std::str::from_utf8(until(bytes, at, b' ')?).ok()?.parse().ok()?;
        let subtrees: usize = std::str::from_utf8(until(bytes, at, b'\n')?).ok()?.parse().ok()?;
        let valid = match usize::try_from(count) {
            Ok(count) => {
                let id = bytes.get(*at..*at + RAW_ID)?;
                *at += RAW_ID;
                Some((count, id))
            }
            Err(_) => None,
        };
        let mut children = Vec::new();
        for _ in 0..subtrees {
            children.push(Self::parse_at(bytes, at, depth + 1)?);
        }
        Some(Self { name, valid, children })
    }

    /// The child with a name. Git sorts the children by length, then by bytes (`subtree_name_cmp`). If
    /// they were not sorted, a child would only be missed, and its folder compared entry by entry.
    fn child(&self, name: &[u8]) -> Option<&Self> {
        let found = self
            .children
            .binary_search_by(|child| child.name.len().cmp(&name.len()).then_with(|| child.name.cmp(name)));
        found.ok().map(|number| &self.children[number])
    }
}

fn until<'a>(bytes: &'a [u8], at: &mut usize, stop: u8) -> Option<&'a [u8]> {
    let rest = bytes.get(*at..)?;
    let length = memchr::memchr(stop, rest)?;
    *at += length + 1;
    Some(&rest[..length])
}

struct Walk<'a> {
    repository: &'a git2::Repository,
    index: &'a IndexFile,
    /// The folder being compared, with its final slash; empty at the top.
    prefix: Vec<u8>,
    visits: Visits,
    found: Vec<Change>,
}

/// Bytes of an entry of a tree object with a short name; only a guess at their number is made with it.
const SHORT_ITEM: usize = 40;

/// The next item of a folder in the index: a file, or a folder with its range of entries.
struct Item<'a> {
    name: &'a [u8],
    is_folder: bool,
    entries: Range<usize>,
}

impl<'a> Walk<'a> {
    fn folder(&mut self, node: Option<&Node<'a>>, base: Option<git2::Oid>, entries: Range<usize>) -> Result<(), Error> {
        if let (Some((_, id)), Some(base)) = (node.and_then(|node| node.valid.as_ref()), &base)
            && *id == base.as_bytes()
        {
            return Ok(());
        }
        let tree = base.map(|base| self.tree(base)).transpose()?.unwrap_or_default();
        let old_entries = self.items(&tree)?;
        if let Some(base) = base {
            self.visits.count(base, old_entries.len(), &self.prefix)?;
        }
        let mut old_entries = old_entries.into_iter().peekable();
        let mut at = entries.start;
        loop {
            let item = self.next_item(node, at, entries.end);
            let order = match (old_entries.peek(), &item) {
                (None, None) => return Ok(()),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(old), Some(new)) => raw_tree::order((old.name, old.is_folder()), (new.name, new.is_folder)),
            };
            if let Some(item) = item.as_ref().filter(|_| order != Ordering::Less) {
                at = item.entries.end;
            }
            let old = if order == Ordering::Greater { None } else { old_entries.next() };
            let new = if order == Ordering::Less { None } else { item };
            if old.as_ref().map_or_else(|| new.as_ref().is_some_and(|item| item.is_folder), RawItem::is_folder) {
                self.compare_folder(node, old.as_ref(), new.as_ref())?;
            } else {
                self.compare_file(old.as_ref(), new.as_ref());
            }
        }
    }

    /// The content of the tree object of the folder being compared. One that was just made is loose, and then its file
    /// is read once; libgit2 would read it again.
    fn tree(&self, id: git2::Oid) -> Result<Vec<u8>, Error> {
        if let Some(content) = object_integrity::content(self.repository, id, "tree")? {
            return Ok(content);
        }
        let failed = lookup::failed(self.what());
        let object = self.repository.odb().and_then(|odb| {
            let object = odb.read(id)?;
            Ok((object.kind() == git2::ObjectType::Tree).then(|| object.data().to_vec()))
        });
        object.map_err(failed)?.ok_or_else(|| self.damaged())
    }

    fn what(&self) -> String {
        format!("the folder `{}` of the base commit", RelPath::new(&self.prefix))
    }

    fn damaged(&self) -> Error {
        Error::Object { what: self.what(), cause: "the tree object is damaged".to_owned() }
    }

    /// The entries of a tree object.
    fn items<'t>(&self, tree: &'t [u8]) -> Result<Vec<RawItem<'t>>, Error> {
        let mut rest = tree;
        let mut items = Vec::with_capacity(tree.len() / SHORT_ITEM);
        while let Some(item) = raw_tree::next(&mut rest, RAW_ID) {
            items.push(item);
        }
        if rest.is_empty() { Ok(items) } else { Err(self.damaged()) }
    }

    fn compare_folder(
        &mut self,
        node: Option<&Node<'a>>,
        old: Option<&RawItem<'_>>,
        new: Option<&Item>,
    ) -> Result<(), Error> {
        let name = old.map(|old| old.name).or(new.map(|item| item.name)).unwrap_or_default();
        let length = self.prefix.len();
        self.prefix.extend_from_slice(name);
        self.prefix.push(b'/');
        lookup::check_depth(&self.prefix)?;
        let entries = new.map_or(0..0, |item| item.entries.clone());
        let child = node.and_then(|node| node.child(name)).filter(|_| !entries.is_empty());
        let id = old.map(|old| git2::Oid::from_bytes(old.id)).transpose().map_err(|_| self.damaged());
        let result = id.and_then(|id| self.folder(child, id, entries));
        self.prefix.truncate(length);
        result
    }

    /// Compares one file. Nearly all are equal, so ids are compared before anything is allocated.
    fn compare_file(&mut self, old: Option<&RawItem<'_>>, new: Option<&Item>) {
        // An unmerged path has no staged content; `unmerged` reports it.
        if new.is_some_and(|item| item.entries.clone().any(|number| self.index.is_unmerged(number))) {
            return;
        }
        let number = new.and_then(|item| item.entries.clone().find(|number| self.index.is_committed(*number)));
        if let (Some(old), Some(number)) = (old, number) {
            let (id, mode) = self.index.object(number);
            if old.id == id && Mode::from_bits(mode) == Mode::from_bits(old.bits) {
                return;
            }
        }
        let old = old.map(|entry| Entry {
            path: RelPath::new([&self.prefix, entry.name].concat()),
            mode: Mode::from_bits(entry.bits),
            content: Content::Blob(Id::from_raw(entry.id)),
        });
        let new = number.map(|number| self.index.entry(number));
        if old.is_some() || new.is_some() {
            self.found.push(Change { old, new });
        }
    }

    fn next_item(&self, node: Option<&Node<'a>>, at: usize, end: usize) -> Option<Item<'a>> {
        if at >= end {
            return None;
        }
        let index = self.index;
        let rest = index.path(at).get(self.prefix.len()..).unwrap_or_default();
        let Some(slash) = memchr::memchr(b'/', rest) else {
            let same = (at..end).take_while(|number| index.path(*number) == index.path(at)).count();
            return Some(Item { name: rest, is_folder: false, entries: at..at + same.max(1) });
        };
        let name = &rest[..slash];
        let end_of_name = self.prefix.len() + slash + 1;
        let folder = &index.path(at)[..end_of_name];
        let is_inside = |number: usize| index.path(number).starts_with(folder);
        let counted =
            node.and_then(|node| node.child(name)).and_then(|child| child.valid.as_ref()).map(|(count, _)| at + count);
        // A count is trusted only when the folder ends there: if it were damaged, entries after the
        // folder would be skipped.
        let ends_at =
            |last: &usize| *last > at && *last <= end && is_inside(last - 1) && (*last == end || !is_inside(*last));
        let folder_end = counted.filter(ends_at).unwrap_or_else(|| self.folder_end(folder, at, end));
        Some(Item { name, is_folder: true, entries: at..folder_end })
    }

    /// The end of the entries of a folder, which are adjacent because entries are sorted by path.
    fn folder_end(&self, folder: &[u8], at: usize, end: usize) -> usize {
        let (mut low, mut high) = (at + 1, end);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.index.path(middle).starts_with(folder) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}
