//! The inputs of a side of a comparison: a project of a side of the repository, or files that belong to none.

use super::error::Error;
use super::framework;
use super::gather;
use super::inputs::ReplayInputs;
use super::mirrors::Mirrors;
use super::request::SchemaTask;
use crate::config::{Levels, Settings, VerifyAt};
use crate::git::Repository;
use crate::jobs::sides::Selection;
use crate::migration::layout::{Layout, ScriptFile};
use crate::migration::{Platform, Project, Seal, Transaction, supabase_reference};
use crate::replay::{Mirror, PrismaFiles, Setup, SideContent, Source};
use crate::text::RelPath;

/// A side of a comparison before it is loaded.
pub(in crate::jobs) struct SideInputs {
    pub(super) project: ReplayInputs,
    /// The side of the repository, if it is one.
    pub(super) selection: Option<Selection>,
    pub(super) content: Content,
    /// Files that belong to no project.
    files: Vec<Source>,
}

/// The content of a side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::jobs) enum Content {
    /// The migrations.
    History,
    /// The schema file.
    SchemaFile,
    /// The files that declare the schema.
    Declared,
    /// The SQL that the models of Prisma stand for.
    Prisma,
    /// One file.
    File,
    /// The files of a folder.
    Folder,
}

/// Reason why a folder of the working tree is not a side.
pub(in crate::jobs) enum FolderError {
    Verify(Error),
    /// It has the migrations of these projects.
    Several(Vec<String>),
    /// It has only a part of those of this project.
    Part(String),
}

impl From<Error> for FolderError {
    fn from(error: Error) -> Self {
        Self::Verify(error)
    }
}

impl SideInputs {
    /// Reads the migrations of a project, the one in a folder if that is named.
    pub(in crate::jobs) fn of_history(
        repository: &dyn Repository,
        settings: &Settings,
        selection: &Selection,
        root: Option<&RelPath>,
    ) -> Result<Self, Error> {
        let project = project(repository, settings, selection, root)?;
        if project.migrations.is_empty() && project.command.is_none() {
            return Err(Error::NoMigrations(selection.label()));
        }
        Ok(Self { project, selection: Some(selection.clone()), content: Content::History, files: Vec::new() })
    }

    /// A project before its first migration; one without any is known by its layout alone.
    pub(in crate::jobs) fn of_start(
        repository: &dyn Repository,
        settings: &Settings,
        start: &Project,
    ) -> Result<Self, Error> {
        let selection = Selection::WorkTree;
        let project = match project(repository, settings, &selection, Some(&start.root)) {
            Ok(mut project) => {
                project.migrations.clear();
                project.down_migrations.clear();
                project
            }
            Err(Error::NoMigrations(_) | Error::WhichProject { .. }) => {
                let mut inputs = Self::of_files(Vec::new(), None, false).project;
                inputs.layout = start.layout;
                inputs.platform = start.platform.unwrap_or(start.layout.platform);
                inputs
            }
            Err(error) => return Err(error),
        };
        Ok(Self { project, selection: Some(selection), content: Content::History, files: Vec::new() })
    }

    /// Reads the schema file of a project, or the files that declare its schema.
    pub(in crate::jobs) fn of_schema(
        repository: &dyn Repository,
        settings: &Settings,
        root: Option<&RelPath>,
    ) -> Result<Self, Error> {
        let selection = Selection::WorkTree;
        let project = project(repository, settings, &selection, root)?;
        let content = match (&project.schema, project.declared()) {
            (Some(_), _) if project.has_schema => Content::SchemaFile,
            (_, Some(_)) => Content::Declared,
            _ => return Err(Error::NoSchemaFile(selection.label())),
        };
        Ok(Self { project, selection: Some(selection), content, files: Vec::new() })
    }

    /// Reads the models of Prisma that belong to a project; those of each schema, and no SQL yet.
    pub(in crate::jobs) fn of_prisma(
        repository: &dyn Repository,
        settings: &Settings,
        root: Option<&RelPath>,
    ) -> Result<(Self, Vec<PrismaFiles>), Error> {
        let selection = Selection::WorkTree;
        let project = project(repository, settings, &selection, root)?;
        let found = project.mirrors.all.iter().filter_map(|mirror| match mirror {
            Mirror::Prisma(files) => Some(files.clone()),
            Mirror::Declared(_) | Mirror::Alone(_) | Mirror::Tables(_) | Mirror::Queries(_) => None,
        });
        let found = found.collect();
        let selection = Some(selection);
        Ok((Self { project, selection, content: Content::Prisma, files: Vec::new() }, found))
    }

    /// Gives a side of Prisma its SQL, with the name of its file or folder.
    pub(in crate::jobs) fn set_prisma_sql(&mut self, name: &str, sql: String) {
        let source = Source::whole(RelPath::new(name.as_bytes()), sql.into_bytes(), Transaction::Each);
        self.project.schema = Some(source);
    }

