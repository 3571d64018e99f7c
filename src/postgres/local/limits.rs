//! Limits of this process (`ulimit`) under which a server cannot start: it would be ended by a signal
//! or fail with a message about something else.

use super::super::error::Error;
use rustix::process::{Resource, getrlimit};

/// The size of the files that a new cluster consists of.
const FILE_BYTES: u64 = 64 << 20;

/// Open files of a process of the server, and of tidegate.
const OPEN_FILES: u64 = 128;

/// The address space of a process of the server: its program, libraries and shared memory.
const ADDRESS_SPACE: u64 = 512 << 20;

/// Refuses limits that are too low.
pub(super) fn check() -> Result<(), Error> {
    let limits = [
        ("ulimit -f", Resource::Fsize, FILE_BYTES, true),
        ("ulimit -n", Resource::Nofile, OPEN_FILES, false),
        ("ulimit -v", Resource::As, ADDRESS_SPACE, true),
        ("ulimit -d", Resource::Data, ADDRESS_SPACE / 2, true),
    ];
    for (limit, resource, needed, is_bytes) in limits {
        if let Some(actual) = getrlimit(resource).current.filter(|actual| *actual < needed) {
            let shown = |number: u64| if is_bytes { format!("{} KiB", number >> 10) } else { number.to_string() };
            return Err(Error::Limit { limit, actual: shown(actual), needed: shown(needed) });
        }
    }
    Ok(())
}
