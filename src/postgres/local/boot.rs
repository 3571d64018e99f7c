//! Which boot of the machine this is. A cluster is written without `fsync`: what a server
//! wrote survives the server's own death, for the system holds it, but not the system's.

use crate::process::Command;
use std::fs;

/// The id of this boot, or `None` where the system tells none: then nothing written without
/// `fsync` is trusted.
pub(super) fn id() -> Option<String> {
    let told = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok().or_else(from_sysctl)?;
    let told = told.trim();
    (!told.is_empty()).then(|| told.to_owned())
}

/// macOS.
fn from_sysctl() -> Option<String> {
    let printed = Command::new("/usr/sbin/sysctl").args(["-n", "kern.bootsessionuuid"]).stdout();
    String::from_utf8(printed.ok()?).ok()
}
