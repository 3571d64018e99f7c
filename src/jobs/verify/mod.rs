//! `verify`: every migration of a side replayed on a temporary Postgres, and the schema file compared
//! with the result.
//!
//! [`run`] gathers the projects, replays each through a `Verifier`, and writes, patches or compares the
//! schema file.

mod callbacks;
mod elsewhere;
mod error;
mod framework;
mod gather;
mod input_files;
mod inputs;
mod left_out;
mod load_sides;
mod lost;
mod mirrors;
mod observe;
mod on_engine;
mod outcome;
mod patch_file;
mod pinned;
mod prisma_files;
mod readiness;
mod request;
mod run;
mod schema_file;
mod schema_writer;
mod script_order;
mod server;
mod side_inputs;
mod state;
mod stops;
mod touched;
mod verdict_cache;
mod verifier;

pub use crate::config::Engine;
pub use error::Error;
pub use input_files::is_input;
pub(super) use load_sides::{LoadedSideOutcome, Wanted, load_sides};
pub use on_engine::replay_on;
pub use outcome::{ObservedDiagnostic, Outcome, VerifiedProject};
pub use patch_file::{check_patch, write_patch};
pub use readiness::{ReplayReadiness, majors, replay_readiness};
pub use request::{ExtraChecks, ProjectFilter, Request, SchemaTask, changed_projects};
pub use run::run;
pub use schema_file::SchemaFileWrite;
pub use schema_writer::SchemaWriter;
pub use server::{ServerOptions, ServerPreview, preview_server};
pub(super) use side_inputs::{Content, FolderError, SideInputs};
pub(super) use verdict_cache::store as verdict_store;
