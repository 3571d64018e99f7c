//! Reading what a check needs, once: the projects with changes, their histories on each side, and the
//! content of changed files. Nothing else is read.

use super::changes::{self, Changes};
use super::conflicts::{self, Conflict};
use super::error::Error;
use super::input_reader::InputReader;
use super::inputs::CheckInputs;
use super::misplaced;
use super::parsed_script::{self, ParsedScript};
use super::request::Request;
use super::run_files::{self, RunFiles};
use super::staged_scripts::{self, StagedScript};
use crate::config::Settings;
use crate::diagnostic::Rename;
use crate::git::{Change, Entry, Repository};
use crate::jobs::project_files::{SideFiles, is_project_file, is_schema_file};
use crate::jobs::sides::{Selection, Sides};
use crate::migration::{IgnoredFolder, Layout, is_shelved, is_supabase_config};
use crate::text::{RelPath, words};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Everything that `assess` works on.
pub(super) struct Gathered {
    pub(super) projects: Vec<GatheredProject>,
    pub(super) scripts: Vec<StagedScript>,
    pub(super) ignored: Vec<IgnoredFolder>,
    /// Files that describe the schema, with conflict markers.
    pub(super) conflicts: Vec<Conflict>,
}

/// A project with changes.
pub(super) struct GatheredProject {
    pub(super) inputs: CheckInputs,
    /// The touched migration scripts.
    pub(super) scripts: Vec<ParsedScript>,
    /// The files of the target side, by their paths.
    files: Arc<Vec<Entry>>,
}

impl GatheredProject {
    /// A project for a script outside the repository.
    pub(super) fn of_script(inputs: CheckInputs, scripts: Vec<ParsedScript>) -> Self {
        Self { inputs, scripts, files: Arc::default() }
    }

    /// Whether a script is read in segments.
    pub(super) fn has_long_script(&self) -> bool {
        self.scripts.iter().any(|parsed| parsed.whole.is_none())
    }

    /// The content of any migration's file; `None` if it does not exist.
    pub(super) fn read(&self, repository: &dyn Repository, path: &RelPath) -> Result<Option<Arc<Vec<u8>>>, Error> {
        if let Some(content) = self.inputs.contents.get(path) {
            return Ok(Some(content.clone()));
        }
        if path.below(&self.inputs.project.folder).is_none() {
            return Ok(None);
        }
        let at = self.files.binary_search_by(|entry| entry.path.cmp(path)).ok();
        Ok(at.map(|at| repository.read(&self.files[at])).transpose()?.map(Arc::new))
    }
}

/// Reads what `request` needs, as if `renames` had been made on the target side.
pub(super) fn gather(
    repository: &dyn Repository,
    settings: &Settings,
    request: &Request,
    sides: &Sides,
    renames: &[Rename],
) -> Result<Gathered, Error> {
    let changes = changes::read(repository, sides, renames)?;
    let mut scripts = if request.history_only {
        Vec::new()
    } else {
        staged_scripts::gather(repository, settings, request, &changes.common, &sides.target)?
    };
    let conflicts =
        if request.history_only { Vec::new() } else { conflicts::gather(repository, settings, &changes.common)? };
    if request.files.is_empty() && !touches_projects(settings, &changes) {
        return Ok(Gathered { projects: Vec::new(), scripts, ignored: Vec::new(), conflicts });
    }
    let is_wanted = |path: &[u8]| {
        is_project_file(path)
            || is_supabase_config(path)
            || Layout::is_tool_file(path)
            || is_schema_file(settings, path)
            || settings.setup().any(|file| file.as_bytes() == path)
    };
    let files = SideFiles::list(repository, &sides.target, &is_wanted)?.renamed(renames);
    let deleted = changes.common.iter().filter(|change| change.new.is_none()).filter_map(|change| change.old.as_ref());
    let deleted: Vec<&Entry> = deleted.filter(|entry| is_project_file(entry.path.as_bytes())).collect();
    let found = files.projects(settings, &deleted)?;
    if !request.history_only {
        let run = RunFiles { repository, settings, request, changes: &changes.common, files: &files };
        let mut found = run.read(&found.projects, &scripts)?;
        scripts.append(&mut found);
    }
    changes::require_named_files(repository, request, &changes.common, &sides.target)?;
    let misplaced = misplaced::find(&found.projects, &changes.common, files.entries());
    let reader = InputReader::new(repository, settings, request, sides, &changes, &files);
    let mut projects = Vec::new();
    for project in &found.projects {
        let Some(inputs) = reader.read(project, &misplaced)? else { continue };
        let scripts = if request.history_only {
            Vec::new()
        } else {
            parsed_script::parse(&inputs, request.selection == Selection::WorkTree)
        };
        projects.push(GatheredProject { inputs, scripts, files: files.shared_entries() });
    }
    let mut ignored = found.ignored;
    // Migrations that cannot be read are named where one of them is touched.
    let is_touched = |ignored: &IgnoredFolder| changes.common.iter().any(|change| ignored.holds(change.path()));
    ignored.retain(|ignored| !ignored.is_unreadable() || !projects.is_empty() || is_touched(ignored));
    if found.projects.is_empty() {
        ignored.extend(unplaced(settings, &changes, &files, &ignored));
    }
    Ok(Gathered { projects, scripts, ignored, conflicts })
}

/// The folders of changed SQL files with numbers, where no migrations folder is recognised: a replay stops at them.
fn unplaced(
    settings: &Settings,
    changes: &Changes,
    files: &SideFiles,
    ignored: &[IgnoredFolder],
) -> Vec<IgnoredFolder> {
    let is_numbered = |path: &RelPath| path.file_name().first().is_some_and(u8::is_ascii_digit);
    let changed: BTreeSet<&RelPath> = changes.common.iter().map(Change::path).collect();
    let mut folders: BTreeMap<RelPath, Vec<RelPath>> = BTreeMap::new();
    let numbered =
        files.unplaced(settings, ignored).into_iter().filter(|path| is_numbered(path) && changed.contains(path));
    for path in numbered.filter(|path| !is_shelved(&path.parent())) {
        folders.entry(path.parent()).or_default().push(path);
    }
    let left = folders.into_iter().map(|(folder, unreadable)| {
        let count = words::count(unreadable.len(), "numbered SQL file");
        let place = words::shell(folder.to_string());
        let reason = format!(
            "{count} in a folder that tidegate does not recognise as one of migrations; if the files are migrations: `tidegate init \
             --layout plain --migrations {place}`"
        );
        IgnoredFolder { folder, reason, unreadable }
    });
    left.collect()
}

/// Whether any project may have changes. In a merge a project may differ from each parent without
/// a file that differs from both: then the changes of both sides meet for the first time.
fn touches_projects(settings: &Settings, changes: &Changes) -> bool {
    let is_of_project = |change: &Change| {
        let path = change.path().as_bytes();
        is_project_file(path) || is_schema_file(settings, path) || run_files::names_files(path)
    };
    changes.common.iter().any(is_of_project) || changes.per_base.iter().all(|changes| changes.iter().any(is_of_project))
}
