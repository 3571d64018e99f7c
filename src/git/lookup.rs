//! Errors of libgit2 on objects.

use super::error::Error;
use crate::text::RelPath;
use crate::text::words::shortened;

/// The error for an object that libgit2 cannot read.
pub(super) fn failed(what: impl Into<String>) -> impl FnOnce(git2::Error) -> Error {
    let what = what.into();
    move |error| {
        let cause = error.message().to_owned();
        match error.code() {
            git2::ErrorCode::NotFound => Error::Missing { what, cause },
            _ => Error::Object { what, cause },
        }
    }
}

/// The number of folders in each other that git reads (`core.maxTreeDepth`).
const MAX_DEPTH: usize = 2048;

/// Characters of such a path in the message.
const SHOWN: usize = 60;

/// The name of a folder in a message.
pub(super) fn folder(path: &RelPath) -> String {
    format!("the folder {}", shortened(&path.to_string(), SHOWN))
}

/// Refuses a folder that is nested deeper than git reads. `folder` ends in a slash.
pub(super) fn check_depth(folder: &[u8]) -> Result<(), Error> {
    if folder.len() <= MAX_DEPTH || memchr::memchr_iter(b'/', folder).count() <= MAX_DEPTH {
        return Ok(());
    }
    Err(Error::Object {
        what: self::folder(&RelPath::new(folder)),
        cause: format!("it is nested more than {MAX_DEPTH} folders deep"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_read_to_the_depth_of_git() {
        assert!(check_depth(&b"x/".repeat(MAX_DEPTH)).is_ok());
        let error = check_depth(&b"x/".repeat(MAX_DEPTH + 1)).unwrap_err().to_string();
        assert!(error.contains("nested more than 2048 folders deep") && error.len() < 200, "{error}");
    }
}
