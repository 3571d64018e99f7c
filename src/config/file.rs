//! Finds and loads the file.

use super::{Error, Settings, read};
use std::path::{Path, PathBuf};

/// Possible paths of the file, from the top of the working tree; the first that exists is read.
pub const FILE_NAMES: [&str; 2] = ["tidegate.toml", ".config/tidegate.toml"];

/// Settings with their source.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The file, or `None` if there is none.
    pub path: Option<PathBuf>,
    /// Its settings, or the defaults.
    pub settings: Settings,
    /// Whether the user named the file, so that no other one is read.
    pub is_named: bool,
}

/// Returns the configuration file of a working tree, if there is one.
pub fn find(top: &Path) -> Option<PathBuf> {
    FILE_NAMES.iter().map(|place| top.join(place)).find(|path| path.symlink_metadata().is_ok())
}

/// Loads `path`, or the file that [`find`] finds below `top`.
pub fn load(top: &Path, path: Option<&Path>) -> Result<Loaded, Error> {
    let is_named = path.is_some();
    let Some(path) = path.map(Path::to_path_buf).or_else(|| find(top)) else {
        return Ok(Loaded::default());
    };
    let unreadable = |cause: String| Error::Unreadable { path: path.clone(), cause };
    // Opening a pipe would wait for a writer that never comes.
    let is_pipe = std::fs::metadata(&path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir());
    if is_pipe {
        return Err(unreadable("it is not a regular file".to_owned()));
    }
    let bytes = std::fs::read(&path).map_err(|error| unreadable(error.to_string()))?;
    let settings = parse(&path, bytes)?;
    Ok(Loaded { path: Some(path), settings, is_named })
}

/// Parses the content of the file at `path`.
pub fn parse(path: &Path, content: Vec<u8>) -> Result<Settings, Error> {
    let path = path.to_path_buf();
    match String::from_utf8(content) {
        Err(_) => Err(Error::Unreadable { path, cause: "it is not UTF-8 text".to_owned() }),
        Ok(text) => read::settings(&text).map_err(|problems| Error::Invalid { path, text, problems }),
    }
}
