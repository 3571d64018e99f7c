//! Replays a history on a temporary database and compares the result with the schema file.
//!
//! The [`Platform`](crate::migration::Platform) is created first, then the files run one after
//! another as the migration tool of the layout runs them; a statement that fails becomes a value
//! with its place and its likely cause. Everything works on an [`Engine`](crate::postgres::Engine)
//! that the caller has opened. On a private server a replay leaves the template of the platform
//! and a few prefixes of histories, which the next replay clones; on a shared server it leaves
//! only the platform's roles.
//!
//! Never: reads a repository, knows settings, prints.

mod apply;
mod around_files;
mod assembly;
mod change;
mod diagnose;
mod dispatch;
mod extension;
mod failure;
mod findings;
mod fingerprint;
mod forward;
mod framework;
mod idempotency;
mod loaded_side;
mod mirror;
mod mirror_check;
mod mirror_prisma;
mod mirror_queries;
mod mirror_tables;
mod observe_apart;
mod observer;
mod outcome;
mod plan;
mod prefix_cache;
mod privileged;
mod psql;
mod record;
mod record_cause;
mod record_run;
mod required;
mod restart;
mod round_trip;
mod run;
mod run_setup;
mod runner;
mod schema;
mod scratch;
mod script;
mod script_statements;
mod seed;
mod session;
mod setup;
mod source;
mod statement;
mod stub_loader;
mod target;
mod template;
mod transaction_state;

pub use change::{Change, Comparison, Difference, DumpObject, NotCompared};
pub use dispatch::leaves_out;
pub use failure::Failure;
pub use findings::{State, StateTask};
pub use loaded_side::{BrokenStatement, LoadedSide, SideKind};
pub use mirror::{Declared, Finding, Mirror, MirrorKind, MirrorOutcome, PrismaFiles, Queries};
pub use mirror_prisma::place_of;
pub use outcome::{DownResult, Idempotency, ObservedFile, Outcome, RoundTrip, RowCountChange, Seeding, Timing};
pub use plan::{FrameworkCommand, Plan, PlanChecks, ProofTask, SchemaFileTask, SideContent, SideTask};
pub use required::{MissingObject, RequiredKind, RequiredObject};
pub use run::run;
pub use schema::securing;
pub use schema::{CauseFinder, ComparedSides, compare_sides, forgive_reprinted, reprintable, unseen};
pub use setup::Setup;
pub use source::{Callbacks, Source};
pub use target::{KeptCatalogs, ReplayTarget};
