//! Decisions asked for in the terminal, one by one.

use super::failure::Failure;
use super::reconcile_failure::failure;
use super::terminal::Terminal;
use crate::git::Repository;
use crate::jobs::decisions::{Choice, Item};
use crate::jobs::reconcile::{Survey, Written};
use crate::report::reconcile::write_item;
use chrono::{DateTime, Utc};
use std::io::{self, BufRead as _};

/// Asks for each decision that is missing or incomplete. Each answer is saved at once; the end of the input, or `q`, ends
/// the questions.
pub(super) fn interview(
    survey: &Survey,
    written: &mut Written,
    repository: &dyn Repository,
    now: DateTime<Utc>,
    terminal: &mut Terminal,
) -> Result<(), Failure> {
    let decisions = written.decisions().map_err(|error| failure(error, terminal))?;
    let open: Vec<&Item> = survey.items.iter().filter(|item| !decisions.is_complete(item)).collect();
    for (number, item) in open.iter().enumerate() {
        let sql = |choice| survey.sql(item, choice);
        let both = [sql(Choice::Migrations), sql(Choice::Database)];
        let [of_migrations, of_database] = both.map(Result::unwrap_or_default);
        let place = (number + 1, open.len());
        write_item(item, &survey.outcome, place, [&of_migrations, &of_database], terminal.err())?;
        let choice = match answer(item, terminal)? {
            Answer::Choice(choice) => choice,
            Answer::Skip => continue,
            Answer::Quit => return Ok(()),
        };
        let Some(reason) = ask("reason: ", terminal)? else { return Ok(()) };
        let mut keys = vec![("decision", choice.word().to_owned()), ("reason", reason)];
        if item.needs_approval(choice) {
            let Some(reviewer) = ask("approved by (destructive or risky; empty for a later sign-off): ", terminal)?
            else {
                return Ok(());
            };
            if !reviewer.is_empty() {
                keys.extend([("approved-by", reviewer), ("approved-on", now.format("%Y-%m-%d").to_string())]);
            }
        }
        written.decide(item, &keys);
        written.save(repository).map_err(|error| failure(error, terminal))?;
    }
    Ok(())
}

/// The answer to a question.
enum Answer {
    Choice(Choice),
    /// The entry stays as it is.
    Skip,
    /// No further question is asked.
    Quit,
}

fn answer(item: &Item, terminal: &mut Terminal) -> Result<Answer, Failure> {
    let question = if item.is_order_only {
        "[o]ut of scope, [s]kip, [q]uit: "
    } else {
        "[m]igrations are correct, [d]atabase is correct, [o]ut of scope, [s]kip, [q]uit: "
    };
    loop {
        let Some(answer) = ask(question, terminal)? else { return Ok(Answer::Quit) };
        match answer.as_str() {
            "m" | "migrations" if !item.is_order_only => return Ok(Answer::Choice(Choice::Migrations)),
            "d" | "database" if !item.is_order_only => return Ok(Answer::Choice(Choice::Database)),
            "o" | "out-of-scope" => return Ok(Answer::Choice(Choice::OutOfScope)),
            "s" | "" => return Ok(Answer::Skip),
            "q" => return Ok(Answer::Quit),
            _ => {}
        }
    }
}

/// One line of the input; `None` at its end.
fn ask(question: &str, terminal: &mut Terminal) -> Result<Option<String>, Failure> {
    terminal.flush();
    write!(terminal.err(), "{question}")?;
    terminal.flush();
    let mut answer = String::new();
    let count = io::stdin().lock().read_line(&mut answer)?;
    Ok((count > 0).then(|| answer.trim().to_owned()))
}
