//! The jobs of agents, carried out as the commands do it, with the output captured.

use super::exit::Exit;
use super::failure::Failure;
use super::mcp_words::command_line;
use super::mcp_write;
use super::progress::Follower;
use super::terminal::Terminal;
use crate::mcp::{Answer, Call, Commands, Job};
use crate::postgres::Deadline;
use std::ffi::OsString;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// Runs a command line.
pub(super) type Run = fn(&[OsString], &mut Terminal) -> Result<Exit, Failure>;

/// Carries out the jobs of agents.
pub(super) struct FrontDoor {
    pub(super) run: Run,
    /// The databases to which migrations may be applied.
    pub(super) writable: Vec<String>,
}

impl Commands for FrontDoor {
    fn run(&self, job: &Job, call: &Arc<Call>) -> Answer {
        let (out, err) = (Captured::default(), Captured::default());
        let mut terminal = Terminal::captured(out.clone(), err.clone(), Arc::new(Following(Arc::clone(call))));
        let done = self.run_job(job, &mut terminal);
        terminal.flush();
        let exit = done.unwrap_or_else(|failure| {
            // Memory takes everything.
            let _ = failure.write(terminal.err());
            failure.exit
        });
        terminal.flush();
        Answer { exit: exit.code(), report: out.take(), messages: String::from_utf8_lossy(&err.take()).into_owned() }
    }
}

impl FrontDoor {
    fn run_job(&self, job: &Job, terminal: &mut Terminal) -> Result<Exit, Failure> {
        match job {
            Job::ListMigrations(asked) => mcp_write::list(asked, terminal),
            Job::NewMigration(asked) => mcp_write::new(asked, terminal),
            Job::Plan(asked) => mcp_write::plan(asked, terminal),
            Job::Apply(asked) if self.writable.contains(&asked.database) => mcp_write::apply(asked, terminal),
            Job::Apply(_) => Err(Failure::usage("nothing was changed: this database may not be changed")),
            Job::Check(_) | Job::Verify(_) | Job::Diff(_) | Job::Status(_) | Job::Drift(_) | Job::Catalog => {
                (self.run)(&command_line(job)?, terminal)
            }
        }
    }
}

/// The output of a job.
#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Captured {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A call that follows its job.
struct Following(Arc<Call>);

impl Follower for Following {
    fn report(&self, done: usize, total: usize, what: &str) {
        self.0.report(done, total, what);
    }

    fn started(&self, deadline: &Deadline) {
        self.0.started(deadline);
    }
}
