//! A database that a command works on.

use crate::postgres::live::Live;
use crate::postgres::{self, Environment, Parameters};
use std::fmt;

/// The address of a database, with the name under which it was typed.
#[derive(Clone, PartialEq, Eq)]
pub struct Target {
    /// May contain a password.
    pub address: String,
    /// `None` for a typed address.
    pub name: Option<String>,
}

impl Target {
    /// A database without a name.
    pub fn unnamed(address: String) -> Self {
        Self { address, name: None }
    }

    /// `staging (localhost:5432/app)`, or without a name; never with a password.
    pub fn label(&self, environment: &Environment) -> Result<String, postgres::Error> {
        Ok(self.labelled(Live::label(&Parameters::parse(&self.address)?, environment)?))
    }

    /// The same with a place that is known.
    pub(in crate::jobs) fn labelled(&self, place: String) -> String {
        match &self.name {
            Some(name) => format!("{name} ({place})"),
            None => place,
        }
    }
}

/// Without the address, which may contain a password.
impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target").field("name", &self.name).finish_non_exhaustive()
    }
}
