//! The class of a change: one table for the statements of a migration and for the drift of a
//! database, so that both call the same thing destructive.

use super::kind::ObjectKind;
use serde::Serialize;

/// Class of a schema change. What is in no class is neutral: it neither adds nor takes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Class {
    /// Additive, safe forward.
    A,
    /// Destructive, a rename or a coercion: needs a reason and a reviewer.
    B,
    /// Unmanaged: left alone on purpose.
    C,
}

/// What happens to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It comes to be.
    Create,
    /// It is defined anew under its old name.
    Replace,
    /// It goes.
    Drop,
    /// It gets another name.
    Rename,
    /// It goes to another schema.
    Move,
    /// All its rows go.
    Empty,
    /// All its rows get other values.
    Overwrite,
    /// Its type changes so that every old value fits.
    Widen,
    /// Its type changes so that old values may be changed, cut off or refused.
    Coerce,
    /// Rows are no longer kept from those who may not see them.
    Unprotect,
    /// Anything else.
    Adjust,
}

/// The table.
pub fn class_of(effect: Effect, kind: ObjectKind) -> Option<Class> {
    use ObjectKind::{Constraint, EventTrigger, Index, Policy, Rule, Statistics, Trigger};
    match effect {
        Effect::Create | Effect::Widen => Some(Class::A),
        // They can be made again from what is left, and no client names them.
        Effect::Drop if matches!(kind, Index | Statistics) => None,
        Effect::Rename if matches!(kind, Index | Statistics | Constraint | Policy | Trigger | EventTrigger | Rule) => {
            None
        }
        Effect::Drop
        | Effect::Rename
        | Effect::Move
        | Effect::Empty
        | Effect::Overwrite
        | Effect::Coerce
        | Effect::Unprotect => Some(Class::B),
        Effect::Replace | Effect::Adjust => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_away_is_destructive_and_what_adds_is_not() {
        let check = |effect, kind, expected| assert_eq!(class_of(effect, kind), expected, "{effect:?} {kind:?}");
        check(Effect::Create, ObjectKind::Table, Some(Class::A));
        check(Effect::Drop, ObjectKind::Column, Some(Class::B));
        check(Effect::Drop, ObjectKind::Index, None);
        check(Effect::Rename, ObjectKind::Column, Some(Class::B));
        check(Effect::Rename, ObjectKind::Policy, None);
        check(Effect::Replace, ObjectKind::Function, None);
    }
}
