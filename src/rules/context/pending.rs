//! Work of unpublished migrations that a tool runs in one transaction with those after them.

use crate::object::Name;
use crate::text::RelPath;

/// The transaction of unpublished migrations as it is at the start of one of them.
#[derive(Clone, Debug)]
pub struct Pending {
    /// The migration before it.
    pub last: RelPath,
    /// The values that the transaction has added to enums.
    pub values: Vec<PendingValue>,
    /// The types that it has created.
    pub types: Vec<Name>,
}

/// A value that an earlier migration of the transaction adds to an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingValue {
    /// The type.
    pub name: Name,
    pub value: String,
    pub if_not_exists: bool,
    /// The migration.
    pub path: RelPath,
}
