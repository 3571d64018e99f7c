//! Loose objects, checked before libgit2 reads them.
//!
//! A crash or a full disk leaves truncated object files. libgit2 1.9 never returns from one:
//! `git_zstream_get_output` asks zlib again and again for output that does not come. A hook that
//! hangs is worse than one that fails, so a loose object that is about to be read is inflated here
//! first; objects that were just staged are loose, and their content is then taken from here.

use super::entry::{Content, Entry};
use super::error::Error;
use super::id::Id;
use super::regular::read_regular;
use flate2::{Decompress, FlushDecompress, Status};

/// The id, after a check that its object file is complete. Packed and missing objects are left to
/// libgit2.
pub(super) fn checked(repository: &git2::Repository, id: git2::Oid) -> Result<git2::Oid, Error> {
    inflated(repository, id).map(|_| id)
}

/// The content of a loose object of a kind (`blob`, `tree`, `commit`), or `None` when it is not loose, or of another
/// kind.
pub(super) fn content(repository: &git2::Repository, id: git2::Oid, kind: &str) -> Result<Option<Vec<u8>>, Error> {
    let Some(mut object) = inflated(repository, id)? else {
        return Ok(None);
    };
    // `<kind> <length>\0<content>` (git-book, "Object Storage").
    let digits = object.strip_prefix(kind.as_bytes()).and_then(|rest| rest.strip_prefix(b" "));
    let Some((digits, header)) = digits.and_then(|digits| Some((digits, memchr::memchr(0, &object)?))) else {
        return Ok(None);
    };
    let digits = &digits[..header - kind.len() - 1];
    let length = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse::<usize>().ok());
    if length != Some(object.len() - header - 1) {
        return Err(damaged(repository, id));
    }
    object.drain(..=header);
    Ok(Some(object))
}

/// The size of a blob, from its header alone. One that is missing is reported, or fetched, when it is read.
pub(super) fn size(repository: &git2::Repository, entry: &Entry) -> Option<u64> {
    let Content::Blob(id) = &entry.content else { return None };
    let id = git2::Oid::from_str(id.as_str()).ok()?;
    let (size, _) = repository.odb().and_then(|odb| odb.read_header(id)).ok()?;
    u64::try_from(size).ok()
}

fn inflated(repository: &git2::Repository, id: git2::Oid) -> Result<Option<Vec<u8>>, Error> {
    match read_regular(&file_of(repository, id)) {
        Ok(file) => inflate(&file).map(Some).ok_or_else(|| damaged(repository, id)),
        // Libgit2 would open it, and wait.
        Err(error) if error.kind() == std::io::ErrorKind::InvalidInput => Err(damaged(repository, id)),
        // Packed, missing or unreadable: libgit2 finds it or reports it.
        Err(_) => Ok(None),
    }
}

fn file_of(repository: &git2::Repository, id: git2::Oid) -> std::path::PathBuf {
    let hex = id.to_string();
    let (folder, name) = hex.split_at(2);
    let mut file = repository.commondir().join("objects");
    file.push(folder);
    file.push(name);
    file
}

fn damaged(repository: &git2::Repository, id: git2::Oid) -> Error {
    let file = file_of(repository, id);
    Error::Object {
        what: format!("object {}", Id::new(id.to_string()).short()),
        cause: format!("the object file {} is damaged or truncated", file.display()),
    }
}

/// The size of the inflated object by its header, if it is possible: growing would need twice the memory.
fn stated_size(file: &[u8]) -> Option<usize> {
    let mut head = Vec::with_capacity(64);
    Decompress::new(true).decompress_vec(file, &mut head, FlushDecompress::Sync).ok()?;
    let end = memchr::memchr(0, &head)?;
    let length = std::str::from_utf8(&head[..end]).ok()?.split_once(' ')?.1.parse::<usize>().ok()?;
    // No byte of a stream becomes more than 1032 (zlib, "Maximum Compression Factor").
    // With room for the end of the stream to be recognised.
    (length / 1032 <= file.len()).then_some(length + end + 64)
}

/// Bytes of a file whose content may grow as it is inflated: that costs less than to read its head first.
const SMALL: usize = 1 << 14;

/// The inflated content, or `None` when the stream is truncated or damaged.
fn inflate(file: &[u8]) -> Option<Vec<u8>> {
    let mut stream = Decompress::new(true);
    let size = if file.len() < SMALL { None } else { stated_size(file) };
    let mut object = Vec::with_capacity(size.unwrap_or(file.len().saturating_mul(3)).max(1024));
    loop {
        let before = (stream.total_in(), stream.total_out());
        // All input is available, so zlib need not keep a window (`Finish`).
        let rest = usize::try_from(before.0).ok().and_then(|read| file.get(read..)).unwrap_or_default();
        match stream.decompress_vec(rest, &mut object, FlushDecompress::Finish) {
            Ok(Status::StreamEnd) => return Some(object),
            Ok(_) if (stream.total_in(), stream.total_out()) != before => object.reserve(object.len()),
            _ => return None,
        }
    }
}
