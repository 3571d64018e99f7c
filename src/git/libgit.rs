//! The reader in process: libgit2 for objects, references and configuration, and
//! [`IndexFile`](super::index_file) for the index.

use super::change::Change;
use super::entry::{Content, Entry, Mode};
use super::environment::Environment;
use super::error::Error;
use super::id::{Id, RAW_ID};
use super::ignore_files::IgnoreFiles;
use super::index_file::IndexFile;
use super::raw_tree::RawItem;
use super::remote::Remote;
use super::repo_paths::RepoPaths;
use super::repository::Repository;
use super::side::Side;
use super::{cache_tree, discover, libgit_refs, lookup, object_integrity, refs, tree_walk, work_tree};
use crate::text::RelPath;
use std::cell::OnceCell;
use std::path::Path;

/// The reader in process.
pub(super) struct LibGit {
    repository: git2::Repository,
    paths: RepoPaths,
    index: OnceCell<IndexFile>,
    merging: Vec<Id>,
    ignore_files: IgnoreFiles,
}

impl LibGit {
    pub(super) fn open(environment: &Environment) -> Result<Self, Error> {
        let repository = discover::open(environment)?;
        let is_configured = || repository.config().is_ok_and(|config| config.get_entry("core.worktree").is_ok());
        let work_dir =
            discover::work_dir(environment, is_configured).or_else(|| repository.workdir().map(Path::to_path_buf));
        let git_dir = absolute(environment, repository.path());
        let index_file = environment
            .index_file
            .as_ref()
            .map_or_else(|| git_dir.join("index"), |file| environment.current_dir.join(file));
        let paths = RepoPaths {
            common_dir: absolute(environment, repository.commondir()),
            git_dir,
            work_dir: if repository.is_bare() && environment.work_tree.is_none() { None } else { work_dir },
            index_file,
            current_dir: environment.current_dir.clone(),
        };
        if let Some(top) = paths.work_dir.as_ref().filter(|_| environment.git_dir.is_some()) {
            // For ignore files below it; nothing is written.
            repository.set_workdir(top, false).map_err(|error| discover::open_error(environment, &error))?;
        }
        check_index_file(environment, &paths)?;
        let merging = environment.merging.clone();
        let reader = Self { repository, paths, index: OnceCell::new(), merging, ignore_files: IgnoreFiles::default() };
        // An index that this reader does not support must be detected on opening.
        reader.index()?;
        Ok(reader)
    }

    fn index(&self) -> Result<&IndexFile, Error> {
        if let Some(index) = self.index.get() {
            return Ok(index);
        }
        let index = IndexFile::read(&self.paths.index_file)?;
        Ok(self.index.get_or_init(|| index))
    }

    fn tree(&self, commit: &Id) -> Result<git2::Tree<'_>, Error> {
        let failed = || lookup::failed(format!("the tree of commit {}", commit.short()));
        let found = self.repository.find_commit(self.checked(oid(commit)?)?).map_err(failed())?;
        self.repository.find_tree(self.checked(found.tree_id())?).map_err(failed())
    }

    /// The id of the tree of a commit.
    fn tree_id(&self, commit: &Id) -> Result<git2::Oid, Error> {
        // A commit begins with `tree <id>\n` (git-book, "Commit Objects"); one that was just made is loose.
        let content = object_integrity::content(&self.repository, oid(commit)?, "commit")?;
        let stated = content.as_deref().and_then(|content| content.strip_prefix(b"tree ")?.get(..2 * RAW_ID));
        match stated.and_then(|digits| git2::Oid::from_str(std::str::from_utf8(digits).ok()?).ok()) {
            Some(id) => Ok(id),
            None => self.tree(commit).map(|tree| tree.id()),
        }
    }

    fn checked(&self, id: git2::Oid) -> Result<git2::Oid, Error> {
        object_integrity::checked(&self.repository, id)
    }

    /// The tree of a side, `None` for the empty one.
    fn side_tree(&self, side: &Side) -> Result<Option<git2::Oid>, Error> {
        match side {
            Side::Revision(commit) => self.tree(commit).map(|tree| Some(tree.id())),
            _ => Ok(None),
        }
    }

    fn tree_changes(&self, base: &Side, target: &Side) -> Result<Vec<Change>, Error> {
        let (old, new) = (self.side_tree(base)?, self.side_tree(target)?);
        let mut found = Vec::new();
        tree_walk::differences(&self.repository, old, new, &mut |path, old, new| {
            let entry = |item: &RawItem<'_>| tree_walk::entry(path, item);
            found.push(Change { old: old.as_ref().map(entry), new: new.as_ref().map(entry) });
        })?;
        Ok(found)
    }
}

