//! The names, the links and the treatment of the message of a commit, for jobs that check them.

use crate::builtin::Names;
use crate::git::{self, Entry, Mode, Repository};
use crate::jobs::sides::Sides;
use crate::tasks::{Cleanup, Comment, Link, Tree};
use crate::text::RelPath;
use std::collections::BTreeSet;

/// Reads the names of a side and those of its bases. In a merge new is what no parent has.
pub(super) fn tree(repository: &dyn Repository, sides: &Sides, is_all: bool) -> Result<Tree, git::Error> {
    let Sides { bases, target, .. } = sides;
    let (mut added, mut changed) = (BTreeSet::new(), BTreeSet::new());
    let mut deleted = BTreeSet::new();
    for (number, base) in bases.iter().enumerate() {
        let (mut new, mut other) = (BTreeSet::new(), BTreeSet::new());
        for change in repository.changes(base, target)? {
            match (&change.old, &change.new) {
                (None, _) => drop(new.insert(change.path().clone())),
                (Some(_), None) => drop(deleted.insert(change.path().clone())),
                (Some(_), Some(_)) => {}
            }
            if change.new.is_some() {
                other.insert(change.path().clone());
            }
        }
        if number == 0 {
            (added, changed) = (new, other);
        } else {
            added.retain(|path| new.contains(path));
            changed.retain(|path| other.contains(path));
        }
    }
    let entries = repository.entries(target, &|_| true)?;
    let names = Names::new(entries.iter().map(|entry| (entry.path.as_bytes(), is_all || added.contains(&entry.path))));
    let kept = entries.iter().map(|entry| &entry.path).filter(|path| !added.contains(*path));
    let before = Names::new(kept.chain(&deleted).map(|path: &RelPath| (path.as_bytes(), false)));
    let is_link = |entry: &&Entry| entry.mode == Mode::Symlink;
    let mut links = Vec::new();
    for entry in entries.iter().filter(is_link) {
        let is_changed = is_all || changed.contains(&entry.path);
        links.push(Link { path: entry.path.clone(), target: repository.read(entry)?, is_changed });
    }
    Ok(Tree { names, before, links })
}

/// The treatment of a message by the settings of git. `is_edited` is false if git started no editor: then it keeps
/// comments unless the settings say otherwise (git-commit(1), `--cleanup`).
pub(super) fn cleanup(repository: &dyn Repository, is_edited: bool) -> Result<Cleanup, git::Error> {
    let mode = repository.config("commit.cleanup")?;
    let has_comments = match mode.as_deref() {
        Some("verbatim" | "whitespace" | "scissors") => false,
        Some("strip") => true,
        _ => is_edited,
    };
    let mut start = repository.config("core.commentString")?;
    if start.is_none() {
        start = repository.config("core.commentChar")?;
    }
    let comment = match start.as_deref() {
        None | Some("") => Comment::Start("#".to_owned()),
        Some("auto") => Comment::Auto,
        Some(start) => Comment::Start(start.to_owned()),
    };
    Ok(Cleanup { comment: has_comments.then_some(comment), has_scissors: is_edited })
}
