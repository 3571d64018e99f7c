//! From the command line to the exit code.

use super::command::{dispatch, parse};
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::{Lost, Terminal};
use crate::report::{safe, trusted};
use std::ffi::OsString;
use std::io;

/// Runs the command line. Never panics outward: a panic becomes a message and exit code 3.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    ignore_file_size_signal();
    std::panic::set_hook(Box::new(|_| {}));
    std::panic::catch_unwind(|| with_room(|| start(&arguments))).unwrap_or_else(|panic| {
        let cause =
            panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
        let failure = Failure::environment(format!("internal error: {}", cause.unwrap_or("no reason given")))
            .hint("this is a bug in tidegate; please report it with the command you ran")
            .hint("to commit anyway: `TIDEGATE=0 git commit ...`");
        // Standard error may be closed as well; the exit code remains.
        let _ = failure.write(Terminal::open().err());
        Exit::Environment
    })
}

/// The stack that the main thread has by default on most systems, in bytes.
const STACK: u64 = 8 << 20;

/// Runs on a stack of the usual size, also where `ulimit -s` gives the main thread less.
fn with_room(run: impl FnOnce() -> Exit + Send) -> Exit {
    if !has_small_stack() {
        return run();
    }
    std::thread::scope(|scope| {
        let size = usize::try_from(STACK).unwrap_or(usize::MAX);
        match std::thread::Builder::new().stack_size(size).spawn_scoped(scope, run) {
            Ok(running) => running.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(error) => {
                let failure = Failure::environment(format!("no room for a stack of {} MiB: {error}", STACK >> 20))
                    .hint("raise the limits in this shell: `ulimit -s 8192`");
                let _ = failure.write(Terminal::open().err());
                Exit::Environment
            }
        }
    })
}

#[cfg(unix)]
fn has_small_stack() -> bool {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Stack);
    limit.current.is_some_and(|current| current < STACK)
}

#[cfg(not(unix))]
fn has_small_stack() -> bool {
    true
}

/// Makes a write beyond `ulimit -f` an error that is reported, not a signal that ends the process.
fn ignore_file_size_signal() {
    #[cfg(unix)]
    let _ = signal_hook::flag::register(FILE_SIZE_SIGNAL, std::sync::Arc::default());
}

/// SIGXFSZ; it has this number on every system.
#[cfg(unix)]
const FILE_SIZE_SIGNAL: i32 = 25;

/// Writes help and version to standard output, errors to standard error. An error repeats arguments: they
/// are escaped, and then it has no colours.
fn write_usage(error: &clap::Error, arguments: &[String], terminal: &mut Terminal) -> io::Result<()> {
    let is_odd = |argument: &&str| safe(argument) != **argument;
    let values = arguments.iter().filter_map(|argument| argument.split_once('=')).map(|(_, value)| value);
    let odd: Vec<&str> = arguments.iter().map(String::as_str).chain(values).filter(is_odd).collect();
    let text = error.render();
    let text = if odd.is_empty() {
        trusted(&text.ansi().to_string())
    } else {
        odd.iter().fold(text.to_string(), |text, argument| text.replace(argument, &safe(argument)))
    };
    let out = if error.use_stderr() { terminal.err() } else { terminal.out() };
    out.write_all(text.as_bytes())
}

fn start(arguments: &[OsString]) -> Exit {
    let mut terminal = Terminal::open();
    let shown: Vec<String> = arguments.iter().map(|argument| argument.to_string_lossy().into_owned()).collect();
    let exit = match parse(arguments) {
        Ok(command) => dispatch(command, &mut terminal).unwrap_or_else(|failure| {
            // What was found before the failure comes first.
            terminal.flush();
            let _ = failure.write(terminal.err());
            failure.exit
        }),
        Err(error) => {
            let _ = write_usage(&error, &shown, &mut terminal);
            if error.use_stderr() { Exit::Usage } else { Exit::Clean }
        }
    };
    let lost = terminal.finish();
    if let Some(Lost::Unwritable(error)) = &lost {
        let _ = Failure::environment(format!("cannot write the output: {error}")).write(terminal.err());
    }
    // What could not be printed is not a verdict that all is well.
    match (exit, lost) {
        (Exit::Clean, Some(Lost::Unread)) => Exit::Unread,
        (Exit::Clean, Some(Lost::Unwritable(_))) => Exit::Environment,
        (exit, _) => exit,
    }
}
