//! Tree objects as git stores them (gitformat-pack and git-book, "Git Objects").

use super::entry::Mode;
use super::id::Id;
use crate::text::hex;
use std::cmp::Ordering;

/// An entry of a tree object.
pub(super) struct TreeItem {
    pub(super) id: Id,
    /// `None` for a folder.
    pub(super) mode: Option<Mode>,
}

/// An entry of a tree object, as its bytes.
#[derive(Clone, Copy)]
pub(super) struct RawItem<'a> {
    pub(super) name: &'a [u8],
    /// The bits of the mode.
    pub(super) bits: u32,
    pub(super) id: &'a [u8],
}

impl RawItem<'_> {
    pub(super) fn is_folder(&self) -> bool {
        self.bits & 0o170_000 == 0o040_000
    }
}

/// Takes the first entry off the content of a tree object: `<octal mode> <name>\0<raw id>`, with an id of `id_length`
/// bytes. `None` at its end, or when it is damaged, which leaves a rest.
pub(super) fn next<'a>(rest: &mut &'a [u8], id_length: usize) -> Option<RawItem<'a>> {
    let blank = memchr::memchr(b' ', rest)?;
    let end = blank + 1 + memchr::memchr(0, &rest[blank + 1..])?;
    let id = rest.get(end + 1..end + 1 + id_length)?;
    let is_octal = |digit: &u8| matches!(digit, b'0'..=b'7');
    if !(1..=10).contains(&blank) || end == blank + 1 || !rest[..blank].iter().all(is_octal) {
        return None;
    }
    let bits = rest[..blank].iter().fold(0, |bits, digit| bits << 3 | u32::from(digit - b'0'));
    let name = &rest[blank + 1..end];
    *rest = &rest[end + 1 + id_length..];
    Some(RawItem { name, bits, id })
}

/// The entry with a name in the content of a tree object, `None` when there is none.
pub(super) fn find(tree: &[u8], name: &[u8], id_length: usize) -> Option<TreeItem> {
    let mut rest = tree;
    let item = std::iter::from_fn(|| next(&mut rest, id_length)).find(|item| item.name == name)?;
    let mode = (!item.is_folder()).then(|| Mode::from_bits(item.bits));
    Some(TreeItem { id: Id::new(hex(item.id)), mode })
}

/// The order of names in a tree object: by bytes, with a folder as if it ended in a slash.
pub(super) fn order(one: (&[u8], bool), other: (&[u8], bool)) -> Ordering {
    let (one_name, other_name) = (one.0, other.0);
    let shared = one_name.len().min(other_name.len());
    one_name[..shared].cmp(&other_name[..shared]).then_with(|| {
        let rest = |(name, is_folder): (&[u8], bool)| name.get(shared).copied().or(is_folder.then_some(b'/'));
        rest(one).cmp(&rest(other)).then_with(|| one_name.len().cmp(&other_name.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_files_links_and_folders() {
        let mut tree = Vec::new();
        for (mode, name, byte) in [("100644", "a b", 1), ("120000", "link", 2), ("40000", "z", 3)] {
            tree.extend_from_slice(format!("{mode} {name}\0").as_bytes());
            tree.extend_from_slice(&[byte; 20]);
        }
        let item = |name: &str| find(&tree, name.as_bytes(), 20);
        assert_eq!(item("a b").map(|item| item.mode), Some(Some(Mode::File)));
        assert_eq!(item("link").map(|item| item.mode), Some(Some(Mode::Symlink)));
        let folder = item("z").expect("a folder");
        assert!(folder.mode.is_none() && folder.id.as_str() == "03".repeat(20));
        assert!(item("a").is_none() && item("").is_none());
        for damaged in
            [&b"100644 \0aaaaaaaaaaaaaaaaaaaa"[..], b" a\0aaaaaaaaaaaaaaaaaaaa", b"9 a\0aaaaaaaaaaaaaaaaaaaa", b"1"]
        {
            assert!(next(&mut &damaged[..], 20).is_none(), "{damaged:?}");
        }
        assert!(find(&tree[..tree.len() - 1], b"z", 20).is_none(), "a truncated object");
    }
}
