//! The request of a job about a live database.

use crate::postgres;
use crate::text::RelPath;
use std::fmt;

/// The options that all these jobs share.
#[derive(Clone)]
pub struct Request {
    /// The address of the database, with its password.
    pub database: String,
    /// The folder of the project, where the working tree has several.
    pub project: Option<RelPath>,
    pub environment: postgres::Environment,
}

/// Without the address, which may contain a password.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("project", &self.project).finish_non_exhaustive()
    }
}
