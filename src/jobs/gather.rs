//! Everything a judgement needs, read once: which projects are touched, their histories on
//! each side, and the content of what changed. Nothing else is read.

use super::check::{Error, Range, Request};
use super::published::{self, Place};
use super::scripts::{self, Script};
use super::sides::Sides;
use crate::config::Settings;
use crate::diagnostic::{Diagnostic, Rename, Severity};
use crate::git::{Change, Content, Entry, Mode, Repository, Side};
use crate::migration::{
    Changeset, History, Kind, LeftAlone, MARKERS, Migration, Project, SchemaSpec, SchemaTouch, Seal, Standing, Stored,
    Touched, detect,
};
use crate::rules::{self, Contents, Published, SealState, Subject};
use crate::text::RelPath;
use std::collections::{BTreeMap, BTreeSet};

/// What was read.
pub(super) struct Gathered {
    pub(super) projects: Vec<Material>,
    pub(super) scripts: Vec<Script>,
    pub(super) left_alone: Vec<LeftAlone>,
}

/// One project with what was read of it.
pub(super) struct Material {
    pub(super) project: Project,
    /// How many files were looked at.
    pub(super) files: usize,
    pub(super) target: History,
    bases: Vec<History>,
    pub(super) changes: Changeset,
    published: Published,
    contents: Contents,
    untracked: Vec<RelPath>,
    strays: Vec<RelPath>,
    seal: SealState,
    options: rules::Options,
}

impl Material {
    pub(super) fn subject(&self) -> Subject<'_> {
        Subject {
            project: &self.project,
            target: &self.target,
            bases: &self.bases,
            changes: &self.changes,
            published: &self.published,
            contents: &self.contents,
            untracked: &self.untracked,
            strays: &self.strays,
            seal: &self.seal,
            options: &self.options,
        }
    }

    /// What can no longer be mended because the migration is published is only told.
    pub(super) fn temper(&self, mut diagnostic: Diagnostic) -> Diagnostic {
        let is_published = |path: &RelPath| {
            self.published.contents.contains_key(path)
                || self.published.contents.keys().any(|known| known.below(path).is_some())
        };
        if diagnostic.rule.forward_only && diagnostic.place.path().is_some_and(is_published) {
            diagnostic.severity = diagnostic.severity.min(Severity::Warning);
            diagnostic.fix = None;
            diagnostic.help = format!("it is on {} already, so it stays as it is", self.published.place);
        }
        diagnostic
    }

    /// The allowances in touched files; those of files that are not new are never "unused".
    pub(super) fn written_allowances(&self, request: &Request) -> Vec<super::allowances::Written> {
        let mut written = Vec::new();
        for (path, content) in &self.contents {
            let standing = self.changes.standing(path);
            let is_new = matches!(standing, Some(Standing::Added | Standing::Renamed { .. }))
                && !self.published.contents.contains_key(path);
            let is_schema = self.project.schema.file() == Some(path);
            if !is_schema {
                written.extend(super::allowances::read(path, content, true, is_new && !request.history_only));
            }
        }
        written
    }
}

