//! The SQL of a platform, as `order.txt` lists it.

/// A line of `order.txt`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The version of the platform.
    Version(&'static str),
    /// SQL for the whole server, by the name of its file.
    Cluster(&'static str),
    /// SQL for the template, by the name of its file.
    Database(&'static str),
    /// A stub that is loaded without an entry in `pg_extension`.
    Dashboard(&'static str),
    /// A setting of every session.
    Setting(&'static str, &'static str),
}

impl Step {
    pub(super) fn read(line: &'static str) -> Option<Self> {
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

/// Returns the text of a file that `order.txt` names.
pub fn text(file: &str) -> Option<&'static str> {
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
    use crate::platform::{Platform, Stub};

    #[test]
    fn every_line_of_the_order_is_read() {
        let lines = include_str!("supabase/order.txt").lines().filter(|line| !line.starts_with('#'));
        assert_eq!(lines.count(), Platform::Supabase.steps().len());
        for step in Platform::Supabase.steps() {
            match step {
                Step::Cluster(file) | Step::Database(file) => assert!(text(file).is_some(), "{file}"),
                Step::Dashboard(name) => assert!(Stub::named(name).is_some(), "{name}"),
                Step::Version(_) | Step::Setting(..) => {}
            }
        }
    }

    #[test]
    fn sessions_find_the_extensions() {
        let settings = Platform::Supabase.settings();
        assert_eq!(settings, [("search_path".to_owned(), "\"$user\", public, extensions".to_owned())]);
        assert!(Platform::Plain.settings().is_empty());
    }
}
