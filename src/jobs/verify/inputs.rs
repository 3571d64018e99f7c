//! The inputs of a project's replay.

use super::mirrors::Mirrors;
use crate::config::{Engine, Levels, VerifyAt};
use crate::migration::layout::{Layout, Platform};
use crate::migration::{Seal, is_shelved};
use crate::replay::{Declared, Mirror, RequiredObject, Setup, Source};
use crate::text::RelPath;

/// A project with its files.
pub(super) struct ReplayInputs {
    pub(super) root: RelPath,
    pub(super) layout: &'static Layout,
    pub(super) platform: Platform,
    /// The remark on a platform that was recognised by the content of migrations.
    pub(super) platform_remark: Option<String>,
    pub(super) migrations: Vec<Source>,
    /// The down migration of each migration that has one.
    pub(super) down_migrations: Vec<Option<Source>>,
    pub(super) ignored_files: Vec<Source>,
    pub(super) schema: Option<Source>,
    /// Whether the schema file exists; false also for one that only the configuration names.
    pub(super) has_schema: bool,
    /// Path where a schema file would be created, unless the configuration says that there is none.
    pub(super) new_schema: Option<RelPath>,
    /// Other descriptions of the schema.
    pub(super) mirrors: Mirrors,
    /// The seal of a schema file generated from these migrations.
    pub(super) seal: Seal,
    /// The major version that migrations are run on.
    pub(super) major: Option<u32>,
    /// The kind of server, unless the request names one.
    pub(super) engine: Engine,
    /// The hook in which the project is replayed.
    pub(super) at: VerifyAt,
    /// SQL that runs before the first migration.
    pub(super) setup: Setup,
    /// The seed files, in the order in which they run.
    pub(super) seed: Vec<Source>,
    /// Whether the configuration has them run.
    pub(super) runs_seed: bool,
    /// The program that runs the migrations in place of scripts, with its arguments.
    pub(super) command: Option<Vec<String>>,
    /// The schemas that the schema file covers, if the configuration names them.
    pub(super) schemas: Option<Vec<String>>,
    /// The objects that must exist after the last migration.
    pub(super) required: Vec<RequiredObject>,
    /// The levels of rules.
    pub(super) levels: Levels,
}

impl ReplayInputs {
    /// The schema file, or where one would be created.
    pub(super) fn schema_path(&self) -> Option<&RelPath> {
        self.schema.as_ref().map(|schema| &schema.path).or(self.new_schema.as_ref())
    }

    /// The declarations of the schema.
    pub(super) fn declared(&self) -> Option<&Declared> {
        self.mirrors.all.iter().find_map(|mirror| match mirror {
            Mirror::Declared(declared) => Some(declared),
            Mirror::Alone(_) | Mirror::Tables(_) | Mirror::Queries(_) | Mirror::Prisma(_) => None,
        })
    }

    /// Whether a replay runs the file.
    pub(super) fn reads(&self, path: &RelPath) -> bool {
        let others = self.down_migrations.iter().flatten().chain(&self.ignored_files);
        self.forward().chain(others).any(|source| source.path == *path)
    }

    /// The files that run forward: those of the setup, the migrations, and the files around them.
    pub(super) fn forward(&self) -> impl Iterator<Item = &Source> {
        let callbacks = self.migrations.iter().filter_map(|source| source.callbacks.as_ref());
        let callbacks = callbacks.flat_map(|callbacks| callbacks.files());
        self.setup.files().chain(&self.migrations).chain(callbacks)
    }

    /// Whether a new file at a path would be a migration.
    pub(super) fn would_read(&self, path: &RelPath) -> bool {
        let is_beside = self.migrations.iter().any(|source| source.path.parent() == path.parent());
        is_beside && (self.layout.read)(path.file_name()).is_some()
    }

    /// The files that the migration tool ignores and that are not in a folder for unused files.
    pub(super) fn not_shelved(&self) -> impl Iterator<Item = &RelPath> {
        self.ignored_files.iter().map(|file| &file.path).filter(|path| !is_shelved(&path.parent()))
    }
}
