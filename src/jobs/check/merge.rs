//! Problems of one statement that have one remedy are reported as one.

use crate::diagnostic::{Diagnostic, Place, Preset, Severity};
use crate::rules::SAY_WHY;
use crate::text::Span;
use std::cmp::Reverse;
use std::collections::HashMap;

/// Messages of one statement that are joined; the rest is counted.
const JOINED: usize = 50;

/// Merges the diagnostics of a statement that have the same remedy: the most severe one is kept,
/// with the messages of the others added.
pub(super) fn by_remedy(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut merged: Vec<Merged> = Vec::with_capacity(diagnostics.len());
    let mut statement = None;
    let mut of_statement: HashMap<Remedy, usize> = HashMap::new();
    for diagnostic in diagnostics {
        // They are in the order of the file, so those of one statement are next to each other.
        let own = (diagnostic.place.path().cloned(), diagnostic.statement.clone());
        if statement.as_ref() != Some(&own) {
            of_statement.clear();
            statement = Some(own);
        }
        let remedies = remedies(&diagnostic);
        let known = remedies.iter().find_map(|remedy| of_statement.get(remedy).copied());
        for remedy in remedies {
            of_statement.entry(remedy).or_insert(known.unwrap_or(merged.len()));
        }
        match known {
            Some(known) => merged[known].join(diagnostic),
            None => merged.push(Merged::of(diagnostic)),
        }
    }
    merged.into_iter().map(Merged::into_one).collect()
}

/// The reason why one change fixes two diagnostics of a statement.
#[derive(PartialEq, Eq, Hash)]
enum Remedy {
    Help(String),
    /// The same part of a statement drops several things (`DROP … CASCADE`, `DROP a, b`), so
    /// that one reason above it accepts them all.
    Loss(Option<Span>),
}

fn remedies(diagnostic: &Diagnostic) -> Vec<Remedy> {
    if diagnostic.statement.is_none() || diagnostic.help.is_empty() {
        return Vec::new();
    }
    let place = match &diagnostic.place {
        Place::Content { excerpt, .. } => Some(excerpt.in_file.clone()),
        Place::Name { .. } | Place::File { .. } | Place::None => None,
    };
    let loss = diagnostic.help.ends_with(SAY_WHY).then_some(Remedy::Loss(place));
    std::iter::once(Remedy::Help(diagnostic.help.clone())).chain(loss).collect()
}

/// A diagnostic with the others of its remedy.
struct Merged {
    first: Diagnostic,
    messages: Vec<String>,
    whys: Vec<String>,
    /// Messages that are not joined.
    more: usize,
}

impl Merged {
    fn of(diagnostic: Diagnostic) -> Self {
        let (messages, whys) = (vec![diagnostic.message.clone()], vec![diagnostic.why.clone()]);
        Self { first: diagnostic, messages, whys, more: 0 }
    }

    fn join(&mut self, other: Diagnostic) {
        let is_first = weight(&other) > weight(&self.first);
        let add = |all: &mut Vec<String>, one: &String| {
            let is_new = !all.contains(one);
            if is_new {
                all.insert(if is_first { 0 } else { all.len() }, one.clone());
            }
            is_new
        };
        if is_first || self.messages.len() < JOINED {
            add(&mut self.messages, &other.message);
        } else {
            self.more += usize::from(!self.messages.contains(&other.message));
        }
        if is_first || self.whys.len() < JOINED {
            add(&mut self.whys, &other.why);
        }
        if is_first {
            self.first = other;
        }
    }

    fn into_one(self) -> Diagnostic {
        let mut first = self.first;
        first.message = self.messages.join("; ");
        if self.more > 0 {
            first.message = format!("{}; and {} more", first.message, self.more);
        }
        let mut why = String::new();
        for one in self.whys {
            if !why.contains(&one) {
                why = if why.is_empty() { one } else { format!("{why} {one}") };
            }
        }
        first.why = why;
        first
    }
}

/// Order of importance: of two equal severities, as levels and publication leave them, the rule counts that is more
/// severe on its own, then the one of the smaller preset.
fn weight(diagnostic: &Diagnostic) -> (Severity, Severity, Reverse<Preset>) {
    (diagnostic.severity, diagnostic.rule.severity, Reverse(diagnostic.rule.preset))
}
