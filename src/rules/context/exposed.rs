//! Relations that Supabase serves over its API, shared by the rules about them.

use super::grant::{Clause, Objects};
use super::script::{ScriptContext, Step};
use crate::object::{Name, Object, ObjectKind, PUBLIC};
use crate::sql::Operation;

/// Roles that everyone with the public key of the project has, signed in or not.
pub(in crate::rules) const API_ROLES: [&str; 2] = ["anon", "authenticated"];

/// Whether the project's database is served over an API, and a relation of this name with it.
pub(in crate::rules) fn is_served(script: &ScriptContext, name: &Name, step: &Step) -> bool {
    script.layout().platform.serves_public_tables()
        && name.schema_or(script.timeline.default_schema(step.number)) == PUBLIC
        && !name.name.is_empty()
}

/// Whether a later statement drops or renames a relation, moves it to another schema, or revokes what `anon` and
/// `authenticated` may do with it.
pub(in crate::rules) fn is_withdrawn(script: &ScriptContext, name: &Name, step: &Step) -> bool {
    let goes = script.later(&name.name, step.number).any(|operation| match operation {
        Operation::Drop { object, .. } | Operation::Rename { object, .. } | Operation::SetSchema { object, .. } => {
            object.on.is_none() && object.name.is_same(name)
        }
        _ => false,
    });
    goes || is_revoked(script, name, step)
}

/// Whether the script revokes everything on a relation, which a step creates, from both roles of the API: on it, on all
/// tables of its schema, or by default before it is created.
pub(in crate::rules) fn is_revoked(script: &ScriptContext, name: &Name, created: &Step) -> bool {
    let mut missing = API_ROLES.to_vec();
    for step in script.steps() {
        let Operation::Privileges { roles, revoke: true, .. } = &step.action.operation else {
            continue;
        };
        let Some(clause) = Clause::of(&script.text(&step.action.span)) else {
            continue;
        };
        let is_meant = match &clause.objects {
            Objects::Relations(relations) => relations.iter().any(|relation| relation.is_same(name)),
            Objects::Tables(schemas) => schemas.iter().any(|schema| schema == name.schema_or(PUBLIC)),
            Objects::FutureTables(schemas) => {
                step.number < created.number && schemas.iter().any(|schema| schema == name.schema_or(PUBLIC))
            }
            Objects::Routines(_) => false,
        };
        if clause.takes_reading() && is_meant {
            missing.retain(|role| !roles.iter().any(|other| other == role));
        }
    }
    missing.is_empty()
}

/// Whether a table belongs to the platform, or is known to have row-level security.
pub(in crate::rules) fn is_protected(script: &ScriptContext, table: &Name, step: &Step) -> bool {
    script.is_secured(table, step)
        || script.is_created_outside_migrations(&Object::new(ObjectKind::Table, table.clone()), step)
}
