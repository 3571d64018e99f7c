//! Errors of libgit2 on objects.

use super::error::Error;

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
