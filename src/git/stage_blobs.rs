//! Entries of the index that are replaced by other content, without a look at the working tree.

use super::error::Error;
use super::id::Id;
use super::program::{failed, git_at};
use super::repo_paths::RepoPaths;
use crate::text::RelPath;
use std::collections::BTreeMap;

/// The content of an entry of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StagedBlob {
    /// The octal mode, such as `100644`.
    pub mode: String,
    pub id: Id,
}

/// The entries of the index without a merge conflict.
pub fn staged_blobs(paths: &RepoPaths) -> Result<BTreeMap<RelPath, StagedBlob>, Error> {
    let arguments = ["ls-files", "--stage", "-z"];
    let output = git_at(paths, &arguments).stdout().map_err(failed(&arguments))?;
    Ok(output.split(|byte| *byte == 0).filter_map(entry).collect())
}

/// The files of a commit, or the entries of the index without a merge conflict.
pub fn stored_blobs(paths: &RepoPaths, commit: Option<&Id>) -> Result<BTreeMap<RelPath, StagedBlob>, Error> {
    let Some(commit) = commit else { return staged_blobs(paths) };
    let arguments = ["ls-tree", "-r", "-z", "--full-tree", commit.as_str()];
    let output = git_at(paths, &arguments).stdout().map_err(failed(&arguments))?;
    Ok(output.split(|byte| *byte == 0).filter_map(tree_entry).collect())
}

/// `<mode> <type> <id>`, a tab and the path.
fn tree_entry(line: &[u8]) -> Option<(RelPath, StagedBlob)> {
    let tab = memchr::memchr(b'\t', line)?;
    let mut fields = std::str::from_utf8(&line[..tab]).ok()?.split(' ');
    let (mode, _, id) = (fields.next()?.to_owned(), fields.next()?, Id::new(fields.next()?));
    Some((RelPath::new(&line[tab + 1..]), StagedBlob { mode, id }))
}

/// `<mode> <id> <stage>`, a tab and the path.
fn entry(line: &[u8]) -> Option<(RelPath, StagedBlob)> {
    let tab = memchr::memchr(b'\t', line)?;
    let mut fields = std::str::from_utf8(&line[..tab]).ok()?.split(' ');
    let (mode, id) = (fields.next()?.to_owned(), Id::new(fields.next()?));
    (fields.next() == Some("0")).then(|| (RelPath::new(&line[tab + 1..]), StagedBlob { mode, id }))
}

/// Replaces entries of the index, all in one step.
pub(super) fn stage_blobs<'a>(
    paths: &RepoPaths,
    blobs: impl IntoIterator<Item = (&'a RelPath, &'a StagedBlob)>,
) -> Result<(), Error> {
    let mut lines = Vec::new();
    for (path, blob) in blobs {
        lines.extend_from_slice(format!("{} {}\t", blob.mode, blob.id).as_bytes());
        lines.extend_from_slice(path.as_bytes());
        lines.push(0);
    }
    if lines.is_empty() {
        return Ok(());
    }
    let arguments = ["update-index", "-z", "--index-info"];
    git_at(paths, &arguments).stdout_for(&lines).map(drop).map_err(failed(&arguments))
}

/// The content of a blob.
pub fn blob(paths: &RepoPaths, id: &Id) -> Result<Vec<u8>, Error> {
    let arguments = ["cat-file", "blob", id.as_str()];
    git_at(paths, &arguments).stdout().map_err(failed(&arguments))
}

/// The content that a checkout would give a file with this blob: after its filters and with its line ends.
pub fn checked_out_blob(paths: &RepoPaths, path: &RelPath, id: &Id) -> Result<Vec<u8>, Error> {
    let mut option = std::ffi::OsString::from("--path=");
    option.push(path.on_disk(std::path::Path::new("")));
    let arguments = ["cat-file", "--filters"];
    git_at(paths, &arguments).arg(option).arg(id.as_str()).stdout().map_err(failed(&arguments))
}

/// Three contents of a file merged, or `None` if they conflict. Content that is not text always does, unless only one side
/// has changed it.
pub fn merge_contents(base: &[u8], ours: &[u8], theirs: &[u8]) -> Option<Vec<u8>> {
    if ours == base || ours == theirs {
        return Some(theirs.to_vec());
    }
    if theirs == base {
        return Some(ours.to_vec());
    }
    if [base, ours, theirs].iter().any(|content| memchr::memchr(0, content).is_some()) {
        return None;
    }
    let sides = [base, ours, theirs].map(|content| {
        let mut input = git2::MergeFileInput::new();
        input.content(content);
        input
    });
    // libgit2 cannot merge into an empty file; what it cannot merge is a conflict.
    let merged = git2::merge_file(&sides[0], &sides[1], &sides[2], None).ok()?;
    merged.is_automergeable().then(|| merged.content().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_are_merged_or_conflict() {
        let check = |base: &str, ours: &str, theirs: &str, expected: Option<&str>| {
            let merged = merge_contents(base.as_bytes(), ours.as_bytes(), theirs.as_bytes());
            assert_eq!(merged.as_deref(), expected.map(str::as_bytes), "{base:?} {ours:?} {theirs:?}");
        };
        check("a\nb\nc\nd\ne\n", "a\nb\nc\nd\nE\n", "A\nb\nc\nd\ne\n", Some("A\nb\nc\nd\nE\n"));
        check("a\n", "b\n", "c\n", None);
        check("a\n", "a\n", "", Some(""));
        check("a\n", "a\nb\n", "a\n", Some("a\nb\n"));
        check("", "", "a", Some("a"));
        check("a\r\nb\r\n1\n2\n", "a\r\nb\r\n1\n3\n", "A\r\nb\r\n1\n2\n", Some("A\r\nb\r\n1\n3\n"));
        check("a\0", "a\0", "b\0", Some("b\0"));
        check("a\0", "c\0", "b\0", None);
    }
}
