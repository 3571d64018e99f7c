//! The reader that runs the `git` program, for repositories that libgit2 cannot open: split and
//! sparse indexes, reftable, SHA-256. A call takes a few milliseconds instead of microseconds.

use super::batch::Batch;
use super::change::Change;
use super::entry::{Content, Entry, Mode};
use super::environment::Environment;
use super::error::Error;
use super::facts::Facts;
use super::id::{Id, is_id};
use super::ignored::Ignored;
use super::output::{StageLine, line_of, path_of, pieces, raw_changes, stage_lines, tree_line};
use super::program::{failed, git_reading, listing};
use super::remote::{self, Remote};
use super::replaced::Objects;
use super::repo_paths::RepoPaths;
use super::repository::Repository;
use super::side::Side;
use super::{raw_tree, read_by_git, refs, work_tree};
use crate::process::Command;
use crate::text::RelPath;
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// The reader that runs the `git` program.
pub(super) struct CommandLine {
    paths: RepoPaths,
    /// The folder git is run in: the top, so that listings are complete.
    run_in: PathBuf,
    reason: String,
    replaced: Objects,
    is_shallow: bool,
    empty_tree: Id,
    merging: Vec<Id>,
    objects: Batch,
    ignored: Ignored,
    /// Tree objects by name, as they are asked for again for the next path.
    trees: RefCell<BTreeMap<String, Rc<Vec<u8>>>>,
    references: OnceCell<References>,
    head_name: OnceCell<Option<String>>,
    /// The commits of ids.
    commits: RefCell<BTreeMap<String, Option<Id>>>,
}

/// Every reference by its full name.
type References = BTreeMap<String, Reference>;

/// The object of a reference, and the reference that it stands for if it is symbolic.
struct Reference {
    id: Id,
    target: String,
}

/// The number of tree objects that are kept.
const TREE_LIMIT: usize = 256;

