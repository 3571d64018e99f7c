//! The keys of `[hooks]`: the repository's own commands.

use super::key::{Group, Type, key, required, tables};

/// One key for each hook.
pub(super) const HOOKS: Group = Group {
    name: "hooks",
    about: "The repository's own commands and checks in git hooks. Commands run once you agreed to them: `tidegate trust`.",
    keys: &[
        key("pre-commit", Type::Table(&HOOK), HOOK.about),
        key("pre-merge-commit", Type::Table(&HOOK), HOOK.about),
        key("pre-push", Type::Table(&HOOK), HOOK.about),
        key("prepare-commit-msg", Type::Table(&HOOK), HOOK.about),
        key("commit-msg", Type::Table(&HOOK), HOOK.about),
        key("post-commit", Type::Table(&HOOK), HOOK.about),
        key("post-checkout", Type::Table(&HOOK), HOOK.about),
        key("post-merge", Type::Table(&HOOK), HOOK.about),
        key("post-rewrite", Type::Table(&HOOK), HOOK.about),
        key("pre-rebase", Type::Table(&HOOK), HOOK.about),
        key(
            "local-database",
            Type::Text,
            "Name of a database of `[databases]`: after a merge and a checkout, one line shows which migrations it lacks. Nothing is blocked, and it is only read.",
        ),
    ],
};

pub(super) const HOOK: Group = Group {
    name: "hook",
    about: "What a hook runs after tidegate's own checks.",
    keys: &[tables(&JOBS), tables(&GROUPS)],
};

/// Settings that several jobs of a hook have in common.
pub(super) const GROUPS: Group = Group {
    name: "groups",
    about: "Groups of the jobs of a hook, which jobs name with `group`.",
    keys: &[
        required("name", Type::Text, "Name of the group: letters, digits and `-_.:/`."),
        key("root", Type::Path, "Folder of its jobs; their own `root` is relative to it."),
        key("env", Type::Values, "Variables of its jobs; their own take precedence."),
        key("tags", Type::Texts, "Tags that its jobs have besides their own."),
        key("skip", Type::Texts, "Conditions under which none of its jobs runs."),
        key("only", Type::Texts, "Conditions of which one must hold; `only` of a job takes the place of these."),
        key(
            "parallel",
            Type::Flag,
            "false runs the jobs of the group one after the other, in the order of the file, while those of other groups may run; true is the default.",
        ),
    ],
};

pub(super) const JOBS: Group = Group {
    name: "jobs",
    about: "The jobs of a hook. A job has exactly one of `run`, `shell` and `use`.",
    keys: &[
        required(
            "name",
            Type::Text,
            "Name of the job: letters, digits and `-_.:/`, unique among the jobs of the hook.",
        ),
        key("run", Type::Names, RUN),
        key("shell", Type::Text, SHELL),
        key("use", Type::Check, USE),
        key(
            "max-kb",
            Type::Size,
            "Option of `large-files`: the largest file that passes, in units of 1,024 bytes; 500 by default.",
        ),
        key(
            "branches",
            Type::Names,
            "Option of `protected-branches`: names of branches, in which `*` stands for any characters; main and master by default.",
        ),
        key("types", Type::Names, TYPES),
        key(
            "pattern",
            Type::Pattern,
            "Option of `commit-message`: a regular expression that the subject has to match, in place of the form of conventional commits.",
        ),
        key(
            "files",
            Type::Globs,
            "Patterns of the files that the job is given, as in .gitignore and relative to `root`: `[\"*.{ts,tsx}\", \"src/**/*.css\"]`; by default every file below `root`. Without such a file the job is skipped.",
        ),
        key("exclude", Type::Globs, "Patterns of files that the job is not given."),
        key(
            "needs-files",
            Type::Globs,
            "Patterns, from the top of the repository, of the files that the job reads besides those that it is given, such as `[\"package.json\", \"tsconfig*.json\"]`: only these are in the separate folder, which costs less than a checkout of every file. By default every file is there.",
        ),
        key(
            "root",
            Type::Path,
            "Folder in which the job runs, by default the top of the repository. Only files below it concern the job, and their paths are relative to it.",
        ),
        key("env", Type::Values, "Variables of the job's environment, by name."),
        key(
            "timeout",
            Type::Duration,
            "Time limit of each process of the job, 10m by default and 24h at most; then it is ended with all that it started.",
        ),
        key("sees", Type::Sees, SEES),
        key("stdin", Type::Stdin, STDIN),
        key("fixes", Type::Flag, FIXES),
        key("group", Type::Text, "Name of the group, from which the job has further settings."),
        key(
            "interactive",
            Type::Flag,
            "true gives the job the terminal of the user: it runs alone, after those that run at once. Without a terminal it is skipped. false is the default.",
        ),
        key(
            "git-env",
            Type::Flag,
            "true leads git commands of the job to this repository, with the index that is committed: GIT_DIR, GIT_INDEX_FILE and GIT_WORK_TREE are set. By default they are not, so that a program that works on another repository does not change this one: false.",
        ),
        key(
            "parallel",
            Type::Flag,
            "false runs the job alone; true, the default, lets jobs that only read run at once.",
        ),
        key(
            "needs",
            Type::Texts,
            "Names of jobs of the same hook that must end before this one begins; if one fails, this one does not run.",
        ),
        key(
            "protected",
            Type::Flag,
            "true keeps tidegate.local.toml from disabling or changing the job; false is the default.",
        ),
        key(
            "tags",
            Type::Texts,
            "Words by which several jobs are run (`--tag`) or skipped (`TIDEGATE_SKIP=tag:WORD`).",
        ),
        key(
            "skip",
            Type::Texts,
            "Conditions under which the job does not run: `merge`, `rebase`, or `branch:` with a pattern of branches.",
        ),
        key(
            "only",
            Type::Texts,
            "Conditions of which one must hold for the job to run; those of `skip` take precedence.",
        ),
    ],
};

const RUN: &str = "Program with its arguments, started without a shell. `{files}` stands for the files that the job is given, `{staged}` or `{pushed}` for those that are committed or pushed, `{0}` for all arguments that git gives the hook, each an argument of its own; `{1}` to `{9}` for one of them and `{root}` for the folder in which the job runs, also within an argument. A path that begins with `-` is written `./-`. A list that is too long for one process is split.";
const SHELL: &str = "Line for `sh`, in which the files are `\"$@\"`; in a hook that is about no files these are the arguments that git gives the hook.";
const USE: &str = "A check of tidegate, which runs without a program and, unless it has `fixes`, without an agreement: docs/jobs.md lists them.";
const TYPES: &str = "Types of the files that the job is given, of which a file has one: text, binary, executable, symlink, or a language such as python or shell, by the end of the name or the first line; docs/jobs.md lists them. In a job with `use = \"commit-message\"` the types that a conventional commit may have; by default build, chore, ci, docs, feat, fix, perf, refactor, revert, style and test.";
const SEES: &str = "Content that the job sees: given (the default) and staged run it in a separate folder with the content that is committed, if the files that it is given, or any files, differ from that in the working tree; worktree always runs it in the working tree.";
const STDIN: &str = "What the job reads on its standard input: none (the default), files (the paths of its files, each with a zero byte after it) or hook (what git gives the hook).";

const FIXES: &str = "true lets the job change the files that it is given: it runs in a separate folder with the staged content, and what it changed is staged and merged into the working tree. false is the default.";
