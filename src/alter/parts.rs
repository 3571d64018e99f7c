//! Parts: objects that go or come with another one, by its statement, and the names that objects take.

use super::context::Context;
use super::fate::Fate;
use super::plan::Plan;
use crate::catalog::{Constraint, ConstraintForm, Identity, Kind, Object, Qualified};

/// Returns the names that a new or altered object takes.
pub(super) fn made_slots(plan: &Plan<'_>, identity: &Identity, fate: &Fate) -> Vec<String> {
    let Some(object) = plan.context.target.objects.get(identity) else { return Vec::new() };
    match (fate, object) {
        // An identity column makes a sequence.
        (Fate::Create | Fate::Recreate, _) | (Fate::Alter(_), Object::Column(_)) => slots_of(object),
        _ => Vec::new(),
    }
}

/// Returns the names that an object takes in its schema.
pub(super) fn slots_of(object: &Object) -> Vec<String> {
    let identity = object.identity();
    let schema = identity.schema.clone().unwrap_or_default();
    let relation = |name: &str| format!("relation {schema}.{name}");
    let data_type = |name: &str| format!("type {schema}.{name}");
    match object {
        Object::Table(_) | Object::View(_) | Object::DataType(_) => {
            vec![relation(&identity.name), data_type(&identity.name)]
        }
        Object::Sequence(_) | Object::Index(_) => vec![relation(&identity.name)],
        Object::Constraint(constraint) => {
            let has_index = !matches!(constraint.form, ConstraintForm::Check | ConstraintForm::Foreign);
            let own = format!("constraint {schema}.{} {}", constraint.on, constraint.name);
            if has_index { vec![own, relation(&identity.name)] } else { vec![own] }
        }
        Object::Column(column) => column.identity.iter().map(|identity| relation(&identity.sequence)).collect(),
        Object::Routine(routine) => vec![format!("routine {schema}.{}({})", routine.name, routine.signature)],
        _ => Vec::new(),
    }
}

/// Whether an object is dropped with another one, by one statement.
pub(super) fn goes_with_another(plan: &Plan<'_>, identity: &Identity) -> bool {
    gone_with(plan, identity).is_some()
}

/// Returns the object with which another one is dropped.
pub(super) fn gone_with(plan: &Plan<'_>, identity: &Identity) -> Option<Identity> {
    let actual = plan.context.actual;
    let (identity, object) = actual.objects.get_key_value(identity)?;
    if let Some(whole) = plan.old.whole_of(identity, object).filter(|whole| plan.is_gone(whole)) {
        // Two tables may reference each other.
        let is_own = match object {
            Object::Constraint(Constraint { references: Some(Qualified { schema, name }), on, .. }) => {
                let other = Context::whole(actual, schema, name).map(|(other, _)| other);
                Some(schema) == identity.schema.as_ref() && name == on
                    || !other.is_some_and(|other| plan.is_gone(other))
            }
            _ => true,
        };
        if is_own && !plan.swaps.contains_key(whole) {
            return Some(whole.clone());
        }
    }
    match object {
        Object::Column(column) => {
            let is_inherited = !column.local || Context::is_partition(actual, &column.schema, &column.table);
            let mut parents =
                plan.old.of(identity).filter(|need| need.kind == Kind::Column && need.name == column.name);
            parents.find(|parent| is_inherited && plan.is_gone(parent)).cloned()
        }
        Object::Sequence(sequence) => {
            let owner = sequence.owned_by.as_ref()?;
            let column = Identity {
                kind: Kind::Column,
                schema: Some(owner.schema.clone()),
                on: Some(owner.table.clone()),
                name: owner.column.clone(),
                arguments: None,
            };
            plan.is_gone(&column).then_some(column)
        }
        Object::Index(index) => attached(plan, identity, index.attached_to.as_ref()?),
        Object::Constraint(constraint) => attached(plan, identity, constraint.attached_to.as_ref()?),
        Object::Trigger(trigger) if trigger.definition.is_none() => {
            plan.old.of(identity).find(|need| need.kind == Kind::Trigger && plan.is_gone(need)).cloned()
        }
        _ => None,
    }
}

/// The index of a partition goes with that of its table.
fn attached(plan: &Plan<'_>, identity: &Identity, of: &Qualified) -> Option<Identity> {
    let is_it = |need: &&&Identity| {
        matches!(need.kind, Kind::Index | Kind::Constraint)
            && need.name == of.name
            && need.schema.as_ref() == Some(&of.schema)
            && plan.is_gone(need)
    };
    let needs: Vec<&Identity> = plan.old.of(identity).collect();
    needs.iter().find(is_it).map(|found| (*found).clone())
}

/// Returns the checks of the parents of a table that have the name of an inherited one.
pub(super) fn parents(plan: &Plan<'_>, check: &Constraint) -> Vec<Identity> {
    let actual = plan.context.actual;
    let Some(table) = Context::table(actual, &check.schema, &check.on) else { return Vec::new() };
    let names = table.inherits.iter().flatten().chain(table.partition.as_ref().map(|partition| &partition.of));
    let of_parent = |parent: &Qualified| Identity {
        schema: Some(parent.schema.clone()),
        on: Some(parent.name.clone()),
        ..check.identity()
    };
    names.map(of_parent).filter(|parent| plan.is_gone(parent)).collect()
}

pub(super) fn comes_with_another(plan: &Plan<'_>, identity: &Identity, object: &Object) -> bool {
    made_with(plan, identity).is_some() || matches!(object, Object::Database(_))
}

/// Returns the object with which another one is made, by one statement.
pub(super) fn made_with(plan: &Plan<'_>, identity: &Identity) -> Option<Identity> {
    let (identity, object) = plan.context.target.objects.get_key_value(identity)?;
    let whole = plan.new.whole_of(identity, object).filter(|whole| plan.is_made(whole))?;
    let is_inside = match object {
        Object::Column(_) => matches!(whole.kind, Kind::Table | Kind::ForeignTable),
        Object::Constraint(check) => {
            check.form == ConstraintForm::Check
                && check.validated
                && check.local != Some(false)
                && matches!(whole.kind, Kind::Table | Kind::ForeignTable | Kind::Domain)
        }
        _ => false,
    };
    is_inside.then(|| whole.clone())
}