/// Reads what `request` needs, as if `renames` had been done on the target side already.
pub(super) fn gather(
    repository: &dyn Repository,
    settings: &Settings,
    request: &Request,
    sides: &Sides,
    renames: &[Rename],
) -> Result<Gathered, Error> {
    let mut per_base: Vec<Vec<Change>> =
        sides.bases.iter().map(|base| changes_of(repository, base, &sides.target)).collect::<Result<_, _>>()?;
    for changes in &mut per_base {
        rename_changes(changes, renames);
    }
    let changes = common(&per_base);
    let scripts =
        if request.history_only { Vec::new() } else { scripts::gather(repository, request, &changes, &sides.target)? };
    let concerns_projects = |change: &Change| {
        is_wanted(change.path().as_bytes())
            || settings.projects.iter().any(|project| project.spec.schema == SchemaSpec::File(change.path().clone()))
    };
    // In a merge a project may differ from each parent without a file that differs from both:
    // what the two sides brought meets for the first time.
    let differs = |changes: &Vec<Change>| changes.iter().any(concerns_projects);
    if request.files.is_empty() && !per_base.iter().all(differs) {
        return Ok(Gathered { projects: Vec::new(), scripts, left_alone: Vec::new() });
    }
    let mut files = repository.entries(&sides.target, &|path| is_wanted(path) || is_schema(settings, path))?;
    rename_entries(&mut files, renames);
    let gone = changes
        .iter()
        .filter(|change| change.new.is_none())
        .filter_map(|change| change.old.clone())
        .filter(|entry| is_wanted(entry.path.as_bytes()));
    let seen: Vec<Stored> = files.iter().cloned().chain(gone).map(|entry| stored(&entry)).collect();
    let entries: BTreeMap<&RelPath, &Entry> = changes
        .iter()
        .filter_map(|change| change.old.as_ref())
        .chain(&files)
        .map(|entry| (&entry.path, entry))
        .collect();
    let specs: Vec<_> = settings.projects.iter().map(|project| project.spec.clone()).collect();
    let mut peek =
        |file: &Stored| entries.get(&file.path).map_or_else(|| Ok(Vec::new()), |entry| repository.read(entry));
    let found = detect(&seen, &specs, &settings.ignore, &mut peek)?;
    check_files(repository, request, &changes, &sides.target)?;
    let differences =
        changes.iter().map(|change| (change.old.as_ref().map(stored), change.new.as_ref().map(stored))).collect();
    let reading = Reading {
        repository,
        settings,
        request,
        sides,
        per_base: &per_base,
        changes: &changes,
        differences,
        stored: files.iter().map(stored).collect(),
        files: &files,
    };
    let strays = reading.strays(&found.projects);
    let mut projects = Vec::new();
    for project in &found.projects {
        projects.extend(reading.material(project, &strays)?);
    }
    Ok(Gathered { projects, scripts, left_alone: found.left_alone })
}

fn is_schema(settings: &Settings, path: &[u8]) -> bool {
    settings
        .projects
        .iter()
        .any(|project| matches!(&project.spec.schema, SchemaSpec::File(file) if file.as_bytes() == path))
}

fn rename_entries(entries: &mut [Entry], renames: &[Rename]) {
    for entry in entries.iter_mut() {
        if let Some(rename) = renames.iter().find(|rename| rename.from == entry.path) {
            entry.path.clone_from(&rename.to);
        }
    }
    entries.sort_by(|one, other| one.path.cmp(&other.path));
}

fn rename_changes(changes: &mut Vec<Change>, renames: &[Rename]) {
    let mut gone = Vec::new();
    for change in changes.iter_mut() {
        let rename = renames.iter().find(|rename| change.new.as_ref().is_some_and(|new| new.path == rename.from));
        if let (Some(rename), Some(new)) = (rename, &mut change.new) {
            new.path.clone_from(&rename.to);
            gone.extend(change.old.take().map(|old| Change { old: Some(old), new: None }));
        }
    }
    changes.extend(gone);
    changes.sort_by(|one, other| one.path().cmp(other.path()));
}

/// Everything on the work-tree side is new; other sides know what changed.
fn changes_of(repository: &dyn Repository, base: &Side, target: &Side) -> Result<Vec<Change>, Error> {
    if *target == Side::WorkTree {
        let wanted = |path: &[u8]| is_wanted(path) || scripts::is_script(path);
        let entries = repository.entries(target, &wanted)?;
        return Ok(entries.into_iter().map(|entry| Change { old: None, new: Some(entry) }).collect());
    }
    Ok(repository.changes(base, target)?)
}

/// What differs from every base. In a merge, a file that is as one parent has it is not
/// this commit's doing.
fn common(per_base: &[Vec<Change>]) -> Vec<Change> {
    let Some((first, others)) = per_base.split_first() else {
        return Vec::new();
    };
    let others: Vec<BTreeSet<&RelPath>> =
        others.iter().map(|changes| changes.iter().map(Change::path).collect()).collect();
    first.iter().filter(|change| others.iter().all(|paths| paths.contains(change.path()))).cloned().collect()
}

fn is_wanted(path: &[u8]) -> bool {
    let is_sql = path.len() > 4 && path[path.len() - 4..].eq_ignore_ascii_case(b".sql");
    is_sql
        || MARKERS
            .iter()
            .any(|marker| path.ends_with(marker.as_bytes()) && RelPath::new(path).file_name() == marker.as_bytes())
}

