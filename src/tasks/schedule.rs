//! Runs tasks at once, as many as the machine has processors.

use super::arguments;
use super::built_in_run;
use super::job::{Action, GitEnv, Stdin, Terminal};
use super::outcome::{Ended, Skip, TaskResult};
use super::program;
use super::task::Task;
use crate::git;
use crate::process::{Command, End, ExitStatus, Watch, Watched};
use crate::text::{RelPath, words};
use std::ffi::OsString;
use std::fs::{File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Instant, SystemTime};

/// Runs tasks; `None` for those that had not begun when the user interrupted the run.
pub(super) fn run(tasks: &[Task], interrupted: &AtomicBool) -> Vec<Option<TaskResult>> {
    let results: Vec<Mutex<Option<TaskResult>>> = tasks.iter().map(|_| Mutex::new(None)).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        while !interrupted.load(Ordering::SeqCst) {
            let number = next.fetch_add(1, Ordering::SeqCst);
            let (Some(task), Some(result)) = (tasks.get(number), results.get(number)) else { break };
            let ended = task.run();
            if let Ok(mut result) = result.lock() {
                *result = Some(ended);
            }
        }
    };
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        // This thread is one of them, and does all where no other can be started.
        for _ in 1..processors.min(tasks.len()) {
            let _ = std::thread::Builder::new().spawn_scoped(scope, work);
        }
        work();
    });
    results.into_iter().map(|result| result.into_inner().ok().flatten()).collect()
}

