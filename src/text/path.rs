//! A path in a repository, exactly as git stores it: bytes, `/` between the parts.

pub use super::printable::printable;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A path relative to the top of the working tree: bytes with `/` between the parts, never
/// starting or ending with one. The empty path is the top itself.
///
/// Git stores paths as bytes without an encoding (gitformat-index), so no conversion to
/// `str` happens until the path is printed. A clone shares the bytes: paths are copied often and never
/// changed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(from = "PathStyle", into = "PathStyle")]
pub struct RelPath(Arc<[u8]>);

/// A path as data: as text if it is valid UTF-8, so that it is readable.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum PathStyle {
    Text(String),
    Bytes(Vec<u8>),
}

impl From<RelPath> for PathStyle {
    fn from(path: RelPath) -> Self {
        std::str::from_utf8(&path.0).map_or_else(|_| Self::Bytes(path.0.to_vec()), |text| Self::Text(text.to_owned()))
    }
}

impl From<PathStyle> for RelPath {
    fn from(written: PathStyle) -> Self {
        match written {
            PathStyle::Text(text) => Self(text.into_bytes().into()),
            PathStyle::Bytes(bytes) => Self(bytes.into()),
        }
    }
}

impl RelPath {
    /// The path with these bytes, without slashes around them.
    pub fn new(bytes: impl AsRef<[u8]>) -> Self {
        let mut bytes = bytes.as_ref();
        while let Some(rest) = bytes.strip_prefix(b"/") {
            bytes = rest;
        }
        while let Some(rest) = bytes.strip_suffix(b"/") {
            bytes = rest;
        }
        Self(bytes.into())
    }

    /// The bytes as git stores them.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Whether it is the top of the working tree.
    pub fn is_top(&self) -> bool {
        self.0.is_empty()
    }

    /// The last part: the name of the file or folder.
    pub fn file_name(&self) -> &[u8] {
        match memchr::memrchr(b'/', &self.0) {
            Some(slash) => &self.0[slash + 1..],
            None => &self.0,
        }
    }

    /// The folder that contains it; the top for a path of one part.
    #[must_use]
    pub fn parent(&self) -> Self {
        match memchr::memrchr(b'/', &self.0) {
            Some(slash) => Self(self.0[..slash].into()),
            None => Self::default(),
        }
    }

    /// Whether this path is that of a file or folder in `folder` itself, not in one below it.
    pub fn is_directly_in(&self, folder: &Self) -> bool {
        self.below(folder).is_some_and(|rest| memchr::memchr(b'/', rest).is_none())
    }

    /// This folder with `name` (one part or several) below it.
    #[must_use]
    pub fn join(&self, name: impl AsRef<[u8]>) -> Self {
        let name = Self::new(name);
        if self.is_top() || name.is_top() {
            return if self.is_top() { name } else { self.clone() };
        }
        Self([&*self.0, b"/", &*name.0].concat().into())
    }

    /// The same folder with another last part.
    #[must_use]
    pub fn with_file_name(&self, name: impl AsRef<[u8]>) -> Self {
        self.parent().join(name)
    }

    /// The rest of this path below `folder`, or `None` when it is not below it.
    pub fn below(&self, folder: &Self) -> Option<&[u8]> {
        if folder.is_top() {
            return (!self.is_top()).then_some(&self.0);
        }
        let rest = self.0.strip_prefix(folder.as_bytes())?;
        rest.strip_prefix(b"/").filter(|rest| !rest.is_empty())
    }

    /// The start of the paths below this folder in byte order, and the start of each of them.
    fn bounds(&self) -> Self {
        if self.is_top() { self.clone() } else { Self([&*self.0, b"/"].concat().into()) }
    }

