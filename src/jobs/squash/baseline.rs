//! `baseline`: the schema of a live database as the first migration.

use super::archive::Archive;
use crate::catalog::Aspect;
use crate::jobs::diff::{self, Outcome, SideSpec};
use crate::jobs::projects::ProjectHistory;
use crate::jobs::reconcile::{self, Choices, Plan, PlanRequest, Start};
use crate::jobs::side_settings::SettingsSource;
use crate::jobs::verify;
use crate::migration::{Migration, Platform};
use crate::progress::Progress;
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

/// The request of a baseline.
pub struct BaselineRequest<'a> {
    pub seen: &'a ProjectHistory,
    /// The address of the database, which may have a password.
    pub database: &'a str,
    pub name: &'a str,
    pub server: verify::Request,
    pub now: DateTime<Utc>,
}

/// The first migration, and what becomes of the present ones.
pub struct Baseline {
    /// The database beside an empty history.
    pub outcome: Outcome,
    /// `None` if the database has no objects besides those of the platform, or was not compared.
    pub plan: Option<Plan>,
    pub archive: Archive,
    /// The parts of a database that the migration does not have, each as a noun.
    pub left_out: Vec<String>,
}

impl Baseline {
    /// Compares a database with what it has before the first migration, and writes the difference.
    pub fn make(
        source: &SettingsSource<'_>,
        request: &BaselineRequest<'_>,
        progress: &mut dyn Progress,
    ) -> Result<Self, reconcile::Error> {
        let seen = request.seen;
        let compared = diff::Request {
            from: SideSpec::Database(request.database.to_owned()),
            to: SideSpec::Start(Box::new(seen.project.clone())),
            project: Some(seen.project.root.clone()),
            sql: None,
            server: request.server.clone(),
        };
        let mut outcome = diff::run(source, &compared, progress)?;
        if let Some(lacking) = outcome.lacks_platform.take() {
            return Err(reconcile::Error::OtherPlatform(lacking));
        }
        let mut baseline =
            Self { outcome: Outcome::default(), plan: None, archive: Archive::default(), left_out: Vec::new() };
        if outcome.failed.is_none() && !outcome.compared.comparison.changes.is_empty() {
            let excluded = excluded(seen, &mut baseline.left_out);
            outcome.compared.aspects.retain(|aspect| !excluded.contains(aspect));
            let changes = &outcome.compared.comparison.changes;
            let database = changes.iter().map(|change| change.object.clone()).collect();
            let choices = Choices { database, ..Choices::default() };
            let server = request.server.clone();
            let names = [request.name, request.name];
            let (start, now) = (Start::Nothing, request.now);
            let request = PlanRequest { seen, names, has_repair_file: false, server, now, start };
            let plan = reconcile::plan(source, &request, (&outcome, &choices), progress)?;
            let versioned = seen.history.iter().filter(|one: &&Migration| one.is_versioned());
            if let Some(first) = plan.database.first() {
                baseline.archive = Archive::plan(seen, versioned, &first.version);
            }
            baseline.plan = Some(plan);
        }
        baseline.left_out.push("rows of tables".to_owned());
        baseline.outcome = outcome;
        Ok(baseline)
    }
}

/// The aspects that are not part of the migration: without a platform, a fresh database has none of the roles.
fn excluded(seen: &ProjectHistory, left_out: &mut Vec<String>) -> BTreeSet<Aspect> {
    let mut excluded = BTreeSet::from([Aspect::Owners]);
    left_out.push("owners".to_owned());
    if seen.project.platform.unwrap_or(seen.project.layout.platform) == Platform::Plain {
        excluded.insert(Aspect::Grants);
        left_out.push("privileges".to_owned());
    }
    excluded
}
