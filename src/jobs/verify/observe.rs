//! The diagnostics of `check` about new migrations, compared with what was observed in the replay.

use super::error::Error;
use super::outcome::{ObservedDiagnostic, VerifiedProject};
use super::request::Request;
use crate::config::Settings;
use crate::diagnostic::Diagnostic;
use crate::git::Repository;
use crate::jobs::check;
use crate::rules::{self, Assessment, Observations};
use crate::text::RelPath;
use std::collections::BTreeSet;

/// The files to observe, if that is requested.
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

/// The problems of observed statements, confirmed and refuted.
pub(super) fn diagnostics(
    repository: &dyn Repository,
    settings: &Settings,
    request: &Request,
    projects: &[VerifiedProject],
) -> Result<Vec<ObservedDiagnostic>, Error> {
    let Some(check) = &request.observe else { return Ok(Vec::new()) };
    let observed: Vec<_> = projects
        .iter()
        .flat_map(|project| project.replay.observed.iter().flatten().map(move |file| (project, file)))
        .collect();
    if observed.is_empty() {
        return Ok(Vec::new());
    }
    let outcome = check::run(repository, settings, check)?;
    let observed_diagnostic = |diagnostic: Diagnostic| {
        let path = diagnostic.place.path()?;
        let (project, file) = observed.iter().find(|(_, file)| file.file == *path)?;
        let observe = Observations { major: file.major, wanted: project.wanted, statements: &file.statements };
        let assessment = rules::assess(&diagnostic, &observe);
        (assessment != Assessment::None).then_some(ObservedDiagnostic { diagnostic, assessment })
    };
    Ok(outcome.diagnostics.into_iter().filter_map(observed_diagnostic).collect())
}
