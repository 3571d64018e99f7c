//! SQL files with their content.

use crate::migration::layout::{Section, ToolScript, Transaction};
use crate::text::{RelPath, Span};
use std::borrow::Cow;

/// A file with its content, and what a tool makes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub path: RelPath,
    pub content: Vec<u8>,
    /// The part of the content that runs.
    pub section: Section,
    /// The files that the tool runs around it.
    pub callbacks: Option<Box<Callbacks>>,
}

/// Files that a tool runs around a migration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Callbacks {
    /// Before the tool creates its tracking table.
    pub connected: Vec<Source>,
    /// Whether the tool refuses a database in which these files have created something.
    pub must_be_empty: bool,
    /// Each in a transaction of its own, before the migration.
    pub before: Vec<Source>,
    /// In the transaction of the migration.
    pub before_each: Vec<Source>,
    pub before_statement: Vec<Source>,
    pub after_statement: Vec<Source>,
    pub after_each: Vec<Source>,
    /// Each in a transaction of its own, after the migration.
    pub after: Vec<Source>,
}

impl Source {
    /// A file that is one section.
    pub fn whole(path: RelPath, content: Vec<u8>, transaction: Transaction) -> Self {
        let section = ToolScript::whole(&content, transaction).up;
        Self::new(path, content, section)
    }

    /// A section of a file, without callbacks.
    pub fn new(path: RelPath, content: Vec<u8>, section: Section) -> Self {
        Self { path, content, section, callbacks: None }
    }

    /// The text that runs, with the comments above it.
    pub fn text(&self) -> &[u8] {
        self.section.text(&self.content)
    }

    /// The text as the tool sends it, and the section of that text.
    pub fn sent(&self) -> (Cow<'_, [u8]>, Cow<'_, Section>) {
        match self.section.spliced(&self.content) {
            Some(spliced) => {
                let section = self.section.of_spliced(&spliced);
                (Cow::Owned(spliced.text), Cow::Owned(section))
            }
            None => (Cow::Borrowed(&self.content), Cow::Borrowed(&self.section)),
        }
    }

    /// The place in the file of a part of the text as it is sent.
    pub(super) fn place(&self, span: &Span) -> Span {
        self.section.spliced(&self.content).map_or_else(|| span.clone(), |spliced| spliced.old_span(span))
    }
}

impl Callbacks {
    /// All files, in the order in which they first run.
    pub fn files(&self) -> impl Iterator<Item = &Source> {
        self.connected.iter().chain(&self.before).chain(self.inside()).chain(&self.after)
    }

    /// Those that run in the transaction of the migration.
    pub(super) fn inside(&self) -> impl Iterator<Item = &Source> {
        let statements = self.before_statement.iter().chain(&self.after_statement);
        self.before_each.iter().chain(statements).chain(&self.after_each)
    }
}
