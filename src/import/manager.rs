//! The hook managers whose configuration can be read, and its files.

/// A hook manager.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manager {
    Lefthook,
    Husky,
    LintStaged,
    PreCommit,
}

/// The folder of husky's scripts.
pub(super) const HUSKY_FOLDER: &str = ".husky/";

/// Files of lint-staged with the configuration as data.
pub(super) const LINT_STAGED_FILES: [&str; 5] =
    ["package.json", ".lintstagedrc", ".lintstagedrc.json", ".lintstagedrc.yaml", ".lintstagedrc.yml"];

/// Files of lint-staged whose configuration is the result of a program.
pub(super) const LINT_STAGED_PROGRAMS: [&str; 10] = [
    ".lintstagedrc.js",
    ".lintstagedrc.mjs",
    ".lintstagedrc.cjs",
    ".lintstagedrc.ts",
    ".lintstagedrc.mts",
    "lint-staged.config.js",
    "lint-staged.config.mjs",
    "lint-staged.config.cjs",
    "lint-staged.config.ts",
    "lint-staged.config.mts",
];

/// The hooks of clients that git knows (githooks(5)).
const HOOKS: [&str; 16] = [
    "applypatch-msg",
    "pre-applypatch",
    "post-applypatch",
    "pre-commit",
    "pre-merge-commit",
    "prepare-commit-msg",
    "commit-msg",
    "post-commit",
    "pre-rebase",
    "post-checkout",
    "post-merge",
    "pre-push",
    "post-rewrite",
    "pre-auto-gc",
    "reference-transaction",
    "sendemail-validate",
];

impl Manager {
    /// All, in the order of the help.
    pub const ALL: [Self; 4] = [Self::Lefthook, Self::Husky, Self::LintStaged, Self::PreCommit];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lefthook => "lefthook",
            Self::Husky => "husky",
            Self::LintStaged => "lint-staged",
            Self::PreCommit => "pre-commit",
        }
    }

    /// The manager with a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|manager| manager.name() == name)
    }

    /// The files from the top of the repository that may belong to its configuration.
    pub fn files(self) -> Vec<String> {
        match self {
            Self::Lefthook => {
                let names = ["lefthook", ".lefthook", ".config/lefthook", "lefthook-local", ".lefthook-local"];
                let all = |name: &str| ["yml", "yaml", "json", "toml"].map(|ending| format!("{name}.{ending}"));
                names.into_iter().flat_map(all).collect()
            }
            Self::Husky => {
                let scripts = HOOKS.iter().map(|hook| format!("{HUSKY_FOLDER}{hook}"));
                let others = [".huskyrc", ".huskyrc.json"].map(str::to_owned);
                scripts.chain(others).chain(Self::LintStaged.files()).collect()
            }
            Self::LintStaged => LINT_STAGED_FILES.into_iter().chain(LINT_STAGED_PROGRAMS).map(str::to_owned).collect(),
            Self::PreCommit => [".pre-commit-config.yaml", ".pre-commit-config.yml"].map(str::to_owned).to_vec(),
        }
    }
}
