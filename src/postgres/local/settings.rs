//! The files that a private server reads when it starts; they are next to its cluster.

use super::super::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// The server's settings.
pub(super) const SETTINGS_FILE: &str = "postgresql.conf";

/// The rules for connections.
pub(super) const ACCESS_FILE: &str = "pg_hba.conf";

/// The superuser needs its password, so that nothing in the server can connect as it.
const ACCESS: &str = "local all tidegate scram-sha-256\nlocal all all trust\n";

/// Writes both files to a slot's folder, and removes what `ALTER SYSTEM` left in its cluster.
pub(super) fn write(folder: &Path, data: &Path, settings: &[(String, String)]) -> Result<(), Error> {
    let mut text = include_str!("settings.conf").to_owned();
    for (name, value) in settings {
        let _ = writeln!(text, "{name} = '{}'", value.replace('\\', "\\\\").replace('\'', "''"));
    }
    for (name, content) in [(SETTINGS_FILE, text.as_str()), (ACCESS_FILE, ACCESS)] {
        let path = folder.join(name);
        fs::write(&path, content).map_err(Error::files("write", &path))?;
    }
    // The server starts without this file.
    let altered = data.join("postgresql.auto.conf");
    match fs::remove_file(&altered) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::files("remove", altered)(error)),
        _ => Ok(()),
    }
}
