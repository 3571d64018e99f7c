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
mod schema;
mod security;
mod style;

pub use context::{
    Assessment, Contents, Conventions, Findings, Freeze, Moves, NotRun, Observations, Options, Original, Pending,
    PendingValue, PriorDdl, ProjectContext, Published, SAY_WHY, ScriptContext, SealState, Sink, StagedFile,
    StateContext, StateFinding, Step, StepIndex, Stored, assess, stored,
};
pub use files::conflict_markers::in_file as conflict_in_file;
pub use files::unused_allowance::RULE as UNUSED_ALLOWANCE;
pub use history::edited_migration::{RULE as DELETED_BRANCH, deleted_branch, deleted_unknown_branch};
pub use registry::{ALL, find_in_state, mentions, named};
pub use schema::missing_required_object::RULE as MISSING_REQUIRED_OBJECT;
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
    /// The database after the last migration: the rule runs in `verify`.
    Replay,
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
    /// One script of a project, and the project with its changes.
    ScriptAndProject(fn(&ScriptContext, &mut Sink), fn(&ProjectContext, &mut Sink)),
    /// The check happens while allowances are applied.
    Allowances,
    /// The schema after the last migration.
    State(fn(&StateContext, &mut Findings)),
    /// One script of a project, and the schema after the last migration where there is a replay.
    ScriptAndState(fn(&ScriptContext, &mut Sink), fn(&StateContext, &mut Findings)),
    /// A replay looks for the objects that the settings require.
    Required,
}

impl Rule {
    /// Returns its check of a script.
    pub fn script_check(&self) -> Option<fn(&ScriptContext, &mut Sink)> {
        match self.check {
            Check::Script(check) | Check::ScriptAndState(check, _) | Check::ScriptAndProject(check, _) => Some(check),
            _ => None,
        }
    }

    /// Returns its check of a project.
    pub fn project_check(&self) -> Option<fn(&ProjectContext, &mut Sink)> {
        match self.check {
            Check::Project(check) | Check::ScriptAndProject(_, check) => Some(check),
            _ => None,
        }
    }

    /// Returns its check of the schema after the last migration.
    pub fn state_check(&self) -> Option<fn(&StateContext, &mut Findings)> {
        match self.check {
            Check::State(check) | Check::ScriptAndState(_, check) => Some(check),
            _ => None,
        }
    }

    /// Whether a replay checks it.
    pub fn is_of_replay(&self) -> bool {
        self.state_check().is_some() || matches!(self.check, Check::Required)
    }
}
