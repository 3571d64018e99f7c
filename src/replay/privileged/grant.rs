//! Settings that are granted before a statement sets them.

use super::super::runner::Runner;
use super::setting::{GRANTS_SETTINGS, own_settings};
use crate::postgres::{Error, quoted_always};

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
