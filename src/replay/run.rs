//! Runs a replay: applies the history, compares or writes the schema file, runs the additional
//! checks, and cleans up.

use super::apply::{Applied, apply};
use super::failure::{Failure, StatementError, is_role_used_elsewhere, not_sql};
use super::findings::{catalog_for_rules, check_required, check_rules};
use super::fingerprint::Fingerprint;
use super::idempotency::check_idempotency;
use super::mirror_check::check_mirrors;
use super::outcome::Outcome;
use super::plan::{Plan, SchemaFileTask};
use super::prefix_cache::{self, CachedPrefix, PrefixChain};
use super::round_trip::check_round_trips;
use super::runner::Runner;
use super::schema;
use super::scratch::{Replay, ReplayedDatabase};
use super::seed::run_seed;
use super::source::Source;
use super::target::ReplayTarget;
use super::template::{self, Template};
use crate::migration::layout::Transaction;
use crate::postgres::{Error, OLDEST};
use crate::text::{RelPath, lines};

/// Replays a plan and runs its checks, on a server whose catalog can be read.
pub fn run(mut target: ReplayTarget<'_>, plan: &Plan<'_>) -> Result<Outcome, Error> {
    let server = target.engine.server();
    if server.version.major < OLDEST {
        return Err(Error::TooOld { server: server.to_string() });
    }
    let outcome = attempt(target.reborrow(), plan)?;
    let is_role_used = outcome.failure.as_ref().is_some_and(|failure| is_role_used_elsewhere(&failure.error));
    if !(target.caches_prefixes && is_role_used) {
        return Ok(outcome);
    }
    // Without cached databases only the migrations themselves can use the role.
    target.caches_prefixes = false;
    prefix_cache::clear(target.engine)?;
    attempt(target, plan)
}

/// Replays a plan from the longest cached prefix, or from the platform.
fn attempt(mut target: ReplayTarget<'_>, plan: &Plan<'_>) -> Result<Outcome, Error> {
    let platform = plan.platform;
    let (mut prefixes, mut cached, mut sources, mut found) = (None, None, None, None);
    if target.caches_prefixes {
        let fingerprint = Fingerprint::read(target.engine, platform)?;
        let mut chain = PrefixChain::of(&fingerprint, plan);
        found = template::find(target.engine, platform, &fingerprint)?;
        // A catalog is that of the project without the template.
        if found.is_some() || !plan.reads_catalogs() {
            cached = chain.longest(target.engine, &fingerprint, plan.cacheable_length())?;
        }
        prefixes = Some(chain);
        sources = Some(fingerprint.sources);
    }
    let template = match &cached {
        Some(_) => Template::cached(platform, found),
        None => template::prepare(target.engine, platform, target.is_private)?,
    };
    let mut replay = Replay::new(target.reborrow(), plan, prefixes, template, sources)?;
    let checked = apply_and_check(&mut replay, cached);
    let cleaned_up = replay.clean_up();
    let mut outcome = checked?;
    cleaned_up?;
    outcome.platform_gaps.append(&mut replay.template.gaps);
    outcome.major = replay.target.engine.server().version.major;
    Ok(outcome)
}

fn apply_and_check(replay: &mut Replay<'_>, cached: Option<CachedPrefix>) -> Result<Outcome, Error> {
    let plan = replay.plan;
    let Applied { mut runner, mut outcome, session } = apply(replay, cached)?;
    if outcome.failure.is_some() {
        return Ok(outcome);
    }
    outcome.state = check_required(&mut runner, plan.state, &outcome.stubs)?;
    let mut database = runner.name().to_owned();
    if matches!(plan.schema_file, SchemaFileTask::Skip) && plan.mirrors.is_empty() {
        if let Some(state) = outcome.state.as_mut().filter(|_| plan.state.rules) {
            check_rules(state, catalog_for_rules(&mut runner), plan.platform)?;
        }
        drop(runner);
    } else {
        check_schema_file(replay, runner, &mut outcome)?;
    }
    // Without its session it is the prefix of no longer history.
    if database == replay.database && session.is_some() {
        database = replay.cache_prefix(plan.migrations.len())?;
    }
    if !plan.checks.seed.is_empty() {
        outcome.seeding = Some(run_seed(replay, &database)?);
    }
    // Last, as both may leave the server with other roles.
    if let Some(last) = plan.migrations.last().filter(|_| plan.checks.idempotency) {
        outcome.idempotency = Some(check_idempotency(replay, &database, last, &session.unwrap_or_default())?);
    }
    if let Some(down_migrations) = plan.checks.down_migrations {
        outcome.round_trip = Some(check_round_trips(replay, down_migrations)?);
    }
    Ok(outcome)
}

