//! Every key of `tidegate.toml`: its type and one line about it. Reading, the JSON schema
//! and the reference all follow from these tables.

use crate::rules;

/// What a key holds.
#[derive(Clone, Copy)]
pub(super) enum Type {
    /// A string.
    Text,
    /// A list of strings.
    Texts,
    /// A path relative to the project.
    Path,
    /// A path, or `false`.
    PathOrFalse,
    /// The id of a layout.
    Layout,
    /// A regular expression.
    Pattern,
    /// A length of time: `90s`, `15m`, `6h`, `1d`.
    Duration,
    /// A date or a date with a time.
    Moment,
    /// The id of a rule.
    RuleId,
    /// `error`, `warning`, `off`.
    Level,
    /// `minimal`, `recommended`, `strict`.
    Preset,
    /// A `PostgreSQL` major.
    Major,
    /// The name of an engine.
    Engine,
    /// A hook in which migrations are replayed, or `off`.
    VerifyAt,
    /// A list of paths.
    Paths,
    /// A list of names, one at least.
    Names,
    /// A table with these keys.
    Table(&'static [Key]),
    /// A list of such tables.
    Tables(&'static [Key]),
    /// Levels and options by rule id.
    Rules,
}

/// One key.
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) holds: Type,
    pub(super) required: bool,
    pub(super) about: &'static str,
}

const fn key(name: &'static str, holds: Type, about: &'static str) -> Key {
    Key { name, holds, required: false, about }
}

const fn required(name: &'static str, holds: Type, about: &'static str) -> Key {
    Key { name, holds, required: true, about }
}

pub(super) const TOP: &[Key] = &[
    key("layout", Type::Layout, "The layout of the migrations folder, when detection is wrong."),
    key("migrations", Type::Path, "The migrations folder, when it is not found by itself."),
    key("schema", Type::PathOrFalse, "The schema file that goes with the migrations, or false where there is none."),
    key(
        "published",
        Type::Texts,
        "Branches whose migrations must not change, such as origin/main; by default the remote's default branch.",
    ),
    key("ignore", Type::Texts, "Folders whose migrations are left alone."),
    key("preset", Type::Preset, PRESET),
    key("postgres", Type::Major, POSTGRES),
    key("rules", Type::Rules, "A level (error, warning, off) or a table of options for each rule."),
    key("replay", Type::Table(REPLAY), REPLAY_ABOUT),
    key("verify", Type::Table(VERIFY), VERIFY_ABOUT),
    key("freeze", Type::Table(FREEZE), "A time in which no migration may be committed."),
    key("allow", Type::Tables(ALLOW), "Accepted problems of files that cannot carry a comment."),
    key("projects", Type::Tables(PROJECT), "The projects of a monorepo that need settings of their own."),
];

/// The majors that can be named: from the oldest that people still run to what may come.
pub(super) const MAJORS: std::ops::RangeInclusive<i64> = 9..=30;

const PRESET: &str = "Which rules run: minimal, recommended (the default) or strict.";
const POSTGRES: &str = "The PostgreSQL major that the migrations are run on, such as 15.";

const REPLAY_ABOUT: &str = "Where migrations are replayed, and what is there before the first one.";
const VERIFY_ABOUT: &str = "In which hook migrations are replayed, and what schema.sql covers.";

const REPLAY: &[Key] = &[
    key("engine", Type::Engine, "Where: auto (the default), url or local; `--engine` on the command line wins."),
    key(
        "before",
        Type::Paths,
        "SQL files that are run once the platform's environment stands, before anything else; supabase/roles.sql runs by itself.",
    ),
    key("extensions", Type::Texts, "Extensions that are created after those files."),
    key(
        "after-environment",
        Type::Paths,
        "SQL files that are run after the extensions, right before the first migration.",
    ),
];

const VERIFY: &[Key] = &[
    key(
        "at",
        Type::VerifyAt,
        "The hook in which changed migrations are replayed: pre-push, pre-commit or off (the default).",
    ),
    key(
        "schemas",
        Type::Names,
        "The schemas that schema.sql covers; by default public and those that the file creates, and for `verify --write` every schema that is not the platform's.",
    ),
];

const FREEZE: &[Key] = &[
    required("reason", Type::Text, "Why the schema is frozen."),
    required("until", Type::Moment, "When the freeze ends."),
    required("owner", Type::Text, "Who can lift it."),
];

const ALLOW: &[Key] = &[
    required("rule", Type::RuleId, "The rule."),
    required("path", Type::Path, "The file, or a folder with everything below it."),
    required("reason", Type::Text, "Why it is accepted."),
];

const PROJECT: &[Key] = &[
    required("path", Type::Path, "The folder that holds the project."),
    key("layout", Type::Layout, "Its layout."),
    key("migrations", Type::Path, "Its migrations folder, from the project's folder."),
    key("schema", Type::PathOrFalse, "Its schema file, from the project's folder, or false."),
    key("preset", Type::Preset, PRESET),
    key("postgres", Type::Major, POSTGRES),
    key("rules", Type::Rules, "Levels and options of rules for this project only."),
    key("replay", Type::Table(REPLAY), REPLAY_ABOUT),
    key("verify", Type::Table(VERIFY), VERIFY_ABOUT),
];

/// The options of a rule besides its severity.
pub(super) fn rule_options(rule: &str) -> &'static [Key] {
    const PATTERN: &[Key] =
        &[key("pattern", Type::Pattern, "A regular expression for file names instead of the layout's own.")];
    const ALLOWED: &[Key] = &[key(
        "allow",
        Type::Texts,
        "Stamps that are no moments and may stay, instead of the all-zero baseline and the all-nine master.",
    )];
    const TOLERANCE: &[Key] =
        &[key("tolerance", Type::Duration, "How far in the future a timestamp may lie, such as 6h or 1d.")];
    match rule {
        "invalid-name" => PATTERN,
        "invalid-timestamp" => ALLOWED,
        "future-timestamp" => TOLERANCE,
        _ => &[],
    }
}

pub(super) const SEVERITY: Key = key("severity", Type::Level, "error, warning or off.");

/// The ids of all rules.
pub(super) fn rule_ids() -> impl Iterator<Item = &'static str> {
    rules::ALL.iter().map(|rule| rule.info.id)
}
