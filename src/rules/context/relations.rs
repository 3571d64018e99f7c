//! Questions about columns, domains, partitions and indexes.

use super::script::{ScriptContext, Step};
use crate::object::{Name, Object};
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

    /// Whether every known partition of a table has an index like the one that the table gets, so that nothing is built.
    pub fn is_on_every_partition(&self, create: &CreateIndex) -> bool {
        let timelines: Vec<&Timeline> =
            std::iter::once(self.timeline).chain(self.prior.map(|prior| &prior.timeline)).collect();
        let mut partitions = timelines.iter().flat_map(|timeline| timeline.partitions(&create.table)).peekable();
        partitions.peek().is_some()
            && partitions.all(|partition| timelines.iter().any(|timeline| timeline.has_index_like(partition, create)))
    }
}
