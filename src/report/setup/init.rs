//! Report of `tidegate init`: the written file, and the next steps.

use crate::config::LOCAL_FILE;
use crate::import::{Imported, Manager};
use crate::jobs::projects::Projects;
use crate::jobs::setup::init::Written;
use crate::migration::Schema;
use crate::report::style::paint::Paint as _;
use crate::report::style::wording::safe;
use crate::text::words;
use std::io::{self, Write};

/// The command that writes a schema file without a replay, with the flags that keep it stable.
const DUMP_SCHEMA: &str = "pg_dump \"$DATABASE_URL\" --schema-only --schema=public --quote-all-identifiers --no-owner --no-privileges > schema.sql";

/// Writes what was found, and the next commands.
pub fn write(written: &Written, projects: &Projects, can_replay: bool, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "Wrote {}.", safe(&written.path.to_string()))?;
    write_ignored(written, out)?;
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

fn write_ignored(written: &Written, out: &mut dyn Write) -> io::Result<()> {
    if !written.is_local_ignored {
        return Ok(());
    }
    writeln!(out, "git ignores {LOCAL_FILE}, your own changes of jobs, in this clone: .git/info/exclude names it.")
}

/// Writes which jobs were read, where they were written, and the next commands.
pub fn write_imported(
    manager: Manager,
    written: Option<&Written>,
    imported: &Imported,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (jobs, files) = (words::count(imported.count(), "job"), words::list(&imported.files, 3));
    match written {
        Some(written) => {
            writeln!(out, "Wrote {}: {jobs} from {files}.", safe(&written.path.to_string()))?;
            write_ignored(written, out)?;
        }
        None => writeln!(out, "Read {jobs} from {files}.")?,
    }
    for (event, jobs) in &imported.jobs {
        let names: Vec<String> = jobs.iter().map(|job| job.name.clone()).collect();
        writeln!(out, "  {event}: {}", safe(&words::list(&names, names.len())))?;
    }
    if !imported.left_out.is_empty() {
        writeln!(out, "\n{}:", "Not expressed".yellow())?;
        for left in &imported.left_out {
            writeln!(out, "  {}: {}", safe(&left.place), safe(&left.what))?;
            writeln!(out, "    {}", safe(&left.why))?;
        }
    }
    let Some(_) = written else { return Ok(()) };
    writeln!(out, "\nNext:")?;
    writeln!(out, "  see which jobs would run:  {}", "tidegate run --dry-run pre-commit".cyan())?;
    writeln!(out, "  uninstall the hooks of {}:  {}", manager.name(), uninstalled_by(manager).cyan())?;
    writeln!(out, "  install those of tidegate, and agree to the jobs:  {}", "tidegate install".cyan())
}

/// The command that removes the hooks of a manager.
fn uninstalled_by(manager: Manager) -> &'static str {
    match manager {
        Manager::Lefthook => "lefthook uninstall",
        Manager::PreCommit => "pre-commit uninstall",
        // lint-staged has none of its own; husky is what most call it from.
        Manager::Husky | Manager::LintStaged => "git config --unset core.hooksPath",
    }
}
