//! Rules: each is one `.rs` file with one static value, and one `.md` page next to it.
//!
//! A rule is a plain function from its context to diagnostics. It does not know levels, allowances
//! or formats: those are applied once, after all rules have run. The list of all rules is [`ALL`];
//! ids, tables, pages and tests follow from it.
//!
//! Never: opens a file, reads the clock, reads configuration, uses another rule.

mod compatibility;
pub mod context;
mod correctness;
mod data_loss;
mod files;
mod history;
mod locks;
mod registry;
mod security;
mod style;

pub use context::{
    Assessment, Contents, Conventions, Freeze, Moves, NotRun, Observations, Options, Original, PriorDdl,
    ProjectContext, Published, SAY_WHY, ScriptContext, SealState, Sink, StagedFile, Step, StepIndex, Stored, assess,
    stored,
};
pub use files::conflict_markers::in_file as conflict_in_file;
pub use files::unused_allowance::RULE as UNUSED_ALLOWANCE;
pub use history::edited_migration::{RULE as DELETED_BRANCH, deleted_branch, deleted_unknown_branch};
pub use registry::{ALL, mentions, named};
pub use security::outside_access::check_file as outside_access_of_file;

use crate::diagnostic::RuleInfo;

/// A rule: its description and its check.
#[derive(Debug)]
pub struct Rule {
    pub info: RuleInfo,
    pub scope: Scope,
    pub needs: Needs,
    pub check: Check,
}

/// The part of a project that a rule checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One file at a time: `check FILE` limits the rule to the named files.
    File,
    /// The whole history, even if files are named.
    History,
}

/// Facts that a rule needs in addition to the changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    Nothing,
    /// The conventions of the last migrations: the rule reports only if the project follows them.
    Conventions,
    /// Files that contain one of these words; other files are not read for the rule.
    Mentions(&'static [&'static str]),
}

/// The check of a rule, by the type of its context.
#[derive(Debug)]
pub enum Check {
    /// A project with its changes.
    Project(fn(&ProjectContext, &mut Sink)),
    /// One script of a project, statement by statement.
    Script(fn(&ScriptContext, &mut Sink)),
    /// A staged file that is not a migration: a script, a workflow, a function.
    File(fn(&StagedFile, &mut Sink)),
    /// The check happens while allowances are applied.
    Allowances,
}
