//! `tidegate.toml`: read, validated, and turned into the options that lower floors own.
//!
//! Reading is strict: unknown keys, wrong types and impossible values are all reported at once, each
//! with its place in the file. Most repositories have no file at all. What only a user may decide is
//! in a file of their own, outside every repository.
//!
//! Never: prints, checks migrations, is used by anything below it.

mod databases;
mod diesel_file;
mod error;
mod file;
mod freeze;
mod gates;
mod hook_runs;
mod key;
mod keys;
mod keys_databases;
mod keys_jobs;
mod levels;
mod local;
mod nested;
mod read;
mod read_built_in;
mod read_groups;
mod read_job_fit;
mod read_jobs;
mod read_replay;
mod read_rules;
mod reference;
mod replay;
mod schema;
mod settings;
mod supabase_file;
mod table;
mod user;
mod values;

pub use databases::{DatabasePlace, NamedDatabase};
pub use diesel_file::table_files;
pub use error::{Error, Problem, Problems};
pub use file::{FILE_NAMES, LEAVES, Loaded, SIZE_LIMIT, content, find, linked, load, parse};
pub use freeze::{FreezeForm, FreezeText, with_freeze, without_freeze};
pub use gates::GateCommand;
pub use hook_runs::{HookRun, HookRuns};
pub use levels::{Level, Levels};
pub use local::{LOCAL_FILE, LocalJobs, local_jobs, parse_local};
pub use nested::parse_nested;
pub use reference::{Entry, Section, reference, user_reference};
pub use replay::{Engine, ReplaySettings, VerifyAt};
pub use schema::json_schema;
pub use settings::{PathAllowance, ProjectSettings, RuleSettings, Settings};
pub use supabase_file::{DeclaredFiles, SupabaseFile, named_files};
pub use user::UserSettings;
pub use values::duration;
