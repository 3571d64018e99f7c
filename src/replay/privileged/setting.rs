//! Settings with a name of one's own, such as `app.name` or `pgrst.db_schemas`, for databases and roles:
//! only a superuser may set them there unless the setting was granted, and hosted services do.

use super::super::runner::Runner;
use crate::postgres::{Error, quoted_always};
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The major version since which a setting can be granted.
const GRANTS_SETTINGS: u32 = 15;

/// `SET name.name`, also in a block or a string.
#[expect(clippy::expect_used, reason = "a constant pattern, which a test compiles")]
static OWN_SETTING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)\bset\s+("?[a-z_][a-z0-9_$]*"?(?:\."?[a-z0-9_$]+"?)+)\s*(?:=|\bto\b)"#).expect("a valid pattern")
});

/// The settings of their own names that a statement may give a database or role. Those of procedural
/// languages are not among them: some of them are code.
fn own_settings(statement: &str) -> BTreeSet<String> {
    let names = OWN_SETTING.captures_iter(statement).filter_map(|found| found.get(1));
    let names = names.map(|name| name.as_str().replace('"', "").to_ascii_lowercase());
    names.filter(|name| !name.starts_with("pl") && !name.starts_with("tidegate")).collect()
}

impl Runner {
    /// Grants the settings of their own names that a statement gives a database or role.
    pub(in super::super) fn grant_settings(&mut self, statement: &str) -> Result<(), Error> {
        if self.privileges.key.is_none() || self.major() < GRANTS_SETTINGS {
            return Ok(());
        }
        let names: Vec<String> = own_settings(statement).iter().map(|name| quoted_always(name)).collect();
        if names.is_empty() {
            return Ok(());
        }
        self.privileged(&format!("GRANT SET ON PARAMETER {} TO postgres", names.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_their_own_names_are_found() {
        for (statement, expected) in [
            ("alter database postgres set app.name to 'x'", vec!["app.name"]),
            ("alter database postgres set \"app.settings.jwt\" = 'x'", vec!["app.settings.jwt"]),
            (
                "do $$ begin execute format('alter database %I set App.A = 1', current_database()); end $$",
                vec!["app.a"],
            ),
            ("alter role a set work_mem = '1MB'", vec![]),
            ("alter role a set plperl.on_plperl_init = 'x'", vec![]),
            ("update a set b.c = 1", vec!["b.c"]),
        ] {
            assert_eq!(own_settings(statement).into_iter().collect::<Vec<_>>(), expected, "{statement}");
        }
    }
}
