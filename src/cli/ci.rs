//! `tidegate ci`

use super::context::Context;
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use crate::config::Engine;
use crate::jobs::ci::{self, Error, Request};
use crate::report::setup::ci as report;
use clap::Subcommand;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

/// Write a CI workflow that checks and replays migrations
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    service: Service,
}

#[derive(Subcommand)]
enum Service {
    /// Write .github/workflows/tidegate.yml, for pull requests and pushes to the default branch
    Github {
        /// Where the workflow replays
        #[arg(long, value_parser = engines(), default_value = Engine::Url.name())]
        engine: Engine,
        /// SHA-256 of `tidegate-x86_64-unknown-linux-gnu.tar.gz`, from the SHA256SUMS of this version's release: the
        /// workflow installs no other file
        #[arg(long, value_name = "HEX", value_parser = sha256)]
        sha256: Option<String>,
        /// Replace an existing workflow that differs
        #[arg(long)]
        force: bool,
    },
}

/// Engines that a workflow can use, each with its server there.
const ENGINES: [(Engine, &str); 3] = [
    (Engine::Url, "On a service container with PostgreSQL"),
    (Engine::Local, "On a private server, from the PostgreSQL programs of the runner"),
    (Engine::Embedded, "On embedded Postgres, in builds that have it"),
];

fn engines() -> impl TypedValueParser<Value = Engine> {
    let values = ENGINES.map(|(engine, about)| PossibleValue::new(engine.name()).help(about));
    PossibleValuesParser::new(values).map(|name| Engine::named(&name).expect("clap accepts only the names of engines"))
}

fn sha256(text: &str) -> Result<String, String> {
    let is_hash = text.len() == 64 && text.bytes().all(|digit| digit.is_ascii_hexdigit());
    if is_hash { Ok(text.to_ascii_lowercase()) } else { Err("expected 64 hexadecimal digits".to_owned()) }
}

/// Writes the workflow.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let Service::Github { engine, sha256, force } = &args.service;
    let context = Context::open(None, terminal)?;
    let loaded = context.load(terminal)?;
    let request = Request { engine: *engine, sha256: sha256.clone(), replaces: *force };
    let outcome = ci::github(context.repository.as_ref(), &loaded.settings, &request)?;
    report::write(&outcome, *engine, terminal.out())?;
    Ok(Exit::Clean)
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let message = error.to_string();
        match error {
            Error::Git(error) => error.into(),
            Error::Verify(error) => error.into(),
            Error::NoWorkTree => Self::usage(message).hint("run it in a checkout"),
            Error::Differs(path) => Self::usage(message)
                .hint("to overwrite it: `tidegate ci github --force`")
                .hint(format!("then see what changed: `git diff {path}`")),
        }
    }
}
