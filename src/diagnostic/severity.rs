//! Severities and presets.

use serde::Serialize;
use std::fmt;

/// Severity of a diagnostic: only errors block a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// For information; never blocks anything.
    Info,
    /// Should be reviewed; does not block the commit.
    Warning,
    /// Blocks the commit.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// Sets of rules: each preset includes the smaller ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Preset {
    /// Rules that no setting turns off or weakens; it cannot be chosen.
    Always,
    /// Rules on statements that certainly fail, and on loss of data.
    Minimal,
    /// Also what a reviewer should see; the default.
    #[default]
    Recommended,
    /// Every rule, including team policy.
    Strict,
}

impl Preset {
    /// The names of the presets that can be chosen.
    pub const NAMES: [&'static str; 3] = ["minimal", "recommended", "strict"];

    /// Returns the preset of this name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "minimal" => Some(Self::Minimal),
            "recommended" => Some(Self::Recommended),
            "strict" => Some(Self::Strict),
            _ => None,
        }
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Always => "always",
            Self::Minimal => "minimal",
            Self::Recommended => "recommended",
            Self::Strict => "strict",
        })
    }
}
