//! The choice of the statements of a large file that are kept.

use super::action::{Action, Operation};

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
    /// Operations since the last statement of another kind, with their counts.
    seen: Vec<(Operation, usize)>,
    /// Whether an insert may use a value that the same script adds to an enum.
    adds_enum_value: bool,
}

impl Keeper {
    pub(super) fn of_size(bytes: usize) -> Self {
        Self { is_large: bytes >= LARGE, ..Self::default() }
    }

    /// Whether a statement with these actions only repeats others; `is_plain` where nothing else is known of it.
    pub(super) fn repeats(&mut self, actions: &[Action], is_plain: bool) -> bool {
        self.is_large && self.is_repeated(actions, is_plain)
    }

    fn is_repeated(&mut self, actions: &[Action], is_plain: bool) -> bool {
        let [action] = actions else {
            self.forget(actions);
            return false;
        };
        let repeats = match &action.operation {
            Operation::Other | Operation::Query { .. } => true,
            Operation::Insert { from_query, .. } => !from_query && !self.adds_enum_value,
            _ => false,
        };
        if !repeats || !is_plain {
            self.forget(actions);
            return false;
        }
        if let Some((_, count)) = self.seen.iter_mut().find(|(known, _)| *known == action.operation) {
            *count += 1;
            return *count > EQUAL;
        }
        if self.seen.len() < KNOWN {
            self.seen.push((action.operation.clone(), 1));
        }
        false
    }

    /// After any other statement, the same words may mean another table.
    fn forget(&mut self, actions: &[Action]) {
        self.seen.clear();
        self.adds_enum_value |= actions.iter().any(|action| matches!(action.operation, Operation::AddEnumValue { .. }));
    }
}
