//! The environment that a file of the user sets up, for clients that do not start from a shell.

use crate::process::Command;
use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

/// The longest time that the file may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The variables after `sh` has read a file, each with its value; fails with a reason in a few words.
pub fn variables_of_rc(file: &Path) -> Result<Vec<(OsString, OsString)>, String> {
    if !file.is_file() {
        return Err("it is not a file".to_owned());
    }
    // What it prints is not part of the list.
    let script = ". \"$1\" >/dev/null 2>&1 </dev/null || exit 3; exec env -0";
    let command = Command::new("sh").args(["-c", script, "sh"]).arg(file).within(TIMEOUT);
    let output = command.stdout().map_err(|failure| failure.to_string())?;
    Ok(output.split(|byte| *byte == 0).filter_map(variable).collect())
}

fn variable(text: &[u8]) -> Option<(OsString, OsString)> {
    let equals = memchr::memchr(b'=', text)?;
    Some((word(&text[..equals]), word(&text[equals + 1..])))
}

#[cfg(unix)]
fn word(bytes: &[u8]) -> OsString {
    use std::os::unix::ffi::OsStrExt as _;
    std::ffi::OsStr::from_bytes(bytes).to_owned()
}

#[cfg(not(unix))]
fn word(bytes: &[u8]) -> OsString {
    String::from_utf8_lossy(bytes).into_owned().into()
}
