//! From the request to the outcome.

use super::beside;
use super::chosen::Unreachable;
use super::outcome::{Compared, Outcome};
use super::request::Request;
use crate::jobs::diff::{self, Error, Expected};
use crate::jobs::side_settings::SettingsSource;
use crate::progress::Progress;

/// Compares each database with the replayed history, several at once.
pub fn run(source: &SettingsSource<'_>, request: &Request, progress: &mut dyn Progress) -> Result<Outcome, Error> {
    let environment = &request.server.environment;
    let targets = &request.databases.targets;
    let labels = targets.iter().map(|target| target.label(environment).map_err(Error::Live));
    let labels = labels.collect::<Result<Vec<String>, Error>>()?;
    let mut outcome = Outcome { expected: request.expected.label(), ..Outcome::default() };
    let expected =
        Expected { selection: &request.expected, project: request.project.as_ref(), server: &request.server };
    let addresses: Vec<&str> = targets.iter().map(|target| target.address.as_str()).collect();
    let results = diff::fleet(source, &expected, &addresses, progress)?;
    // One result for all of them: the history cannot be replayed.
    let is_replayed = !results.iter().flatten().any(|compared| compared.failed.is_some());
    for (label, result) in labels.into_iter().zip(results) {
        let mut compared = Compared { label, result, decided: Vec::new() };
        if let Some(decisions) = &request.decisions {
            compared.decide(decisions);
        }
        outcome.databases.push(compared);
    }
    for (label, Unreachable(reason)) in request.databases.unreachable.iter().filter(|_| is_replayed) {
        let result = Err(Error::Unreachable(reason.clone()));
        outcome.databases.push(Compared { label: label.clone(), result, decided: Vec::new() });
    }
    for side in request.beside.iter().filter(|_| is_replayed) {
        outcome.beside.push(beside::compare(source, request, *side, progress)?);
    }
    Ok(outcome)
}
