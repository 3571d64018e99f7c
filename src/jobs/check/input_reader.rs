//! The reader of a project's inputs.

use super::changes::Changes;
use super::error::Error;
use super::inputs::{CheckInputs, Untracked};
use super::published::{self, PublishedRevision};
use super::request::Request;
use crate::config::Settings;
use crate::git::{self, Change, Content, Entry, Mode, Repository, Side};
use crate::jobs::project_files::{SideFiles, file_ref, is_project_file};
use crate::jobs::sides::Sides;
use crate::migration::layout::Refusal;
use crate::migration::{
    Changeset, FileRef, FileStatus, History, Migration, Platform, Project, SchemaTouch, Seal, Touched,
    supabase_reference,
};
use crate::rules::{Contents, Published, SealState};
use crate::text::RelPath;
use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

/// The base and target file of a change.
type Difference = (Option<FileRef>, Option<FileRef>);

/// In order of their paths.
type Differences = Vec<Difference>;

/// The differences in the folder of a project and in its schema file.
fn of_project<'a>(project: &Project, differences: &'a Differences) -> Vec<&'a Difference> {
    let mut found: Vec<&Difference> = project.folder.slice_below(differences, path).iter().collect();
    let schema = project.schema.file().filter(|schema| schema.below(&project.folder).is_none());
    let at = schema.and_then(|schema| differences.binary_search_by(|difference| path(difference).cmp(schema)).ok());
    found.extend(at.map(|at| &differences[at]));
    let at = |declared| differences.binary_search_by(|difference| path(difference).cmp(declared)).ok();
    let declared = project.declared.iter().filter(|path| project.declares(path));
    found.extend(declared.filter_map(at).map(|at| &differences[at]));
    found
}

/// The path of a change.
fn path((old, new): &Difference) -> &RelPath {
    static TOP: LazyLock<RelPath> = LazyLock::new(RelPath::default);
    new.as_ref().or(old.as_ref()).map_or(&*TOP, |file| &file.path)
}

/// The project with the platform that its changed migrations name, if nothing else does.
fn with_platform(project: &Project, contents: &Contents) -> Project {
    let scripts = contents.iter().map(|(path, content)| (path, content.as_slice()));
    let is_supabase = project.is_platform_open() && supabase_reference(scripts).is_some();
    Project { platform: is_supabase.then_some(Platform::Supabase).or(project.platform), ..project.clone() }
}

/// Reads the inputs of one project after the other.
pub(super) struct InputReader<'a> {
    repository: &'a dyn Repository,
    settings: &'a Settings,
    request: &'a Request,
    sides: &'a Sides,
    /// The base entries of the changes.
    old: BTreeMap<&'a RelPath, &'a Entry>,
    /// The changes in the terms of `migration`.
    differences: Differences,
    /// Differences from each base alone, likewise.
    differences_per_base: Vec<Differences>,
    files: &'a SideFiles<'a>,
}

impl<'a> InputReader<'a> {
    pub(super) fn new(
        repository: &'a dyn Repository,
        settings: &'a Settings,
        request: &'a Request,
        sides: &'a Sides,
        changes: &'a Changes,
        files: &'a SideFiles<'a>,
    ) -> Self {
        let differences = |changes: &Vec<Change>| -> Differences {
            changes
                .iter()
                .map(|change| (change.old.as_ref().map(file_ref), change.new.as_ref().map(file_ref)))
                .collect()
        };
        let old = changes.common.iter().filter_map(|change| change.old.as_ref());
        Self {
            repository,
            settings,
            request,
            sides,
            differences: differences(&changes.common),
            differences_per_base: changes.per_base.iter().map(differences).collect(),
            old: old.map(|entry| (&entry.path, entry)).collect(),
            files,
        }
    }