    /// Reads a folder of the working tree: the migrations that are in it, or the declarations of a schema. `Ok(None)` if
    /// it has neither.
    pub(in crate::jobs) fn of_folder(
        repository: &dyn Repository,
        settings: &Settings,
        folder: &RelPath,
    ) -> Result<Option<Self>, FolderError> {
        let selection = Selection::WorkTree;
        let gathered = gather::gather(repository, settings, &selection, None, SchemaTask::Catalog)?;
        let is_in = |source: &Source| source.path.below(folder).is_some();
        let has_migrations = |project: &ReplayInputs| project.migrations.iter().any(is_in);
        let has_declarations =
            |project: &ReplayInputs| project.declared().is_some_and(|declared| declared.files.iter().any(is_in));
        let (mut histories, mut declarations) = (Vec::new(), Vec::new());
        for project in gathered.projects {
            if has_migrations(&project) {
                histories.push(project);
            } else if has_declarations(&project) {
                declarations.push(project);
            }
        }
        let content = if histories.is_empty() { Content::Declared } else { Content::History };
        let mut found = if histories.is_empty() { declarations } else { histories };
        if found.len() > 1 {
            return Err(FolderError::Several(found.iter().map(|project| project.root.to_string()).collect()));
        }
        let Some(project) = found.pop() else { return Ok(None) };
        let files = match (content, project.declared()) {
            (Content::Declared, Some(declared)) => &declared.files,
            _ => &project.migrations,
        };
        if !files.iter().all(is_in) {
            return Err(FolderError::Part(format!("project {}", project.root)));
        }
        framework::check(repository, settings, &selection, std::slice::from_ref(&project))?;
        Ok(Some(Self { project, selection: Some(selection), content, files: Vec::new() }))
    }

