//! The contexts that rules look at, and helpers that several rules share.
//!
//! Never: holds a rule.

pub(super) mod baseline;
pub(super) mod copies;
pub(super) mod data_loss;
pub(super) mod exposed;
pub(super) mod grant;
pub(super) mod literal;
pub(super) mod lock_advice;
mod neighbours;
mod observations;
mod pending;
mod prior;
mod project;
mod relations;
pub(super) mod rename;
mod script;
pub(super) mod state;
pub(super) mod step_index;
pub(super) mod stored;
pub(super) mod transactions;

pub use data_loss::SAY_WHY;
pub use observations::{Assessment, Observations, assess};
pub use pending::{Pending, PendingValue};
pub use prior::PriorDdl;
pub use project::{Contents, Freeze, Moves, NotRun, Options, ProjectContext, Published, SealState, Sink, StagedFile};
pub use script::{Conventions, Original, ScriptContext, Step};
pub use state::{Findings, StateContext, StateFinding};
pub use step_index::StepIndex;
pub use stored::{Stored, stored};
