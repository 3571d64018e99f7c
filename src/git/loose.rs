//! Loose objects are looked over before libgit2 reads them.
//!
//! A crash or a full disk leaves object files that are cut short. libgit2 1.9 never
//! returns from one: `git_zstream_get_output` asks zlib again and again for output that
//! cannot come. A hook that hangs is worse than one that fails, so every loose object that
//! is about to be read is inflated here first; it is small, or new, or both.

use flate2::{Decompress, FlushDecompress, Status};
use std::path::Path;

/// Says what is wrong with the file of a loose object; one that is packed, or not here at
/// all, is libgit2's to find.
pub(super) fn check(objects: &Path, id: &str) -> Result<(), String> {
    let (Some(folder), Some(name)) = (id.get(..2), id.get(2..)) else {
        return Ok(());
    };
    let path = objects.join(folder).join(name);
    match std::fs::read(&path) {
        Ok(file) if is_whole(&file) => Ok(()),
        Ok(_) => Err(format!("the object file {} is damaged or cut short", path.display())),
        // Unreadable files are libgit2's to report as well.
        Err(_) => Ok(()),
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
