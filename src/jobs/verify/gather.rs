//! What a verification needs of the repository: every project of a side with its files.

use super::{Error, ProjectFilter, SchemaTask, Target};
use crate::config::{self, Engine, ReplaySettings, Settings, VerifyAt};
use crate::git::{self, Entry, Mode, Repository, Side};
use crate::jobs::check::{is_wanted, stored};
use crate::migration::layout::{self, Layout, Role, Transaction};
use crate::migration::{
    FileRef, History, IgnoredFolder, Migration, Project, Schema, SchemaSpec, Script, Seal, detect, is_shelved,
};
use crate::replay::{Setup, Source};
use crate::text::RelPath;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What was read.
pub(super) struct Gathered {
    /// The side in words.
    pub(super) label: String,
    pub(super) projects: Vec<ReplayInputs>,
    pub(super) ignored: Vec<IgnoredFolder>,
}

/// One project with its files.
pub(super) struct ReplayInputs {
    pub(super) root: RelPath,
    pub(super) layout: &'static Layout,
    pub(super) migrations: Vec<Source>,
    /// What takes each of them back, where there is something.
    pub(super) down_migrations: Vec<Option<Source>>,
    pub(super) ignored_files: Vec<Source>,
    pub(super) schema: Option<Source>,
    /// False also for one that the configuration names and the side lacks.
    pub(super) has_schema: bool,
    /// Where a schema file would be written that is not there yet, unless the configuration
    /// says that there is none.
    pub(super) new_schema: Option<RelPath>,
    /// What a schema file of these migrations says of them.
    pub(super) seal: Seal,
    /// The major that migrations are run on.
    pub(super) major: Option<u32>,
    /// Where they are run, unless somebody says otherwise.
    pub(super) engine: Engine,
    /// In which hook they are run.
    pub(super) at: VerifyAt,
    /// What is there before the first of them.
    pub(super) setup: Setup,
    /// The schemas that the schema file covers, where the configuration says so.
    pub(super) schemas: Option<Vec<String>>,
}

impl ReplayInputs {
    /// The schema file, or where one would be written.
    pub(super) fn schema_path(&self) -> Option<&RelPath> {
        self.schema.as_ref().map(|schema| &schema.path).or(self.new_schema.as_ref())
    }

    /// The files that the tool steps over and that nobody has put aside on purpose.
    pub(super) fn not_shelved(&self) -> impl Iterator<Item = &RelPath> {
        self.ignored_files.iter().map(|file| &file.path).filter(|path| !is_shelved(&path.parent()))
    }
}

/// Reads every project of the target that is asked for.
pub(super) fn gather(
    repository: &dyn Repository,
    settings: &Settings,
    target: &Target,
    only: Option<&ProjectFilter>,
    task: SchemaTask,
) -> Result<Gathered, Error> {
    let (side, label) = side(repository, target)?;
    let unmerged = if side == Side::Index { repository.unmerged()? } else { Vec::new() };
    let schemas: Vec<&RelPath> = settings
        .projects
        .iter()
        .filter_map(|project| match &project.spec.schema {
            SchemaSpec::File(file) => Some(file),
            _ => None,
        })
        .collect();
    let is_schema = |path: &[u8]| schemas.iter().any(|schema| schema.as_bytes() == path);
    let is_config =
        |path: &[u8]| path.ends_with(SUPABASE_CONFIG.as_bytes()) || path.ends_with(DIESEL_METADATA.as_bytes());
    let setup: Vec<&RelPath> = settings.setup().collect();
    let is_addition = |path: &[u8]| setup.iter().any(|file| file.as_bytes() == path);
    let is_read = |path: &[u8]| is_wanted(path) || is_schema(path) || is_config(path) || is_addition(path);
    let files = repository.entries(&side, &is_read)?;
    let seen: Vec<FileRef> = files.iter().map(stored).collect();
    let specs: Vec<_> = settings.projects.iter().map(|project| project.spec.clone()).collect();
    let mut peek = |file: &FileRef| match entry(&files, &file.path) {
        Some(entry) => repository.read(entry),
        None => Ok(Vec::new()),
    };
    let found = detect(&seen, &specs, &settings.ignore, &mut peek)?;
    let reading = Reading { repository, settings, files: &files, seen: &seen, label: &label };
    let mut projects = Vec::new();
    for project in &found.projects {
        let is_asked_for = |only: &ProjectFilter| is_concerned(project, &settings.replay_of(project), only);
        if !only.is_none_or(is_asked_for) {
            continue;
        }
        let material = reading.material(project)?;
        let has_files = !material.migrations.is_empty() || material.not_shelved().next().is_some();
        if has_files || material.schema.is_some() {
            projects.push(material);
        }
    }
    // A schema file that two branches wrote is written anew, whatever is between its marks.
    let is_written_anew =
        |path: &RelPath| task.writes() && projects.iter().any(|project| project.schema_path() == Some(path));
    if !unmerged.iter().all(is_written_anew) {
        return Err(Error::Unmerged(unmerged));
    }
    Ok(Gathered { label, projects, ignored: found.ignored })
}

