//! The class of a schema change: one table for statements of migrations and for drift of
//! databases, so that both call the same change destructive.

use super::kind::ObjectKind;
use serde::{Deserialize, Serialize};

/// Class of a schema change. A change without a class is neutral: it neither adds nor removes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Class {
    /// Additive, safe forward.
    A,
    /// Destructive, a rename or a type coercion: needs a reason and a reviewer.
    B,
    /// Unmanaged: ignored on purpose.
    C,
}

impl Class {
    /// Returns its letter.
    pub fn letter(self) -> char {
        match self {
            Self::A => 'A',
            Self::B => 'B',
            Self::C => 'C',
        }
    }
}

/// The effect of a statement or a difference on an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Create,
    /// Redefined under the same name.
    Replace,
    Drop,
    Rename,
    /// Moved to another schema.
    Move,
    /// All rows are deleted.
    Empty,
    /// A value is replaced in all rows.
    Overwrite,
    /// The type changes, and every existing value fits.
    Widen,
    /// The type changes, and existing values may be changed, truncated or rejected.
    Coerce,
    /// Row-level security no longer protects the rows.
    Unprotect,
    /// Any other change.
    Adjust,
}

/// Returns the class of an effect on a kind of object, from the table of classes.
pub fn class_of(effect: Effect, kind: ObjectKind) -> Option<Class> {
    use ObjectKind::{Constraint, EventTrigger, Index, Policy, Rule, Statistics, Trigger};
    match effect {
        Effect::Create | Effect::Widen => Some(Class::A),
        // They can be recreated from the remaining data, and no client uses their names.
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
    fn removals_are_destructive_and_additions_are_not() {
        let check = |effect, kind, expected| assert_eq!(class_of(effect, kind), expected, "{effect:?} {kind:?}");
        check(Effect::Create, ObjectKind::Table, Some(Class::A));
        check(Effect::Drop, ObjectKind::Column, Some(Class::B));
        check(Effect::Drop, ObjectKind::Index, None);
        check(Effect::Rename, ObjectKind::Column, Some(Class::B));
        check(Effect::Rename, ObjectKind::Policy, None);
        check(Effect::Replace, ObjectKind::Function, None);
    }
}
