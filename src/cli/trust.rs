//! `tidegate trust`

use super::context::{self, Context};
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use crate::git::Objects;
use crate::jobs::trust;
use crate::report::setup::trust as report;

/// Agree to what the settings make hooks run in this clone
///
/// Settings come from the branch, and `at` under `[verify]` makes a hook run the SQL of migrations. A hook follows such
/// settings once you have agreed to them here; `tidegate install` agrees to those that it finds.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Agree to the settings of a revision, instead of those of the index and the working tree
    #[arg(long, value_name = "REV")]
    to_ref: Option<String>,
    /// Take every agreement of this clone back
    #[arg(long, conflicts_with = "to_ref")]
    revoke: bool,
}

/// Notes the agreement, or forgets all.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let objects = if args.to_ref.is_some() { Objects::Stored } else { Objects::Shown };
    let context = Context::open_reading(objects, None, terminal)?;
    let repository = context.repository.as_ref();
    if args.revoke {
        let was_agreed = trust::revoke(repository)?;
        report::write_revoked(was_agreed, terminal.out())?;
        return Ok(Exit::Clean);
    }
    if let Some(name) = args.to_ref.as_ref()
        && repository.commit(name)?.is_none()
    {
        return Err(Failure::usage(format!("`{name}` is not a commit in this repository"))
            .hint("name a branch or a commit: `tidegate trust --to-ref REV`"));
    }
    let outcome = trust::agree(&context.source(), args.to_ref.as_deref());
    let outcome = outcome.map_err(|error| context::settings_failure(error, terminal))?;
    report::write(&outcome, terminal.out())?;
    Ok(Exit::Clean)
}
