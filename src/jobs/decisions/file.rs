//! The file as it is read.

use super::entry::{Choice, Entry};
use super::items::Item;
use crate::config::{Problem, Problems};
use crate::text::Span;
use serde::Deserialize;
use toml::Spanned;

/// The name of the file at the top of the repository.
pub const DECISIONS_FILE: &str = "tidegate.drift.toml";

/// The version of its format.
const VERSION: i64 = 1;

/// The decisions of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    pub entries: Vec<Entry>,
}

/// A file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It has mistakes (user).
    #[error("cannot use {path}: it has {} mistakes", .problems.count())]
    Invalid { path: String, text: String, problems: Problems },
    /// It cannot be read (user).
    #[error("cannot read {path}: {cause}")]
    Unreadable {
        path: String,
        #[source]
        cause: std::io::Error,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: Spanned<i64>,
    #[serde(default)]
    change: Vec<Change>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Change {
    object: Spanned<String>,
    fingerprint: String,
    // The three of them only inform the reader.
    #[expect(dead_code, reason = "for the reader of the file")]
    #[serde(default)]
    difference: String,
    #[expect(dead_code, reason = "for the reader of the file")]
    #[serde(default)]
    class: String,
    decision: Option<Spanned<String>>,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    approved_by: String,
    approved_on: Option<DateText>,
}

/// A date of TOML, or a string.
#[derive(Deserialize)]
#[serde(untagged)]
enum DateText {
    Date(toml::value::Datetime),
    Text(String),
}

impl Decisions {
    /// Reads the text of a file.
    pub fn parse(path: &str, text: &str) -> Result<Self, Error> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        let invalid = |problems: Vec<Problem>| Error::Invalid {
            path: path.to_owned(),
            text: text.to_owned(),
            problems: Problems { first: problems, more: 0, hidden: Vec::new() },
        };
        let file: File = toml::from_str(text).map_err(|error| {
            let span = error.span().unwrap_or(0..0);
            invalid(vec![problem(span, error.message(), "here", "see docs/reconcile.md for the keys of an entry")])
        })?;
        let mut problems = Vec::new();
        if *file.version.get_ref() != VERSION {
            let message = format!("version {} of the file is not known", file.version.get_ref());
            problems.push(problem(file.version.span(), &message, "expected 1", "use a newer tidegate"));
        }
        let mut decisions = Self::default();
        for change in file.change {
            let entry = entry(change, &mut problems);
            let is_same = |other: &&Entry| other.object == entry.object && other.fingerprint == entry.fingerprint;
            if decisions.entries.iter().any(|other| is_same(&other)) {
                let message = format!("two entries are about {}", entry.object);
                problems.push(problem(entry.span.clone(), &message, "repeated", "remove one of them"));
            }
            decisions.entries.push(entry);
        }
        if problems.is_empty() { Ok(decisions) } else { Err(invalid(problems)) }
    }

    /// The entry about a difference.
    pub fn of(&self, item: &Item) -> Option<&Entry> {
        let object = item.object.to_string();
        self.entries.iter().find(|entry| entry.object == object && entry.fingerprint == item.fingerprint)
    }
}

fn entry(change: Change, problems: &mut Vec<Problem>) -> Entry {
    let choice_span = change.decision.as_ref().map_or_else(|| change.object.span(), Spanned::span);
    let word = change.decision.map(Spanned::into_inner).unwrap_or_default();
    let choice = Choice::parse(&word);
    if choice.is_none() && !word.is_empty() {
        let known = Choice::ALL.map(Choice::word).join(", ");
        let label = format!("expected one of {known}");
        problems.push(problem(choice_span.clone(), &format!("`{word}` is not a decision"), &label, ""));
    }
    Entry {
        fingerprint: change.fingerprint,
        choice,
        reason: change.reason.trim().to_owned(),
        approved_by: change.approved_by.trim().to_owned(),
        approved_on: match change.approved_on {
            Some(DateText::Date(date)) => date.to_string(),
            Some(DateText::Text(text)) => text.trim().to_owned(),
            None => String::new(),
        },
        span: change.object.span(),
        object: change.object.into_inner(),
        choice_span,
    }
}

pub(super) fn problem(span: Span, message: &str, label: &str, help: &str) -> Problem {
    Problem { message: message.to_owned(), span, label: label.to_owned(), help: help.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "version = 1\n[[change]]\nobject = \"table `public.t`\"\nfingerprint = \"ab\"\n";

    fn check(text: &str, expected: &str) {
        let found = match Decisions::parse("f.toml", text) {
            Ok(found) => {
                let entry = &found.entries[0];
                let choice = entry.choice.map_or("-", Choice::word);
                format!("{} {choice} {} {} {}", entry.object, entry.reason, entry.approved_by, entry.approved_on)
            }
            Err(Error::Invalid { problems, .. }) => problems.first[0].message.clone(),
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn an_entry_is_read_with_its_mistakes() {
        check(&format!("{HEAD}decision = \"\""), "table `public.t` -   ");
        let whole = "decision = \"database\"\nreason = \"r\"\napproved-by = \"ann\"\napproved-on = 2026-12-01";
        check(&format!("{HEAD}{whole}"), "table `public.t` database r ann 2026-12-01");
        check(&format!("{HEAD}approved-on = \"2026-12-01\""), "table `public.t` -   2026-12-01");
        check(&format!("{HEAD}decision = \"both\""), "`both` is not a decision");
        let again = HEAD.replace("version = 1\n", "");
        check(&format!("{HEAD}{again}"), "two entries are about table `public.t`");
        check(&HEAD.replace("version = 1", "version = 2"), "version 2 of the file is not known");
        check(
            &format!("{HEAD}decison = \"\""),
            "unknown field `decison`, expected one of `object`, `fingerprint`, \
             `difference`, `class`, `decision`, `reason`, `approved-by`, `approved-on`",
        );
    }
}