    /// The inputs of a project, or `None` if there is nothing in it to check.
    pub(super) fn read(
        &self,
        project: &Project,
        misplaced: &BTreeMap<RelPath, Vec<RelPath>>,
    ) -> Result<Option<CheckInputs>, Error> {
        let mut changes = Changeset::read(project, of_project(project, &self.differences));
        self.add_named_files(project, &mut changes);
        let misplaced = misplaced.get(&project.folder).cloned().unwrap_or_default();
        let merged = self.merged_files(project);
        if changes.is_empty() && misplaced.is_empty() && merged == 0 {
            return Ok(None);
        }
        let files = changes.touched.len() + changes.deleted.len();
        let files = files + changes.declared.len() + usize::from(changes.schema != SchemaTouch::Untouched);
        let target = self.files.history(project);
        let bases = self.differences_per_base.iter().zip(&self.sides.bases).filter(|(_, side)| **side != Side::Empty);
        let bases = bases.map(|(changes, _)| target.before(project, &of_project(project, changes))).collect();
        let mut contents = self.contents(project, &changes)?;
        let is_touched = changes.touches_migrations() || changes.schema != SchemaTouch::Untouched || merged > 0;
        let seal = if is_touched { self.seal(project, &target, &mut contents)? } else { SealState::None };
        let sum = self.sum(project, &target, &changes)?;
        Ok(Some(CheckInputs {
            project: with_platform(project, &contents),
            files: files.max(merged),
            target,
            bases,
            shared: self.shared(project)?,
            published: self.published(project, &changes, &contents)?,
            contents,
            before: self.before(project, &changes)?,
            sidecars: self.sidecars(project, &changes)?,
            sum,
            tool: self.files.tool_settings(self.settings, project)?,
            untracked: self.untracked(project, &changes)?,
            misplaced,
            seal,
            options: self.settings.options(self.settings.of(project), self.request.now),
            changes,
        }))
    }

    /// The history at the tip of the branch that the target is compared with, if that branch has
    /// commits after the base.
    fn shared(&self, project: &Project) -> Result<Option<History>, Error> {
        let Some(tip) = &self.sides.tip else {
            return Ok(None);
        };
        let is_of_project = |path: &[u8]| is_project_file(path) && RelPath::new(path).below(&project.folder).is_some();
        let files = SideFiles::list(self.repository, tip, &is_of_project)?;
        Ok(Some(files.history(project)))
    }

    /// Adds the files named on the command line, which are checked whether or not they changed.
    fn add_named_files(&self, project: &Project, changes: &mut Changeset) {
        let requested: BTreeSet<&RelPath> = self.request.files.iter().collect();
        if requested.is_empty() {
            return;
        }
        let below = self.files.below(&project.folder).iter().filter(|entry| project.below(&entry.path).is_some());
        let named = below.filter(|entry| requested.contains(&entry.path));
        let unchanged = named.filter(|entry| changes.status(&entry.path).is_none());
        let unchanged: Vec<Touched> =
            unchanged.map(|entry| Touched { file: file_ref(entry), status: FileStatus::Unchanged }).collect();
        changes.touched.extend(unchanged);
        changes.touched.sort_by(|one, other| one.file.path.cmp(&other.file.path));
    }

    fn contents(&self, project: &Project, changes: &Changeset) -> Result<Contents, Error> {
        let schema =
            project.schema.file().filter(|_| matches!(changes.schema, SchemaTouch::Added | SchemaTouch::Edited));
        let declared = changes.declared.iter().map(|(path, _)| path);
        let paths = changes.touched.iter().map(|touched| &touched.file.path).chain(schema).chain(declared);
        let mut contents = Contents::new();
        for entry in paths.filter_map(|path| self.files.entry(path)) {
            // A rule reports it; reading would wait or fail.
            let is_special = entry.mode == Mode::Special && project.schema.file() != Some(&entry.path);
            let content = if is_special { Vec::new() } else { self.repository.read(entry)? };
            contents.insert(entry.path.clone(), Arc::new(content));
        }
        Ok(contents)
    }

    fn sidecars(&self, project: &Project, changes: &Changeset) -> Result<Contents, Error> {
        let mut contents = Contents::new();
        let Some(sidecar) = project.layout.sidecar else { return Ok(contents) };
        for script in changes.touched.iter().map(|touched| &touched.file.path) {
            if let Some(entry) = self.files.regular_file(&sidecar.of(script)) {
                contents.insert(script.clone(), Arc::new(self.repository.read(entry)?));
            }
        }
        Ok(contents)
    }

