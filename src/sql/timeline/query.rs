//! Questions to a timeline.

use super::state::{Certainty, Creation, Key, LabelChange, Origin, TEMPORARY, Timeline, last_before, temporary};
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
        let key = self.object_key(object, at);
        match self.created_before(&key, at).map(|created| created.certainty) {
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
        let key = self.key(ObjectKind::Table, &temporary(name), at);
        let created = self.created_before(&key, at).map(|created| created.at);
        let dropped = self.dropped.get(&key).copied().filter(|dropped| *dropped < at);
        created.is_some_and(|created| dropped.is_none_or(|dropped| dropped < created))
    }

    /// The last creation of an object before an action.
    fn created_before(&self, key: &Key, at: usize) -> Option<&Creation> {
        let created = self.created.get(key)?;
        created.partition_point(|created| created.at < at).checked_sub(1).map(|last| &created[last])
    }

    /// Whether an object is created after an action.
    fn is_created_after(&self, key: &Key, at: usize) -> bool {
        self.created.get(key).and_then(|created| created.last()).is_some_and(|last| last.at > at)
    }

    /// The origin of a table (or view) as seen by the action with this number.
    pub fn table_origin(&self, table: &Name, at: usize) -> Origin {
        self.origin(&Object::new(ObjectKind::Table, table.clone()), at)
    }

    /// Whether a later action creates an object of this name, or renames another one to it.
    pub fn is_recreated(&self, object: &Object, at: usize) -> bool {
        let key = self.object_key(object, at);
        self.is_created_after(&key, at) || self.is_renamed_to(&key, at)
    }

    /// Whether a later action renames another object to this name.
    pub fn name_is_reused(&self, object: &Object, at: usize) -> bool {
        self.is_renamed_to(&self.object_key(object, at), at)
    }

    /// Whether the object was renamed before, and another object has its old name now.
    pub fn was_moved_aside(&self, object: &Object, at: usize) -> bool {
        let key = self.object_key(object, at);
        let renames = self.renamed_to.get(&key).map_or(&[][..], Vec::as_slice);
        let before = &renames[..renames.partition_point(|(renamed, _)| *renamed < at)];
        before.iter().any(|(renamed, old)| self.is_created_after(old, *renamed) || self.is_renamed_to(old, *renamed))
    }

    fn is_renamed_to(&self, key: &Key, after: usize) -> bool {
        self.renamed_to.get(key).and_then(|renames| renames.last()).is_some_and(|(last, _)| *last > after)
    }

    /// Whether another part of this kind is created on the same table.
    pub fn has_other_part(&self, part: &Object, at: usize) -> bool {
        let own = self.object_key(part, at);
        let parts = self.parts.get(&Key { name: String::new(), ..own.clone() });
        parts.is_some_and(|parts| parts.len() > usize::from(parts.contains(&own.name)))
    }

    /// Whether any action drops the object.
    pub fn is_dropped(&self, object: &Object) -> bool {
        self.dropped.contains_key(&self.object_key(object, self.count))
    }

    /// The number of the first action before `at` that creates the object.
    pub fn first_created(&self, object: &Object, before: usize) -> Option<usize> {
        let created = self.created.get(&self.object_key(object, before))?;
        created.first().map(|created| created.at).filter(|at| *at < before)
    }

    /// The type of a column before an action, if it is known.
    pub fn column_type(&self, table: &Name, column: &str, at: usize) -> Option<&Type> {
        let types = self.columns.get(&self.part_key(table, column))?;
        last_before(types, at).map(|(_, type_)| type_)
    }

    /// Whether a validated `CHECK (column IS NOT NULL)` exists before an action, so that
    /// `SET NOT NULL` needs no scan (since `PostgreSQL` 12).
    pub fn has_not_null_check(&self, table: &Name, column: &str, at: usize) -> bool {
        let key = self.part_key(table, column);
        let check = self.not_null_checks.get(&key).and_then(|checks| last_before(checks, at));
        let table = Key { space: ObjectKind::Table, name: key.table, table: String::new(), schema: key.schema };
        let validated = self.validated.get(&table).map_or(&[][..], Vec::as_slice);
        let last = validated.partition_point(|from| *from < at).checked_sub(1).map(|last| validated[last]);
        check.is_some_and(|(from, is_valid)| *is_valid || last > Some(*from))
    }

    /// The values of an enum before an action, if they are known.
    pub fn enum_labels(&self, name: &Name, at: usize) -> Option<Vec<String>> {
        self.labels_of(&self.key(ObjectKind::Type, name, at), at)
    }

    pub(super) fn labels_of(&self, key: &Key, at: usize) -> Option<Vec<String>> {
        let changes = self.labels.get(key)?;
        let changes = &changes[..changes.partition_point(|(from, _)| *from < at)];
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

    /// The name to which a later action renames an object.
    pub fn later_name(&self, object: &Object, at: usize) -> Option<&str> {
        let key = self.object_key(object, at);
        let (last, new) = self.renamed_from.get(&key)?.last()?;
        (*last > at).then_some(new)
    }

    /// Whether a table is known to have partitions before an action.
    pub fn is_partitioned(&self, table: &Name, at: usize) -> bool {
        self.partitioned.get(&self.key(ObjectKind::Table, table, at)).is_some_and(|from| *from < at)
    }

    /// Whether a table is known to have a `CHECK` with any condition before an action.
    pub fn has_check(&self, table: &Name, at: usize) -> bool {
        self.checked.get(&self.key(ObjectKind::Table, table, at)).is_some_and(|from| *from < at)
    }

    /// Whether any action enables row level security of a table; `at` decides what an unqualified name
    /// means.
    pub fn is_secured(&self, table: &Name, at: usize) -> bool {
        self.secured.contains(&self.key(ObjectKind::Table, table, at))
    }

    /// The tables with a column of this type.
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
        self.stable_functions.get(name).copied()
    }

    /// Whether a function of this name is a trigger function.
    pub fn is_trigger_function(&self, name: &str) -> bool {
        self.trigger_functions.contains(name)
    }

    /// The schema that unqualified names mean at the action with this number.
    pub fn default_schema(&self, at: usize) -> &str {
        last_before(&self.paths, at).map_or(PUBLIC, |(_, schema)| schema)
    }
}