    /// The project of the working tree in whose place files are loaded: the only one, or the one in a folder.
    pub(in crate::jobs) fn of_place(
        repository: &dyn Repository,
        settings: &Settings,
        root: Option<&RelPath>,
    ) -> Result<Option<Self>, Error> {
        if repository.paths().work_dir.is_none() {
            return Ok(None);
        }
        let selection = Selection::WorkTree;
        match project(repository, settings, &selection, root) {
            Ok(project) => {
                Ok(Some(Self { project, selection: Some(selection), content: Content::History, files: Vec::new() }))
            }
            Err(Error::NoMigrations(_) | Error::WhichProject { named: None, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Files that belong to no project. They are loaded where the project of `beside` begins, if there is one.
    pub(in crate::jobs) fn of_files(files: Vec<Source>, beside: Option<&Self>, is_folder: bool) -> Self {
        let scripts = files.iter().map(|file| (&file.path, &file.content[..]));
        let is_supabase = beside.is_none() && supabase_reference(scripts).is_some();
        let own = if is_supabase { Platform::Supabase } else { Platform::Plain };
        let project = beside.map(|side| &side.project);
        let project = ReplayInputs {
            root: RelPath::default(),
            layout: Layout::without_tool(),
            platform: project.map_or(own, |project| project.platform),
            platform_remark: None,
            migrations: Vec::new(),
            down_migrations: Vec::new(),
            ignored_files: Vec::new(),
            schema: None,
            has_schema: false,
            new_schema: None,
            mirrors: Mirrors::default(),
            seal: Seal::of(&[]),
            major: project.and_then(|project| project.major),
            engine: project.map(|project| project.engine).unwrap_or_default(),
            at: VerifyAt::default(),
            setup: project.map_or_else(Setup::default, |project| project.setup.clone()),
            seed: Vec::new(),
            runs_seed: false,
            command: None,
            schemas: None,
            required: Vec::new(),
            levels: Levels::default(),
        };
        let content = if is_folder { Content::Folder } else { Content::File };
        Self { project, selection: None, content, files }
    }

    /// Adds a migration at the end of a history, as its tool reads the file.
    pub(in crate::jobs) fn add_migration(&mut self, path: RelPath, content: Vec<u8>) {
        let script = ScriptFile { name: path.file_name(), ..ScriptFile::alone(&content) };
        let section = (self.project.layout.parse)(script).up;
        self.project.migrations.push(Source::new(path, content, section));
        self.project.down_migrations.push(None);
    }

    /// Keeps only the first migrations of a history.
    pub(in crate::jobs) fn keep_first(&mut self, count: usize) {
        self.project.migrations.truncate(count);
        self.project.down_migrations.truncate(count);
    }

    /// Puts one migration in the place of the first ones of a history.
    pub(in crate::jobs) fn replace_first(&mut self, count: usize, path: RelPath, content: Vec<u8>) {
        self.project.migrations.drain(..count);
        self.project.down_migrations.drain(..count.min(self.project.down_migrations.len()));
        self.add_migration(path, content);
        self.project.migrations.rotate_right(1);
        self.project.down_migrations.rotate_right(1);
    }

    /// Has the side loaded on the server of another one.
    pub(in crate::jobs) fn on_server_of(&mut self, other: &Self) {
        (self.project.engine, self.project.major) = (other.project.engine, other.project.major);
    }

    /// Has the side loaded on a server of this major version.
    pub(in crate::jobs) fn on_major(&mut self, major: u32) {
        self.project.major = Some(major);
    }

    /// The kind of content.
    pub(in crate::jobs) fn content(&self) -> Content {
        self.content
    }

    /// The side of the repository that it belongs to.
    pub(in crate::jobs) fn selection(&self) -> Option<&Selection> {
        self.selection.as_ref()
    }

    /// The migrations of a history, in order.
    pub(in crate::jobs) fn migrations(&self) -> &[Source] {
        if self.content == Content::History { &self.project.migrations } else { &[] }
    }

    /// The scripts of a history, down migrations as well.
    pub(in crate::jobs) fn scripts(&self) -> impl Iterator<Item = &Source> {
        self.migrations().iter().chain(self.project.down_migrations.iter().flatten())
    }

    /// The platform.
    pub(in crate::jobs) fn platform(&self) -> Platform {
        self.project.platform
    }

    /// The schemas of the platform.
    pub(in crate::jobs) fn managed(&self) -> &'static [&'static str] {
        self.project.platform.schemas()
    }

    /// The schemas that the schema file covers, if the configuration names them.
    pub(in crate::jobs) fn covered(&self) -> Option<&[String]> {
        let is_of_schema = matches!(self.content, Content::SchemaFile | Content::Declared);
        self.project.schemas.as_deref().filter(|_| is_of_schema)
    }

    /// Whether tidegate reads the migrations, and not only a command that runs them.
    pub(in crate::jobs) fn has_scripts(&self) -> bool {
        self.project.command.is_none()
    }

    /// The note on the platform, where it was recognised by the content of migrations.
    pub(in crate::jobs) fn remark(&self) -> Option<&String> {
        self.project.platform_remark.as_ref()
    }

    /// The number of files that belong to no project.
    pub(in crate::jobs) fn file_count(&self) -> usize {
        self.files.len()
    }

    /// The layout of the migrations.
    pub(in crate::jobs) fn layout(&self) -> &'static Layout {
        self.project.layout
    }

    /// The name of the migration tool.
    pub(in crate::jobs) fn tool(&self) -> &'static str {
        self.project.layout.tool
    }

    /// Whether the project has a schema file.
    pub(in crate::jobs) fn has_schema_file(&self) -> bool {
        self.project.has_schema && self.project.schema.is_some()
    }

    /// The path of the schema file, or the folder of the declarations.
    pub(in crate::jobs) fn schema_name(&self) -> Option<String> {
        match self.content {
            Content::SchemaFile | Content::Prisma => self.project.schema.as_ref().map(|schema| schema.path.to_string()),
            Content::Declared => self.project.declared().map(|declared| declared.name.clone()),
            Content::History | Content::File | Content::Folder => None,
        }
    }

    /// The content that a replay returns for this side.
    pub(super) fn task(&self) -> SideContent<'_> {
        match (self.content, &self.project.schema, self.project.declared()) {
            (Content::Prisma, Some(schema), _) => SideContent::Over(schema),
            (Content::SchemaFile, Some(schema), _) => SideContent::File(schema),
            (Content::Declared, _, Some(declared)) => SideContent::Files(&declared.files),
            (Content::File, ..) => self.files.first().map_or(SideContent::Replayed, SideContent::File),
            (Content::Folder, ..) => SideContent::Files(&self.files),
            _ => SideContent::Replayed,
        }
    }
}

/// Returns the only project of a side, or the one in a folder.
fn project(
    repository: &dyn Repository,
    settings: &Settings,
    selection: &Selection,
    root: Option<&RelPath>,
) -> Result<ReplayInputs, Error> {
    let mut gathered = gather::gather(repository, settings, selection, None, SchemaTask::Catalog)?;
    framework::check(repository, settings, selection, &gathered.projects)?;
    let roots: Vec<String> = gathered.projects.iter().map(|project| project.root.to_string()).collect();
    if let Some(root) = root {
        gathered.projects.retain(|project| project.root == *root);
    }
    let is_one = gathered.projects.len() == 1;
    match gathered.projects.pop().filter(|_| is_one) {
        Some(project) => Ok(project),
        None if roots.is_empty() => Err(Error::NoMigrations(gathered.label)),
        None => Err(Error::WhichProject { side: gathered.label, named: root.cloned(), roots }),
    }
}
