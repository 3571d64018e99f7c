//! The journal of changes under way: every content, so that a later process needs nothing else.

use super::id::Id;
use super::stage_blobs::StagedBlob;
use crate::text::RelPath;
use sha2::{Digest as _, Sha256};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The change of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    pub path: RelPath,
    /// The entry that is staged, and the one that will be.
    pub staged: [StagedBlob; 2],
    /// The content in the working tree, and what it will be; `None` if it stays as it is.
    pub on_disk: Option<[Vec<u8>; 2]>,
}

/// The first field of a journal in this form.
const FORM: &[u8] = b"tidegate fixes 1";

/// A journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Journal {
    pub(super) index_file: PathBuf,
    pub(super) head: String,
    pub(super) fixes: Vec<Fix>,
}

/// Fields, each after its length; a hash of all of them at the end.
pub(super) fn encode(index_file: &Path, head: &str, fixes: &[Fix]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut push = |field: &[u8]| {
        bytes.extend_from_slice(&(field.len() as u64).to_le_bytes());
        bytes.extend_from_slice(field);
    };
    push(FORM);
    push(index_file.as_os_str().as_encoded_bytes());
    push(head.as_bytes());
    for fix in fixes {
        push(fix.path.as_bytes());
        for staged in &fix.staged {
            push(staged.mode.as_bytes());
            push(staged.id.as_str().as_bytes());
        }
        push(if fix.on_disk.is_some() { b"file" } else { b"" });
        for content in fix.on_disk.iter().flatten() {
            push(content);
        }
    }
    let hash = checksum(&bytes);
    bytes.extend_from_slice(&hash);
    bytes
}

/// The journal, or `None` for one in another form.
pub(super) fn decode(bytes: &[u8]) -> Option<Journal> {
    let end = bytes.len().checked_sub(32)?;
    let (bytes, hash) = bytes.split_at(end);
    if checksum(bytes) != hash {
        return None;
    }
    let mut fields = Fields(bytes);
    if fields.next()? != FORM {
        return None;
    }
    let index_file = PathBuf::from(os_string(fields.next()?));
    let head = fields.text()?;
    let mut fixes = Vec::new();
    while let Some(path) = fields.next() {
        let path = RelPath::new(path);
        let before = StagedBlob { mode: fields.text()?, id: Id::new(fields.text()?) };
        let after = StagedBlob { mode: fields.text()?, id: Id::new(fields.text()?) };
        let on_disk = match fields.next()? {
            b"" => None,
            _ => Some([fields.next()?.to_vec(), fields.next()?.to_vec()]),
        };
        fixes.push(Fix { path, staged: [before, after], on_disk });
    }
    Some(Journal { index_file, head, fixes })
}

fn checksum(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Fields that are left.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn text(&mut self) -> Option<String> {
        String::from_utf8(self.next()?.to_vec()).ok()
    }

    fn next(&mut self) -> Option<&'a [u8]> {
        let (length, rest) = self.0.split_first_chunk::<8>()?;
        let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
        let (field, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(field)
    }
}

#[cfg(unix)]
fn os_string(bytes: &[u8]) -> OsString {
    use std::os::unix::ffi::OsStringExt as _;
    OsString::from_vec(bytes.to_vec())
}

#[cfg(not(unix))]
fn os_string(bytes: &[u8]) -> OsString {
    // Paths of such a system are text.
    String::from_utf8_lossy(bytes).into_owned().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_is_read_as_it_was_written() {
        let blob = |digit: &str| StagedBlob { mode: "100644".to_owned(), id: Id::new(digit.repeat(40)) };
        let fixes = vec![
            Fix { path: RelPath::new(b"a\xff\n"), staged: [blob("1"), blob("2")], on_disk: None },
            Fix { path: "b".into(), staged: [blob("3"), blob("4")], on_disk: Some([vec![0, 1], Vec::new()]) },
        ];
        let bytes = encode(Path::new("/x/index"), "head", &fixes);
        let found = decode(&bytes).expect("a journal");
        assert_eq!((found.index_file.as_path(), found.head.as_str()), (Path::new("/x/index"), "head"));
        assert_eq!(found.fixes, fixes);
        for end in 0..bytes.len() {
            assert_eq!(decode(&bytes[..end]), None, "cut at {end}");
        }
    }
}
