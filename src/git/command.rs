//! The reader that runs the `git` program, for repositories that libgit2 cannot open: split and
//! sparse indexes, reftable, SHA-256. A call takes a few milliseconds instead of microseconds.

use super::change::Change;
use super::entry::{Content, Entry, Mode};
use super::environment::Environment;
use super::error::Error;
use super::id::Id;
use super::output::{line_of, path_of, pieces, raw_changes, stage_lines, tree_line};
use super::program::{self, failed, git_command};
use super::repo_paths::RepoPaths;
use super::repository::Repository;
use super::side::Side;
use super::work_tree;
use crate::text::RelPath;
use std::path::{Path, PathBuf};

/// The reader that runs the `git` program.
pub(super) struct CommandLine {
    paths: RepoPaths,
    /// The folder git is run in: the top, so that listings are complete.
    run_in: PathBuf,
    reason: String,
    is_shallow: bool,
    empty_tree: Id,
    merging: Vec<Id>,
}

const IS_BARE: &str = "--is-bare-repository";
const IS_SHALLOW: &str = "--is-shallow-repository";
const FORMAT: &str = "--show-object-format";
const GIT_DIR: &str = "--absolute-git-dir";
const COMMON_DIR: &str = "--git-common-dir";
const PATH: &str = "--git-path";

/// The id of the empty tree, which git knows without storing it.
const EMPTY_TREE_SHA1: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
const EMPTY_TREE_SHA256: &str = "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321";

