//! The git hooks: which of them run tidegate, and how.

use super::sheet::{Mark, Sheet};
use crate::hooks::{Error, EventState, GitVersion, HookText, HooksDir, Owner, State};
use crate::jobs::setup::merge_driver;
use crate::text::{RelPath, words};

pub(super) fn add(state: &State, sheet: &mut Sheet) {
    match &state.folder {
        Ok(folder) if folder.is_missing_husky() => {
            let text = format!(
                "git runs no hook here: its folder {} does not exist; husky creates one in each working tree",
                folder.path.display()
            );
            sheet.line(Mark::Wrong, &text);
            sheet.next("in this working tree: `npx husky`, or `npm install`, which runs it");
        }
        Ok(folder) => sheet.line(Mark::Ok, &format!("git runs hooks from {}", folder.path.display())),
        Err(error) => {
            sheet.line(Mark::Wrong, &error.to_string());
            sheet.next("`git config --unset core.hooksPath`, or git 2.54 and `tidegate install --config`");
        }
    }
    for event in &state.events {
        add_hook(event, sheet);
    }
    let is_missing_husky = state.folder.as_ref().is_ok_and(HooksDir::is_missing_husky);
    if !is_missing_husky && state.events.iter().any(|event| !event.is_guarded()) {
        sheet.next("`tidegate install`");
    }
    for found in &state.managers {
        sheet.line(Mark::Note, &format!("{} is set up here as well", found.manager));
    }
    if state.is_jujutsu {
        sheet.line(Mark::Note, "Jujutsu is used here as well: `jj commit` and `jj git push` run no hooks");
        sheet.next("before `jj git push`: `tidegate check --from-ref origin/main --to-ref BOOKMARK`");
    }
    let is_by_config = state.events.iter().all(EventState::is_by_config);
    if !is_by_config && state.git_version.as_ref().is_ok_and(|version| *version >= GitVersion::CONFIG_HOOKS) {
        sheet.line(Mark::Note, "this git supports hooks in its configuration: `tidegate install --config`");
    }
}

/// The merge driver, where a part of it is set up.
pub(super) fn add_merge_driver(state: &Result<merge_driver::State, Error>, sheet: &mut Sheet) {
    let state = match state {
        Ok(state) => state,
        Err(error) => return sheet.line(Mark::Wrong, &format!("merge driver: {error}")),
    };
    let names = |files: &[RelPath]| words::list(&files.iter().map(ToString::to_string).collect::<Vec<_>>(), 3);
    match (state.has_command, state.named.is_empty()) {
        (false, true) => {}
        (true, false) if state.unnamed.is_empty() => {
            sheet.line(Mark::Ok, &format!("merges regenerate {}", names(&state.named)));
        }
        (true, _) => {
            let files =
                if state.unnamed.is_empty() { String::new() } else { format!(" for {}", names(&state.unnamed)) };
            sheet.line(
                Mark::Wrong,
                &format!("the merge driver is configured, and .gitattributes does not name it{files}"),
            );
            sheet.next("`tidegate install --merge-driver`, or without it `tidegate uninstall`");
        }
        (false, false) => {
            let text = format!(
                "merges do not regenerate {}: this clone has not configured the merge driver of .gitattributes",
                names(&state.named)
            );
            sheet.line(Mark::Note, &text);
            sheet.next("`tidegate install --merge-driver`");
        }
    }
}

fn add_hook(event: &EventState, sheet: &mut Sheet) {
    let name = event.event.name();
    for error in [event.script.as_ref().err(), event.config.as_ref().err()].into_iter().flatten() {
        sheet.line(Mark::Wrong, &format!("{name}: {error}"));
    }
    let script = event.script.as_ref().ok().and_then(Option::as_ref);
    let own_script = script.filter(|script| matches!(script.owner, Owner::Tidegate { .. }));
    let config = event.config.as_ref().ok().and_then(Option::as_ref);
    if event.is_changed() {
        let text = format!("{name}: the hook is not the one that was installed, and may not run tidegate");
        sheet.line(Mark::Wrong, &text);
        sheet.next("`tidegate install`");
        return;
    }
    if !event.is_guarded() {
        let existing =
            script.map_or_else(String::new, |script| format!("; {} does not call it", script.path.display()));
        sheet.line(Mark::Wrong, &format!("{name}: tidegate does not run{existing}"));
        return;
    }
    let mut callers = Vec::new();
    callers.extend(own_script.filter(|script| script.is_run).map(|script| script.path.display().to_string()));
    callers.extend(config.filter(|_| event.is_by_config()).map(|_| "the git configuration".to_owned()));
    callers.extend(event.called_by.iter().map(ToString::to_string));
    sheet.line(Mark::Ok, &format!("{name}: tidegate runs, called by {}", words::list(&callers, 3)));
    if let Some(kept) = script.and_then(|script| script.kept.as_ref()) {
        sheet.line(Mark::Note, &format!("{name}: the previous hook runs first: {}", kept.display()));
    }
    let programs =
        [script.and_then(|script| script.program.as_ref()), config.and_then(|config| config.program.as_ref())];
    if let Some(missing) = programs.into_iter().flatten().find(|program| !program.exists) {
        let text = format!("{name}: the program that it names does not exist: {}", missing.path.display());
        sheet.line(Mark::Wrong, &text);
        sheet.next("`tidegate install`");
    }
    let is_old = own_script.is_some_and(|script| script.text != HookText::Current)
        || config.is_some_and(|config| config.text != HookText::Current);
    if is_old && event.called_by.is_empty() {
        sheet.line(Mark::Note, &format!("{name}: outdated; `tidegate install` updates it"));
    }
    add_later(event, sheet);
    if event.is_doubled() {
        sheet.line(Mark::Note, &format!("{name}: tidegate runs twice, from a script and from the configuration"));
    }
}

/// A hook that runs after tidegate's in the configuration, because of which a commit is blocked or tidegate's hooks become
/// scripts.
fn add_later(event: &EventState, sheet: &mut Sheet) {
    let name = event.event.name();
    if !event.is_by_config() || event.is_by_script() || !event.called_by.is_empty() {
        return;
    }
    match &event.later {
        Ok(Some(later)) => {
            let text = format!("{name}: git runs {later} after tidegate, so what it stages would not be checked");
            sheet.line(Mark::Wrong, &text);
            sheet.next("`tidegate install`");
        }
        Ok(None) => {}
        Err(error) => sheet.line(Mark::Wrong, &format!("{name}: {error}")),
    }
}
