//! The front door: arguments become options, a job runs, its outcome is reported and
//! becomes an exit code. One file per command.
//!
//! Never: decides anything about migrations.

mod cache;
mod check;
mod ci;
mod completions;
mod context;
mod doctor;
mod exit;
mod explain;
mod failure;
mod init;
mod install;
mod new;
mod progress;
mod rules;
mod run;
mod terminal;
mod try_it;
mod uninstall;
mod verify;

pub use exit::Exit;

use clap::{Parser, Subcommand};
use failure::Failure;
use std::ffi::OsString;
use terminal::Terminal;

/// Keeps Postgres migrations, schema.sql and databases in step, at every commit.
#[derive(Parser)]
#[command(name = "tidegate", version, about, after_help = AFTER_HELP, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
Exit codes: 0 all in order, 1 problems found, 2 wrong use or configuration, 3 the
environment failed, 130 interrupted.

Environment: TIDEGATE=0 lets a hook pass, TIDEGATE_SKIP=rule,... leaves rules out, and
TIDEGATE_SKIP=verify the replay; all say so. TIDEGATE_DATABASE_URL names the server that
`verify` replays on, TIDEGATE_CACHE_DIR the cache folder. NO_COLOR takes the colour out.";

#[derive(Subcommand)]
enum Command {
    /// Judge what is staged (or named files, a range, everything)
    Check(check::Args),
    /// Run every staged migration on a throw-away Postgres and compare with schema.sql
    Verify(verify::Args),
    /// Show what `verify` keeps for its next run, or clear it
    Cache(cache::Args),
    /// Write a new migration with the next free timestamp
    New(new::Args),
    /// Write a tidegate.toml that fits this repository
    Init(init::Args),
    Install(install::Args),
    Uninstall(uninstall::Args),
    /// Tell the state of everything, each part with the next command to run
    Doctor,
    /// Show a good and a bad commit, a replay and a drifted schema.sql on a throw-away sample project
    Try(try_it::Args),
    /// Show a rule's page: what it catches, why, what is fine, when to allow it
    Explain(explain::Args),
    Ci(ci::Args),
    /// List the rules
    Rules(rules::Args),
    /// Write the completions of a shell
    Completions(completions::Args),
    /// Write the man page
    Man,
    /// Run as a git hook; `tidegate install` puts in the scripts that call this
    Run(run::Args),
}

/// Runs the command line and tells how it ended. Never panics outward: what is wrong
/// inside becomes a message and exit code 3.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    std::panic::set_hook(Box::new(|_| {}));
    std::panic::catch_unwind(|| start(arguments)).unwrap_or_else(|panic| {
        let words =
            panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
        let failure = Failure::environment(format!("tidegate failed inside: {}", words.unwrap_or("no reason given")))
            .hint("nothing was changed; please report this with the command you ran")
            .hint("to commit all the same: `TIDEGATE=0 git commit ...`");
        // Standard error may be gone as well; the exit code still tells.
        let _ = failure.write(Terminal::open().err());
        Exit::Environment
    })
}

fn start(arguments: Vec<OsString>) -> Exit {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are printed where they are expected, errors to standard error.
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

fn dispatch(command: Command, terminal: &mut Terminal) -> Result<Exit, Failure> {
    match command {
        Command::Check(args) => check::run(&args, terminal),
        Command::Verify(args) => verify::run(&args, terminal),
        Command::Cache(args) => cache::run(&args, terminal),
        Command::Ci(args) => ci::run(&args, terminal),
        Command::New(args) => new::run(&args, terminal),
        Command::Init(args) => init::run(&args, terminal),
        Command::Doctor => doctor::run(terminal),
        Command::Try(args) => try_it::run(&args, terminal),
        Command::Explain(args) => explain::run(&args, terminal),
        Command::Rules(args) => rules::run(&args, terminal),
        Command::Completions(args) => completions::run(&args, terminal),
        Command::Man => completions::man(terminal),
        Command::Install(args) => install::run(&args, terminal),
        Command::Uninstall(args) => uninstall::run(&args, terminal),
        Command::Run(args) => run::run(&args, terminal),
    }
}