    /// The part of a list, sorted by path, that is below this folder.
    pub fn slice_below<'a, T>(&self, sorted: &'a [T], path: impl Fn(&T) -> &Self) -> &'a [T] {
        let bounds = self.bounds();
        let start = sorted.partition_point(|item| path(item).as_bytes() < bounds.as_bytes());
        let rest = &sorted[start..];
        let length = rest.partition_point(|item| path(item).as_bytes().starts_with(bounds.as_bytes()));
        &rest[..length]
    }

    /// The keys below this folder, with their values.
    pub fn range_below<'a, T>(&'a self, keys: &'a BTreeMap<Self, T>) -> impl Iterator<Item = (&'a Self, &'a T)> {
        keys.range(self.bounds()..).take_while(|(path, _)| path.below(self).is_some())
    }

    /// Whether this path or one below it is a key.
    pub fn is_or_holds<T>(&self, keys: &BTreeMap<Self, T>) -> bool {
        keys.contains_key(self) || self.range_below(keys).next().is_some()
    }

    /// The parts from the top down.
    pub fn parts(&self) -> impl DoubleEndedIterator<Item = &[u8]> {
        self.0.split(|byte| *byte == b'/').filter(|part| !part.is_empty())
    }

    /// The path below `top` in the file system.
    ///
    /// On Unix the bytes are unchanged. Windows paths are Unicode; git for Windows
    /// stores them as UTF-8, so bytes that are not UTF-8 cannot name a file there.
    pub fn on_disk(&self, top: &Path) -> PathBuf {
        if self.is_top() {
            return top.to_path_buf();
        }
        top.join(os_path(&self.0))
    }

    /// The relative path of `path` below `top`, or `None` when it is elsewhere.
    pub fn from_disk(top: &Path, path: &Path) -> Option<Self> {
        let rest = path.strip_prefix(top).ok()?;
        let mut bytes = Vec::new();
        for part in rest.components() {
            if !bytes.is_empty() {
                bytes.push(b'/');
            }
            bytes.extend_from_slice(part.as_os_str().as_encoded_bytes());
        }
        Some(Self(bytes.into()))
    }

    /// Makes `buffer` the relative path of `path`, which is below `start` on disk, where `start` is `folder`; returns
    /// false if it is elsewhere. A walk over a large folder calls this for every file, so paths are not split.
    pub fn put_below_disk(buffer: &mut Vec<u8>, folder: &Self, start: &Path, path: &Path) -> bool {
        let Some(rest) = path.as_os_str().as_encoded_bytes().strip_prefix(start.as_os_str().as_encoded_bytes()) else {
            return false;
        };
        buffer.clear();
        buffer.extend_from_slice(folder.as_bytes());
        buffer.push(b'/');
        let from = buffer.len();
        buffer.extend_from_slice(rest);
        if cfg!(windows) {
            buffer[from..].iter_mut().filter(|byte| **byte == b'\\').for_each(|byte| *byte = b'/');
        }
        // The separator behind `start`, which a root has already; at the top there is no folder before it.
        let slashes = buffer[from..].iter().take_while(|byte| **byte == b'/').count();
        buffer.drain(from..from + slashes);
        if folder.is_top() {
            buffer.remove(0);
        }
        true
    }
}

#[cfg(unix)]
fn os_path(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn os_path(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

impl AsRef<[u8]> for RelPath {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl fmt::Display for RelPath {
    /// Readable text, with bytes that are not UTF-8, control characters and invisible ones escaped, so that
    /// a file name cannot send an escape sequence to a terminal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_top() {
            return f.write_str(".");
        }
        f.write_str(&printable(&self.0))
    }
}

impl fmt::Debug for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl From<&str> for RelPath {
    fn from(text: &str) -> Self {
        Self::new(text.as_bytes())
    }
}

/// `a/./b/../c` as `a/c`, without a look at the disk.
pub fn normal(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            part => normal.push(part),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_and_joins_paths() {
        let path = RelPath::from("apps/web/supabase/migrations/1_a.sql");
        assert_eq!(path.file_name(), b"1_a.sql");
        assert_eq!(path.parent(), RelPath::from("apps/web/supabase/migrations"));
        assert_eq!(path.below(&"apps/web".into()), Some(b"supabase/migrations/1_a.sql".as_slice()));
        assert_eq!(path.below(&"apps/we".into()), None);
        assert_eq!(RelPath::from("a").parent(), RelPath::default());
        assert_eq!(RelPath::default().join("a"), "a".into());
        assert_eq!(path.parts().count(), 5);
        assert!(path.is_directly_in(&path.parent()) && !path.is_directly_in(&"apps".into()));
    }

    #[test]
    fn escapes_names_for_a_terminal() {
        assert_eq!(RelPath::new(b"a\x1b[31m\xff\xe2\x80\xae.sql").to_string(), r"a\x1b[31m\xff\u{202e}.sql");
        assert_eq!(RelPath::from("äöü.sql").to_string(), "äöü.sql");
    }
}
