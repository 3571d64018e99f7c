//! A repository that exists in memory only: its sides are maps from path to content, so
//! that a rule can be tried on hundreds of situations without a disk.

use std::collections::{BTreeMap, BTreeSet};
use tidegate::git::{Change, Content, Entry, Error, Id, Mode, Remote, RepoPaths, Repository, Side};
use tidegate::text::RelPath;

/// A file: what kind of thing it is, and its content (where it points, for a link).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct File {
    pub(crate) mode: Mode,
    pub(crate) content: Vec<u8>,
}

impl File {
    pub(crate) fn new(content: impl Into<Vec<u8>>) -> Self {
        Self { mode: Mode::File, content: content.into() }
    }

    fn id(&self) -> Id {
        let id = git2::Oid::hash_object(git2::ObjectType::Blob, &self.content);
        Id::new(id.expect("bytes in memory can be hashed").to_string())
    }
}

/// The files of a side.
pub(crate) type Files = BTreeMap<RelPath, File>;

/// A commit, known by its number.
struct Commit {
    parents: Vec<Id>,
    files: Files,
}

/// The repository. HEAD is on the branch `feature`, which has no upstream of its own; the
/// remote's default branch is `origin/main`, where there is one.
pub(crate) struct Memory {
    paths: RepoPaths,
    commits: BTreeMap<String, Commit>,
    head: Option<Id>,
    merge_head: Option<Id>,
    shared: Option<Id>,
    /// What is staged.
    pub(crate) index: Files,
    /// Untracked files of the working tree.
    pub(crate) untracked: Files,
}

impl Memory {
    /// An empty repository.
    pub(crate) fn new() -> Self {
        let top = std::path::PathBuf::from("/nowhere");
        Self {
            paths: RepoPaths {
                git_dir: top.join(".git"),
                common_dir: top.join(".git"),
                work_dir: Some(top.clone()),
                index_file: top.join(".git/index"),
                current_dir: top,
            },
            commits: BTreeMap::new(),
            head: None,
            merge_head: None,
            shared: None,
            index: Files::new(),
            untracked: Files::new(),
        }
    }

    /// Makes a commit of `files`.
    pub(crate) fn add_commit(&mut self, parents: &[&Id], files: Files) -> Id {
        let id = Id::new(format!("{:040x}", self.commits.len() + 1));
        let parents = parents.iter().map(|id| (*id).clone()).collect();
        self.commits.insert(id.as_str().to_owned(), Commit { parents, files });
        id
    }

    /// Moves HEAD; what it holds is staged.
    pub(crate) fn set_head(&mut self, id: &Id) {
        self.index = self.files_of(id);
        self.head = Some(id.clone());
    }

    /// Moves `origin/main`.
    pub(crate) fn set_shared(&mut self, id: &Id) {
        self.shared = Some(id.clone());
    }

    /// Begins a merge of `id` without conflicts: what only it has is staged.
    pub(crate) fn begin_merge(&mut self, id: &Id) {
        for (path, file) in self.files_of(id) {
            self.index.entry(path).or_insert(file);
        }
        self.merge_head = Some(id.clone());
    }

    /// Commits what is staged.
    pub(crate) fn commit_index(&mut self) -> Id {
        let parents: Vec<Id> = self.head.iter().chain(&self.merge_head).cloned().collect();
        let id = self.add_commit(&parents.iter().collect::<Vec<_>>(), self.index.clone());
        self.head = Some(id.clone());
        self.merge_head = None;
        id
    }

    /// Gives a staged file another name.
    pub(crate) fn rename(&mut self, from: &RelPath, to: &RelPath) {
        let file = self.index.remove(from).unwrap_or_else(|| panic!("{from} is not staged"));
        let old = self.index.insert(to.clone(), file);
        assert!(old.is_none(), "{to} was there already");
    }

    fn files_of(&self, id: &Id) -> Files {
        self.commits.get(id.as_str()).map(|commit| commit.files.clone()).unwrap_or_default()
    }

    fn files(&self, side: &Side) -> Files {
        match side {
            Side::Empty => Files::new(),
            Side::Index => self.index.clone(),
            Side::WorkTree => self.index.clone().into_iter().chain(self.untracked.clone()).collect(),
            Side::Revision(id) => self.files_of(id),
        }
    }

    fn ancestors(&self, id: &Id) -> BTreeSet<Id> {
        let mut found = BTreeSet::from([id.clone()]);
        for parent in self.commits.get(id.as_str()).map_or(&[][..], |commit| &commit.parents) {
            found.extend(self.ancestors(parent));
        }
        found
    }
}

fn entry(side: &Side, path: &RelPath, file: &File) -> Entry {
    let content = if *side == Side::WorkTree { Content::File(path.clone()) } else { Content::Blob(file.id()) };
    Entry { path: path.clone(), mode: file.mode, content }
}

