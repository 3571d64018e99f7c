//! Every key of `tidegate.toml` in words, for the documentation.

use super::keys::{self, Group, Key, MAJORS, Type};
use super::{Engine, Level, VerifyAt};
use crate::diagnostic::Preset;
use crate::migration::Platform;
use crate::migration::layout::{self, Runner};
use crate::tasks::{BuiltIn, Sees, Stdin};

/// A table of the file.
pub struct Section {
    /// As the file writes it, `[replay]`; empty for the keys at the top.
    pub name: &'static str,
    /// A sentence; empty for the keys at the top.
    pub about: &'static str,
    /// Its keys, in the order in which they are documented.
    pub entries: Vec<Entry>,
}

/// A key.
pub struct Entry {
    /// With the table that it is in where that is a rule: `invalid-name.pattern`.
    pub name: String,
    /// A type, or every word that it can be.
    pub holds: String,
    /// Whether the table is incomplete without it.
    pub is_required: bool,
    /// One or two sentences.
    pub about: &'static str,
}

/// Returns every key, generated from the same tables that reading uses.
pub fn reference() -> Vec<Section> {
    let top = Section { name: "", about: "", entries: keys::TOP.iter().map(|key| entry(key, "")).collect() };
    let groups = keys::GROUPS.iter().map(|(name, group)| section(name, group));
    std::iter::once(top).chain([rules()]).chain(groups).collect()
}

/// Returns every key of the user's own settings.
pub fn user_reference() -> Vec<Section> {
    keys::USER_GROUPS.iter().map(|(name, group)| section(name, group)).collect()
}

fn section(name: &'static str, group: &Group) -> Section {
    Section { name, about: group.about, entries: group.keys.iter().map(|key| entry(key, "")).collect() }
}

/// The options that some or all rules have.
fn rules() -> Section {
    let own = keys::rule_ids().flat_map(|id| keys::rule_options(id).iter().map(move |key| entry(key, id)));
    Section {
        name: "[rules]",
        about: "A rule id, and its level (`\"error\"`, `\"warning\"`, `\"off\"`) or a table of options.",
        entries: std::iter::once(entry(&keys::SEVERITY, "<rule>")).chain(own).collect(),
    }
}

fn entry(key: &Key, rule: &str) -> Entry {
    let name = if rule.is_empty() { key.name.to_owned() } else { format!("{rule}.{}", key.name) };
    Entry { name, holds: holds(key.holds), is_required: key.required, about: key.about }
}

fn holds(value: Type) -> String {
    let one_of = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match value {
        Type::Text => "string".to_owned(),
        Type::Texts => "list of strings".to_owned(),
        Type::Globs => "string or list of strings".to_owned(),
        Type::Path => "path".to_owned(),
        Type::Paths => "list of paths".to_owned(),
        Type::PathOrFalse => "path or `false`".to_owned(),
        Type::Layout => one_of(&layout::ALL.map(|layout| layout.id)),
        Type::Platform => one_of(&Platform::NAMES),
        Type::Pattern => "regular expression".to_owned(),
        Type::Duration => "duration: `90s`, `15m`, `6h`, `1d`, `2w`".to_owned(),
        Type::Moment => "date, or date and time".to_owned(),
        Type::RuleId => "rule id".to_owned(),
        Type::Level => one_of(&Level::NAMES),
        Type::Preset => one_of(&Preset::NAMES),
        Type::Major => format!("integer from {} to {}", MAJORS.start(), MAJORS.end()),
        Type::Engine => one_of(&Engine::names().collect::<Vec<_>>()),
        Type::Flag => one_of(&["true", "false"]),
        Type::Folders => "list of absolute paths".to_owned(),
        Type::VerifyAt => one_of(&VerifyAt::NAMES),
        Type::Sees => one_of(&Sees::NAMES),
        Type::Stdin => one_of(&Stdin::NAMES),
        Type::Check => one_of(&BuiltIn::ids().collect::<Vec<_>>()),
        Type::Size => "integer from 1".to_owned(),
        Type::Runner => one_of(&Runner::NAMES),
        Type::Names => "list of names, at least one".to_owned(),
        Type::Values => "table of strings".to_owned(),
        Type::Table(_) => "table, below".to_owned(),
        Type::Tables(_) => "list of tables, below".to_owned(),
        Type::NamedTables(_) => "tables by name, below".to_owned(),
        Type::Rules => "table".to_owned(),
    }
}
