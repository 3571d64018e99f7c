//! Reads a side of a comparison: the replayed schema, or files that were loaded without it.

use super::super::failure::StatementError;
use super::super::loaded_side::{LoadedSide, SideKind};
use super::super::plan::{SideContent, SideTask};
use super::super::runner::Runner;
use super::super::scratch::{Replay, ReplayedDatabase};
use super::super::source::Source;
use super::base::base;
use super::carried::carried;
use super::declared::{Exceptions, run_in_rounds};
use super::file::load_file;
use super::loaded::LoadedFile;
use super::reprinted::reloaded;
use super::run_file::readable;
use super::tolerated::Existing;
use crate::catalog::{Aspect, Catalog};
use crate::postgres::{Error, scratch_name};
use std::collections::BTreeSet;

/// Reads a side; the inner error is a statement that cannot run, with its file.
pub(in super::super) fn side<'p>(
    replay: &mut Replay<'p>,
    database: &ReplayedDatabase,
    task: SideTask<'p>,
) -> Result<Result<LoadedSide, (&'p Source, StatementError)>, Error> {
    let base = base(replay)?;
    let provided = replay.template.unregistered.clone();
    let kind = if matches!(task.content, SideContent::Replayed) { SideKind::History } else { SideKind::Files };
    let mut side = LoadedSide { kind, provided, aspects: Aspect::ALL.into(), ..LoadedSide::default() };
    match task.content {
        SideContent::Replayed => {
            side.catalog = replay.open(&database.name)?.catalog()?;
            let sets_owners = |file: &Source| carried(file.text()).contains(&Aspect::Owners);
            side.sets_owners = replay.plan.migrations.iter().any(sets_owners);
            if let Some(schemas) = task.reloaded {
                side.reloaded = reloaded(replay, database, schemas)?;
            }
        }
        SideContent::File(file) => {
            if let Err(failed) = readable(&file.content) {
                return Ok(Err((file, failed)));
            }
            let replayed = replay.open(&database.name)?.catalog()?;
            let loaded = match load_file(replay, database, &file.content, (&replayed, &base))? {
                Ok(loaded) => loaded,
                Err(failed) => return Ok(Err((file, failed))),
            };
            LoadedFile { catalog: side.catalog, not_run: side.not_run, is_beside: side.is_beside, .. } = loaded;
            side.aspects = carried(&file.content);
            if let (Some(schemas), false) = (task.reloaded, side.is_beside) {
                side.reloaded = reload(replay, std::slice::from_ref(file), schemas)?;
            }
        }
        SideContent::Files(files) => {
            side.aspects =
                files.iter().map(|file| carried(&file.content)).reduce(|one, other| &one | &other).unwrap_or_default();
            match load(replay, files)? {
                Ok((mut runner, not_run)) => {
                    side.catalog = runner.catalog()?;
                    side.not_run = not_run;
                    let name = runner.name().to_owned();
                    drop(runner);
                    replay.drop_temporary(&name)?;
                }
                Err(failed) => return Ok(Err(failed)),
            }
            if let Some(schemas) = task.reloaded {
                side.reloaded = reload(replay, files, schemas)?;
            }
        }
    }
    side.base = Some(base);
    Ok(Ok(side))
}

/// A database with the content of files, and the statements that were not run; or the one that failed.
type Loaded<'a> = Result<(Runner, Vec<String>), (&'a Source, StatementError)>;

/// Loads files into a copy of the database before the first migration.
fn load<'a>(replay: &mut Replay<'_>, files: &'a [Source]) -> Result<Loaded<'a>, Error> {
    for file in files {
        if let Err(failed) = readable(&file.content) {
            return Ok(Err((file, failed)));
        }
    }
    let name = scratch_name();
    let template = replay.template.database.clone();
    let mut runner = replay.create(&name, template.as_deref())?;
    let mut found = Exceptions::default();
    let mut existing = Existing::of_platform(replay.platform().schemas());
    if let Err(failed) = run_in_rounds(&mut runner, files, &mut existing, &mut found)? {
        drop(runner);
        replay.drop_temporary(&name)?;
        return Ok(Err(failed));
    }
    runner.raw("RESET ALL; RESET SESSION AUTHORIZATION")?;
    runner.set_index_options()?;
    Ok(Ok((runner, found.not_run)))
}

/// Returns the catalog of files after a dump of them was loaded; `None` if that is not possible.
fn reload(replay: &mut Replay<'_>, files: &[Source], schemas: &BTreeSet<String>) -> Result<Option<Catalog>, Error> {
    let Ok((mut runner, _)) = load(replay, files)? else { return Ok(None) };
    let database = ReplayedDatabase { schemas: runner.schemas()?, name: runner.name().to_owned() };
    drop(runner);
    let found = reloaded(replay, &database, schemas)?;
    replay.drop_temporary(&database.name)?;
    Ok(found)
}
