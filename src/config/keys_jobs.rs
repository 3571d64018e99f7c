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
    ],
};

pub(super) const HOOK: Group =
    Group { name: "hook", about: "What a hook runs after tidegate's own checks.", keys: &[tables(&JOBS)] };

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
        key(
            "types",
            Type::Names,
            "Option of `commit-message`: the types that a conventional commit may have; by default build, chore, ci, docs, feat, fix, perf, refactor, revert, style and test.",
        ),
        key(
            "pattern",
            Type::Pattern,
            "Option of `commit-message`: a regular expression that the subject has to match, in place of the form of conventional commits.",
        ),
        key(
            "files",
            Type::Texts,
            "Patterns of the files that the job is given, as in .gitignore and relative to `root`: `[\"*.{ts,tsx}\", \"src/**/*.css\"]`; by default every file below `root`. Without such a file the job is skipped.",
        ),
        key("exclude", Type::Texts, "Patterns of files that the job is not given."),
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
const SEES: &str = "Content that the job sees: given (the default) and staged run it in a separate folder with the content that is committed, if the files that it is given, or any files, differ from that in the working tree; worktree always runs it in the working tree.";
const STDIN: &str = "What the job reads on its standard input: none (the default), files (the paths of its files, each with a zero byte after it) or hook (what git gives the hook).";

const FIXES: &str = "true lets the job change the files that it is given: it runs in a separate folder with the staged content, and what it changed is staged and merged into the working tree. false is the default.";
