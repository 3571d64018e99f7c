//! The transaction in which each step of a script runs.

use super::script::{ScriptContext, Step};
use crate::migration::Transaction;
use crate::sql::{Operation, Statement, TransactionControl};

impl<'a> ScriptContext<'a> {
    /// The steps with the transactions in which they run.
    pub(super) fn walk(&self) -> Vec<Step<'a>> {
        let (mut own, mut ended) = (false, None);
        let mut steps = Vec::new();
        for (number, (index, action)) in self.script.run().enumerate() {
            if action.operation == Operation::Transaction(TransactionControl::Begin) {
                own = true;
            }
            let statement = &self.script.statements[index];
            let in_transaction = match ended {
                _ if own => Some(true),
                Some(end) => Some(!self.is_alone_after(end, statement)),
                None => self.in_tools_transaction(),
            };
            steps.push(Step { number, index, statement, action, in_transaction, in_own_transaction: own });
            if matches!(
                action.operation,
                Operation::Transaction(TransactionControl::Commit | TransactionControl::Rollback)
            ) {
                own = false;
                ended = Some(statement.span.end).filter(|_| !self.messages.is_empty());
            }
        }
        steps
    }

    /// Whether a statement is the only one of its message, and the message is sent after the one in which a transaction
    /// ends: the server then runs it without a transaction block.
    fn is_alone_after(&self, end: usize, statement: &Statement) -> bool {
        let at = self.messages.partition_point(|message| message.end <= statement.span.start);
        self.messages.get(at).is_some_and(|message| {
            let statements = &self.script.statements;
            let first = statements.partition_point(|one| one.span.start < message.start);
            end <= message.start && statements[first..].partition_point(|one| one.span.start < message.end) == 1
        })
    }

    fn in_tools_transaction(&self) -> Option<bool> {
        match self.transaction {
            Transaction::Whole | Transaction::Shared | Transaction::WholeExcept(_) => Some(true),
            Transaction::Message => Some(self.script.statements.len() > 1),
            Transaction::Each | Transaction::Own => Some(false),
            Transaction::Unknown => None,
        }
    }
}

/// The loss if a statement fails, where the statements from a line on run after the end of the tool's transaction.
pub(in crate::rules) fn cost_of_end(script: &ScriptContext, line: usize) -> String {
    let tool = script.layout().tool;
    let again = "the next run starts again from the first statement";
    if script.transaction != Transaction::Shared {
        return format!(
            "If a statement from line {line} on fails, part of the migration stays applied and its version is not recorded: {again}."
        );
    }
    format!(
        "{tool} runs all pending migrations in one transaction, which ends here: the statements from line {line} on, the row that \
         records this migration and the migrations after it run without one. If one of them fails, nothing is rolled back and \
         the version is not recorded: {again}."
    )
}

/// The way to keep the work together.
pub(in crate::rules) fn remedy_of_end(script: &ScriptContext) -> String {
    let tool = script.layout().tool;
    if script.transaction != Transaction::Shared {
        return format!(
            "leave the transaction to {tool}, and move what must be committed first into a migration of its own"
        );
    }
    format!(
        "leave the transaction to {tool}, or write every statement of the script so that it can run twice (`IF NOT EXISTS`)"
    )
}
