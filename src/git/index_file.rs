//! The index file (gitformat-index(5), versions 2 to 4), parsed only as far as needed.
//!
//! libgit2 loads every entry into a map and hashes the whole file, which on 20,000 entries costs
//! twice as much as all of `git diff --cached`. A check only needs to iterate over the paths once
//! and to read a few entries, so this reader keeps the file as one buffer and records where each
//! entry starts. Like git itself it does not verify the trailing checksum on reading; every length
//! is checked against the end of the file.

use super::entry::{Content, Entry, Mode};
use super::error::Error;
use super::id::{Id, RAW_ID};
use super::regular::read_regular;
use crate::text::RelPath;
use std::path::Path;

/// The offset of the flags in an entry: after ten 32-bit fields and the id.
const FLAGS_AT: usize = 40 + RAW_ID;

/// The offsets of one entry: its fixed part in the file, and its path.
#[derive(Clone, Copy)]
struct Offsets {
    header: u32,
    path: u32,
    path_length: u32,
    /// The 16 bits of flags, and in the upper half the extended flags of versions 3 and 4.
    flags: u32,
}

const EXTENDED: u32 = 0x4000;
const STAGE: u32 = 0x3000;
const INTENT_TO_ADD: u32 = 0x2000 << 16;
const SKIP_WORKTREE: u32 = 0x4000 << 16;

/// The parsed index.
pub(super) struct IndexFile {
    file: Vec<u8>,
    /// The paths of version 4, which the file stores prefix-compressed; `None` before that.
    unpacked: Option<Vec<u8>>,
    entries: Vec<Offsets>,
    cache_tree: Option<std::ops::Range<usize>>,
    has_unmerged: bool,
}