impl Task<'_> {
    /// Runs a check of tidegate, or the processes of the job one after the other, all of them even if one fails.
    pub(super) fn run(&self) -> TaskResult {
        let begin = Instant::now();
        let mut result = TaskResult::new(&self.job.name, Ended::Passed);
        (result.files, result.is_apart) = (self.given.files.len(), self.place.is_apart);
        if let Action::Use(used) = &self.job.action {
            result.ended = built_in_run::run(self, used, &mut result);
            result.took = begin.elapsed();
            return result;
        }
        let before = if self.place.is_apart { Vec::new() } else { self.stamps() };
        let run_in = self.job.root.on_disk(&self.place.top);
        for line in arguments::command_lines(self.job, self.given, self.context.arguments, &run_in) {
            let ended = self.process(&line, &run_in, &mut result);
            if result.ended == Ended::Passed {
                result.ended = ended;
            }
            let is_over = matches!(result.ended, Ended::Interrupted | Ended::Missing { .. } | Ended::Unusable { .. });
            if is_over || matches!(result.ended, Ended::Skipped(_)) {
                break;
            }
        }
        if result.ended == Ended::Passed && !self.place.is_apart {
            let after = self.stamps();
            let differ = before.iter().zip(&after).zip(&self.given.files).filter(|((one, other), _)| one != other);
            let files: Vec<RelPath> = differ.map(|(_, path)| path.clone()).collect();
            if !files.is_empty() {
                result.ended = Ended::Changed { files };
            }
        }
        result.took = begin.elapsed();
        result
    }

    fn process(&self, line: &[OsString], run_in: &Path, result: &mut TaskResult) -> Ended {
        if !run_in.is_dir() {
            let cause = io::Error::from(io::ErrorKind::NotFound).to_string();
            return Ended::Unusable { what: format!("the folder {}", self.job.root), cause };
        }
        let Some((name, arguments)) = line.split_first() else { return Ended::Passed };
        let name = name.to_string_lossy();
        let search_path = self.job.env.get("PATH").map_or_else(|| self.context.search_path.clone(), OsString::from);
        let Some(program) = program::find(&name, run_in, &search_path, &self.projects()) else {
            return Ended::Missing { program: name.into_owned(), path: search_path.to_string_lossy().into_owned() };
        };
        let command = Command::new(&program).args(arguments).current_dir(run_in);
        let watch = Watch { limit: self.job.timeout, interrupted: self.context.interrupted };
        let watched = self.watched(self.with_variables(command), watch);
        let Watched { end, mut output, left_running } = match watched {
            Ok(Some(watched)) => watched,
            Ok(None) => return Ended::Skipped(Skip::NoTerminal),
            Err(cause) => return Ended::Unusable { what: name.into_owned(), cause: cause.to_string() },
        };
        result.output.append(&mut output);
        result.left_running |= left_running;
        let command = || shown(&self.job.action, line);
        match end {
            End::Exited(status) if status.success() => Ended::Passed,
            End::Exited(status) => Ended::Failed { command: command(), status: in_words(status) },
            End::TimedOut => Ended::TimedOut { command: command(), limit: self.job.timeout },
            End::Interrupted => Ended::Interrupted,
        }
    }

    /// Runs a process on the terminal, with its output shown as it comes, or with its output kept; `None` if it needs a
    /// terminal and there is none.
    fn watched(&self, command: Command, watch: Watch<'_>) -> io::Result<Option<Watched>> {
        if self.job.terminal == Terminal::OfUser {
            let end = command.in_terminal(watch)?;
            return Ok(end.map(|end| Watched { end, output: Vec::new(), left_running: false }));
        }
        let live = self.context.live.map(File::try_clone).transpose()?;
        let is_live = live.is_some();
        let mut watched = command.watched(self.input(), watch, live)?;
        if is_live {
            watched.output.clear();
        }
        Ok(Some(watched))
    }

    /// The folders for which programs may be installed: that of the job and the top.
    fn projects(&self) -> [PathBuf; 2] {
        [self.job.root.on_disk(self.work_tree), self.work_tree.to_owned()]
    }

    /// The variables of a job: a program that works on another repository must not be led to this one.
    fn with_variables(&self, command: Command) -> Command {
        let command = command.envs(self.context.variables.iter().map(|(name, value)| (name, value)));
        let command = match self.job.git_env {
            GitEnv::Cleared => command.without_envs(git::repository_variables()),
            GitEnv::Kept => command.envs(git::variables_of(&self.context.paths_at(&self.place.top))),
        };
        let command = command.env("TIDEGATE_HOOK", self.context.hook).env("TIDEGATE_JOB", &self.job.name);
        let arguments = self.context.arguments.iter().enumerate();
        let command =
            arguments.fold(command, |command, (at, word)| command.env(format!("TIDEGATE_ARG_{}", at + 1), word));
        command.envs(&self.job.env)
    }

    fn input(&self) -> Vec<u8> {
        match self.job.stdin {
            Stdin::Nothing => Vec::new(),
            Stdin::Hook => self.context.input.to_vec(),
            Stdin::Files => {
                let below = |path: &RelPath| [path.below(&self.job.root).unwrap_or(path.as_bytes()), b"\0"].concat();
                self.given.files.iter().flat_map(below).collect()
            }
        }
    }

    /// The marks by which a written file of the working tree is seen.
    fn stamps(&self) -> Vec<Option<(SystemTime, u64)>> {
        let stamp = |metadata: Metadata| Some((metadata.modified().ok()?, metadata.len()));
        let files = self.given.files.iter();
        files.map(|path| path.on_disk(self.work_tree).symlink_metadata().ok().and_then(stamp)).collect()
    }
}

/// An exit status: `exit code 1`, `signal: 9 (SIGKILL)`.
fn in_words(status: ExitStatus) -> String {
    status.code().map_or_else(|| status.to_string(), |code| format!("exit code {code}"))
}

/// A command line as a person would type it; the end of a long one is left out.
fn shown(action: &Action, line: &[OsString]) -> String {
    const SHOWN: usize = 200;
    let text = match action {
        Action::Shell(line) => line.clone(),
        Action::Use(used) => used.check.id.to_owned(),
        Action::Run(_) => {
            words::shell_line(&line.iter().map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>())
        }
    };
    if text.chars().count() <= SHOWN {
        return text;
    }
    text.chars().take(SHOWN).chain("...".chars()).collect()
}
