//! The rules, run on what was gathered. No repository is needed.

use super::facts::Facts;
use super::gather::{Gathered, GatheredProject};
use super::outcome::{CheckedProject, Outcome};
use super::request::Request;
use super::staged_scripts;
use super::stages::{Stages, sort};
use super::statements::{self, ScriptReport};
use crate::config::{Level, Settings};
use crate::jobs::sides::Selection;
use crate::rules::{self, Check, Rule, Sink};

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

/// Runs the rules on a project, and takes their diagnostics through the stages.
fn assess_project(
    settings: &Settings,
    request: &Request,
    project: &GatheredProject,
    facts: &Facts,
    outcome: &mut Outcome,
) {
    let inputs = &project.inputs;
    let levels = settings.rules.levels.with(settings.of(&inputs.project).map(|settings| &settings.rules.levels));
    let mut stages = Stages::new(settings, request, inputs, &levels);
    let context = inputs.context();
    let mut sink = Sink::default();
    for rule in rules::ALL.iter().filter(|rule| request.runs(rule)) {
        if let Check::Project(check) = rule.check {
            check(&context, &mut sink);
        }
    }
    stages.take(sink.diagnostics);
    let is_on = |rule: &Rule| request.runs(rule) && levels.is_on(&rule.info);
    let ScriptReport { not_run, classes, opaque } =
        statements::check(project, &context, facts, &is_on, &mut |script, diagnostics| {
            if script.whole.is_some() { stages.take(diagnostics) } else { stages.take_some(&script.path, diagnostics) }
        });
    stages.finish(outcome);

    outcome.classes.add(classes);
    outcome.opaque.extend(opaque);
    let is_off = |rule: &str| levels.of(rule) == Some(Level::Off);
    let not_run = sink.not_run.into_iter().chain(not_run);
    outcome.not_run.extend(not_run.filter(|not_run| !is_off(not_run.rule.id)));
    outcome.files += inputs.files;
    outcome.projects.push(CheckedProject {
        root: inputs.project.root.clone(),
        layout: inputs.project.layout.id,
        migrations: inputs.target.migrations.len(),
    });
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