/// The form of a difference. Without `-r` a folder of a sparse index is one entry, and the files in it
/// are not listed.
const RAW: [&str; 7] =
    ["-r", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff", "--ignore-submodules=none"];

impl CommandLine {
    /// Opens the repository; `reason` is why libgit2 could not, for `doctor`.
    pub(super) fn open(environment: &Environment, reason: &str) -> Result<Self, Error> {
        read_by_git::check_folders(environment)?;
        let Facts { paths, run_in, is_shallow, empty_tree } = Facts::read(environment)?;
        Ok(Self {
            objects: Batch::new(run_in.clone(), environment.objects),
            replaced: environment.objects,
            ignored: Ignored::new(run_in.clone()),
            trees: RefCell::default(),
            references: OnceCell::new(),
            head_name: OnceCell::new(),
            commits: RefCell::default(),
            paths,
            run_in,
            reason: reason.to_owned(),
            is_shallow,
            empty_tree,
            merging: environment.merging.clone(),
        })
    }

    /// The output of a command on the index; a failure is an error of the index.
    fn of_index(&self, arguments: &[&str]) -> Result<Vec<u8>, Error> {
        self.git(arguments).map_err(|error| self.as_index_error(error))
    }

    fn as_index_error(&self, error: Error) -> Error {
        match error {
            Error::Command { cause, .. } => Error::Index { path: self.paths.index_file.clone(), cause },
            other => other,
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        git_reading(self.replaced, &self.run_in, arguments)
    }

    fn git(&self, arguments: &[&str]) -> Result<Vec<u8>, Error> {
        listing(self.command(arguments), arguments)
    }

    /// The output of a command, `None` when it ends with exit code 1, by which git answers "no".
    fn maybe(&self, arguments: &[&str]) -> Result<Option<String>, Error> {
        let output = self.command(arguments).stdout_unless_1().map_err(failed(arguments))?;
        Ok(output.map(|output| line_of(&output)))
    }

    fn tree_name<'a>(&'a self, side: &'a Side) -> Option<&'a str> {
        match side {
            Side::Empty => Some(self.empty_tree.as_str()),
            Side::Revision(commit) => Some(commit.as_str()),
            Side::Index | Side::WorkTree => None,
        }
    }

    fn index_entries(&self, keep: &dyn Fn(&StageLine) -> bool) -> Result<Vec<Entry>, Error> {
        let output = self.of_index(&["ls-files", "--stage", "--debug", "--full-name", "-z", "--", ":/"])?;
        let (mut found, mut last): (Vec<Entry>, &[u8]) = (Vec::new(), b"");
        for line in stage_lines(&output).filter(|line| line.stage == b'0' && !line.is_intent_to_add) {
            if line.path == last {
                let cause = format!("it lists {} twice", RelPath::new(line.path));
                return Err(Error::Index { path: self.paths.index_file.clone(), cause });
            }
            last = line.path;
            if keep(&line) {
                found.push(line.entry()?);
            }
        }
        Ok(found)
    }

    /// The branch that HEAD names, with its full name.
    fn head_name(&self) -> Result<Option<String>, Error> {
        if let Some(name) = self.head_name.get() {
            return Ok(name.clone());
        }
        let name = self.maybe(&["symbolic-ref", "-q", "HEAD"])?;
        Ok(self.head_name.get_or_init(|| name).clone())
    }

    fn resolve(&self, revision: &str) -> Result<Option<Id>, Error> {
        let arguments = ["rev-parse", "--verify", "-q", "--end-of-options", &format!("{revision}^{{commit}}")];
        // A partial clone has every commit of its history; others are not fetched to be looked at.
        let command = self.command(&arguments).env("GIT_NO_LAZY_FETCH", "1");
        match command.stdout_unless_1() {
            Ok(found) => Ok(found.map(|output| Id::new(line_of(&output)))),
            Err(failure) => match failed(&arguments)(failure) {
                Error::Remote { .. } => Ok(None),
                error => Err(error),
            },
        }
    }

    /// The content of a tree object, or of the tree of a commit.
    fn tree(&self, name: &str) -> Result<Rc<Vec<u8>>, Error> {
        if let Some(known) = self.trees.borrow().get(name) {
            return Ok(known.clone());
        }
        let found = self.objects.object(name)?.filter(|object| object.kind == "tree").ok_or_else(|| {
            let cause = "git does not find the object".to_owned();
            Error::Missing { what: format!("the tree {name}"), cause }
        })?;
        let mut trees = self.trees.borrow_mut();
        if trees.len() >= TREE_LIMIT {
            trees.clear();
        }
        let content = Rc::new(found.content);
        trees.insert(name.to_owned(), content.clone());
        Ok(content)
    }

    fn references(&self) -> Result<&References, Error> {
        if let Some(references) = self.references.get() {
            return Ok(references);
        }
        let output = self.git(&["for-each-ref", "--format=%(objectname) %(symref) %(refname)"])?;
        let text = String::from_utf8_lossy(&output).into_owned();
        let found = text.lines().filter_map(|line| {
            let mut fields = line.splitn(3, ' ');
            let (id, target, name) = (fields.next()?, fields.next()?, fields.next()?);
            Some((name.to_owned(), Reference { id: Id::new(id), target: target.to_owned() }))
        });
        Ok(self.references.get_or_init(|| found.collect()))
    }
}

impl Repository for CommandLine {
    fn reader(&self) -> String {
        format!("git ({})", self.reason)
    }

    fn paths(&self) -> &RepoPaths {
        &self.paths
    }

    fn entries(&self, side: &Side, keep: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Entry>, Error> {
        match side {
            Side::Empty => Ok(Vec::new()),
            Side::WorkTree => work_tree::work_tree_entries(self, keep),
            Side::Index => self.index_entries(&|line| keep(line.path)),
            Side::Revision(commit) => {
                let output = self.git(&["ls-tree", "-r", "-z", "--full-tree", commit.as_str()])?;
                let entries = pieces(&output).filter(|line| path_of(line).is_some_and(keep)).map(tree_line);
                entries.collect()
            }
        }
    }

    fn staged(&self, paths: &[RelPath]) -> Result<Vec<Entry>, Error> {
        let arguments = ["ls-files", "--stage", "--debug", "--full-name", "-z", "--"];
        // `git --literal-pathspecs commit` passes this on to its hooks.
        let mut command = self.command(&arguments).env("GIT_LITERAL_PATHSPECS", "0");
        for path in paths {
            let literal = [b":(top,literal)", path.as_bytes()].concat();
            command = command.arg(RelPath::new(literal).on_disk(Path::new("")));
        }
        let output = command.stdout().map_err(failed(&arguments)).map_err(|error| self.as_index_error(error))?;
        let lines = stage_lines(&output).filter(|line| line.stage == b'0' && !line.is_intent_to_add);
        lines.filter(|line| paths.iter().any(|path| path.as_bytes() == line.path)).map(|line| line.entry()).collect()
    }

    fn not_checked_out(&self, keep: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Entry>, Error> {
        self.index_entries(&|line| line.is_not_checked_out && keep(line.path))
    }

    fn files_on_disk(&self, folder: &RelPath, keep: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Entry>, Error> {
        work_tree::files_below(self, folder, keep)
    }

    fn changes(&self, base: &Side, target: &Side) -> Result<Vec<Change>, Error> {
        let output = match (self.tree_name(base), target, self.tree_name(target)) {
            (Some(base), Side::Index, _) => {
                // `git diff --cached` leaves out entries added by `git add -N`, `diff-index` does not.
                let command = ["diff-index", "--cached", "--ita-invisible-in-index"];
                self.git(&[&command[..], &RAW, &[base, "--"]].concat())?
            }
            (Some(base), _, Some(target)) => self.git(&[&["diff-tree"], &RAW[..], &[base, target, "--"]].concat())?,
            _ => return work_tree::compare_entries(self, base, target),
        };
        raw_changes(&output)
    }

    fn entry_at(&self, revision: &Id, path: &RelPath) -> Result<Option<Entry>, Error> {
        if path.is_top() {
            return Ok(None);
        }
        let mut tree = self.tree(&format!("{revision}^{{tree}}"))?;
        let mut parts = path.parts().peekable();
        while let Some(part) = parts.next() {
            let Some(item) = raw_tree::find(&tree, part, self.empty_tree.as_str().len() / 2) else {
                return Ok(None);
            };
            match (item.mode, parts.peek()) {
                (Some(mode), None) => {
                    return Ok(Some(Entry { path: path.clone(), mode, content: Content::Blob(item.id) }));
                }
                (None, Some(_)) => tree = self.tree(item.id.as_str())?,
                _ => return Ok(None),
            }
        }
        Ok(None)
    }

    fn unmerged(&self) -> Result<Vec<RelPath>, Error> {
        let output =
            self.of_index(&["ls-files", "--unmerged", "--debug", "--stage", "--full-name", "-z", "--", ":/"])?;
        let mut paths: Vec<_> = stage_lines(&output).map(|line| RelPath::new(line.path)).collect();
        paths.dedup();
        Ok(paths)
    }

    fn read(&self, entry: &Entry) -> Result<Vec<u8>, Error> {
        match (&entry.content, entry.mode) {
            (_, Mode::Submodule) => Ok(Vec::new()),
            (Content::File(path), mode) => work_tree::read_file(&self.paths, path, mode),
            (Content::Blob(id), _) => {
                let what = || format!("the content of {}", entry.path);
                match self.objects.object(id.as_str()) {
                    Ok(Some(object)) if object.kind == "blob" => Ok(object.content),
                    Ok(_) => Err(Error::Missing {
                        what: what(),
                        cause: format!("git does not find the object {}", id.short()),
                    }),
                    Err(Error::Command { cause, .. }) => Err(Error::Object { what: what(), cause }),
                    Err(error) => Err(error),
                }
            }
        }
    }

    fn head(&self) -> Result<Option<Id>, Error> {
        let unreadable = |cause: &str| Error::Reference { what: "HEAD".to_owned(), cause: cause.to_owned() };
        let Some(name) = self.head_name()? else {
            let detached = self.commit("HEAD")?;
            return detached.map(Some).ok_or_else(|| unreadable("it does not name a commit"));
        };
        if let Some(id) = self.reference(&name)? {
            return Ok(Some(id));
        }
        // HEAD may have no commit only on a branch without commits.
        match self.maybe(&["rev-parse", "--verify", "-q", &name]) {
            Ok(None) => Ok(None),
            _ => Err(unreadable("it does not name a commit")),
        }
    }

    fn merge_heads(&self) -> Result<Vec<Id>, Error> {
        refs::merge_heads(self, &self.merging)
    }

    fn branch(&self) -> Result<Option<String>, Error> {
        let name = self.head_name()?;
        Ok(name.and_then(|name| refs::branch_name(&name)).or_else(|| refs::rebased_branch(&self.paths.git_dir)))
    }

    fn upstream(&self, branch: &str) -> Result<Option<String>, Error> {
        // Unlike `@{upstream}` this also names a branch whose commit is missing.
        let name = self.git(&["for-each-ref", "--format=%(upstream)", "--count=1", &format!("refs/heads/{branch}")])?;
        Ok(Some(line_of(&name)).filter(|name| !name.is_empty() && !name.starts_with("refs/heads/")))
    }

    fn remotes(&self) -> Result<Vec<Remote>, Error> {
        let arguments = ["config", "--null", "--get-regexp", r"^remote\..*\.fetch$"];
        let output = self.command(&arguments).stdout_unless_1().map_err(failed(&arguments))?;
        let text = String::from_utf8_lossy(&output.unwrap_or_default()).into_owned();
        Ok(remote::of_settings(text.split('\0').filter_map(|setting| setting.split_once('\n'))))
    }

    fn remote_branches(&self) -> Result<Vec<(String, Id)>, Error> {
        let references = self.references()?.iter();
        // A symbolic reference is an alias, not a branch.
        let branches = references.filter(|(name, found)| name.starts_with("refs/remotes/") && found.target.is_empty());
        Ok(branches.map(|(name, found)| (name.clone(), found.id.clone())).collect())
    }

    fn remote_head(&self, remote: &str) -> Result<Option<String>, Error> {
        self.maybe(&["symbolic-ref", "-q", &format!("refs/remotes/{remote}/HEAD")])
    }

    fn reference(&self, name: &str) -> Result<Option<Id>, Error> {
        match self.references()?.get(name) {
            Some(found) => self.commit(found.id.as_str()),
            None => Ok(None),
        }
    }

    fn commit(&self, revision: &str) -> Result<Option<Id>, Error> {
        if !is_id(revision) {
            return self.resolve(revision);
        }
        if let Some(known) = self.commits.borrow().get(revision) {
            return Ok(known.clone());
        }
        let found = self.resolve(revision)?;
        self.commits.borrow_mut().insert(revision.to_owned(), found.clone());
        Ok(found)
    }

    fn commit_time(&self, commit: &Id) -> Result<i64, Error> {
        let found = self.objects.object(commit.as_str())?.map(|object| object.content).unwrap_or_default();
        // `committer <name> <<address>> <seconds> <zone>`
        let line = found.split(|byte| *byte == b'\n').find(|line| line.starts_with(b"committer ")).unwrap_or_default();
        let text = String::from_utf8_lossy(line).into_owned();
        let seconds = text.rsplit(' ').nth(1).and_then(|seconds| seconds.parse().ok());
        seconds.ok_or_else(|| Error::Object {
            what: format!("commit {}", commit.short()),
            cause: "it has no valid time".to_owned(),
        })
    }

    fn merge_base(&self, one: &Id, other: &Id) -> Result<Option<Id>, Error> {
        Ok(self.maybe(&["merge-base", one.as_str(), other.as_str()])?.map(Id::new))
    }

    fn is_shallow(&self) -> bool {
        self.is_shallow
    }

    fn is_ignored(&self, path: &RelPath) -> Result<bool, Error> {
        self.ignored.contains(self, path)
    }

    fn config(&self, key: &str) -> Result<Option<String>, Error> {
        self.maybe(&["config", "--get", key])
    }

    fn config_values(&self, pattern: &str) -> Result<Vec<(String, String)>, Error> {
        let output = self.maybe(&["config", "--null", "--get-regexp", pattern])?.unwrap_or_default();
        let entries = output.split('\0').filter(|entry| !entry.is_empty());
        Ok(entries
            .map(|entry| entry.split_once('\n').unwrap_or((entry, "")))
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect())
    }
}
