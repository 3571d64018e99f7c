//! Which statements of a large file are kept.

use super::action::Operation;
use super::script::{Script, Statement};

/// The size of a file, in bytes, from which statements that repeat others are not kept.
const LARGE: usize = 1 << 20;

/// Equal statements that are kept.
const EQUAL: usize = 200;

/// Different statements that are compared with the next one.
const KNOWN: usize = 64;

/// Decides which statements of a file are kept: of those that only read or add rows, a thousand that do the
/// same say no more than the first few hundred.
#[derive(Default)]
pub(super) struct Keeper {
    is_large: bool,
    /// What was seen since the last statement of another kind, and how often.
    seen: Vec<(Operation, usize)>,
    /// Whether an insert may use a value that the same script adds to an enum.
    adds_enum_value: bool,
    /// The last statement if it was not kept.
    last: Option<Statement>,
}

impl Keeper {
    pub(super) fn of_size(bytes: usize) -> Self {
        Self { is_large: bytes >= LARGE, ..Self::default() }
    }

    /// Adds a statement to a script, or only counts it.
    pub(super) fn keep(&mut self, statement: Statement, script: &mut Script) {
        if self.is_large && self.is_repeated(&statement) {
            script.repeated += 1;
            self.last = Some(statement);
        } else {
            script.statements.push(statement);
            self.last = None;
        }
    }

    /// Adds the last statement, after which a file may go on with data.
    pub(super) fn finish(self, script: &mut Script) {
        if let Some(last) = self.last {
            script.repeated -= 1;
            script.statements.push(last);
        }
    }

    fn is_repeated(&mut self, statement: &Statement) -> bool {
        let [action] = statement.actions.as_slice() else {
            self.forget(statement);
            return false;
        };
        let repeats = match &action.operation {
            Operation::Other | Operation::Query { .. } => true,
            Operation::Insert { from_query, .. } => !from_query && !self.adds_enum_value,
            _ => false,
        };
        if !repeats || statement.error.is_some() || statement.needs.is_some() {
            self.forget(statement);
            return false;
        }
        match self.seen.iter_mut().find(|(known, _)| *known == action.operation) {
            Some((_, count)) => {
                *count += 1;
                *count > EQUAL
            }
            None => {
                if self.seen.len() < KNOWN {
                    self.seen.push((action.operation.clone(), 1));
                }
                false
            }
        }
    }

    /// After any other statement, the same words may mean another table.
    fn forget(&mut self, statement: &Statement) {
        self.seen.clear();
        self.adds_enum_value |=
            statement.actions.iter().any(|action| matches!(action.operation, Operation::AddEnumValue { .. }));
    }
}