impl Repository for Memory {
    fn reader(&self) -> String {
        "memory".to_owned()
    }

    fn paths(&self) -> &RepoPaths {
        &self.paths
    }

    fn entries(&self, side: &Side, keep: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Entry>, Error> {
        let files = self.files(side);
        let kept = files.iter().filter(|(path, _)| keep(path.as_bytes()));
        Ok(kept.map(|(path, file)| entry(side, path, file)).collect())
    }

    fn files_on_disk(&self, folder: &RelPath, keep: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Entry>, Error> {
        let entries = self.entries(&Side::WorkTree, keep)?;
        Ok(entries.into_iter().filter(|entry| entry.path.below(folder).is_some()).collect())
    }

    fn changes(&self, base: &Side, target: &Side) -> Result<Vec<Change>, Error> {
        let (old, new) = (self.files(base), self.files(target));
        let paths: BTreeSet<&RelPath> = old.keys().chain(new.keys()).collect();
        let differs = paths.into_iter().filter(|path| old.get(path) != new.get(path));
        let change = |path: &RelPath| Change {
            old: old.get(path).map(|file| entry(base, path, file)),
            new: new.get(path).map(|file| entry(target, path, file)),
        };
        Ok(differs.map(change).collect())
    }

    fn entry_at(&self, revision: &Id, path: &RelPath) -> Result<Option<Entry>, Error> {
        let side = Side::Revision(revision.clone());
        Ok(self.files(&side).get(path).map(|file| entry(&side, path, file)))
    }

    fn unmerged(&self) -> Result<Vec<RelPath>, Error> {
        Ok(Vec::new())
    }

    fn read(&self, entry: &Entry) -> Result<Vec<u8>, Error> {
        let sides = self.commits.values().map(|commit| &commit.files).chain([&self.index, &self.untracked]);
        let mut files = sides.flatten();
        let found = match &entry.content {
            Content::Blob(id) => files.find(|(_, file)| file.id() == *id).map(|(_, file)| file),
            Content::File(path) => self.index.get(path).or_else(|| self.untracked.get(path)),
        };
        let missing = || Error::Object { what: entry.path.to_string(), cause: "nobody put it there".to_owned() };
        found.map(|file| file.content.clone()).ok_or_else(missing)
    }

    fn head(&self) -> Result<Option<Id>, Error> {
        Ok(self.head.clone())
    }

    fn merge_heads(&self) -> Result<Vec<Id>, Error> {
        Ok(self.merge_head.iter().cloned().collect())
    }

    fn branch(&self) -> Result<Option<String>, Error> {
        Ok(Some("feature".to_owned()))
    }

    fn upstream(&self, _branch: &str) -> Result<Option<String>, Error> {
        Ok(None)
    }

    fn remotes(&self) -> Result<Vec<Remote>, Error> {
        Ok(Vec::new())
    }

    fn reference(&self, name: &str) -> Result<Option<Id>, Error> {
        Ok(self.shared.clone().filter(|_| name == "refs/remotes/origin/main"))
    }

    fn commit_time(&self, _commit: &Id) -> Result<i64, Error> {
        Ok(0)
    }

    fn not_checked_out(&self, _keep: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Entry>, Error> {
        Ok(Vec::new())
    }

    fn remote_branches(&self) -> Result<Vec<(String, Id)>, Error> {
        Ok(self.shared.iter().map(|id| ("refs/remotes/origin/main".to_owned(), id.clone())).collect())
    }

    fn remote_head(&self, remote: &str) -> Result<Option<String>, Error> {
        Ok(self.shared.as_ref().filter(|_| remote == "origin").map(|_| "refs/remotes/origin/main".to_owned()))
    }

    fn commit(&self, revision: &str) -> Result<Option<Id>, Error> {
        Ok(match revision {
            "HEAD" => self.head.clone(),
            "origin/main" | "refs/remotes/origin/main" => self.shared.clone(),
            hex => self.commits.contains_key(hex).then(|| Id::new(hex)),
        })
    }

    fn merge_base(&self, one: &Id, other: &Id) -> Result<Option<Id>, Error> {
        let common: BTreeSet<Id> = self.ancestors(one).intersection(&self.ancestors(other)).cloned().collect();
        // Ids are numbers in the order of time, so the last common one is the nearest.
        Ok(common.into_iter().next_back())
    }

    fn is_shallow(&self) -> bool {
        false
    }

    fn is_ignored(&self, _path: &RelPath) -> Result<bool, Error> {
        Ok(false)
    }

    fn config(&self, _key: &str) -> Result<Option<String>, Error> {
        Ok(None)
    }

    fn config_values(&self, _pattern: &str) -> Result<Vec<(String, String)>, Error> {
        Ok(Vec::new())
    }
}
