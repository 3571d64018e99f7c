//! From the command line to the exit code.

use super::command::{Cli, dispatch};
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use crate::report::{safe, trusted};
use clap::Parser as _;
use std::ffi::OsString;
use std::io;

/// Runs the command line. Never panics outward: a panic becomes a message and exit code 3.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
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

fn start(arguments: Vec<OsString>) -> Exit {
    let shown: Vec<String> = arguments.iter().map(|argument| argument.to_string_lossy().into_owned()).collect();
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::Clean };
            let mut terminal = Terminal::open();
            // A closed stream does not change the exit code.
            let _ = write_usage(&error, &shown, &mut terminal).and_then(|()| terminal.finish());
            return exit;
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
