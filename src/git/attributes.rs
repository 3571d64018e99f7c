//! Attributes of a path in `.gitattributes`.

use super::output::line_of;
use super::program::git_at;
use super::read_by_git;
use super::repo_paths::RepoPaths;
use crate::text::RelPath;
use git2::{AttrCheckFlags, AttrValue};
use std::path::Path;

/// The `working-tree-encoding` of a file, in which git writes the text that it stores as UTF-8.
pub fn encoding(paths: &RepoPaths, path: &RelPath) -> Option<String> {
    read_by_git::check_on_the_way(paths, path, ".gitattributes").ok()?;
    // Asked of git, as only few files are ever looked up, and a wrong answer would misread them.
    let command = git_at(paths, &["check-attr", "working-tree-encoding", "--"]).arg(path.on_disk(Path::new("")));
    let output = line_of(&command.stdout().ok()?);
    let (_, value) = output.rsplit_once(": ")?;
    (!["unspecified", "unset", "set", "UTF-8", "utf-8", ""].contains(&value)).then(|| value.to_owned())
}

/// Whether git writes a file with the line endings that it stores, on every system: by `eol=lf`, or because it is not text
/// to git. `None` where libgit2 cannot read the repository.
pub fn keeps_line_ends(paths: &RepoPaths, path: &RelPath) -> Option<bool> {
    read_by_git::check_on_the_way(paths, path, ".gitattributes").ok()?;
    let repository = git2::Repository::open(paths.work_dir.as_ref()?).ok()?;
    let on_disk = path.on_disk(Path::new(""));
    let value = |name: &str| {
        let value = repository.get_attr(&on_disk, name, AttrCheckFlags::FILE_THEN_INDEX).ok()?;
        Some(match AttrValue::from_string(value) {
            AttrValue::String(text) => text.to_owned(),
            AttrValue::False => "unset".to_owned(),
            _ => String::new(),
        })
    };
    Some(value("text")? == "unset" || value("eol")? == "lf")
}