/// Compares the schema file with the replayed schema, or returns its text.
fn check_schema_file(replay: &mut Replay<'_>, mut runner: Runner, outcome: &mut Outcome) -> Result<(), Error> {
    let plan = replay.plan;
    outcome.in_platform_schemas = schema::in_platform_schemas(&mut runner, replay.platform())?;
    let replayed = replay.finish(runner)?;
    outcome.absent_schemas = schema::absent(&replayed, plan.schemas);
    if let Some(state) = outcome.state.as_mut().filter(|_| plan.state.rules) {
        check_rules(state, schema::replayed(replay, &replayed), plan.platform)?;
    }
    match plan.schema_file {
        SchemaFileTask::Skip => {}
        SchemaFileTask::Compare(file) => {
            let compared = schema::compare(replay, &replayed, file, &mut outcome.in_platform_schemas)?;
            let is_equal = match compared {
                Ok(comparison) => outcome.comparison.insert(comparison).is_equal(),
                Err(failed) => {
                    outcome.failure = Some(in_schema_file(file, failed));
                    false
                }
            };
            if plan.checks.remedy && !is_equal {
                outcome.text = Some(schema::write(replay, &replayed, &schema::securing(&file.content))?);
            }
        }
        SchemaFileTask::Write(like) => write_schema_file(replay, &replayed, like, outcome)?,
        SchemaFileTask::Catalog(file) => match schema::catalog(replay, &replayed, file)? {
            Ok(catalog) => outcome.catalog = Some(catalog),
            Err(failed) => outcome.failure = file.map(|file| in_schema_file(file, failed)),
        },
        SchemaFileTask::Side(task) => match schema::side(replay, &replayed, task)? {
            Ok(side) => outcome.side = Some(side),
            Err((file, failed)) => outcome.failure = Some(in_side(file, failed)),
        },
    }
    outcome.mirrors = check_mirrors(replay, &replayed)?;
    Ok(())
}

/// Returns the text of the schema file, and what a comparison with it says.
fn write_schema_file(
    replay: &mut Replay<'_>,
    replayed: &ReplayedDatabase,
    like: Option<&Source>,
    outcome: &mut Outcome,
) -> Result<(), Error> {
    let securing = like.map(|file| schema::securing(&file.content)).unwrap_or_default();
    let text = outcome.text.insert(schema::write(replay, replayed, &securing)?);
    let path = RelPath::new("schema.sql");
    let file = Source::whole(path, text.as_bytes().to_vec(), Transaction::Each);
    let mut in_platform_schemas = outcome.in_platform_schemas.clone();
    let compared = schema::compare(replay, replayed, &file, &mut in_platform_schemas)?;
    outcome.written = compared.ok();
    Ok(())
}

fn in_side(file: &Source, failed: StatementError) -> Failure {
    if lines::conflict_marker(&file.content).is_some() {
        return in_schema_file(file, failed);
    }
    let cause = format!("{} cannot be loaded, so nothing was compared with it.", file.path);
    let found = Failure::in_file(file, failed);
    if found.cause.is_empty() { Failure { cause, ..found } } else { found }
}

fn in_schema_file(file: &Source, failed: StatementError) -> Failure {
    if lines::conflict_marker(&file.content).is_some() {
        let cause = format!("{} contains the markers of a merge conflict.", file.path);
        let help = "regenerate it from the migrations and stage it: `tidegate verify --write --stage`".to_owned();
        return Failure { cause, help, ..Failure::in_file(file, failed) };
    }
    if not_sql(file).is_some() {
        return Failure::in_file(file, failed);
    }
    let cause = format!("{} cannot be loaded into a copy of the replayed database, so it was not compared.", file.path);
    Failure { cause, ..Failure::in_file(file, failed) }
}
