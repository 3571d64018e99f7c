//! Reading what a replay needs: every project of a side with its files.

use super::callbacks;
use super::error::Error;
use super::framework;
use super::input_files::{is_beside_migrations, is_read, is_selected, roles_file, server_configs};
use super::inputs::ReplayInputs;
use super::mirrors::{self, MirrorReader, Mirrors};
use super::request::{ProjectFilter, SchemaTask};
use super::script_order::{self, down_script, up_scripts};
use super::stops;
use crate::config::{self, ReplaySettings, Settings};
use crate::git::{self, Repository, Side};
use crate::jobs::project_files::{SideFiles, file_ref, unmerged_schemas};
use crate::jobs::sides::{self, Selection};
use crate::migration::layout::{Callback, FolderSum, Refusal, Role, Runner, ScriptFile};
use crate::migration::layout::{ToolSettings, Transaction};
use crate::migration::{FileRef, History, IgnoredFolder, Layout, Migration, Platform, Project, Schema, Seal};
use crate::migration::{around, supabase_reference};
use crate::replay::{Mirror, Setup, Source};
use crate::sql;
use crate::text::RelPath;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything that is replayed.
pub(super) struct Gathered {
    /// The side, in words.
    pub(super) label: String,
    pub(super) projects: Vec<ReplayInputs>,
    pub(super) ignored: Vec<IgnoredFolder>,
    /// SQL files, if there is no project.
    pub(super) unplaced: Vec<RelPath>,
}

/// Reads every project of the selection that `only` accepts.
pub(super) fn gather(
    repository: &dyn Repository,
    settings: &Settings,
    selection: &Selection,
    only: Option<&ProjectFilter>,
    task: SchemaTask,
) -> Result<Gathered, Error> {
    let (side, label) = (sides::target(repository, selection)?, selection.label());
    let unmerged = if side == Side::Index { repository.unmerged()? } else { Vec::new() };
    let is_listed =
        |path: &[u8]| is_read(settings, path) || is_beside_migrations(settings, path) || mirrors::is_listed(path);
    let files = SideFiles::list(repository, &side, &is_listed)?;
    let found = files.projects_with_unmerged(settings, &unmerged)?;
    let mirrors = MirrorReader { repository, files: &files, side: &side, label: &label, projects: &found.projects };
    let reader = InputReader { repository, settings, files: &files, label: &label, mirrors: &mirrors };
    let mut projects = Vec::new();
    let frameworks = framework::projects(settings, &found.projects, &files);
    for project in found.projects.iter().chain(&frameworks) {
        let is_selected = |only: &ProjectFilter| is_selected(project, &settings.replay_of(project), only);
        if !only.is_none_or(is_selected) {
            continue;
        }
        let inputs = framework::without_files(reader.read(project)?);
        let has_files = !inputs.migrations.is_empty() || inputs.not_shelved().next().is_some();
        if has_files || inputs.schema.is_some() || inputs.command.is_some() || !inputs.mirrors.all.is_empty() {
            projects.push(inputs);
        }
    }
    for folder in found.ignored.iter().map(|ignored| &ignored.folder).filter(|folder| !found.has(folder)) {
        // Beside what a command makes, the schema file is compared with that.
        if !framework::runs(&projects, folder) {
            projects.extend(reader.alone(folder, only)?);
        }
    }
    // A schema file with conflict markers can be regenerated: its content does not matter.
    let is_regenerated =
        |path: &RelPath| task.writes() && projects.iter().any(|project| project.schema_path() == Some(path));
    if !unmerged.iter().all(is_regenerated) {
        let schemas = unmerged_schemas(repository, settings, &unmerged)?;
        return Err(sides::Error::Unmerged { files: unmerged, schemas }.into());
    }
    let is_whole = only.is_none() && projects.is_empty();
    let mut ignored = found.ignored;
    // The command runs what tidegate cannot read.
    ignored.retain(|ignored| !(ignored.is_unreadable() && framework::runs(&projects, &ignored.folder)));
    let unplaced = if is_whole { files.unplaced(settings, &ignored) } else { Vec::new() };
    // A change elsewhere is not stopped by migrations that cannot be read.
    let is_changed =
        |ignored: &IgnoredFolder| only.is_none_or(|only| only.changed.iter().any(|path| ignored.holds(path)));
    ignored.retain(|ignored| !ignored.is_unreadable() || is_changed(ignored));
    Ok(Gathered { label, projects, ignored, unplaced })
}

/// A file as the tool of the platform runs it.
/// Gives a script that psql runs the encoding of the replay, if it names another one for itself.
fn decode(source: &mut Source, layout: &Layout, tool: &ToolSettings) {
    let is_psql = layout.may_be_psql && tool.runner == Runner::Psql;
    let Some(content) = sql::decoded(&source.content).filter(|_| is_psql) else { return };
    let file = ScriptFile { name: source.path.file_name(), content: &content, sidecar: None, settings: tool };
    let section = (layout.parse)(file).up;
    *source = Source::new(source.path.clone(), content, section);
}

