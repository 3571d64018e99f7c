//! What the rules about losses share: which objects a script drops for good.

use super::script::{ScriptContext, Step};
use crate::object::{Object, ObjectKind};
use crate::sql::{Operation, Origin};

/// How every help of a destructive statement ends.
pub const SAY_WHY: &str = "say why above the statement: `-- BREAKING: <why>`";

/// An object that is dropped, not to come back.
pub(in crate::rules) struct Loss<'a> {
    pub(in crate::rules) step: Step<'a>,
    pub(in crate::rules) object: &'a Object,
}

/// The objects of these kinds that a script drops for good: databases have them, the script
/// moves forward, and nothing takes their place.
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
            || (*if_exists && is_never_made(script, object, &step))
        {
            continue;
        }
        losses.push(Loss { step, object });
    }
    losses
}

/// Swept up in case it is there, while no migration ever made it. Constraints are made in
/// too many places, and often without a name, to tell.
fn is_never_made(script: &ScriptContext, object: &Object, step: &Step) -> bool {
    object.kind != ObjectKind::Constraint && script.is_made_elsewhere(object, step)
}

/// True for a part of a table that is dropped as well: that loss is the one to speak of.
pub(in crate::rules) fn goes_with_its_table(script: &ScriptContext, object: &Object) -> bool {
    let table = object.on.as_ref().map(|table| Object::new(ObjectKind::Table, table.clone()));
    table.is_some_and(|table| script.timeline.is_dropped(&table))
}
