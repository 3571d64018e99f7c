//! Inputs of a check of a project: its histories, its changes, and the contents that rules may ask for.

use super::allowances::{self, FoundAllowance};
use super::request::Request;
use crate::diagnostic::{Diagnostic, Severity};
use crate::migration::layout::{Refusal, ToolSettings};
use crate::migration::{Changeset, FileStatus, History, Project};
use crate::rules::{self, Contents, ProjectContext, Published, SealState};
use crate::text::RelPath;

/// The inputs of the rules for one project; rules see it as a [`ProjectContext`].
pub(super) struct CheckInputs {
    pub(super) project: Project,
    /// Number of files that are checked.
    pub(super) files: usize,
    pub(super) target: History,
    pub(super) bases: Vec<History>,
    pub(super) shared: Option<History>,
    pub(super) changes: Changeset,
    pub(super) published: Published,
    pub(super) contents: Contents,
    pub(super) before: Contents,
    /// The reason why the tool refuses the whole folder.
    pub(super) sum: Option<Refusal>,
    /// The sidecars of touched scripts, by the path of the script.
    pub(super) sidecars: Contents,
    /// The settings of the migration tool.
    pub(super) tool: ToolSettings,
    pub(super) untracked: Untracked,
    pub(super) misplaced: Vec<RelPath>,
    pub(super) seal: SealState,
    pub(super) options: rules::Options,
}

/// The files among the migrations that git does not track.
#[derive(Default)]
pub(super) struct Untracked {
    pub(super) files: Vec<RelPath>,
    /// Pipes, sockets and devices.
    pub(super) unstorable: Vec<RelPath>,
}

impl CheckInputs {
    pub(super) fn context(&self) -> ProjectContext<'_> {
        ProjectContext {
            project: &self.project,
            target: &self.target,
            bases: &self.bases,
            shared: self.shared.as_ref(),
            changes: &self.changes,
            published: &self.published,
            contents: &self.contents,
            before: &self.before,
            untracked: &self.untracked.files,
            unstorable: &self.untracked.unstorable,
            misplaced: &self.misplaced,
            seal: &self.seal,
            options: &self.options,
            moves: std::sync::OnceLock::new(),
        }
    }

    /// Whether the file is on a shared branch.
    pub(super) fn is_published(&self, path: &RelPath) -> bool {
        self.published.contents.contains_key(path)
    }

    /// Whether the statements of a file are others than those of the published file at its path, if
    /// there is one.
    pub(super) fn differs_from_published(&self, path: &RelPath) -> bool {
        let published = self.published.contents.get(path);
        let content = self.contents.get(path);
        published.zip(content).is_none_or(|(old, new)| !crate::sql::same_statements(old, new))
    }

    /// Makes a warning of a problem that can no longer be fixed because the migration is published,
    /// and removes a fix that would rename a published file.
    pub(super) fn downgrade_if_published(&self, mut diagnostic: Diagnostic) -> Diagnostic {
        let is_published = |path: &RelPath| path.is_or_holds(&self.published.contents);
        let renames = diagnostic.fix.iter().flat_map(|fix| &fix.renames);
        if renames.into_iter().any(|rename| self.is_published(&rename.from)) {
            diagnostic.fix = None;
            diagnostic.help = format!(
                "both are published on {}, so keep their names; if databases have both, add an allowance to `[[allow]]` in tidegate.toml",
                self.published.place
            );
        }
        if diagnostic.rule.forward_only && diagnostic.place.path().is_some_and(is_published) {
            diagnostic.severity = diagnostic.severity.min(Severity::Warning);
            diagnostic.fix = None;
            diagnostic.help = format!("leave it as it is: it is published on {}", self.published.place);
        }
        diagnostic
    }

    /// The allowances in touched files; those in files that are not new are never reported as unused.
    pub(super) fn allowances(&self, request: &Request) -> Vec<FoundAllowance> {
        let mut written = Vec::new();
        for (path, content) in &self.contents {
            let status = self.changes.status(path);
            let is_new = matches!(status, Some(FileStatus::Added | FileStatus::Renamed { .. }))
                && !self.published.contents.contains_key(path);
            let is_schema = self.project.schema.file() == Some(path) || self.project.declares(path);
            if !is_schema && crate::sql::may_be_allowance(content) {
                // Reasons appear in every output, so they must not contain secrets.
                let content = crate::sql::without(content, &crate::sql::secrets(content));
                written.extend(allowances::read(path, &content, true, is_new && !request.history_only));
            }
        }
        written
    }
}
