//! A check from the request to the outcome.

use super::assess::{Found, assess, find_all};
use super::error::Error;
use super::facts::Facts;
use super::gather::{Gathered, GatheredProject, gather};
use super::outcome::{Acceptance, Accepted, Outcome};
use super::request::Request;
use super::{changes, conventions, pending, prior};
use crate::config::Settings;
use crate::diagnostic::Diagnostic;
use crate::git::Repository;
use crate::jobs::project_files::unmerged_schemas;
use crate::jobs::replaced_migrations::replaced;
use crate::jobs::sides::{self, Sides};
use crate::migration::Role;
use crate::text::RelPath;
use std::collections::BTreeSet;

/// Checks the selection of a request.
pub fn run(repository: &dyn Repository, settings: &Settings, request: &Request) -> Result<Outcome, Error> {
    let sides =
        Sides::find(repository, &request.selection).map_err(|error| with_schemas(repository, settings, error))?;
    check_sides(repository, settings, request, &sides)
}

/// The error with the schema files among unmerged ones, which can be regenerated.
fn with_schemas(repository: &dyn Repository, settings: &Settings, error: sides::Error) -> Error {
    let sides::Error::Unmerged { files, .. } = error else { return error.into() };
    match unmerged_schemas(repository, settings, &files) {
        Ok(schemas) => sides::Error::Unmerged { files, schemas }.into(),
        Err(error) => error.into(),
    }
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
    let mut reader = FactsReader { repository, settings, sides, gathered: &gathered, facts: &mut facts };
    // A segment of a long script can only be checked with what is known of the others.
    reader.read_conventions(&GatheredProject::has_long_script)?;
    reader.read_prior(&GatheredProject::has_long_script)?;
    reader.read_pending()?;
    let projects = &gathered.projects;
    let mut found = find_all(settings, request, &gathered, reader.facts);
    if found.iter().any(Found::needs_conventions) && reader.read_conventions(&|_| true)? {
        let all = found.iter_mut().zip(projects).zip(&*reader.facts);
        all.for_each(|((found, project), facts)| found.apply_conventions(project, facts));
    }
    let mut outcome = assess(settings, request, &gathered, &found, reader.facts);
    if statement_problems(&outcome).next().is_some() && reader.read_prior(&|_| true)? {
        let all = found.iter_mut().zip(projects).zip(&*reader.facts);
        all.for_each(|((found, project), facts)| found.apply_prior(project, facts));
        outcome = assess(settings, request, &gathered, &found, reader.facts);
    }
    accept_replaced(repository, sides, &mut outcome)?;
    Ok(outcome)
}

/// Accepts that published migrations were replaced by one, where this clone has proven that.
fn accept_replaced(repository: &dyn Repository, sides: &Sides, outcome: &mut Outcome) -> Result<(), Error> {
    const RULES: [&str; 2] = ["edited-migration", "out-of-order"];
    let is_open = |diagnostic: &Diagnostic| RULES.contains(&diagnostic.rule.id);
    if !outcome.diagnostics.iter().any(is_open) {
        return Ok(());
    }
    let replaced = replaced(repository, &sides.bases, &sides.target)?;
    let is_replaced = |diagnostic: &mut Diagnostic| {
        is_open(diagnostic)
            && diagnostic.place.path().is_some_and(|path| replaced.iter().any(|one| one.as_bytes() == path.as_bytes()))
    };
    let accepted = outcome.diagnostics.extract_if(.., is_replaced);
    let accepted = accepted.map(|diagnostic| Accepted {
        diagnostic,
        reason: "replaced by one migration, which was proven equal in this clone".to_owned(),
        by: Acceptance::Squash,
    });
    outcome.accepted.extend(accepted.collect::<Vec<_>>());
    Ok(())
}

/// Reads facts about the projects with scripts, each once.
struct FactsReader<'a> {
    repository: &'a dyn Repository,
    settings: &'a Settings,
    sides: &'a Sides,
    gathered: &'a Gathered,
    facts: &'a mut [Facts],
}

impl FactsReader<'_> {
    /// Reads the conventions of the wanted projects; returns whether any were read.
    fn read_conventions(&mut self, is_wanted: &dyn Fn(&GatheredProject) -> bool) -> Result<bool, Error> {
        let mut is_any = false;
        for (facts, project) in self.facts.iter_mut().zip(&self.gathered.projects) {
            if facts.conventions.is_none() && !project.scripts.is_empty() && is_wanted(project) {
                facts.conventions = Some(conventions::read(self.repository, project)?);
                is_any = true;
            }
        }
        Ok(is_any)
    }

    /// Reads the transactions of earlier migrations that go on in touched scripts.
    fn read_pending(&mut self) -> Result<(), Error> {
        let mut revisions = None;
        for (facts, project) in self.facts.iter_mut().zip(&self.gathered.projects) {
            if !pending::is_wanted(project) {
                continue;
            }
            if revisions.is_none() {
                revisions = Some(prior::published_revisions(self.repository, self.settings, self.sides)?);
            }
            facts.pending = pending::read(self.repository, project, revisions.as_deref().unwrap_or_default())?;
        }
        Ok(())
    }

    /// The same for the DDL before their touched scripts.
    fn read_prior(&mut self, is_wanted: &dyn Fn(&GatheredProject) -> bool) -> Result<bool, Error> {
        let mut revisions = None;
        let mut is_any = false;
        for (facts, project) in self.facts.iter_mut().zip(&self.gathered.projects) {
            if facts.prior.is_some() || project.scripts.is_empty() || !is_wanted(project) {
                continue;
            }
            if revisions.is_none() {
                revisions = Some(prior::published_revisions(self.repository, self.settings, self.sides)?);
            }
            facts.prior =
                prior::read(self.repository, project, revisions.as_deref().unwrap_or_default(), &facts.pending)?;
            is_any |= facts.prior.is_some();
        }
        Ok(is_any)
    }
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
