//! SQL files with their content.

use crate::migration::layout::{Section, ToolScript, Transaction};
use crate::text::RelPath;

/// A file with its content, and what a tool makes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub path: RelPath,
    pub content: Vec<u8>,
    /// The part of the content that runs.
    pub section: Section,
}

impl Source {
    /// A file that is one section.
    pub fn whole(path: RelPath, content: Vec<u8>, transaction: Transaction) -> Self {
        let section = ToolScript::whole(&content, transaction).up;
        Self { path, content, section }
    }

    /// The text that runs, with the comments above it.
    pub fn text(&self) -> &[u8] {
        self.section.text(&self.content)
    }
}
