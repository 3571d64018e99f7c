//! What git tells a hook through its environment (githooks(5), git(1) "Environment
//! Variables"), read once, at the door.

use std::ffi::OsString;
use std::path::PathBuf;

/// The variables that decide which repository, index and work tree are meant.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// The folder the process stands in.
    pub current_dir: PathBuf,
    /// `GIT_DIR`
    pub git_dir: Option<OsString>,
    /// `GIT_WORK_TREE`
    pub work_tree: Option<OsString>,
    /// `GIT_INDEX_FILE`: `git commit -a` and `git commit PATH` prepare their own index.
    pub index_file: Option<OsString>,
    /// `GIT_PREFIX`: the folder the user stood in; a hook itself always stands at the top.
    pub prefix: Option<OsString>,
}

impl Environment {
    /// Reads this process's environment.
    pub fn read() -> std::io::Result<Self> {
        let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        Ok(Self {
            current_dir: std::env::current_dir()?,
            git_dir: variable("GIT_DIR"),
            work_tree: variable("GIT_WORK_TREE"),
            index_file: variable("GIT_INDEX_FILE"),
            prefix: variable("GIT_PREFIX"),
        })
    }
}

/// Variables by which git points at one repository; a child process that is to work on
/// another repository must not inherit them (`git rev-parse --local-env-vars`).
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
