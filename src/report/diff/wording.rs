//! Wording shared by the formats of a comparison.

use crate::catalog::{Aspect, Kind, shown, shown_in_lines};
use crate::diff::Change;
use crate::jobs::diff::Outcome;
use crate::object::Class;
use crate::text::words;
use serde_json::Value;
use std::collections::BTreeMap;

/// The step that an object needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    Created,
    Dropped,
    Changed,
}

impl Verb {
    pub(super) const ALL: [Self; 3] = [Self::Created, Self::Dropped, Self::Changed];

    pub(super) fn of(change: &Change) -> Self {
        match (&change.before, &change.after) {
            (None, _) => Self::Created,
            (_, None) => Self::Dropped,
            _ => Self::Changed,
        }
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Dropped => "dropped",
            Self::Changed => "changed",
        }
    }
}

/// The letter of a class; `-` for a neutral change.
pub(super) fn letter(class: Option<Class>) -> &'static str {
    match class {
        Some(Class::A) => "A",
        Some(Class::B) => "B",
        Some(Class::C) => "C",
        None => "-",
    }
}

/// The classes in words, for a legend.
pub(super) const CLASSES: [(&str, &str); 4] =
    [("A", "additive"), ("B", "destructive or risky"), ("C", "unmanaged"), ("-", "neutral")];

/// The legend in one sentence.
pub(super) fn legend() -> String {
    let classes: Vec<String> = CLASSES.iter().map(|(letter, word)| format!("{letter} {word}")).collect();
    format!("classes: {}; each line is a step that makes FROM like TO", classes.join(", "))
}

/// `2 created, 1 dropped and 3 changed; 1 of class B`
pub(super) fn counts(outcome: &Outcome) -> String {
    let changes = &outcome.compared.comparison.changes;
    let count = |verb: Verb| changes.iter().filter(|change| Verb::of(change) == verb).count();
    let parts: Vec<String> = Verb::ALL
        .into_iter()
        .map(|verb| (count(verb), verb))
        .filter(|(count, _)| *count > 0)
        .map(|(count, verb)| format!("{count} {}", verb.word()))
        .collect();
    let destructive = changes.iter().filter(|change| change.class == Some(Class::B)).count();
    let of_b = if destructive > 0 { format!("; {destructive} of class B") } else { String::new() };
    format!("{}{of_b}", words::list(&parts, parts.len()))
}

/// The verdict, without the name of the program.
pub(super) fn verdict(outcome: &Outcome) -> String {
    let sides = format!("FROM {} TO {}", outcome.from.label, outcome.to.label);
    if let Some(failed) = &outcome.failed {
        return format!("nothing was compared: {} cannot be loaded", failed.label);
    }
    let changes = outcome.compared.comparison.changes.len();
    match (changes, outcome.not_compared.len()) {
        (0, 0) => format!("{sides}: no differences"),
        (0, gaps) => format!("{sides}: no differences found, but {} not compared", are(gaps, "thing")),
        (number, _) => format!("{sides}: {} ({})", words::count(number, "difference"), counts(outcome)),
    }
}

fn are(count: usize, noun: &str) -> String {
    format!("{} {}", words::count(count, noun), if count == 1 { "was" } else { "were" })
}

/// The sides with what each was taken for, and the server that read them.
pub(super) fn sides(outcome: &Outcome) -> Vec<String> {
    let side =
        |word: &str, side: &crate::jobs::diff::SideSummary| format!("{word} is {}: {}", side.label, side.taken_for);
    let mut lines = vec![side("FROM", &outcome.from), side("TO", &outcome.to)];
    lines.extend(outcome.server.iter().map(|server| format!("loaded on {server}")));
    lines
}

/// Aspects that a side does not have, each with the objects that differ in it.
pub(super) fn uncarried(outcome: &Outcome) -> Vec<String> {
    let mut found: BTreeMap<Aspect, Vec<String>> = BTreeMap::new();
    for one in &outcome.compared.comparison.not_compared {
        found.entry(one.aspect).or_default().push(one.object.to_string());
    }
    let note = |(aspect, objects): (Aspect, Vec<String>)| {
        format!(
            "not compared, because only one side has this aspect: {} of {}",
            aspect.word(),
            words::list(&objects, 3)
        )
    };
    found.into_iter().map(note).collect()
}

/// A property in words: `replica identity`.
pub(super) fn label(property: &str) -> String {
    property.replace('_', " ")
}

/// The main properties of an object that one side does not have: the type of a column, the definition of a constraint.
pub(super) fn summary(change: &Change) -> String {
    let Some(properties) = change.after.as_ref().or(change.before.as_ref()) else { return String::new() };
    let text = |key: &str| properties.get(key).filter(|value| !value.is_null()).map(shown);
    match change.object.kind {
        Kind::Column => {
            let not_null = if text("not_null").is_some() { " not null" } else { "" };
            let default = text("default").map(|default| format!(" default {default}")).unwrap_or_default();
            text("type").map(|of| format!("{of}{not_null}{default}")).unwrap_or_default()
        }
        _ => text("definition").filter(|definition| !definition.contains('\n')).unwrap_or_default(),
    }
}

/// The properties to show for a change: those that differ, or all of an object that only one side has.
pub(super) fn properties(change: &Change) -> Vec<(String, Option<String>, Option<String>)> {
    if Verb::of(change) == Verb::Changed {
        // A column that may be NULL has no constraint.
        let text = |name: &str, value: &Value| match (name, value) {
            ("not_null", Value::Null) => "no".to_owned(),
            _ => shown_in_lines(value),
        };
        let pair = |one: &crate::diff::PropertyChange| {
            (label(&one.name), Some(text(&one.name, &one.before)), Some(text(&one.name, &one.after)))
        };
        return change.properties.iter().map(pair).collect();
    }
    let is_created = change.before.is_none();
    let all = change.after.iter().chain(&change.before).flatten();
    let named = all.filter(|(name, value)| !is_of_identity(name) && **value != Value::Bool(false));
    named
        .map(|(name, value)| {
            let value = Some(shown(value));
            if is_created { (label(name), None, value) } else { (label(name), value, None) }
        })
        .collect()
}

/// Whether a property says what the identity of the object says.
fn is_of_identity(property: &str) -> bool {
    matches!(property, "schema" | "name" | "table" | "on" | "arguments")
}
