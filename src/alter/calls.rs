//! Names in the bodies of routines, of which the server keeps no dependency.
//!
//! A body is only text until the routine is called; but an index, a default or a materialized view calls it while the
//! script runs. So a routine, or what calls it, is made after everything that its body names, if the needs of both allow it.

use super::plan::Plan;
use super::steps::{Moment, Steps};
use crate::catalog::{Identity, Kind, Object};
use crate::sql::words;
use std::collections::{BTreeSet, HashMap};

/// Returns the steps that each step had better follow.
pub(super) fn wishes(plan: &Plan<'_>, steps: &Steps) -> Vec<BTreeSet<usize>> {
    let mut wishes = vec![BTreeSet::new(); steps.all.len()];
    let mut made: HashMap<&str, Vec<&Identity>> = HashMap::new();
    for identity in plan.fates.keys().filter(|identity| is_called(identity.kind)) {
        made.entry(&identity.name).or_default().push(identity);
    }
    for (identity, object) in &plan.context.target.objects {
        let Object::Routine(routine) = object else { continue };
        let Some(source) = &routine.source else { continue };
        // What calls a routine that stays as it is follows instead of it.
        let is_changed = plan.fates.contains_key(identity);
        let callers: Vec<&Identity> = if is_changed { vec![identity] } else { plan.new.dependents(identity).collect() };
        let names: BTreeSet<String> = words(source).filter_map(|word| word.is_name().then_some(word.text)).collect();
        for need in names.iter().filter_map(|name| made.get(name.as_str())).flatten() {
            for caller in &callers {
                for moment in [Moment::Main, Moment::Finish] {
                    if let (Some(step), Some(other)) = (steps.place(caller, moment), steps.place(need, moment))
                        && step != other
                    {
                        wishes[step].insert(other);
                    }
                }
            }
        }
    }
    wishes
}

/// Whether a body can call or read objects of a kind.
fn is_called(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Function
            | Kind::Procedure
            | Kind::Aggregate
            | Kind::Table
            | Kind::ForeignTable
            | Kind::View
            | Kind::MaterializedView
            | Kind::Sequence
            | Kind::Type
            | Kind::Domain
    )
}
