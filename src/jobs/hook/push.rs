//! The pre-push hook: its input, and the pushed commits, each with its base.

use crate::config::Settings;
use crate::git::{Id, Remote, Repository};
use crate::jobs::check::{self, Error};
use crate::jobs::side_settings::SettingsSource;
use crate::jobs::sides::{self, Selection, known_remote, nearest_remote_base};

/// One line of the hook's standard input (githooks(5), pre-push).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushedRef {
    pub local_ref: String,
    /// Zeros for a deletion.
    pub local_id: Id,
    pub remote_ref: String,
    /// Zeros if the ref does not exist on the remote.
    pub remote_id: Id,
}

/// A line of the hook's input in an unknown form.
#[derive(Debug, thiserror::Error)]
#[error("unexpected line on the standard input of the pre-push hook: `{0}`")]
pub struct BadLine(pub String);

/// Reads the hook's standard input.
pub fn read_refs(input: &str) -> Result<Vec<PushedRef>, BadLine> {
    let lines = input.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| {
            // What is pushed may be an expression with blanks, such as `:/fix a bug`.
            let fields: Vec<&str> = line.rsplitn(4, ' ').collect();
            let [remote_id, remote_ref, local_id, local_ref] = fields[..] else {
                return Err(BadLine(line.to_owned()));
            };
            let is_id = |id: &str| id.len() >= 40 && id.bytes().all(|digit| digit.is_ascii_hexdigit());
            if !is_id(local_id) || !is_id(remote_id) {
                return Err(BadLine(line.to_owned()));
            }
            Ok(PushedRef {
                local_ref: local_ref.to_owned(),
                local_id: Id::new(local_id),
                remote_ref: remote_ref.to_owned(),
                remote_id: Id::new(remote_id),
            })
        })
        .collect()
}

/// A commit that is pushed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pushed {
    pub commit: Id,
    /// The last commit that the remote has of it; `None` if it has none.
    pub base: Option<Id>,
    /// Short name of the ref that is pushed.
    pub name: String,
}

/// The commits of the refs that are pushed to `remote`, each once for every base. Deletions, and
/// commits that the remote has, are left out.
pub fn pushed(source: &SettingsSource, remote: &str, refs: &[PushedRef]) -> Result<Vec<Pushed>, Error> {
    let repository = source.repository();
    let mut found: Vec<Pushed> = Vec::new();
    let remote = known_remote(repository, remote)?;
    let remote = remote.as_ref();
    for pushed in refs.iter().filter(|pushed| !pushed.local_id.is_null()) {
        // A tag is pushed as an object that points to the commit. Tags of trees and blobs have no
        // history.
        let Some(commit) = repository.commit(pushed.local_id.as_str())? else {
            if pushed.local_ref.starts_with("refs/tags/") {
                continue;
            }
            return Err(sides::Error::NoCommit(pushed.local_id.to_string()).into());
        };
        let settings = source.of(&selection_of(&commit, short_name(&pushed.local_ref)))?;
        let base = base_of(repository, &settings, &commit, pushed, remote)?;
        if base.as_ref() == Some(&commit) || found.iter().any(|found| found.commit == commit && found.base == base) {
            continue;
        }
        found.push(Pushed { commit, base, name: short_name(&pushed.local_ref).to_owned() });
    }
    Ok(found)
}

/// A pushed commit, for its settings.
pub(super) fn selection_of(commit: &Id, name: &str) -> Selection {
    Selection::Commit { commit: commit.clone(), base: None, name: name.to_owned() }
}

/// The last commit that the remote has of a commit: the tip of its ref if that is an ancestor, after a forced push
/// the merge base of both, else the nearest commit of any branch of the remote.
///
/// A shared branch is always compared with its tip: a forced push that removes a published
/// migration removes it for every user of the branch.
fn base_of(
    repository: &dyn Repository,
    settings: &Settings,
    commit: &Id,
    pushed: &PushedRef,
    remote: Option<&Remote>,
) -> Result<Option<Id>, Error> {
    if !pushed.remote_id.is_null() {
        let is_shared = check::is_shared(repository, settings, remote, &pushed.remote_ref)?;
        let mut tip = repository.commit(pushed.remote_id.as_str())?;
        if tip.is_none() && is_shared {
            // Another user has pushed since the last fetch, which has most of what would be lost.
            tip = last_fetched(repository, remote, &pushed.remote_ref)?;
        }
        if let Some(tip) = tip {
            if is_shared {
                return Ok(Some(tip));
            }
            if let Some(base) = repository.merge_base(&tip, commit)? {
                return Ok(Some(base));
            }
        }
    }
    Ok(nearest_remote_base(repository, commit, remote)?)
}

/// The first shared branch whose commits are replaced although they are not in this repository. Git refuses a push
/// that is not forced and lacks commits of the branch before it runs the hook.
pub(super) fn replaces_unknown(
    source: &SettingsSource,
    remote: &str,
    refs: &[PushedRef],
) -> Result<Option<sides::Error>, Error> {
    let repository = source.repository();
    let remote = known_remote(repository, remote)?;
    for pushed in refs.iter().filter(|pushed| !pushed.local_id.is_null() && !pushed.remote_id.is_null()) {
        let Some(commit) = repository.commit(pushed.local_id.as_str())? else { continue };
        let settings = source.of(&selection_of(&commit, short_name(&pushed.local_ref)))?;
        if repository.commit(pushed.remote_id.as_str())?.is_none()
            && check::is_shared(repository, &settings, remote.as_ref(), &pushed.remote_ref)?
        {
            let branch = short_name(&pushed.remote_ref).to_owned();
            return Ok(Some(sides::Error::UnknownRemote { branch, remote: remote.map(|remote| remote.name) }));
        }
    }
    Ok(None)
}

/// The commit of a remote's branch at the last fetch.
pub(super) fn last_fetched(
    repository: &dyn Repository,
    remote: Option<&Remote>,
    reference: &str,
) -> Result<Option<Id>, Error> {
    let tracking = remote.zip(short_branch(reference)).and_then(|(remote, branch)| remote.tracking(branch));
    Ok(match tracking {
        Some(tracking) => repository.reference(&tracking)?,
        None => None,
    })
}

pub(super) fn short_branch(reference: &str) -> Option<&str> {
    reference.strip_prefix("refs/heads/")
}

pub(super) fn short_name(reference: &str) -> &str {
    ["refs/heads/", "refs/tags/"].iter().find_map(|prefix| reference.strip_prefix(prefix)).unwrap_or(reference)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_line_of_the_input() {
        let zeros = "0".repeat(40);
        let id = "1".repeat(40);
        let input = format!("refs/heads/a {id} refs/heads/a {zeros}\n(delete) {zeros} refs/heads/b {id}\n");
        let refs = read_refs(&input).expect("two lines");
        assert_eq!(refs.len(), 2);
        assert!(refs[0].remote_id.is_null() && refs[1].local_id.is_null());
        let blank = read_refs(&format!("HEAD@{{1 day ago}} {id} refs/heads/x {zeros}\n")).expect("one line");
        assert_eq!(blank[0].local_ref, "HEAD@{1 day ago}");
        assert!(read_refs("one two\n").is_err());
        assert!(read_refs("").expect("nothing").is_empty());
    }
}
