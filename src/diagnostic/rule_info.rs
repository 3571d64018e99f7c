//! Properties of a rule that are known without running it.

use super::severity::{Preset, Severity};
use serde::Serialize;

/// Groups of rules, as in the documentation and in the folders of `src/rules`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// Names, versions, order, edits, and the schema file beside the migrations.
    History,
    /// The content of files, and files beside the migrations.
    Files,
    /// Statements that lose data or objects.
    DataLoss,
    /// Statements that break running code.
    Compatibility,
    /// Locks, scans and rewrites of tables in use.
    Locks,
    /// Statements that fail, or do something other than they appear to.
    Correctness,
    /// Secrets, row-level security and privileges.
    Security,
    /// The schema after the last migration.
    Schema,
    /// Team policy, off by default.
    Style,
}

impl Family {
    /// Every family, in the order in which the rules are documented.
    pub const ALL: [Self; 9] = [
        Self::History,
        Self::Files,
        Self::DataLoss,
        Self::Compatibility,
        Self::Locks,
        Self::Correctness,
        Self::Security,
        Self::Schema,
        Self::Style,
    ];

    /// The id, which is also the name of the rules' folder with `_` for `-`.
    pub fn id(self) -> &'static str {
        match self {
            Self::History => "history",
            Self::Files => "files",
            Self::DataLoss => "data-loss",
            Self::Compatibility => "compatibility",
            Self::Locks => "locks",
            Self::Correctness => "correctness",
            Self::Security => "security",
            Self::Schema => "schema",
            Self::Style => "style",
        }
    }

    /// Returns one sentence on what its rules find.
    pub fn about(self) -> &'static str {
        match self {
            Self::History => "Names, versions, order, edits of published migrations, and the schema file.",
            Self::Files => "The content of migration files, and other files that change a database.",
            Self::DataLoss => "Statements that drop, empty, overwrite or narrow something that is in use.",
            Self::Compatibility => "Statements that rename or move something that running code uses.",
            Self::Locks => "Statements that block reads or writes of an existing table, or read or rewrite all of it.",
            Self::Correctness => "Statements that fail, or do something other than they appear to.",
            Self::Security => "Secrets, missing row-level security, and unsafe functions.",
            Self::Schema => "The schema after the last migration, which `tidegate verify` checks.",
            Self::Style => "Conventions that a team can choose; they run at the strict preset.",
        }
    }

    /// The heading of the family in the documentation.
    pub fn title(self) -> &'static str {
        match self {
            Self::History => "Migration history",
            Self::Files => "Files",
            Self::DataLoss => "Data loss",
            Self::Compatibility => "Compatibility with running code",
            Self::Locks => "Locks, scans and rewrites",
            Self::Correctness => "Correctness",
            Self::Security => "Security",
            Self::Schema => "Replayed schema",
            Self::Style => "Style",
        }
    }
}

/// Effect that a rule expects of a statement in `PostgreSQL`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExpectedEffect {
    /// A table is rewritten.
    Rewrite,
    /// All of a table is read.
    Scan,
    /// A lock is taken; whether it matters cannot be observed.
    Lock,
}

/// Properties of a rule that are known without running it.
#[derive(Debug, PartialEq, Eq)]
pub struct RuleInfo {
    /// In kebab case; names the pattern, reads well after "allow", and is the stem of the rule's files.
    pub id: &'static str,
    /// One line, for tables.
    pub summary: &'static str,
    pub severity: Severity,
    /// Whether some of its diagnostics have a fix.
    pub fixable: bool,
    /// Whether a published migration can no longer be fixed (its name is recorded in databases), so that
    /// the rule only warns about it.
    pub forward_only: bool,
    /// The smallest preset that includes it.
    pub preset: Preset,
    pub family: Family,
    /// The effect that a replay can observe, if the rule expects one.
    pub expects: Option<ExpectedEffect>,
    /// The documentation page, in Markdown.
    pub page: &'static str,
}
