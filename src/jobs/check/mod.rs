//! `check`: the changes of a target side to its base sides, checked by every rule.
//!
//! [`run`] finds the sides; `gather` reads from git what the rules need; `assess` runs the rules on it,
//! without a repository; facts that are expensive to read (`conventions`, `prior`) are read only when a
//! statement was reported, and `assess` runs again with them.

mod allowances;
mod assess;
mod changes;
mod conflicts;
mod conventions;
mod deletion;
mod error;
mod facts;
pub mod fix;
mod gather;
mod input_reader;
mod inputs;
mod merge;
mod misplaced;
mod outcome;
mod parallel;
mod parsed_script;
mod pending;
mod prior;
mod published;
mod replayed;
mod request;
mod run;
mod run_files;
mod script;
mod segment;
mod staged_scripts;
mod stages;
mod statements;

pub(super) use deletion::{Deletion, check_deletion};
pub use error::Error;
pub use outcome::{Acceptance, Accepted, CheckedProject, Classes, Opaque, Outcome};
pub(super) use published::{PublishedRevision, is_shared, shared_branches, shared_of_remote, unknown_names};
pub(super) use replayed::{is_known, reported};
pub use request::Request;
pub use run::run;
pub(super) use run::{check_sides, new_scripts};
pub(super) use script::check_script;
