//! Lock modes of tables, as `PostgreSQL` has them (manual, section 13.3.1).

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
    /// Reads a mode as the view `pg_locks` writes it: `AccessShareLock`.
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

    /// What others must wait for while it is held: follows "it blocks".
    pub fn blocks(self) -> &'static str {
        match self {
            Self::AccessShare => "DROP, TRUNCATE and most of ALTER TABLE",
            Self::RowShare => "other DDL",
            Self::RowExclusive => "CREATE INDEX and other DDL",
            Self::ShareUpdateExclusive => "other DDL and VACUUM, while reads and writes go on",
            Self::Share | Self::ShareRowExclusive => "every INSERT, UPDATE and DELETE, while reads go on",
            Self::Exclusive => "every write and SELECT … FOR UPDATE, while plain reads go on",
            Self::AccessExclusive => "every read and write",
        }
    }
}

/// As the manual writes it.
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
