//! Every form of a repository × every way to commit, merge and push: the verdict follows from the
//! situation alone, whatever git keeps where.

mod encodings;
mod layouts;
mod letters;
mod lookalikes;
mod matrix;
mod partial;
mod replaced;
mod situations;

use crate::support::{CommandResult, GOOD, World, migration};
use std::path::PathBuf;

/// A repository in one of its forms, cut from a published one.
pub(crate) struct Corner {
    pub(crate) world: World,
    /// The top of the working tree.
    pub(crate) top: PathBuf,
    /// The remote that it was cloned from.
    pub(crate) remote: &'static str,
}

/// The published migration.
pub(crate) fn first() -> String {
    migration(5, "first")
}

/// A name that is not valid.
pub(crate) fn bad(day: u8) -> String {
    migration(day, "Bad")
}

/// The rule that reports it.
pub(crate) const BAD: &str = "invalid-name";

/// `git commit` with the hook.
pub(crate) const COMMIT: [&str; 4] = ["commit", "--quiet", "-m", "message"];

impl Corner {
    /// A published repository, its bare copy `origin.git`, and a clone of that with more arguments.
    pub(crate) fn cloned(format: &[&str], arguments: &[&str]) -> Self {
        let world = World::with_repository(format);
        world.stage(&first(), GOOD).stage("README.md", "A project.\n").stage("docs/guide/a.md", "a\n");
        world.stage("src/main.c", "int main;\n").commit("first");
        let origin = world.root().join("origin.git");
        let origin = origin.to_str().expect("UTF-8");
        world.git(&[&["init", "--quiet", "--bare", "--initial-branch=main"], format, &[origin]].concat());
        for key in ["uploadpack.allowFilter", "uploadpack.allowAnySHA1InWant"] {
            world.git(&["-C", origin, "config", key, "true"]);
        }
        world.git(&["push", "--quiet", origin, "main"]);
        let (address, top) = (format!("file://{origin}"), world.root().join("clone"));
        let place = top.to_str().expect("UTF-8");
        world.git(&[&["-c", "advice.detachedHead=false", "clone", "--quiet"], arguments, &[&address, place]].concat());
        Self { world, top, remote: "origin" }
    }

    /// The same in another folder.
    pub(crate) fn at(self, top: PathBuf) -> Self {
        Self { top, ..self }
    }

    /// Installs the hooks, and marks the published commit.
    pub(crate) fn with_hooks(self) -> Self {
        let hooks = self.git(&["rev-parse", "--git-path", "hooks"]);
        for event in ["pre-commit", "pre-merge-commit", "pre-push"] {
            self.world.hook_in(&self.top.join(hooks.trim()), event);
        }
        self.git(&["tag", "base"]);
        self
    }

    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        self.world.from_folder(&self.top).git(arguments)
    }

    pub(crate) fn try_git(&self, arguments: &[&str]) -> CommandResult {
        self.world.from_folder(&self.top).try_git(arguments)
    }

    pub(crate) fn tidegate(&self, arguments: &str) -> CommandResult {
        self.world.from_folder(&self.top).tidegate(arguments)
    }

    /// Starts a branch at the published commit, without a trace of the last one.
    pub(crate) fn branch(&self, name: &str) -> &Self {
        self.git(&["checkout", "--quiet", "--force", "--no-track", "-B", name, "base"]);
        self
    }

    /// Writes a file and stages it, also outside a sparse checkout.
    pub(crate) fn stage(&self, path: &str, content: &str) -> &Self {
        let file = self.top.join(path);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder for the file");
        std::fs::write(file, content).expect("a file");
        self.git(&["add", "--sparse", "--", path]);
        self
    }

    /// Stages a deletion.
    pub(crate) fn unstage(&self, path: &str) -> &Self {
        self.git(&["rm", "--quiet", "--force", "--sparse", "--", path]);
        self
    }

    /// Commits past the hook.
    pub(crate) fn commit(&self, message: &str) -> &Self {
        self.git(&["commit", "--quiet", "--no-verify", "--allow-empty", "-m", message]);
        self
    }
}
