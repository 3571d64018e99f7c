//! Problems that a replay found, taken through allowances and levels like those of `check`.

use super::allowances::{self, Allowances};
use super::outcome::Outcome;
use super::request::Request;
use super::stages;
use crate::config::{Levels, Settings};
use crate::diagnostic::{Diagnostic, Place};
use crate::rules::{self, UNUSED_ALLOWANCE};
use crate::text::RelPath;
use std::collections::{BTreeMap, BTreeSet};

/// Returns the problems that are reported: neither accepted nor of a rule that is off or skipped. Each comes with every
/// place that an allowance of it may be at, the one to report first. `contents` are those of the files, without secrets;
/// in the `checked` ones every problem is known, so that an allowance that accepts none is reported.
pub(in crate::jobs) fn reported(
    settings: &Settings,
    request: &Request,
    levels: &Levels,
    (contents, checked): (&BTreeMap<RelPath, Vec<u8>>, &BTreeSet<RelPath>),
    found: Vec<Vec<Diagnostic>>,
) -> Vec<Diagnostic> {
    let written =
        contents.iter().flat_map(|(path, content)| allowances::read(path, content, true, checked.contains(path)));
    let mut allowances = Allowances::of_replay(written.collect(), request, levels);
    let mut reported = Vec::new();
    for places in found {
        let runs = |diagnostic: &Diagnostic| {
            rules::named(diagnostic.rule.id).is_some_and(|rule| request.runs(rule) && levels.is_on(&rule.info))
        };
        let Some(first) = places.first().filter(|first| runs(first)).cloned() else { continue };
        let (_, accepted) = allowances.apply(&settings.allow, places);
        reported.extend(accepted.is_empty().then(|| levels.apply(first)).flatten());
    }
    if request.runs(&UNUSED_ALLOWANCE) && levels.is_on(&UNUSED_ALLOWANCE.info) {
        reported.extend(allowances.unused().into_iter().filter_map(|unused| levels.apply(unused)));
    }
    stages::sort(&mut reported);
    reported
}

/// Whether a check reports a problem, or accepts it, at one of these places.
pub(in crate::jobs) fn is_known(outcome: &Outcome, places: &[Diagnostic]) -> bool {
    let accepted = outcome.accepted.iter().map(|accepted| &accepted.diagnostic);
    outcome.diagnostics.iter().chain(accepted).any(|known| places.iter().any(|place| is_same(known, place)))
}

fn is_same(known: &Diagnostic, place: &Diagnostic) -> bool {
    let start = |diagnostic: &Diagnostic| match &diagnostic.place {
        Place::Content { .. } => diagnostic.statement.as_ref().map(|statement| statement.start),
        _ => None,
    };
    known.rule.id == place.rule.id && known.place.path() == place.place.path() && start(known) == start(place)
}
