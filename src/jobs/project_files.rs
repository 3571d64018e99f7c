//! The files of a side that belong to projects: their entries, and the projects found among them.

use crate::config::Settings;
use crate::diagnostic::Rename;
use crate::git::{self, Content, Entry, Mode, Repository, Side};
use crate::migration::layout::ToolSettings;
use crate::migration::{FileRef, Found, History, Kind, MARKERS, Project, SchemaSpec, detect};
use crate::text::RelPath;
use std::collections::HashMap;

/// Entries of one side, in order of their paths.
pub(super) struct SideFiles<'a> {
    repository: &'a dyn Repository,
    entries: Vec<Entry>,
    refs: Vec<FileRef>,
}

impl<'a> SideFiles<'a> {
    /// Lists the entries of a side whose path `keep` accepts.
    pub(super) fn list(
        repository: &'a dyn Repository,
        side: &Side,
        keep: &dyn Fn(&[u8]) -> bool,
    ) -> Result<Self, git::Error> {
        let entries = repository.entries(side, keep)?;
        Ok(Self { repository, refs: entries.iter().map(file_ref).collect(), entries })
    }

    /// The same files under the names that they have after `renames`.
    pub(super) fn renamed(self, renames: &[Rename]) -> Self {
        let mut entries = self.entries;
        let renames: HashMap<&RelPath, &RelPath> = renames.iter().map(|rename| (&rename.from, &rename.to)).collect();
        for entry in &mut entries {
            if let Some(to) = renames.get(&entry.path) {
                entry.path = (*to).clone();
            }
        }
        entries.sort_by(|one, other| one.path.cmp(&other.path));
        Self { repository: self.repository, refs: entries.iter().map(file_ref).collect(), entries }
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The history of a project.
    pub(super) fn history(&self, project: &Project) -> History {
        let schema = project.schema.file().filter(|schema| schema.below(&project.folder).is_none());
        let schema = schema.and_then(|path| self.refs.binary_search_by(|file| file.path.cmp(path)).ok());
        let below = project.folder.slice_below(&self.refs, |file| &file.path);
        History::read(project, below.iter().chain(schema.map(|at| &self.refs[at])))
    }

    /// The entries below a folder.
    pub(super) fn below(&self, folder: &RelPath) -> &[Entry] {
        folder.slice_below(&self.entries, |entry| &entry.path)
    }

    pub(super) fn entry(&self, path: &RelPath) -> Option<&Entry> {
        self.entries.binary_search_by(|entry| entry.path.cmp(path)).ok().map(|at| &self.entries[at])
    }

    /// The entry of a regular file.
    pub(super) fn regular_file(&self, path: &RelPath) -> Option<&Entry> {
        self.entry(path).filter(|entry| entry.mode == Mode::File)
    }

    /// The settings of a project's tool: of its configuration file on this side, and those that `tidegate.toml` adds.
    pub(super) fn tool_settings(&self, settings: &Settings, project: &Project) -> Result<ToolSettings, git::Error> {
        let variables = settings.replay_of(project).variables;
        let runner = settings.runner_of(project);
        let cuts_at_semicolons = settings.cuts_at_semicolons(project);
        let tool = ToolSettings { variables, runner, cuts_at_semicolons, ..ToolSettings::default() };
        let Some(config) = &project.layout.config else { return Ok(tool) };
        for entry in config.paths(&project.folder).iter().filter_map(|path| self.regular_file(path)) {
            let found = tool.clone().with_file(config, entry.path.clone(), &self.repository.read(entry)?);
            if found.are_about(config, &project.folder) {
                return Ok(found);
            }
        }
        Ok(tool)
    }

    /// Finds the projects among these files and `deleted` ones: a project whose migrations are all
    /// deleted still is one.
    pub(super) fn projects(&self, settings: &Settings, deleted: &[&Entry]) -> Result<Found, git::Error> {
        let files: Vec<FileRef> = self.refs.iter().cloned().chain(deleted.iter().copied().map(file_ref)).collect();
        let specs: Vec<_> = settings.projects.iter().map(|project| project.spec.clone()).collect();
        let mut peek = |file: &FileRef| {
            let deleted = || deleted.iter().copied().find(|entry| entry.path == file.path);
            match self.entry(&file.path).or_else(deleted) {
                Some(entry) => self.repository.read(entry),
                None => Ok(Vec::new()),
            }
        };
        detect(&files, &specs, &settings.ignore, &mut peek)
    }
}

/// Whether a path may belong to a project: an SQL file, or a file that marks a layout.
pub(super) fn is_project_file(path: &[u8]) -> bool {
    // Called for every path of the index; every such file ends in the same letter.
    if !matches!(path.last(), Some(b'l' | b'L')) {
        return false;
    }
    let is_sql = path.len() > 4 && path[path.len() - 4..].eq_ignore_ascii_case(b".sql");
    is_sql
        || MARKERS
            .iter()
            .any(|marker| path.ends_with(marker.as_bytes()) && RelPath::new(path).file_name() == marker.as_bytes())
}

/// Whether the configuration names the path as a schema file.
pub(super) fn is_schema_file(settings: &Settings, path: &[u8]) -> bool {
    let is_named = |spec: &SchemaSpec| matches!(spec, SchemaSpec::File(file) if file.as_bytes() == path);
    settings.projects.iter().any(|project| is_named(&project.spec.schema))
}

/// An entry in the terms of `migration`.
pub(super) fn file_ref(entry: &Entry) -> FileRef {
    let kind = match entry.mode {
        Mode::File => Kind::File,
        Mode::Symlink => Kind::Symlink,
        Mode::Submodule => Kind::Submodule,
        Mode::Special => Kind::Special,
    };
    let content_id = match &entry.content {
        Content::Blob(id) => id.shared(),
        Content::File(_) => "".into(),
    };
    FileRef { path: entry.path.clone(), kind, content_id }
}
