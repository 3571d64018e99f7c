//! What rules look at, and what several of them share.
//!
//! Never: holds a rule.

pub(super) mod data_loss;
pub(super) mod lock_advice;
mod observations;
mod project;
pub(super) mod rename;
mod script;

pub use data_loss::SAY_WHY;
pub use observations::{Assessment, Observations, assess};
pub use project::{Contents, Freeze, Move, NotRun, Options, ProjectContext, Published, SealState, Sink, StagedFile};
pub use script::{Conventions, PriorDdl, ScriptContext, Step};
