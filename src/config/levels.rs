//! Severities by configuration, applied once, after all rules have spoken.

use crate::diagnostic::{Diagnostic, Preset, RuleInfo, Severity};
use std::collections::BTreeMap;

/// What config makes of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Its problems stop the commit.
    Error,
    /// Its problems are told.
    Warning,
    /// It does not speak.
    Off,
}

impl Level {
    /// The words that stand for levels.
    pub const NAMES: [&'static str; 3] = ["error", "warning", "off"];

    /// Reads a word.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "error" => Some(Self::Error),
            "warning" => Some(Self::Warning),
            "off" => Some(Self::Off),
            _ => None,
        }
    }
}

/// A preset and levels by rule id; a rule that is not named has the preset's.
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

    /// The preset that holds.
    pub fn preset(&self) -> Preset {
        self.preset.unwrap_or_default()
    }

    /// These levels with those of a project laid over them.
    #[must_use]
    pub fn with(&self, over: Option<&Self>) -> Self {
        let mut levels = self.clone();
        if let Some(over) = over {
            levels.preset = over.preset.or(levels.preset);
            levels.by_rule.extend(over.by_rule.clone());
        }
        levels
    }

    /// The rules that are off by name; those that the preset leaves out are not among them.
    pub fn off(&self) -> Vec<String> {
        self.by_rule.iter().filter(|(_, level)| **level == Level::Off).map(|(rule, _)| rule.clone()).collect()
    }

    /// The level that was set for a rule by name.
    pub fn of(&self, rule: &str) -> Option<Level> {
        self.by_rule.get(rule).copied()
    }

    /// True when a rule is to speak: it is named, or the preset holds it.
    pub fn is_on(&self, rule: &RuleInfo) -> bool {
        self.of(rule.id).map_or(rule.preset <= self.preset(), |level| level != Level::Off)
    }

    /// The diagnostic with its configured severity; `None` when its rule is off. What a
    /// rule itself tells only as a warning is not raised to an error.
    pub fn apply(&self, mut diagnostic: Diagnostic) -> Option<Diagnostic> {
        if !self.is_on(diagnostic.rule) {
            return None;
        }
        match self.of(diagnostic.rule.id) {
            Some(Level::Warning) => diagnostic.severity = diagnostic.severity.min(Severity::Warning),
            Some(Level::Error) if diagnostic.severity == diagnostic.rule.severity => {
                diagnostic.severity = Severity::Error;
            }
            Some(Level::Error | Level::Off) | None => {}
        }
        Some(diagnostic)
    }
}
