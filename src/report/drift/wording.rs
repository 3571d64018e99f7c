//! Wording shared by the formats.

use crate::jobs::drift::{Decided, Outcome, Row, State};
use crate::object::Class;
use crate::text::words;

/// The verdict, without the name of the program.
pub(super) fn verdict(outcome: &Outcome) -> String {
    let all = words::count(outcome.databases.len(), "database");
    let expected = &outcome.expected;
    let unread = match outcome.unread() {
        0 => String::new(),
        count => format!("; {count} not compared"),
    };
    let unread = match outcome.out_of_scope() {
        0 => unread,
        count => format!("{unread}; {} out of scope", words::count(count, "difference")),
    };
    let other: Vec<String> =
        outcome.beside.iter().filter(|side| !side.is_equal()).map(|side| side.label.clone()).collect();
    let beside =
        if other.is_empty() { String::new() } else { format!("; not as {expected}: {}", words::list(&other, 5)) };
    match outcome.differing() {
        0 => format!("{} of {all} as {expected}{unread}{beside}", outcome.databases.len() - outcome.unread()),
        count => format!("{count} of {all} not as {expected}{unread}{beside}"),
    }
}

/// A decision in words.
pub(super) fn decision(decided: &Decided) -> String {
    format!("{} ({}): {}: {}", decided.object, decided.state.word(), decided.choice.word(), decided.reason)
}

/// The words of a row, one for each database.
pub(super) fn cells(row: &Row) -> Vec<&'static str> {
    row.states.iter().map(|state| state.map_or("?", State::word)).collect()
}

/// The letter of the class; `-` for none.
pub(super) fn letter(row: &Row) -> &'static str {
    match row.class {
        Some(Class::A) => "A",
        Some(Class::B) => "B",
        Some(Class::C) => "C",
        None => "-",
    }
}
