//! Judgement: one rule, one `.rs` with one static value, one `.md` beside it.
//!
//! A rule is a plain function from what it looks at to diagnostics. It knows nothing of
//! levels, allowances or formats: those are applied once, after all rules have spoken.
//! The list of all rules is [`ALL`]; ids, tables, pages and tests follow from it.
//!
//! Never: opens a file, asks the clock, reads configuration, uses another rule.

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
    Assessment, Contents, Conventions, Freeze, Move, NotRun, Observations, Options, PriorDdl, ProjectContext,
    Published, SAY_WHY, ScriptContext, SealState, Sink, StagedFile, Step, assess,
};
pub use files::unused_allowance::RULE as UNUSED_ALLOWANCE;
pub use registry::{ALL, mentions, named, needs_conventions};

use crate::diagnostic::RuleInfo;

/// A rule: what is known of it, and what it does.
#[derive(Debug)]
pub struct Rule {
    /// Id, summary, severity, page.
    pub info: RuleInfo,
    /// How much of a project it looks at.
    pub scope: Scope,
    /// What has to be gathered for it beyond the changes.
    pub needs: Needs,
    /// The judgement.
    pub check: Check,
}

/// How much of a project a rule needs to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One file at a time: naming files narrows it to them.
    File,
    /// The whole history: naming files does not narrow it.
    History,
}

/// What has to be gathered for a rule beyond the changes themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing more.
    Nothing,
    /// The conventions of the last migrations: it reports only where the project follows them.
    Conventions,
    /// Files that mention one of these words; others are not read for it.
    Mentions(&'static [&'static str]),
}

/// The judgement, typed by what it looks at.
#[derive(Debug)]
pub enum Check {
    /// A project with its changes.
    Project(fn(&ProjectContext, &mut Sink)),
    /// One script of a project, statement by statement.
    Script(fn(&ScriptContext, &mut Sink)),
    /// A staged file outside the migrations: a script, a workflow, a function.
    File(fn(&StagedFile, &mut Sink)),
    /// Made while allowances are applied.
    Allowances,
}
