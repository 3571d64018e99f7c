//! Steps that do not run: destructive ones that were not asked for, those that cannot be written, and everything that
//! depends on them.

use super::plan::Plan;
use super::steps::{Moment, Steps};
use crate::object::Class;
use std::collections::VecDeque;

/// Reason why a step does not run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hold {
    Withheld,
    /// It, or the step at this place, cannot be written.
    Refused(usize),
}

/// Returns why each step does not run, if it does not. Steps in `left` are in a cycle.
pub(super) fn held(plan: &Plan<'_>, steps: &Steps, left: &[usize]) -> Vec<Option<Hold>> {
    let mut held: Vec<Option<Hold>> = vec![None; steps.all.len()];
    let mut open = VecDeque::new();
    for (at, step) in steps.all.iter().enumerate() {
        let is_refused = plan.refused.contains_key(&step.object);
        if is_refused || left.contains(&at) {
            held[at] = Some(Hold::Refused(at));
        } else if step.class == Some(Class::B) && !plan.context.options.destructive {
            held[at] = Some(Hold::Withheld);
        }
        if held[at].is_some() {
            open.push_back(at);
        }
    }
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); steps.all.len()];
    for (at, needs) in steps.needs.iter().enumerate() {
        for need in needs {
            followers[*need].push(at);
        }
    }
    while let Some(at) = open.pop_front() {
        let step = &steps.all[at];
        let others = [Moment::Before, Moment::Main, Moment::Finish].into_iter();
        let joined = others.filter(|_| step.is_joined).filter_map(|moment| steps.place(&step.object, moment));
        for next in joined.chain(followers[at].iter().copied()) {
            if held[next].is_none() {
                held[next] = held[at];
                open.push_back(next);
            }
        }
    }
    held
}
