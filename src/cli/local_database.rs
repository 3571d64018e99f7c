//! The developer's own database, after a merge or a checkout.

use super::context::Context;
use super::database;
use super::failure::Failure;
use super::terminal::Terminal;
use super::user::User;
use crate::jobs::{databases, live};
use crate::report::live::write_behind;

/// Writes one line if the database lacks migrations that came with the move from the commit `before`. Nothing that goes wrong here fails the hook: git has done its work.
pub(super) fn compare(context: &Context, before: Option<&str>, terminal: &mut Terminal) -> Result<(), Failure> {
    if databases::local_database(&context.source()).ok().flatten().is_none() {
        return Ok(());
    }
    let Ok(user) = User::load(terminal) else { return Ok(()) };
    let found = database::with(context, &user, terminal, |databases| {
        live::behind(&context.source(), databases, &user.environment, before)
    });
    if let Ok(Some(behind)) = found {
        write_behind(&behind, terminal.err())?;
    }
    Ok(())
}
