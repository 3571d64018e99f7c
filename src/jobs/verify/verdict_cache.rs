//! Verdicts of earlier runs. One is remembered under a hash of all that it was made of, and
//! given again when all of that is the same: then no server is started and nothing is run.
//!
//! What counts: this program, the environment, which server with which files around it, the
//! layout, every file with its path and content, and what is done once everything ran. The
//! parts are taken out of their structs without a rest, so that a field which is added to one of
//! them has to be thought of here. What SQL asks of the clock, of chance or of files on the
//! server is not seen, here as in a kept beginning: `--no-cache` runs everything.
//!
//! Only a verdict is remembered: a failure of the server never, nor one of the SQL that may
//! come out otherwise the next time, nor anything on a server of somebody else, of which
//! nobody knows whether it is the same.

use super::Request;
use super::gather::ReplayInputs;
use super::server::ChosenServer;
use crate::cache::{Hasher, Key, Store};
use crate::postgres::{self, Choice, Installation, Stamp, Stamped, VersionProbe};
use crate::replay::{self, Plan, PlanChecks, Setup, Source, Then};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The folder of verdicts, below the one for everything.
const FOLDER: &str = "verdicts";

/// Counts up when a verdict is made or written in another way.
const REVISION: &str = "verdict 1";

/// Where verdicts and answers of programs may lie.
pub(in crate::jobs) fn store(environment: &postgres::Environment) -> Store {
    Store::new(environment.own_folders().iter().map(PathBuf::as_path), FOLDER)
}

/// What was found out about a project, as far as it does not depend on the repository.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct ProjectVerdict {
    /// Which server.
    pub(super) server: String,
    /// What a user should know of the server.
    pub(super) remarks: Vec<String>,
    /// What came of it.
    pub(super) replay: replay::Outcome,
}

/// A verdict as it is written down.
#[derive(Serialize, Deserialize)]
struct Verdict {
    /// What must still be as it was.
    sources: Vec<Stamped>,
    judged: ProjectVerdict,
}

/// What earlier runs found out.
pub(super) struct VerdictCache {
    /// `None` when nothing is to be remembered.
    store: Option<Store>,
}

impl VerdictCache {
    /// The memory that a request may use; times, and what is seen while statements run, are those
    /// of a run and not of its memory.
    pub(super) fn of(request: &Request) -> Self {
        let keeps = request.keeps && !request.proofs.timings && request.observe.is_none();
        Self { store: keeps.then(|| store(&request.environment)) }
    }

    /// What programs answered.
    pub(super) fn answers(&self) -> VersionProbe {
        self.read(&answers_key()).unwrap_or_default()
    }

    /// Remembers what programs answered.
    pub(super) fn keep_answers(&self, answers: &VersionProbe) {
        if answers.has_changed() {
            self.write(&answers_key(), answers);
        }
    }

    /// The verdict of a project, when everything is as it was.
    pub(super) fn recall(&self, key: Option<&Key>) -> Option<ProjectVerdict> {
        let verdict: Verdict = self.read(key?)?;
        verdict.sources.iter().all(Stamped::is_the_same).then_some(verdict.judged)
    }

    /// Remembers a verdict that will be the same the next time; `sources` are the files that
    /// the server's answers depend on.
    pub(super) fn keep(&self, key: &Key, judged: &ProjectVerdict, sources: Vec<PathBuf>) {
        let is_lasting = judged.replay.failures().all(|failure| is_lasting(&failure.error.sqlstate));
        if is_lasting {
            let sources = sources.into_iter().map(Stamped::new).collect();
            self.write(key, &Verdict { sources, judged: judged.clone() });
        }
    }

    fn read<T: DeserializeOwned>(&self, key: &Key) -> Option<T> {
        serde_json::from_slice(&self.store.as_ref()?.get(key)?).ok()
    }

    fn write(&self, key: &Key, value: &impl Serialize) {
        if let (Some(store), Ok(content)) = (&self.store, serde_json::to_vec(value)) {
            store.put(key, &content);
        }
    }
}

fn answers_key() -> Key {
    Hasher::new("answers of programs 1").finish()
}

/// The name of a project's verdict on a server, or `None` where it cannot be remembered.
pub(super) fn key(
    request: &Request,
    project: &ReplayInputs,
    plan: &Plan<'_>,
    chosen: &ChosenServer<'_>,
) -> Option<Key> {
    let mut hasher = Hasher::new(REVISION);
    program(&mut hasher)?;
    request_parts(&mut hasher, request);
    match chosen {
        ChosenServer::Named(_) => return None,
        ChosenServer::Private(choice) => server(&mut hasher, choice),
        // It is a part of this program.
        #[cfg(feature = "embedded")]
        ChosenServer::Inside => {
            hasher.part("embedded");
        }
    }
    material(&mut hasher, project);
    plan_parts(&mut hasher, plan);
    Some(hasher.finish())
}

