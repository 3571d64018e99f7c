//! The test harness: one [`World`] for every test of the program, one [`NOW`], a [`Server`] for
//! tests of the engines, and the notation of situations that needs no repository on disk.

#[cfg(unix)]
pub(crate) mod json_schema;
pub(crate) mod memory;
pub(crate) mod notation;
#[cfg(unix)]
pub(crate) mod prisma;
mod process;
mod run;
#[cfg(unix)]
pub(crate) mod server;
mod snapshot;
#[cfg(unix)]
mod verify;
mod world;

#[cfg(unix)]
pub(crate) use process::{Mount, is_alive, kill, kill_everywhere, wait_for};
pub(crate) use process::{in_own_process, tidegate_binary};
pub(crate) use run::CommandResult;
#[cfg(unix)]
pub(crate) use server::{Server, has_server, shared_cache};
pub(crate) use snapshot::assert_stored;
#[cfg(unix)]
pub(crate) use verify::SLOT;
pub(crate) use world::{View, World};

/// The time of every test: migrations of January 2026 are past.
pub(crate) const NOW: &str = "2026-01-31T12:00:00Z";

/// A migration in which no rule finds a problem.
pub(crate) const GOOD: &str = "create table public.a (id bigint primary key);\n";

/// The path of a Supabase migration of January 2026: `migration(5, "a")` is of the fifth.
pub(crate) fn migration(day: u8, name: &str) -> String {
    format!("supabase/migrations/202601{day:02}000000_{name}.sql")
}

/// Whether git is at least this version. Where it is not, the test is skipped with a message; in
/// CI that is a failure.
pub(crate) fn git_is_at_least(major: u32, minor: u32, what: &str) -> bool {
    let found = git_version();
    found >= (major, minor) || skipped(&format!("{what} needs git {major}.{minor}, this is {}.{}", found.0, found.1))
}

/// The major and minor version of git.
pub(crate) fn git_version() -> (u32, u32) {
    let output = std::process::Command::new("git").arg("--version").output().expect("git starts");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut numbers = text.split([' ', '.']).filter_map(|word| word.parse::<u32>().ok());
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
}

/// Prints why a test is skipped; in CI that is a failure. Returns `false`, for
/// `condition || skipped("reason")`.
pub(crate) fn skipped(reason: &str) -> bool {
    assert!(!process::is_ci(), "not tested: {reason}");
    print_skipped(reason)
}

/// The same where CI cannot be expected to have what the test needs.
pub(crate) fn print_skipped(reason: &str) -> bool {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "not tested: {reason}");
    false
}
