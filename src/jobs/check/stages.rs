//! The stages that the diagnostics of a project go through: problems of published migrations become warnings, allowances
//! accept some, levels set the severity, and problems with one remedy are merged.
//!
//! A script of many megabytes may have a million problems. Of such a script, the first ones of each rule are listed.

use super::allowances::Allowances;
use super::inputs::CheckInputs;
use super::merge;
use super::outcome::{Accepted, Outcome};
use super::request::{Named, Request};
use crate::config::{Levels, PathAllowance, Settings};
use crate::diagnostic::{Diagnostic, Place};
use crate::rules;
use crate::text::{RelPath, words};
use std::collections::BTreeMap;

/// Problems of one rule that are listed for a script that is read in segments.
const LISTED: usize = 1000;

/// Takes the diagnostics of a project.
pub(super) struct Stages<'a> {
    request: &'a Request,
    inputs: &'a CheckInputs,
    levels: &'a Levels,
    named: Named,
    in_comments: Allowances,
    in_config: &'a [PathAllowance],
    diagnostics: Vec<Diagnostic>,
    accepted: Vec<Accepted>,
    of_long_scripts: BTreeMap<RelPath, Listed>,
}

/// The listed diagnostics of a long script.
#[derive(Default)]
struct Listed {
    diagnostics: OfRules<Diagnostic>,
    accepted: OfRules<Accepted>,
}

impl<'a> Stages<'a> {
    pub(super) fn new(
        settings: &'a Settings,
        request: &'a Request,
        inputs: &'a CheckInputs,
        levels: &'a Levels,
    ) -> Self {
        Self {
            request,
            inputs,
            levels,
            named: Named::of(request),
            in_comments: Allowances::new(inputs.allowances(request), request, levels),
            in_config: &settings.allow,
            diagnostics: Vec::new(),
            accepted: Vec::new(),
            of_long_scripts: BTreeMap::new(),
        }
    }

    /// Takes all diagnostics of a script, or those of no script.
    pub(super) fn take(&mut self, diagnostics: Vec<Diagnostic>) {
        let (reported, accepted) = self.reported(diagnostics);
        self.diagnostics.extend(reported);
        self.accepted.extend(accepted);
    }

    /// Takes the diagnostics of a segment of a long script.
    pub(super) fn take_some(&mut self, path: &RelPath, diagnostics: Vec<Diagnostic>) {
        let (reported, accepted) = self.reported(diagnostics);
        let listed = self.of_long_scripts.entry(path.clone()).or_default();
        for diagnostic in reported {
            listed.diagnostics.add(diagnostic);
        }
        for accepted in accepted {
            listed.accepted.add(accepted);
        }
    }

    fn reported(&mut self, found: Vec<Diagnostic>) -> (Vec<Diagnostic>, Vec<Accepted>) {
        let found = found.into_iter().filter(|diagnostic| self.named.covers(diagnostic));
        let found = found.map(|diagnostic| self.inputs.downgrade_if_published(diagnostic)).collect();
        let (diagnostics, accepted) = self.in_comments.apply(self.in_config, found);
        (self.levelled(diagnostics), accepted)
    }

    fn levelled(&self, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let reported = diagnostics.into_iter().filter(|found| self.request.reports(found) && self.named.covers(found));
        let mut reported = reported.filter_map(|diagnostic| self.levels.apply(diagnostic)).collect::<Vec<_>>();
        sort(&mut reported);
        merge::by_remedy(reported)
    }

    /// Adds what was taken, and the problems of the allowances themselves, to the outcome.
    pub(super) fn finish(mut self, outcome: &mut Outcome) {
        let problems = self.levelled(self.in_comments.problems());
        for listed in std::mem::take(&mut self.of_long_scripts).into_values() {
            self.diagnostics.extend(listed.diagnostics.into_all());
            self.accepted.extend(listed.accepted.into_all());
        }
        outcome.diagnostics.append(&mut self.diagnostics);
        outcome.diagnostics.extend(problems);
        outcome.accepted.append(&mut self.accepted);
    }
}

/// The first problems of each rule.
struct OfRules<T>(BTreeMap<&'static str, OfRule<T>>);

struct OfRule<T> {
    listed: Vec<T>,
    /// The first one that is not listed; its message gets the number of the others.
    next: Option<T>,
    /// The number of the others.
    more: usize,
}

impl<T> Default for OfRules<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T: Listable> OfRules<T> {
    fn add(&mut self, mut item: T) {
        let empty = || OfRule { listed: Vec::new(), next: None, more: 0 };
        let of_rule = self.0.entry(item.diagnostic().rule.id).or_insert_with(empty);
        if of_rule.listed.len() < LISTED {
            return of_rule.listed.push(item);
        }
        match &mut of_rule.next {
            None => of_rule.next = Some(item),
            Some(next) => {
                let severity = item.diagnostic().severity;
                next.diagnostic().severity = next.diagnostic().severity.max(severity);
                of_rule.more += 1;
            }
        }
    }

    fn into_all(self) -> impl Iterator<Item = T> {
        self.0.into_values().flat_map(|of_rule| {
            let rest = of_rule.next.map(|mut next| {
                if of_rule.more > 0 {
                    let more = words::count(of_rule.more, "more problem");
                    let diagnostic = next.diagnostic();
                    diagnostic.message = format!("{}; and {more} of this rule further down", diagnostic.message);
                }
                next
            });
            of_rule.listed.into_iter().chain(rest)
        })
    }
}

trait Listable {
    fn diagnostic(&mut self) -> &mut Diagnostic;
}

impl Listable for Diagnostic {
    fn diagnostic(&mut self) -> &mut Diagnostic {
        self
    }
}

impl Listable for Accepted {
    fn diagnostic(&mut self) -> &mut Diagnostic {
        &mut self.diagnostic
    }
}

/// Sorts by path, place in the file, then the order of the rules, so that the same input gives the
/// same output.
pub(super) fn sort(diagnostics: &mut [Diagnostic]) {
    let rank = |diagnostic: &Diagnostic| rules::ALL.iter().position(|rule| rule.info.id == diagnostic.rule.id);
    let line = |diagnostic: &Diagnostic| match &diagnostic.place {
        Place::Content { excerpt, .. } => excerpt.in_file.start,
        _ => 0,
    };
    let key = |diagnostic: &Diagnostic| (diagnostic.place.path().cloned(), line(diagnostic), rank(diagnostic));
    diagnostics.sort_by_cached_key(key);
}
