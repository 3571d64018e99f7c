//! Help for a statement of a history.

/// A statement of a history, and what makes up for the missing rights.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Helped {
    /// The part that the role itself runs, first.
    pub(in super::super) own: Option<String>,
    /// The statement that runs as the superuser, with places for functions: no statement
    /// has a NUL.
    pub(in super::super) privileged: Option<String>,
    /// Names of functions as the statement has them, quoted, to be found by the session.
    pub(in super::super) functions: Vec<String>,
}
