//! The rules, run on what was gathered. No repository is needed.

use super::allowances::{self, Allowed};
use super::facts::Facts;
use super::gather::{Gathered, GatheredProject};
use super::outcome::{CheckedProject, Outcome};
use super::request::{Named, Request};
use super::statements::{self, ScriptReport};
use super::{merge, staged_scripts};
use crate::config::{Level, Levels, Settings};
use crate::diagnostic::{Diagnostic, Place};
use crate::jobs::sides::Selection;
use crate::rules::{self, Check};

/// Runs the rules; `facts` are those of each gathered project, in order.
pub(super) fn assess(settings: &Settings, request: &Request, gathered: &Gathered, facts: &[Facts]) -> Outcome {
    let mut outcome = Outcome {
        target: label(&request.selection),
        selection: Some(request.selection.clone()),
        ignored: gathered.ignored.clone(),
        skipped: request.skip.clone(),
        can_fix: matches!(request.selection, Selection::Staged | Selection::WorkTree),
        ..Outcome::default()
    };
    for (project, facts) in gathered.projects.iter().zip(facts) {
        assess_project(settings, request, project, facts, &mut outcome);
    }
    if !request.history_only {
        staged_scripts::assess(settings, request, &gathered.scripts, &mut outcome);
    }
    sort(&mut outcome.diagnostics);
    outcome
}

/// Runs the rules on a project, then takes their diagnostics through four stages: problems of
/// published migrations become warnings, allowances accept some, levels set the severity, and
/// problems with one remedy are merged.
fn assess_project(
    settings: &Settings,
    request: &Request,
    project: &GatheredProject,
    facts: &Facts,
    outcome: &mut Outcome,
) {
    let inputs = &project.inputs;
    let levels = settings.rules.levels.with(settings.of(&inputs.project).map(|settings| &settings.rules.levels));
    let ScriptReport { sink, classes, opaque } = run_rules(project, facts, request, &levels);

    let named = Named::of(request);
    let found = sink.diagnostics.into_iter().filter(|diagnostic| named.covers(diagnostic));
    let found = found.map(|diagnostic| inputs.downgrade_if_published(diagnostic)).collect();

    let comments = allowances::of_running_rules(inputs.allowances(request), request, &levels);
    let Allowed { diagnostics, accepted } = allowances::apply(&comments, &settings.allow, found);

    let reported = diagnostics.into_iter().filter(|found| request.reports(found) && named.covers(found));
    let mut reported: Vec<Diagnostic> = reported.filter_map(|diagnostic| levels.apply(diagnostic)).collect();

    sort(&mut reported);
    outcome.diagnostics.extend(merge::by_remedy(reported));

    outcome.accepted.extend(accepted);
    outcome.classes.add(classes);
    outcome.opaque.extend(opaque);
    let is_off = |rule: &str| levels.of(rule) == Some(Level::Off);
    outcome.not_run.extend(sink.not_run.into_iter().filter(|not_run| !is_off(not_run.rule.id)));
    outcome.files += inputs.files;
    outcome.projects.push(CheckedProject {
        root: inputs.project.root.clone(),
        layout: inputs.project.layout.id,
        migrations: inputs.target.migrations.len(),
    });
}

fn run_rules(project: &GatheredProject, facts: &Facts, request: &Request, levels: &Levels) -> ScriptReport {
    let mut report = ScriptReport::default();
    let context = project.inputs.context();
    for rule in rules::ALL.iter().filter(|rule| request.runs(rule)) {
        if let Check::Project(check) = rule.check {
            check(&context, &mut report.sink);
        }
    }
    statements::check(project, &context, facts, request, levels, &mut report);
    report
}

/// The label of a selection.
fn label(selection: &Selection) -> String {
    match selection {
        Selection::Staged => "staged changes".to_owned(),
        Selection::WorkTree => "the working tree".to_owned(),
        Selection::Range { from, to } => format!("{from}..{to}"),
        Selection::Revision { name, .. } | Selection::Commit { name, .. } => name.clone(),
    }
}

/// Sorts by path, place in the file, then the order of the rules, so that the same input gives the
/// same output.
fn sort(diagnostics: &mut [Diagnostic]) {
    let rank = |diagnostic: &Diagnostic| rules::ALL.iter().position(|rule| rule.info.id == diagnostic.rule.id);
    let line = |diagnostic: &Diagnostic| match &diagnostic.place {
        Place::Content { excerpt, .. } => excerpt.in_file.start,
        _ => 0,
    };
    let key = |diagnostic: &Diagnostic| (diagnostic.place.path().cloned(), line(diagnostic), rank(diagnostic));
    diagnostics.sort_by_cached_key(key);
}
