//! From the command line to the exit code.

use super::command::{Cli, dispatch};
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use clap::Parser as _;
use std::ffi::OsString;

/// Runs the command line. Never panics outward: a panic becomes a message and exit code 3.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    ignore_file_size_signal();
    std::panic::set_hook(Box::new(|_| {}));
    std::panic::catch_unwind(|| start(arguments)).unwrap_or_else(|panic| {
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

/// Makes a write beyond `ulimit -f` an error that is reported, not a signal that ends the process.
fn ignore_file_size_signal() {
    #[cfg(unix)]
    let _ = signal_hook::flag::register(FILE_SIZE_SIGNAL, std::sync::Arc::default());
}

/// SIGXFSZ; it has this number on every system.
#[cfg(unix)]
const FILE_SIZE_SIGNAL: i32 = 25;

fn start(arguments: Vec<OsString>) -> Exit {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to standard output, errors to standard error.
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage } else { Exit::Clean };
        }
    };
    let mut terminal = Terminal::open();
    let result =
        dispatch(cli.command, &mut terminal).and_then(|exit| terminal.finish().map(|()| exit).map_err(Failure::from));
    result.unwrap_or_else(|failure| {
        if !failure.message.is_empty() {
            let _ = terminal.finish();
            let _ = failure.write(terminal.err());
        }
        failure.exit
    })
}
