//! Severities by configuration, applied once, after all rules have spoken.

use crate::diagnostic::{Diagnostic, Severity};
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

/// Levels by rule id; a rule that is not named keeps its own severity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels(BTreeMap<String, Level>);

impl Levels {
    /// Sets a rule's level.
    pub fn set(&mut self, rule: &str, level: Level) {
        self.0.insert(rule.to_owned(), level);
    }

    /// These levels with those of a project laid over them.
    #[must_use]
    pub fn with(&self, over: Option<&Self>) -> Self {
        let mut levels = self.clone();
        levels.0.extend(over.into_iter().flat_map(|over| over.0.clone()));
        levels
    }

    /// The rules that are off.
    pub fn off(&self) -> Vec<String> {
        self.0.iter().filter(|(_, level)| **level == Level::Off).map(|(rule, _)| rule.clone()).collect()
    }

    /// The level of a rule, if one is set.
    pub fn of(&self, rule: &str) -> Option<Level> {
        self.0.get(rule).copied()
    }

    /// The diagnostic with its configured severity; `None` when its rule is off. What a
    /// rule itself tells only as a warning is not raised to an error.
    pub fn apply(&self, mut diagnostic: Diagnostic) -> Option<Diagnostic> {
        match self.of(diagnostic.rule.id) {
            Some(Level::Off) => return None,
            Some(Level::Warning) => diagnostic.severity = diagnostic.severity.min(Severity::Warning),
            Some(Level::Error) if diagnostic.severity == diagnostic.rule.severity => {
                diagnostic.severity = Severity::Error;
            }
            Some(Level::Error) | None => {}
        }
        Some(diagnostic)
    }
}
