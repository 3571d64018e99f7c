//! Levels and options of rules.

use super::keys::{self, Key};
use super::table::{Reader, Table};
use super::{Level, RuleSettings, values};
use crate::diagnostic::Preset;
use crate::text::{Span, words};
use regex::bytes::{Regex, RegexBuilder};
use toml::de::DeValue;

/// Limit of the memory of a compiled regular expression in bytes.
pub(super) const PATTERN_LIMIT: usize = 1 << 20;

impl Reader {
    /// `preset`, `postgres` and `[rules]`
    pub(super) fn rules(&mut self, table: &Table) -> RuleSettings {
        let mut settings = RuleSettings { postgres: self.major(table), ..RuleSettings::default() };
        if let Some((name, span)) = self.text(table, "preset") {
            match Preset::named(&name) {
                Some(preset) => settings.levels.set_preset(preset),
                None => self.one_of(span, &format!("unknown preset `{name}`"), &name, Preset::NAMES.into_iter()),
            }
        }
        let Some(rules) = self.table(table, "rules") else {
            return settings;
        };
        for (id, value) in rules.entries {
            if !self.known_rule(id.get_ref(), id.span()) {
                continue;
            }
            match value.get_ref() {
                DeValue::String(level) => self.level(id.get_ref(), level, value.span(), &mut settings),
                DeValue::Table(entries) => {
                    let options = Table { entries, span: value.span(), below: rules.name(id.get_ref()) };
                    self.rule(id.get_ref(), &options, &mut settings);
                }
                other => self.wrong_type(value.span(), &rules.name(id.get_ref()), "a level or a table", other),
            }
        }
        settings
    }

    fn rule(&mut self, id: &str, options: &Table, settings: &mut RuleSettings) {
        let known: Vec<&Key> = keys::rule_options(id).iter().chain([&keys::SEVERITY]).collect();
        self.known_names(options, &known);
        if let Some((level, span)) = self.text(options, "severity") {
            self.level(id, &level, span, settings);
        }
        match id {
            "invalid-name" => settings.name_pattern = self.pattern(options),
            "invalid-timestamp" if options.entries.contains_key("allow") => {
                settings.allowed_timestamps = Some(self.texts(options, "allow"));
            }
            "future-timestamp" => {
                let tolerance = self.text(options, "tolerance");
                settings.future_tolerance = tolerance.and_then(|(text, span)| {
                    let found = values::duration(&text);
                    if found.is_none() {
                        self.problem(
                            span,
                            format!("`{text}` is not a valid duration"),
                            "expected a duration such as 15m, 6h or 1d",
                            "",
                        );
                    }
                    found
                });
            }
            _ => {}
        }
    }

    fn pattern(&mut self, options: &Table) -> Option<Regex> {
        let (text, span) = self.text(options, "pattern")?;
        match RegexBuilder::new(&text).size_limit(PATTERN_LIMIT).build() {
            Ok(pattern) => Some(pattern),
            Err(error) => {
                let cause = reason(&error);
                self.problem(
                    span,
                    "the pattern is not a valid regular expression",
                    cause,
                    "write it in single quotes, which keep backslashes: pattern = '^\\d{14}_[a-z_]+\\.sql$'",
                );
                None
            }
        }
    }

    /// `postgres = 15`
    fn major(&mut self, table: &Table) -> Option<u16> {
        let value = table.entries.get("postgres")?;
        let DeValue::Integer(number) = value.get_ref() else {
            self.wrong_type(value.span(), &table.name("postgres"), "a number", value.get_ref());
            return None;
        };
        let major =
            i64::from_str_radix(number.as_str(), number.radix()).ok().filter(|major| keys::MAJORS.contains(major));
        if major.is_none() {
            let text = number.as_str();
            self.problem(
                value.span(),
                format!("unsupported PostgreSQL version {text}"),
                "expected a major version such as 15",
                "",
            );
        }
        major.and_then(|major| u16::try_from(major).ok())
    }

    fn level(&mut self, id: &str, name: &str, span: Span, settings: &mut RuleSettings) {
        match Level::named(name) {
            Some(Level::Off | Level::Warning) if keys::is_always_on(id) => self.problem(
                span,
                format!("`{id}` cannot be set to {name}"),
                "this rule is always an error",
                format!(
                    "remove it, and accept single statements with a comment above them: `-- tidegate:allow {id} <why>`"
                ),
            ),
            Some(level) => settings.levels.set(id, level),
            None => self.one_of(span, &format!("unknown level `{name}`"), name, Level::NAMES.into_iter()),
        }
    }

    pub(super) fn known_rule(&mut self, id: &str, span: Span) -> bool {
        let is_known = keys::rule_ids().any(|known| known == id);
        if !is_known {
            let is_shown = self.problems.len() < 1000 && id.len() < 100;
            let near = is_shown.then(|| words::nearest(id, keys::rule_ids())).flatten();
            let help = near.map_or_else(
                || "list the rules: `tidegate rules`".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            self.problem(span, format!("unknown rule `{id}`"), "not the id of a rule", help);
        }
        is_known
    }
}
/// The reason why a regular expression is not one.
pub(super) fn reason(error: &regex::Error) -> String {
    let error = error.to_string();
    error.lines().last().unwrap_or("it does not compile").trim_start_matches("error: ").to_owned()
}
