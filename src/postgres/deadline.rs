//! The end of a run's time. SQL can turn off `statement_timeout`, and a server that hangs observes no
//! timeout at all, so the time is kept here: at the end a private server is ended with its
//! processes, a session on a named server is terminated, and a call that waits for an answer returns
//! an error. If the run still hangs some time later, a function of the caller ends it.

use super::error::Error;
use super::overrun::{Overrun, excerpt};
use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

/// The time that a run gets to end in order after its end.
const GRACE: Duration = Duration::from_secs(20);

/// The end of a run's time; by default there is none.
#[derive(Clone, Default)]
pub struct Deadline(Option<Arc<Shared>>);

struct Shared {
    limit: Duration,
    end: Instant,
    state: Mutex<State>,
    changed: Condvar,
}

/// Added to waits that end with the time of the run, so that its end is what they report.
const MOMENT: Duration = Duration::from_secs(1);

type Action = Box<dyn FnOnce() + Send>;

#[derive(Default)]
struct State {
    /// The file that the run is at.
    place: Option<String>,
    /// The statement of a migration that runs, in whatever form it is sent.
    stated: Option<String>,
    /// The statement that runs, and since when.
    running: Option<(String, Instant)>,
    overrun: Option<Overrun>,
    /// Whether the run is to end before its time.
    is_cancelled: bool,
    /// Calls that end the servers of the run.
    actions: Vec<Action>,
    is_finished: bool,
}

impl Deadline {
    /// Starts the time of a run. `when_stuck` is called if the run has not
    /// [finished](Self::finish) some time after its end.
    pub fn start(limit: Duration, when_stuck: impl FnOnce(&Overrun) + Send + 'static) -> Self {
        let shared =
            Arc::new(Shared { limit, end: Instant::now() + limit, state: Mutex::default(), changed: Condvar::new() });
        let watched = Arc::downgrade(&shared);
        // Without a thread, the timeouts of connections and programs remain.
        let _ = std::thread::Builder::new().name("deadline".to_owned()).spawn(move || watch(&watched, when_stuck));
        Self(Some(shared))
    }

    /// Ends the time: the run is over.
    pub fn finish(&self) {
        if let Some(shared) = &self.0 {
            shared.state().is_finished = true;
            shared.changed.notify_all();
        }
    }

    /// Ends the run before its time, as at its end. One that does not end in order is left to itself.
    pub fn cancel(&self) {
        if let Some(shared) = &self.0 {
            shared.state().is_cancelled = true;
            shared.changed.notify_all();
        }
    }

    /// The error of a run whose time is over.
    pub fn check(&self) -> Result<(), Error> {
        match self.overrun() {
            Some(overrun) => Err(Error::TimedOut(overrun)),
            None => Ok(()),
        }
    }

    fn overrun(&self) -> Option<Overrun> {
        self.0.as_ref()?.state().overrun.clone()
    }

    /// Notes the file that the run is at.
    pub fn note_place(&self, place: &str) {
        if let Some(shared) = &self.0 {
            shared.state().place = Some(place.to_owned());
        }
    }

    /// Notes the statement of a migration that is about to run, or that it has ended. What is sent for it, which may be
    /// statements of tidegate, is reported as this statement.
    pub(super) fn state(&self, statement: Option<&str>) {
        if let Some(shared) = &self.0 {
            shared.state().stated = statement.map(excerpt);
        }
    }

    /// Notes the statement that starts to run; refused when the time is over.
    pub(super) fn begin(&self, statement: &str) -> Result<(), Error> {
        self.check()?;
        if let Some(shared) = &self.0 {
            let mut state = shared.state();
            let shown = state.stated.clone().unwrap_or_else(|| excerpt(statement));
            state.running = Some((shown, Instant::now()));
        }
        Ok(())
    }

    /// Notes that the statement has ended.
    pub(super) fn end(&self) {
        if let Some(shared) = &self.0 {
            shared.state().running = None;
        }
    }

