//! The schemas, steps and settings of a platform.

use super::source::Step;
use crate::migration::Platform;

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

    /// Returns the schema by which a database of the platform is recognised.
    pub fn sign(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Supabase => Some("auth"),
        }
    }

    /// Returns the extensions that every database of the platform has.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Plain => &[],
            Self::Supabase => &PLATFORM_EXTENSIONS,
        }
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

/// Those of `extensions.sql` and `order.txt`.
const PLATFORM_EXTENSIONS: [&str; 6] =
    ["uuid-ossp", "pgcrypto", "pg_stat_statements", "pg_graphql", "supabase_vault", "pg_net"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::text;

    #[test]
    fn the_roles_of_a_platform_are_those_that_its_sql_creates() {
        let sql = text("roles.sql").expect("the platform creates roles");
        let list = sql.split("AS list (name, attributes)").next().unwrap_or_default();
        let names = list.lines().filter_map(|line| line.trim().strip_prefix("('")?.split('\'').next());
        let names: Vec<&str> = names.collect();
        assert!(names.len() > 15, "{names:?}");
        assert_eq!(names.iter().find(|name| !Platform::Supabase.has_role(name)), None);
        assert!(!Platform::Supabase.has_role("clerk") && !Platform::Plain.has_role("anon"));
    }
}
