//! Processes of a server that has ended or lost its owner: its own, and those that its SQL
//! started. They are known by the files that they have open for their output, which no other
//! process has.

use rustix::process::{Pid, Signal};
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

/// A process may start another one while it is being ended.
const PASSES: usize = 5;

/// Kills every process whose output is the lock or the log of a slot. Does nothing where the
/// system does not show open files (anywhere but on Linux).
pub(super) fn end(lock: &Path, log: &Path) {
    let identity = |path: &Path| fs::metadata(path).ok().map(|file| (file.dev(), file.ino()));
    let files = [(1, identity(lock)), (2, identity(log))];
    let own = rustix::process::getpid();
    for _ in 0..PASSES {
        let mut has_found = false;
        for id in processes().filter(|id| Pid::from_raw(*id) != Some(own)) {
            let is_ours = files.iter().any(|(number, file)| {
                let open = identity(Path::new(&format!("/proc/{id}/fd/{number}")));
                open.is_some() && open == *file
            });
            if let Some(process) = Pid::from_raw(id).filter(|_| is_ours) {
                has_found = true;
                let _ = rustix::process::kill_process(process, Signal::KILL);
            }
        }
        if !has_found {
            return;
        }
    }
}

fn processes() -> impl Iterator<Item = i32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}
