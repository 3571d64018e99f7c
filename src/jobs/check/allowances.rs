//! Allowances, applied once all rules have run: accepted problems are removed, and an allowance that
//! has no effect is reported itself.

use super::outcome::{Acceptance, Accepted};
use super::request::Request;
use crate::config::{Levels, PathAllowance};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::object::Class;
use crate::rules::{self, UNUSED_ALLOWANCE};
use crate::sql::{self, Allowance};
use crate::text::{RelPath, words};

/// An allowance in a comment of a file.
pub(super) struct FoundAllowance {
    path: RelPath,
    allowance: Allowance,
    place: Place,
    /// Whether every rule that it could allow ran, so that it is reported if it allows nothing.
    must_match: bool,
}

/// Diagnostics after allowances.
pub(super) struct Allowed {
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) accepted: Vec<Accepted>,
}

/// Reads the allowances of one file.
pub(super) fn read(path: &RelPath, content: &[u8], is_sql: bool, must_match: bool) -> Vec<FoundAllowance> {
    let written = |allowance: Allowance| FoundAllowance {
        place: Place::content(path, content, &allowance.span),
        path: path.clone(),
        allowance,
        must_match,
    };
    sql::allowances(content, is_sql).into_iter().map(written).collect()
}

/// Removes the allowances of rules that do not run: whether they are needed is not known.
pub(super) fn of_running_rules(
    mut written: Vec<FoundAllowance>,
    request: &Request,
    levels: &Levels,
) -> Vec<FoundAllowance> {
    let runs = |rule: &rules::Rule| request.runs(rule) && levels.is_on(&rule.info);
    written.retain(|written| rules::named(&written.allowance.rule).is_none_or(runs));
    written
}

/// Removes what is allowed, and adds the problems of the allowances themselves.
pub(super) fn apply(written: &[FoundAllowance], by_path: &[PathAllowance], diagnostics: Vec<Diagnostic>) -> Allowed {
    let mut used = vec![false; written.len()];
    let mut allowed = Allowed { diagnostics: Vec::new(), accepted: Vec::new() };
    for diagnostic in diagnostics {
        let found = written.iter().position(|written| written.allows(&diagnostic));
        let in_comment = found.map(|at| (written[at].allowance.reason.clone(), written[at].acceptance()));
        let in_config = || {
            let entry = by_path.iter().find(|entry| allows_path(entry, &diagnostic))?;
            Some((entry.reason.clone(), Acceptance::Config))
        };
        if let Some(at) = found {
            used[at] = true;
        }
        match in_comment.or_else(in_config) {
            Some((reason, by)) => allowed.accepted.push(Accepted { diagnostic, reason, by }),
            None => allowed.diagnostics.push(diagnostic),
        }
    }
    allowed.diagnostics.extend(written.iter().zip(used).filter_map(|(written, used)| written.problem(used)));
    allowed
}

impl FoundAllowance {
    fn allows(&self, diagnostic: &Diagnostic) -> bool {
        let Some(place) = diagnostic.place.path() else {
            return false;
        };
        let is_here =
            *place == self.path || self.path.below(place).is_some() || diagnostic.related.contains(&self.path);
        let is_meant =
            self.allowance.rule == diagnostic.rule.id || (self.is_breaking() && diagnostic.class == Some(Class::B));
        let covers = match (&diagnostic.place, &self.allowance.covers) {
            (Place::Content { path, excerpt }, Some(span)) if *path == self.path => {
                span.start <= excerpt.in_file.start && excerpt.in_file.start <= span.end
            }
            _ => true,
        };
        is_here && covers && is_meant && !self.allowance.reason.is_empty()
    }

    fn is_breaking(&self) -> bool {
        self.allowance.rule == Allowance::BREAKING
    }

    fn acceptance(&self) -> Acceptance {
        if self.is_breaking() { Acceptance::Breaking } else { Acceptance::Comment }
    }

    /// The problem of the allowance itself.
    fn problem(&self, used: bool) -> Option<Diagnostic> {
        // A `BREAKING` comment also informs readers of the file, so it need not match a problem.
        if self.is_breaking() {
            return None;
        }
        let rule = &self.allowance.rule;
        let diagnostic = |message: String| Diagnostic::new(&UNUSED_ALLOWANCE.info, self.place.clone(), message);
        if rule.is_empty() {
            return Some(
                diagnostic("allowance names no rule".to_owned())
                    .help("write `tidegate:allow <rule> <reason>`; list the rules: `tidegate rules`"),
            );
        }
        if rules::named(rule).is_none() {
            let near = words::nearest(rule, rules::ALL.iter().map(|rule| rule.info.id));
            let help = near.map_or_else(
                || "list the rules: `tidegate rules`".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            return Some(
                diagnostic(format!("allowance names an unknown rule `{rule}`"))
                    .why("An allowance of an unknown rule has no effect.")
                    .help(help),
            );
        }
        if self.allowance.reason.is_empty() {
            let why =
                "Without a reason no one can decide later whether the allowance still applies, so it has no effect.";
            return Some(
                diagnostic(format!("allowance of `{rule}` gives no reason"))
                    .why(why)
                    .help(format!("write `tidegate:allow {rule} <reason>`")),
            );
        }
        (!used && self.must_match).then(|| {
            let why = "If it stays, it hides the next problem of that kind.";
            diagnostic(format!("allowance of `{rule}` is not needed: the rule reports nothing here"))
                .severity(Severity::Warning)
                .why(why)
                .help("delete the comment")
        })
    }
}

fn allows_path(allowed: &PathAllowance, diagnostic: &Diagnostic) -> bool {
    let covers = |path: &RelPath| *path == allowed.path || path.below(&allowed.path).is_some();
    allowed.rule == diagnostic.rule.id && diagnostic.place.path().is_some_and(covers)
}
