//! Constraints: validated, made deferrable, with other options of their indexes, or recreated.

use super::attributes::comment;
use super::context::Context;
use super::fate::{Alteration, Changed, Outcome};
use super::index::{depends_on_extensions, index_name};
use super::parameters;
use crate::catalog::{Constraint, ConstraintForm, Enabled};
use std::collections::BTreeMap;

/// Properties that are changed without another constraint.
const IN_PLACE: [&str; 8] = [
    "attached_to",
    "comment",
    "depends_on_extensions",
    "index_comment",
    "options",
    "statistics",
    "tablespace",
    "triggers",
];

/// Says how a constraint is altered.
pub(super) fn alter(context: &Context<'_>, before: &Constraint, after: &Constraint, changed: &Changed<'_>) -> Outcome {
    if before.local == Some(false) || after.local == Some(false) {
        // It follows from that of the parent.
        return if changed.any(&["triggers"]) { triggers(after) } else { Alteration::of(Vec::new()) };
    }
    if let Some(statement) = in_place(context, before, after, changed) {
        return Alteration::of(vec![statement]);
    }
    let others = changed.0.iter().any(|name| !IN_PLACE.contains(name));
    if others || changed.has("attached_to") && before.attached_to.is_some() {
        return Outcome::Recreate;
    }
    if changed.has("triggers") {
        return triggers(after);
    }
    Outcome::Alter(of_index(context, before, after, changed))
}

/// Returns the statement that makes a constraint valid, deferrable or enforced where that is all.
fn in_place(context: &Context<'_>, before: &Constraint, after: &Constraint, changed: &Changed<'_>) -> Option<String> {
    let only = |names: &[&str]| changed.0.iter().all(|name| names.contains(name));
    let name = context.new.id(&after.name);
    let alter = if after.of_domain {
        format!("ALTER DOMAIN {}", context.new.qualified(&after.schema, &after.on))
    } else {
        context.alter(&after.schema, &after.on)
    };
    let without_end = |text: &str| text.strip_suffix(" NOT VALID").unwrap_or(text).to_owned();
    let is_validated = !before.validated && after.validated && without_end(&before.definition) == after.definition;
    if only(&["definition", "validated"]) && is_validated && before.enforced == after.enforced {
        return Some(format!("{alter} VALIDATE CONSTRAINT {name};"));
    }
    if after.form == ConstraintForm::Foreign && only(&["definition", "deferrable", "deferred"]) {
        let bare = |constraint: &Constraint| {
            let ends = [" DEFERRABLE INITIALLY DEFERRED", " DEFERRABLE"];
            let end = ends.iter().find(|end| constraint.definition.ends_with(*end)).copied().unwrap_or_default();
            constraint.definition.strip_suffix(end).unwrap_or_default().to_owned()
        };
        if bare(before) == bare(after) {
            let words = match (after.deferrable, after.deferred) {
                (false, _) => "NOT DEFERRABLE",
                (true, false) => "DEFERRABLE INITIALLY IMMEDIATE",
                (true, true) => "DEFERRABLE INITIALLY DEFERRED",
            };
            return Some(format!("{alter} ALTER CONSTRAINT {name} {words};"));
        }
    }
    None
}

/// The triggers of a foreign key have names that the server chooses, and their state is set for all of a table at once.
fn triggers(after: &Constraint) -> Outcome {
    let all = after.triggers.iter().flatten().all(|state| *state == Enabled::Origin);
    Alteration::refuse(if all {
        "the triggers of a foreign key are enabled with all triggers of its table only"
    } else {
        "the triggers of a foreign key are disabled with all triggers of its table only"
    })
}

fn of_index(context: &Context<'_>, before: &Constraint, after: &Constraint, changed: &Changed<'_>) -> Alteration {
    let mut alteration = Alteration::default();
    let name = context.new.qualified(&after.schema, &after.name);
    let actions = parameters::changes(context, before.options.as_ref(), after.options.as_ref(), "");
    alteration.main.extend(actions.into_iter().map(|action| format!("ALTER INDEX {name} {action};")));
    if changed.has("tablespace") {
        let tablespace = context.new.id(after.tablespace.as_deref().unwrap_or("pg_default"));
        alteration.main.push(format!("ALTER INDEX {name} SET TABLESPACE {tablespace};"));
    }
    let (old, new) = (before.statistics.clone().unwrap_or_default(), after.statistics.clone().unwrap_or_default());
    alteration.main.extend(statistics(&name, &old, &new));
    let (old, new) = (before.depends_on_extensions.as_deref(), after.depends_on_extensions.as_deref());
    alteration.main.extend(depends_on_extensions(context, &format!("INDEX {name}"), old, new));
    if changed.has("index_comment") {
        alteration.main.push(comment(&format!("INDEX {name}"), after.index_comment.as_deref()));
    }
    if let Some(of) = after.attached_to.as_ref().filter(|_| changed.has("attached_to")) {
        alteration.finish.push(format!("ALTER INDEX {} ATTACH PARTITION {name};", context.new.full(of)));
        alteration.finish_needs.extend(index_name(context, of));
    }
    alteration
}

fn statistics(name: &str, old: &BTreeMap<String, i64>, new: &BTreeMap<String, i64>) -> Vec<String> {
    let reset = old.keys().filter(|number| !new.contains_key(*number)).map(|number| (number, -1));
    let set = new.iter().filter(|(number, target)| old.get(*number) != Some(*target));
    reset
        .chain(set.map(|(number, target)| (number, *target)))
        .map(|(number, target)| format!("ALTER INDEX {name} ALTER COLUMN {number} SET STATISTICS {target};"))
        .collect()
}
