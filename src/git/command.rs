//! The reader by the `git` program, for what libgit2 cannot open: split and sparse
//! indexes, reftable, SHA-256. A few milliseconds a question instead of microseconds.

use super::environment::Environment;
use super::error::Error;
use super::places::{self, Places};
use super::{Change, Content, Entry, Id, Mode, Repository, Side};
use crate::process::{Command, Failure};
use crate::text::RelPath;
use std::path::{Path, PathBuf};

pub(super) struct CommandLine {
    places: Places,
    /// Where git is run: the top, so that listings are whole.
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

/// The tree without entries; git knows it without storing it.
const EMPTY_TREE_SHA1: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
const EMPTY_TREE_SHA256: &str = "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321";

impl CommandLine {
    /// Opens through `git`; `reason` is why libgit2 did not, for `doctor`.
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
            let cause = "its path holds a line break".to_owned();
            return Err(Error::Open { path: current.clone(), cause });
        };
        let work_dir = match is_bare {
            "true" => None,
            _ => Some(PathBuf::from(text_of(current, &["rev-parse", "--show-toplevel"])?)),
        };
        let places = Places {
            common_dir: current.join(common_dir),
            index_file: current.join(index_file),
            git_dir: PathBuf::from(git_dir),
            current_dir: current.clone(),
            work_dir,
        };
        // A relative GIT_DIR or GIT_INDEX_FILE is relative to where git was started.
        let is_relative = environment.git_dir.is_some() || environment.index_file.is_some();
        let run_in =
            if is_relative { current.clone() } else { places.work_dir.clone().unwrap_or_else(|| current.clone()) };
        let empty_tree = Id::new(if format == "sha256" { EMPTY_TREE_SHA256 } else { EMPTY_TREE_SHA1 });
        let merging = environment.merging.clone();
        let is_shallow = is_shallow == "true";
        Ok(Self { places, run_in, reason: reason.to_owned(), is_shallow, empty_tree, merging })
    }

    /// A question about the index: what fails is its fault.
    fn of_index(&self, arguments: &[&str]) -> Result<Vec<u8>, Error> {
        self.git(arguments).map_err(|error| match error {
            Error::Command { cause, .. } => Error::Index { path: self.places.index_file.clone(), cause },
            other => other,
        })
    }

    fn git(&self, arguments: &[&str]) -> Result<Vec<u8>, Error> {
        git_command(&self.run_in, arguments).stdout().map_err(failed(arguments))
    }

    /// The output of a question that git answers with exit code 1 when the answer is no;
    /// any other failure is one.
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
            if line.stage == b'0' && !line.is_announced && keep(line.path) {
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

    fn places(&self) -> &Places {
        &self.places
    }

    fn entries(&self, side: &Side, keep: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Entry>, Error> {
        match side {
            Side::Empty => Ok(Vec::new()),
            Side::WorkTree => places::work_tree_entries(self, keep),
            Side::Index => self.index_entries(keep),
            Side::Revision(commit) => {
                let output = self.git(&["ls-tree", "-r", "-z", "--full-tree", commit.as_str()])?;
                let entries = pieces(&output).filter(|line| path_of(line).is_some_and(keep)).map(tree_line);
                entries.collect()
            }
        }
    }

    fn files_on_disk(&self, folder: &RelPath, keep: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Entry>, Error> {
        places::files_below(self, folder, keep)
    }

    fn changes(&self, base: &Side, target: &Side) -> Result<Vec<Change>, Error> {
        let output = match (self.tree_name(base), target, self.tree_name(target)) {
            (Some(base), Side::Index, _) => {
                // `git diff --cached` leaves out what was only announced, its plumbing does not.
                let invisible = "--ita-invisible-in-index";
                self.git(&["diff-index", "--cached", invisible, "--raw", "-z", "--no-renames", "--no-abbrev", base])?
            }
            (Some(base), _, Some(target)) => {
                self.git(&["diff-tree", "-r", "--raw", "-z", "--no-renames", "--no-abbrev", base, target])?
            }
            _ => return places::compare_entries(self, base, target),
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
            (Content::File(path), mode) => places::read_file(&self.places, path, mode),
            (Content::Blob(id), _) => blob(&self.run_in, id).map_err(|error| Error::Object {
                what: format!("the content of {}", entry.path),
                cause: error.to_string(),
            }),
        }
    }

    fn head(&self) -> Result<Option<Id>, Error> {
        if let Some(id) = self.commit("HEAD")? {
            return Ok(Some(id));
        }
        // Nothing at HEAD is right only on a branch that has no commit yet.
        let unborn = self
            .maybe(&["symbolic-ref", "-q", "HEAD"])?
            .is_some_and(|name| matches!(self.maybe(&["rev-parse", "--verify", "-q", &name]), Ok(None)));
        if unborn {
            Ok(None)
        } else {
            Err(Error::Reference { what: "HEAD".to_owned(), cause: "it names no commit".to_owned() })
        }
    }

    fn merge_heads(&self) -> Result<Vec<Id>, Error> {
        super::refs::merge_heads(&self.places.git_dir, &self.merging)
    }

    fn branch(&self) -> Result<Option<String>, Error> {
        self.maybe(&["symbolic-ref", "-q", "--short", "HEAD"])
    }

    fn upstream(&self, branch: &str) -> Result<Option<String>, Error> {
        // Unlike `@{upstream}` this names a branch whose commit is not here as well.
        let name = self.git(&["for-each-ref", "--format=%(upstream)", "--count=1", &format!("refs/heads/{branch}")])?;
        Ok(line_of(&name).strip_prefix("refs/remotes/").map(str::to_owned))
    }

    fn remote_branches(&self) -> Result<Vec<(String, Id)>, Error> {
        let output = self.git(&["for-each-ref", "--format=%(objectname) %(symref) %(refname)", "refs/remotes"])?;
        let text = String::from_utf8_lossy(&output).into_owned();
        let mut found: Vec<_> = text
            .lines()
            .filter_map(|line| {
                // A symbolic reference has three words here: it is an alias, not a branch.
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

/// A git process that sees the same repository and reads, never writes (no index refresh),
/// and speaks untranslated.
pub(super) fn git_command(run_in: &Path, arguments: &[&str]) -> Command {
    Command::new("git").current_dir(run_in).args(arguments).env("GIT_OPTIONAL_LOCKS", "0").untranslated()
}

/// The content of a blob.
pub(super) fn blob(run_in: &Path, id: &Id) -> Result<Vec<u8>, Error> {
    let arguments = ["cat-file", "blob", id.as_str()];
    git_command(run_in, &arguments).stdout().map_err(failed(&arguments))
}

/// The error of a git process that failed.
pub(super) fn failed(arguments: &[&str]) -> impl FnOnce(Failure) -> Error {
    let arguments = arguments.join(" ");
    move |failure| Error::Command { arguments, cause: failure.to_string() }
}

fn text_of(run_in: &Path, arguments: &[&str]) -> Result<String, Error> {
    let output = git_command(run_in, arguments).stdout().map_err(failed(arguments))?;
    Ok(line_of(&output))
}

fn line_of(output: &[u8]) -> String {
    String::from_utf8_lossy(output).trim_end_matches(['\n', '\r']).to_owned()
}

fn pieces(output: &[u8]) -> impl Iterator<Item = &[u8]> {
    output.split(|byte| *byte == 0).filter(|piece| !piece.is_empty())
}

fn path_of(line: &[u8]) -> Option<&[u8]> {
    memchr::memchr(b'\t', line).map(|tab| &line[tab + 1..])
}

fn unreadable(line: &[u8]) -> Error {
    Error::Command {
        arguments: "ls-tree".to_owned(),
        cause: format!("unexpected output `{}`", String::from_utf8_lossy(line)),
    }
}

/// `<mode> <type> <id>\t<path>`
fn tree_line(line: &[u8]) -> Result<Entry, Error> {
    let path = path_of(line).ok_or_else(|| unreadable(line))?;
    let fields = String::from_utf8_lossy(&line[..line.len() - path.len() - 1]).into_owned();
    let mut fields = fields.split(' ');
    let (Some(mode), Some(_), Some(id)) = (fields.next(), fields.next(), fields.next()) else {
        return Err(unreadable(line));
    };
    entry(mode, id, path).ok_or_else(|| unreadable(line))
}

fn entry(mode: &str, id: &str, path: &[u8]) -> Option<Entry> {
    let mode = u32::from_str_radix(mode, 8).ok()?;
    Some(Entry { path: RelPath::new(path), mode: Mode::from_bits(mode), content: Content::Blob(Id::new(id)) })
}

/// One entry of `ls-files --stage --debug -z`.
struct StageLine<'a> {
    head: &'a [u8],
    path: &'a [u8],
    stage: u8,
    /// Announced by `git add -N`: `CE_INTENT_TO_ADD`, bit 29 of the flags.
    is_announced: bool,
}

impl StageLine<'_> {
    fn entry(&self) -> Result<Entry, Error> {
        let head = String::from_utf8_lossy(self.head).into_owned();
        let mut fields = head.split(' ');
        let found = fields.next().zip(fields.next()).and_then(|(mode, id)| entry(mode, id, self.path));
        found.ok_or_else(|| unreadable(self.head))
    }
}

/// `<mode> <id> <stage>\t<path>\0` and then five lines of debug fields, the last ending in
/// `flags: <hex>`.
fn stage_lines(output: &[u8]) -> impl Iterator<Item = StageLine<'_>> {
    let mut rest = output;
    std::iter::from_fn(move || {
        let end = memchr::memchr(0, rest)?;
        let line = &rest[..end];
        rest = &rest[end + 1..];
        let mut flags = 0;
        while rest.starts_with(b"  ") {
            let newline = memchr::memchr(b'\n', rest).unwrap_or(rest.len() - 1);
            let debug = String::from_utf8_lossy(&rest[..newline]).into_owned();
            if let Some((_, hex)) = debug.rsplit_once("flags: ") {
                flags = u64::from_str_radix(hex.trim(), 16).unwrap_or(0);
            }
            rest = &rest[newline + 1..];
        }
        let path = path_of(line)?;
        let head = &line[..line.len() - path.len() - 1];
        Some(StageLine {
            head,
            path,
            stage: head.last().copied().unwrap_or(b'0'),
            is_announced: flags & (1 << 29) != 0,
        })
    })
}

/// `:<mode> <mode> <id> <id> <status>\0<path>\0`
fn raw_changes(output: &[u8]) -> Result<Vec<Change>, Error> {
    let mut changes = Vec::new();
    let mut fields = pieces(output);
    while let Some(head) = fields.next() {
        let path = fields.next().ok_or_else(|| unreadable(head))?;
        let text = String::from_utf8_lossy(head).into_owned();
        let words: Vec<&str> = text.trim_start_matches(':').split(' ').collect();
        let [old_mode, new_mode, old_id, new_id, status] = words[..] else {
            return Err(unreadable(head));
        };
        // An unmerged path is reported by `unmerged`.
        if status.starts_with('U') {
            continue;
        }
        let side = |mode: &str, id: &str| (mode != "000000").then(|| entry(mode, id, path)).flatten();
        let change = Change { old: side(old_mode, old_id), new: side(new_mode, new_id) };
        if change.old != change.new {
            changes.push(change);
        }
    }
    Ok(changes)
}