fn of_platform(platform: Platform, source: Source) -> Source {
    let Some(layout) = Layout::of_platform(platform) else { return source };
    let section = (layout.parse)(ScriptFile::alone(&source.content)).up;
    Source { section, ..source }
}

/// The remark on a platform that a migration names.
fn platform_remark(path: &RelPath, name: &str) -> String {
    format!(
        "the platform is Supabase, because {path} uses `{name}`; `platform` in tidegate.toml sets it: \"supabase\" or \"none\""
    )
}

/// The place of a schema file that does not exist yet: beside the folder of the migrations where the tool itself keeps one
/// (dbmate), else at the top of the project.
fn new_schema(project: &Project) -> RelPath {
    let keeps_one = project.layout.tracking.is_some_and(|tracking| tracking.in_schema_file.is_some());
    let folder = if keeps_one { project.folder.parent() } else { project.root.clone() };
    folder.join("schema.sql")
}

struct InputReader<'a> {
    repository: &'a dyn Repository,
    settings: &'a Settings,
    files: &'a SideFiles<'a>,
    /// The side, in words.
    label: &'a str,
    mirrors: &'a MirrorReader<'a>,
}

/// Migrations, each with its down migration.
type Pairs = Vec<(Source, Option<Source>)>;

impl InputReader<'_> {
    fn read(&self, project: &Project) -> Result<ReplayInputs, Error> {
        let history = self.files.history(project);
        let tool = self.files.tool_settings(self.settings, project)?;
        let below: Vec<&[u8]> = self.names(project).collect();
        let first = below.iter().filter_map(|path| path.split(|byte| *byte == b'/').next()).min();
        let skipped = history.skipped_init(project.layout, first);
        let (mut pairs, roles, replaced) = self.pairs(project, &tool, &history, skipped)?;
        let must_be_empty = tool.own.get("baselineOnMigrate").is_none_or(|value| value != "true");
        let mut sources: Vec<&mut Source> = pairs.iter_mut().map(|(source, _)| source).collect();
        let around = self.callbacks(project, &tool)?;
        let mut stops = callbacks::duplicates(&around, project.layout.tool);
        callbacks::attach(around, &roles, &mut sources, must_be_empty);
        let seal = self.seal(&history, pairs.iter().map(|(source, _)| source).chain(&replaced))?;
        for (source, _) in &mut pairs {
            decode(source, project.layout, &tool);
        }
        stops.extend(history.stops(project, &below));
        stops.extend(stops::of_endings(project, &below));
        // `check` reports ignored files that are not regular; a replay needs only the others.
        let skipped = skipped.into_iter().flat_map(|migration| &migration.scripts).map(|script| &script.file);
        let ignored = history.unread.iter().map(|unread| &unread.file).chain(skipped);
        let is_ignored = |file: &&FileRef| !stops.iter().any(|stop| stop.path == file.path);
        let ignored_files =
            ignored.filter(is_ignored).filter_map(|file| self.source(file).ok()).chain(replaced).collect();
        stops::apply(stops, project.layout, &mut pairs);
        let (migrations, down_migrations): (Vec<Source>, Vec<Option<Source>>) = pairs.into_iter().unzip();
        let schema = project.schema.file().map(|path| self.schema_file(path, history.schema.as_ref()));
        let replay = self.settings.replay_of(project);
        let scripts = migrations.iter().map(|source: &Source| (&source.path, &source.content[..]));
        let reference = project.is_platform_open().then(|| supabase_reference(scripts)).flatten();
        let platform = if reference.is_some() { Platform::Supabase } else { project.platform() };
        let platform_remark = reference.map(|(path, name)| platform_remark(path, &name));
        let mut named = replay.schemas.iter().flatten();
        if let Some(schema) = named.find(|schema| platform.provides(schema)) {
            return Err(Error::PlatformSchema(schema.clone()));
        }
        Ok(ReplayInputs {
            engine: replay.engine.unwrap_or_default(),
            at: replay.at.unwrap_or_default(),
            setup: self.setup(project, platform, &replay)?,
            seed: self.seed(project, platform)?,
            runs_seed: replay.seed.unwrap_or_default(),
            command: replay.command.clone(),
            schemas: replay.schemas,
            required: replay.required.unwrap_or_default(),
            levels: self.settings.levels_of(project),
            root: project.root.clone(),
            layout: project.layout,
            platform,
            platform_remark,
            down_migrations,
            ignored_files,
            schema: schema.transpose()?,
            has_schema: history.schema.is_some(),
            mirrors: self.mirrors(project)?,
            new_schema: (project.schema == Schema::None).then(|| new_schema(project)),
            seal,
            migrations,
            major: self.major(project)?,
        })
    }

    /// The paths below the folder of a project.
    fn names<'p>(&'p self, project: &'p Project) -> impl Iterator<Item = &'p [u8]> {
        self.files.below(&project.folder).iter().filter_map(|entry| entry.path.below(&project.folder))
    }

    /// The schema file. One that the configuration names, and that does not exist, counts as empty.
    fn schema_file(&self, path: &RelPath, file: Option<&FileRef>) -> Result<Source, Error> {
        let Some(file) = file else { return Ok(Source::whole(path.clone(), Vec::new(), Transaction::Each)) };
        let source = self.source(file)?;
        let decoded = sql::decoded(&source.content);
        Ok(decoded.map_or(source, |content| Source::whole(path.clone(), content, Transaction::Each)))
    }

    /// The schema file beside a folder of migrations that are code.
    fn alone(&self, folder: &RelPath, only: Option<&ProjectFilter>) -> Result<Option<ReplayInputs>, Error> {
        let Some(entry) = mirrors::beside_code(self.files, folder) else { return Ok(None) };
        let is_changed = |only: &ProjectFilter| only.at.is_none() && only.changed.contains(&entry.path);
        let Some(layout) = Layout::named("plain").filter(|_| only.is_none_or(is_changed)) else { return Ok(None) };
        let project = Project::new(folder.parent().parent(), folder.clone(), layout);
        let mut inputs = self.read(&project)?;
        inputs.mirrors.all.push(Mirror::Alone(self.source(&file_ref(entry))?));
        inputs.new_schema = None;
        Ok(Some(inputs))
    }

    /// The other descriptions of the schema; declarations as the tool of the platform reads them.
    fn mirrors(&self, project: &Project) -> Result<Mirrors, Error> {
        let entries = project.declared.iter().filter_map(|path| self.files.entry(path));
        let read = |entry| Ok(of_platform(Platform::Supabase, self.source(&file_ref(entry))?));
        self.mirrors.read(project, entries.map(read).collect::<Result<_, Error>>()?)
    }

    /// The files that the configuration names, and the one that the migration tool runs
    /// automatically, from the side that is replayed.
    fn setup(&self, project: &Project, platform: Platform, replay: &ReplaySettings) -> Result<Setup, Error> {
        let exists = |place: &RelPath| self.files.entry(place).is_some();
        let roles = (platform == Platform::Supabase).then(|| around(project, roles_file(), &exists)).flatten();
        let as_the_tool = |source: Source| {
            if roles.as_ref() != Some(&source.path) {
                return source;
            }
            of_platform(platform, source)
        };
        let read = |key: &'static str, paths: &Option<Vec<RelPath>>| {
            let read = |path: &RelPath| {
                let found = self.files.entry(path).ok_or_else(|| {
                    let (path, side) = (path.clone(), self.label.to_owned());
                    Error::NoSetupFile { key, path, side }
                })?;
                self.source(&file_ref(found)).map(as_the_tool)
            };
            paths.iter().flatten().map(read).collect::<Result<Vec<Source>, Error>>()
        };
        let mut before = read("replay.before", &replay.before)?;
        let automatic = roles.as_ref().filter(|roles| !replay.files().any(|named| named == *roles));
        if let Some(found) = automatic.and_then(|roles| self.files.entry(roles)) {
            before.insert(0, as_the_tool(self.source(&file_ref(found))?));
        }
        Ok(Setup {
            before,
            extensions: replay.extensions.clone().unwrap_or_default(),
            after_platform: read("replay.after-platform", &replay.after_platform)?,
        })
    }

    /// Each migration that runs forward with its down migration, and its role.
    fn pairs(
        &self,
        project: &Project,
        tool: &ToolSettings,
        history: &History,
        skipped: Option<&Migration>,
    ) -> Result<(Pairs, Vec<Role>, Vec<Source>), Error> {
        let (mut pairs, mut roles) = (Vec::new(), Vec::new());
        for script in up_scripts(history, skipped) {
            let (source, own_down) = self.migration(project, tool, &script.file)?;
            let down = match down_script(history, script) {
                Some(down) => Some(self.migration(project, tool, down)?.0),
                None => own_down,
            };
            pairs.push((source, down));
            roles.push(script.role);
        }
        let refusal = match &project.layout.folder_sum {
            Some(sum) => self.compare_sum(project, sum, &pairs)?,
            None => None,
        };
        let replaced = script_order::without_replaced(project.layout, &mut pairs, &mut roles);
        if let (Some(refusal), Some((first, _))) = (refusal, pairs.first_mut()) {
            // The tool runs no file at all.
            first.section.refusals.insert(0, refusal);
        }
        if let Some(listing) = &project.layout.listing {
            let listed = self.files.regular_file(&project.folder.join(listing.file));
            let listed = listed.map(|entry| self.repository.read(entry)).transpose()?;
            script_order::as_listed(project.layout, listing, listed.as_deref(), &mut pairs);
        }
        Ok((pairs, roles, replaced))
    }

    /// The refusal of a folder whose sum differs.
    fn compare_sum(&self, project: &Project, sum: &FolderSum, pairs: &Pairs) -> Result<Option<Refusal>, Error> {
        let stored = self.files.regular_file(&project.folder.join(sum.file));
        let stored = stored.map(|entry| self.repository.read(entry)).transpose()?;
        let files: Vec<(&[u8], &[u8])> =
            pairs.iter().map(|(source, _)| (source.path.file_name(), &source.content[..])).collect();
        Ok((sum.compare)(&files, stored.as_deref()).map(|(_, refusal)| refusal))
    }

    /// The files that the tool runs around migrations.
    fn callbacks(&self, project: &Project, tool: &ToolSettings) -> Result<Vec<(Callback, Source)>, Error> {
        let mut found = Vec::new();
        for entry in self.files.below(&project.folder).iter().filter(|entry| project.below(&entry.path).is_some()) {
            if let Some(callback) = project.layout.callback(entry.path.file_name()) {
                found.push((callback, self.migration(project, tool, &file_ref(entry))?.0));
            }
        }
        Ok(found)
    }

    /// The files that the Supabase CLI runs after the migrations, as it runs them.
    fn seed(&self, project: &Project, platform: Platform) -> Result<Vec<Source>, Error> {
        if platform != Platform::Supabase {
            return Ok(Vec::new());
        }
        let (folder, config) = self.files.supabase_file(project)?;
        if !config.seeds {
            return Ok(Vec::new());
        }
        let named =
            config::named_files(&config.seed_paths, &folder, &self.files.entries().iter().map(|entry| &entry.path));
        let sources = named.into_iter().filter_map(|path| self.files.entry(&path));
        sources.map(|entry| self.source(&file_ref(entry)).map(|source| of_platform(platform, source))).collect()
    }

    /// A migration as the tool reads it, and the down migration in the same file.
    fn migration(
        &self,
        project: &Project,
        tool: &ToolSettings,
        file: &FileRef,
    ) -> Result<(Source, Option<Source>), Error> {
        let Source { path, content, .. } = self.source(file)?;
        let beside = project.layout.sidecar.and_then(|sidecar| self.files.regular_file(&sidecar.of(&path)));
        let sidecar = beside.map(|entry| self.repository.read(entry)).transpose()?;
        let name = path.file_name();
        let sidecar = sidecar.as_deref();
        let mut script = (project.layout.parse)(ScriptFile { name, content: &content, sidecar, settings: tool });
        script.up.refuse_other_database(&content, &project.folder);
        let down = script.down.map(|section| Source::new(path.clone(), content.clone(), section));
        Ok((Source::new(path, content, script.up), down))
    }

    fn source(&self, file: &FileRef) -> Result<Source, Error> {
        let entry = self.files.regular_file(&file.path).ok_or_else(|| Error::NotAFile(file.path.clone()))?;
        Ok(Source::whole(file.path.clone(), self.repository.read(entry)?, Transaction::Each))
    }

    /// The seal of a history, from contents with `\n` line endings; `read` are those that were read
    /// already.
    fn seal<'s>(&self, history: &History, read: impl Iterator<Item = &'s Source>) -> Result<Seal, Error> {
        let read: BTreeMap<&RelPath, &[u8]> = read.map(|source| (&source.path, &source.content[..])).collect();
        let mut migrations: Vec<Migration> = history.iter().cloned().collect();
        for script in migrations.iter_mut().flat_map(|migration| &mut migration.scripts) {
            script.file.content_id = match read.get(&script.file.path) {
                Some(content) => git::normalised_blob_id(content).into(),
                None => git::normalised_blob_id(&self.source(&script.file)?.content).into(),
            };
        }
        let migrations: Vec<Arc<Migration>> = migrations.into_iter().map(Arc::new).collect();
        Ok(Seal::of(&migrations))
    }

    /// The major version in the configuration, or else in that of a server of the project.
    fn major(&self, project: &Project) -> Result<Option<u32>, Error> {
        let own = self.settings.of(project).and_then(|project| project.rules.postgres);
        if let Some(major) = own.or(self.settings.rules.postgres) {
            return Ok(Some(u32::from(major)));
        }
        for config in server_configs() {
            let exists = |place: &RelPath| self.files.regular_file(place).is_some();
            let place = around(project, config.path, &exists);
            if let Some(entry) = place.and_then(|place| self.files.regular_file(&place)) {
                let text = self.repository.read(entry)?;
                return Ok((config.major)(&String::from_utf8_lossy(&text)));
            }
        }
        Ok(None)
    }
}
