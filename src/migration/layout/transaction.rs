//! The transactions in which a tool runs a script.

use crate::sql::{NonTransactional, TransactionKind};

/// The transaction that a tool runs a script in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transaction {
    /// One around the whole script.
    Whole,
    /// One around all pending scripts. A history that is replayed from its beginning is one transaction; a script that
    /// runs alone has one of its own.
    Shared,
    /// One around the whole script, except for statements that cannot run inside a transaction block, which run
    /// outside it.
    WholeExcept(RunsOutside),
    /// None, but the script is sent as one message, which `PostgreSQL` runs as a transaction if it contains more than
    /// one statement (manual, section 55.2.2.1).
    Message,
    /// One for each statement.
    Each,
    /// One for each statement, because the script begins or ends transactions itself; otherwise the tool would
    /// put the script into one.
    Own,
    Unknown,
}

/// Treatment by a tool of a script that begins a transaction and does not end it, where the tool has none of its own
/// around the script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOpen {
    /// It disconnects, or gives the connection back: the work is lost, and no error is reported.
    Lost,
    /// It goes on in the transaction. A later script may end it; if none does, all work since is lost when the tool
    /// disconnects.
    Kept,
    /// As `Kept`, but it fails to begin its own transaction for a later script.
    StopsNext,
    /// It fails to record the script: the work is lost.
    Refused,
}

/// Statements that a tool runs outside the transaction of their file, each with the release since which it does.
pub type RunsOutside = &'static [(NonTransactional, &'static str)];

impl Transaction {
    /// Whether the tool runs a script in a transaction that it begins and ends itself.
    pub fn is_of_tool(self) -> bool {
        matches!(self, Self::Whole | Self::Shared | Self::WholeExcept(_))
    }

    /// Whether the tool runs a statement of this kind outside the transaction of its file.
    pub fn runs_outside(self, kind: TransactionKind) -> bool {
        match self {
            Self::WholeExcept(statements) => outside_since(statements, kind).is_some(),
            Self::Whole | Self::Shared | Self::Message | Self::Each | Self::Own | Self::Unknown => false,
        }
    }
}

/// Release since which the tool runs a statement outside. A tool that recognises `CLUSTER` by its first word does so for
/// one table as well.
pub(super) fn outside_since(statements: RunsOutside, kind: TransactionKind) -> Option<&'static str> {
    let statement = match kind {
        TransactionKind::Outside(statement) => statement,
        TransactionKind::ClusterTable => NonTransactional::ClusterAll,
        _ => return None,
    };
    statements.iter().find(|(listed, _)| *listed == statement).map(|(_, since)| *since)
}
