//! Recording of columns, domains, partitions and indexes, and questions about them.

use super::compact::{Few, before};
use super::state::Timeline;
use crate::object::{Name, Object, ObjectKind};
use crate::sql::action::{ColumnChange, Operation};
use crate::sql::declared::{Column, Constraint, ConstraintKind, CreateIndex, CreateTable};
use crate::sql::details::DomainDetails;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

impl Timeline {
    /// Records the relations of an action, which is the last one.
    pub(super) fn see_relations(&mut self, operation: &Operation) {
        match operation {
            Operation::CreateTable(create) => self.see_new_table(create),
            Operation::CreateIndex(create) => self.see_index(create),
            Operation::AttachPartition { table, partition, is_default } => {
                self.see_partition(table, partition, *is_default);
            }
            Operation::AddColumn { table, column, .. } => self.see_nullable(table, column),
            Operation::AlterColumn { table, column, change } => match change {
                ColumnChange::SetNotNull | ColumnChange::AddIdentity => self.set_nullable(table, column, false),
                ColumnChange::DropNotNull => self.set_nullable(table, column, true),
                _ => {}
            },
            Operation::AddConstraint { table, constraint } => self.see_key(table, constraint),
            Operation::Create { object, .. } | Operation::Alter { object, .. } => {
                if let Some(domain) = operation.domain() {
                    let id = self.key(ObjectKind::Domain, &object.name, self.count).id();
                    let known = self.relations.domains.entry(id).or_default();
                    known.check = domain.check.or(known.check);
                    known.not_null |= domain.not_null;
                    known.default |= domain.default;
                }
            }
            _ => {}
        }
    }

    fn see_new_table(&mut self, create: &CreateTable) {
        for column in &create.columns {
            self.see_nullable(&create.table, column);
        }
        for constraint in &create.constraints {
            self.see_key(&create.table, constraint);
        }
        if let Some(parent) = &create.partition_of {
            self.see_partition(parent, &create.table, create.is_default);
        }
    }

    fn see_key(&mut self, table: &Name, constraint: &Constraint) {
        if constraint.kind != ConstraintKind::PrimaryKey {
            return;
        }
        let name = constraint.name.clone().unwrap_or_else(|| format!("{}_pkey", table.name));
        let part = Object::part(ObjectKind::Constraint, name, table);
        let id = self.object_key(&part, self.count).id();
        self.relations.primary_keys.insert(id);
        for column in &constraint.columns {
            self.set_nullable(table, column, false);
        }
    }

    fn see_nullable(&mut self, table: &Name, column: &Column) {
        let is_key = |constraint: &Constraint| constraint.kind == ConstraintKind::PrimaryKey;
        if let Some(key) = column.constraints.iter().find(|found| is_key(found)) {
            self.see_key(table, key);
        }
        let demands = column.not_null || column.identity || column.type_.is_serial();
        self.set_nullable(table, &column.name, !demands);
    }

    fn set_nullable(&mut self, table: &Name, column: &str, is_nullable: bool) {
        if self.is_sparse {
            return;
        }
        let (id, now) = (self.part_key(table, column).id(), self.now());
        Few::add(&mut self.relations.nullable, id, (now, is_nullable));
    }

    fn see_partition(&mut self, table: &Name, partition: &Name, is_default: bool) {
        let parent = self.table_id(table);
        self.relations.partitions.entry(parent).or_default().push(partition.clone());
        if is_default {
            let now = self.now();
            self.relations.defaults.insert(parent, (now, partition.clone()));
        }
    }

    fn see_index(&mut self, create: &CreateIndex) {
        let table = self.table_id(&create.table);
        self.relations.indexes.entry(table).or_default().push(definition(create));
        if let Some(name) = &create.name {
            let name = Name { schema: create.table.schema.clone(), name: name.clone() };
            let id = self.key(ObjectKind::Index, &name, self.count).id();
            self.relations.columns.insert(id, (create.table.clone(), create.columns()));
        }
    }

    /// The constraints of a domain, as far as they are known.
    pub fn domain(&self, name: &Name) -> Option<&DomainDetails> {
        self.relations.domains.get(&self.key(ObjectKind::Domain, name, self.count).id())
    }

    /// Whether a column accepts NULL at an action, if it is known.
    pub fn is_nullable(&self, table: &Name, column: &str, at: usize) -> Option<bool> {
        let known = self.relations.nullable.get(&self.part_key(table, column).id())?;
        before(known.as_slice(), at, |(from, _)| *from).last().map(|(_, is_nullable)| *is_nullable)
    }

    /// The default partition that a table has before an action, and that has not been dropped.
    pub fn default_partition(&self, table: &Name, at: usize) -> Option<&Name> {
        let (from, name) = self.relations.defaults.get(&self.key(ObjectKind::Table, table, at).id())?;
        let is_gone = self.is_dropped(&Object::new(ObjectKind::Table, name.clone()));
        ((*from as usize) < at && !is_gone).then_some(name)
    }

    /// The table and the columns of an index.
    pub fn index_columns(&self, index: &Name) -> Option<(&Name, &[String])> {
        let id = self.key(ObjectKind::Index, index, self.count).id();
        self.relations.columns.get(&id).map(|(table, columns)| (table, columns.as_slice()))
    }

    /// The partitions of a table, as far as they are known.
    pub fn partitions(&self, table: &Name) -> &[Name] {
        let id = self.key(ObjectKind::Table, table, self.count).id();
        self.relations.partitions.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Whether a table has an index like one that another table gets.
    pub fn has_index_like(&self, table: &Name, create: &CreateIndex) -> bool {
        let indexes = self.relations.indexes.get(&self.key(ObjectKind::Table, table, self.count).id());
        indexes.is_some_and(|indexes| indexes.contains(&definition(create)))
    }

    /// Whether a constraint of this name is a primary key.
    pub fn is_primary_key(&self, constraint: &Object) -> bool {
        self.relations.primary_keys.contains(&self.object_key(constraint, self.count).id())
    }
}

/// A hash of the parts by which two indexes of different tables match.
fn definition(create: &CreateIndex) -> u64 {
    let mut hasher = DefaultHasher::new();
    let words: String = create.rest.to_ascii_lowercase().split_whitespace().collect();
    (create.unique, words.trim_start_matches("usingbtree")).hash(&mut hasher);
    hasher.finish()
}