impl Repository for LibGit {
    fn reader(&self) -> String {
        "libgit2".to_owned()
    }

    fn paths(&self) -> &RepoPaths {
        &self.paths
    }

    fn entries(&self, side: &Side, keep: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Entry>, Error> {
        match side {
            Side::Empty => Ok(Vec::new()),
            Side::WorkTree => work_tree::work_tree_entries(self, keep),
            Side::Index => {
                let index = self.index()?;
                let wanted = (0..index.len()).filter(|number| keep(index.path(*number)) && index.is_committed(*number));
                Ok(wanted.map(|number| index.entry(number)).collect())
            }
            Side::Revision(commit) => {
                let mut found = Vec::new();
                let tree = self.tree(commit)?.id();
                tree_walk::differences(&self.repository, None, Some(tree), &mut |path, _, item| {
                    found.extend(item.filter(|_| keep(path)).map(|item| tree_walk::entry(path, &item)));
                })?;
                found.sort_by(|one, other| one.path.cmp(&other.path));
                Ok(found)
            }
        }
    }

    fn not_checked_out(&self, keep: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Entry>, Error> {
        let index = self.index()?;
        let wanted = (0..index.len()).filter(|number| index.is_not_checked_out(*number) && keep(index.path(*number)));
        Ok(wanted.filter(|number| index.is_committed(*number)).map(|number| index.entry(number)).collect())
    }

    fn files_on_disk(&self, folder: &RelPath, keep: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Entry>, Error> {
        work_tree::files_below(self, folder, keep)
    }

    fn changes(&self, base: &Side, target: &Side) -> Result<Vec<Change>, Error> {
        match (base, target) {
            (Side::Empty | Side::Revision(_), Side::Index) => {
                let tree = if let Side::Revision(commit) = base { Some(self.tree_id(commit)?) } else { None };
                cache_tree::changes(&self.repository, self.index()?, tree)
            }
            (Side::Empty | Side::Revision(_), Side::Empty | Side::Revision(_)) => self.tree_changes(base, target),
            _ => work_tree::compare_entries(self, base, target),
        }
    }

    fn entry_at(&self, revision: &Id, path: &RelPath) -> Result<Option<Entry>, Error> {
        let mut tree = self.tree(revision)?;
        let mut parts = path.parts().peekable();
        while let Some(part) = parts.next() {
            let Some(entry) = tree.iter().find(|entry| entry.name_bytes() == part).map(|entry| entry.to_owned()) else {
                return Ok(None);
            };
            let is_folder = bits(entry.filemode()) & 0o170_000 == 0o040_000;
            if parts.peek().is_none() {
                return Ok((!is_folder).then(|| owned(path.clone(), &entry)));
            }
            if !is_folder {
                return Ok(None);
            }
            let failed = lookup::failed(format!("a folder of {path} in commit {}", revision.short()));
            tree = self.repository.find_tree(self.checked(entry.id())?).map_err(failed)?;
        }
        Ok(None)
    }

    fn staged(&self, paths: &[RelPath]) -> Result<Vec<Entry>, Error> {
        Ok(self.index()?.find(paths))
    }

    fn size(&self, entry: &Entry) -> Option<u64> {
        object_integrity::size(&self.repository, entry)
    }

    fn unmerged(&self) -> Result<Vec<RelPath>, Error> {
        let index = self.index()?;
        if !index.has_unmerged() {
            return Ok(Vec::new());
        }
        let mut paths: Vec<_> = (0..index.len())
            .filter(|number| index.is_unmerged(*number))
            .map(|number| RelPath::new(index.path(number)))
            .collect();
        paths.dedup();
        Ok(paths)
    }

    fn read(&self, entry: &Entry) -> Result<Vec<u8>, Error> {
        match (&entry.content, entry.mode) {
            (_, Mode::Submodule) => Ok(Vec::new()),
            (Content::File(path), mode) => work_tree::read_file(&self.paths, path, mode),
            (Content::Blob(id), _) => {
                let blob_id = oid(id)?;
                if let Some(content) = object_integrity::content(&self.repository, blob_id, "blob")? {
                    return Ok(content);
                }
                let failed = lookup::failed(format!("the content of {}", entry.path));
                self.repository.find_blob(blob_id).map(|blob| blob.content().to_vec()).map_err(failed)
            }
        }
    }

    fn head(&self) -> Result<Option<Id>, Error> {
        libgit_refs::head(&self.repository)
    }

    fn merge_heads(&self) -> Result<Vec<Id>, Error> {
        refs::merge_heads(self, &self.merging)
    }

    fn branch(&self) -> Result<Option<String>, Error> {
        let git_dir = &self.paths.git_dir;
        Ok(refs::branch_of_head(git_dir)?.or_else(|| refs::rebased_branch(git_dir)))
    }

    fn upstream(&self, branch: &str) -> Result<Option<String>, Error> {
        libgit_refs::upstream(&self.repository, branch)
    }

    fn remotes(&self) -> Result<Vec<Remote>, Error> {
        libgit_refs::remotes(&self.repository)
    }

    fn remote_branches(&self) -> Result<Vec<(String, Id)>, Error> {
        libgit_refs::remote_branches(&self.repository)
    }

    fn remote_head(&self, remote: &str) -> Result<Option<String>, Error> {
        libgit_refs::remote_head(&self.repository, remote)
    }

    fn reference(&self, name: &str) -> Result<Option<Id>, Error> {
        libgit_refs::reference(&self.repository, name)
    }

    fn commit(&self, revision: &str) -> Result<Option<Id>, Error> {
        libgit_refs::commit(&self.repository, revision)
    }

    fn commit_time(&self, commit: &Id) -> Result<i64, Error> {
        let failed = lookup::failed(format!("commit {}", commit.short()));
        self.repository.find_commit(self.checked(oid(commit)?)?).map(|commit| commit.time().seconds()).map_err(failed)
    }

    fn merge_base(&self, one: &Id, other: &Id) -> Result<Option<Id>, Error> {
        match self.repository.merge_base(self.checked(oid(one)?)?, self.checked(oid(other)?)?) {
            Ok(base) => Ok(Some(Id::new(base.to_string()))),
            Err(error) if error.code() == git2::ErrorCode::NotFound => Ok(None),
            Err(error) => Err(Error::Object {
                what: format!("the common ancestor of {} and {}", one.short(), other.short()),
                cause: error.message().to_owned(),
            }),
        }
    }

    fn is_shallow(&self) -> bool {
        self.repository.is_shallow()
    }

    fn is_ignored(&self, path: &RelPath) -> Result<bool, Error> {
        self.ignore_files.check(self, path)?;
        let relative = path.on_disk(Path::new(""));
        self.repository.is_path_ignored(relative).map_err(|error| Error::Reference {
            what: format!("whether {path} is ignored"),
            cause: error.message().to_owned(),
        })
    }

    fn config(&self, key: &str) -> Result<Option<String>, Error> {
        libgit_refs::config(&self.repository, key)
    }

    fn config_values(&self, pattern: &str) -> Result<Vec<(String, String)>, Error> {
        libgit_refs::config_values(&self.repository, pattern)
    }
}

/// Rejects a missing index that is named in `GIT_INDEX_FILE`: it is a typing error that would hide
/// all staged files. The missing index of a new repository is an empty one.
fn check_index_file(environment: &Environment, paths: &RepoPaths) -> Result<(), Error> {
    let is_own = paths.index_file.parent().and_then(|folder| folder.canonicalize().ok())
        == paths.git_dir.canonicalize().ok()
        && paths.index_file.file_name() == Some("index".as_ref());
    match paths.index_file.symlink_metadata() {
        Err(error) if environment.index_file.is_some() && !is_own => {
            Err(Error::Index { path: paths.index_file.clone(), cause: format!("{error} (set by GIT_INDEX_FILE)") })
        }
        _ => Ok(()),
    }
}

fn absolute(environment: &Environment, path: &Path) -> std::path::PathBuf {
    environment.current_dir.join(path)
}

fn oid(id: &Id) -> Result<git2::Oid, Error> {
    git2::Oid::from_str(id.as_str())
        .map_err(|error| Error::Object { what: format!("object {id}"), cause: error.message().to_owned() })
}

fn bits(mode: i32) -> u32 {
    u32::try_from(mode).unwrap_or_default()
}

fn owned(path: RelPath, entry: &git2::TreeEntry) -> Entry {
    Entry {
        path,
        mode: Mode::from_bits(bits(entry.filemode())),
        content: Content::Blob(Id::new(entry.id().to_string())),
    }
}
