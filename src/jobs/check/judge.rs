//! The judgement itself: what was gathered, every rule, then allowances and levels.

use super::gather::{self, Gathered};
use super::statements::Judgement;
use super::{CheckedProject, Error, Outcome, Request, allowances, merge, scripts, statements};
use crate::config::Settings;
use crate::diagnostic::Diagnostic;
use crate::git::Repository;
use crate::jobs::sides::{Selection, Sides};
use crate::rules::{self, Check, Scope};
use crate::text::RelPath;
use std::collections::BTreeSet;

/// Judges what the request asks for.
pub fn run(repository: &dyn Repository, settings: &Settings, request: &Request) -> Result<Outcome, Error> {
    let sides = Sides::find(repository, &request.selection)?;
    judge(repository, settings, request, &sides)
}

/// The new scripts that move forward, whose statements are judged.
pub(in crate::jobs) fn new_scripts(
    repository: &dyn Repository,
    settings: &Settings,
    request: &Request,
) -> Result<BTreeSet<RelPath>, Error> {
    let sides = Sides::find(repository, &request.selection)?;
    let gathered = gather::gather(repository, settings, request, &sides, &[])?;
    Ok(gathered
        .projects
        .iter()
        .flat_map(|project| &project.scripts)
        .filter_map(statements::ReadScript::forward)
        .collect())
}

/// Judges the target of `sides` against its bases.
pub(in crate::jobs) fn judge(
    repository: &dyn Repository,
    settings: &Settings,
    request: &Request,
    sides: &Sides,
) -> Result<Outcome, Error> {
    let mut gathered = gather::gather(repository, settings, request, sides, &[])?;
    let mut outcome = assess(settings, request, &gathered, label(&request.selection));
    // Only when something is to be said is it worth while to know what the project is used to
    // do, and what the migrations before made: either may silence it.
    if statement_problems(&outcome).any(|diagnostic| rules::needs_conventions(diagnostic)) {
        super::conventions::read(repository, &mut gathered)?;
        outcome = assess(settings, request, &gathered, label(&request.selection));
    }
    if statement_problems(&outcome).next().is_some() {
        super::prior::read(repository, settings, sides, &mut gathered)?;
        outcome = assess(settings, request, &gathered, label(&request.selection));
    }
    Ok(outcome)
}

/// What a selection covers, in words.
fn label(selection: &Selection) -> String {
    match selection {
        Selection::Staged => "staged changes".to_owned(),
        Selection::WorkTree => "the work tree".to_owned(),
        Selection::Range { from, to } => format!("{from}..{to}"),
        Selection::Revision { name, .. } | Selection::Commit { name, .. } => name.clone(),
    }
}

fn statement_problems(outcome: &Outcome) -> impl Iterator<Item = &Diagnostic> {
    let accepted = outcome.accepted.iter().map(|accepted| &accepted.diagnostic);
    outcome.diagnostics.iter().chain(accepted).filter(|diagnostic| diagnostic.statement.is_some())
}

/// The judgement on what was gathered: no repository is needed any more.
pub(in crate::jobs) fn assess(settings: &Settings, request: &Request, gathered: &Gathered, target: String) -> Outcome {
    let mut outcome = Outcome {
        target,
        ignored: gathered.ignored.clone(),
        skipped: request.skip.clone(),
        selection: Some(request.selection.clone()),
        can_fix: matches!(request.selection, Selection::Staged | Selection::WorkTree),
        ..Outcome::default()
    };
    for project in &gathered.projects {
        let levels = settings.rules.levels.with(settings.of(&project.project).map(|settings| &settings.rules.levels));
        let mut judgement = Judgement::default();
        let subject = project.subject();
        for rule in rules::ALL.iter().filter(|rule| request.runs(rule)) {
            if let Check::Project(check) = rule.check {
                check(&subject, &mut judgement.sink);
            }
        }
        statements::judge(project, &subject, request, &levels, &mut judgement);
        let Judgement { sink, classes, opaque } = judgement;
        let is_asked = |diagnostic: &Diagnostic| is_asked_for(request, diagnostic);
        let found = sink.diagnostics.into_iter().filter(is_asked).map(|diagnostic| project.temper(diagnostic));
        let written = allowances::of_rules_that_run(project.written_allowances(request), request, &levels);
        let spoken = allowances::apply(&written, &settings.allow, found.collect());
        outcome.accepted.extend(spoken.accepted);
        let is_told = |diagnostic: &Diagnostic| request.speaks(diagnostic) && is_asked(diagnostic);
        let told = spoken.diagnostics.into_iter().filter(is_told);
        let mut told: Vec<Diagnostic> = told.filter_map(|diagnostic| levels.apply(diagnostic)).collect();
        sort(&mut told);
        outcome.diagnostics.extend(merge::by_cure(told));
        outcome.classes.add(classes);
        outcome.opaque.extend(opaque);
        outcome.not_run.extend(
            sink.not_run.into_iter().filter(|not_run| levels.of(not_run.rule.id) != Some(crate::config::Level::Off)),
        );
        outcome.files += project.files;
        let migrations = project.target.migrations.len();
        outcome.projects.push(CheckedProject {
            root: project.project.root.clone(),
            layout: project.project.layout.id,
            migrations,
        });
    }
    if !request.history_only {
        scripts::assess(settings, request, &gathered.scripts, &mut outcome);
    }
    sort(&mut outcome.diagnostics);
    outcome
}

/// Naming files narrows the rules that look at one file at a time.
fn is_asked_for(request: &Request, diagnostic: &Diagnostic) -> bool {
    let is_per_file = rules::named(diagnostic.rule.id).is_some_and(|rule| rule.scope == Scope::File);
    let names = |path: &RelPath| request.files.iter().any(|file| file == path || file.below(path).is_some());
    request.files.is_empty() || !is_per_file || diagnostic.place.path().is_none_or(names)
}

/// By path, place in the file, then the order of the rules: the same input gives the same
/// output.
fn sort(diagnostics: &mut [Diagnostic]) {
    let rank = |diagnostic: &Diagnostic| rules::ALL.iter().position(|rule| rule.info.id == diagnostic.rule.id);
    let line = |diagnostic: &Diagnostic| match &diagnostic.place {
        crate::diagnostic::Place::Content { excerpt, .. } => excerpt.in_file.start,
        _ => 0,
    };
    diagnostics.sort_by(|one, other| {
        let key = |diagnostic: &Diagnostic| (diagnostic.place.path().cloned(), line(diagnostic), rank(diagnostic));
        key(one).cmp(&key(other))
    });
}
