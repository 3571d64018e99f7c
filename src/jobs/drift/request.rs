//! The request of a comparison of databases with a history.

use super::chosen::Chosen;
use crate::jobs::decisions::Decisions;
use crate::jobs::sides::Selection;
use crate::jobs::verify;
use crate::text::RelPath;

/// The databases, and the history that they are compared with.
#[derive(Clone)]
pub struct Request {
    pub databases: Chosen,
    /// The side with the migrations.
    pub expected: Selection,
    /// Further descriptions of the schema in the working tree, which are compared with the history as well.
    pub beside: Vec<Side>,
    /// The decisions about differences, unless they are ignored.
    pub decisions: Option<Decisions>,
    /// The folder of the project, where the side has several.
    pub project: Option<RelPath>,
    /// The server on which the history is replayed, and the environment.
    pub server: verify::Request,
}

/// A description of the schema in the working tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The schema file, or the files that declare the schema.
    Schema,
    /// The models of Prisma.
    Prisma,
}