impl CommandLine {
    /// Opens the repository; `reason` is why libgit2 could not, for `doctor`.
    pub(super) fn open(environment: &Environment, reason: &str) -> Result<Self, Error> {
        let current = &environment.current_dir;
        let facts =
            match text_of(current, &["rev-parse", IS_BARE, IS_SHALLOW, FORMAT, GIT_DIR, COMMON_DIR, PATH, "index"]) {
                Err(Error::Command { cause, .. }) if cause.contains("dubious ownership") => {
                    return Err(Error::ForeignOwner { path: current.clone() });
                }
                other => other?,
            };
        let [is_bare, is_shallow, format, git_dir, common_dir, index_file] = facts.lines().collect::<Vec<_>>()[..]
        else {
            let cause = "its path contains a line break".to_owned();
            return Err(Error::Open { path: current.clone(), cause });
        };
        let work_dir = match is_bare {
            "true" => None,
            _ => Some(PathBuf::from(text_of(current, &["rev-parse", "--show-toplevel"])?)),
        };
        let paths = RepoPaths {
            common_dir: current.join(common_dir),
            index_file: current.join(index_file),
            git_dir: PathBuf::from(git_dir),
            current_dir: current.clone(),
            work_dir,
        };
        // A relative GIT_DIR or GIT_INDEX_FILE is relative to the folder git is started in.
        let is_relative = environment.git_dir.is_some() || environment.index_file.is_some();
        let run_in =
            if is_relative { current.clone() } else { paths.work_dir.clone().unwrap_or_else(|| current.clone()) };
        let empty_tree = Id::new(if format == "sha256" { EMPTY_TREE_SHA256 } else { EMPTY_TREE_SHA1 });
        let merging = environment.merging.clone();
        let is_shallow = is_shallow == "true";
        Ok(Self { paths, run_in, reason: reason.to_owned(), is_shallow, empty_tree, merging })
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

    fn git(&self, arguments: &[&str]) -> Result<Vec<u8>, Error> {
        git_command(&self.run_in, arguments).stdout().map_err(failed(arguments))
    }

    /// The output of a command, `None` when it ends with exit code 1, by which git answers "no".
    fn maybe(&self, arguments: &[&str]) -> Result<Option<String>, Error> {
        let output = git_command(&self.run_in, arguments).stdout_unless_1().map_err(failed(arguments))?;
        Ok(output.map(|output| line_of(&output)))
    }

    fn tree_name<'a>(&'a self, side: &'a Side) -> Option<&'a str> {
        match side {
            Side::Empty => Some(self.empty_tree.as_str()),
            Side::Revision(commit) => Some(commit.as_str()),
            Side::Index | Side::WorkTree => None,
        }
    }

    fn index_entries(&self, keep: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Entry>, Error> {
        let output = self.of_index(&["ls-files", "--stage", "--debug", "--full-name", "-z", "--", ":/"])?;
        let mut found = Vec::new();
        for line in stage_lines(&output) {
            if line.stage == b'0' && !line.is_intent_to_add && keep(line.path) {
                found.push(line.entry()?);
            }
        }
        Ok(found)
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
            Side::Index => self.index_entries(keep),
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
        let mut command = git_command(&self.run_in, &arguments).env("GIT_LITERAL_PATHSPECS", "0");
        for path in paths {
            let literal = [b":(top,literal)", path.as_bytes()].concat();
            command = command.arg(RelPath::new(literal).on_disk(Path::new("")));
        }
        let output = command.stdout().map_err(failed(&arguments)).map_err(|error| self.as_index_error(error))?;
        let lines = stage_lines(&output).filter(|line| line.stage == b'0' && !line.is_intent_to_add);
        lines.filter(|line| paths.iter().any(|path| path.as_bytes() == line.path)).map(|line| line.entry()).collect()
    }

    fn files_on_disk(&self, folder: &RelPath, keep: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Entry>, Error> {
        work_tree::files_below(self, folder, keep)
    }

    fn changes(&self, base: &Side, target: &Side) -> Result<Vec<Change>, Error> {
        let output = match (self.tree_name(base), target, self.tree_name(target)) {
            (Some(base), Side::Index, _) => {
                // `git diff --cached` leaves out entries added by `git add -N`, `diff-index` does not.
                let invisible = "--ita-invisible-in-index";
                self.git(&["diff-index", "--cached", invisible, "--raw", "-z", "--no-renames", "--no-abbrev", base])?
            }
            (Some(base), _, Some(target)) => {
                self.git(&["diff-tree", "-r", "--raw", "-z", "--no-renames", "--no-abbrev", base, target])?
            }
            _ => return work_tree::compare_entries(self, base, target),
        };
        raw_changes(&output)
    }

    fn entry_at(&self, revision: &Id, path: &RelPath) -> Result<Option<Entry>, Error> {
        if path.is_top() {
            return Ok(None);
        }
        let arguments = ["--literal-pathspecs", "ls-tree", "-z", "--full-tree", revision.as_str(), "--"];
        let command = git_command(&self.run_in, &arguments).arg(path.on_disk(Path::new("")));
        let output = command.stdout().map_err(failed(&["ls-tree"]))?;
        let entries: Result<Vec<Entry>, Error> =
            pieces(&output).filter(|line| !line.starts_with(b"040000")).map(tree_line).collect();
        Ok(entries?.into_iter().next())
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
            (Content::Blob(id), _) => program::blob(&self.run_in, id).map_err(|error| Error::Object {
                what: format!("the content of {}", entry.path),
                cause: error.to_string(),
            }),
        }
    }

    fn head(&self) -> Result<Option<Id>, Error> {
        if let Some(id) = self.commit("HEAD")? {
            return Ok(Some(id));
        }
        // HEAD may have no commit only on a branch without commits.
        let unborn = self
            .maybe(&["symbolic-ref", "-q", "HEAD"])?
            .is_some_and(|name| matches!(self.maybe(&["rev-parse", "--verify", "-q", &name]), Ok(None)));
        if unborn {
            Ok(None)
        } else {
            Err(Error::Reference { what: "HEAD".to_owned(), cause: "it does not name a commit".to_owned() })
        }
    }

    fn merge_heads(&self) -> Result<Vec<Id>, Error> {
        super::refs::merge_heads(&self.paths.git_dir, &self.merging)
    }

    fn branch(&self) -> Result<Option<String>, Error> {
        self.maybe(&["symbolic-ref", "-q", "--short", "HEAD"])
    }

    fn upstream(&self, branch: &str) -> Result<Option<String>, Error> {
        // Unlike `@{upstream}` this also names a branch whose commit is missing.
        let name = self.git(&["for-each-ref", "--format=%(upstream)", "--count=1", &format!("refs/heads/{branch}")])?;
        Ok(line_of(&name).strip_prefix("refs/remotes/").map(str::to_owned))
    }

    fn remote_branches(&self) -> Result<Vec<(String, Id)>, Error> {
        let output = self.git(&["for-each-ref", "--format=%(objectname) %(symref) %(refname)", "refs/remotes"])?;
        let text = String::from_utf8_lossy(&output).into_owned();
        let mut found: Vec<_> = text
            .lines()
            .filter_map(|line| {
                // A symbolic reference has three fields here: it is an alias, not a branch.
                let (id, name) = line.split_once("  ")?;
                Some((name.strip_prefix("refs/remotes/")?.to_owned(), Id::new(id)))
            })
            .collect();
        found.sort();
        Ok(found)
    }

    fn remote_head(&self, remote: &str) -> Result<Option<String>, Error> {
        let name = self.maybe(&["symbolic-ref", "-q", &format!("refs/remotes/{remote}/HEAD")])?;
        Ok(name.and_then(|name| name.strip_prefix("refs/remotes/").map(str::to_owned)))
    }

    fn commit(&self, revision: &str) -> Result<Option<Id>, Error> {
        Ok(self
            .maybe(&["rev-parse", "--verify", "-q", "--end-of-options", &format!("{revision}^{{commit}}")])?
            .map(Id::new))
    }

    fn merge_base(&self, one: &Id, other: &Id) -> Result<Option<Id>, Error> {
        Ok(self.maybe(&["merge-base", one.as_str(), other.as_str()])?.map(Id::new))
    }

    fn is_shallow(&self) -> bool {
        self.is_shallow
    }

    fn is_ignored(&self, path: &RelPath) -> Result<bool, Error> {
        let command = git_command(&self.run_in, &["check-ignore", "-q", "--no-index", "--"]);
        let is_ignored =
            command.arg(path.on_disk(Path::new(""))).stdout_unless_1().map_err(failed(&["check-ignore"]))?;
        Ok(is_ignored.is_some())
    }

    fn config(&self, key: &str) -> Result<Option<String>, Error> {
        self.maybe(&["config", "--get", key])
    }
}

fn text_of(run_in: &Path, arguments: &[&str]) -> Result<String, Error> {
    let output = git_command(run_in, arguments).stdout().map_err(failed(arguments))?;
    Ok(line_of(&output))
}
