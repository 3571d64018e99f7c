//! Report of `tidegate init`: the written file, and the next steps.

use crate::jobs::projects::Projects;
use crate::migration::Schema;
use crate::report::style::paint::Paint as _;
use crate::report::style::wording::safe;
use crate::text::words;
use std::io::{self, Write};

/// The command that writes a schema file without a replay, with the flags that keep it stable.
const DUMP_SCHEMA: &str = "pg_dump \"$DATABASE_URL\" --schema-only --schema=public --quote-all-identifiers --no-owner --no-privileges > schema.sql";

/// Writes what was found, and the next commands.
pub fn write(path: &str, projects: &Projects, can_replay: bool, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "Wrote {}.", safe(path))?;
    for seen in &projects.projects {
        let project = &seen.project;
        let schema =
            project.schema.file().map_or_else(|| "no schema file".to_owned(), |file| format!("schema in {file}"));
        let migrations = words::count(seen.history.migrations.len(), "migration");
        writeln!(out, "  {}: {}, {migrations}, {schema}", project.folder, project.layout.id)?;
    }
    writeln!(out, "\nNext:")?;
    if projects.projects.iter().all(|seen| seen.history.migrations.is_empty()) {
        writeln!(out, "  create the first migration:  {}", "tidegate new NAME".cyan())?;
    }
    if projects.projects.iter().any(|seen| seen.project.schema == Schema::None && seen.project.declared.is_empty()) {
        if can_replay {
            writeln!(out, "  create a schema file:  {}", "tidegate verify --write --stage".cyan())?;
        } else {
            writeln!(
                out,
                "  create a schema file, from a database that has every migration:\n    {}",
                DUMP_SCHEMA.cyan()
            )?;
        }
    }
    if can_replay {
        writeln!(out, "  replay every migration:  {}", "tidegate verify".cyan())?;
        writeln!(out, "  check every commit, replay every push:  {}", "tidegate install".cyan())?;
    } else {
        writeln!(out, "  check every commit:  {}", "tidegate install".cyan())?;
    }
    writeln!(out, "  check and replay every pull request, in CI:  {}", "tidegate ci github".cyan())?;
    writeln!(out, "  diagnose the setup:  {}", "tidegate doctor".cyan())
}
