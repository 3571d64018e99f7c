//! The files of a side that belong to projects: their entries, and the projects found among them.

use crate::config::{DeclaredFiles, Settings, SupabaseFile};
use crate::diagnostic::Rename;
use crate::git::{self, Content, Entry, Id, Mode, Repository, Side};
use crate::migration::layout::ToolSettings;
use crate::migration::{FileRef, Found, History, IgnoredFolder, Kind, Platform, Project, Schema, SchemaSpec};
use crate::migration::{SUPABASE_CONFIG, SUPABASE_SEED, around, detect, is_marker, is_of_others, is_sql};
use crate::text::RelPath;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// Entries of one side, in order of their paths.
pub(super) struct SideFiles<'a> {
    repository: &'a dyn Repository,
    entries: Arc<Vec<Entry>>,
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
        Ok(Self { repository, refs: entries.iter().map(file_ref).collect(), entries: Arc::new(entries) })
    }

    /// The same files under the names that they have after `renames`.
    pub(super) fn renamed(self, renames: &[Rename]) -> Self {
        if renames.is_empty() {
            return self;
        }
        let mut entries = Arc::unwrap_or_clone(self.entries);
        let renames: HashMap<&RelPath, &RelPath> = renames.iter().map(|rename| (&rename.from, &rename.to)).collect();
        for entry in &mut entries {
            if let Some(to) = renames.get(&entry.path) {
                entry.path = (*to).clone();
            }
        }
        entries.sort_by(|one, other| one.path.cmp(&other.path));
        Self { repository: self.repository, refs: entries.iter().map(file_ref).collect(), entries: Arc::new(entries) }
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entries, shared.
    pub(super) fn shared_entries(&self) -> Arc<Vec<Entry>> {
        Arc::clone(&self.entries)
    }

    /// Whether there is an entry with this path.
    pub(super) fn has(&self, path: &[u8]) -> bool {
        self.entries.binary_search_by(|entry| entry.path.as_bytes().cmp(path)).is_ok()
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

    /// The SQL files that are not in an ignored folder, or beside one, which belong to the same project.
    pub(super) fn unplaced(&self, settings: &Settings, ignored: &[IgnoredFolder]) -> Vec<RelPath> {
        let is_beside = |path: &RelPath, folder: &RelPath| {
            let holder = folder.parent();
            !holder.is_top() && path.below(&holder).is_some()
        };
        let is_in = |path: &RelPath, one: &IgnoredFolder| {
            path.below(&one.folder).is_some() || !one.is_unreadable() && is_beside(path, &one.folder)
        };
        let is_ignored = |path: &RelPath| ignored.iter().any(|ignored| is_in(path, ignored));
        let paths = self.entries.iter().map(|entry| &entry.path);
        let paths = paths.filter(|path| is_sql(path.as_bytes()) && !is_of_others(path, &settings.ignore));
        paths.filter(|path| !is_ignored(path)).cloned().collect()
    }

    /// The folder `supabase` of a project, and the settings of the Supabase CLI in it; those that the CLI has by
    /// default if there is no file.
    pub(super) fn supabase_file(&self, project: &Project) -> Result<(RelPath, SupabaseFile), git::Error> {
        let exists = |place: &RelPath| self.regular_file(place).is_some();
        let place = around(project, SUPABASE_CONFIG, &exists);
        if let Some(entry) = place.as_ref().and_then(|place| self.regular_file(place)) {
            return Ok((entry.path.parent(), SupabaseFile::read(&self.repository.read(entry)?)));
        }
        let seed = around(project, SUPABASE_SEED, &exists).map(|seed| seed.parent());
        Ok((seed.unwrap_or_else(|| project.root.join("supabase")), SupabaseFile::default()))
    }

    /// Finds the projects among these files and unmerged schema files, of which the index has no entry.
    pub(super) fn projects_with_unmerged(
        &self,
        settings: &Settings,
        unmerged: &[RelPath],
    ) -> Result<Found, git::Error> {
        let is_named = |path: &&RelPath| {
            is_schema_file(settings, path.as_bytes()) || matches!(path.file_name(), b"schema.sql" | b"structure.sql")
        };
        let entry = |path: &RelPath| Entry {
            path: path.clone(),
            mode: Mode::File,
            content: Content::Blob(Id::new("0".repeat(40))),
        };
        let entries: Vec<Entry> = unmerged.iter().filter(is_named).map(entry).collect();
        self.projects(settings, &entries.iter().collect::<Vec<_>>())
    }

    /// Finds the projects among these files and `deleted` ones: a project whose migrations are all
    /// deleted still is one.
    pub(super) fn projects(&self, settings: &Settings, deleted: &[&Entry]) -> Result<Found, git::Error> {
        let files = if deleted.is_empty() {
            Cow::Borrowed(&self.refs)
        } else {
            Cow::Owned(self.refs.iter().cloned().chain(deleted.iter().copied().map(file_ref)).collect())
        };
        let specs: Vec<_> = settings.projects.iter().map(|project| project.spec.clone()).collect();
        let mut peek = |file: &FileRef| {
            let deleted = || deleted.iter().copied().find(|entry| entry.path == file.path);
            match self.entry(&file.path).or_else(deleted) {
                Some(entry) => self.repository.read(entry),
                None => Ok(Vec::new()),
            }
        };
        let mut found = detect(&files, &specs, &settings.ignore, &mut peek)?;
        for project in &mut found.projects {
            project.declared = self.declared(project, &files)?.files;
        }
        Ok(found)
    }

    /// The files among `files` that declare the schema of a project, for the tool whose platform reads them. Those of
    /// which the settings name one as the schema file, or that the settings refuse, declare nothing.
    fn declared(&self, project: &Project, files: &[FileRef]) -> Result<DeclaredFiles, git::Error> {
        let platform = project.layout.platform;
        if platform != Platform::Supabase || project.schema == Schema::Disabled {
            return Ok(DeclaredFiles::default());
        }
        let (folder, config) = self.supabase_file(project)?;
        let is_sql_file = |path: &&RelPath| is_sql(path.as_bytes());
        let mut sql: Vec<&RelPath> = files.iter().map(|file| &file.path).filter(is_sql_file).collect();
        sql.sort_unstable();
        sql.dedup();
        let declared = config.declared_files(&folder, &sql.iter().copied());
        let is_schema = declared.files.iter().any(|path| project.schema.file() == Some(path));
        Ok(if is_schema { DeclaredFiles::default() } else { declared })
    }

    /// The patterns of the files that declare the schema of a project that match none, with the file that has them.
    pub(super) fn unmatched_patterns(&self, project: &Project) -> Result<Option<(RelPath, Vec<String>)>, git::Error> {
        let unmatched = self.declared(project, &self.refs)?.unmatched;
        let exists = |place: &RelPath| self.regular_file(place).is_some();
        Ok(around(project, SUPABASE_CONFIG, &exists).map(|path| (path, unmatched)).filter(|(_, all)| !all.is_empty()))
    }
}

/// Whether a path may belong to a project: an SQL file, or a file that marks a layout.
pub(super) fn is_project_file(path: &[u8]) -> bool {
    // Called for every path of the index.
    let is_sql = path.len() > 4 && path[path.len() - 4..].eq_ignore_ascii_case(b".sql");
    is_sql || is_marker(path)
}

/// Returns the files among unmerged ones that are schema files: the index has no content of them, and they can be
/// regenerated.
pub(super) fn unmerged_schemas(
    repository: &dyn Repository,
    settings: &Settings,
    unmerged: &[RelPath],
) -> Result<Vec<RelPath>, git::Error> {
    let is_wanted = |path: &[u8]| is_project_file(path) || is_schema_file(settings, path);
    let files = SideFiles::list(repository, &Side::Index, &is_wanted)?;
    let found = files.projects_with_unmerged(settings, unmerged)?;
    let is_schema = |path: &&RelPath| found.projects.iter().any(|project| project.schema.file() == Some(path));
    Ok(unmerged.iter().filter(is_schema).cloned().collect())
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
