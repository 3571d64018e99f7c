//! `verify`: every migration of a side replayed on a temporary Postgres, and the schema file compared
//! with the result.
//!
//! [`run`] gathers the projects, replays each through a `Verifier`, and writes, patches or compares the
//! schema file.

mod error;
mod gather;
mod inputs;
mod observe;
mod outcome;
mod readiness;
mod request;
mod run;
mod schema_file;
mod script_order;
mod server;
mod settings;
mod verdict_cache;
mod verifier;

pub use crate::config::Engine;
pub use error::Error;
pub use outcome::{ObservedDiagnostic, Outcome, VerifiedProject};
pub use readiness::{ReplayReadiness, majors, replay_readiness};
pub use request::{ExtraChecks, ProjectFilter, Request, SchemaTask, changed_projects};
pub use run::run;
pub use schema_file::SchemaFileWrite;
pub use server::{ServerOptions, ServerPreview, preview_server};
pub use settings::{EffectiveSettings, effective_settings};
pub(super) use verdict_cache::store as verdict_store;
