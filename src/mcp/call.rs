//! A call while its job runs.

use crate::postgres::Deadline;
use std::sync::{Mutex, PoisonError};

/// A step of a job: how many are done, of how many, and what is next.
pub(super) type Step = (usize, usize, String);

/// A call while its job runs: takes its progress, and can end it.
pub struct Call {
    state: Mutex<State>,
    progress: Box<dyn Fn(Step) + Send + Sync>,
}

#[derive(Default)]
struct State {
    deadlines: Vec<Deadline>,
    is_cancelled: bool,
}

impl Call {
    /// A call whose progress goes to a function.
    pub(super) fn new(progress: impl Fn(Step) + Send + Sync + 'static) -> Self {
        Self { state: Mutex::default(), progress: Box::new(progress) }
    }

    /// Takes a step of the job.
    pub fn report(&self, done: usize, total: usize, what: &str) {
        (self.progress)((done, total, what.to_owned()));
    }

    /// Notes a deadline that can end the job, and ends it if the call was cancelled before.
    pub fn started(&self, deadline: &Deadline) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.is_cancelled {
            deadline.cancel();
        }
        state.deadlines.push(deadline.clone());
    }

    /// Whether the call was cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).is_cancelled
    }

    /// Ends the job.
    pub(super) fn cancel(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.is_cancelled = true;
        state.deadlines.iter().for_each(Deadline::cancel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_cancelled_call_ends_what_runs_and_what_starts_later() {
        let call = Call::new(|_| {});
        let (before, after) = (deadline(), deadline());
        call.started(&before);
        call.cancel();
        call.started(&after);
        for deadline in [before, after] {
            let (ended, has_ended) = std::sync::mpsc::channel();
            std::thread::spawn(move || {
                while deadline.check().is_ok() {
                    std::thread::yield_now();
                }
                ended.send(())
            });
            has_ended.recv().expect("the job is cancelled");
        }
    }

    fn deadline() -> Deadline {
        Deadline::start(Duration::from_hours(1), |_| {})
    }
}