    /// Runs an action at the end of the time. It must not take long.
    pub(super) fn at_the_end(&self, action: impl FnOnce() + Send + 'static) {
        let Some(shared) = &self.0 else { return };
        let mut state = shared.state();
        if state.overrun.is_none() {
            state.actions.push(Box::new(action));
        } else {
            drop(state);
            action();
        }
    }

    /// A time limit, or what is left of the run's time if that is less.
    pub(super) fn at_most(&self, longest: Duration) -> Duration {
        self.left().map_or(longest, |left| longest.min(left))
    }

    /// The rest of the run's time, if it ends.
    pub fn left(&self) -> Option<Duration> {
        self.0.as_ref().map(|shared| shared.end.saturating_duration_since(Instant::now()) + MOMENT)
    }
}

/// The deadline's own state is of no interest; its environment is printed in tests.
impl fmt::Debug for Deadline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Deadline({:?})", self.0.as_ref().map(|shared| shared.limit))
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a moment, or until the run is cancelled; true if the run finished before.
    fn has_finished_by(&self, moment: Instant) -> bool {
        let mut state = self.state();
        while !state.is_finished {
            let left = moment.saturating_duration_since(Instant::now());
            if left.is_zero() || state.is_cancelled {
                return false;
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }
}

fn watch(watched: &Weak<Shared>, when_stuck: impl FnOnce(&Overrun)) {
    let Some(shared) = watched.upgrade() else { return };
    if shared.has_finished_by(shared.end) {
        return;
    }
    let overrun = {
        let mut state = shared.state();
        let statement = state.running.as_ref().map(|(statement, since)| (statement.clone(), since.elapsed()));
        let limit = (!state.is_cancelled).then_some(shared.limit);
        let overrun = Overrun { limit, place: state.place.clone(), statement };
        state.overrun = Some(overrun.clone());
        overrun
    };
    // A server that is started meanwhile is ended too: its start looks at the time.
    let actions = std::mem::take(&mut shared.state().actions);
    for action in actions {
        action();
    }
    if shared.state().is_cancelled {
        return;
    }
    if !shared.has_finished_by(Instant::now() + GRACE) {
        when_stuck(&overrun);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    #[test]
    fn names_the_statement_that_ran_at_the_end() {
        let (ended, has_ended) = channel();
        let deadline = Deadline::start(Duration::from_millis(50), |_| {});
        deadline.begin("select\n  pg_sleep(10)").expect("time is left");
        deadline.at_the_end(move || ended.send(()).expect("the test waits"));
        has_ended.recv().expect("the time is over");
        let Err(Error::TimedOut(overrun)) = deadline.check() else { panic!("the time is over") };
        assert_eq!(overrun.statement.map(|(statement, _)| statement).as_deref(), Some("select pg_sleep(10)"));
        assert!(deadline.begin("select 1").is_err(), "nothing starts afterwards");
        assert_eq!(deadline.at_most(Duration::from_mins(1)), MOMENT);
        deadline.finish();
    }

    #[test]
    fn a_cancelled_run_ends_before_its_time() {
        let (ended, has_ended) = channel();
        let deadline = Deadline::start(Duration::from_hours(1), |_| {});
        deadline.at_the_end(move || ended.send(()).expect("the test waits"));
        deadline.begin("select pg_sleep(10)").expect("time is left");
        deadline.cancel();
        has_ended.recv().expect("the run is cancelled");
        let Err(Error::TimedOut(overrun)) = deadline.check() else { panic!("the run is cancelled") };
        assert!(overrun.to_string().starts_with("cancelled; running for"), "{overrun}");
    }

    #[test]
    fn a_run_that_finishes_is_not_ended() {
        let (ended, has_ended) = channel::<()>();
        let deadline = Deadline::start(Duration::from_hours(1), |_| {});
        deadline.at_the_end(move || drop(ended));
        deadline.begin("select 1").expect("time is left");
        deadline.end();
        deadline.finish();
        deadline.check().expect("time is left");
        drop(deadline);
        assert!(has_ended.recv().is_err(), "its thread ends, and the action was never called");
        assert_eq!(Deadline::default().at_most(Duration::from_secs(5)), Duration::from_secs(5));
    }
}
