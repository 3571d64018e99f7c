//! Hooks without a file: `hook.tidegate-<event>.event` and `.command` in the repository's own
//! configuration. Git 2.54 and newer runs them before and in addition to the hooks folder, in every
//! linked worktree and with every hook manager.
//!
//! The keys are written and removed by `git config`, which does not change the rest of the file.
//! Older versions of git silently ignore them.

use super::changes::Changes;
use super::config_order::{self, section};
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
pub fn write(
    repository: &dyn Repository,
    event: Event,
    program: Option<&Path>,
    changes: &mut Changes,
) -> Result<KeysWrite, Error> {
    let before = keys(repository, event, Scope::Local)?;
    let command = script::command(event, program);
    if before.events == [event.name()]
        && before.command.as_ref() == Some(&command)
        && config_order::follower(repository, event)?.is_none()
    {
        return Ok(KeysWrite::Unchanged);
    }
    let version =
        before.command.as_ref().map(|command| script::parse(command.as_bytes()).map_or(0, |hook| hook.version));
    if let Some(version) = version.filter(|version| *version > script::VERSION) {
        return Ok(KeysWrite::Newer { version });
    }
    let (section, name) = (section(event), event.name());
    let (event_key, command_key) = (format!("{section}.event"), format!("{section}.command"));
    let mut edits = vec![
        vec!["--replace-all", event_key.as_str(), name],
        vec!["--replace-all", command_key.as_str(), command.as_str()],
    ];
    if !before.is_empty() {
        // A new section is the last one, so that hooks which are configured before it run before it.
        edits.insert(0, vec!["--remove-section", section.as_str()]);
    }
    changes.edit_config(repository, &edits)?;
    Ok(version.map_or(KeysWrite::New, |from| KeysWrite::Updated { from }))
}

/// Removes the keys of an event from the repository's own configuration; returns whether there were any.
pub fn remove(repository: &dyn Repository, event: Event, changes: &mut Changes) -> Result<bool, Error> {
    if keys(repository, event, Scope::Local)?.is_empty() {
        return Ok(false);
    }
    changes.edit_config(repository, &[vec!["--remove-section", &section(event)]])?;
    Ok(true)
}

/// Whether the repository's own configuration has keys of an event.
pub fn is_set_here(repository: &dyn Repository, event: Event) -> Result<bool, Error> {
    Ok(!keys(repository, event, Scope::Local)?.is_empty())
}

/// Whether the keys are set only outside the repository's own configuration (`git config --global`).
pub fn is_set_elsewhere(repository: &dyn Repository, event: Event) -> Result<bool, Error> {
    let effective = keys(repository, event, Scope::Effective)?;
    Ok(effective.is_set(event) && !is_set_here(repository, event)?)
}

/// Whether the configuration disables the hook of this event.
pub fn is_switched_off(repository: &dyn Repository, event: Event) -> Result<bool, Error> {
    Ok(keys(repository, event, Scope::Effective)?.is_off)
}
