//! Questions to a timeline.

use super::compact::{Few, Id, before};
use super::state::{Certainty, Creation, Key, LabelChange, Origin, TEMPORARY, Timeline, temporary};
use crate::object::{Name, Object, ObjectKind, PUBLIC};
use crate::sql::types::Type;

impl Timeline {
    /// The origin of an object as seen by the action with this number.
    pub fn origin(&self, object: &Object, at: usize) -> Origin {
        let shadows = object.on.as_ref().unwrap_or(&object.name);
        let is_relation = object.on.is_some() || object.kind.space() == ObjectKind::Table;
        if is_relation && self.is_shadowed(shadows, at) {
            return Origin::New;
        }
        match self.created_before(self.object_key(object, at).id(), at).map(|created| created.certainty) {
            Some(Certainty::Certain) => Origin::New,
            Some(Certainty::Possible) => Origin::Unsure,
            None => Origin::Old,
        }
    }

    /// Whether an unqualified name means a temporary table at an action: one was created before and not
    /// dropped since.
    pub(super) fn is_shadowed(&self, name: &Name, at: usize) -> bool {
        if name.schema.as_deref().is_some_and(|schema| schema != TEMPORARY) {
            return false;
        }
        let id = self.key(ObjectKind::Table, &temporary(name), at).id();
        let created = self.created_before(id, at).map(|created| created.at);
        let dropped = self.dropped.get(&id).copied().filter(|dropped| (*dropped as usize) < at);
        created.is_some_and(|created| dropped.is_none_or(|dropped| dropped < created))
    }

    /// The last creation of an object before an action.
    fn created_before(&self, id: Id, at: usize) -> Option<Creation> {
        before(self.created.get(&id)?.as_slice(), at, |created| created.at).last().copied()
    }

    /// Whether an object is created after an action.
    fn is_created_after(&self, id: Id, at: usize) -> bool {
        self.created.get(&id).and_then(Few::last).is_some_and(|last| last.at as usize > at)
    }

    /// The origin of a table (or view) as seen by the action with this number.
    pub fn table_origin(&self, table: &Name, at: usize) -> Origin {
        self.origin(&Object::new(ObjectKind::Table, table.clone()), at)
    }

    /// Whether a later action creates an object of this name, or renames another one to it.
    pub fn is_recreated(&self, object: &Object, at: usize) -> bool {
        let id = self.object_key(object, at).id();
        self.is_created_after(id, at) || self.is_renamed_to(id, at)
    }

    /// Whether a later action renames another object to this name.
    pub fn name_is_reused(&self, object: &Object, at: usize) -> bool {
        self.is_renamed_to(self.object_key(object, at).id(), at)
    }

    /// Whether the object was renamed before, and another object has its old name now.
    pub fn was_moved_aside(&self, object: &Object, at: usize) -> bool {
        let id = self.object_key(object, at).id();
        let renames = self.renamed_to.get(&id).map_or(&[][..], Few::as_slice);
        let mut renames = before(renames, at, |(renamed, _)| *renamed).iter().map(|(at, old)| (*at as usize, *old));
        renames.any(|(renamed, old)| self.is_created_after(old, renamed) || self.is_renamed_to(old, renamed))
    }

    fn is_renamed_to(&self, id: Id, after: usize) -> bool {
        self.renamed_to.get(&id).and_then(Few::last).is_some_and(|(last, _)| last as usize > after)
    }

    /// Whether another part of this kind is created on the same table.
    pub fn has_other_part(&self, part: &Object, at: usize) -> bool {
        let own = self.object_key(part, at);
        let parts = self.parts.get(&Key { name: "", ..own }.id());
        parts.is_some_and(|parts| *parts > usize::from(self.created.contains_key(&own.id())))
    }

    /// Whether any action drops the object.
    pub fn is_dropped(&self, object: &Object) -> bool {
        self.dropped.contains_key(&self.object_key(object, self.count).id())
    }

    /// The number of the first action before `at` that creates the object.
    pub fn first_created(&self, object: &Object, before: usize) -> Option<usize> {
        let created = self.created.get(&self.object_key(object, before).id())?;
        created.as_slice().first().map(|created| created.at as usize).filter(|at| *at < before)
    }

