//! What stands in a database before the first migration: nothing, or what a platform provides.
//!
//! The SQL lies beside this file as data, with a README that is its contract; here it is only
//! read. A database with all of it is the template of every replay. On a server of our own the
//! template is kept: its name tells what it was made of, and which roles the server had
//! when it was finished, so that roles which a migration made or changed are noticed.

mod build;
mod stand_in;

pub(super) use build::{Fingerprint, Prepared, fingerprint, is_kept, prepare, roles};
pub use stand_in::stand_in;
pub(super) use stand_in::{STAND_INS, StandIn};

use crate::migration::layout::{self, Layout};

/// What a project expects to find in its database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// A database as Postgres delivers it.
    Plain,
    /// What Supabase provides: roles, schemas, `auth`, `storage`, extensions.
    Supabase,
}

impl Environment {
    /// What projects of a layout expect.
    pub fn of(layout: &Layout) -> Self {
        if *layout == layout::SUPABASE { Self::Supabase } else { Self::Plain }
    }

    /// Its word in names and messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Supabase => "supabase",
        }
    }

    /// Schemas that belong to the platform and not to a project.
    pub(super) fn schemas(self) -> &'static [&'static str] {
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
    pub(super) fn extension_schema(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Supabase => Some("extensions"),
        }
    }

    /// What is done to make it, in order.
    fn steps(self) -> Vec<Step> {
        match self {
            Self::Plain => Vec::new(),
            Self::Supabase => include_str!("supabase/order.txt").lines().filter_map(Step::read).collect(),
        }
    }

    /// Settings of every session, to which `RESET ALL` returns.
    pub(super) fn settings(self) -> Vec<(String, String)> {
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

/// A line of `order.txt`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// The version of everything.
    Version(&'static str),
    /// SQL for the whole server, by its file's name.
    Cluster(&'static str),
    /// SQL for the template.
    Database(&'static str),
    /// A stand-in whose objects are there without an entry in `pg_extension`.
    Dashboard(&'static str),
    /// A setting of every session.
    Setting(&'static str, &'static str),
}

impl Step {
    fn read(line: &'static str) -> Option<Self> {
        let (word, rest) = line.split_once(' ')?;
        match word {
            "version" => Some(Self::Version(rest)),
            "cluster" => Some(Self::Cluster(rest)),
            "database" => Some(Self::Database(rest)),
            "dashboard" => Some(Self::Dashboard(rest)),
            "setting" => rest.split_once(' ').map(|(name, value)| Self::Setting(name, value)),
            _ => None,
        }
    }
}

/// The text of a file that `order.txt` names.
fn text(file: &str) -> Option<&'static str> {
    Some(match file {
        "roles.sql" => include_str!("supabase/roles.sql"),
        "schemas.sql" => include_str!("supabase/schemas.sql"),
        "extensions.sql" => include_str!("supabase/extensions.sql"),
        "auth_functions.sql" => include_str!("supabase/auth_functions.sql"),
        "auth.sql" => include_str!("supabase/auth.sql"),
        "auth_providers.sql" => include_str!("supabase/auth_providers.sql"),
        "storage.sql" => include_str!("supabase/storage.sql"),
        "storage_functions.sql" => include_str!("supabase/storage_functions.sql"),
        "realtime.sql" => include_str!("supabase/realtime.sql"),
        "platform.sql" => include_str!("supabase/platform.sql"),
        "grants.sql" => include_str!("supabase/grants.sql"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_order_is_understood() {
        let lines = include_str!("supabase/order.txt").lines().filter(|line| !line.starts_with('#'));
        assert_eq!(lines.count(), Environment::Supabase.steps().len());
        for step in Environment::Supabase.steps() {
            match step {
                Step::Cluster(file) | Step::Database(file) => assert!(text(file).is_some(), "{file}"),
                Step::Dashboard(name) => assert!(StandIn::named(name).is_some(), "{name}"),
                Step::Version(_) | Step::Setting(..) => {}
            }
        }
    }

    #[test]
    fn sessions_find_the_extensions() {
        let settings = Environment::Supabase.settings();
        assert_eq!(settings, [("search_path".to_owned(), "\"$user\", public, extensions".to_owned())]);
        assert!(Environment::Plain.settings().is_empty());
    }
}