    /// The first migration that differs from the sum of the folder, if a migration is touched.
    fn sum(&self, project: &Project, target: &History, changes: &Changeset) -> Result<Option<Refusal>, Error> {
        let Some(sum) = project.layout.folder_sum.as_ref().filter(|_| !changes.touched.is_empty()) else {
            return Ok(None);
        };
        let read = |path: &RelPath| self.files.regular_file(path).map(|entry| self.repository.read(entry)).transpose();
        let mut files = Vec::new();
        for script in target.iter().flat_map(|migration| &migration.scripts) {
            files.push((script.file.path.clone(), read(&script.file.path)?.unwrap_or_default()));
        }
        let stored = read(&project.folder.join(sum.file))?;
        let named: Vec<(&[u8], &[u8])> = files.iter().map(|(path, content)| (path.file_name(), &content[..])).collect();
        let Some((_, refusal)) = (sum.compare)(&named, stored.as_deref()) else { return Ok(None) };
        Ok(Some(refusal))
    }

    /// The base content of edited files, so that rules can recognise an edit of comments.
    fn before(&self, project: &Project, changes: &Changeset) -> Result<Contents, Error> {
        let old_path = |touched: &Touched| match &touched.status {
            FileStatus::Edited => Some(touched.file.path.clone()),
            FileStatus::Renamed { from } => Some(from.clone()),
            FileStatus::Added | FileStatus::Unchanged => None,
        };
        let touched =
            changes.touched.iter().filter_map(|touched| Some((old_path(touched)?, touched.file.path.clone())));
        let schema = project.schema.file().filter(|_| changes.schema == SchemaTouch::Edited);
        let mut before = Contents::new();
        let same = schema.into_iter().chain(changes.declared.iter().map(|(path, _)| path));
        for (old_path, path) in touched.chain(same.map(|path| (path.clone(), path.clone()))) {
            if let Some(old) = self.old.get(&old_path) {
                before.insert(path, Arc::new(self.repository.read(old)?));
            }
        }
        Ok(before)
    }

    /// Looks the changed files up where they may be published. An added file cannot be, unless
    /// everything counts as added.
    fn published(&self, project: &Project, changes: &Changeset, contents: &Contents) -> Result<Published, Error> {
        let may_be_old =
            |touched: &&Touched| touched.status != FileStatus::Added || self.sides.target == Side::WorkTree;
        let touched = changes.touched.iter().filter(may_be_old).map(|touched| &touched.file.path);
        let paths = touched.chain(changes.deleted.iter().map(|file| &file.path));
        let paths: BTreeSet<&RelPath> = paths.filter(|path| path.below(&project.folder).is_some()).collect();
        let mut published = Published::default();
        let target = match &self.sides.target {
            // The end of a range may be the shared branch itself, so that everything on it would
            // count as published; its start is not.
            Side::Revision(commit) => {
                let commit = self.sides.base_commit().unwrap_or(commit);
                Some(PublishedRevision::itself(commit.short(), commit))
            }
            _ => self.repository.head()?.map(|commit| PublishedRevision::itself("HEAD", &commit)),
        };
        let (false, Some(target)) = (paths.is_empty(), target) else {
            return Ok(published);
        };
        for place in published::shared_branches(self.repository, self.settings, &target)? {
            for (path, entry) in published::entries(self.repository, &place, &paths)? {
                if published.place.is_empty() {
                    published.place.clone_from(&place.name);
                }
                if let Slot::Vacant(slot) = published.contents.entry(path) {
                    let content = self.published_content(&entry, contents.get(slot.key()))?;
                    slot.insert(content);
                }
            }
        }
        Ok(published)
    }

