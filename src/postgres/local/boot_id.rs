//! The id of the machine's current boot. A cluster is written without `fsync`: its data survives
//! a crash of the server, because the system holds it, but not a crash of the system.

use crate::process::Command;
use std::fs;

/// The id of this boot, or `None` where the system has none: then nothing written without
/// `fsync` is trusted.
pub(super) fn read() -> Option<String> {
    let id = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok().or_else(from_sysctl)?;
    let id = id.trim();
    (!id.is_empty()).then(|| id.to_owned())
}

/// The id on macOS.
fn from_sysctl() -> Option<String> {
    let printed = Command::new("/usr/sbin/sysctl").args(["-n", "kern.bootsessionuuid"]).stdout();
    String::from_utf8(printed.ok()?).ok()
}
