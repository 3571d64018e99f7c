//! Questions about columns, domains, partitions and indexes.

use super::prior::View;
use super::script::{ScriptContext, Step};
use crate::object::{Name, Object, ObjectKind};
use crate::sql::{CreateIndex, DomainDetails, Timeline};

impl<'a> ScriptContext<'a> {
    /// Whether a validated `CHECK (column IS NOT NULL)` exists before a step. It may be older than its validation.
    pub fn has_not_null_check(&self, table: &Name, column: &str, step: &Step) -> bool {
        let preceding = self.preceding(step);
        let is_checked = preceding.any(|timeline, at| timeline.not_null_check(table, column, at).is_some());
        is_checked
            && (preceding.any(|timeline, at| timeline.not_null_check(table, column, at) == Some(true))
                || self.timeline.last_validation(table, step.number).is_some())
    }

    /// Whether a column accepts NULL before a step, if a migration declares it.
    pub fn is_nullable(&self, table: &Name, column: &str, step: &Step) -> Option<bool> {
        self.preceding(step).first(|timeline, at| timeline.is_nullable(table, column, at))
    }

    /// The constraints of a domain; `None` if no migration declares it.
    pub fn domain(&self, name: &Name) -> Option<&'a DomainDetails> {
        self.whole().first(|timeline, _| timeline.domain(name))
    }

    /// The default partition of a table before a step, if a migration declares it.
    pub fn default_partition(&self, table: &Name, step: &Step) -> Option<&'a Name> {
        self.preceding(step).first(|timeline, at| timeline.default_partition(table, at))
    }

    /// The table and the columns of an index, if a migration creates it.
    pub fn index_columns(&self, index: &Name) -> Option<(&'a Name, &'a [String])> {
        self.whole().first(|timeline, _| timeline.index_columns(index))
    }

    /// Whether a constraint is known to be a primary key.
    pub fn is_primary_key(&self, constraint: &Object) -> bool {
        self.whole().any(|timeline, _| timeline.is_primary_key(constraint))
    }

    /// Whether a table of a schema is not known to have row-level security, or no migration creates a table in it.
    pub fn has_unsecured_table(&self, schema: &str) -> bool {
        let timelines = self.timelines();
        let answers = timelines.iter().filter_map(|timeline| timeline.has_unsecured_table(schema, &timelines));
        answers.reduce(|one, other| one || other).unwrap_or(true)
    }

    /// Whether a migration creates a routine in a schema that runs with its owner's privileges, or may do so.
    pub fn has_definer(&self, schema: &str) -> bool {
        self.prior.is_none() || self.timelines().iter().any(|timeline| timeline.has_definer(schema))
    }

    /// Whether the migrations before the script leave a routine of this name that runs with its owner's privileges and the
    /// caller's `search_path`.
    pub fn was_open_definer(&self, name: &Name) -> bool {
        let before = self.prior.map(|prior| prior.until(self.path, self.script.part.start));
        before.is_some_and(|View { timeline, at }| timeline.is_open_definer(name, at))
    }

    /// Whether a foreign key leads from one of two tables to the other before a step, or may do so.
    pub fn is_linked(&self, one: &Name, other: &Name, step: &Step) -> bool {
        self.prior.is_none() || self.preceding(step).any(|timeline, at| timeline.is_linked(one, other, at))
    }

    /// Whether a migration forces row-level security of a table on its owner; `None` if something else may do so.
    pub fn is_forced(&self, table: &Name, step: &Step) -> Option<bool> {
        let is_forced = self.preceding(step).any(|timeline, at| timeline.is_forced(table, at));
        let object = Object::new(ObjectKind::Table, table.clone());
        let is_known = self.prior.is_some() && !self.is_created_outside_migrations(&object, step);
        (is_forced || is_known).then_some(is_forced)
    }

    /// Whether the access that a dropped policy gave remains: it is not a restrictive one, and another policy,
    /// which an earlier migration creates, allows the same to the same roles.
    pub fn is_covered(&self, policy: &Object) -> bool {
        let prior = self.prior.map(|prior| prior.until(self.path, self.script.part.start));
        prior.is_some_and(|View { timeline, at }| timeline.has_other_policy(policy, at, self.timeline))
    }

    /// The timelines of the script and of the migrations before it.
    fn timelines(&self) -> Vec<&'a Timeline> {
        std::iter::once(self.timeline).chain(self.prior.map(|prior| &prior.timeline)).collect()
    }

    /// Whether every known partition of a table has an index like the one that the table gets, so that nothing is built.
    pub fn is_on_every_partition(&self, create: &CreateIndex) -> bool {
        let timelines = self.timelines();
        let mut partitions = timelines.iter().flat_map(|timeline| timeline.partitions(&create.table)).peekable();
        partitions.peek().is_some()
            && partitions.all(|partition| timelines.iter().any(|timeline| timeline.has_index_like(partition, create)))
    }
}
