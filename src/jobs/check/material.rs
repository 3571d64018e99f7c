//! One project's material: its histories, what changed, and the content a rule may ask for.

use super::gather::{is_wanted, stored};
use super::published::{self, Place};
use super::statements::{self, ReadScript};
use super::{Error, Request};
use crate::config::Settings;
use crate::diagnostic::{Diagnostic, Severity};
use crate::git::{Change, Entry, Repository, Side};
use crate::jobs::sides::{Selection, Sides};
use crate::migration::{Changeset, FileRef, FileStatus, History, Migration, Project, SchemaTouch, Seal, Touched};
use crate::rules::{self, Contents, ProjectContext, Published, SealState};
use crate::text::RelPath;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One project with what was read of it.
pub(in crate::jobs) struct CheckInputs {
    pub(in crate::jobs) project: Project,
    /// How many files were looked at.
    pub(in crate::jobs) files: usize,
    pub(in crate::jobs) target: History,
    bases: Vec<History>,
    shared: Option<History>,
    pub(in crate::jobs) changes: Changeset,
    published: Published,
    contents: Contents,
    before: Contents,
    untracked: Vec<RelPath>,
    misplaced: Vec<RelPath>,
    seal: SealState,
    options: rules::Options,
    /// The touched scripts, read.
    pub(super) scripts: Vec<ReadScript>,
    /// The SQL files of the migrations folder, where there are scripts to judge.
    pub(super) entries: BTreeMap<RelPath, Entry>,
    /// What the last migrations are used to do, once that was read.
    pub(super) conventions: Option<rules::Conventions>,
    /// What the migrations before make, once that was read.
    pub(super) prior: Option<rules::PriorDdl>,
}

impl CheckInputs {
    pub(in crate::jobs) fn subject(&self) -> ProjectContext<'_> {
        ProjectContext {
            project: &self.project,
            target: &self.target,
            bases: &self.bases,
            shared: self.shared.as_ref(),
            changes: &self.changes,
            published: &self.published,
            contents: &self.contents,
            before: &self.before,
            untracked: &self.untracked,
            misplaced: &self.misplaced,
            seal: &self.seal,
            options: &self.options,
            moves: std::cell::OnceCell::new(),
        }
    }

    /// True when the file is on a shared branch already.
    pub(super) fn is_published(&self, path: &RelPath) -> bool {
        self.published.contents.contains_key(path)
    }

    /// True when the published file of this path does something else.
    pub(super) fn is_new(&self, path: &RelPath) -> bool {
        let published = self.published.contents.get(path);
        let content = self.contents.get(path);
        published.zip(content).is_none_or(|(old, new)| !crate::sql::same_statements(old, new))
    }

    /// The content of any migration's file; `None` for one that is not there.
    pub(super) fn read(&self, repository: &dyn Repository, path: &RelPath) -> Result<Option<Vec<u8>>, Error> {
        if let Some(content) = self.contents.get(path) {
            return Ok(Some(content.clone()));
        }
        Ok(self.entries.get(path).map(|entry| repository.read(entry)).transpose()?)
    }

    /// What can no longer be mended because the migration is published is only told, and no
    /// fix ever renames what is published.
    pub(in crate::jobs) fn temper(&self, mut diagnostic: Diagnostic) -> Diagnostic {
        let is_published = |path: &RelPath| {
            self.published.contents.contains_key(path)
                || self.published.contents.keys().any(|known| known.below(path).is_some())
        };
        let renames = diagnostic.fix.iter().flat_map(|fix| &fix.renames);
        if renames.into_iter().any(|rename| self.published.contents.contains_key(&rename.from)) {
            diagnostic.fix = None;
            diagnostic.help = format!(
                "both are on {} already, so their names stay; add an allowance to `[[allow]]` in tidegate.toml if databases have both",
                self.published.place
            );
        }
        if diagnostic.rule.forward_only && diagnostic.place.path().is_some_and(is_published) {
            diagnostic.severity = diagnostic.severity.min(Severity::Warning);
            diagnostic.fix = None;
            diagnostic.help = format!("it is on {} already, so it stays as it is", self.published.place);
        }
        diagnostic
    }

    /// The allowances in touched files; those of files that are not new are never "unused".
    pub(in crate::jobs) fn written_allowances(&self, request: &Request) -> Vec<super::allowances::Written> {
        let mut written = Vec::new();
        for (path, content) in &self.contents {
            let status = self.changes.status(path);
            let is_new = matches!(status, Some(FileStatus::Added | FileStatus::Renamed { .. }))
                && !self.published.contents.contains_key(path);
            let is_schema = self.project.schema.file() == Some(path);
            if !is_schema {
                // A reason is shown in every output: no secret in it may be.
                let content = crate::sql::without(content, &crate::sql::secrets(content));
                written.extend(super::allowances::read(path, &content, true, is_new && !request.history_only));
            }
        }
        written
    }
}

