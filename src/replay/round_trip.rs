//! Every way back tried: before a file that has one runs, and after it was run and taken back,
//! the schema must be the same.
//!
//! All of it happens in one database, in which the file is run once more afterwards. A copy for
//! the way back would be cheaper when it leads astray, but roles belong to the whole server: one
//! that the copy drops could not go while the other database has privileges for it. So where a
//! way back leads astray, the history is run again up to there.

use super::apply::{forward, transaction};
use super::runner::Runner;
use super::schema::{self, State};
use super::scratch::ScratchDatabases;
use super::script::{self, RunError};
use super::{Change, Failure, Plan, Source, in_file};
use crate::postgres::Error;
use crate::sql;
use crate::text::RelPath;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A file and where its way back leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundTrip {
    /// The file that moves forward.
    pub file: RelPath,
    /// The file that takes it back; the same where a tool keeps both in one.
    pub way_back: Option<RelPath>,
    /// Where it leads.
    pub back: Back,
}

/// Where a way back leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Back {
    /// There is none.
    None,
    /// To the schema before.
    Restores,
    /// Somewhere else: `actual` is before, `expected` after the file was taken back.
    Differs(Vec<Change>),
    /// It has no statement; with what the file changed.
    Empty(Vec<Change>),
    /// It raises an exception of its own, with these words: there is none on purpose.
    Declined(String),
    /// A statement of it fails.
    Fails(Failure),
    /// It restores the schema, and a statement of the file fails when it is run once more.
    FailsAfterwards(Failure),
}

impl RoundTrip {
    /// True for a way back that does not lead back.
    pub fn is_astray(&self) -> bool {
        match &self.back {
            Back::None | Back::Restores | Back::Declined(_) => false,
            Back::Empty(changes) => !changes.is_empty(),
            Back::Differs(_) | Back::Fails(_) | Back::FailsAfterwards(_) => true,
        }
    }
}

/// What PL/pgSQL's RAISE gives that names no other.
const RAISED: &str = "P0001";

/// Tries every way back of a history that runs.
pub(super) fn run(
    scratch: &mut ScratchDatabases<'_, '_>,
    plan: &Plan<'_>,
    down_migrations: &[Option<Source>],
) -> Result<Vec<RoundTrip>, Error> {
    let Some(last) = down_migrations.iter().rposition(Option::is_some) else {
        return Ok(plan.migrations.iter().map(none).collect());
    };
    let mut walk = Walk::begin(scratch, plan)?;
    let mut trips = Vec::new();
    for (at, file) in plan.migrations.iter().enumerate() {
        let Some(way_back) = down_migrations.get(at).and_then(Option::as_ref) else {
            if at < last {
                walk.forward(file)?;
            }
            trips.push(none(file));
            continue;
        };
        walk.scratch.stage.progress.report(at, last + 1, &way_back.path.to_string());
        let back = walk.round_trip(file, way_back)?;
        if back != Back::Restores && at < last {
            walk.again_up_to(at)?;
        }
        trips.push(RoundTrip { file: file.path.clone(), way_back: Some(way_back.path.clone()), back });
    }
    Ok(trips)
}

fn none(file: &Source) -> RoundTrip {
    RoundTrip { file: file.path.clone(), way_back: None, back: Back::None }
}

/// The database on which files move forward and back.
struct Walk<'r, 'a, 'b> {
    scratch: &'r mut ScratchDatabases<'a, 'b>,
    plan: &'r Plan<'r>,
    /// `None` while the database is dumped.
    runner: Option<Runner>,
    /// What the last session knew of stand-ins.
    used: Vec<String>,
    unentered: BTreeSet<String>,
}

impl<'r, 'a, 'b> Walk<'r, 'a, 'b> {
    fn begin(scratch: &'r mut ScratchDatabases<'a, 'b>, plan: &'r Plan<'r>) -> Result<Self, Error> {
        let runner = Some(scratch.begin_again(plan)?);
        Ok(Self { scratch, plan, runner, used: Vec::new(), unentered: BTreeSet::new() })
    }

    /// Runs everything up to a file once more, from the beginning.
    fn again_up_to(&mut self, at: usize) -> Result<(), Error> {
        self.runner = None;
        self.runner = Some(self.scratch.begin_again(self.plan)?);
        let plan = self.plan;
        plan.migrations[..=at].iter().try_for_each(|file| self.forward(file))
    }

    fn runner(&mut self) -> Result<&mut Runner, Error> {
        if self.runner.is_none() {
            let name = self.scratch.name.clone();
            let mut runner = self.scratch.open(&name)?;
            runner.has_used(std::mem::take(&mut self.used));
            runner.inherit(&self.unentered);
            self.runner = Some(runner);
        }
        // It was put there above.
        self.runner.as_mut().ok_or_else(|| Error::Lost { cause: "no connection was opened".to_owned() })
    }

    /// Runs something that must not leave anything in the session. `Err` within is the statement
    /// that failed.
    fn session(
        &mut self,
        run: impl FnOnce(&mut Runner) -> Result<(), RunError>,
    ) -> Result<Result<(), RunError>, Error> {
        let ran = run(self.runner()?);
        if let Err(RunError::Server(error)) = ran {
            return Err(error);
        }
        if ran.is_err() && self.runner()?.raw("ROLLBACK").is_err() {
            // A copy that could not begin has cost the connection.
            self.runner = None;
        }
        if let Some(mut runner) = self.runner.take() {
            self.scratch.end_session(&mut runner)?;
            self.runner = Some(runner);
        }
        Ok(ran)
    }

    /// Runs a file that has run before.
    fn forward(&mut self, file: &Source) -> Result<(), Error> {
        let layout = self.plan.layout;
        match self.session(|runner| forward(runner, layout, file, None))? {
            Ok(()) => Ok(()),
            Err(RunError::At(broken)) => Err(Error::Sql(broken.error)),
            Err(RunError::Server(error)) => Err(error),
        }
    }

    fn state(&mut self) -> Result<State, Error> {
        if let Some(runner) = self.runner.take() {
            self.used = runner.used().iter().cloned().collect();
            self.unentered.clone_from(runner.unentered());
        }
        let name = self.scratch.name.clone();
        schema::state(self.scratch, &name)
    }

    /// A file forward, back, and forward again.
    fn round_trip(&mut self, file: &Source, way_back: &Source) -> Result<Back, Error> {
        let layout = self.plan.layout;
        let before = self.state()?;
        self.forward(file)?;
        let back =
            self.session(|runner| script::run(runner, &way_back.content, transaction(layout, way_back), None))?;
        match back {
            Ok(()) => {}
            Err(RunError::At(broken)) if broken.error.sqlstate == RAISED => {
                return Ok(Back::Declined(broken.error.message));
            }
            Err(RunError::At(broken)) => return Ok(Back::Fails(in_file(way_back, broken))),
            Err(RunError::Server(error)) => return Err(error),
        }
        let after = self.state()?;
        let changes = schema::changes(&before, &after);
        if sql::statements(&way_back.content).is_empty() {
            return Ok(Back::Empty(changes));
        }
        if !changes.is_empty() {
            return Ok(Back::Differs(changes));
        }
        match self.session(|runner| forward(runner, layout, file, None))? {
            Ok(()) => Ok(Back::Restores),
            Err(RunError::At(broken)) => Ok(Back::FailsAfterwards(in_file(file, broken))),
            Err(RunError::Server(error)) => Err(error),
        }
    }
}
