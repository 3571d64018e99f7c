//! The variables that git sets for a hook (githooks(5), git(1) "Environment Variables"), read once.

use super::config_variables::ConfigVariables;
use super::id::{Id, is_id};
use super::replaced::Objects;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

/// The variables that select the repository, index and working tree.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    pub current_dir: PathBuf,
    /// The user's home.
    pub home: Option<PathBuf>,
    pub git_dir: Option<OsString>,
    /// `GIT_CEILING_DIRECTORIES`: folders in and above which no repository is looked for.
    pub ceilings: Vec<PathBuf>,
    pub work_tree: Option<OsString>,
    /// `GIT_INDEX_FILE`: `git commit -a` and `git commit PATH` prepare their own index.
    pub index_file: Option<OsString>,
    /// `GIT_PREFIX`: the user's current folder; git runs a hook at the top.
    pub prefix: Option<OsString>,
    /// The commits that `git merge` is merging before it has written `MERGE_HEAD`, as in the hook
    /// pre-merge-commit: it names them in `GITHEAD_<id>`.
    pub merging: Vec<Id>,
    /// Files of the user's own that git reads in every repository, whether or not they exist.
    pub user_files: Vec<PathBuf>,
    /// A variable that moves a part of the repository to where only git itself finds it.
    pub relocated_by: Option<&'static str>,
    /// The settings of `git -c` and of other variables.
    pub config: ConfigVariables,
    /// The objects to read where some are replaced, which the job decides.
    pub objects: Objects,
}

/// Variables that move objects or references elsewhere.
const RELOCATING: [&str; 7] = [
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_REPLACE_REF_BASE",
    "GIT_GRAFT_FILE",
    "GIT_SHALLOW_FILE",
];

impl Environment {
    /// Reads this process's environment.
    pub fn read() -> std::io::Result<Self> {
        let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        Ok(Self {
            current_dir: std::env::current_dir()?,
            home: variable("HOME").or_else(|| variable("USERPROFILE")).map(PathBuf::from),
            git_dir: variable("GIT_DIR"),
            ceilings: variable("GIT_CEILING_DIRECTORIES")
                .map(|list| std::env::split_paths(&list).collect())
                .unwrap_or_default(),
            work_tree: variable("GIT_WORK_TREE"),
            index_file: variable("GIT_INDEX_FILE"),
            prefix: variable("GIT_PREFIX"),
            merging: std::env::vars_os().filter_map(|(name, _)| merged_commit(&name)).collect(),
            user_files: user_files(&variable),
            relocated_by: RELOCATING.into_iter().find(|name| variable(name).is_some()),
            config: ConfigVariables::read(),
            objects: Objects::default(),
        })
    }
}

/// The files of git-config(1), gitignore(5) and gitattributes(5) outside of repositories.
fn user_files(variable: &dyn Fn(&'static str) -> Option<OsString>) -> Vec<PathBuf> {
    let home = variable("HOME").or_else(|| variable("USERPROFILE")).map(PathBuf::from);
    let own = variable("XDG_CONFIG_HOME").map(PathBuf::from).or_else(|| Some(home.as_ref()?.join(".config")));
    let own = own.map(|folder| folder.join("git"));
    let mut files: Vec<PathBuf> =
        own.iter().flat_map(|own| ["ignore", "attributes"].map(|name| own.join(name))).collect();
    match variable("GIT_CONFIG_GLOBAL") {
        Some(file) => files.push(PathBuf::from(file)),
        None => files.extend(home.iter().map(|home| home.join(".gitconfig")).chain(own.map(|own| own.join("config")))),
    }
    if variable("GIT_CONFIG_NOSYSTEM").is_none() {
        files.push(variable("GIT_CONFIG_SYSTEM").map_or_else(|| PathBuf::from("/etc/gitconfig"), PathBuf::from));
    }
    files
}

fn merged_commit(variable: &OsStr) -> Option<Id> {
    let id = variable.to_str()?.strip_prefix("GITHEAD_")?;
    is_id(id).then(|| Id::new(id))
}

/// Variables that select a repository; a child process for another repository must not inherit them
/// (`git rev-parse --local-env-vars`).
pub const LOCAL_VARIABLES: [&str; 15] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_CONFIG",
    "GIT_CONFIG_PARAMETERS",
    "GIT_CONFIG_COUNT",
    "GIT_OBJECT_DIRECTORY",
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_GRAFT_FILE",
    "GIT_INDEX_FILE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_REPLACE_REF_BASE",
    "GIT_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_COMMON_DIR",
];
