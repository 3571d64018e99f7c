//! `[replay]` and `[verify]`: where, when and for how long migrations are replayed.

use super::keys;
use super::read::keys_of;
use super::table::{Reader, Table};
use super::values;
use super::{Engine, ReplaySettings, VerifyAt};
use crate::replay::{RequiredKind, RequiredObject};
use crate::text::RelPath;
use std::collections::BTreeMap;
use std::time::Duration;

impl Reader {
    /// `[replay]` and `[verify]`; paths are from `root`.
    pub(super) fn replay(&mut self, table: &Table, root: &RelPath) -> ReplaySettings {
        let mut settings = ReplaySettings::default();
        if let Some(replay) = self.table(table, "replay") {
            self.known(&replay, keys_of(keys::TOP, "replay"));
            self.keys_of_users(&replay);
            settings.engine = self.engine(&replay);
            settings.before = self.files(&replay, "before", root);
            settings.after_platform = self.files(&replay, "after-platform", root);
            settings.extensions = self.texts_if_set(&replay, "extensions");
            settings.command = self.command(&replay);
            settings.variables = self.variables(&replay);
        }
        if let Some(verify) = self.table(table, "verify") {
            self.known(&verify, keys_of(keys::TOP, "verify"));
            if let Some((name, span)) = self.text(&verify, "at") {
                settings.at = VerifyAt::named(&name);
                if settings.at.is_none() {
                    self.one_of(span, &format!("unknown hook `{name}`"), &name, VerifyAt::NAMES.into_iter());
                }
            }
            settings.timeout = self.timeout(&verify);
            settings.schemas = self.schemas(&verify);
            settings.seed = self.flag(&verify, "seed");
        }
        settings.required = self.required(table);
        settings
    }

    /// `[required]`: names by kind.
    fn required(&mut self, table: &Table) -> Option<Vec<RequiredObject>> {
        let required = self.table(table, "required")?;
        self.known(&required, keys_of(keys::TOP, "required"));
        let mut objects = Vec::new();
        for (key, kind) in RequiredKind::KEYS {
            for (text, span) in self.list(&required, key) {
                match RequiredObject::read(kind, &text) {
                    Ok(object) => objects.push(object),
                    Err(expected) => {
                        let message = format!("invalid name `{}` in `{}`", text.replace('`', ""), required.name(key));
                        let help =
                            "write a name with capital letters, blanks or dots in double quotes: `'\"My table\"'`";
                        self.problem(span, message, expected, help);
                    }
                }
            }
        }
        Some(objects)
    }

    /// `command` of `[replay]`: a program and its arguments.
    fn command(&mut self, replay: &Table) -> Option<Vec<String>> {
        let value = replay.entries.get("command")?;
        let words = self.texts(replay, "command");
        if words.first().is_none_or(String::is_empty) {
            let help = "name the program and its arguments, such as `[\"bin/rails\", \"db:migrate\"]`";
            self.problem(value.span(), "`replay.command` names no program", "expected a list of texts", help);
            return None;
        }
        Some(words)
    }

    /// `variables` of `[replay]`: texts by name.
    fn variables(&mut self, replay: &Table) -> BTreeMap<String, String> {
        let Some(variables) = self.table(replay, "variables") else { return BTreeMap::new() };
        let names = variables.entries.keys().map(|name| name.get_ref().to_string());
        let text = |name: String| self.text(&variables, &name).map(|(text, _)| (name, text));
        names.filter_map(text).collect()
    }

    pub(super) fn engine(&mut self, replay: &Table) -> Option<Engine> {
        let (name, span) = self.text(replay, "engine")?;
        let engine = Engine::named(&name);
        if engine.is_none() {
            self.one_of(span, &format!("unknown engine `{name}`"), &name, Engine::names());
        }
        engine
    }

    /// `timeout` of `[verify]`.
    fn timeout(&mut self, verify: &Table) -> Option<Duration> {
        let (text, span) = self.text(verify, "timeout")?;
        let found = values::duration(&text).and_then(|found| found.to_std().ok());
        let label = match found {
            None => "expected a duration such as 90s or 5m",
            Some(found) if found.is_zero() => "expected at least 1s",
            Some(found) if found > ReplaySettings::MAX_TIMEOUT => "expected at most 10m",
            Some(found) => return Some(found),
        };
        let help = "a longer replay: `TIDEGATE_TIMEOUT=1h git push`, or by hand `tidegate verify --timeout 1h`";
        self.problem(span, format!("invalid time limit `{text}`"), label, help);
        None
    }

    /// `schemas` of `[verify]`.
    fn schemas(&mut self, verify: &Table) -> Option<Vec<String>> {
        let value = verify.entries.get("schemas")?;
        let named = self.list(verify, "schemas");
        if named.is_empty() {
            let help = "remove the key, or set `schema = false` if the project has no schema file";
            self.problem(value.span(), "`verify.schemas` is empty", "expected at least one schema", help);
        }
        for (name, span) in &named {
            if is_of_the_system(name) {
                let help = "name schemas that migrations create, such as `public`";
                let message = format!("`{name}` is a schema of PostgreSQL itself");
                self.problem(span.clone(), message, "no migration creates it", help);
            }
        }
        Some(named.into_iter().map(|(name, _)| name).collect())
    }

    /// A list of texts, or `None` without the key.
    fn texts_if_set(&mut self, table: &Table, name: &str) -> Option<Vec<String>> {
        table.entries.contains_key(name).then(|| self.texts(table, name))
    }

    /// A list of files below a project's folder, or `None` without the key.
    fn files(&mut self, table: &Table, name: &str, root: &RelPath) -> Option<Vec<RelPath>> {
        let files = table.entries.contains_key(name).then(|| self.paths(table, name))?;
        Some(files.into_iter().map(|file| root.join(file.as_bytes())).collect())
    }
}

/// Whether a schema is reserved for PostgreSQL itself (its documentation, "Schemas": names that begin
/// with `pg_` are reserved).
fn is_of_the_system(schema: &str) -> bool {
    schema.starts_with("pg_") || schema == "information_schema"
}