/// True when something that a replay of a project depends on is among the changed paths.
fn is_concerned(project: &Project, replay: &ReplaySettings, only: &ProjectFilter) -> bool {
    let config = project.root.join(SUPABASE_CONFIG);
    let roles = roles_of(project);
    let is_its = |path: &RelPath| {
        path.below(&project.folder).is_some()
            || project.schema.file() == Some(path)
            || *path == config
            || roles.as_ref() == Some(path)
            || config::PLACES.iter().any(|place| path.as_bytes() == place.as_bytes())
            || replay.files().any(|file| file == path)
    };
    only.at.is_none_or(|event| replay.at.unwrap_or_default().is_at(event)) && only.changed.iter().any(is_its)
}

/// Where a migration of Diesel says how it is run.
const DIESEL_METADATA: &str = "metadata.toml";

/// Where a Supabase project says which major it runs on.
const SUPABASE_CONFIG: &str = "supabase/config.toml";

fn roles_of(project: &Project) -> Option<RelPath> {
    project.layout.roles_file.map(|file| project.root.join(file))
}

fn side(repository: &dyn Repository, target: &Target) -> Result<(Side, String), Error> {
    if *target == Target::Staged || *target == Target::WorkTree {
        if repository.places().work_dir.is_none() {
            return Err(Error::NoWorkTree);
        }
        if *target == Target::WorkTree {
            return Ok((Side::WorkTree, "the work tree".to_owned()));
        }
    }
    match target {
        Target::Commit(commit, name) => Ok((Side::Revision(commit.clone()), format!("`{name}`"))),
        Target::Revision(name) => {
            let commit = repository.commit(name)?.ok_or_else(|| Error::NoCommit(name.clone()))?;
            Ok((Side::Revision(commit), format!("`{name}`")))
        }
        Target::Staged | Target::WorkTree => Ok((Side::Index, "the index".to_owned())),
    }
}

fn entry<'a>(files: &'a [Entry], path: &RelPath) -> Option<&'a Entry> {
    files.binary_search_by(|entry| entry.path.cmp(path)).ok().map(|at| &files[at])
}

struct Reading<'a> {
    repository: &'a dyn Repository,
    settings: &'a Settings,
    files: &'a [Entry],
    seen: &'a [FileRef],
    /// The side in words.
    label: &'a str,
}

