//! Standard streams that were closed when the program started.
//!
//! Rust's runtime opens `/dev/null` in their place, so that a verdict would vanish and still look
//! printed. `streams.c` is earlier and opens it in the direction that does not fit; that is seen here.

use std::fs::File;
use std::io::{self, IsTerminal as _};

/// Whether standard input was closed.
pub(super) fn is_input_closed() -> bool {
    system::is_closed(&std::io::stdin(), system::WRITE_ONLY)
}

/// Whether standard output was closed.
pub(super) fn is_output_closed() -> bool {
    system::is_closed(&std::io::stdout(), system::READ_ONLY)
}

/// Whether standard error was closed.
pub(super) fn is_error_closed() -> bool {
    system::is_closed(&std::io::stderr(), system::READ_ONLY)
}

/// Standard error for the output of programs as it comes, if a person looks at it.
pub(super) fn live() -> Option<File> {
    let stderr = io::stderr();
    if stderr.is_terminal() { system::duplicate(&stderr) } else { None }
}

#[cfg(unix)]
mod system {
    use rustix::fs::{OFlags, fcntl_getfl};
    use std::fs::File;
    use std::os::fd::AsFd;

    pub(super) const READ_ONLY: OFlags = OFlags::RDONLY;
    pub(super) const WRITE_ONLY: OFlags = OFlags::WRONLY;

    pub(super) fn duplicate(stream: &impl AsFd) -> Option<File> {
        stream.as_fd().try_clone_to_owned().ok().map(File::from)
    }

    pub(super) fn is_closed(stream: &impl AsFd, unfit: OFlags) -> bool {
        fcntl_getfl(stream).map_or(true, |flags| flags & OFlags::RWMODE == unfit)
    }
}

#[cfg(not(unix))]
mod system {
    pub(super) const READ_ONLY: () = ();
    pub(super) const WRITE_ONLY: () = ();

    pub(super) fn duplicate<T>(_stream: &T) -> Option<std::fs::File> {
        None
    }

    pub(super) fn is_closed<T>(_stream: &T, _unfit: ()) -> bool {
        false
    }
}
