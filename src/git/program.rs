//! The `git` program, started so that it sees the same repository as the reader.

use super::error::Error;
use super::id::Id;
use super::output::line_of;
use super::repo_paths::RepoPaths;
use crate::process::{Command, Failure};
use crate::text::RelPath;
use std::ffi::OsString;
use std::path::Path;

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
    let command = Command::new("git").current_dir(run_in).args(SETTINGS).args(arguments);
    let command = command.without_envs(CHANGES_OUTPUT).without_envs(traces()).env("GIT_OPTIONAL_LOCKS", "0");
    // Output is wanted as soon as it is written.
    command.env("GIT_FLUSH", "1").untranslated()
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
    let arguments = ["hash-object", "--"];
    let output = git_at(paths, &arguments).arg(path.on_disk(Path::new(""))).stdout();
    Ok(Id::new(line_of(&output.map_err(failed(&arguments))?)))
}

/// A git process on exactly this repository and index, whose paths in the environment may be
/// relative to another folder.
pub(super) fn git_at(paths: &RepoPaths, arguments: &[&str]) -> Command {
    let top = paths.work_dir.as_ref().unwrap_or(&paths.current_dir);
    // `git update-index` adds an entry to a sparse index beside the folder that already has it, and the
    // commit then has both.
    let arguments = [&["-c", "index.sparse=false"], arguments].concat();
    let command = git_command(top, &arguments).env("GIT_DIR", &paths.git_dir).env("GIT_WORK_TREE", top);
    command.env("GIT_INDEX_FILE", &paths.index_file)
}
