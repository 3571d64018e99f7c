//! The rules, run on what was gathered. No repository is needed.
//!
//! First the rules report what they find in a project ([`find`]). What is found goes through the stages to the outcome
//! ([`assess`]).

use super::facts::Facts;
use super::gather::{Gathered, GatheredProject};
use super::outcome::{CheckedProject, Outcome};
use super::request::Request;
use super::stages::{Stages, sort};
use super::statements::{self, InScripts, ScriptReport};
use super::{conflicts, staged_scripts};
use crate::config::{Level, Levels, Settings};
use crate::jobs::sides::Selection;
use crate::rules::{self, Rule, Sink};
use crate::text::RelPath;

/// Problems of a project as the rules report them, before allowances and levels are applied.
pub(super) struct Found {
    levels: Levels,
    rules: Vec<&'static Rule>,
    /// Of the rules about the project as a whole.
    in_project: Sink,
    in_scripts: InScripts,
}

/// Runs the rules on a project. Long scripts are too large for their problems to be kept: they are checked in [`assess`].
fn find(settings: &Settings, request: &Request, project: &GatheredProject, facts: &Facts) -> Found {
    let inputs = &project.inputs;
    let levels = settings.rules.levels.with(settings.of(&inputs.project).map(|settings| &settings.rules.levels));
    let context = inputs.context();
    let mut in_project = Sink::default();
    for rule in rules::ALL.iter().filter(|rule| request.runs(rule)) {
        if let Some(check) = rule.project_check() {
            check(&context, &mut in_project);
        }
    }
    let is_on = |rule: &&Rule| request.runs(rule) && levels.is_on(&rule.info);
    let rules: Vec<&Rule> = rules::ALL.into_iter().filter(is_on).collect();
    let in_scripts = statements::find(project, &context, facts, &rules);
    Found { levels, rules, in_project, in_scripts }
}

/// Runs the rules on every project; `facts` are theirs, in order.
pub(super) fn find_all(settings: &Settings, request: &Request, gathered: &Gathered, facts: &[Facts]) -> Vec<Found> {
    gathered.projects.iter().zip(facts).map(|(project, facts)| find(settings, request, project, facts)).collect()
}

impl Found {
    /// Whether a problem was found that the conventions of the project may make go away.
    pub(super) fn needs_conventions(&self) -> bool {
        self.in_scripts.needs_conventions(&self.rules)
    }

    /// Finds the problems again that depend on the conventions of the project, now that these are known.
    pub(super) fn apply_conventions(&mut self, project: &GatheredProject, facts: &Facts) {
        self.in_scripts.apply_conventions(project, &project.inputs.context(), facts, &self.rules);
    }

    /// Finds the problems in scripts again, now that the earlier DDL is known.
    pub(super) fn apply_prior(&mut self, project: &GatheredProject, facts: &Facts) {
        self.in_scripts = statements::find(project, &project.inputs.context(), facts, &self.rules);
    }
}

/// Makes the outcome of what was found in each gathered project; `found` and `facts` are theirs, in order.
pub(super) fn assess(
    settings: &Settings,
    request: &Request,
    gathered: &Gathered,
    found: &[Found],
    facts: &[Facts],
) -> Outcome {
    let mut outcome = Outcome {
        target: label(&request.selection),
        selection: Some(request.selection.clone()),
        ignored: gathered.ignored.clone(),
        skipped: request.skip.clone(),
        can_fix: matches!(request.selection, Selection::Staged | Selection::WorkTree),
        ..Outcome::default()
    };
    for ((project, found), facts) in gathered.projects.iter().zip(found).zip(facts) {
        assess_project(settings, request, project, found, facts, &mut outcome);
    }
    if !request.history_only {
        staged_scripts::assess(settings, request, &gathered.scripts, &mut outcome);
    }
    let is_read = |path: &RelPath| gathered.projects.iter().any(|project| project.inputs.contents.contains_key(path));
    conflicts::assess(settings, request, (&gathered.conflicts, &is_read), &mut outcome);
    sort(&mut outcome.diagnostics);
    outcome
}

/// Takes the diagnostics of a project through the stages.
fn assess_project(
    settings: &Settings,
    request: &Request,
    project: &GatheredProject,
    found: &Found,
    facts: &Facts,
    outcome: &mut Outcome,
) {
    let inputs = &project.inputs;
    let levels = &found.levels;
    let mut stages = Stages::new(settings, request, inputs, levels);
    let context = inputs.context();
    stages.take(found.in_project.diagnostics.clone());
    let ScriptReport { not_run, classes, opaque } =
        found.in_scripts.report(project, &context, facts, &found.rules, &mut |script, diagnostics| {
            if script.whole.is_some() { stages.take(diagnostics) } else { stages.take_some(&script.path, diagnostics) }
        });
    stages.finish(outcome);

    outcome.classes.add(classes);
    outcome.opaque.extend(opaque);
    let is_off = |rule: &str| levels.of(rule) == Some(Level::Off);
    let not_run = found.in_project.not_run.iter().cloned().chain(not_run);
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
