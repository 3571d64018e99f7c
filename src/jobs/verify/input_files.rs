//! The files that a replay may depend on.

use super::mirrors;
use super::request::ProjectFilter;
use crate::config::{self, ReplaySettings, Settings};
use crate::jobs::project_files::{is_project_file, is_schema_file};
use crate::migration::layout::{self, ServerConfig};
use crate::migration::{Layout, Platform, Project, around, is_sql, is_supabase_config};
use crate::text::RelPath;

/// Whether a replay reads a file with this path.
pub(super) fn is_read(settings: &Settings, path: &[u8]) -> bool {
    is_project_file(path)
        || is_supabase_config(path)
        || is_schema_file(settings, path)
        || server_configs().any(|config| path.ends_with(config.path.as_bytes()))
        || Layout::is_tool_file(path)
        || settings.has_command()
        || settings.setup().any(|file| file.as_bytes() == path)
}

/// Whether a file may be in a migrations folder, where some tools also read its name.
pub(super) fn is_beside_migrations(settings: &Settings, path: &[u8]) -> bool {
    let folders = || settings.projects.iter().filter_map(|project| project.spec.folder.as_ref());
    memchr::memmem::find(path, b"migrations/").is_some()
        || folders().any(|folder| RelPath::new(path).below(folder).is_some())
}

/// Whether a replay may depend on a file: no replay is made for a change of others.
pub fn is_input(settings: &Settings, path: &RelPath) -> bool {
    let is_settings = || config::FILE_NAMES.iter().any(|place| path.as_bytes() == place.as_bytes());
    is_read(settings, path.as_bytes()) || mirrors::is_input(path.as_bytes()) || is_settings()
}

/// Whether a file that the replay of a project depends on is among the changed paths.
pub(super) fn is_selected(project: &Project, replay: &ReplaySettings, only: &ProjectFilter) -> bool {
    // The folder `supabase` may be that of a folder around the project.
    let is_around = |path: &RelPath, name: &str| around(project, name, &|place| place == path).is_some();
    let is_its = |path: &RelPath| {
        path.below(&project.folder).is_some()
            || project.schema.file() == Some(path)
            || mirrors::is_of(project, path)
            || tool_files(project).contains(path)
            || server_configs().any(|config| is_around(path, config.path))
            || is_around(path, roles_file())
            || config::FILE_NAMES.iter().any(|place| path.as_bytes() == place.as_bytes())
            || replay.files().any(|file| file == path)
            || replay.seed == Some(true) && is_sql(path.as_bytes())
            || replay.command.is_some() && path.below(&project.root).is_some()
    };
    only.at.is_none_or(|event| replay.at.unwrap_or_default().is_at(event)) && only.changed.iter().any(is_its)
}

/// The files that may name the major version of a project: a server configured for one tool is used with
/// the migrations of another as well.
pub(super) fn server_configs() -> impl Iterator<Item = &'static ServerConfig> {
    layout::ALL.into_iter().filter_map(|layout| layout.server_config.as_ref())
}

/// Every path at which the configuration of the project's tool may be.
fn tool_files(project: &Project) -> Vec<RelPath> {
    project.layout.config.as_ref().map_or_else(Vec::new, |config| config.paths(&project.folder))
}

/// The file with roles that the Supabase CLI runs before the first migration, whichever tool applies the migrations.
pub(super) fn roles_file() -> &'static str {
    Layout::of_platform(Platform::Supabase).and_then(|layout| layout.roles_file).unwrap_or_default()
}
