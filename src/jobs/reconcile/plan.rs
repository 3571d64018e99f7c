//! The migrations and the repair that follow from decisions.

use super::error::Error;
use super::mixed::mixed;
use super::proof::{Proof, Scene, prove};
use super::request::{Choices, PlanRequest, Start};
use crate::alter::{self, Options, Refused, Script};
use crate::catalog::{Aspect, Catalog, Identity};
use crate::diff::{self, Side};
use crate::jobs::diff::{Outcome, aligned, script};
use crate::jobs::migration_text::{Draft, WrittenMigration};
use crate::jobs::new::NewFile;
use crate::jobs::side_settings::SettingsSource;
use crate::jobs::verify;
use crate::migration::next_versions;
use crate::progress::Progress;
use crate::replay::ComparedSides;
use std::collections::BTreeSet;

/// The files that follow from decisions.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Migrations that take the history to the database: applied there already.
    pub database: Vec<WrittenMigration>,
    /// Migrations that take the database to the history, and do nothing elsewhere.
    pub repair: Vec<WrittenMigration>,
    /// The same as a script for this database alone.
    pub repair_text: Option<String>,
    /// Objects that cannot be written, in order.
    pub refused: Vec<Refused>,
    /// `None` if something is refused.
    pub proof: Option<Proof>,
}

impl Plan {
    /// Whether everything was written and proven.
    pub fn is_proven(&self) -> bool {
        matches!(self.proof, Some(Proof::Proven { .. }))
    }

    /// The files of all migrations.
    pub fn files(&self) -> Vec<NewFile> {
        self.database.iter().chain(&self.repair).flat_map(|one| one.files.iter().cloned()).collect()
    }
}

/// Writes the migrations and the repair, and proves them.
pub fn plan(
    source: &SettingsSource<'_>,
    request: &PlanRequest<'_>,
    (outcome, choices): (&Outcome, &Choices),
    progress: &mut dyn Progress,
) -> Result<Plan, Error> {
    let compared = &outcome.compared;
    let forgiven = forgiven(compared)?;
    let (expected, actual) = (&compared.expected, &aligned(compared, &forgiven));
    // No statement changes the order of columns.
    let aspects: BTreeSet<Aspect> =
        compared.aspects.iter().copied().filter(|aspect| *aspect != Aspect::ColumnOrder).collect();
    let options = Options { aspects, destructive: true, ..Options::new() };
    let of_history = mixed(expected, actual, &choices.database);
    let of_database = mixed(actual, expected, &choices.migrations);
    let forward = script(&of_history, expected, &options)?;
    let exact = script(&of_database, actual, &options)?;
    let refused: Vec<Refused> = forward.refused.iter().chain(&exact.refused).cloned().collect();
    let mut plan = Plan { database: Vec::new(), repair: Vec::new(), repair_text: None, refused, proof: None };
    if !plan.refused.is_empty() {
        return Ok(plan);
    }
    let repair = if request.has_repair_file { exact.clone() } else { alter::guarded(&exact) };
    write(
        &mut plan,
        request,
        (&forward, [expected, &of_history]),
        (&repair, [actual, &of_database]),
        &options,
        choices,
    )?;
    if request.has_repair_file && !exact.transactions.is_empty() {
        plan.repair_text = Some(exact.text());
    }
    let scene = Scene { request, expected, actual, aspects: &compared.aspects, forgiven: &forgiven, choices };
    let files: Vec<&NewFile> =
        plan.database.iter().chain(&plan.repair).filter_map(|migration| migration.files.first()).collect();
    plan.proof = Some(prove(source, &scene, (&files, &repair), progress)?);
    Ok(plan)
}

type Step<'a> = (&'a Script, [&'a Catalog; 2]);

/// Writes the migrations, those of the history first.
fn write(
    plan: &mut Plan,
    request: &PlanRequest<'_>,
    (forward, [begin, end]): Step<'_>,
    (repair, [drifted, repaired]): Step<'_>,
    options: &Options,
    choices: &Choices,
) -> Result<(), Error> {
    let [name, of_repair] = request.names;
    let reasons = &choices.reasons;
    // The down migration of a baseline would drop everything.
    let reverted =
        if request.start == Start::Nothing { Err("anything: the schema of the baseline remains") } else { Ok(options) };
    let of_history =
        Draft { name, script: forward, begin, stages: &[], end, reverted, renames: &[], reasons, tail: "" };
    let of_database = Draft {
        name: of_repair,
        script: repair,
        begin: drifted,
        stages: &[],
        end: repaired,
        reverted: Err("the drift of a database"),
        renames: &[],
        reasons,
        tail: "",
    };
    let count = |draft: &Draft<'_>, is_written: bool| {
        if is_written && !draft.script.transactions.is_empty() { draft.count() } else { 0 }
    };
    let counts = [count(&of_history, true), count(&of_database, !request.has_repair_file)];
    let seen = request.seen;
    let versions = next_versions(&seen.history, seen.project.layout, counts[0] + counts[1], request.now);
    let (first, second) = versions.split_at(counts[0]);
    if counts[0] > 0 {
        plan.database = of_history.migrations(seen, first)?;
    }
    if counts[1] > 0 {
        plan.repair = of_database.migrations(seen, second)?;
    }
    Ok(())
}

/// The objects that differ only in how the server prints them: they differ, and are not among the changes.
fn forgiven(compared: &ComparedSides) -> Result<BTreeSet<Identity>, Error> {
    let side = |catalog| Side::carrying(catalog, compared.aspects.iter().copied());
    let all = diff::compare(&side(&compared.expected), &side(&compared.actual))
        .map_err(|cause| verify::Error::Postgres(crate::postgres::Error::Catalog { cause: cause.to_string() }))?;
    let known: BTreeSet<&Identity> = compared.comparison.changes.iter().map(|change| &change.object).collect();
    Ok(all.changes.into_iter().map(|change| change.object).filter(|object| !known.contains(object)).collect())
}
