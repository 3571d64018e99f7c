//! `info/exclude`: the names that git ignores in this clone, whatever branches say.

use super::error::Error;
use super::repo_paths::RepoPaths;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};

/// Ignores a file at the top in this clone. Returns whether the file was not named before.
pub fn exclude(paths: &RepoPaths, name: &str) -> Result<bool, Error> {
    let path = paths.common_dir.join("info/exclude");
    let failed = |cause: io::Error| Error::OwnFile { action: "write", path: path.clone(), cause };
    let text = match fs::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(failed(error)),
    };
    let from_top = format!("/{name}");
    let is_named = |line: &[u8]| [name.as_bytes(), from_top.as_bytes()].contains(&line.trim_ascii_end());
    if text.split(|byte| *byte == b'\n').any(is_named) {
        return Ok(false);
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let start = if text.is_empty() || text.ends_with(b"\n") { "" } else { "\n" };
    let mut file = OpenOptions::new().create(true).append(true).open(&path).map_err(failed)?;
    // In one write: the file is whole at any moment.
    file.write_all(format!("{start}{from_top}\n").as_bytes()).map_err(failed)?;
    Ok(true)
}
