//! Compares every other description of the schema with the replayed one.

use super::mirror::{Mirror, MirrorOutcome};
use super::mirror_prisma::check_prisma;
use super::mirror_queries::check_queries;
use super::mirror_tables::check_tables;
use super::schema;
use super::scratch::{Replay, ReplayedDatabase};
use crate::postgres::Error;

/// Compares the descriptions of the plan.
pub(super) fn check_mirrors(replay: &mut Replay<'_>, replayed: &ReplayedDatabase) -> Result<Vec<MirrorOutcome>, Error> {
    let mirrors = replay.plan.mirrors;
    let mut outcomes = Vec::new();
    for mirror in mirrors {
        outcomes.push(match mirror {
            Mirror::Declared(declared) => schema::compare_declared(replay, replayed, declared)?,
            Mirror::Alone(file) => schema::load_alone(replay, replayed, file)?,
            Mirror::Tables(file) => check_tables(replay, replayed, file)?,
            Mirror::Queries(queries) => check_queries(replay, replayed, queries)?,
            Mirror::Prisma(files) => check_prisma(replay, replayed, files)?,
        });
    }
    Ok(outcomes)
}
