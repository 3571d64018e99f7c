//! Loose objects are looked over before libgit2 reads them.
//!
//! A crash or a full disk leaves object files that are cut short. libgit2 1.9 never
//! returns from one: `git_zstream_get_output` asks zlib again and again for output that
//! cannot come. A hook that hangs is worse than one that fails, so every loose object that
//! is about to be read is inflated here first; it is small, or new, or both.

use super::Id;
use super::error::Error;
use flate2::{Decompress, FlushDecompress, Status};

/// The id again, once its object file is known to be whole. One that is packed, or not here
/// at all, is libgit2's to find.
pub(super) fn whole(repository: &git2::Repository, id: git2::Oid) -> Result<git2::Oid, Error> {
    let hex = id.to_string();
    let path = repository.commondir().join("objects").join(&hex[..2]).join(&hex[2..]);
    match std::fs::read(&path) {
        Ok(file) if !is_whole(&file) => Err(Error::Object {
            what: format!("object {}", Id::new(hex).short()),
            cause: format!("the object file {} is damaged or cut short", path.display()),
        }),
        // Unreadable files are libgit2's to report as well.
        _ => Ok(id),
    }
}

fn is_whole(file: &[u8]) -> bool {
    let mut stream = Decompress::new(true);
    let mut output = [0; 16 * 1024];
    loop {
        let before = (stream.total_in(), stream.total_out());
        // More than memory can address is not in memory.
        let rest = usize::try_from(before.0).ok().and_then(|read| file.get(read..)).unwrap_or_default();
        match stream.decompress(rest, &mut output, FlushDecompress::None) {
            Ok(Status::StreamEnd) => return true,
            Ok(_) if (stream.total_in(), stream.total_out()) != before => {}
            _ => return false,
        }
    }
}
