//! The `git` program, started so that it sees the same repository as the reader.

use super::checkout::checkout_folders;
use super::environment::Environment;
use super::error::Error;
use super::id::Id;
use super::output::line_of;
use super::read_by_git;
use super::replaced::Objects;
use super::repo_paths::RepoPaths;
use crate::process::{Command, Failure, Trust};
use crate::text::RelPath;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Variables that change what the commands used here accept or print. The user sets them for git, and
/// `git --literal-pathspecs commit` sets one of them for its hooks.
const CHANGES_OUTPUT: [&str; 12] = [
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
    "GIT_DIFF_OPTS",
    "GIT_EXTERNAL_DIFF",
    "GIT_ATTR_SOURCE",
    "GIT_TRACE_CURL_NO_DATA",
    "GIT_REF_PARANOIA",
    "GIT_FLUSH",
    "GIT_REDIRECT_STDOUT",
    "GIT_REDIRECT_STDERR",
];

/// Settings that change what these commands print, or that start further programs.
const SETTINGS: [&str; 8] = [
    "-c",
    "core.fsmonitor=false",
    "-c",
    "advice.sparseIndexExpanded=false",
    "-c",
    "core.warnAmbiguousRefs=false",
    "-c",
    "diff.ignoreSubmodules=none",
];

/// A git process on the same repository that does not refresh the index and prints untranslated
/// messages.
pub(super) fn git_command(run_in: &Path, arguments: &[&str]) -> Command {
    let command = command(run_in).args(SETTINGS).args(arguments);
    let command = command.without_envs(CHANGES_OUTPUT).without_envs(traces()).env("GIT_OPTIONAL_LOCKS", "0");
    // Output is wanted as soon as it is written.
    command.env("GIT_FLUSH", "1").untranslated()
}

/// The same, reading the stored or the shown objects.
pub(super) fn git_reading(objects: Objects, run_in: &Path, arguments: &[&str]) -> Command {
    objects.read_by(git_command(run_in, arguments))
}

/// The `git` program of the machine, run in a folder. Neither it nor a program that it looks for, such
/// as a filter, comes from the repository or from a folder that another user can write to.
pub fn command(run_in: &Path) -> Command {
    // Nothing that is read here changes while the process runs.
    static KNOWN: Mutex<BTreeMap<PathBuf, Result<Program, String>>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    match known.entry(run_in.to_owned()).or_insert_with(|| Program::find(run_in).map_err(|error| error.to_string())) {
        Ok(program) => program.command().current_dir(run_in),
        Err(reason) => Command::refused(io::Error::new(io::ErrorKind::NotFound, reason.clone())),
    }
}

/// The program, and the variables that it gets with another value or not at all.
#[derive(Debug)]
struct Program {
    path: PathBuf,
    variables: Vec<(&'static str, Option<OsString>)>,
}

/// Lists of folders in which programs and libraries are looked for.
const SEARCHED: [&str; 4] = ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"];

impl Program {
    fn find(run_in: &Path) -> io::Result<Self> {
        let environment = Environment { current_dir: run_in.to_owned(), ..Environment::read()? };
        let trust = Trust::outside(checkout_folders(&environment));
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = trust.find("git", std::env::split_paths(&path))?;
        let mut variables = Vec::new();
        for name in SEARCHED {
            // An empty list would mean the current folder.
            let value = std::env::var_os(name);
            variables
                .extend(value.map(|value| (name, Some(trust.search_path(&value)).filter(|list| !list.is_empty()))));
        }
        let own = std::env::var_os("GIT_EXEC_PATH");
        if own.is_some_and(|folder| trust.check_folder(Path::new(&folder)).is_err()) {
            variables.push(("GIT_EXEC_PATH", None));
        }
        Ok(Self { path, variables })
    }

