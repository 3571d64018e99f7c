//! Finds and loads the file.

use super::{Error, Settings, read};
use crate::git::{self, FileKind, RepoPaths};
use crate::text::{RelPath, git_path};
use std::path::{Path, PathBuf};

/// Possible paths of the file, from the top of the working tree; the first that exists is read.
pub const FILE_NAMES: [&str; 2] = ["tidegate.toml", ".config/tidegate.toml"];

/// Limit of the file's size in bytes. A repository with a thousand projects needs a tenth of it.
pub const SIZE_LIMIT: u64 = 1 << 20;

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

/// Returns the path of the configuration file of a working tree, if there is one.
pub fn find(paths: &RepoPaths) -> Option<RelPath> {
    let top = paths.work_dir.as_ref()?;
    FILE_NAMES.into_iter().map(RelPath::from).find(|place| place.on_disk(top).symlink_metadata().is_ok())
}

/// Loads the file that the user names, or the one that [`find`] finds.
pub fn load(paths: &RepoPaths, named: Option<&Path>) -> Result<Loaded, Error> {
    let is_named = named.is_some();
    let found = match named {
        Some(path) => Some((path.to_owned(), content_of_named(paths, path)?)),
        None => content(paths)?.map(|(place, content)| (shown(paths, &place), content)),
    };
    let Some((path, content)) = found else { return Ok(Loaded::default()) };
    let settings = parse(&path, content)?;
    Ok(Loaded { path: Some(path), settings, is_named })
}

/// The content of the configuration file of a working tree, if there is one. A link is followed inside the repository
/// only: a branch could point it at any file, and mistakes are shown with their lines.
pub fn content(paths: &RepoPaths) -> Result<Option<(RelPath, Vec<u8>)>, Error> {
    let Some(place) = find(paths) else { return Ok(None) };
    Ok(Some((place.clone(), content_beneath(paths, &place)?)))
}

/// Parses the content of the file at `path`.
pub fn parse(path: &Path, content: Vec<u8>) -> Result<Settings, Error> {
    let text = text(path, content)?;
    read::settings(&text).map_err(|problems| Error::Invalid { path: path.to_path_buf(), text, problems })
}

/// The content of the file at `path` as text.
pub(super) fn text(path: &Path, content: Vec<u8>) -> Result<String, Error> {
    let unreadable = |cause: String| Error::Unreadable { path: path.to_path_buf(), cause };
    if u64::try_from(content.len()).is_ok_and(|length| length > SIZE_LIMIT) {
        return Err(unreadable(format!("it is larger than {} KiB", SIZE_LIMIT / 1024)));
    }
    String::from_utf8(content).map_err(|_| unreadable("it is not UTF-8 text".to_owned()))
}

/// The file that a link at `place` points to, if that is a path inside the repository.
pub fn linked(place: &RelPath, target: &[u8]) -> Option<RelPath> {
    if target.starts_with(b"/") || target.len() as u64 > SIZE_LIMIT {
        return None;
    }
    let mut parts: Vec<&[u8]> = Vec::new();
    let parent = place.parent();
    for part in parent.parts().chain(target.split(|byte| *byte == b'/')) {
        match part {
            b"" | b"." => {}
            b".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    let path = parts.join(&b'/');
    (!path.is_empty() && git_path::refusal(&path).is_none()).then(|| RelPath::new(path))
}

fn shown(paths: &RepoPaths, place: &RelPath) -> PathBuf {
    place.on_disk(paths.work_dir.as_deref().unwrap_or(Path::new("")))
}

/// The content of a file that the user names. One of the working tree may be a link of the branch.
fn content_of_named(paths: &RepoPaths, path: &Path) -> Result<Vec<u8>, Error> {
    if let Some(place) = git::beneath(paths, path) {
        return content_beneath(paths, &place);
    }
    let unreadable = |error: std::io::Error| Error::Unreadable { path: path.to_owned(), cause: error.to_string() };
    // Opening a pipe would wait for a writer that never comes.
    let is_pipe = std::fs::metadata(path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir());
    if is_pipe {
        return Err(unreadable(std::io::Error::other("not a regular file")));
    }
    let file = std::fs::File::open(path).map_err(unreadable)?;
    git::read_file(file, Some(SIZE_LIMIT)).map_err(unreadable)
}

fn content_beneath(paths: &RepoPaths, place: &RelPath) -> Result<Vec<u8>, Error> {
    let unreadable = |cause: String| Error::Unreadable { path: shown(paths, place), cause };
    let failed = |error: git::Error| unreadable(cause_of(&error));
    let mut file = place.clone();
    if git::kind_beneath(paths, place).map_err(failed)? == Some(FileKind::Link) {
        let target = git::link_beneath(paths, place).map_err(failed)?;
        file = linked(place, &target).ok_or_else(|| unreadable(LEAVES.to_owned()))?;
    }
    let content = git::read_beneath(paths, &file, Some(SIZE_LIMIT)).map_err(failed)?;
    content.ok_or_else(|| unreadable(git::missing().to_string()))
}

/// The cause of an error of a file, without its path.
fn cause_of(error: &git::Error) -> String {
    match error {
        git::Error::Refused { reason, .. } => (*reason).to_owned(),
        git::Error::File { cause, .. } => cause.to_string(),
        error => error.to_string(),
    }
}

/// Reason why a link is not followed.
pub const LEAVES: &str = "it is a symbolic link out of the repository";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_followed_inside_the_repository_only() {
        let check = |place: &str, target: &str, expected: Option<&str>| {
            assert_eq!(linked(&place.into(), target.as_bytes()), expected.map(RelPath::from), "{place} -> {target}");
        };
        check("tidegate.toml", "config/tidegate.toml", Some("config/tidegate.toml"));
        check("tidegate.toml", "./a/../b.toml", Some("b.toml"));
        check(".config/tidegate.toml", "../tidegate.base.toml", Some("tidegate.base.toml"));
        for target in
            ["/etc/passwd", "../secret", "a/../../secret", "..", ".", "", ".git/config", ".GIT/config", "a/git~1/x"]
        {
            check("tidegate.toml", target, None);
        }
        check(".config/tidegate.toml", "../../secret", None);
    }
}
