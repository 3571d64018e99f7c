//! Table-level lock modes of `PostgreSQL` (manual, section 13.3.1).

use std::fmt;

/// A lock on a table, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the lock mode of that name")]
pub enum Lock {
    AccessShare,
    RowShare,
    RowExclusive,
    ShareUpdateExclusive,
    Share,
    ShareRowExclusive,
    Exclusive,
    AccessExclusive,
}

impl Lock {
    /// Parses a mode as written in the view `pg_locks`: `AccessShareLock`.
    pub fn of_server(mode: &str) -> Option<Self> {
        Some(match mode {
            "AccessShareLock" => Self::AccessShare,
            "RowShareLock" => Self::RowShare,
            "RowExclusiveLock" => Self::RowExclusive,
            "ShareUpdateExclusiveLock" => Self::ShareUpdateExclusive,
            "ShareLock" => Self::Share,
            "ShareRowExclusiveLock" => Self::ShareRowExclusive,
            "ExclusiveLock" => Self::Exclusive,
            "AccessExclusiveLock" => Self::AccessExclusive,
            _ => return None,
        })
    }

    /// Parses a name of the manual: `ACCESS EXCLUSIVE`.
    pub fn of_name(name: &str) -> Option<Self> {
        Some(match name {
            "ACCESS SHARE" => Self::AccessShare,
            "ROW SHARE" => Self::RowShare,
            "ROW EXCLUSIVE" => Self::RowExclusive,
            "SHARE UPDATE EXCLUSIVE" => Self::ShareUpdateExclusive,
            "SHARE" => Self::Share,
            "SHARE ROW EXCLUSIVE" => Self::ShareRowExclusive,
            "EXCLUSIVE" => Self::Exclusive,
            "ACCESS EXCLUSIVE" => Self::AccessExclusive,
            _ => return None,
        })
    }

    /// The statements of other transactions that wait while the lock is held: follows "it blocks".
    pub fn blocks(self) -> &'static str {
        match self {
            Self::AccessShare => "DROP, TRUNCATE and most forms of ALTER TABLE",
            Self::RowShare => "other DDL",
            Self::RowExclusive => "CREATE INDEX and other DDL",
            Self::ShareUpdateExclusive => "other DDL and VACUUM (not reads and writes)",
            Self::Share | Self::ShareRowExclusive => "INSERT, UPDATE and DELETE (not reads)",
            Self::Exclusive => "all writes and SELECT … FOR UPDATE (not plain reads)",
            Self::AccessExclusive => "all reads and writes",
        }
    }
}

/// The name used in the manual: `ACCESS SHARE`.
impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AccessShare => "ACCESS SHARE",
            Self::RowShare => "ROW SHARE",
            Self::RowExclusive => "ROW EXCLUSIVE",
            Self::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            Self::Share => "SHARE",
            Self::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            Self::Exclusive => "EXCLUSIVE",
            Self::AccessExclusive => "ACCESS EXCLUSIVE",
        })
    }
}
