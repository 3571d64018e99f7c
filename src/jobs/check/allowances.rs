//! Allowances, applied once all rules have run: accepted problems are removed, and an allowance that
//! has no effect is reported itself.

use super::outcome::{Acceptance, Accepted};
use super::request::Request;
use crate::config::{Levels, PathAllowance};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::object::Class;
use crate::rules::{self, UNUSED_ALLOWANCE};
use crate::sql::{self, Allowance};
use crate::text::{LineIndex, RelPath, words};
use std::collections::BTreeMap;

/// An allowance in a comment of a file.
pub(super) struct FoundAllowance {
    path: RelPath,
    allowance: Allowance,
    place: Place,
    /// Whether every rule that it could allow ran, so that it is reported if it allows nothing.
    must_match: bool,
}

/// The allowances in comments, as they are applied.
pub(super) struct Allowances {
    written: Vec<FoundAllowance>,
    index: Index,
    /// Whether each allowed something.
    used: Vec<bool>,
}

/// Reads the allowances of one file.
pub(super) fn read(path: &RelPath, content: &[u8], is_sql: bool, must_match: bool) -> Vec<FoundAllowance> {
    let lines = LineIndex::default();
    let written = |allowance: Allowance| FoundAllowance {
        place: Place::content_in(path, content, &lines, &allowance.span),
        path: path.clone(),
        allowance,
        must_match,
    };
    sql::allowances(content, is_sql).into_iter().map(written).collect()
}

impl Allowances {
    /// The allowances of rules that run: whether others are needed is not known.
    pub(super) fn new(written: Vec<FoundAllowance>, request: &Request, levels: &Levels) -> Self {
        // What a replay finds is not known here.
        Self::matching(written, request, levels, |rule| !rule.is_of_replay())
    }

    /// The same for problems that a replay found: those of rules that also read scripts are known to a check only.
    pub(super) fn of_replay(written: Vec<FoundAllowance>, request: &Request, levels: &Levels) -> Self {
        Self::matching(written, request, levels, |rule| rule.state_check().is_some() && rule.script_check().is_none())
    }

    /// Allowances of which those of some rules must match a problem.
    fn matching(
        mut written: Vec<FoundAllowance>,
        request: &Request,
        levels: &Levels,
        is_known: impl Fn(&rules::Rule) -> bool,
    ) -> Self {
        let runs = |rule: &rules::Rule| request.runs(rule) && levels.is_on(&rule.info);
        written.retain(|written| rules::named(&written.allowance.rule).is_none_or(runs));
        for found in &mut written {
            found.must_match &= rules::named(&found.allowance.rule).is_none_or(&is_known);
        }
        Self { index: Index::of(&written), used: vec![false; written.len()], written }
    }

    /// Separates the diagnostics that are not allowed from those that are.
    pub(super) fn apply(
        &mut self,
        by_path: &[PathAllowance],
        diagnostics: Vec<Diagnostic>,
    ) -> (Vec<Diagnostic>, Vec<Accepted>) {
        let (mut open, mut accepted) = (Vec::new(), Vec::new());
        for diagnostic in diagnostics {
            let found = self.index.find(&self.written, &diagnostic);
            let in_comment = found.map(|at| (self.written[at].allowance.reason.clone(), self.written[at].acceptance()));
            let in_config = || {
                let entry = by_path.iter().find(|entry| allows_path(entry, &diagnostic))?;
                Some((entry.reason.clone(), Acceptance::Config))
            };
            if let Some(at) = found {
                self.used[at] = true;
            }
            match in_comment.or_else(in_config) {
                Some((reason, by)) => accepted.push(Accepted { diagnostic, reason, by }),
                None => open.push(diagnostic),
            }
        }
        (open, accepted)
    }

    /// The problems of the allowances themselves, after all diagnostics.
    pub(super) fn problems(&self) -> Vec<Diagnostic> {
        self.written.iter().zip(&self.used).filter_map(|(written, used)| written.problem(*used)).collect()
    }

    /// The problems of the allowances that match nothing, after all diagnostics.
    pub(super) fn unused(&self) -> Vec<Diagnostic> {
        let unused = self.written.iter().zip(&self.used).filter(|(written, used)| !**used && written.must_match);
        let problems = unused.filter(|(written, _)| !written.is_breaking() && !written.allowance.reason.is_empty());
        problems.filter_map(|(written, _)| written.problem(false)).collect()
    }
}

/// Allowances by their file.
struct Index(BTreeMap<RelPath, OfFile>);

/// The allowances of a file by their rule.
type OfFile = BTreeMap<String, OfRule>;

/// The allowances of a rule in a file.
#[derive(Default)]
struct OfRule {
    all: Vec<usize>,
    /// Those of one statement: its start, the allowance, and the last end of a statement up to here.
    of_statements: Vec<(usize, usize, usize)>,
}

impl Index {
    fn of(written: &[FoundAllowance]) -> Self {
        let mut files: BTreeMap<RelPath, OfFile> = BTreeMap::new();
        for (at, found) in written.iter().enumerate() {
            let of_rule = files.entry(found.path.clone()).or_default().entry(found.allowance.rule.clone()).or_default();
            of_rule.all.push(at);
            if let Some(span) = &found.allowance.covers {
                of_rule.of_statements.push((span.start, at, span.end));
            } else {
                of_rule.of_statements.push((0, at, usize::MAX));
            }
        }
        for of_rule in files.values_mut().flat_map(BTreeMap::values_mut) {
            of_rule.of_statements.sort_unstable();
            let mut last = 0;
            for (_, _, end) in &mut of_rule.of_statements {
                last = last.max(*end);
                *end = last;
            }
        }
        Self(files)
    }

    /// The first allowance of a diagnostic.
    fn find(&self, written: &[FoundAllowance], diagnostic: &Diagnostic) -> Option<usize> {
        let place = diagnostic.place.path()?;
        let start = match &diagnostic.place {
            Place::Content { excerpt, .. } => Some(excerpt.in_file.start),
            _ => None,
        };
        let mut files: Vec<(&OfFile, Option<usize>)> =
            self.0.get(place).map(|file| (file, start)).into_iter().collect();
        files.extend(place.range_below(&self.0).map(|(_, file)| (file, None)));
        files.extend(diagnostic.related.iter().filter_map(|path| self.0.get(path)).map(|file| (file, None)));
        let rules = [diagnostic.rule.id, Allowance::BREAKING];
        let of_rules =
            files.iter().flat_map(|(file, start)| rules.iter().filter_map(|rule| Some((file.get(*rule)?, *start))));
        of_rules.filter_map(|(of_rule, start)| of_rule.first(start, &|at| written[at].allows(diagnostic))).min()
    }
}

impl OfRule {
    /// The first allowance that `allows` accepts, of those that may cover a place.
    fn first(&self, place: Option<usize>, allows: &dyn Fn(usize) -> bool) -> Option<usize> {
        let Some(place) = place else {
            return self.all.iter().copied().find(|at| allows(*at));
        };
        let before = self.of_statements.partition_point(|(start, _, _)| *start <= place);
        let around = self.of_statements[..before].iter().rev().take_while(|(_, _, last)| *last >= place);
        around.map(|(_, at, _)| *at).filter(|at| allows(*at)).min()
    }
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
