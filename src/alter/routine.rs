//! Functions, procedures and aggregates: replaced where their result and arguments stay, or recreated.

use super::context::Context;
use super::fate::{Alteration, Changed, Outcome};
use super::index::depends_on_extensions;
use super::name::named;
use crate::catalog::{Object, Routine, RoutineForm};
use crate::definition::{create, without_defaults};

/// Says how a routine is altered.
pub(super) fn alter(context: &Context<'_>, before: &Routine, after: &Routine, changed: &Changed<'_>) -> Outcome {
    if !can_be_replaced(before, after) {
        return Outcome::Recreate;
    }
    let mut main = Vec::new();
    let object = Object::Routine(after.clone());
    let is_other = changed.0.iter().any(|name| *name != "depends_on_extensions");
    if is_other {
        let made = create(&object, &context.new);
        let replaced = made.iter().find_map(|statement| {
            let rest = statement.strip_prefix("CREATE ")?;
            ["FUNCTION ", "PROCEDURE ", "AGGREGATE "].iter().any(|word| rest.starts_with(word)).then_some(rest)
        });
        main.extend(replaced.map(|rest| format!("CREATE OR REPLACE {rest}")));
    }
    let (old, new) = (before.depends_on_extensions.as_deref(), after.depends_on_extensions.as_deref());
    main.extend(depends_on_extensions(context, &named(&context.new, &object).full(), old, new));
    Alteration::of(main)
}

/// Whether `CREATE OR REPLACE` accepts the other definition (`ProcedureCreate`): the kind, the result, and the names
/// and modes of the arguments stay, and no argument loses its default.
fn can_be_replaced(before: &Routine, after: &Routine) -> bool {
    let is_aggregate = after.form == RoutineForm::Aggregate;
    before.form == after.form
        && before.returns == after.returns
        && without_defaults(&before.arguments) == without_defaults(&after.arguments)
        && (before.arguments == after.arguments || defaults(before) <= defaults(after))
        && !(is_aggregate && kind(before) != kind(after))
}

/// The number of arguments with a default. They are the last ones, so fewer means that one has lost it.
fn defaults(routine: &Routine) -> usize {
    routine.arguments.matches(" DEFAULT ").count()
}

fn kind(routine: &Routine) -> Option<(crate::catalog::AggregateKind, i64)> {
    routine.aggregate.as_ref().map(|aggregate| (aggregate.kind, aggregate.direct_arguments))
}
