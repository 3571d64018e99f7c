//! What stands in a database before the first migration: nothing, or what a platform provides.
//!
//! The SQL lies beside this file as data, with a README that is its contract; here it is only
//! read. A database with all of it is the template of every replay. On a server of our own the
//! template is kept: its name tells what it was made of, and which roles the server had
//! when it was finished, so that roles which a migration made or changed are noticed.

mod fingerprint;
mod source;
mod stub;

pub use crate::migration::Platform;
pub use source::{Step, text};
pub use stub::{STUBS, Stub, stub};

impl Platform {
    /// Schemas that belong to the platform and not to a project.
    pub fn schemas(self) -> &'static [&'static str] {
        match self {
            Self::Plain => &[],
            Self::Supabase => &PLATFORM_SCHEMAS,
        }
    }

    /// True for a schema that belongs to the platform and not to a project.
    pub fn provides(self, schema: &str) -> bool {
        self.schemas().contains(&schema)
    }

    /// The schema in which the platform keeps extensions that say nothing of one.
    pub fn extension_schema(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Supabase => Some("extensions"),
        }
    }

    /// What is done to make it, in order.
    pub fn steps(self) -> Vec<Step> {
        match self {
            Self::Plain => Vec::new(),
            Self::Supabase => include_str!("supabase/order.txt").lines().filter_map(Step::read).collect(),
        }
    }

    /// Settings of every session, to which `RESET ALL` returns.
    pub fn settings(self) -> Vec<(String, String)> {
        let setting = |step| match step {
            Step::Setting(name, value) => Some((name.to_owned(), value.to_owned())),
            _ => None,
        };
        self.steps().into_iter().filter_map(setting).collect()
    }
}

/// See `README.md`, "What the environment provides is not the project's".
const PLATFORM_SCHEMAS: [&str; 20] = [
    "auth",
    "storage",
    "realtime",
    "_realtime",
    "vault",
    "extensions",
    "graphql",
    "graphql_public",
    "net",
    "cron",
    "pgmq",
    "pgbouncer",
    "pgsodium",
    "pgsodium_masks",
    "pgtle",
    "dbdev",
    "supabase_functions",
    "supabase_migrations",
    "topology",
    "tests",
];
