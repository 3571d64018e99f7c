//! Configured severities, applied once, after all rules have run.

use crate::diagnostic::{Diagnostic, Preset, RuleInfo, Severity};
use std::collections::BTreeMap;

/// The configured level of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Its problems block the commit.
    Error,
    /// Its problems are reported.
    Warning,
    /// It does not run.
    Off,
}

impl Level {
    /// The names of the levels.
    pub const NAMES: [&'static str; 3] = ["error", "warning", "off"];

    /// Returns the level with this name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "error" => Some(Self::Error),
            "warning" => Some(Self::Warning),
            "off" => Some(Self::Off),
            _ => None,
        }
    }
}

/// A preset and levels by rule id; a rule without a level follows the preset.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    preset: Option<Preset>,
    by_rule: BTreeMap<String, Level>,
}

impl Levels {
    /// Sets a rule's level.
    pub fn set(&mut self, rule: &str, level: Level) {
        self.by_rule.insert(rule.to_owned(), level);
    }

    /// Sets the preset.
    pub fn set_preset(&mut self, preset: Preset) {
        self.preset = Some(preset);
    }

    /// Returns the preset.
    pub fn preset(&self) -> Preset {
        self.preset.unwrap_or_default()
    }

    /// Returns these levels, overridden by those of a project.
    #[must_use]
    pub fn with(&self, over: Option<&Self>) -> Self {
        let mut levels = self.clone();
        if let Some(over) = over {
            levels.preset = over.preset.or(levels.preset);
            levels.by_rule.extend(over.by_rule.clone());
        }
        levels
    }

    /// Returns the rules that are set to off, without those that the preset excludes.
    pub fn off(&self) -> Vec<String> {
        self.by_rule.iter().filter(|(_, level)| **level == Level::Off).map(|(rule, _)| rule.clone()).collect()
    }

    /// Returns the level that was set for a rule.
    pub fn of(&self, rule: &str) -> Option<Level> {
        self.by_rule.get(rule).copied()
    }

    /// Whether a rule runs: a level is set for it, or the preset includes it.
    pub fn is_on(&self, rule: &RuleInfo) -> bool {
        rule.preset == Preset::Always
            || self.of(rule.id).map_or(rule.preset <= self.preset(), |level| level != Level::Off)
    }

    /// Returns the diagnostic with its configured severity; `None` if its rule is off. A problem that
    /// the rule itself reports only as a warning is not raised to an error.
    pub fn apply(&self, mut diagnostic: Diagnostic) -> Option<Diagnostic> {
        if !self.is_on(diagnostic.rule) {
            return None;
        }
        match self.of(diagnostic.rule.id) {
            Some(Level::Warning) if diagnostic.rule.preset != Preset::Always => {
                diagnostic.severity = diagnostic.severity.min(Severity::Warning);
            }
            Some(Level::Error) if diagnostic.severity == diagnostic.rule.severity => {
                diagnostic.severity = Severity::Error;
            }
            Some(_) | None => {}
        }
        Some(diagnostic)
    }
}
