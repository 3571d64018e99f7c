//! A check of tidegate that a job uses in place of a program.

use crate::builtin::{self, Check, CommitMessage, File, Mode, Options, Subject};
use crate::text::RelPath;
use serde_json::{Value, json};

/// A check with its options.
#[derive(Clone, Debug)]
pub struct BuiltIn {
    pub check: &'static Check,
    pub options: Options,
}

impl BuiltIn {
    /// The ids of all checks, in order.
    pub fn ids() -> impl Iterator<Item = &'static str> {
        builtin::CHECKS.iter().map(|check| check.id)
    }

    /// Whether it reads the files that the job is given, one after the other.
    pub fn is_of_files(&self) -> bool {
        matches!(self.check.subject, Subject::Text(..) | Subject::Any(_))
    }

    /// Whether it reads files of every kind, as git stores them.
    pub(super) fn is_of_any_file(&self) -> bool {
        matches!(self.check.subject, Subject::Any(_))
    }

    /// Whether it compares the names of all that is committed.
    pub fn is_of_names(&self) -> bool {
        matches!(self.check.subject, Subject::Links(_) | Subject::Names(_))
    }

    /// Whether it reads the message of a commit.
    pub fn is_of_message(&self) -> bool {
        matches!(self.check.subject, Subject::Message(_))
    }

    /// Whether it looks at the branch.
    pub fn is_of_branch(&self) -> bool {
        matches!(self.check.subject, Subject::Branch(_))
    }

    /// Whether a file of this name concerns it.
    pub(super) fn concerns(&self, path: &RelPath) -> bool {
        let Subject::Text(endings, _) = self.check.subject else { return true };
        endings.is_empty() || File { path: path.as_bytes(), mode: Mode::Regular, content: b"" }.ends_with(endings)
    }

    /// All by which two differ.
    pub(super) fn identity(&self) -> Value {
        let Options { max_bytes, branches, message } = &self.options;
        let message = match message {
            CommitMessage::Conventional { types } => json!(["types", types]),
            CommitMessage::Pattern(pattern) => json!(["pattern", pattern.as_str()]),
        };
        json!([self.check.id, max_bytes, branches, message])
    }
}

impl PartialEq for BuiltIn {
    fn eq(&self, other: &Self) -> bool {
        self.identity() == other.identity()
    }
}

impl Eq for BuiltIn {}
