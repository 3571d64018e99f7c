//! A job as the settings describe it.

use super::built_in::BuiltIn;
use super::condition::Condition;
use crate::builtin::FileType;
use crate::text::{Globs, RelPath, hex};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::time::Duration;

/// A command of the repository that a hook runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Unique among the jobs of a hook.
    pub name: String,
    pub action: Action,
    /// The folder that it runs in; its patterns and the paths that it gets are relative to it.
    pub root: RelPath,
    /// Patterns of the files that it is given; without one all.
    pub files: Globs,
    /// Patterns of files that it is not given.
    pub exclude: Globs,
    /// Patterns, from the top, of the files that it reads besides those that it is given; without it every file.
    pub needs_files: Option<Globs>,
    /// Types of the files that it is given, of which a file has one; without one all.
    pub types: Vec<&'static FileType>,
    /// Variables that it gets besides those of the hook.
    pub env: BTreeMap<String, String>,
    /// The longest time that one of its processes may take.
    pub timeout: Duration,
    pub sees: Sees,
    pub stdin: Stdin,
    pub terminal: Terminal,
    pub git_env: GitEnv,
    /// Whether it may change the files that it is given.
    pub fixes: bool,
    /// Whether it may run while other jobs do.
    pub parallel: bool,
    /// Whether a user's own file can neither disable nor change it.
    pub protected: bool,
    /// Names of the jobs that must have passed before it.
    pub needs: Vec<String>,
    /// Names of the jobs that must have ended before it, whether or not they passed.
    pub after: Vec<String>,
    /// Words by which several jobs are chosen or skipped.
    pub tags: Vec<String>,
    /// Conditions under which it does not run.
    pub skip: Vec<Condition>,
    /// Conditions of which one must hold, if there are any.
    pub only: Vec<Condition>,
}

/// The command of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// A program with its arguments, some of which are placeholders.
    Run(Vec<String>),
    /// A line for `sh`, which finds the files in `"$@"`.
    Shell(String),
    /// A check of tidegate, which starts no program.
    Use(BuiltIn),
}

/// The content of files that a job sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sees {
    /// The content that is committed, wherever the files that the job is given differ from it in the working tree.
    #[default]
    Given,
    /// The content that is committed, wherever any file differs from it in the working tree.
    Staged,
    /// The working tree, with every change in it.
    WorkTree,
}

/// The standard input of a job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stdin {
    #[default]
    Nothing,
    /// A copy of what git gives the hook.
    Hook,
    /// The paths of its files, each with a zero byte after it.
    Files,
}

/// The terminal of a job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Terminal {
    /// Its output is shown when it has ended.
    #[default]
    None,
    /// It has the terminal of the user for itself: what it asks is shown, and what the user types reaches it.
    OfUser,
}

/// The variables of git that lead a program to this repository and its index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GitEnv {
    /// They are left out, so that a program that works on another repository does not change this one.
    #[default]
    Cleared,
    /// The job asks git about this repository.
    Kept,
}

/// A part of an argument that stands for something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placeholder {
    /// The files that the job is given.
    Files,
    /// The files that are committed or pushed.
    Changed,
    /// All arguments of the hook.
    Arguments,
}

impl Job {
    /// The time that a process of a job may take unless the settings say otherwise.
    pub const TIMEOUT: Duration = Duration::from_mins(10);

    /// The longest time that the settings may give it.
    pub const MAX_TIMEOUT: Duration = Duration::from_hours(24);

    /// A job that has everything else by default.
    pub fn new(name: String, action: Action) -> Self {
        Self {
            name,
            action,
            root: RelPath::default(),
            files: Globs::default(),
            exclude: Globs::default(),
            needs_files: None,
            types: Vec::new(),
            env: BTreeMap::new(),
            timeout: Self::TIMEOUT,
            sees: Sees::default(),
            stdin: Stdin::default(),
            terminal: Terminal::default(),
            git_env: GitEnv::default(),
            fixes: false,
            parallel: true,
            protected: false,
            needs: Vec::new(),
            after: Vec::new(),
            tags: Vec::new(),
            skip: Vec::new(),
            only: Vec::new(),
        }
    }

