//! Verdicts of earlier runs. A verdict is cached under a hash of its inputs and used again if all of
//! them are the same: then no server is started and nothing is run.
//!
//! The inputs are this program, the environment, the server with the files around it, the layout,
//! every file with its path and content, and what is done once everything ran. Structs are
//! destructured without `..`, so that a field added to one of them must be considered here. What SQL
//! reads from the clock, from random numbers or from files on the server is not an input, here as in
//! a cached prefix: `--no-cache` runs everything.
//!
//! Only verdicts are cached: no failure of the server, no failure of the SQL that may have another
//! result the next time, and nothing on a server of the user, which may have changed.

use super::inputs::ReplayInputs;
use super::request::{Request, SchemaTask};
use super::server::ChosenServer;
use crate::cache::{Hasher, Key, Store};
use crate::mirror::{QueryFile, TableFile};
use crate::postgres::{self, Choice, Installation, Stamp, Stamped, VersionProbe};
use crate::replay::{
    self, Declared, KeptCatalogs, Mirror, Plan, PlanChecks, PrismaFiles, Queries, SchemaFileTask, Setup, Source,
    StateTask,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The folder of verdicts in the cache folder.
const FOLDER: &str = "verdicts";

/// Incremented when verdicts are computed or written in another way.
const REVISION: &str = "verdict 5";

/// The store of verdicts and of the versions of programs.
pub(in crate::jobs) fn store(environment: &postgres::Environment) -> Store {
    Store::new(environment.own_folders().iter().map(PathBuf::as_path), FOLDER)
}

/// The verdict on a project, as far as it does not depend on the repository.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct ProjectVerdict {
    /// The server, in words.
    pub(super) server: String,
    /// Notes about the server.
    pub(super) remarks: Vec<String>,
    pub(super) replay: replay::Outcome,
}

/// A verdict as it is stored.
#[derive(Serialize, Deserialize)]
struct Verdict {
    /// Files that must be unchanged.
    sources: Vec<Stamped>,
    verdict: ProjectVerdict,
}

/// The verdicts of earlier runs.
pub(super) struct VerdictCache {
    /// `None` if nothing is cached.
    store: Option<Store>,
}

impl VerdictCache {
    /// The cache that a request may use. Timings and observations are those of the run itself, so
    /// they use none.
    pub(super) fn of(request: &Request) -> Self {
        let is_catalog = matches!(request.schema, SchemaTask::Catalog | SchemaTask::CatalogOfFile);
        let keeps = request.uses_cache && !request.checks.timings && request.observe.is_none() && !is_catalog;
        Self { store: keeps.then(|| store(&request.environment)) }
    }

    /// The versions of programs.
    pub(super) fn versions(&self) -> VersionProbe {
        self.read(&versions_key()).unwrap_or_default()
    }

    /// Stores the versions of programs.
    pub(super) fn keep_versions(&self, versions: &VersionProbe) {
        if versions.has_changed() {
            self.write(&versions_key(), versions);
        }
    }

    /// The verdict of a project, if all inputs are the same.
    pub(super) fn get(&self, key: Option<&Key>) -> Option<ProjectVerdict> {
        let verdict: Verdict = self.read(key?)?;
        verdict.sources.iter().all(Stamped::is_the_same).then_some(verdict.verdict)
    }

