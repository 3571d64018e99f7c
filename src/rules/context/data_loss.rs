//! The objects that a script drops permanently, shared by the rules about data loss.

use super::script::{ScriptContext, Step};
use crate::object::{Object, ObjectKind};
use crate::sql::{Operation, Origin};

/// End of the help for every destructive statement: one reason accepts several problems.
pub const SAY_WHY: &str = "say why above the statement: `-- BREAKING: <why>`";

/// An object that is dropped and not replaced.
pub(in crate::rules) struct Loss<'a> {
    pub(in crate::rules) step: Step<'a>,
    pub(in crate::rules) object: &'a Object,
}

/// The objects of these kinds that a script drops permanently: existing databases may have them,
/// the script is not a down migration, and nothing replaces them.
pub(in crate::rules) fn losses<'a>(script: &ScriptContext<'a>, kinds: &[ObjectKind]) -> Vec<Loss<'a>> {
    let mut losses = Vec::new();
    for step in script.steps().filter(|_| !script.is_down()) {
        let (Operation::Drop { object, if_exists, .. } | Operation::DropPart { part: object, if_exists, .. }) =
            &step.action.operation
        else {
            continue;
        };
        if !kinds.contains(&object.kind)
            || script.origin(object, &step) == Origin::New
            || script.is_replaced(object, &step)
            || goes_with_its_table(script, object)
            || (*if_exists && is_never_created(script, object, &step))
        {
            continue;
        }
        losses.push(Loss { step, object });
    }
    losses
}

/// Whether no migration ever created the object, so that `IF EXISTS` only cleans up. Constraints
/// are created in too many places, and often without a name, to know.
fn is_never_created(script: &ScriptContext, object: &Object, step: &Step) -> bool {
    object.kind != ObjectKind::Constraint && script.is_created_outside_migrations(object, step)
}

/// Whether the table of a part is dropped as well: then only the loss of the table is reported.
pub(in crate::rules) fn goes_with_its_table(script: &ScriptContext, object: &Object) -> bool {
    let table = object.on.as_ref().map(|table| Object::new(ObjectKind::Table, table.clone()));
    table.is_some_and(|table| script.timeline.is_dropped(&table))
}