    /// A hash of all that the job does at a hook of this name.
    pub fn fingerprint(&self, hook: &str) -> String {
        let Self {
            name,
            action,
            root,
            files,
            exclude,
            needs_files,
            types,
            env,
            timeout,
            sees,
            stdin,
            terminal,
            git_env,
            fixes,
            parallel,
            protected,
            needs,
            after,
            tags,
            skip,
            only,
        } = self;
        let action = match action {
            Action::Run(words) => json!(["run", words]),
            Action::Shell(line) => json!(["shell", line]),
            Action::Use(used) => json!(["use", used.identity()]),
        };
        let types: Vec<&str> = types.iter().map(|kind| kind.name).collect();
        let needed = needs_files.as_ref().map(Globs::patterns);
        let filter = json!([files.patterns(), exclude.patterns(), needed, types]);
        let (has_terminal, has_git_env) = (*terminal == Terminal::OfUser, *git_env == GitEnv::Kept);
        let how = json!([timeout.as_secs(), sees.name(), stdin.name(), fixes, has_terminal, has_git_env]);
        let texts = |conditions: &[Condition]| conditions.iter().map(Condition::text).collect::<Vec<_>>();
        let when = json!([parallel, protected, needs, after, tags, texts(skip), texts(only)]);
        // Texts and lists as JSON: no two values look the same.
        hex(Sha256::digest(json!(["job 2", hook, name, action, root, filter, env, how, when]).to_string()))
    }

    /// The placeholders of its arguments.
    pub fn placeholders(&self) -> Vec<Placeholder> {
        match &self.action {
            Action::Run(words) => words.iter().filter_map(|word| Placeholder::of(word)).collect(),
            Action::Shell(_) | Action::Use(_) => Vec::new(),
        }
    }

    /// Whether it runs only once the user agreed to it: it starts a program or changes files.
    pub fn needs_agreement(&self) -> bool {
        self.fixes || !matches!(self.action, Action::Use(_))
    }

    /// Whether the job gets its files as arguments or on its standard input.
    pub fn gets_files(&self) -> bool {
        let by_argument = match &self.action {
            Action::Run(_) => self.placeholders().contains(&Placeholder::Files),
            Action::Shell(line) => ["$@", "${@", "$*", "${*"].iter().any(|all| line.contains(all)),
            Action::Use(used) => used.is_of_files(),
        };
        by_argument || self.stdin == Stdin::Files
    }

    /// Whether the settings say which files concern it, so that it has nothing to do without one.
    pub fn is_filtered(&self) -> bool {
        let has_filter = !self.files.is_empty() || !self.exclude.is_empty() || !self.types.is_empty();
        has_filter || !self.root.is_top() || self.gets_files()
    }

    /// Whether a file concerns the job, as far as its path shows.
    pub fn concerns(&self, path: &RelPath) -> bool {
        let Some(below) = path.below(&self.root) else { return false };
        let is_read = if let Action::Use(used) = &self.action { used.concerns(path) } else { true };
        is_read && (self.files.is_empty() || self.files.is_match(below)) && !self.exclude.is_match(below)
    }
}

impl Sees {
    /// The names in the settings.
    pub const NAMES: [&'static str; 3] = ["given", "staged", "worktree"];

    /// The value with a name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Given, Self::Staged, Self::WorkTree].into_iter().find(|sees| sees.name() == name)
    }

    /// Its name in the settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Staged => "staged",
            Self::WorkTree => "worktree",
        }
    }
}

impl Stdin {
    /// The names in the settings.
    pub const NAMES: [&'static str; 3] = ["none", "hook", "files"];

    /// The value with a name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Nothing, Self::Hook, Self::Files].into_iter().find(|stdin| stdin.name() == name)
    }

    /// Its name in the settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nothing => "none",
            Self::Hook => "hook",
            Self::Files => "files",
        }
    }
}

