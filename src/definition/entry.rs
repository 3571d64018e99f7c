//! Entries of a text: the statements below one header.

use super::name::literal;
use super::source::Source;
use crate::catalog::Labels;
use crate::dump;

/// The statements for an object or for its comment, as `pg_dump` names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// In capital letters: `TABLE`, `FK CONSTRAINT`.
    pub kind: &'static str,
    pub schema: Option<String>,
    pub name: String,
    /// Each with its semicolon.
    pub statements: Vec<String>,
}

impl Entry {
    pub(super) fn new(kind: &'static str, schema: Option<&str>, name: impl Into<String>) -> Self {
        Self { kind, schema: schema.map(str::to_owned), name: name.into(), statements: Vec::new() }
    }

    pub(super) fn with(mut self, statement: impl Into<String>) -> Self {
        self.statements.push(statement.into());
        self
    }

    /// Returns the header of the entry.
    pub fn identity(&self) -> dump::Identity {
        dump::Identity::new(self.kind, self.schema.as_deref().unwrap_or_default(), &self.name)
    }
}

/// An object that a comment or a security label can be for: `TABLE`, and its name.
pub(super) struct Described<'a> {
    pub(super) kind: &'a str,
    pub(super) schema: Option<&'a str>,
    /// As SQL, without the schema.
    pub(super) name: String,
}

impl Described<'_> {
    /// The name in statements.
    fn full(&self, source: &Source<'_>) -> String {
        let schema = self.schema.map(|schema| source.id(schema) + ".").unwrap_or_default();
        format!("{} {schema}{}", self.kind, self.name)
    }

    /// Returns the entries for its comment and its labels.
    pub(super) fn entries(&self, source: &Source<'_>, comment: Option<&str>, labels: Option<&Labels>) -> Vec<Entry> {
        let name = format!("{} {}", self.kind, self.name);
        let comment = comment.map(|comment| {
            Entry::new("COMMENT", self.schema, name.clone()).with(format!(
                "COMMENT ON {} IS {};",
                self.full(source),
                literal(comment)
            ))
        });
        let mut entries: Vec<Entry> = comment.into_iter().collect();
        if let Some(labels) = labels.filter(|labels| !labels.is_empty()) {
            let mut entry = Entry::new("SECURITY LABEL", self.schema, name);
            for (provider, label) in labels {
                let (provider, full) = (source.id(provider), self.full(source));
                entry = entry.with(format!("SECURITY LABEL FOR {provider} ON {full} IS {};", literal(label)));
            }
            entries.push(entry);
        }
        entries
    }
}
