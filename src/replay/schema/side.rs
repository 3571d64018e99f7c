//! Reads a side of a comparison: the replayed schema, or files that were loaded without it.

use super::super::failure::StatementError;
use super::super::loaded_side::{LoadedSide, SideKind};
use super::super::plan::{ProofTask, SideContent, SideTask};
use super::super::runner::Runner;
use super::super::scratch::{Replay, ReplayedDatabase};
use super::super::source::Source;
use super::base::base;
use super::carried::carried;
use super::declared::{Exceptions, run_in_rounds};
use super::file::load_file;
use super::loaded::LoadedFile;
use super::over::load_over;
use super::proof::reach;
use super::replayed::replayed;
use super::reprinted::{load_file_again, reloaded};
use super::run_file::readable;
use super::tolerated::Existing;
use super::witness::whole_dump;
use crate::catalog::{Aspect, Catalog, Identity, Object};
use crate::postgres::{Error, scratch_name};
use std::collections::BTreeSet;

/// The role of a session, which owns what it creates.
const ROLE: &str = "select session_user::text";

/// Reads a side; the inner error is a statement that cannot run, with its file.
pub(in super::super) fn side<'p>(
    replay: &mut Replay<'p>,
    database: &ReplayedDatabase,
    task: SideTask<'p>,
) -> Result<Result<LoadedSide, (&'p Source, StatementError)>, Error> {
    let base = base(replay)?;
    let provided = replay.template.unregistered.clone();
    let kind = if matches!(task.content, SideContent::Replayed) { SideKind::History } else { SideKind::Files };
    let mut side =
        LoadedSide { kind, base: Some(base), provided, aspects: Aspect::ALL.into(), ..LoadedSide::default() };
    let read = match task.content {
        SideContent::Replayed => of_history(replay, database, task, &mut side).map(Ok),
        SideContent::File(file) => of_file(replay, database, (file, task), &mut side),
        SideContent::Over(file) => of_text(replay, database, file, &mut side),
        SideContent::Files(files) => of_files(replay, (files, task), &mut side),
    };
    Ok(read?.map(|()| side))
}

fn of_history(
    replay: &mut Replay<'_>,
    database: &ReplayedDatabase,
    task: SideTask<'_>,
    side: &mut LoadedSide,
) -> Result<(), Error> {
    match task.proof {
        ProofTask::Run { script, roles } => {
            let copy = replay.create(&scratch_name(), Some(&database.name))?;
            reach(replay, copy, (script, roles), side)?;
        }
        ProofTask::None | ProofTask::Dump => {
            side.catalog = replayed(replay, database)?;
            side.role = replay.open(&database.name)?.value(ROLE)?;
        }
    }
    if matches!(task.proof, ProofTask::Dump) {
        side.dump = Some(whole_dump(replay, &database.name, true)?);
    }
    let sets_owners = |file: &Source| carried(file.text()).contains(&Aspect::Owners);
    side.sets_owners = replay.plan.migrations.iter().any(sets_owners);
    if let Some(schemas) = task.reloaded {
        side.reloaded = reloaded(replay, database, schemas)?;
    }
    Ok(())
}

/// The inner error is a statement that cannot run, with its file.
type Read<'p> = Result<Result<(), (&'p Source, StatementError)>, Error>;

fn of_file<'p>(
    replay: &mut Replay<'_>,
    database: &ReplayedDatabase,
    (file, task): (&'p Source, SideTask<'_>),
    side: &mut LoadedSide,
) -> Read<'p> {
    if let Err(failed) = readable(&file.content) {
        return Ok(Err((file, failed)));
    }
    side.aspects = carried(&file.content);
    if let ProofTask::Run { script, roles } = task.proof {
        // A file that was loaded beside the replayed schema cannot be loaded without it.
        match load_file_again(replay, &file.content)? {
            Some(copy) => {
                let runner = replay.open(&copy.name)?;
                reach(replay, runner, (script, roles), side)?;
            }
            None => side.is_beside = true,
        }
        return Ok(Ok(()));
    }
    let from_migrations = replayed(replay, database)?;
    side.role = replay.open(&database.name)?.value(ROLE)?;
    let base = side.base.clone().unwrap_or_default();
    let loaded = match load_file(replay, database, &file.content, (&from_migrations, &base))? {
        Ok(loaded) => loaded,
        Err(failed) => return Ok(Err((file, failed))),
    };
    let LoadedFile { catalog, not_run, is_beside, dump } = loaded;
    (side.catalog, side.not_run, side.is_beside) = (catalog, not_run, is_beside);
    side.dump = matches!(task.proof, ProofTask::Dump).then_some(dump);
    if let (Some(schemas), false) = (task.reloaded, side.is_beside) {
        side.reloaded = reload(replay, std::slice::from_ref(file), schemas)?;
    }
    Ok(Ok(()))
}

/// Everything but tables, views and enums is there while the text is loaded: a default may call a function.
fn of_text<'p>(
    replay: &mut Replay<'_>,
    database: &ReplayedDatabase,
    file: &'p Source,
    side: &mut LoadedSide,
) -> Read<'p> {
    let replayed = replayed(replay, database)?;
    side.role = replay.open(&database.name)?.value(ROLE)?;
    let managed = replay.platform().schemas();
    let is_replaced = |(identity, object): &(&Identity, &Object)| {
        let is_own = identity.schema.as_deref().is_some_and(|schema| !managed.contains(&schema));
        let is_enum = matches!(object, Object::DataType(known) if known.values.is_some());
        is_own && (is_enum || matches!(object, Object::Table(_) | Object::View(_)))
    };
    let dropped: Vec<Identity> =
        replayed.objects.iter().filter(is_replaced).map(|(identity, _)| identity.clone()).collect();
    match load_over(replay, database, &file.content, &dropped)? {
        Ok(catalog) => side.catalog = catalog,
        Err(failed) => return Ok(Err((file, failed))),
    }
    // Privileges and owners are in no text of this kind.
    side.aspects = carried(&file.content);
    Ok(Ok(()))
}

fn of_files<'p>(
    replay: &mut Replay<'_>,
    (files, task): (&'p [Source], SideTask<'_>),
    side: &mut LoadedSide,
) -> Read<'p> {
    side.aspects =
        files.iter().map(|file| carried(&file.content)).reduce(|one, other| &one | &other).unwrap_or_default();
    let (mut runner, not_run) = match load(replay, files)? {
        Ok(loaded) => loaded,
        Err(failed) => return Ok(Err(failed)),
    };
    side.not_run = not_run;
    if let ProofTask::Run { script, roles } = task.proof {
        reach(replay, runner, (script, roles), side)?;
        return Ok(Ok(()));
    }
    (side.catalog, side.role) = (runner.catalog()?, runner.value(ROLE)?);
    let name = runner.name().to_owned();
    drop(runner);
    if matches!(task.proof, ProofTask::Dump) {
        side.dump = Some(whole_dump(replay, &name, true)?);
    }
    replay.drop_temporary(&name)?;
    if let Some(schemas) = task.reloaded {
        side.reloaded = reload(replay, files, schemas)?;
    }
    Ok(Ok(()))
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
