//! The facts about a repository that the `git` program reports.

use super::environment::Environment;
use super::error::Error;
use super::id::Id;
use super::output::line_of;
use super::program::{failed, git_command};
use super::repo_paths::RepoPaths;
use std::path::{Path, PathBuf};

/// The facts that the reader by `git` needs.
pub(super) struct Facts {
    pub(super) paths: RepoPaths,
    /// The folder git is run in: the top, so that listings are complete.
    pub(super) run_in: PathBuf,
    pub(super) is_shallow: bool,
    pub(super) empty_tree: Id,
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

impl Facts {
    /// Asks git about the repository of `environment`.
    pub(super) fn read(environment: &Environment) -> Result<Self, Error> {
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
        Ok(Self { paths, run_in, is_shallow: is_shallow == "true", empty_tree })
    }
}

fn text_of(run_in: &Path, arguments: &[&str]) -> Result<String, Error> {
    let output = git_command(run_in, arguments).stdout().map_err(failed(arguments))?;
    Ok(line_of(&output))
}
