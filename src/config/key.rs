//! A key of a configuration file: its name, its type and one line about it.

/// Type of a key's value.
#[derive(Clone, Copy)]
pub(super) enum Type {
    Text,
    Texts,
    /// One pattern of files, or a list of them.
    Globs,
    /// Relative to the project.
    Path,
    PathOrFalse,
    Layout,
    Platform,
    /// A regular expression.
    Pattern,
    /// `90s`, `15m`, `6h`, `1d`, `2w`.
    Duration,
    /// A date, or a date with a time.
    Moment,
    RuleId,
    Level,
    Preset,
    Major,
    Engine,
    Flag,
    /// Absolute paths.
    Folders,
    VerifyAt,
    Sees,
    Stdin,
    /// The id of a check that a job uses.
    Check,
    /// A number of at least one.
    Size,
    Runner,
    Paths,
    /// At least one name.
    Names,
    /// A table of texts with any names.
    Values,
    Table(&'static Group),
    Tables(&'static Group),
    /// A table of tables with any names.
    NamedTables(&'static Group),
    /// Levels and options by rule id.
    Rules,
}

/// The keys of a table.
pub(super) struct Group {
    /// The name of its definition in the JSON schema.
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) keys: &'static [Key],
}

/// One key.
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) holds: Type,
    pub(super) required: bool,
    pub(super) about: &'static str,
}

pub(super) const fn key(name: &'static str, holds: Type, about: &'static str) -> Key {
    Key { name, holds, required: false, about }
}

pub(super) const fn required(name: &'static str, holds: Type, about: &'static str) -> Key {
    Key { name, holds, required: true, about }
}

/// A table, which has its description from its group.
pub(super) const fn table(group: &'static Group) -> Key {
    key(group.name, Type::Table(group), group.about)
}

pub(super) const fn tables(group: &'static Group) -> Key {
    key(group.name, Type::Tables(group), group.about)
}