impl IndexFile {
    /// Reads the index; a missing file is an empty index, as for git.
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        let damaged = |cause: String| Error::Index { path: path.to_path_buf(), cause };
        let file = match read_regular(path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::empty()),
            Err(error) => return Err(damaged(error.to_string())),
        };
        Self::parse(file, &damaged)
    }

    fn empty() -> Self {
        Self { file: Vec::new(), unpacked: None, entries: Vec::new(), cache_tree: None, has_unmerged: false }
    }

    fn parse(file: Vec<u8>, damaged: &dyn Fn(String) -> Error) -> Result<Self, Error> {
        if file.is_empty() {
            return Ok(Self::empty());
        }
        let truncated = || damaged("it is truncated".to_owned());
        if file.get(..4) != Some(b"DIRC") {
            return Err(damaged("it does not start with `DIRC`".to_owned()));
        }
        let version = number(&file, 4).ok_or_else(truncated)?;
        let count = number(&file, 8).ok_or_else(truncated)? as usize;
        if !(2..=4).contains(&version) {
            return Err(damaged(format!("its version {version} is not supported")));
        }
        // An entry takes at least 63 bytes; a larger count is wrong, and must not be allocated.
        if count > file.len() / (FLAGS_AT + 2) || u32::try_from(file.len()).is_err() {
            return Err(truncated());
        }
        let mut index = Self {
            file,
            unpacked: (version == 4).then(Vec::new),
            entries: Vec::with_capacity(count),
            cache_tree: None,
            has_unmerged: false,
        };
        let mut at = 12;
        for _ in 0..count {
            at = index.push_entry(at).ok_or_else(truncated)?;
        }
        index.has_unmerged = (0..count).any(|number| index.is_unmerged(number));
        index.read_extensions(at).map_err(|problem| match problem {
            Extension::Truncated => truncated(),
            Extension::Unknown(extension) => Error::IndexExtension { extension },
        })?;
        Ok(index)
    }

    /// Parses the entry at `at` and returns the start of the next one.
    fn push_entry(&mut self, at: usize) -> Option<usize> {
        let file = &self.file;
        let mut flags = u32::from(u16::from_be_bytes([*file.get(at + FLAGS_AT)?, *file.get(at + FLAGS_AT + 1)?]));
        let mut path = at + FLAGS_AT + 2;
        if flags & EXTENDED != 0 {
            // Version 2 does not have them.
            if number(file, 4)? < 3 {
                return None;
            }
            flags |= u32::from(u16::from_be_bytes([*file.get(path)?, *file.get(path + 1)?])) << 16;
            path += 2;
        }
        let header = u32::try_from(at).ok()?;
        if self.unpacked.is_some() {
            return self.push_packed(header, flags, path);
        }
        // The low 12 bits are the path's length unless it is too long for them.
        let known = (flags & 0xfff) as usize;
        let length = if known < 0xfff { known } else { memchr::memchr(0, file.get(path..)?)? };
        let next = at + ((path - at + length + 8) & !7);
        if file.get(path + length) != Some(&0) || next > file.len() {
            return None;
        }
        self.entries.push(Offsets {
            header,
            path: u32::try_from(path).ok()?,
            path_length: u32::try_from(length).ok()?,
            flags,
        });
        Some(next)
    }

    /// Parses an entry of version 4: the number of bytes to drop from the previous path, then the
    /// bytes to append.
    fn push_packed(&mut self, header: u32, flags: u32, at: usize) -> Option<usize> {
        let (dropped, start) = varint(&self.file, at)?;
        let suffix_length = memchr::memchr(0, self.file.get(start..)?)?;
        let paths = self.unpacked.as_mut()?;
        let previous =
            self.entries.last().map_or(0..0, |entry| entry.path as usize..(entry.path + entry.path_length) as usize);
        let kept = previous.len().checked_sub(dropped)?;
        let path = paths.len();
        paths.extend_from_within(previous.start..previous.start + kept);
        paths.extend_from_slice(&self.file[start..start + suffix_length]);
        let path_length = u32::try_from(kept + suffix_length).ok()?;
        self.entries.push(Offsets { header, path: u32::try_from(path).ok()?, path_length, flags });
        Some(start + suffix_length + 1)
    }

    /// Parses the extensions between the entries and the checksum. One whose signature does not start
    /// with a capital letter must be supported (`link`: split index, `sdir`: sparse index).
    fn read_extensions(&mut self, mut at: usize) -> Result<(), Extension> {
        let end = self.file.len().checked_sub(RAW_ID).ok_or(Extension::Truncated)?;
        while at < end {
            let signature = self.file.get(at..at + 4).ok_or(Extension::Truncated)?;
            let length = number(&self.file, at + 4).ok_or(Extension::Truncated)? as usize;
            let body = at + 8..at + 8 + length;
            if body.end > end {
                return Err(Extension::Truncated);
            }
            if signature == b"TREE" {
                self.cache_tree = Some(body.clone());
            } else if !signature[0].is_ascii_uppercase() {
                return Err(Extension::Unknown(String::from_utf8_lossy(signature).into_owned()));
            }
            at = body.end;
        }
        Ok(())
    }

    /// The number of entries; each stage of an unmerged path counts.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The path of the entry with this number.
    pub(super) fn path(&self, number: usize) -> &[u8] {
        let entry = &self.entries[number];
        let range = entry.path as usize..(entry.path + entry.path_length) as usize;
        &self.unpacked.as_ref().unwrap_or(&self.file)[range]
    }

    /// The raw id and mode of the entry with this number.
    pub(super) fn object(&self, number: usize) -> (&[u8], u32) {
        let header = self.entries[number].header as usize;
        // Ten 32-bit fields precede the id; the mode is the seventh.
        let mode = self
            .file
            .get(header + 24..header + 28)
            .map_or(0, |bytes| u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]));
        (&self.file[header + 40..header + 40 + RAW_ID], mode)
    }

    /// Whether a commit of this index would contain the entry: it is merged and not only an intent to
    /// add (`git add -N`).
    pub(super) fn is_committed(&self, number: usize) -> bool {
        self.entries[number].flags & (STAGE | INTENT_TO_ADD) == 0
    }

    /// Whether a sparse checkout leaves the entry out of the working tree.
    pub(super) fn is_not_checked_out(&self, number: usize) -> bool {
        self.entries[number].flags & SKIP_WORKTREE != 0
    }

    /// Whether any entry has an unresolved merge conflict.
    pub(super) fn has_unmerged(&self) -> bool {
        self.has_unmerged
    }

    /// Whether the entry has an unresolved merge conflict.
    pub(super) fn is_unmerged(&self, number: usize) -> bool {
        self.entries[number].flags & STAGE != 0
    }

    /// The entries at these paths that a commit would contain.
    pub(super) fn find(&self, paths: &[RelPath]) -> Vec<Entry> {
        paths.iter().filter_map(|path| self.position(path.as_bytes())).map(|number| self.entry(number)).collect()
    }

    /// The number of the entry with this path that a commit would contain. Entries are sorted by path, then by stage;
    /// paths with a merge conflict have none.
    fn position(&self, path: &[u8]) -> Option<usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.path(middle) < path {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        (low < self.len() && self.path(low) == path && self.is_committed(low)).then_some(low)
    }

    /// The entry as an owned value.
    pub(super) fn entry(&self, number: usize) -> Entry {
        let (raw, mode) = self.object(number);
        Entry {
            path: RelPath::new(self.path(number)),
            mode: Mode::from_bits(mode),
            content: Content::Blob(Id::from_raw(raw)),
        }
    }

    /// The bytes of the cache-tree extension, if the index has one.
    pub(super) fn cache_tree(&self) -> Option<&[u8]> {
        self.cache_tree.clone().map(|range| &self.file[range])
    }
}

enum Extension {
    Truncated,
    Unknown(String),
}

fn number(file: &[u8], at: usize) -> Option<u32> {
    let bytes = file.get(at..at + 4)?;
    Some(u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
}

/// Git's variable-length number ("offset encoding", gitformat-pack): the value and the offset of its
/// end.
fn varint(file: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let mut byte = *file.get(at)?;
    let mut value = usize::from(byte & 0x7f);
    while byte & 0x80 != 0 {
        at += 1;
        byte = *file.get(at)?;
        value = value.checked_add(1)?.checked_mul(128)?.checked_add(usize::from(byte & 0x7f))?;
    }
    Some((value, at + 1))
}
