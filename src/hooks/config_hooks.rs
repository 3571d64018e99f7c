//! Hooks without a file: `hook.tidegate-<event>.event` and `.command` in the repository's own
//! configuration. Git 2.54 and newer runs them before and in addition to the hooks folder, in every
//! linked worktree and with every hook manager.
//!
//! The keys are written and removed by `git config`, which does not change the rest of the file.
//! Older versions of git silently ignore them.

use super::changes::Changes;
use super::error::Error;
use super::event::Event;
use super::git_program::Git;
use super::script;
use crate::git::Repository;
use std::path::Path;

/// The configuration of one event's hook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Keys {
    /// The values of `hook.tidegate-<event>.event`.
    events: Vec<String>,
    /// `hook.tidegate-<event>.command`
    pub(super) command: Option<String>,
    /// Set by `hook.tidegate-<event>.enabled` or `hook.<event>.enabled`.
    pub(super) is_off: bool,
}

impl Keys {
    /// Whether git 2.54 and newer runs a command at the event.
    pub(super) fn is_set(&self, event: Event) -> bool {
        self.command.is_some() && self.events.iter().any(|name| name == event.name())
    }

    fn is_empty(&self) -> bool {
        self.command.is_none() && self.events.is_empty()
    }
}

/// The configuration files to read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// The repository's own file.
    Local,
    /// All files, as git resolves them.
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
        // A key without a value has no line break and means "true".
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

/// The result of writing the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeysWrite {
    New,
    /// Another version or program was replaced.
    Updated {
        /// The previous version.
        from: u32,
    },
    Unchanged,
    /// A newer version of tidegate wrote them, and they were not changed.
    Newer {
        version: u32,
    },
}

/// Writes the keys of an event into the repository's own configuration.
pub fn write<'a>(
    repository: &'a dyn Repository,
    event: Event,
    program: Option<&Path>,
    changes: &mut Changes<'a>,
) -> Result<KeysWrite, Error> {
    let before = keys(repository, event, Scope::Local)?;
    let command = script::command(event, program);
    if before.events == [event.name()] && before.command.as_ref() == Some(&command) {
        return Ok(KeysWrite::Unchanged);
    }
    let version =
        before.command.as_ref().map(|command| script::parse(command.as_bytes()).map_or(0, |hook| hook.version));
    if let Some(version) = version.filter(|version| *version > script::VERSION) {
        return Ok(KeysWrite::Newer { version });
    }
    let after = Keys { events: vec![event.name().to_owned()], command: Some(command), is_off: false };
    changes.on_failure(undo(repository, event, before));
    set(repository, event, &after)?;
    Ok(version.map_or(KeysWrite::New, |from| KeysWrite::Updated { from }))
}

/// Removes the keys of an event from the repository's own configuration; returns whether there were any.
pub fn remove<'a>(repository: &'a dyn Repository, event: Event, changes: &mut Changes<'a>) -> Result<bool, Error> {
    let before = keys(repository, event, Scope::Local)?;
    if before.is_empty() {
        return Ok(false);
    }
    Git::new(repository).must(&["config", "--local", "--remove-section", &section(event)])?;
    changes.on_failure(undo(repository, event, before));
    Ok(true)
}

/// Whether the keys are set only outside the repository's own configuration (`git config --global`).
pub fn is_set_elsewhere(repository: &dyn Repository, event: Event) -> Result<bool, Error> {
    let effective = keys(repository, event, Scope::Effective)?;
    Ok(effective.is_set(event) && keys(repository, event, Scope::Local)?.is_empty())
}

/// Whether the configuration disables the hook of this event.
pub fn is_switched_off(repository: &dyn Repository, event: Event) -> Result<bool, Error> {
    Ok(keys(repository, event, Scope::Effective)?.is_off)
}

fn set(repository: &dyn Repository, event: Event, keys: &Keys) -> Result<(), Error> {
    let git = Git::new(repository);
    let section = section(event);
    for (number, name) in keys.events.iter().enumerate() {
        let mode = if number == 0 { "--replace-all" } else { "--add" };
        git.must(&["config", "--local", mode, &format!("{section}.event"), name])?;
    }
    match &keys.command {
        Some(command) => git.must(&["config", "--local", "--replace-all", &format!("{section}.command"), command]),
        None => Ok(()),
    }
}

/// Restores the previous keys, if git can.
fn undo(repository: &dyn Repository, event: Event, before: Keys) -> impl FnOnce() {
    move || {
        if before.is_empty() {
            let _ = Git::new(repository).run(&["config", "--local", "--remove-section", &section(event)]);
        } else {
            let _ = set(repository, event, &before);
        }
    }
}

/// The section of an event's keys. Its name must not be that of an event: git 2.55 dies on that.
fn section(event: Event) -> String {
    format!("hook.tidegate-{event}")
}