impl Reading<'_> {
    fn material(&self, project: &Project) -> Result<ReplayInputs, Error> {
        let history = History::read(project, self.seen);
        let (mut migrations, mut down_migrations) = (Vec::new(), Vec::new());
        for script in forward(&history) {
            let source = self.with_transaction(project, &script.file)?;
            down_migrations.push(match down_migration(&history, script) {
                Some(down) => Some(self.with_transaction(project, down)?),
                None => behind_the_mark(project.layout, &source),
            });
            migrations.push(source);
        }
        let mut ignored_files = Vec::new();
        for unread in &history.unread {
            // A link among them is nobody's business here.
            ignored_files.extend(self.source(&unread.file).ok());
        }
        // One that the configuration names and the side lacks is an empty one.
        let schema = project.schema.file().map(|path| match &history.schema {
            Some(schema) => self.source(schema),
            None => Ok(Source { path: path.clone(), content: Vec::new(), transaction: None }),
        });
        let replay = self.settings.replay_of(project);
        let platform = project.layout.platform;
        let mut named = replay.schemas.iter().flatten();
        if let Some(schema) = named.find(|schema| platform.provides(schema)) {
            return Err(Error::PlatformSchema(schema.clone()));
        }
        Ok(ReplayInputs {
            engine: replay.engine.unwrap_or_default(),
            at: replay.at.unwrap_or_default(),
            setup: self.setup(project, &replay)?,
            schemas: replay.schemas,
            root: project.root.clone(),
            layout: project.layout,
            down_migrations,
            ignored_files,
            schema: schema.transpose()?,
            has_schema: history.schema.is_some(),
            new_schema: (project.schema == Schema::None).then(|| project.root.join("schema.sql")),
            seal: self.seal(&history, &migrations)?,
            migrations,
            major: self.major(project)?,
        })
    }

    fn with_transaction(&self, project: &Project, file: &FileRef) -> Result<Source, Error> {
        let transaction = if *project.layout == layout::DIESEL { self.beside(file)? } else { None };
        Ok(Source { transaction, ..self.source(file)? })
    }

    /// The files that the configuration names, and the one that the tool runs by itself, from the
    /// side that is replayed.
    fn setup(&self, project: &Project, replay: &ReplaySettings) -> Result<Setup, Error> {
        let roles = roles_of(project);
        let as_the_tool = |source: Source| {
            let transaction =
                (roles.as_ref() == Some(&source.path)).then(|| (project.layout.transaction)(&source.content));
            Source { transaction, ..source }
        };
        let read = |key: &'static str, paths: &Option<Vec<RelPath>>| {
            let read = |path: &RelPath| {
                let found = entry(self.files, path).ok_or_else(|| {
                    let (path, side) = (path.clone(), self.label.to_owned());
                    Error::NoAddition { key, path, side }
                })?;
                self.source(&stored(found)).map(as_the_tool)
            };
            paths.iter().flatten().map(read).collect::<Result<Vec<Source>, Error>>()
        };
        let mut before = read("replay.before", &replay.before)?;
        let by_itself = roles.as_ref().filter(|roles| !replay.files().any(|named| named == *roles));
        if let Some(found) = by_itself.and_then(|roles| entry(self.files, roles)) {
            before.insert(0, as_the_tool(self.source(&stored(found))?));
        }
        Ok(Setup {
            before,
            extensions: replay.extensions.clone().unwrap_or_default(),
            after_environment: read("replay.after-environment", &replay.after_environment)?,
        })
    }

    fn source(&self, file: &FileRef) -> Result<Source, Error> {
        let entry = entry(self.files, &file.path).filter(|entry| entry.mode == Mode::File);
        let entry = entry.ok_or_else(|| Error::NotAFile(file.path.clone()))?;
        Ok(Source { path: file.path.clone(), content: self.repository.read(entry)?, transaction: None })
    }

    /// The seal of a history, from contents with `\n` as line endings; most of them were read
    /// already.
    fn seal(&self, history: &History, read: &[Source]) -> Result<Seal, Error> {
        let read: BTreeMap<&RelPath, &[u8]> = read.iter().map(|source| (&source.path, &source.content[..])).collect();
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

    /// What Diesel's `metadata.toml` beside a script says: without a transaction it sends the
    /// script as one message (Diesel, `diesel_migrations`, `TomlMetadata`).
    fn beside(&self, script: &FileRef) -> Result<Option<Transaction>, Error> {
        let beside = script.path.with_file_name(DIESEL_METADATA);
        let Some(entry) = entry(self.files, &beside).filter(|entry| entry.mode == Mode::File) else {
            return Ok(None);
        };
        let content = self.repository.read(entry)?;
        let text = String::from_utf8_lossy(&content);
        let says_no = text
            .lines()
            .any(|line| line.split('#').next().unwrap_or_default().replace(' ', "") == "run_in_transaction=false");
        Ok(says_no.then_some(Transaction::Message))
    }

    /// What the configuration says of the server, or else the project's own tool.
    fn major(&self, project: &Project) -> Result<Option<u32>, Error> {
        let own = self.settings.of(project).and_then(|project| project.rules.postgres);
        if let Some(major) = own.or(self.settings.rules.postgres) {
            return Ok(Some(u32::from(major)));
        }
        let config = project.root.join(SUPABASE_CONFIG);
        let Some(entry) = entry(self.files, &config).filter(|entry| entry.mode == Mode::File) else {
            return Ok(None);
        };
        Ok(major_of(&String::from_utf8_lossy(&self.repository.read(entry)?)))
    }
}

/// `major_version = 15` below `[db]`.
fn major_of(config: &str) -> Option<u32> {
    let mut lines = config.lines().map(str::trim).skip_while(|line| *line != "[db]").skip(1);
    let below = lines.by_ref().take_while(|line| !line.starts_with('['));
    below.into_iter().find_map(|line| {
        let value = line.strip_prefix("major_version")?.trim_start().strip_prefix('=')?;
        value.split('#').next()?.trim().parse().ok()
    })
}

