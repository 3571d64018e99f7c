//! The sections of the diagnosis.

use super::sheet::{Mark, Sheet};
use super::{hooks, jobs, projects, repository};
use crate::config::{Loaded, UserSettings};
use crate::jobs::setup::doctor::Outcome;
use crate::report::setup::freeze::line as freeze_line;
use chrono::{DateTime, Utc};

/// Diagnoses an outcome; `is_agreed` says whether the user agreed to what the configuration makes hooks run.
pub fn sheet(
    outcome: &Outcome,
    configuration: &Loaded,
    user: &UserSettings,
    is_agreed: bool,
    now: DateTime<Utc>,
) -> Sheet {
    let mut sheet = Sheet::default();
    sheet.title("Repository");
    repository::add(outcome, &mut sheet);
    sheet.title("Configuration");
    configuration_lines(configuration, &mut sheet);
    if let Some(line) = configuration.settings.freeze.as_ref().and_then(|freeze| freeze_line(freeze, now)) {
        sheet.line(Mark::Note, &line);
    }
    user_lines(user, &mut sheet);
    sheet.title("Hooks");
    hooks::add(&outcome.hooks, &mut sheet);
    hooks::add_merge_driver(&outcome.merge_driver, &mut sheet);
    if !outcome.jobs.is_empty() {
        sheet.title("Jobs");
        jobs::add(&outcome.jobs, &outcome.hooks, &mut sheet);
    }
    sheet.title("Migrations");
    projects::add(outcome, &mut sheet);
    sheet.title("Replay");
    projects::add_replays(outcome, &mut sheet);
    if !is_agreed {
        sheet.line(Mark::Note, "hooks do not replay with these settings: you have not agreed to them in this clone");
        sheet.next("`tidegate trust`");
    }
    sheet
}

/// The file, and the rules that are off: nothing else reports what those rules would find.
fn configuration_lines(configuration: &Loaded, sheet: &mut Sheet) {
    sheet.line(
        Mark::Ok,
        &configuration.path.as_ref().map_or_else(
            || "no tidegate.toml; the defaults apply".to_owned(),
            |path| format!("{} is valid", path.display()),
        ),
    );
    let settings = &configuration.settings;
    let mut off = settings.rules.levels.off();
    off.extend(settings.projects.iter().flat_map(|project| {
        let root = &project.spec.root;
        project.rules.levels.off().into_iter().map(move |rule| format!("{rule} (in {root})"))
    }));
    if !off.is_empty() {
        sheet.line(Mark::Note, &format!("rules that are off: {}", off.join(", ")));
    }
}

/// The user's own settings, which most users do not have.
fn user_lines(user: &UserSettings, sheet: &mut Sheet) {
    let Some(path) = &user.path else { return };
    sheet.line(Mark::Ok, &format!("{} is valid; these are your own settings", path.display()));
    if let Some(engine) = user.engine {
        sheet.line(Mark::Note, &format!("they name the engine `{}`", engine.name()));
    }
    if !user.programs.is_empty() {
        let folders = user.programs.iter().map(|folder| folder.display().to_string()).collect::<Vec<_>>();
        sheet.line(Mark::Note, &format!("they name PostgreSQL programs in {}", folders.join(", ")));
    }
    if user.superuser {
        sheet.line(Mark::Note, "they let migrations run as a superuser, and with the rights of the server's user");
    }
}
