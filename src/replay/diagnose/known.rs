//! Causes that follow from the server's message alone, without the history.

use super::cause::Cause;
use super::{definitions, values};
use crate::postgres::SqlError;
use regex::{Captures, Regex};

/// Explains an error whose message is known.
pub(super) fn explain(error: &SqlError, statement: &[u8]) -> Option<Cause> {
    let text = text(error, statement);
    let known = definitions::KNOWN.iter().chain(values::KNOWN);
    known.filter_map(|known| Some((known, Regex::new(known.pattern).ok()?))).find_map(|(known, pattern)| {
        let found = pattern.captures(&text)?;
        let names: Vec<&str> = pattern.capture_names().flatten().collect();
        Cause::new(filled(known.why, &found, &names), filled(known.help, &found, &names))
    })
}

/// The longest part of a statement that a pattern is compared with.
const STATEMENT: usize = 4096;

/// Returns the message, detail and hint of the server, and the beginning of the statement.
fn text(error: &SqlError, statement: &[u8]) -> String {
    let part = |title: &str, part: &Option<String>| {
        part.as_ref().map_or(String::new(), |part| format!("\n{title}: {}", part.replace('\n', " ")))
    };
    let statement = String::from_utf8_lossy(&statement[..statement.len().min(STATEMENT)]).replace('\n', " ");
    let (detail, hint) = (part("DETAIL", &error.detail), part("HINT", &error.hint));
    format!("{}{detail}{hint}\nSTATEMENT: {statement}", error.message)
}

fn filled(template: &str, found: &Captures<'_>, names: &[&str]) -> String {
    names.iter().fold(template.to_owned(), |text, name| {
        text.replace(&format!("{{{name}}}"), found.name(name).map_or("", |group| group.as_str()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_valid_and_has_the_groups_of_its_texts() {
        for known in definitions::KNOWN.iter().chain(values::KNOWN) {
            let pattern = Regex::new(known.pattern).expect(known.pattern);
            let names: Vec<&str> = pattern.capture_names().flatten().collect();
            for text in [known.why, known.help] {
                for group in text.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
                    assert!(names.contains(&group), "{}: no group {group}", known.pattern);
                }
            }
            assert!(known.why.ends_with('.') && !known.help.ends_with('.'), "{}", known.pattern);
        }
    }
}
