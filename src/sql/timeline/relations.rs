//! Recording of columns, domains, partitions and indexes, and questions about them.

use super::compact::{Few, Id, before};
use super::state::Timeline;
use crate::object::{Name, Object, ObjectKind, PUBLIC};
use crate::sql::action::{ColumnChange, Operation};
use crate::sql::declared::{Column, Constraint, ConstraintKind, CreateIndex, CreateRoutine, CreateTable};
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
            Operation::CreateRoutine(routine) => self.see_definer(routine),
            Operation::Create { object, .. } | Operation::Alter { object, .. } => {
                if matches!(object.kind, ObjectKind::Function | ObjectKind::Procedure) {
                    // ALTER FUNCTION may set the path.
                    self.set_open_definer(&object.name, false);
                }
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

    fn see_definer(&mut self, routine: &CreateRoutine) {
        let name = &routine.object.name;
        if routine.security_definer {
            let schema = name.schema_or(self.default_schema(self.count)).to_owned();
            self.relations.definers.insert(schema);
        }
        self.set_open_definer(name, routine.security_definer && !routine.sets_search_path);
    }

    fn set_open_definer(&mut self, name: &Name, is_open: bool) {
        let id = self.key(ObjectKind::Function, name, self.count).id();
        let now = self.now();
        if is_open || self.relations.open_definers.contains_key(&id) {
            Few::add(&mut self.relations.open_definers, id, (now, is_open));
        }
    }

    fn see_new_table(&mut self, create: &CreateTable) {
        let schema = create.table.schema_or(self.default_schema(self.count));
        if schema != PUBLIC && !create.temporary {
            let (schema, table) = (schema.to_owned(), self.table_id(&create.table));
            self.relations.tables.entry(schema).or_default().push(table);
        }
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
        if let ConstraintKind::ForeignKey { references, .. } = &constraint.kind {
            let ends = (self.table_id(table), self.table_id(references));
            self.relations.keys.insert(ends);
        }
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
        for constraint in &column.constraints {
            self.see_key(table, constraint);
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

    /// Whether a table is created in a schema on which none of these timelines enables row-level security; `None` if no
    /// table is created in it.
    pub fn has_unsecured_table(&self, schema: &str, all: &[&Self]) -> Option<bool> {
        let tables = self.relations.tables.get(schema)?;
        let is_open = |table: &Id| all.iter().all(|timeline| !timeline.secured.contains(table));
        Some(tables.iter().any(is_open))
    }

    /// Whether a routine in a schema runs with its owner's privileges.
    pub fn has_definer(&self, schema: &str) -> bool {
        self.relations.definers.contains(schema)
    }

    /// Whether a routine of this name runs with its owner's privileges and the caller's `search_path` before an action.
    pub fn is_open_definer(&self, name: &Name, at: usize) -> bool {
        let known = self.relations.open_definers.get(&self.key(ObjectKind::Function, name, at).id());
        known.is_some_and(|known| {
            before(known.as_slice(), at, |(from, _)| *from).last().is_some_and(|(_, is_open)| *is_open)
        })
    }

    /// Whether a foreign key leads from one of two tables to the other.
    pub fn is_linked(&self, one: &Name, other: &Name, at: usize) -> bool {
        let id = |table: &Name| self.key(ObjectKind::Table, table, at).id();
        let (one, other) = (id(one), id(other));
        self.relations.keys.contains(&(one, other)) || self.relations.keys.contains(&(other, one))
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