/// Everything that is read of a repository, from which projects take their part.
pub(in crate::jobs) struct Reading<'a> {
    pub(in crate::jobs) repository: &'a dyn Repository,
    pub(in crate::jobs) settings: &'a Settings,
    pub(in crate::jobs) request: &'a Request,
    pub(in crate::jobs) sides: &'a Sides,
    pub(in crate::jobs) changes: &'a [Change],
    /// The same changes in the words of `migration`.
    pub(in crate::jobs) differences: Vec<(Option<FileRef>, Option<FileRef>)>,
    /// What differs from each base alone, likewise.
    pub(in crate::jobs) differences_per_base: Vec<Vec<(Option<FileRef>, Option<FileRef>)>>,
    pub(in crate::jobs) files: &'a [Entry],
    /// The same files in the words of `migration`.
    pub(in crate::jobs) stored: Vec<FileRef>,
}

impl Reading<'_> {
    /// The material of one project, or `None` when nothing of it is to be judged.
    pub(in crate::jobs) fn material(
        &self,
        project: &Project,
        misplaced: &[(RelPath, RelPath)],
    ) -> Result<Option<CheckInputs>, Error> {
        let mut changes = Changeset::read(project, &self.differences);
        self.add_named_files(project, &mut changes);
        let misplaced: Vec<RelPath> =
            misplaced.iter().filter(|(_, folder)| *folder == project.folder).map(|(path, _)| path.clone()).collect();
        let meeting = self.meeting(project);
        if changes.is_empty() && misplaced.is_empty() && meeting == 0 {
            return Ok(None);
        }
        let files = changes.touched.len() + changes.deleted.len();
        let files = files + usize::from(changes.schema != SchemaTouch::Untouched);
        let target = History::read(project, &self.stored);
        let bases = self.differences_per_base.iter().zip(&self.sides.bases).filter(|(_, side)| **side != Side::Empty);
        let bases = bases.map(|(changes, _)| target.before(project, changes)).collect();
        let contents = self.contents(project, &changes)?;
        let before = self.before(project, &changes)?;
        let published = self.published(project, &changes)?;
        let is_concerned = changes.touches_migrations() || changes.schema != SchemaTouch::Untouched || meeting > 0;
        let seal = if is_concerned { self.seal(project, &target, contents)? } else { (SealState::None, contents) };
        let (seal, contents) = seal;
        let untracked = self.untracked(project, &changes)?;
        let options = self.settings.options(self.settings.of(project), self.request.now);
        let mut material = CheckInputs {
            project: project.clone(),
            files: files.max(meeting),
            target,
            bases,
            shared: self.shared(project)?,
            changes,
            published,
            contents,
            before,
            untracked,
            misplaced,
            seal,
            options,
            scripts: Vec::new(),
            entries: BTreeMap::new(),
            conventions: None,
            prior: None,
        };
        if !self.request.history_only {
            material.scripts = statements::read(&material, self.request.selection == Selection::WorkTree);
        }
        if !material.scripts.is_empty() {
            let ours = self.files.iter().filter(|entry| entry.path.below(&project.folder).is_some());
            material.entries = ours.map(|entry| (entry.path.clone(), entry.clone())).collect();
        }
        Ok(Some(material))
    }

    /// The project as the branch has it that the target is compared with, where that has
    /// gone on since the base.
    fn shared(&self, project: &Project) -> Result<Option<History>, Error> {
        let Some(tip) = &self.sides.tip else {
            return Ok(None);
        };
        let files = self
            .repository
            .entries(tip, &|path| is_wanted(path) && RelPath::new(path).below(&project.folder).is_some())?;
        let files: Vec<FileRef> = files.iter().map(stored).collect();
        Ok(Some(History::read(project, &files)))
    }

    /// Files named on the command line are judged whether or not they changed.
    fn add_named_files(&self, project: &Project, changes: &mut Changeset) {
        let asked: BTreeSet<&RelPath> = self.request.files.iter().collect();
        let named = self.files.iter().filter(|entry| asked.contains(&entry.path));
        let named = named.filter(|entry| entry.path.below(&project.folder).is_some());
        let unchanged = named.filter(|entry| changes.status(&entry.path).is_none());
        let unchanged: Vec<Touched> =
            unchanged.map(|entry| Touched { file: stored(entry), status: FileStatus::Unchanged }).collect();
        changes.touched.extend(unchanged);
        changes.touched.sort_by(|one, other| one.file.path.cmp(&other.file.path));
    }

    fn entry(&self, path: &RelPath) -> Option<&Entry> {
        self.files.binary_search_by(|entry| entry.path.cmp(path)).ok().map(|at| &self.files[at])
    }

    fn contents(&self, project: &Project, changes: &Changeset) -> Result<Contents, Error> {
        let schema =
            project.schema.file().filter(|_| matches!(changes.schema, SchemaTouch::Added | SchemaTouch::Edited));
        let paths = changes.touched.iter().map(|touched| &touched.file.path).chain(schema);
        let mut contents = Contents::new();
        for entry in paths.filter_map(|path| self.entry(path)) {
            contents.insert(entry.path.clone(), self.repository.read(entry)?);
        }
        Ok(contents)
    }

    /// The base's content of what is edited, so that rules can tell an edit of comments.
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
        for (old_path, path) in touched.chain(schema.map(|schema| (schema.clone(), schema.clone()))) {
            let old = self.changes.iter().find_map(|change| change.old.as_ref().filter(|old| old.path == old_path));
            if let Some(old) = old {
                before.insert(path, self.repository.read(old)?);
            }
        }
        Ok(before)
    }

    /// Looks the changed files up where they may be published. What is only added cannot
    /// be, unless everything counts as added.
    fn published(&self, project: &Project, changes: &Changeset) -> Result<Published, Error> {
        let may_be_old =
            |touched: &&Touched| touched.status != FileStatus::Added || self.sides.target == Side::WorkTree;
        let mut paths: Vec<RelPath> =
            changes.touched.iter().filter(may_be_old).map(|touched| touched.file.path.clone()).collect();
        paths.extend(changes.deleted.iter().map(|file| file.path.clone()));
        let mut published = Published::default();
        let target = match &self.sides.target {
            Side::Revision(commit) => {
                let commit = self.range_start().unwrap_or_else(|| commit.clone());
                Some(Place { name: commit.short().to_owned(), tip: commit.clone(), commit })
            }
            _ => self.repository.head()?.map(|commit| Place { name: "HEAD".to_owned(), tip: commit.clone(), commit }),
        };
        let (false, Some(target)) = (paths.is_empty(), target) else {
            return Ok(published);
        };
        for place in published::places(self.repository, self.settings, &target)? {
            for path in paths.iter().filter(|path| path.below(&project.folder).is_some()) {
                let common = self.repository.entry_at(&place.commit, path)?;
                let found = if common.is_some() { common } else { self.repository.entry_at(&place.tip, path)? };
                if let Some(entry) = found {
                    published.contents.entry(path.clone()).or_insert(self.repository.read(&entry)?);
                    if published.place.is_empty() {
                        published.place.clone_from(&place.name);
                    }
                }
            }
        }
        Ok(published)
    }

    /// In a range, what its start has is what may be published: its end may be the shared
    /// branch itself.
    fn range_start(&self) -> Option<crate::git::Id> {
        self.sides
            .bases
            .iter()
            .find_map(|base| if let Side::Revision(commit) = base { Some(commit.clone()) } else { None })
    }

    /// How many files of a project a merge brings together: none unless it differs from
    /// every parent.
    fn meeting(&self, project: &Project) -> usize {
        let path = |(old, new): &(Option<FileRef>, Option<FileRef>)| {
            new.as_ref().or(old.as_ref()).map(|file| file.path.clone())
        };
        let is_of_project =
            |path: &RelPath| project.schema.file() == Some(path) || path.below(&project.folder).is_some_and(is_wanted);
        let brought = self
            .differences_per_base
            .iter()
            .map(|changes| changes.iter().filter_map(path).filter(is_of_project).count());
        let least = brought.min().unwrap_or(0);
        if self.differences_per_base.len() > 1 { least } else { 0 }
    }

    /// Compares the schema file's seal, if there is one.
    fn seal(
        &self,
        project: &Project,
        target: &History,
        mut contents: Contents,
    ) -> Result<(SealState, Contents), Error> {
        let Some(entry) = target.schema.as_ref().and_then(|schema| self.entry(&schema.path)) else {
            return Ok((SealState::None, contents));
        };
        let schema = match contents.get(&entry.path) {
            Some(content) => content.clone(),
            None => self.repository.read(entry)?,
        };
        let Some((found, span)) = Seal::find(&schema) else {
            return Ok((SealState::None, contents));
        };
        if found.as_ref() == Ok(&Seal::of(&target.migrations)) {
            return Ok((SealState::Matches, contents));
        }
        let expected = Seal::of(&self.normalised(target)?);
        if found.as_ref() == Ok(&expected) {
            return Ok((SealState::Matches, contents));
        }
        let found = found.map_or_else(|line| line, |seal| seal.to_string());
        if project.schema.file().is_some_and(|path| !contents.contains_key(path)) {
            contents.insert(entry.path.clone(), schema);
        }
        Ok((SealState::Stale { found, expected, span }, contents))
    }

    /// The migrations with the ids that their contents have once line endings are `\n`.
    fn normalised(&self, target: &History) -> Result<Vec<Arc<Migration>>, Error> {
        let mut migrations: Vec<Migration> = target.iter().cloned().collect();
        for script in migrations.iter_mut().flat_map(|migration| &mut migration.scripts) {
            if let Some(entry) = self.entry(&script.file.path) {
                script.file.content_id = crate::git::normalised_blob_id(&self.repository.read(entry)?).into();
            }
        }
        Ok(migrations.into_iter().map(Arc::new).collect())
    }

    fn untracked(&self, project: &Project, changes: &Changeset) -> Result<Vec<RelPath>, Error> {
        if self.sides.target != Side::Index || !changes.touches_migrations() {
            return Ok(Vec::new());
        }
        let is_unknown = |path: &[u8]| is_wanted(path) && self.entry(&RelPath::new(path)).is_none();
        let unknown = self.repository.files_on_disk(&project.folder, &is_unknown)?;
        let read = |entry: &Entry| !History::read(project, [&stored(entry)]).migrations.is_empty();
        let deleted = |entry: &Entry| changes.deleted.iter().any(|file| file.path == entry.path);
        Ok(unknown.into_iter().filter(|entry| read(entry) && !deleted(entry)).map(|entry| entry.path).collect())
    }
}
