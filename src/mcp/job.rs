//! A call of a tool as a job, and what carries it out.

use super::arguments::{Apply, Check, Diff, Drift, List, NewMigration, Plan, Status, Verify};
use super::call::Call;
use std::sync::Arc;

/// A job that a tool or a resource asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Job {
    ListMigrations(List),
    NewMigration(NewMigration),
    Check(Check),
    Verify(Verify),
    Diff(Diff),
    Status(Status),
    Drift(Drift),
    Plan(Plan),
    Apply(Apply),
    /// The schema that the migrations of the working tree give.
    Catalog,
}

/// The output of a command, and its exit code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The exit code of the command.
    pub exit: u8,
    /// The report: JSON objects, one after the other.
    pub report: Vec<u8>,
    /// Messages for people.
    pub messages: String,
}

/// Carries out jobs.
pub trait Commands: Send + Sync + 'static {
    /// Carries out a job. Blocks until it is done, or until the call is cancelled.
    fn run(&self, job: &Job, call: &Arc<Call>) -> Answer;
}
