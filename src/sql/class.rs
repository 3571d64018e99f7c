//! The effect of an operation and the kind of object it has it on, from which
//! [`crate::object::class_of`] derives the class.

use super::action::{ColumnChange, Operation, RowSecurity, WriteVerb};
use super::declared::CreateRoutine;
use crate::object::{Effect, ObjectKind};

impl Operation {
    /// The effect and the kind of object that it has it on. A type change is `Coerce`; a caller that
    /// knows the old type can be more precise.
    pub fn effect(&self) -> (Effect, ObjectKind) {
        use Effect::{Adjust, Coerce, Create, Drop, Empty, Move, Overwrite, Rename, Replace, Unprotect};
        match self {
            Self::CreateTable(_) => (Create, ObjectKind::Table),
            Self::CreateIndex(_) => (Create, ObjectKind::Index),
            Self::CreateRoutine(routine) => {
                let CreateRoutine { object, or_replace, .. } = &**routine;
                (if *or_replace { Replace } else { Create }, object.kind)
            }
            Self::Create { object, or_replace, .. } => (if *or_replace { Replace } else { Create }, object.kind),
            Self::AddColumn { .. } => (Create, ObjectKind::Column),
            Self::AddConstraint { .. } => (Create, ObjectKind::Constraint),
            Self::CreateType { .. } | Self::AddEnumValue { .. } => (Create, ObjectKind::Type),
            Self::Drop { object, .. } | Self::DropPart { part: object, .. } => (Drop, object.kind),
            Self::DropOwned => (Drop, ObjectKind::Other),
            Self::Rename { object, .. } => (Rename, object.kind),
            Self::RenameEnumValue { .. } => (Rename, ObjectKind::Type),
            Self::SetSchema { object, .. } => (Move, object.kind),
            Self::SetType { .. } => (Coerce, ObjectKind::Column),
            Self::AlterColumn { change: ColumnChange::DropDefault | ColumnChange::DropIdentity, .. } => {
                (Drop, ObjectKind::Column)
            }
            Self::RowSecurity { change: RowSecurity::Disable, .. } => (Unprotect, ObjectKind::Table),
            Self::Truncate { .. } | Self::Write { verb: WriteVerb::Delete, filtered: false, .. } => {
                (Empty, ObjectKind::Table)
            }
            Self::Write { verb: WriteVerb::Update, filtered: false, .. } => (Overwrite, ObjectKind::Table),
            _ => (Adjust, ObjectKind::Other),
        }
    }
}