/// The scripts that move forward, in the order in which the tool runs them on an empty
/// database: a baseline takes the place of everything up to its version, and what runs
/// again on every change comes last.
fn forward(history: &History) -> Vec<&Script> {
    let is = |migration: &Migration, role: Role| migration.scripts.iter().any(|script| script.role == role);
    let baseline = history.iter().rfind(|migration| is(migration, Role::Baseline));
    let is_replaced = |migration: &&Migration| {
        baseline.is_some_and(|baseline| {
            !is(migration, Role::Baseline) && migration.version.order <= baseline.version.order
                || is(migration, Role::Baseline) && migration.path != baseline.path
        })
    };
    let (versioned, repeatable): (Vec<_>, Vec<_>) = history.iter().partition(|migration| migration.is_versioned());
    let versioned = versioned.into_iter().filter(|migration| !is_replaced(migration));
    let scripts = versioned.chain(repeatable).flat_map(|migration| &migration.scripts);
    scripts.filter(|script| script.role != Role::Down).collect()
}

/// The script that takes another back: the one beside it, or, as Flyway has it, the one of its
/// version.
fn down_migration<'a>(history: &'a History, forward: &Script) -> Option<&'a FileRef> {
    let own = history.of_file(&forward.file.path).filter(|_| forward.role == Role::Up)?;
    let is_its = |migration: &&Migration| migration.path == own.path || migration.version.order == own.version.order;
    let scripts = history.iter().filter(is_its).flat_map(|migration| &migration.scripts);
    scripts.into_iter().find(|script| script.role == Role::Down).map(|script| &script.file)
}

/// The way back that stands in the same file behind a mark. What stands before the mark is made
/// blank, so that places stay what they are.
fn behind_the_mark(layout: &Layout, file: &Source) -> Option<Source> {
    let forward = layout.forward_part(&file.content).len();
    if forward == file.content.len() {
        return None;
    }
    let blank = |byte: &u8| if *byte == b'\n' { b'\n' } else { b' ' };
    let (before, behind) = file.content.split_at(forward);
    // dbmate says it at each mark, goose once for both.
    let said = if *layout == layout::DBMATE { behind } else { &file.content };
    let content = before.iter().map(blank).chain(behind.iter().copied()).collect();
    Some(Source { path: file.path.clone(), content, transaction: Some((layout.transaction)(said)) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::{Kind, Schema, layout};

    #[test]
    fn a_baseline_takes_the_place_of_what_was_before() {
        let project =
            Project { root: RelPath::default(), folder: "m".into(), layout: &layout::FLYWAY, schema: Schema::None };
        let names = ["m/R__views.sql", "m/V1__a.sql", "m/V2__b.sql", "m/B2__base.sql", "m/V3__c.sql", "m/U3__c.sql"];
        let files = names.map(|path| FileRef { path: path.into(), kind: Kind::File, content_id: "".into() });
        let history = History::read(&project, &files);
        let found: Vec<String> = forward(&history).into_iter().map(|script| script.file.path.to_string()).collect();
        assert_eq!(found, ["m/B2__base.sql", "m/V3__c.sql", "m/R__views.sql"]);
        let back = |script: &Script| down_migration(&history, script).map(|file| file.path.to_string());
        let backs: Vec<Option<String>> = forward(&history).into_iter().map(back).collect();
        assert_eq!(backs, [None, Some("m/U3__c.sql".to_owned()), None]);
    }

    #[test]
    fn a_way_back_in_the_same_file_keeps_its_place() {
        let file = |content: &str| Source { path: "m".into(), content: content.into(), transaction: None };
        let back = |layout: &'static Layout, content: &str| {
            let back = behind_the_mark(layout, &file(content))?;
            Some((String::from_utf8(back.content).expect("text"), back.transaction))
        };
        let dbmate = "-- migrate:up\nup;\n-- migrate:down transaction:false\ndown;\n";
        let blank = "             \n   \n-- migrate:down transaction:false\ndown;\n".to_owned();
        assert_eq!(back(&layout::DBMATE, dbmate), Some((blank, Some(Transaction::Message))));
        assert_eq!(back(&layout::DBMATE, "-- migrate:up\nup;\n"), None);
        let goose = "-- +goose NO TRANSACTION\n-- +goose Up\nup;\n-- +goose Down\ndown;\n";
        assert_eq!(back(&layout::GOOSE, goose).and_then(|(_, transaction)| transaction), Some(Transaction::Each));
        assert_eq!(back(&layout::SUPABASE, dbmate), None);
    }

    #[test]
    fn the_major_is_read_from_the_tools_own_file() {
        assert_eq!(major_of("[api]\nmajor_version = 1\n[db]\nport = 1\nmajor_version = 17 # x\n"), Some(17));
        assert_eq!(major_of("[db]\nport = 1\n[x]\nmajor_version = 17\n"), None);
    }
}
