//! What `check` says of new migrations, held against what was seen of them.

use super::{Error, Request, VerifiedProject};
use crate::config::Settings;
use crate::diagnostic::Diagnostic;
use crate::git::Repository;
use crate::jobs::check;
use crate::rules::{self, Assessment, Observations};
use crate::text::RelPath;
use std::collections::BTreeSet;

/// A problem of a statement that was watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What the rule says.
    pub diagnostic: Diagnostic,
    /// What was seen.
    pub assessment: Assessment,
}

/// The files to watch, where that is asked for.
pub(super) fn files(
    repository: &dyn Repository,
    settings: &Settings,
    request: &Request,
) -> Result<Option<BTreeSet<RelPath>>, Error> {
    request
        .observe
        .as_ref()
        .map(|check| check::new_scripts(repository, settings, check))
        .transpose()
        .map_err(Error::from)
}

/// The problems of statements that were watched, those that were seen and those that were not.
pub(super) fn findings(
    repository: &dyn Repository,
    settings: &Settings,
    request: &Request,
    projects: &[VerifiedProject],
) -> Result<Vec<Finding>, Error> {
    let Some(check) = &request.observe else { return Ok(Vec::new()) };
    let observed: Vec<_> = projects
        .iter()
        .flat_map(|project| project.replay.observed.iter().flatten().map(move |file| (project, file)))
        .collect();
    if observed.is_empty() {
        return Ok(Vec::new());
    }
    let outcome = check::run(repository, settings, check)?;
    let finding = |diagnostic: Diagnostic| {
        let path = diagnostic.place.path()?;
        let (project, file) = observed.iter().find(|(_, file)| file.file == *path)?;
        let observe = Observations { major: file.major, wanted: project.wanted, statements: &file.statements };
        let assessment = rules::assess(&diagnostic, &observe);
        (assessment != Assessment::None).then_some(Finding { diagnostic, assessment })
    };
    Ok(outcome.diagnostics.into_iter().filter_map(finding).collect())
}
