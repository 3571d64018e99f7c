//! Accesses outside the database.

use crate::text::Span;

/// A part of a statement that reaches outside the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutsideAccess {
    /// The part, in bytes of the text that was searched.
    pub span: Span,
    /// The construct: `COPY ... PROGRAM`.
    pub what: String,
    pub reach: Reach,
}

impl OutsideAccess {
    pub(super) fn new(span: Span, what: impl Into<String>, reach: Reach) -> Self {
        Self { span, what: what.into(), reach }
    }
}

/// Target of an access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// A program on the machine of the server.
    Program,
    /// A file on the machine of the server.
    File,
    /// Another server.
    Server,
    /// A setting of the whole server.
    Settings,
    /// Sessions of the server, also those of other databases.
    Sessions,
    /// Code that can do anything that the server process can: a library, an untrusted language.
    Code,
    /// A privilege to do one of these.
    Privilege,
    /// A program on the machine that runs psql.
    ClientProgram,
    /// A file on the machine that runs psql.
    ClientFile,
    /// The environment of psql.
    ClientEnvironment,
    /// The ends of strings, so that what follows cannot be read.
    Reading,
}

/// Time at which SQL runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Runs {
    /// In the migration.
    Now,
    /// When something calls it: the body of a function, a scheduled job.
    Later,
}
