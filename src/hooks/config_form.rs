//! Hooks without a file: `hook.tidegate-<event>.event` and `.command` in the repository's
//! own configuration, which git 2.54 and newer runs before and beside whatever lies in the
//! hooks folder, in every linked work tree and below every hook manager.
//!
//! The keys are written and removed by `git config`, which keeps the rest of the file as it
//! is. Older git ignores them without a word, so nobody may rely on them there.

use super::error::Error;
use super::event::Event;
use super::files::Changes;
use super::git_program::Git;
use super::script;
use crate::git::Repository;
use std::path::Path;

/// What the configuration says of one event's hook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Keys {
    /// The values of `hook.tidegate-<event>.event`.
    events: Vec<String>,
    /// `hook.tidegate-<event>.command`
    pub(super) command: Option<String>,
    /// False when `hook.tidegate-<event>.enabled` or `hook.<event>.enabled` says so.
    pub(super) is_off: bool,
}

impl Keys {
    /// True when git 2.54 and newer would run a command at the event.
    pub(super) fn is_set(&self, event: Event) -> bool {
        self.command.is_some() && self.events.iter().any(|name| name == event.name())
    }

    fn is_empty(&self) -> bool {
        self.command.is_none() && self.events.is_empty()
    }
}

/// Which files of the configuration are asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// The repository's own.
    Local,
    /// All, as git resolves them.
    Effective,
}

/// The keys of one event.
pub(super) fn keys(repository: &dyn Repository, event: Event, scope: Scope) -> Result<Keys, Error> {
    const ALL: [&str; 4] = ["config", "--null", "--get-regexp", "^hook\\."];
    const LOCAL: [&str; 5] = ["config", "--local", "--null", "--get-regexp", "^hook\\."];
    let arguments: &[&str] = if scope == Scope::Local { &LOCAL } else { &ALL };
    let output = Git::new(repository).run(arguments)?.unwrap_or_default();
    let section = section(event);
    let mut keys = Keys::default();
    for entry in String::from_utf8_lossy(&output).split('\0') {
        // A key without a value has no line break, and means "true".
        let (key, value) = entry.split_once('\n').unwrap_or((entry, "true"));
        match key.strip_prefix(&section).or_else(|| key.strip_prefix(&format!("hook.{event}"))) {
            Some(".enabled") => {
                keys.is_off = matches!(value.to_ascii_lowercase().as_str(), "false" | "no" | "off" | "0" | "");
            }
            Some(".event") if key.starts_with(&section) && value.is_empty() => keys.events.clear(),
            Some(".event") if key.starts_with(&section) => keys.events.push(value.to_owned()),
            Some(".command") if key.starts_with(&section) => keys.command = Some(value.to_owned()),
            _ => {}
        }
    }
    Ok(keys)
}

/// What writing the keys has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// They are new.
    New,
    /// They were there with another version or program.
    Updated {
        /// The version before.
        from: u32,
    },
    /// They were there already.
    Already,
    /// A newer tidegate wrote them, and they were left alone.
    Newer {
        /// Its version.
        version: u32,
    },
}

/// Writes the keys of an event into the repository's own configuration.
pub fn write<'a>(
    repository: &'a dyn Repository,
    event: Event,
    program: Option<&Path>,
    changes: &mut Changes<'a>,
) -> Result<Written, Error> {
    let before = keys(repository, event, Scope::Local)?;
    let command = script::command(event, program);
    if before.events == [event.name()] && before.command.as_ref() == Some(&command) {
        return Ok(Written::Already);
    }
    let version =
        before.command.as_ref().map(|command| script::ours(command.as_bytes()).map_or(0, |ours| ours.version));
    if let Some(version) = version.filter(|version| *version > script::VERSION) {
        return Ok(Written::Newer { version });
    }
    let after = Keys { events: vec![event.name().to_owned()], command: Some(command), is_off: false };
    changes.on_failure(undo(repository, event, before));
    set(repository, event, &after)?;
    Ok(version.map_or(Written::New, |from| Written::Updated { from }))
}

/// Removes the keys of an event from the repository's own configuration; true when there
/// were any.
pub fn remove<'a>(repository: &'a dyn Repository, event: Event, changes: &mut Changes<'a>) -> Result<bool, Error> {
    let before = keys(repository, event, Scope::Local)?;
    if before.is_empty() {
        return Ok(false);
    }
    Git::new(repository).must(&["config", "--local", "--remove-section", &section(event)])?;
    changes.on_failure(undo(repository, event, before));
    Ok(true)
}

/// True when the keys are also set somewhere that is not this repository's own
/// configuration (`git config --global`).
pub fn is_set_elsewhere(repository: &dyn Repository, event: Event) -> Result<bool, Error> {
    let effective = keys(repository, event, Scope::Effective)?;
    Ok(effective.is_set(event) && keys(repository, event, Scope::Local)?.is_empty())
}

/// True when the configuration switches the hook of this event off.
pub fn is_switched_off(repository: &dyn Repository, event: Event) -> Result<bool, Error> {
    Ok(keys(repository, event, Scope::Effective)?.is_off)
}

fn set(repository: &dyn Repository, event: Event, keys: &Keys) -> Result<(), Error> {
    let git = Git::new(repository);
    let section = section(event);
    for (number, name) in keys.events.iter().enumerate() {
        let how = if number == 0 { "--replace-all" } else { "--add" };
        git.must(&["config", "--local", how, &format!("{section}.event"), name])?;
    }
    match &keys.command {
        Some(command) => git.must(&["config", "--local", "--replace-all", &format!("{section}.command"), command]),
        None => Ok(()),
    }
}

/// Brings the keys back as they were, as far as git lets it.
fn undo(repository: &dyn Repository, event: Event, before: Keys) -> impl FnOnce() {
    move || {
        if before.is_empty() {
            let _ = Git::new(repository).run(&["config", "--local", "--remove-section", &section(event)]);
        } else {
            let _ = set(repository, event, &before);
        }
    }
}

/// The name must not be an event's own: git 2.55 dies on that.
fn section(event: Event) -> String {
    format!("hook.tidegate-{event}")
}
