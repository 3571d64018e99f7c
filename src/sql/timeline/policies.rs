//! Recording of policies, and the question whether one makes another one superfluous.

use super::kept::Policy;
use super::state::Timeline;
use crate::object::{Object, ObjectKind};
use crate::sql::action::Operation;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

impl Timeline {
    /// Records the policy of an action, which is the last one.
    pub(super) fn see_policy(&mut self, operation: &Operation) {
        let (Operation::Create { object, .. } | Operation::Drop { object, .. } | Operation::Alter { object, .. }) =
            operation
        else {
            return;
        };
        let Some(table) = object.on.as_ref().filter(|_| object.kind == ObjectKind::Policy && !self.is_sparse) else {
            return;
        };
        let (table, id, now) = (self.table_id(table), self.object_key(object, self.count - 1).id(), self.now());
        let policies = self.relations.policies.entry(table).or_default();
        // What ALTER POLICY changes is not followed: such a policy is compared with no other.
        if !matches!(operation, Operation::Create { .. }) {
            policies.iter_mut().filter(|known| known.id == id && known.dropped.is_none()).for_each(|known| {
                known.dropped = Some(now);
            });
            return;
        }
        if let Some(details) = operation.policy() {
            let roles = (!details.roles.is_empty()).then(|| {
                let mut hasher = DefaultHasher::new();
                details.roles.hash(&mut hasher);
                hasher.finish()
            });
            let (command, restrictive) = (details.command, details.restrictive);
            policies.push(Policy { id, created: now, dropped: None, command, restrictive, roles });
        }
    }

    /// Whether a permissive policy has another one beside it before an action that allows the same to the same roles,
    /// and that a following timeline does not drop.
    pub fn has_other_policy(&self, policy: &Object, at: usize, following: &Self) -> bool {
        let Some(table) = &policy.on else {
            return false;
        };
        let id = self.object_key(policy, at).id();
        let known = self.relations.policies.get(&self.key(ObjectKind::Table, table, at).id());
        let is_live = |known: &&Policy| {
            let is_dropped = known.dropped.is_some_and(|dropped| (dropped as usize) < at);
            (known.created as usize) < at && !is_dropped
        };
        let live = || known.into_iter().flatten().filter(is_live);
        let Some(own) = live().find(|known| known.id == id && !known.restrictive) else {
            return false;
        };
        let changed = following.relations.policies.get(&following.key(ObjectKind::Table, table, 0).id());
        let is_kept = |other: &Policy| {
            !following.dropped.contains_key(&other.id)
                && changed.is_none_or(|all| all.iter().all(|one| one.id != other.id))
        };
        live().any(|other| {
            other.id != id
                && !other.restrictive
                && (other.command.is_none() || other.command == own.command)
                && (other.roles.is_none() || other.roles == own.roles)
                && is_kept(other)
        })
    }
}
