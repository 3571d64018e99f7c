//! Finding the Prisma schema that belongs to a project.

use super::error::Error;
use crate::git::{Entry, Repository};
use crate::jobs::project_files::SideFiles;
use crate::migration::{Project, is_of_others, is_shelved};
use crate::prisma::{self, File};
use crate::replay::{Mirror, PrismaFiles};
use crate::text::RelPath;

/// The tracking table of Prisma: its migrations and its schema belong together.
const PRISMA_TRACKING: &str = "_prisma_migrations";

/// Whether a file may be a part of such a schema.
pub(super) fn is_prisma(path: &[u8]) -> bool {
    path.ends_with(b".prisma")
}

/// Whether Prisma applies the migrations.
fn is_of_prisma(project: &Project) -> bool {
    project.layout.tracking.is_some_and(|tracking| tracking.table == PRISMA_TRACKING)
}

/// Reads such schemas.
pub(super) struct PrismaReader<'a> {
    pub(super) repository: &'a dyn Repository,
    pub(super) files: &'a SideFiles<'a>,
    /// All projects of the side.
    pub(super) projects: &'a [Project],
}

impl PrismaReader<'_> {
    /// Reads the schemas whose data source is PostgreSQL and that belong to a project: that beside the migrations of
    /// Prisma, or one that belongs to no other project.
    pub(super) fn read(&self, project: &Project, remarks: &mut Vec<String>) -> Result<Vec<Mirror>, Error> {
        let mut found = Vec::new();
        let entries: Vec<&Entry> =
            self.files.entries().iter().filter(|entry| is_prisma(entry.path.as_bytes())).collect();
        for main in &entries {
            let content = self.repository.read(main)?;
            if !has_source(&content) {
                continue;
            }
            let owner = self.projects.iter().find(|other| is_of_prisma(other) && is_beside(other, &main.path));
            let of_others = self.projects.iter().filter(|other| !is_of_prisma(other)).count();
            match owner {
                Some(owner) if owner.folder != project.folder => continue,
                None if is_of_prisma(project) || !is_usual(project, &main.path) => continue,
                None if of_others > 1 => {
                    remarks.push(format!("{} may belong to several projects, so it was not compared", main.path));
                    continue;
                }
                _ => {}
            }
            let files = self.together(main, content, &entries)?;
            let name = match files.as_slice() {
                [(path, _)] => path.to_string(),
                _ => main.path.parent().to_string(),
            };
            found.push(Mirror::Prisma(PrismaFiles { name, files }));
        }
        Ok(found)
    }

    /// The file with the data source, and those below its folder if they are one schema with it.
    fn together(&self, main: &Entry, content: Vec<u8>, entries: &[&Entry]) -> Result<Vec<(RelPath, Vec<u8>)>, Error> {
        let mut files = vec![(main.path.clone(), content)];
        let folder = main.path.parent();
        for other in entries.iter().filter(|other| other.path != main.path && other.path.below(&folder).is_some()) {
            files.push((other.path.clone(), self.repository.read(other)?));
        }
        files.sort_by(|one, other| one.0.cmp(&other.0));
        let is_one = files.iter().filter(|(_, content)| has_source(content)).count() == 1;
        if files.len() > 1 && !(is_one && has_no_doubles(&files)) {
            files.retain(|(path, _)| *path == main.path);
        }
        Ok(files)
    }
}

/// Whether a file names a data source of PostgreSQL. One that cannot be read is compared if its text does: its fault is
/// reported then.
fn has_source(content: &[u8]) -> bool {
    let text = String::from_utf8_lossy(content);
    match prisma::provider(&text) {
        Some(name) => name == "postgresql" || name == "postgres",
        None => text.contains("datasource ") && (text.contains("\"postgresql\"") || text.contains("\"postgres\"")),
    }
}

/// Whether the files are one schema: copies of it repeat its names.
fn has_no_doubles(files: &[(RelPath, Vec<u8>)]) -> bool {
    let texts: Vec<String> = files.iter().map(|(_, content)| String::from_utf8_lossy(content).into_owned()).collect();
    let given: Vec<File<'_>> = texts.iter().map(|text| File { path: "", text }).collect();
    prisma::has_distinct_names(&given)
}

/// Whether a schema that no migrations of Prisma are beside is where Prisma or the project has it: others are examples or
/// texts.
fn is_usual(project: &Project, path: &RelPath) -> bool {
    let folder = path.parent();
    let is_named = folder.parts().any(|part| part == b"prisma");
    (is_named || folder.is_top() || folder == project.root) && !is_of_others(&folder, &[]) && !is_shelved(&folder)
}

/// Whether a schema is in the folder above the migrations, or below it.
fn is_beside(project: &Project, path: &RelPath) -> bool {
    path.below(&project.folder.parent()).is_some()
}