    fn command(&self) -> Command {
        self.variables.iter().fold(Command::new(&self.path), |command, (name, value)| match value {
            Some(value) => command.env(name, value),
            None => command.without_envs([name]),
        })
    }
}

/// The variables that make git print what it does, which would be taken for its messages.
fn traces() -> impl Iterator<Item = OsString> {
    std::env::vars_os().map(|(name, _)| name).filter(|name| name.as_encoded_bytes().starts_with(b"GIT_TRACE"))
}

/// The error of a git process that failed.
pub(super) fn failed(arguments: &[&str]) -> impl FnOnce(Failure) -> Error {
    let arguments = arguments.join(" ");
    move |failure| error_of(&arguments, &failure)
}

/// The error for a failure of `git <arguments>`.
pub(super) fn error_of(arguments: &str, failure: &Failure) -> Error {
    match failure {
        Failure::Start(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Error::NoGit { arguments: arguments.to_owned() }
        }
        failure if is_of_remote(&failure.to_string()) => Error::Remote { cause: last_line(&failure.to_string()) },
        failure => Error::Command { arguments: arguments.to_owned(), cause: failure.to_string() },
    }
}

/// Bytes that git may print to list or to compare the files of commits: those of six million files, which is more than
/// the largest known repositories have. Some folders that name each other can have more files than any disk.
const MAX_LISTING: u64 = 1 << 29;

/// The output of a git command that lists files.
pub(super) fn listing(command: Command, arguments: &[&str]) -> Result<Vec<u8>, Error> {
    command.at_most(MAX_LISTING).stdout().map_err(|failure| match failure {
        Failure::Start(error) if error.kind() == io::ErrorKind::FileTooLarge => Error::Object {
            what: format!("the output of `git {}`", arguments.join(" ")),
            cause: format!("it lists files for more than {} MiB", MAX_LISTING >> 20),
        },
        failure => error_of(&arguments.join(" "), &failure),
    })
}

/// Whether git could not fetch what a partial clone left out.
fn is_of_remote(message: &str) -> bool {
    ["promisor remote", "lazy fetching disabled", "could not fetch"].iter().any(|words| message.contains(words))
}

/// The reason in an error output of several lines: the first that says `fatal:` is the remote's.
fn last_line(message: &str) -> String {
    let lines = || message.lines().map(str::trim).filter(|line| !line.is_empty());
    let fatal = lines().find_map(|line| line.strip_prefix("fatal: ").or_else(|| line.strip_prefix("error: ")));
    fatal.or_else(|| lines().next_back()).unwrap_or_default().to_owned()
}

/// The id that git would store the content of a file of the working tree under.
pub(super) fn stored_id(paths: &RepoPaths, path: &RelPath) -> Result<Id, Error> {
    read_by_git::check_on_the_way(paths, path, ".gitattributes")?;
    let arguments = ["hash-object", "--"];
    let output = git_at(paths, &arguments).arg(path.on_disk(Path::new(""))).stdout();
    Ok(Id::new(line_of(&output.map_err(failed(&arguments))?)))
}

/// The content that git would store for a file of the working tree: without the encoding and the filters of its
/// attributes. Nothing is written to the repository.
pub(super) fn stored_content(paths: &RepoPaths, path: &RelPath) -> Result<Vec<u8>, Error> {
    read_by_git::check_on_the_way(paths, path, ".gitattributes")?;
    let failed_here = |cause: io::Error| Error::File { path: path.clone(), cause };
    let objects = tempfile::tempdir().map_err(failed_here)?;
    let arguments = ["hash-object", "-w", "--"];
    let command = git_at(paths, &arguments).arg(path.on_disk(Path::new("")));
    let output = command.env("GIT_OBJECT_DIRECTORY", objects.path()).stdout();
    let id = line_of(&output.map_err(failed(&arguments))?);
    let arguments = ["cat-file", "blob", &id];
    let output = git_at(paths, &arguments).env("GIT_OBJECT_DIRECTORY", objects.path()).stdout();
    output.map_err(failed(&arguments))
}

/// A git process on exactly this repository and index, whose paths in the environment may be
/// relative to another folder.
pub(super) fn git_at(paths: &RepoPaths, arguments: &[&str]) -> Command {
    let top = paths.work_dir.as_ref().unwrap_or(&paths.current_dir);
    // `git update-index` adds an entry to a sparse index beside the folder that already has it, and the
    // commit then has both. Hooks of the working tree (`core.hooksPath = .husky`) run when the user runs git, not
    // when tidegate does.
    let arguments = [&["-c", "index.sparse=false", "-c", "core.hooksPath=/dev/null"], arguments].concat();
    let command = git_command(top, &arguments).env("GIT_DIR", &paths.git_dir).env("GIT_WORK_TREE", top);
    command.env("GIT_INDEX_FILE", &paths.index_file)
}
