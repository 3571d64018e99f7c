//! The jobs that were found, and what could not be expressed.

use super::toml_text;
use crate::hooks::Event;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// The result of reading a configuration.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// The files that were read.
    pub files: Vec<String>,
    pub jobs: BTreeMap<Event, Vec<Draft>>,
    pub left_out: Vec<LeftOut>,
}

/// A job as it is written to `tidegate.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    pub name: String,
    /// Place that it comes from: `lefthook.yml:12`.
    pub place: String,
    /// The keys besides `name` and `needs`, each with its value in TOML.
    keys: Vec<(String, String)>,
    /// Names of jobs that must have passed before it.
    pub needs: Vec<String>,
}

/// A part of the configuration that no job expresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// `lefthook.yml:12`, or only the file.
    pub place: String,
    /// The part, in words.
    pub what: String,
    pub why: String,
}

/// Limit of the name of a job.
const NAME_LIMIT: usize = 60;

impl Draft {
    /// A job that has nothing but a name yet.
    pub(super) fn new(name: &str, place: impl Into<String>) -> Self {
        Self { name: valid_name(name), place: place.into(), ..Self::default() }
    }

    pub(super) fn text(&mut self, key: &str, value: &str) {
        self.keys.push((key.to_owned(), toml_text::string(value)));
    }

    /// A list; an empty one is not written.
    pub(super) fn texts(&mut self, key: &str, values: &[String]) {
        if !values.is_empty() {
            self.keys.push((key.to_owned(), toml_text::list(values)));
        }
    }

    /// A number or a truth value.
    pub(super) fn value(&mut self, key: &str, value: &impl ToString) {
        self.keys.push((key.to_owned(), value.to_string()));
    }

    pub(super) fn variables(&mut self, variables: &[(String, String)]) {
        if !variables.is_empty() {
            let entry =
                |(name, value): &(String, String)| format!("{} = {}", toml_text::key(name), toml_text::string(value));
            let entries: Vec<String> = variables.iter().map(entry).collect();
            self.keys.push(("env".to_owned(), format!("{{ {} }}", entries.join(", "))));
        }
    }

    pub(super) fn forget(&mut self, key: &str) {
        self.keys.retain(|(name, _)| name != key);
    }

    /// Replaces a part of the value of a key.
    pub(super) fn replace_in(&mut self, key: &str, part: &str, other: &str) {
        for (name, value) in &mut self.keys {
            if name == key {
                *value = value.replace(part, other);
            }
        }
    }

    /// Whether it has a key.
    pub fn has(&self, key: &str) -> bool {
        self.keys.iter().any(|(name, _)| name == key)
    }

    /// The entry of a hook, with the jobs that it needs or without.
    pub fn text_of(&self, event: Event, has_needs: bool) -> String {
        let mut text = format!("[[hooks.{event}.jobs]]\nname = {}\n", toml_text::string(&self.name));
        for (key, value) in &self.keys {
            let _ = writeln!(text, "{key} = {value}");
        }
        if has_needs && !self.needs.is_empty() {
            let _ = writeln!(text, "needs = {}", toml_text::list(&self.needs));
        }
        text
    }
}

impl Imported {
    /// Adds a job; a name that the hook has already gets a number. Returns the name.
    pub(super) fn add(&mut self, event: Event, mut job: Draft) -> String {
        let jobs = self.jobs.entry(event).or_default();
        let names: BTreeSet<&str> = jobs.iter().map(|job| job.name.as_str()).collect();
        let numbered = (2..).map(|number| format!("{}-{number}", job.name));
        let name = std::iter::once(job.name.clone()).chain(numbered).find(|name| !names.contains(name.as_str()));
        job.name = name.unwrap_or_default();
        let name = job.name.clone();
        jobs.push(job);
        name
    }

    pub(super) fn leave_out(&mut self, place: impl Into<String>, what: impl Into<String>, why: impl Into<String>) {
        let left = LeftOut { place: place.into(), what: what.into(), why: why.into() };
        if !self.left_out.contains(&left) {
            self.left_out.push(left);
        }
    }

    /// The number of jobs.
    pub fn count(&self) -> usize {
        self.jobs.values().map(Vec::len).sum()
    }

    /// The jobs as a part of `tidegate.toml`.
    pub fn text(&self) -> String {
        let jobs = self.jobs.iter().flat_map(|(event, jobs)| jobs.iter().map(|job| job.text_of(*event, true)));
        jobs.collect::<Vec<_>>().join("\n")
    }
}

/// A name without the characters that names cannot have.
fn valid_name(name: &str) -> String {
    let is_valid = |letter: char| letter.is_ascii_alphanumeric() || "-_.:/".contains(letter);
    let mut found = String::new();
    for letter in name.chars() {
        let letter = if is_valid(letter) { letter } else { '-' };
        if !(letter == '-' && found.ends_with('-')) {
            found.push(letter);
        }
    }
    // Room for a number.
    let found: String = found.trim_matches('-').chars().take(NAME_LIMIT - 4).collect();
    if found.is_empty() { "job".to_owned() } else { found.trim_end_matches('-').to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_valid_and_unique() {
        let check = |name: &str, expected: &str| assert_eq!(valid_name(name), expected);
        check("lint", "lint");
        check("🎨 format  code!", "format-code");
        check("", "job");
        check(&"a".repeat(100), &"a".repeat(56));
        let mut imported = Imported::default();
        let names = ["a", "a", "a"].map(|name| imported.add(Event::PreCommit, Draft::new(name, "x")));
        assert_eq!(names, ["a", "a-2", "a-3"]);
    }
}
