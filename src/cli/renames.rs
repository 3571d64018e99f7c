//! Renames that the differences suggest, asked at a terminal: without an answer an object is dropped and created.

use super::confirm::confirm;
use super::failure::Failure;
use super::terminal::Terminal;
use crate::jobs::diff::{Outcome, Rename, SqlRequest};
use std::io::{self, IsTerminal as _};

/// Asks for each suggested rename that the request does not have, and adds those that are confirmed. Returns whether
/// there are any; nothing is asked where no one can answer.
pub(super) fn ask(outcome: &Outcome, request: &mut SqlRequest, terminal: &mut Terminal) -> Result<bool, Failure> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Ok(false);
    }
    let suggested = outcome.written.iter().flat_map(|written| &written.suggested);
    let open: Vec<Rename> = suggested.filter(|rename| !request.renames.contains(rename)).cloned().collect();
    let confirmed = confirmed(&open, |question| confirm(question, false, terminal))?;
    let is_any = !confirmed.is_empty();
    request.renames.extend(confirmed);
    Ok(is_any)
}

/// The renames that are confirmed.
fn confirmed(open: &[Rename], mut answer: impl FnMut(&str) -> Result<bool, Failure>) -> Result<Vec<Rename>, Failure> {
    let mut confirmed = Vec::new();
    for rename in open {
        if answer(&question(rename))? {
            confirmed.push(rename.clone());
        }
    }
    Ok(confirmed)
}

fn question(rename: &Rename) -> String {
    let Rename { schema, table, column, new } = rename;
    match column {
        None => format!("Is table {schema}.{table} renamed to {new}? Otherwise it is dropped and {new} is created."),
        Some(column) => format!(
            "Is column {column} of {schema}.{table} renamed to {new}? Otherwise it is dropped and {new} is added."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_confirmed_is_a_rename() {
        let open = ["table:a=b", "column:t.c=d"].map(|typed| Rename::parse(typed).expect("a rename"));
        let mut asked = Vec::new();
        let answer = |question: &str| {
            asked.push(question.to_owned());
            Ok(question.contains("column c of public.t"))
        };
        let Ok(found) = confirmed(&open, answer) else { panic!("no answer") };
        assert_eq!(found, open[1..]);
        assert!(asked[0].starts_with("Is table public.a renamed to b?"), "{asked:?}");
    }
}