    /// Stores a verdict that will be the same the next time; `sources` are the files that the
    /// server's behaviour depends on.
    pub(super) fn put(&self, key: &Key, verdict: &ProjectVerdict, sources: Vec<PathBuf>) {
        let is_lasting = verdict.replay.failures().all(|failure| is_lasting(&failure.error.sqlstate));
        if is_lasting {
            let sources = sources.into_iter().map(Stamped::new).collect();
            self.write(key, &Verdict { sources, verdict: verdict.clone() });
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

fn versions_key() -> Key {
    Hasher::new("answers of programs 1").finish()
}

/// The catalogs that may be used on a server, or `None` if none can be kept.
pub(super) fn catalogs(request: &Request, chosen: &ChosenServer<'_>) -> Option<KeptCatalogs> {
    let mut hasher = Hasher::new("catalogs");
    program(&mut hasher)?;
    request_parts(&mut hasher, request);
    match chosen {
        ChosenServer::Url(_) => return None,
        ChosenServer::Local(choice) => server(&mut hasher, choice),
        #[cfg(feature = "embedded")]
        ChosenServer::Embedded => {
            hasher.part("embedded");
        }
    }
    Some(KeptCatalogs { store: store(&request.environment), server: hasher.finish() })
}

/// The key of a project's verdict on a server, or `None` if it cannot be cached.
pub(super) fn key(
    request: &Request,
    project: &ReplayInputs,
    plan: &Plan<'_>,
    chosen: &ChosenServer<'_>,
) -> Option<Key> {
    // A program may do anything the next time.
    if plan.command.is_some() {
        return None;
    }
    let mut hasher = Hasher::new(REVISION);
    program(&mut hasher)?;
    request_parts(&mut hasher, request);
    match chosen {
        ChosenServer::Url(_) => return None,
        ChosenServer::Local(choice) => server(&mut hasher, choice),
        // It is part of this program.
        #[cfg(feature = "embedded")]
        ChosenServer::Embedded => {
            hasher.part("embedded");
        }
    }
    inputs(&mut hasher, project);
    plan_parts(&mut hasher, plan);
    Some(hasher.finish())
}

/// Hashes this program by its file, because the same version may be built from other sources.
fn program(hasher: &mut Hasher) -> Option<()> {
    let path = std::env::current_exe().ok()?;
    let stamp = serde_json::to_vec(&Stamp::of(&path)?).ok()?;
    hasher.part(env!("CARGO_PKG_VERSION")).part(path.as_os_str().as_encoded_bytes()).part(stamp);
    Some(())
}

fn request_parts(hasher: &mut Hasher, request: &Request) {
    let Request {
        // The verdict depends on the files, not on the side they are from.
        selection: _,
        // They select the server, which is hashed.
        engine: _,
        address: _,
        environment,
        uses_cache: _,
        // In the plan.
        schema: _,
        checks: _,
        superuser,
        // Observations are not cached.
        observe: _,
        // In the plan.
        rules: _,
        is_after_check: _,
        // It selects projects.
        only: _,
    } = request;
    hasher.part(if *superuser { "superuser" } else { "" });
    // Remarks name the folders of clusters; everything else selects the server.
    for folder in environment.own_folders().iter().chain(&environment.shared_cache) {
        hasher.part(folder.as_os_str().as_encoded_bytes());
    }
}

fn server(hasher: &mut Hasher, choice: &Choice) {
    let Choice { installation, instead_of } = choice;
    let Installation { bin, version, source: _ } = installation;
    hasher.part("local").part(bin.as_os_str().as_encoded_bytes()).part(version.to_string());
    hasher.maybe(instead_of.map(u32::to_le_bytes));
}

fn inputs(hasher: &mut Hasher, project: &ReplayInputs) {
    let ReplayInputs {
        root,
        // Its verdicts are not cached.
        command: _,
        // In the plan.
        layout: _,
        migrations: _,
        mirrors: _,
        ignored_files: _,
        schema: _,
        down_migrations: _,
        setup: _,
        seed: _,
        runs_seed: _,
        platform: _,
        platform_remark: _,
        schemas: _,
        required: _,
        // It is applied to what is stored.
        levels: _,
        // It selects the server, which is hashed.
        engine: _,
        // It selects the hook.
        at: _,
        // The schema file is compared or written in every run.
        new_schema: _,
        has_schema: _,
        seal: _,
        major,
    } = project;
    hasher.part(root.as_bytes()).maybe(major.map(u32::to_le_bytes));
}

fn plan_parts(hasher: &mut Hasher, plan: &Plan<'_>) {
    let Plan {
        command: _,
        wanted: _,
        layout,
        platform,
        migrations,
        ignored_files,
        setup,
        schemas,
        schema_file,
        mirrors,
        state,
        checks,
    } = plan;
    hasher.part(platform.fingerprint()).part(layout.id);
    for files in [migrations, ignored_files] {
        hasher.count(files.len());
        for file in *files {
            source(hasher, file);
        }
    }
    let Setup { before, extensions, after_platform } = setup;
    for files in [before, after_platform] {
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
    match schema_file {
        SchemaFileTask::Skip => hasher.part("nothing"),
        SchemaFileTask::Compare(schema) => source(hasher.part("compare"), schema),
        SchemaFileTask::Write(like) => hasher.part("write").part(securing(*like)),
        // Catalogs are not cached.
        SchemaFileTask::Catalog(_) | SchemaFileTask::Side(_) => hasher.part("catalog"),
    };
    // The levels of rules and the migrations that are new are applied to what is stored.
    let StateTask { rules, required } = state;
    hasher.part(if *rules { "rules" } else { "no rules" }).part(format!("{required:?}"));
    hasher.count(mirrors.len());
    mirrors.iter().for_each(|other| mirror(hasher, other));
    // Timings and observations are not cached.
    let PlanChecks { timings: _, idempotency, seed, down_migrations, observed: _, remedy, double_check } = checks;
    hasher.part(if *double_check { "dumps" } else { "catalogs" });
    hasher.part(if *remedy { "remedy" } else { "verdict" });
    hasher.part(if *idempotency { "twice" } else { "once" }).count(down_migrations.map_or(0, <[_]>::len));
    hasher.count(seed.len());
    for file in *seed {
        source(hasher, file);
    }
    for down in down_migrations.iter().copied().flatten() {
        match down {
            Some(file) => source(hasher.part("back"), file),
            None => hasher.part("none"),
        };
    }
}

/// The part of owners and privileges that is written.
fn securing(like: Option<&Source>) -> String {
    format!("{:?}", like.map(|file| replay::securing(&file.content)).unwrap_or_default())
}

fn mirror(hasher: &mut Hasher, mirror: &Mirror) {
    match mirror {
        Mirror::Declared(Declared { name, files, unmatched }) => {
            hasher.part("declared").part(name).part(format!("{unmatched:?}")).count(files.len());
            for file in files {
                source(hasher, file);
            }
        }
        Mirror::Alone(file) => {
            source(hasher.part("alone"), file);
        }
        Mirror::Tables(TableFile { path, content, settings, .. }) => {
            hasher.part("tables").part(path.as_bytes()).part(content).part(format!("{settings:?}"));
        }
        Mirror::Queries(Queries { name, files }) => {
            hasher.part("queries").part(name).count(files.len());
            for QueryFile { path, content, query: _ } in files {
                hasher.part(path.as_bytes()).part(content);
            }
        }
        Mirror::Prisma(PrismaFiles { name, files }) => {
            hasher.part("prisma").part(name).count(files.len());
            for (path, content) in files {
                hasher.part(path.as_bytes()).part(content);
            }
        }
    }
}

fn source<'a>(hasher: &'a mut Hasher, source: &Source) -> &'a mut Hasher {
    let Source { path, content, section, callbacks } = source;
    hasher.part(path.as_bytes()).part(content).part(format!("{section:?}")).part(format!("{callbacks:?}"))
}

/// Whether an error comes from the SQL and not from a temporary condition: connections (08),
/// serialization failures and deadlocks (40), resources (53), objects in use and locks (55),
/// cancellation (57), system errors (58) and internal errors (XX).
fn is_lasting(sqlstate: &str) -> bool {
    !["08", "40", "53", "55", "57", "58", "XX"].iter().any(|class| sqlstate.starts_with(class))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_a_temporary_condition_are_not_cached() {
        assert!(["42P01", "42601", "23505", "P0001", "0A000", "25001"].into_iter().all(is_lasting));
        assert!(!["57014", "40P01", "55P03", "53100", "XX000", "58P01"].into_iter().any(is_lasting));
    }
}