impl Placeholder {
    /// The placeholders that are an argument of their own, as the settings write them.
    pub const NAMES: [&'static str; 4] = ["{files}", "{staged}", "{pushed}", "{0}"];

    /// The placeholder that an argument is.
    pub fn of(word: &str) -> Option<Self> {
        match word {
            "{files}" => Some(Self::Files),
            "{staged}" | "{pushed}" => Some(Self::Changed),
            "{0}" => Some(Self::Arguments),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin::{CommitMessage, Options};

    fn used(id: &str) -> Action {
        let check = crate::builtin::find(id).expect("a check");
        Action::Use(BuiltIn { check, options: Options::default() })
    }

    fn job(words: &[&str]) -> Job {
        Job::new("a".to_owned(), Action::Run(words.iter().map(|word| (*word).to_owned()).collect()))
    }

    #[test]
    fn every_setting_is_part_of_the_fingerprint() {
        let base = job(&["a", "b"]);
        let globs = |pattern: &str| Globs::new(vec![pattern.to_owned()]).expect("a pattern");
        let with = |options: Options| {
            let check = crate::builtin::find("large-files").expect("a check");
            Job { action: Action::Use(BuiltIn { check, options }), ..base.clone() }
        };
        let others = [
            job(&["a b"]),
            job(&["a", "b", ""]),
            Job { name: "b".to_owned(), ..base.clone() },
            Job { action: Action::Shell("a b".to_owned()), ..base.clone() },
            Job { action: used("large-files"), ..base.clone() },
            Job { action: used("final-newline"), ..base.clone() },
            with(Options { max_bytes: 1, ..Options::default() }),
            with(Options { branches: Vec::new(), ..Options::default() }),
            with(Options { message: CommitMessage::Conventional { types: Vec::new() }, ..Options::default() }),
            with(Options {
                message: CommitMessage::Pattern(regex::Regex::new("a").expect("a pattern")),
                ..Options::default()
            }),
            Job { root: "x".into(), ..base.clone() },
            Job { files: globs("x"), ..base.clone() },
            Job { exclude: globs("x"), ..base.clone() },
            Job { needs_files: Some(globs("x")), ..base.clone() },
            Job { types: vec![FileType::named("python").expect("a type")], ..base.clone() },
            Job { terminal: Terminal::OfUser, ..base.clone() },
            Job { git_env: GitEnv::Kept, ..base.clone() },
            Job { after: vec!["b".to_owned()], ..base.clone() },
            Job { env: BTreeMap::from([("A".to_owned(), "b".to_owned())]), ..base.clone() },
            Job { timeout: Duration::from_secs(1), ..base.clone() },
            Job { sees: Sees::WorkTree, ..base.clone() },
            Job { stdin: Stdin::Files, ..base.clone() },
            Job { fixes: true, ..base.clone() },
            Job { parallel: false, ..base.clone() },
            Job { protected: true, ..base.clone() },
            Job { needs: vec!["b".to_owned()], ..base.clone() },
            Job { tags: vec!["b".to_owned()], ..base.clone() },
            Job { skip: vec![Condition::Merge], ..base.clone() },
            Job { only: vec![Condition::Merge], ..base.clone() },
        ];
        let mut seen = vec![base.fingerprint("pre-commit"), base.fingerprint("pre-push")];
        for other in others {
            let fingerprint = other.fingerprint("pre-commit");
            assert!(!seen.contains(&fingerprint), "{other:?}");
            seen.push(fingerprint);
        }
    }

    #[test]
    fn files_concern_a_job_below_its_root() {
        let globs = |pattern: &str| Globs::new(vec![pattern.to_owned()]).expect("a pattern");
        let job = Job { root: "apps/web".into(), files: globs("/src/*.ts"), exclude: globs("*.d.ts"), ..job(&["a"]) };
        let concerns = |path: &str| job.concerns(&path.into());
        assert!(concerns("apps/web/src/a.ts") && !concerns("apps/web/src/a.d.ts"));
        let syntax = Job { action: used("json-syntax"), ..job.clone() };
        assert!(!syntax.concerns(&"apps/web/src/a.ts".into()), "another ending");
        assert!(!concerns("src/a.ts") && !concerns("apps/web2/src/a.ts") && !concerns("apps/web/a.ts"));
    }
}
