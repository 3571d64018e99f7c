//! The request of a job about a live database.

use crate::jobs::databases::Target;
use crate::postgres;
use crate::postgres::live::Live;
use crate::text::RelPath;
use std::fmt;

/// The options that all these jobs share.
#[derive(Clone)]
pub struct Request {
    pub database: Target,
    /// The folder of the project, where the working tree has several.
    pub project: Option<RelPath>,
    pub environment: postgres::Environment,
}

impl Request {
    /// `staging (localhost:5432/app)`, or without a name; never with a password.
    pub(super) fn label(&self, live: &Live) -> String {
        self.database.labelled(live.shown())
    }
}

/// Without the address, which may contain a password.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("project", &self.project).finish_non_exhaustive()
    }
}
