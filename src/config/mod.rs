//! `tidegate.toml`: read, validated, and turned into the options that lower floors own.
//!
//! Reading is strict: unknown keys, wrong types and impossible values are all reported at once, each
//! with its place in the file. Most repositories have no file at all.
//!
//! Never: prints, checks migrations, is used by anything below it.

mod error;
mod file;
mod keys;
mod levels;
mod read;
mod read_rules;
mod reference;
mod replay;
mod schema;
mod settings;
mod table;
mod values;

pub use error::{Error, Problem};
pub use file::{FILE_NAMES, Loaded, find, load, parse};
pub use levels::{Level, Levels};
pub use reference::{Entry, Section, reference};
pub use replay::{Engine, ReplaySettings, VerifyAt};
pub use schema::json_schema;
pub use settings::{PathAllowance, ProjectSettings, RuleSettings, Settings};
pub use values::duration;
