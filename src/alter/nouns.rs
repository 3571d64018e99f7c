//! The file of each noun, by the object.

use super::context::Context;
use super::fate::{Alteration, Changed, Outcome};
use super::{
    attributes, collation, column, constraint, data_type, extension, foreign_data, index, operator, privileges,
    publication, routine, sequence, subscription, table, text_search, trigger, view,
};
use crate::catalog::{Catalog, Column, Constraint, Enabled, Identity, Object, Trigger};

/// Says how a changed object is altered.
pub(super) fn alter(context: &Context<'_>, before: &Object, after: &Object, changed: &Changed<'_>) -> Outcome {
    // Their privileges are all that they have.
    let is_privilege = matches!(after, Object::DefaultPrivileges(_) | Object::Altered(_));
    let is_own = |name: &&str| is_privilege || !attributes::NAMES.contains(name);
    let own: Vec<&str> = changed.0.iter().copied().filter(is_own).collect();
    let described = attributes::changed(context, before, after, changed);
    let structure = Changed(own.iter().copied().filter(|name| *name != "column_order").collect());
    let outcome = if structure.0.is_empty() {
        Outcome::Alter(Alteration::default())
    } else {
        structural(context, before, after, &structure)
    };
    let Outcome::Alter(mut alteration) = outcome else { return Outcome::Recreate };
    alteration.main.extend(described);
    if let (Object::Extension(before), Object::Extension(after)) = (before, after)
        && changed.has("owner")
    {
        alteration.main.retain(|statement| !statement.contains(" OWNER TO "));
        let reason = format!("the owner of an extension cannot be changed from {} to {}", before.owner, after.owner);
        alteration.refused.push(reason);
    }
    Outcome::Alter(alteration)
}

fn structural(context: &Context<'_>, before: &Object, after: &Object, changed: &Changed<'_>) -> Outcome {
    match (before, after) {
        (Object::Extension(before), Object::Extension(after)) => extension::extension(context, before, after),
        (Object::Table(before), Object::Table(after)) => table::alter(context, before, after, changed),
        (Object::Column(before), Object::Column(after)) => column::alter(context, before, after, changed),
        (Object::Constraint(before), Object::Constraint(after)) => constraint::alter(context, before, after, changed),
        (Object::Index(before), Object::Index(after)) => index::alter(context, before, after, changed),
        (Object::View(before), Object::View(after)) => view::alter(context, before, after, changed),
        (Object::Sequence(before), Object::Sequence(after)) => sequence::alter(context, before, after),
        (Object::Routine(before), Object::Routine(after)) => routine::alter(context, before, after, changed),
        (Object::Trigger(before), Object::Trigger(after)) => trigger::trigger(context, before, after, changed),
        (_, Object::Rule(after)) => trigger::rule(context, after, changed),
        (_, Object::EventTrigger(after)) => trigger::event_trigger(context, after, changed),
        (Object::Policy(before), Object::Policy(after)) => trigger::policy(context, before, after, changed),
        (Object::DataType(before), Object::DataType(after)) => data_type::alter(context, before, after, changed),
        (_, Object::Collation(_)) => collation::alter(changed),
        (_, Object::Operator(after)) => operator::operator(context, after, changed),
        (Object::OperatorFamily(before), Object::OperatorFamily(after)) => operator::family(context, before, after),
        (Object::TextSearch(before), Object::TextSearch(after)) => text_search::alter(context, before, after, changed),
        (_, Object::Statistics(after)) => text_search::statistics(context, after, changed),
        (Object::Publication(before), Object::Publication(after)) => {
            publication::alter(context, before, after, changed)
        }
        (Object::Subscription(before), Object::Subscription(after)) => {
            subscription::alter(context, before, after, changed)
        }
        (Object::ForeignData(before), Object::ForeignData(after)) => {
            foreign_data::alter(context, before, after, changed)
        }
        (Object::DefaultPrivileges(before), Object::DefaultPrivileges(after)) => {
            let finish = privileges::defaults(context, Some(before), Some(after));
            Outcome::Alter(Alteration { finish, ..Alteration::default() })
        }
        (Object::Altered(before), Object::Altered(after)) => altered(context, before, after),
        (_, Object::Database(_)) => Alteration::refuse(DATABASE),
        _ => Outcome::Recreate,
    }
}

fn altered(context: &Context<'_>, before: &crate::catalog::Altered, after: &crate::catalog::Altered) -> Outcome {
    match privileges::altered(context, Some(before), Some(after)) {
        Ok(main) => Alteration::of(main),
        Err(reason) => Alteration::refuse(reason),
    }
}

/// Returns why an object that is on one side only cannot be written.
pub(super) fn unwritable(context: &Context<'_>, before: Option<&Object>, after: Option<&Object>) -> Option<String> {
    match (before, after) {
        (Some(_), Some(_)) => None,
        (_, Some(Object::Altered(altered))) => privileges::altered(context, None, Some(altered)).err(),
        (Some(Object::Altered(altered)), _) => privileges::altered(context, Some(altered), None).err(),
        (_, Some(Object::Database(_))) | (Some(Object::Database(_)), _) => Some(DATABASE.to_owned()),
        (_, Some(Object::ForeignData(data))) if foreign_data::has_secret(data) => {
            Some("the value of an option may be secret, so the catalog leaves it out".to_owned())
        }
        _ => None,
    }
}

/// Reason why the database itself is not written.
const DATABASE: &str = "settings and privileges of the database are not a part of its schema";

/// Returns an object as another definition makes it: the catalog has the column of a view, and the constraint or
/// trigger that follows from that of a parent, only where something was set for it.
pub(super) fn bare(catalog: &Catalog, object: &Object) -> Option<Object> {
    Some(match object {
        Object::Column(column) => Object::Column(Column {
            default: None,
            storage: None,
            compression: None,
            statistics: None,
            options: None,
            foreign_options: None,
            grants: None,
            comment: None,
            labels: None,
            ..column.clone()
        }),
        Object::Constraint(constraint) => {
            Object::Constraint(Constraint { comment: None, index_comment: None, ..constraint.clone() })
        }
        Object::Trigger(trigger) => Object::Trigger(Trigger {
            enabled: state_of_parent(catalog, trigger),
            comment: None,
            depends_on_extensions: None,
            ..trigger.clone()
        }),
        _ => return None,
    })
}

/// A trigger that follows from that of a partitioned table is enabled as it is.
fn state_of_parent(catalog: &Catalog, trigger: &Trigger) -> Enabled {
    let mut identity: Identity = trigger.identity();
    for _ in 0..64 {
        let whole = Identity {
            kind: crate::catalog::Kind::Table,
            name: identity.on.take().unwrap_or_default(),
            on: None,
            ..identity.clone()
        };
        let Some(Object::Table(table)) = catalog.objects.get(&whole) else { break };
        let Some(partition) = &table.partition else { break };
        identity.schema = Some(partition.of.schema.clone());
        identity.on = Some(partition.of.name.clone());
        if let Some(Object::Trigger(parent)) = catalog.objects.get(&identity) {
            return parent.enabled;
        }
    }
    Enabled::Origin
}
