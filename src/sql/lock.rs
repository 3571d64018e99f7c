//! The locks that a statement takes on existing relations, as measured on
//! `PostgreSQL` 15 (and documented in the manual, section 13.3, and at each command).

use super::action::{ColumnChange, Operation, WriteVerb};
use super::declared::{ConstraintKind, CreateTable};
use crate::object::{Lock, Name, ObjectKind};

/// Returns the locks that an operation takes on tables and views that it names. `DROP INDEX` also locks
/// the table, which the statement does not name, so that lock is not included.
pub fn locks(operation: &Operation) -> Vec<(&Name, Lock)> {
    use Lock::{AccessExclusive, Exclusive, RowExclusive, Share, ShareRowExclusive, ShareUpdateExclusive};
    let on_its_table = |lock| operation.table().map(|table| (table, lock)).into_iter().collect();
    match operation {
        Operation::CreateTable(create) => of_new_table(create),
        Operation::CreateIndex(create) => {
            vec![(&create.table, if create.concurrently { ShareUpdateExclusive } else { Share })]
        }
        Operation::AddColumn { table, column, .. } => {
            let keys = column.constraints.iter().filter_map(|constraint| references(&constraint.kind));
            std::iter::once((table, AccessExclusive)).chain(keys.map(|other| (other, ShareRowExclusive))).collect()
        }
        Operation::AddConstraint { table, constraint } => match references(&constraint.kind) {
            Some(other) => vec![(table, ShareRowExclusive), (other, ShareRowExclusive)],
            None => vec![(table, AccessExclusive)],
        },
        Operation::ValidateConstraint { table, .. } => vec![(table, ShareUpdateExclusive)],
        Operation::AttachPartition { table, partition, .. } => {
            vec![(table, ShareUpdateExclusive), (partition, AccessExclusive)]
        }
        Operation::DetachPartition { table, partition, concurrently, .. } => {
            let lock = if *concurrently { ShareUpdateExclusive } else { AccessExclusive };
            vec![(table, lock), (partition, lock)]
        }
        Operation::SwitchTrigger { .. } => on_its_table(ShareRowExclusive),
        Operation::Create { object, .. } if object.kind == ObjectKind::Trigger => on_its_table(ShareRowExclusive),
        Operation::Create { object, .. } if matches!(object.kind, ObjectKind::Policy | ObjectKind::Rule) => {
            on_its_table(AccessExclusive)
        }
        Operation::AlterColumn { change: ColumnChange::Other, .. } | Operation::Create { .. } => Vec::new(),
        Operation::Drop { .. }
        | Operation::DropPart { .. }
        | Operation::SetType { .. }
        | Operation::AlterColumn { .. }
        | Operation::RowSecurity { .. }
        | Operation::Rewrite { .. }
        | Operation::ReplicaIdentity { .. }
        | Operation::Alter { .. }
        | Operation::Rename { .. }
        | Operation::SetSchema { .. }
        | Operation::OwnerTo { .. }
        | Operation::Cluster { .. } => on_its_table(AccessExclusive),
        Operation::Insert { .. } => on_its_table(RowExclusive),
        Operation::Write { verb: WriteVerb::Update | WriteVerb::Delete | WriteVerb::Merge, .. } => {
            on_its_table(RowExclusive)
        }
        Operation::Truncate { tables, .. } => tables.iter().map(|table| (table, AccessExclusive)).collect(),
        Operation::Refresh { concurrently, .. } => {
            on_its_table(if *concurrently { Exclusive } else { AccessExclusive })
        }
        Operation::Lock { tables, mode } => {
            let lock = Lock::of_name(mode).unwrap_or(AccessExclusive);
            tables.iter().map(|table| (table, lock)).collect()
        }
        _ => Vec::new(),
    }
}

/// The tables that a new table references, and the one that it is a partition of.
fn of_new_table(create: &CreateTable) -> Vec<(&Name, Lock)> {
    let of_columns = create.columns.iter().flat_map(|column| &column.constraints);
    let keys = create.constraints.iter().chain(of_columns).filter_map(|constraint| references(&constraint.kind));
    let parent = create.partition_of.iter().map(|parent| (parent, Lock::AccessExclusive));
    keys.map(|table| (table, Lock::ShareRowExclusive)).chain(parent).collect()
}

fn references(kind: &ConstraintKind) -> Option<&Name> {
    if let ConstraintKind::ForeignKey { references, .. } = kind { Some(references) } else { None }
}