/// This program: the same version may be built from other sources.
fn program(hasher: &mut Hasher) -> Option<()> {
    let path = std::env::current_exe().ok()?;
    let stamp = serde_json::to_vec(&Stamp::of(&path)?).ok()?;
    hasher.part(env!("CARGO_PKG_VERSION")).part(path.as_os_str().as_encoded_bytes()).part(stamp);
    Some(())
}

fn request_parts(hasher: &mut Hasher, request: &Request) {
    let Request {
        // Whose files they are is no part of a verdict on them.
        target: _,
        // The server was chosen by these.
        engine: _,
        address: _,
        environment,
        keeps: _,
        // In the plan.
        schema: _,
        proofs: _,
        // Who watches has no memory.
        observe: _,
        // Whether a project is looked at is no part of a verdict on it.
        only: _,
    } = request;
    // Where clusters lie is told in remarks; the rest leads to a server.
    for folder in environment.own_folders().iter().chain(&environment.shared_cache) {
        hasher.part(folder.as_os_str().as_encoded_bytes());
    }
    hasher.part(format!("{:?}", environment.sudo_uid));
}

fn server(hasher: &mut Hasher, choice: &Choice) {
    let Choice { installation, instead_of } = choice;
    let Installation { bin, version, source: _ } = installation;
    hasher.part("local").part(bin.as_os_str().as_encoded_bytes()).part(version.to_string());
    hasher.maybe(instead_of.map(u32::to_le_bytes));
}

fn material(hasher: &mut Hasher, project: &ReplayInputs) {
    let ReplayInputs {
        root,
        // In the plan.
        layout: _,
        migrations: _,
        passed_over: _,
        schema: _,
        down_migrations: _,
        setup: _,
        schemas: _,
        // The server was chosen by it.
        engine: _,
        // In which hook is no part of the verdict.
        at: _,
        // What is done with the text of a schema file is done every time.
        new_schema: _,
        has_schema: _,
        seal: _,
        major,
    } = project;
    hasher.part(root.as_bytes()).maybe(major.map(u32::to_le_bytes));
}

fn plan_parts(hasher: &mut Hasher, plan: &Plan<'_>) {
    let Plan { layout, migrations, passed_over, setup, schemas, then, asked } = plan;
    hasher.part(layout.platform.fingerprint()).part(layout.id);
    for files in [migrations, passed_over] {
        hasher.count(files.len());
        for file in *files {
            source(hasher, file);
        }
    }
    let Setup { before, extensions, after_environment } = setup;
    for files in [before, after_environment] {
        hasher.count(files.len());
        for file in files {
            source(hasher, file);
        }
    }
    for names in [Some(&extensions[..]), *schemas] {
        hasher.count(names.map_or(usize::MAX, <[_]>::len));
        for name in names.into_iter().flatten() {
            hasher.part(name);
        }
    }
    match then {
        Then::Nothing => hasher.part("nothing"),
        Then::Compare(schema) => source(hasher.part("compare"), schema),
        Then::Write => hasher.part("write"),
    };
    // Who asks for times, or watches, has no memory.
    let PlanChecks { timings: _, idempotency, down_migrations, observed: _, remedy } = asked;
    hasher.part(if *remedy { "remedy" } else { "verdict" });
    hasher.part(if *idempotency { "twice" } else { "once" }).count(down_migrations.map_or(0, <[_]>::len));
    for way_back in down_migrations.iter().copied().flatten() {
        match way_back {
            Some(file) => source(hasher.part("back"), file),
            None => hasher.part("none"),
        };
    }
}

fn source<'a>(hasher: &'a mut Hasher, source: &Source) -> &'a mut Hasher {
    let Source { path, content, transaction } = source;
    hasher.part(path.as_bytes()).part(content).part(format!("{transaction:?}"))
}

/// False for errors that tell of the moment more than of the SQL: connections (08), lost races
/// (40), objects in use and locks (55), cancelled by time or by somebody (57), and all that
/// comes from the system or is a fault of the server (58, XX).
fn is_lasting(sqlstate: &str) -> bool {
    !["08", "40", "53", "55", "57", "58", "XX"].iter().any(|class| sqlstate.starts_with(class))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_come_out_otherwise_is_not_remembered() {
        assert!(["42P01", "42601", "23505", "P0001", "0A000", "25001"].into_iter().all(is_lasting));
        assert!(!["57014", "40P01", "55P03", "53100", "XX000", "58P01"].into_iter().any(is_lasting));
    }
}