    /// The content of a published file; that of the file on disk where git would store it as the same
    /// blob, as with `filter` and `working-tree-encoding` in .gitattributes.
    /// A large file is kept once.
    fn published_content(&self, entry: &Entry, on_side: Option<&Arc<Vec<u8>>>) -> Result<Arc<Vec<u8>>, Error> {
        let content = self.repository.read(entry)?;
        if let Some(known) = on_side.filter(|known| ***known == content) {
            return Ok(Arc::clone(known));
        }
        // Git would wait for the writer of a pipe.
        let is_on_disk = self.sides.target == Side::WorkTree && self.files.regular_file(&entry.path).is_some();
        let Some(on_disk) = on_side.filter(|_| is_on_disk) else {
            return Ok(Arc::new(content));
        };
        // Line ends are left to the rules: on Windows every file may differ in them.
        let without_returns = |text: &[u8]| text.iter().copied().filter(|byte| *byte != b'\r').collect::<Vec<u8>>();
        let is_stored = || self.repository.stored_id(&entry.path).is_ok_and(|id| Content::Blob(id) == entry.content);
        if without_returns(on_disk) != without_returns(&content) && is_stored() {
            return Ok(Arc::clone(on_disk));
        }
        Ok(Arc::new(content))
    }

    /// Number of files of a project that a merge brings together: zero unless the project differs
    /// from every parent.
    fn merged_files(&self, project: &Project) -> usize {
        let is_of_project = |path: &&RelPath| {
            project.schema.file() == Some(*path)
                || project.declares(path)
                || project.below(path).is_some_and(is_project_file)
        };
        let per_base = self
            .differences_per_base
            .iter()
            .map(|changes| of_project(project, changes).into_iter().map(path).filter(is_of_project).count());
        let least = per_base.min().unwrap_or(0);
        if self.differences_per_base.len() > 1 { least } else { 0 }
    }

    /// Compares the seal of the schema file, if there is one. The content of a schema file with a
    /// stale seal is added to `contents`.
    fn seal(&self, project: &Project, target: &History, contents: &mut Contents) -> Result<SealState, Error> {
        let Some(entry) = target.schema.as_ref().and_then(|schema| self.files.entry(&schema.path)) else {
            return Ok(SealState::None);
        };
        let schema = match contents.get(&entry.path) {
            Some(content) => content.clone(),
            None => Arc::new(self.repository.read(entry)?),
        };
        let Some((found, span)) = Seal::find(&schema) else {
            return Ok(SealState::None);
        };
        if found.as_ref() == Ok(&Seal::of(&target.migrations)) {
            return Ok(SealState::Matches);
        }
        let expected = Seal::of(&self.normalised(target)?);
        if found.as_ref() == Ok(&expected) {
            return Ok(SealState::Matches);
        }
        let found = found.map_or_else(|line| line, |seal| seal.to_string());
        if project.schema.file().is_some_and(|path| !contents.contains_key(path)) {
            contents.insert(entry.path.clone(), schema);
        }
        Ok(SealState::Stale { found, expected, span })
    }

    /// The migrations with the content ids that they have with `\n` line endings.
    fn normalised(&self, target: &History) -> Result<Vec<Arc<Migration>>, Error> {
        let mut migrations: Vec<Migration> = target.iter().cloned().collect();
        for script in migrations.iter_mut().flat_map(|migration| &mut migration.scripts) {
            if let Some(entry) = self.files.entry(&script.file.path) {
                script.file.content_id = git::normalised_blob_id(&self.repository.read(entry)?).into();
            }
        }
        Ok(migrations.into_iter().map(Arc::new).collect())
    }

    fn untracked(&self, project: &Project, changes: &Changeset) -> Result<Untracked, Error> {
        if self.sides.target != Side::Index || !changes.touches_migrations() {
            return Ok(Untracked::default());
        }
        let is_unknown = |path: &[u8]| is_project_file(path) && !self.files.has(path);
        let unknown = self.repository.files_on_disk(&project.folder, &is_unknown)?;
        let is_migration = |entry: &Entry| !History::read(project, [&file_ref(entry)]).migrations.is_empty();
        let is_deleted = |entry: &Entry| changes.deletes(&entry.path);
        let untracked = unknown.into_iter().filter(|entry| is_migration(entry) && !is_deleted(entry));
        let (special, files): (Vec<Entry>, Vec<Entry>) = untracked.partition(|entry| entry.mode == Mode::Special);
        let paths = |entries: Vec<Entry>| entries.into_iter().map(|entry| entry.path).collect();
        Ok(Untracked { files: paths(files), unstorable: paths(special) })
    }
}
