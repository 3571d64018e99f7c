//! What a statement's deed does to which kind of object: from here the table of classes
//! ([`crate::object::class_of`]) tells the class.

use super::action::{ColumnChange, Operation, RowSecurity, WriteVerb};
use super::declared::CreateRoutine;
use crate::object::{Effect, ObjectKind};

impl Operation {
    /// The effect and the kind of object it falls on. `Coerce` is what can be told of a type
    /// change alone; whoever knows the old type may know better.
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
