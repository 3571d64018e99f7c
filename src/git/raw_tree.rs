//! Tree objects as git stores them (gitformat-pack and git-book, "Git Objects").

use super::entry::Mode;
use super::id::Id;
use crate::text::hex;

/// An entry of a tree object.
pub(super) struct TreeItem {
    pub(super) id: Id,
    /// `None` for a folder.
    pub(super) mode: Option<Mode>,
}

/// The entry with a name in the content of a tree object: `<octal mode> <name>\0<raw id>` each, with ids
/// of `id_length` bytes. `None` when there is none.
pub(super) fn find(tree: &[u8], name: &[u8], id_length: usize) -> Option<TreeItem> {
    let mut rest = tree;
    while !rest.is_empty() {
        let blank = memchr::memchr(b' ', rest)?;
        let end = blank + 1 + memchr::memchr(0, &rest[blank + 1..])?;
        let id = rest.get(end + 1..end + 1 + id_length)?;
        if &rest[blank + 1..end] == name {
            let bits = u32::from_str_radix(std::str::from_utf8(&rest[..blank]).ok()?, 8).ok()?;
            let mode = (bits & 0o170_000 != 0o040_000).then(|| Mode::from_bits(bits));
            return Some(TreeItem { id: Id::new(hex(id)), mode });
        }
        rest = &rest[end + 1 + id_length..];
    }
    None
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
        assert!(find(&tree[..tree.len() - 1], b"z", 20).is_none(), "a truncated object");
    }
}
