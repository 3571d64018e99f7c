//! `trust`: notes what the user agrees to, or forgets it.

use super::notes;
use crate::config::{self, GateCommand, HookRuns, NamedDatabase, Settings};
use crate::git::{self, Repository};
use crate::hooks::Event;
use crate::jobs::nested_jobs;
use crate::jobs::own_jobs::own_jobs;
use crate::jobs::side_settings::{self, SettingsSource};
use crate::jobs::sides::Selection;
use crate::tasks::Job;

/// The result of an agreement.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Each different one once.
    pub agreed: Vec<Agreed>,
    /// Whether all of it was noted before.
    pub is_known: bool,
    /// Whether settings were left out, because they start a program.
    pub leaves_out_command: bool,
}

/// The replays and jobs of hooks, and the databases, with the settings of a side.
#[derive(Clone, Debug)]
pub struct Agreed {
    pub selection: Selection,
    /// The replays; empty if hooks make none.
    pub runs: HookRuns,
    /// The repository's own jobs.
    pub jobs: Vec<(Event, Job)>,
    /// The databases that the settings name.
    pub databases: Vec<NamedDatabase>,
    /// The commands of rehearsals.
    pub gates: Vec<GateCommand>,
}

impl Agreed {
    /// Whether hooks only read, no database is named, and a rehearsal runs nothing.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty() && self.jobs.is_empty() && self.databases.is_empty() && self.gates.is_empty()
    }

    fn is_same(&self, other: &Self) -> bool {
        self.runs == other.runs
            && self.jobs == other.jobs
            && self.databases == other.databases
            && self.gates == other.gates
    }

    fn fingerprints(&self) -> impl Iterator<Item = String> {
        let runs = (!self.runs.is_empty()).then(|| self.runs.fingerprint());
        let jobs = self.jobs.iter().map(|(event, job)| job.fingerprint(event.name()));
        let databases = self.databases.iter().map(NamedDatabase::fingerprint);
        runs.into_iter().chain(jobs).chain(databases).chain(self.gates.iter().map(GateCommand::fingerprint))
    }
}

/// Notes the agreement to the settings of a revision, or else of the index and of the working tree.
pub fn agree(source: &SettingsSource, revision: Option<&str>) -> Result<Outcome, side_settings::Error> {
    agree_to(source, revision, true)
}

/// Notes the agreement to the replays and jobs of the index and of the working tree, but to no program that takes part
/// in replays.
pub fn agree_to_hooks(source: &SettingsSource) -> Result<Outcome, side_settings::Error> {
    agree_to(source, None, false)
}

fn agree_to(
    source: &SettingsSource,
    revision: Option<&str>,
    has_commands: bool,
) -> Result<Outcome, side_settings::Error> {
    let repository = source.repository();
    let selections = match revision {
        Some(name) => vec![Selection::Revision { name: name.to_owned(), remote: None }],
        None => vec![Selection::Staged, Selection::WorkTree],
    };
    let mut outcome = Outcome::default();
    for selection in selections {
        // Without a file there is nothing that could be agreed to.
        let has_own_file =
            || repository.paths().work_dir.as_ref().is_some_and(|top| top.join(config::LOCAL_FILE).exists());
        let is_absent =
            selection == Selection::WorkTree && config::find(repository.paths()).is_none() && !has_own_file();
        let settings = source.of(&selection)?;
        let mut runs = settings.hook_runs();
        if runs.have_command() && !has_commands {
            outcome.leaves_out_command = true;
            runs = HookRuns::default();
        }
        let mut jobs = Vec::new();
        for event in Event::ALL {
            // The user's own file is in the working tree.
            let own = match selection {
                Selection::WorkTree => own_jobs(repository, &settings, &selection, event)?.jobs,
                _ => nested_jobs::jobs_of(repository, &settings, &selection, event)?,
            };
            jobs.extend(own.into_iter().filter(Job::needs_agreement).map(|job| (event, job)));
        }
        let (databases, gates) = (settings.databases.clone(), settings.gates.clone());
        let agreed = Agreed { selection, runs, jobs, databases, gates };
        if !is_absent && outcome.agreed.iter().all(|known| !known.is_same(&agreed)) {
            outcome.agreed.push(agreed);
        }
    }
    let fingerprints: Vec<String> = outcome.agreed.iter().flat_map(Agreed::fingerprints).collect();
    outcome.is_known = !notes::add(repository, &fingerprints)?;
    Ok(outcome)
}

/// Notes the agreement to replays in merges with the settings of the index and of the working tree.
pub fn agree_to_merges(source: &SettingsSource) -> Result<(), side_settings::Error> {
    let mut fingerprints = vec![Settings::default().merge_fingerprint()];
    for selection in [Selection::Staged, Selection::WorkTree] {
        fingerprints.push(source.of(&selection)?.merge_fingerprint());
    }
    notes::add(source.repository(), &fingerprints)?;
    Ok(())
}

/// Forgets every agreement of this clone; returns whether there was any.
pub fn revoke(repository: &dyn Repository) -> Result<bool, git::Error> {
    notes::remove(repository)
}
