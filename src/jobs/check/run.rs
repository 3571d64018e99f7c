//! A check from the request to the outcome.

use super::assess::assess;
use super::error::Error;
use super::facts::Facts;
use super::gather::{GatheredProject, gather};
use super::outcome::Outcome;
use super::request::Request;
use super::{changes, conventions, prior};
use crate::config::Settings;
use crate::diagnostic::Diagnostic;
use crate::git::Repository;
use crate::jobs::sides::Sides;
use crate::migration::Role;
use crate::rules;
use crate::text::RelPath;
use std::collections::BTreeSet;

/// Checks the selection of a request.
pub fn run(repository: &dyn Repository, settings: &Settings, request: &Request) -> Result<Outcome, Error> {
    let sides = Sides::find(repository, &request.selection)?;
    check_sides(repository, settings, request, &sides)
}

/// Checks the target of `sides` against its bases.
///
/// The conventions of a project and the DDL of its earlier migrations can only make a problem of a
/// statement go away, and reading them takes time: each is read once there is such a problem.
pub(in crate::jobs) fn check_sides(
    repository: &dyn Repository,
    settings: &Settings,
    request: &Request,
    sides: &Sides,
) -> Result<Outcome, Error> {
    let request = &*changes::with_files_of_folders(repository, request, &sides.target)?;
    let gathered = gather(repository, settings, request, sides, &[])?;
    let mut facts = vec![Facts::default(); gathered.projects.len()];
    let mut outcome = assess(settings, request, &gathered, &facts);
    let with_scripts = |(_, project): &(&mut Facts, &GatheredProject)| !project.scripts.is_empty();
    if statement_problems(&outcome).any(rules::needs_conventions) {
        for (facts, project) in facts.iter_mut().zip(&gathered.projects).filter(with_scripts) {
            facts.conventions = Some(conventions::read(repository, project)?);
        }
        outcome = assess(settings, request, &gathered, &facts);
    }
    if statement_problems(&outcome).next().is_some() {
        let revisions = prior::published_revisions(repository, settings, sides)?;
        for (facts, project) in facts.iter_mut().zip(&gathered.projects).filter(with_scripts) {
            facts.prior = prior::read(repository, project, &revisions)?;
        }
        outcome = assess(settings, request, &gathered, &facts);
    }
    Ok(outcome)
}

fn statement_problems(outcome: &Outcome) -> impl Iterator<Item = &Diagnostic> {
    let accepted = outcome.accepted.iter().map(|accepted| &accepted.diagnostic);
    outcome.diagnostics.iter().chain(accepted).filter(|diagnostic| diagnostic.statement.is_some())
}

/// The files of touched up migrations, whose statements are checked.
pub(in crate::jobs) fn new_scripts(
    repository: &dyn Repository,
    settings: &Settings,
    request: &Request,
) -> Result<BTreeSet<RelPath>, Error> {
    let sides = Sides::find(repository, &request.selection)?;
    let gathered = gather(repository, settings, request, &sides, &[])?;
    let scripts = gathered.projects.into_iter().flat_map(|project| project.scripts);
    Ok(scripts.filter(|script| script.role != Role::Down).map(|script| script.path).collect())
}
