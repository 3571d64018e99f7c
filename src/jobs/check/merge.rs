//! Problems of one statement that one cure mends are told as one.

use crate::diagnostic::Diagnostic;
use crate::rules::SAY_WHY;

/// Joins what is said of the same statement with the same remedy: the heaviest problem
/// speaks, and says the others' words as well.
pub(super) fn by_cure(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut merged: Vec<Diagnostic> = Vec::with_capacity(diagnostics.len());
    for diagnostic in diagnostics {
        // They come in the order of the file: what is said of one statement stands together.
        let of_statement = merged.iter_mut().rev().take_while(|known| known.statement == diagnostic.statement);
        match of_statement.into_iter().find(|known| has_one_cure(known, &diagnostic)) {
            Some(known) => join(known, diagnostic),
            None => merged.push(diagnostic),
        }
    }
    merged
}

fn has_one_cure(one: &Diagnostic, other: &Diagnostic) -> bool {
    one.statement.is_some()
        && one.place.path() == other.place.path()
        && !one.help.is_empty()
        && (one.help == other.help || are_one_loss(one, other))
}

/// The same words of a statement take several things away (`DROP … CASCADE`, `DROP a, b`),
/// and one reason above it accepts them all.
fn are_one_loss(one: &Diagnostic, other: &Diagnostic) -> bool {
    one.place == other.place && one.help.ends_with(SAY_WHY) && other.help.ends_with(SAY_WHY)
}

fn join(known: &mut Diagnostic, other: Diagnostic) {
    let (mut first, second) =
        if other.severity > known.severity { (other, known.clone()) } else { (known.clone(), other) };
    if first.message != second.message {
        first.message = format!("{}; {}", first.message, second.message);
    }
    if !first.why.contains(&second.why) {
        first.why = format!("{} {}", first.why, second.why);
    }
    *known = first;
}