fn stored(entry: &Entry) -> Stored {
    let kind = match entry.mode {
        Mode::File => Kind::File,
        Mode::Symlink => Kind::Symlink,
        Mode::Submodule => Kind::Submodule,
    };
    let content_id = match &entry.content {
        Content::Blob(id) => id.to_string(),
        Content::File(_) => String::new(),
    };
    Stored { path: entry.path.clone(), kind, content_id }
}

/// A file named on the command line that is on no side is a mistake, not a pass.
fn check_files(repository: &dyn Repository, request: &Request, changes: &[Change], target: &Side) -> Result<(), Error> {
    if request.files.is_empty() {
        return Ok(());
    }
    let named: BTreeSet<&[u8]> = request.files.iter().map(RelPath::as_bytes).collect();
    let entries = repository.entries(target, &|path| named.contains(path))?;
    let known: BTreeSet<&RelPath> =
        entries.iter().map(|entry| &entry.path).chain(changes.iter().map(Change::path)).collect();
    let Some(missing) = request.files.iter().find(|file| !known.contains(file)) else {
        return Ok(());
    };
    if request.range == Range::Staged && on_disk(repository, missing) {
        return Err(Error::NotStaged(missing.clone()));
    }
    Err(Error::NoFile(missing.clone()))
}

fn on_disk(repository: &dyn Repository, file: &RelPath) -> bool {
    repository.places().work_dir.as_ref().is_some_and(|top| file.on_disk(top).is_file())
}

struct Reading<'a> {
    repository: &'a dyn Repository,
    settings: &'a Settings,
    request: &'a Request,
    sides: &'a Sides,
    per_base: &'a [Vec<Change>],
    changes: &'a [Change],
    /// The same changes in the words of `migration`.
    differences: Vec<(Option<Stored>, Option<Stored>)>,
    files: &'a [Entry],
    /// The same files in the words of `migration`.
    stored: Vec<Stored>,
}

