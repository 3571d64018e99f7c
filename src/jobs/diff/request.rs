//! The request of a comparison.

use super::side::SideSpec;
use super::written::SqlRequest;
use crate::jobs::verify;
use crate::text::RelPath;

/// The options of a comparison.
#[derive(Clone, Debug)]
pub struct Request {
    /// The actual side.
    pub from: SideSpec,
    /// The expected side: changes make `from` like it.
    pub to: SideSpec,
    /// The folder of the project, where a side has several.
    pub project: Option<RelPath>,
    /// The SQL to write, if any.
    pub sql: Option<SqlRequest>,
    /// The server on which sides are loaded, and the environment. Its selection and its checks are not used.
    pub server: verify::Request,
}
