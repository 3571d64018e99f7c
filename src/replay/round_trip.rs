//! Tests every down migration: the schema after a migration and its down migration must be the
//! one from before, and the migration must run again.
//!
//! All of it happens in one database, in which the migration runs once more afterwards. A copy
//! for the down migration would be cheaper when it does not restore the schema, but roles belong
//! to the whole server: a role that the copy drops could not be dropped while the other database
//! grants it privileges. So where a down migration does not restore the schema, the history runs
//! again up to that migration.

use super::failure::{Failure, RunError, StatementError};
use super::forward::{forward, forward_alone};
use super::outcome::{DownResult, RoundTrip};
use super::privileged::explained;
use super::record::Record;
use super::restart::rerun;
use super::runner::{Runner, StubState};
use super::schema::{self, State};
use super::scratch::Replay;
use super::session::SessionState;
use super::source::Source;
use crate::postgres::{Error, sqlstate};
use crate::sql;

/// Tests every down migration of a history that runs.
pub(super) fn check_round_trips(
    replay: &mut Replay<'_>,
    down_migrations: &[Option<Source>],
) -> Result<Vec<RoundTrip>, Error> {
    let plan = replay.plan;
    let Some(last) = down_migrations.iter().rposition(Option::is_some) else {
        return Ok(plan.migrations.iter().map(without_down_migration).collect());
    };
    let mut walk = Walk::begin(replay)?;
    let mut trips = Vec::new();
    for (at, file) in plan.migrations.iter().enumerate() {
        let Some(down_migration) = down_migrations.get(at).and_then(Option::as_ref) else {
            if at < last {
                walk.forward(file)?;
            }
            trips.push(without_down_migration(file));
            continue;
        };
        walk.replay.target.progress.report(at, last + 1, &down_migration.path.to_string());
        let result = walk.round_trip(file, down_migration)?;
        if result != DownResult::Restored && at < last {
            walk.restart(at + 1)?;
        }
        trips.push(RoundTrip { file: file.path.clone(), down_migration: Some(down_migration.path.clone()), result });
    }
    Ok(trips)
}

fn without_down_migration(file: &Source) -> RoundTrip {
    RoundTrip { file: file.path.clone(), down_migration: None, result: DownResult::Absent }
}

/// The database in which files run forward and back.
struct Walk<'w, 'a> {
    replay: &'w mut Replay<'a>,
    /// `None` while the database is dumped.
    runner: Option<Runner>,
    /// The stubs of the last session.
    stubs: StubState,
    /// The state of the last session that the next one is given.
    session: SessionState,
}

impl<'w, 'a> Walk<'w, 'a> {
    fn begin(replay: &'w mut Replay<'a>) -> Result<Self, Error> {
        let runner = Some(rerun(replay, 0)?);
        Ok(Self { replay, runner, stubs: StubState::default(), session: SessionState::default() })
    }

    /// Runs the first files again, from the beginning.
    fn restart(&mut self, files: usize) -> Result<(), Error> {
        (self.runner, self.session) = (None, SessionState::default());
        self.runner = Some(rerun(self.replay, files)?);
        Ok(())
    }

    fn runner(&mut self) -> Result<&mut Runner, Error> {
        if self.runner.is_none() {
            let name = self.replay.database.clone();
            let mut runner = self.replay.open(&name)?;
            runner.stubs.used.append(&mut self.stubs.used);
            runner.stubs.unregistered.extend(self.stubs.unregistered.iter().cloned());
            self.runner = Some(self.replay.resume(runner, &self.session)?);
        }
        // It is set above.
        self.runner.as_mut().ok_or_else(|| Error::Lost { cause: "no connection was opened".to_owned() })
    }

    /// Runs a file. The inner error is the statement that failed.
    fn session(
        &mut self,
        run: impl FnOnce(&mut Runner) -> Result<(), RunError>,
    ) -> Result<Result<(), RunError>, Error> {
        let ran = run(self.runner()?);
        if let Err(RunError::Server(error)) = ran {
            return Err(error);
        }
        if ran.is_err() && self.runner()?.raw("ROLLBACK").is_err() {
            // A copy that could not begin has closed the connection.
            self.runner = None;
        }
        if let Some(mut runner) = self.runner.take() {
            match &ran {
                Ok(()) => self.replay.end_file(&mut runner)?,
                Err(_) => self.replay.end_session(&mut runner)?,
            }
            self.runner = Some(runner);
        }
        Ok(ran)
    }

    fn failure(&mut self, file: &Source, failed: StatementError) -> Result<Failure, Error> {
        Ok(explained(Failure::in_file(file, failed), &self.runner()?.privileges))
    }

    /// Runs a file that has run before.
    fn forward(&mut self, file: &Source) -> Result<(), Error> {
        let record = Record::applied(self.replay.plan.layout, file);
        self.session(|runner| forward(runner, file, record.as_ref(), None))?.map_err(RunError::into_error)
    }

    /// Ends the session, and keeps what the next one is given of it.
    fn close(&mut self) -> Result<(), Error> {
        if let Some(mut runner) = self.runner.take() {
            self.session = SessionState::read(&mut runner)?.unwrap_or_default();
            self.replay.end_session(&mut runner)?;
            self.stubs = runner.stubs;
        }
        Ok(())
    }

    fn state(&mut self) -> Result<State, Error> {
        self.close()?;
        let name = self.replay.database.clone();
        schema::state(self.replay, &name)
    }

    /// Runs a file, its down migration, and the file again.
    fn round_trip(&mut self, file: &Source, down_migration: &Source) -> Result<DownResult, Error> {
        let layout = self.replay.plan.layout;
        let before = self.state()?;
        let session = self.session.clone();
        self.forward(file)?;
        // Anyone who reverts a migration does it later, in another session.
        self.close()?;
        self.session = SessionState::default();
        let record = Record::reverted(layout, file, down_migration);
        match self.session(|runner| forward_alone(runner, down_migration, record.as_ref()))? {
            Ok(()) => {}
            // An exception of PL/pgSQL's RAISE without a code of its own.
            Err(RunError::Statement(failed)) if failed.error.sqlstate == sqlstate::RAISE_EXCEPTION => {
                return Ok(DownResult::Irreversible(failed.error.message));
            }
            Err(RunError::Statement(failed)) => {
                return Ok(DownResult::Failed(self.failure(down_migration, failed)?));
            }
            Err(RunError::Server(error)) => return Err(error),
        }
        let after = self.state()?;
        self.session = session;
        let changes = schema::changes(&before, &after)?;
        if sql::statements(down_migration.text()).is_empty() {
            return Ok(DownResult::Empty(changes));
        }
        if !changes.is_empty() {
            return Ok(DownResult::Differs(changes));
        }
        let record = Record::applied(layout, file);
        match self.session(|runner| forward_alone(runner, file, record.as_ref()))? {
            Ok(()) => Ok(DownResult::Restored),
            Err(RunError::Statement(failed)) => Ok(DownResult::ReapplyFailed(self.failure(file, failed)?)),
            Err(RunError::Server(error)) => Err(error),
        }
    }
}