impl Reading<'_> {
    /// The material of one project, or `None` when nothing of it is to be judged.
    fn material(&self, project: &Project, strays: &[(RelPath, RelPath)]) -> Result<Option<Material>, Error> {
        let mut changes = Changeset::read(project, &self.differences);
        self.add_named_files(project, &mut changes);
        let strays: Vec<RelPath> =
            strays.iter().filter(|(_, folder)| *folder == project.folder).map(|(path, _)| path.clone()).collect();
        let meeting = self.meeting(project);
        if changes.is_empty() && strays.is_empty() && meeting == 0 {
            return Ok(None);
        }
        let files = changes.touched.len() + changes.deleted.len();
        let files = files + usize::from(changes.schema != SchemaTouch::Untouched);
        let target = History::read(project, &self.stored);
        let bases = self.per_base.iter().zip(&self.sides.bases).filter(|(_, side)| **side != Side::Empty);
        let bases = bases.map(|(changes, _)| reverted(project, &self.stored, changes)).collect();
        let contents = self.contents(project, &changes)?;
        let published = self.published(project, &changes)?;
        let is_concerned = changes.touches_migrations() || changes.schema != SchemaTouch::Untouched || meeting > 0;
        let seal = if is_concerned { self.seal(project, &target, contents)? } else { (SealState::None, contents) };
        let (seal, contents) = seal;
        let untracked = self.untracked(project, &changes)?;
        let options = self.settings.options(self.settings.of(project), self.request.now);
        Ok(Some(Material {
            project: project.clone(),
            files: files.max(meeting),
            target,
            bases,
            changes,
            published,
            contents,
            untracked,
            strays,
            seal,
            options,
        }))
    }

    /// Files named on the command line are judged whether or not they changed.
    fn add_named_files(&self, project: &Project, changes: &mut Changeset) {
        let asked: BTreeSet<&RelPath> = self.request.files.iter().collect();
        let named = self.files.iter().filter(|entry| asked.contains(&entry.path));
        let named = named.filter(|entry| entry.path.below(&project.folder).is_some());
        let unchanged = named.filter(|entry| changes.standing(&entry.path).is_none());
        let unchanged: Vec<Touched> =
            unchanged.map(|entry| Touched { file: stored(entry), standing: Standing::Unchanged }).collect();
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

    /// Looks the changed files up where they may be published. What is only added cannot
    /// be, unless everything counts as added.
    fn published(&self, project: &Project, changes: &Changeset) -> Result<Published, Error> {
        let may_be_old =
            |touched: &&Touched| touched.standing != Standing::Added || self.sides.target == Side::WorkTree;
        let mut paths: Vec<RelPath> =
            changes.touched.iter().filter(may_be_old).map(|touched| touched.file.path.clone()).collect();
        paths.extend(changes.deleted.iter().map(|file| file.path.clone()));
        let mut published = Published::default();
        let target = match &self.sides.target {
            Side::Revision(commit) => {
                let commit = self.range_start().unwrap_or_else(|| commit.clone());
                Some(Place { name: commit.short().to_owned(), commit })
            }
            _ => self.repository.head()?.map(|commit| Place { name: "HEAD".to_owned(), commit }),
        };
        let (false, Some(target)) = (paths.is_empty(), target) else {
            return Ok(published);
        };
        for place in published::places(self.repository, self.settings, &target)? {
            for path in paths.iter().filter(|path| path.below(&project.folder).is_some()) {
                if let Some(entry) = self.repository.entry_at(&place.commit, path)? {
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
        let is_of_project = |change: &&Change| {
            project.schema.file() == Some(change.path()) || change.path().below(&project.folder).is_some_and(is_wanted)
        };
        let brought = self.per_base.iter().map(|changes| changes.iter().filter(is_of_project).count());
        let least = brought.min().unwrap_or(0);
        if self.per_base.len() > 1 { least } else { 0 }
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
    fn normalised(&self, target: &History) -> Result<Vec<Migration>, Error> {
        let mut migrations = target.migrations.clone();
        for script in migrations.iter_mut().flat_map(|migration| &mut migration.scripts) {
            if let Some(entry) = self.entry(&script.file.path) {
                script.file.content_id = crate::git::normalised_blob_id(&self.repository.read(entry)?);
            }
        }
        Ok(migrations)
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

    /// New files named like migrations outside every project, each with the migrations
    /// folder it is nearest to.
    fn strays(&self, projects: &[Project]) -> Vec<(RelPath, RelPath)> {
        let added = self.changes.iter().filter(|change| change.old.is_none()).filter_map(|change| change.new.as_ref());
        let stray = added.filter(|entry| {
            is_stamped(entry.path.file_name())
                && projects.iter().all(|project| entry.path.below(&project.folder).is_none())
        });
        let stray = stray.filter(|entry| !entry.path.parts().any(is_shelf));
        stray
            .filter_map(|entry| {
                nearest(projects, &entry.path).map(|project| (entry.path.clone(), project.folder.clone()))
            })
            .collect()
    }
}

/// A base's history: the target's files with the changes taken back.
fn reverted(project: &Project, target: &[Stored], changes: &[Change]) -> History {
    let mut files: BTreeMap<&RelPath, Stored> = target.iter().map(|file| (&file.path, file.clone())).collect();
    for change in changes {
        match &change.old {
            Some(old) => files.insert(change.path(), stored(old)),
            None => files.remove(change.path()),
        };
    }
    History::read(project, files.values())
}

/// `20240131093045_anything.sql`
fn is_stamped(name: &[u8]) -> bool {
    let digits = name.iter().take_while(|byte| byte.is_ascii_digit()).count();
    digits == 14 && name.get(14) == Some(&b'_') && name.ends_with(b".sql")
}

/// Parts of a path that say "not to be applied from here".
fn is_shelf(part: &[u8]) -> bool {
    const SHELVES: [&str; 14] = [
        "archive",
        "archived",
        "_archive",
        "backup",
        "backups",
        "docs",
        "examples",
        "fixtures",
        "old",
        "rollback",
        "rollbacks",
        "seeds",
        "tests",
        "testdata",
    ];
    SHELVES.iter().any(|shelf| part.eq_ignore_ascii_case(shelf.as_bytes()))
}

/// The project whose folder shares the longest way with a path; none when two do.
fn nearest<'a>(projects: &'a [Project], path: &RelPath) -> Option<&'a Project> {
    let shared =
        |project: &Project| project.folder.parts().zip(path.parts()).take_while(|(one, other)| one == other).count();
    let best = projects.iter().map(shared).max()?;
    let mut candidates = projects.iter().filter(|project| shared(project) == best);
    let first = candidates.next();
    // In a monorepo a file at the top belongs to nobody in particular.
    if candidates.next().is_some() { None } else { first }
}
