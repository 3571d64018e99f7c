//! What is staged against a tree, at the cost of what is staged.
//!
//! The index remembers the tree id of every folder that nothing was staged in since the
//! last commit (the cache tree, extension `TREE` of gitformat-index(5)). Where that id is
//! the base's own, the whole folder is equal and is stepped over unread; so does git.

use super::error::Error;
use super::index_file::{IndexFile, RAW_ID};
use super::{Change, Content, Entry, Mode};
use crate::text::RelPath;
use std::cmp::Ordering;
use std::ops::Range;

/// An entry of a tree object, as the caller's object database gives it.
pub(super) struct TreeEntry {
    pub(super) name: Vec<u8>,
    pub(super) id: Vec<u8>,
    pub(super) mode: u32,
}

impl TreeEntry {
    fn is_tree(&self) -> bool {
        self.mode & 0o170_000 == 0o040_000
    }
}

/// Reads the entries of a tree object, in git's order.
pub(super) type ReadTree<'a> = dyn Fn(&[u8]) -> Result<Vec<TreeEntry>, Error> + 'a;

/// The paths that differ between the tree `base` (raw id, `None`: empty) and the index.
pub(super) fn changes(index: &IndexFile, base: Option<&[u8]>, read_tree: &ReadTree) -> Result<Vec<Change>, Error> {
    let root = index.cache_tree().and_then(|bytes| Node::parse(bytes, &mut 0));
    let mut walk = Walk { index, read_tree, prefix: Vec::new(), found: Vec::new() };
    walk.folder(root.as_ref(), base, 0..index.len())?;
    Ok(walk.found)
}

/// A folder of the cache tree.
struct Node<'a> {
    name: &'a [u8],
    /// How many index entries it covers, and its tree; `None` when something was staged.
    valid: Option<(usize, &'a [u8])>,
    children: Vec<Node<'a>>,
}

/// Folders nest no deeper than this in a cache tree that is believed.
const DEPTH_LIMIT: usize = 4096;

impl<'a> Node<'a> {
    /// Reads one node and its children; `None` when the extension is malformed, which
    /// only costs the shortcut.
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

    /// Git keeps the children sorted by length, then by bytes (`subtree_name_cmp`). Were
    /// they not, a child would only be missed, and its folder compared entry by entry.
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
    index: &'a IndexFile,
    read_tree: &'a ReadTree<'a>,
    /// The folder being compared, with its final slash; empty at the top.
    prefix: Vec<u8>,
    found: Vec<Change>,
}

/// What the index holds next in a folder: a file, or a folder with its range of entries.
struct Item {
    name: Vec<u8>,
    is_folder: bool,
    entries: Range<usize>,
}

impl Walk<'_> {
    fn folder(&mut self, node: Option<&Node<'_>>, base: Option<&[u8]>, entries: Range<usize>) -> Result<(), Error> {
        if let (Some((_, id)), Some(base)) = (node.and_then(|node| node.valid.as_ref()), base)
            && *id == base
        {
            return Ok(());
        }
        let tree = base.map_or_else(|| Ok(Vec::new()), self.read_tree)?;
        let mut tree = tree.into_iter().peekable();
        let mut at = entries.start;
        loop {
            let item = self.next_item(node, at, entries.end);
            let order = match (tree.peek(), &item) {
                (None, None) => return Ok(()),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(old), Some(new)) => in_tree_order((&old.name, old.is_tree()), (&new.name, new.is_folder)),
            };
            if let Some(item) = item.as_ref().filter(|_| order != Ordering::Less) {
                at = item.entries.end;
            }
            let old = if order == Ordering::Greater { None } else { tree.next() };
            let new = if order == Ordering::Less { None } else { item };
            self.compare(node, old, new)?;
        }
    }

    /// One name of a folder, as the base and as the index have it.
    fn compare(&mut self, node: Option<&Node<'_>>, old: Option<TreeEntry>, new: Option<Item>) -> Result<(), Error> {
        let is_folder =
            old.as_ref().map_or_else(|| new.as_ref().is_some_and(|item| item.is_folder), TreeEntry::is_tree);
        if is_folder {
            let name = old.as_ref().map(|entry| &entry.name).or(new.as_ref().map(|item| &item.name));
            let name = name.cloned().unwrap_or_default();
            let length = self.prefix.len();
            self.prefix.extend_from_slice(&name);
            self.prefix.push(b'/');
            let entries = new.map_or(0..0, |item| item.entries);
            let child = node.and_then(|node| node.child(&name)).filter(|_| !entries.is_empty());
            let result = self.folder(child, old.as_ref().map(|entry| entry.id.as_slice()), entries);
            self.prefix.truncate(length);
            return result;
        }
        let old = old.map(|entry| Entry {
            path: RelPath::new([&self.prefix, entry.name.as_slice()].concat()),
            mode: Mode::from_bits(entry.mode),
            content: Content::Blob(super::index_file::hex(&entry.id)),
        });
        // An unmerged path has no staged content yet; `unmerged` reports it.
        if new.as_ref().is_some_and(|item| item.entries.clone().any(|number| self.index.is_unmerged(number))) {
            return Ok(());
        }
        let new = new
            .and_then(|item| item.entries.clone().find(|number| self.index.is_committed(*number)))
            .map(|number| self.index.entry(number));
        if old != new {
            self.found.push(Change { old, new });
        }
        Ok(())
    }

    fn next_item(&self, node: Option<&Node<'_>>, at: usize, end: usize) -> Option<Item> {
        if at >= end {
            return None;
        }
        let rest = self.index.path(at).get(self.prefix.len()..).unwrap_or_default();
        let Some(slash) = memchr::memchr(b'/', rest) else {
            let same = (at..end).take_while(|number| self.index.path(*number) == self.index.path(at)).count();
            return Some(Item { name: rest.to_vec(), is_folder: false, entries: at..at + same.max(1) });
        };
        let name = &rest[..slash];
        let inside = self.prefix.len() + slash + 1;
        let folder = &self.index.path(at)[..inside];
        let is_inside = |number: usize| self.index.path(number).get(..inside) == Some(folder);
        let counted =
            node.and_then(|node| node.child(name)).and_then(|child| child.valid.as_ref()).map(|(count, _)| at + count);
        // A count is believed only when the folder ends there: were it damaged, what lies
        // beyond would be stepped over with it.
        let ends_at =
            |last: &usize| *last > at && *last <= end && is_inside(last - 1) && (*last == end || !is_inside(*last));
        let folder_end = counted.filter(ends_at).unwrap_or_else(|| {
            // Entries are sorted by path, so those of the folder stand together.
            let (mut low, mut high) = (at, end);
            while low < high {
                let middle = low + (high - low) / 2;
                if is_inside(middle) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            low
        });
        Some(Item { name: name.to_vec(), is_folder: true, entries: at..folder_end.max(at + 1) })
    }
}

/// The order of names in a tree object: as bytes, a folder as if it ended in a slash.
fn in_tree_order(one: (&[u8], bool), other: (&[u8], bool)) -> Ordering {
    fn key((name, is_folder): (&[u8], bool)) -> impl Iterator<Item = u8> {
        name.iter().copied().chain(is_folder.then_some(b'/'))
    }
    key(one).cmp(key(other))
}
