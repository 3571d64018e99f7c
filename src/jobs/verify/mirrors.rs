//! Reading the other descriptions of a project's schema: declarations, Diesel's tables, SQLx's queries, Prisma's schema.

use super::error::Error;
use super::prisma_files::{PrismaReader, is_prisma};
use crate::config::table_files;
use crate::git::{Entry, Repository, Side};
use crate::jobs::project_files::SideFiles;
use crate::migration::{Project, SUPABASE_SCHEMAS};
use crate::mirror::{QueryFile, TableFile};
use crate::replay::{Declared, Mirror, Queries, Source};
use crate::text::RelPath;
use std::collections::BTreeMap;

/// The settings of Diesel.
const DIESEL_TOML: &str = "diesel.toml";

/// The tracking table of Diesel: its migrations and its tables belong together.
const DIESEL_TRACKING: &str = "__diesel_schema_migrations";

/// The descriptions of a project's schema.
#[derive(Default)]
pub(super) struct Mirrors {
    pub(super) all: Vec<Mirror>,
    /// Notes on descriptions that are not compared.
    pub(super) remarks: Vec<String>,
}

/// Whether such a description may be at a path, or its settings.
pub(super) fn is_listed(path: &[u8]) -> bool {
    is_named(path, DIESEL_TOML) || QueryFile::is_at(path) || is_prisma(path)
}

/// Whether a change at a path may make a description differ.
pub(super) fn is_input(path: &[u8]) -> bool {
    is_listed(path) || is_named(path, "schema.rs")
}

/// Whether a project may have the description at a path.
pub(super) fn is_of(project: &Project, path: &RelPath) -> bool {
    project.declared.contains(path)
        || path.below(&project.root.join(SUPABASE_SCHEMAS)).is_some()
        || QueryFile::is_at(path.as_bytes())
        || is_prisma(path.as_bytes())
        || has_tables(project) && is_input(path.as_bytes())
}

fn is_named(path: &[u8], name: &str) -> bool {
    path.strip_suffix(name.as_bytes()).is_some_and(|before| before.is_empty() || before.ends_with(b"/"))
}

/// Whether Diesel applies the migrations.
fn has_tables(project: &Project) -> bool {
    project.layout.tracking.is_some_and(|tracking| tracking.table == DIESEL_TRACKING)
}

/// The schema file that a framework keeps beside migrations that are code (Rails, `db/structure.sql`).
pub(super) fn beside_code<'f>(files: &'f SideFiles<'_>, folder: &RelPath) -> Option<&'f Entry> {
    let is_code = folder.file_name() == b"migrate";
    files.regular_file(&folder.parent().join("structure.sql")).filter(|_| is_code)
}

/// Reads the descriptions of one project after the other.
pub(super) struct MirrorReader<'a> {
    pub(super) repository: &'a dyn Repository,
    pub(super) files: &'a SideFiles<'a>,
    pub(super) side: &'a Side,
    /// The side, in words.
    pub(super) label: &'a str,
    /// All projects of the side.
    pub(super) projects: &'a [Project],
}

impl MirrorReader<'_> {
    /// Reads those of a project. `declared` are its declarations.
    pub(super) fn read(&self, project: &Project, declared: Vec<Source>) -> Result<Mirrors, Error> {
        let mut mirrors = Mirrors::default();
        mirrors.all.extend(self.declared(project, declared)?.map(Mirror::Declared));
        if has_tables(project) {
            self.tables(project, &mut mirrors)?;
        }
        self.queries(project, &mut mirrors)?;
        let prisma = PrismaReader { repository: self.repository, files: self.files, projects: self.projects };
        mirrors.all.extend(prisma.read(project, &mut mirrors.remarks)?);
        Ok(mirrors)
    }

    fn declared(&self, project: &Project, files: Vec<Source>) -> Result<Option<Declared>, Error> {
        let unmatched = self.files.unmatched_patterns(project)?;
        if files.is_empty() && unmatched.is_none() {
            return Ok(None);
        }
        let own = files.iter().filter(|file| project.declares(&file.path));
        let folders = own.map(|file| file.path.parent());
        let common = folders.reduce(|one, other| common_folder(&one, &other)).unwrap_or_default();
        let name = if common.is_top() { "the declared schema".to_owned() } else { common.to_string() };
        Ok(Some(Declared { name, files, unmatched }))
    }

    fn tables(&self, project: &Project, mirrors: &mut Mirrors) -> Result<(), Error> {
        let place = nearest(&project.root, |folder| self.files.regular_file(&folder.join(DIESEL_TOML)).is_some());
        let folder = place.clone().unwrap_or_else(|| project.root.clone());
        let settings = match place.and_then(|folder| self.files.regular_file(&folder.join(DIESEL_TOML))) {
            Some(entry) => self.repository.read(entry)?,
            None => Vec::new(),
        };
        for (path, settings) in table_files(&settings, &folder) {
            let entries = self.repository.entries(self.side, &|other| other == path.as_bytes())?;
            match entries.first() {
                Some(entry) => {
                    let content = self.repository.read(entry)?;
                    let file = TableFile::read(path, content, settings);
                    if file.settings.is_generated || file.has_tables() {
                        mirrors.all.push(Mirror::Tables(file));
                    }
                }
                None if settings.is_generated => mirrors.remarks.push(format!(
                    "diesel.toml names {path}, which is not in {}, so it was not compared with the replayed schema",
                    self.label
                )),
                None => {}
            }
        }
        Ok(())
    }

    fn queries(&self, project: &Project, mirrors: &mut Mirrors) -> Result<(), Error> {
        let mut folders: BTreeMap<RelPath, Vec<&Entry>> = BTreeMap::new();
        for entry in self.files.entries().iter().filter(|entry| QueryFile::is_at(entry.path.as_bytes())) {
            folders.entry(entry.path.parent()).or_default().push(entry);
        }
        let holds = |folder: &RelPath| folders.contains_key(&folder.join(".sqlx"));
        let of = |project: &Project| nearest(&project.root, holds);
        let own = of(project);
        let is_shared =
            |folder: &RelPath| self.projects.iter().filter(|other| of(other).as_ref() == Some(folder)).count() > 1;
        if let Some(folder) = own.as_ref().filter(|folder| is_shared(folder)) {
            mirrors.remarks.push(format!(
                "the queries in {} may belong to several projects, so they were not prepared",
                folder.join(".sqlx")
            ));
            return Ok(());
        }
        for (folder, entries) in &folders {
            if own.as_ref() != Some(&folder.parent()) && self.projects.len() > 1 {
                continue;
            }
            let read = |entry: &&Entry| {
                let content = self.repository.read(entry)?;
                Ok(QueryFile::read(entry.path.clone(), content))
            };
            let files: Vec<QueryFile> =
                entries.iter().map(read).filter_map(Result::transpose).collect::<Result<_, Error>>()?;
            if !files.is_empty() {
                mirrors.all.push(Mirror::Queries(Queries { name: folder.to_string(), files }));
            }
        }
        Ok(())
    }
}

/// The nearest folder, from one upwards, of which something is true.
fn nearest(folder: &RelPath, is_it: impl Fn(&RelPath) -> bool) -> Option<RelPath> {
    let above = |place: &RelPath| (!place.is_top()).then(|| place.parent());
    std::iter::successors(Some(folder.clone()), above).find(|place| is_it(place))
}

/// The folder that both are in.
fn common_folder(one: &RelPath, other: &RelPath) -> RelPath {
    nearest(one, |place| place.is_top() || other == place || other.below(place).is_some()).unwrap_or_default()
}
