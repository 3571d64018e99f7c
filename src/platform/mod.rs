//! What a platform provides in a database before the first migration, as SQL, and stubs for
//! extensions.
//!
//! The SQL is data in files beside this one, with a README as its specification. A database with
//! all of it is the template of every replay. On a private server the template is cached: its
//! name has a hash of its sources and of the server's roles, so that roles which a migration
//! created or changed are detected.
//!
//! Never: runs SQL, knows a server.

mod fingerprint;
mod source;
mod stub;

pub use crate::migration::Platform;
pub use source::{Step, text};
pub use stub::{STUBS, Stub, stub};

impl Platform {
    /// Returns the schemas that belong to the platform and not to a project.
    pub fn schemas(self) -> &'static [&'static str] {
        match self {
            Self::Plain => &[],
            Self::Supabase => &PLATFORM_SCHEMAS,
        }
    }

    /// Whether a schema belongs to the platform and not to a project.
    pub fn provides(self, schema: &str) -> bool {
        self.schemas().contains(&schema)
    }

    /// Returns the schema of extensions for which no schema is named.
    pub fn extension_schema(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Supabase => Some("extensions"),
        }
    }

    /// Returns the steps that create the platform, in order.
    pub fn steps(self) -> Vec<Step> {
        match self {
            Self::Plain => Vec::new(),
            Self::Supabase => include_str!("supabase/order.txt").lines().filter_map(Step::read).collect(),
        }
    }

    /// Returns the settings of every session, to which `RESET ALL` returns.
    pub fn settings(self) -> Vec<(String, String)> {
        let setting = |step| match step {
            Step::Setting(name, value) => Some((name.to_owned(), value.to_owned())),
            _ => None,
        };
        self.steps().into_iter().filter_map(setting).collect()
    }
}

/// See `README.md`, "Objects of the platform".
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
