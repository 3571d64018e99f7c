//! The settings of a file with Diesel's tables.

use regex::Regex;

/// The settings of one file with tables.
#[derive(Clone, Debug, Default)]
pub struct TableSettings {
    /// Whether `diesel.toml` names the file, so that Diesel generates it.
    pub is_generated: bool,
    pub schema: Option<String>,
    /// Changes what Diesel generates.
    pub patch_file: Option<String>,
    pub only: Option<Vec<Regex>>,
    pub except: Vec<Regex>,
    /// A pattern that cannot be read.
    pub unreadable: Option<String>,
}

impl TableSettings {
    /// Whether the file has the table of this name, if it is in its schema.
    pub fn covers(&self, name: &str) -> bool {
        let is_match = |patterns: &[Regex]| patterns.iter().any(|pattern| pattern.is_match(name));
        self.only.as_deref().is_none_or(is_match) && !is_match(&self.except)
    }
}
