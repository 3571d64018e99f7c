//! Confirmation of a plan that was shown.

use super::failure::Failure;
use super::terminal::Terminal;
use std::io::{self, BufRead as _, IsTerminal as _};

/// Asks at the terminal; without one, `--yes` is needed.
pub(super) fn confirm(question: &str, is_confirmed: bool, terminal: &mut Terminal) -> Result<bool, Failure> {
    if is_confirmed {
        return Ok(true);
    }
    if !io::stdin().is_terminal() {
        return Err(Failure::usage("nothing was changed: the plan was not confirmed")
            .hint("read the plan, then confirm it: `--yes`"));
    }
    terminal.flush();
    write!(terminal.err(), "{question} [y/N] ")?;
    terminal.flush();
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