    /// The type of a column before an action, if it is known.
    pub fn column_type(&self, table: &Name, column: &str, at: usize) -> Option<&Type> {
        let types = self.columns.get(&self.part_key(table, column).id())?;
        before(types.as_slice(), at, |(from, _)| *from).last().and_then(|(_, number)| self.types.get(*number))
    }

    /// Whether a `CHECK (column IS NOT NULL)` exists before an action, and whether it is validated, so that `SET NOT
    /// NULL` needs no scan (since `PostgreSQL` 12).
    pub fn not_null_check(&self, table: &Name, column: &str, at: usize) -> Option<bool> {
        let checks = self.not_null_checks.get(&self.part_key(table, column).id())?;
        let (from, is_valid) = before(checks.as_slice(), at, |(from, _)| *from).last()?;
        Some(*is_valid || self.last_validation(table, at) > Some(*from))
    }

    /// The last action before one that validates a constraint of a table.
    pub fn last_validation(&self, table: &Name, at: usize) -> Option<u32> {
        let validated = self.validated.get(&self.key(ObjectKind::Table, table, self.count).id())?;
        before(validated.as_slice(), at, |from| *from).last().copied()
    }

    /// The values of an enum before an action, if they are known.
    pub fn enum_labels(&self, name: &Name, at: usize) -> Option<Vec<String>> {
        self.labels_of(self.key(ObjectKind::Type, name, at).id(), at)
    }

    pub(super) fn labels_of(&self, id: Id, at: usize) -> Option<Vec<String>> {
        let changes = before(self.labels.get(&id)?, at, |(from, _)| *from);
        let start = changes.iter().rposition(|(_, change)| matches!(change, LabelChange::Set(_)))?;
        let mut labels = Vec::new();
        for (_, change) in &changes[start..] {
            match change {
                LabelChange::Set(all) => labels.clone_from(all),
                LabelChange::Add(label) => labels.push(label.clone()),
                LabelChange::Rename { from, to } => {
                    labels.iter_mut().filter(|label| *label == from).for_each(|label| label.clone_from(to));
                }
            }
        }
        Some(labels)
    }

    /// The name to which a later action renames a type.
    pub fn later_name(&self, object: &Object, at: usize) -> Option<&str> {
        let (last, new) = self.renamed_types.get(&self.object_key(object, at).id())?.last()?;
        (*last as usize > at).then_some(new)
    }

    /// Whether a table is known to have partitions before an action.
    pub fn is_partitioned(&self, table: &Name, at: usize) -> bool {
        self.partitioned.get(&self.key(ObjectKind::Table, table, at).id()).is_some_and(|from| (*from as usize) < at)
    }

    /// Whether a table is known to have a `CHECK` with any condition before an action.
    pub fn has_check(&self, table: &Name, at: usize) -> bool {
        self.checked.get(&self.key(ObjectKind::Table, table, at).id()).is_some_and(|from| (*from as usize) < at)
    }

    /// Whether any action enables row level security of a table; `at` decides what an unqualified name
    /// means.
    pub fn is_secured(&self, table: &Name, at: usize) -> bool {
        self.secured.contains(&self.key(ObjectKind::Table, table, at).id())
    }

    /// Whether any action forces row-level security of a table on its owner.
    pub fn is_forced(&self, table: &Name, at: usize) -> bool {
        self.forced.contains(&self.key(ObjectKind::Table, table, at).id())
    }

    /// The tables with a column of this type, which is not built in.
    pub fn tables_with(&self, type_name: &str) -> Vec<&str> {
        self.typed.get(type_name).into_iter().flatten().map(String::as_str).collect()
    }

    /// The number of actions.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there is no action.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Whether a function of this name is `IMMUTABLE` or `STABLE`; `None` if it is not known.
    pub fn is_stable_function(&self, name: &str) -> Option<bool> {
        self.stable_functions.get(&Id::of_name(name)).copied()
    }

    /// Whether a function of this name is a trigger function.
    pub fn is_trigger_function(&self, name: &str) -> bool {
        self.trigger_functions.contains(&Id::of_name(name))
    }

    /// The schema that unqualified names mean at the action with this number.
    pub fn default_schema(&self, at: usize) -> &str {
        let before = self.paths.partition_point(|(from, _)| *from < at);
        before.checked_sub(1).map_or(PUBLIC, |last| &self.paths[last].1)
    }
}
