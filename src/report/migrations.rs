//! The migrations of the working tree, and new files of them, as JSON for agents. `docs/mcp.md` describes the keys.

use super::style::json;
use crate::jobs::new::NewFile;
use crate::jobs::projects::ProjectHistory;
use serde_json::{Value, json as object};
use std::io::{self, Write};

/// Writes the migrations of projects.
pub fn write_list<'a>(projects: impl Iterator<Item = &'a ProjectHistory>, out: &mut dyn Write) -> io::Result<()> {
    let projects: Vec<Value> = projects.map(project).collect();
    json::write(&object!({ "version": json::VERSION, "projects": projects }), out)
}

/// Writes the version and the files of a new migration.
pub fn write_new(version: &str, files: &[NewFile], out: &mut dyn Write) -> io::Result<()> {
    let files: Vec<String> = files.iter().map(|file| file.path.to_string()).collect();
    json::write(&object!({ "version": json::VERSION, "migration": { "version": version, "files": files } }), out)
}

fn project(seen: &ProjectHistory) -> Value {
    let migrations = seen.history.migrations.iter().map(|migration| {
        let files: Vec<String> = migration.scripts.iter().map(|script| script.file.path.to_string()).collect();
        object!({ "version": migration.version.text, "path": migration.path.to_string(), "files": files })
    });
    object!({
        "path": seen.project.root.to_string(),
        "folder": seen.project.folder.to_string(),
        "layout": seen.project.layout.id,
        "tool": seen.project.layout.tool,
        "schemaFile": seen.project.schema.file().map(ToString::to_string),
        "migrations": migrations.collect::<Vec<_>>(),
        "ignored": seen.history.unread.iter().map(|unread| unread.file.path.to_string()).collect::<Vec<_>>(),
    })
}
