//! The facts about a migration tool: the fields of a layout and their types.

use super::script::{Refusal, ScriptFile, Sidecar, ToolScript};
use super::tool_settings::ConfigFile;
use super::tracking::Tracking;
use super::transaction::{RunsOutside, outside_since};
use crate::sql;
use crate::text::Span;

/// A folder convention.
#[derive(Debug)]
pub struct Layout {
    /// Identifier in configuration and output.
    pub id: &'static str,
    /// Name of the migration tool, as used in a sentence.
    pub tool: &'static str,
    /// The content of the database before the first migration.
    pub platform: Platform,
    pub shape: Shape,
    /// Default pattern for the name of a new migration.
    pub pattern: &'static str,
    /// A name that matches the pattern.
    pub example: &'static str,
    /// Whether marks in a file divide it into sections; if not, all of it is the up migration.
    pub has_sections: bool,
    /// The migrations folder that `init` proposes.
    pub default_folder: &'static str,
    /// The order in which the tool applies migrations, and what identifies one.
    pub order: Order,
    /// A file next to a script that states how the tool runs it.
    pub sidecar: Option<Sidecar>,
    /// A file in the migrations folder with hashes of all migrations.
    pub folder_sum: Option<FolderSum>,
    /// A file in the migrations folder that lists the migrations in the order in which they run.
    pub listing: Option<Listing>,
    /// The tool's own configuration file, where it decides how scripts are read.
    pub config: Option<ConfigFile>,
    /// Whether the tool stores a checksum of what it applied and rejects a different text, comments included.
    pub has_checksum: bool,
    /// Effect of a change of line endings alone on that checksum.
    pub line_ends: LineEnds,
    /// Parses the name of a file (or of a folder); `None` if the tool ignores it.
    pub read: fn(&[u8]) -> Option<Name>,
    /// Parses the content of a script as the tool does.
    pub parse: fn(ScriptFile) -> ToolScript,
    /// Whether psql may run the files, which then may contain its variables.
    pub may_be_psql: bool,
    /// Endings of the files that may be migrations.
    pub endings: Endings,
    /// Parts that the tool reads of all migrations before it runs the first.
    pub reads_first: ReadsFirst,
    /// Treatment of two migrations of one version.
    pub duplicates: Duplicates,
    /// The reason why a file of this name, which is not a migration, stops the tool; `None` if it ignores the file.
    pub refuses_name: fn(&[u8]) -> Option<String>,
    /// Place for a statement that cannot run in a transaction, with what turns that of the tool off: follows "put it".
    pub no_transaction_hint: Option<&'static str>,
    /// Form of a migration whose only statement runs outside a transaction block.
    pub alone: Alone,
    /// Statements that the tool runs outside the transaction of their file.
    pub runs_outside_transaction: RunsOutside,
    /// Help that adds a down migration: an imperative, with `{stem}` for the name of the script without its ending.
    pub rollback_hint: &'static str,
    /// The tool ignores a first migration named `_init` with a version before this one.
    pub ignores_init_before: Option<&'static str>,
    /// The first lines of a new migration.
    pub template: Template,
    /// A file with roles that the tool runs before the first migration, below the project's root.
    pub roles_file: Option<&'static str>,
    /// The file, below the project's root, that configures the tool's own server.
    pub server_config: Option<ServerConfig>,
    /// First words, in lower case, of comments that the tool reads or writes: they describe nothing.
    pub comment_marks: &'static [&'static str],
    /// The statement with which the tool begins the transaction around a script.
    pub begin: &'static str,
    /// The tool's tracking table; `None` if the tool is not known.
    pub tracking: Option<&'static Tracking>,
    /// A schema that the tool's server fills, and that migrations may read.
    pub own_schema: Option<&'static str>,
    /// The name that the tool's documentation gives to the baseline of an existing database, if it gives one.
    pub baseline_name: Option<&'static str>,
    /// The lowest version that the tool accepts.
    pub lowest_version: u64,
    /// Lines around a statement with semicolons inside, if the tool needs them.
    pub statement_marks: Option<(&'static str, &'static str)>,
    /// Whether a migration with this content stands for all before it: on an empty database the tool begins with the last
    /// such one.
    pub is_checkpoint: fn(&[u8]) -> bool,
    /// The mark that ends a statement, or statements, which the tool then sends on their own, if it cuts a script only there.
    pub statement_break: Option<&'static str>,
    /// The command or SQL that records a migration as applied, with `{version}` and `{stem}`, if there is one.
    pub mark_applied: Option<&'static str>,
}

/// The part of line endings in a tool's checksum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEnds {
    /// They change the checksum.
    Covered,
    /// The tool also accepts the checksum of the text with `\n` only, or with `\r\n` only.
    Converted,
    /// The checksum is over the lines without their ends.
    Ignored,
}

/// A file with hashes of all migrations of a folder, which the tool compares before it runs any.
#[derive(Debug)]
pub struct FolderSum {
    /// Its name.
    pub file: &'static str,
    /// Compares the names and texts of the migrations, in order, with its content. Returns the number of the first that
    /// differs.
    pub compare: Compare,
}

/// The name and the text of a migration.
type Named<'a> = (&'a [u8], &'a [u8]);

type Compare = fn(&[Named<'_>], Option<&[u8]>) -> Option<(usize, Refusal)>;

/// A file that lists the migrations of a folder in the order in which they run.
#[derive(Debug)]
pub struct Listing {
    /// Its path below the folder.
    pub file: &'static str,
    /// Parses the names of the scripts from its content; `None` if the tool cannot read it.
    pub names: fn(&[u8]) -> Option<Vec<String>>,
}

/// A file that configures the server of a migration tool.
#[derive(Debug)]
pub struct ServerConfig {
    /// Path below the project's root.
    pub path: &'static str,
    /// The major version of `PostgreSQL` that a file of this text names, if any.
    pub major: fn(&str) -> Option<u32>,
}

/// Content of a database before the first migration of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    /// A database as `PostgreSQL` creates it.
    Plain,
    /// The roles, schemas, `auth`, `storage` and extensions of Supabase.
    Supabase,
}

impl Platform {
    /// The names in settings.
    pub const NAMES: [&'static str; 2] = ["supabase", "none"];

    /// Returns the platform with this name in settings.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "supabase" => Some(Self::Supabase),
            "none" => Some(Self::Plain),
            _ => None,
        }
    }

    /// Whether it serves every table of the schema `public` through an API with a public key.
    pub fn serves_public_tables(self) -> bool {
        self == Self::Supabase
    }

    /// Whether every database of the platform has this role, which no migration creates.
    pub fn has_role(self, role: &str) -> bool {
        self == Self::Supabase && (role.starts_with("supabase_") || SUPABASE_ROLES.contains(&role))
    }

    /// Identifier in names and messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Supabase => "supabase",
        }
    }

    /// Its name in sentences.
    pub fn title(self) -> &'static str {
        match self {
            Self::Plain => "PostgreSQL",
            Self::Supabase => "Supabase",
        }
    }
}

/// Roles of every Supabase project besides those that begin with `supabase_`.
const SUPABASE_ROLES: [&str; 11] = [
    "anon",
    "authenticated",
    "authenticator",
    "service_role",
    "postgres",
    "dashboard_user",
    "pgbouncer",
    "pgsodium_keyholder",
    "pgsodium_keyiduser",
    "pgsodium_keymaker",
    "pgtle_admin",
];

/// Whether a migration is a file or a folder of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `<name>.sql` directly in the migrations folder.
    File,
    /// As `File`, and sub-folders are read as well.
    FileInAnyFolder,
    /// `<name>/migration.sql`, or `<name>/up.sql` with `<name>/down.sql`.
    Folder {
        /// The forward script.
        up: &'static str,
        /// The down migration, if the layout has one.
        down: Option<&'static str>,
    },
}

/// Order and identity of migrations in a tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// By the name as text of a language, without a locale; the whole name identifies the migration.
    LocaleName,
    /// By the bytes of the name; the version alone identifies the migration.
    NameButVersionIsKey,
    /// By the bytes of the version without dashes, then of the name; they identify the migration.
    WithoutDashes,
    /// By the number at the beginning, then by the bytes of the name; the whole name identifies the migration.
    NumberThenName,
    /// As `NumberThenName`, but 17 digits are a time in UTC whose number is that of its milliseconds, and names are text of
    /// a language in which punctuation does not count.
    TimeThenName,
    /// By the version as a number (or numbers separated by dots), which identifies the migration.
    Number,
}

/// Endings of files that a tool reads as migrations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endings {
    /// `.sql`, and a migration in another language is not SQL.
    Sql,
    /// Whatever the ending is.
    Any,
    /// `.sql` and the endings of code; every other file stops the tool.
    SqlAndCode,
}

/// Parts that a tool reads of all migrations before it runs the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadsFirst {
    /// Names at most, without the files in folders.
    Nothing,
    /// Whether every migration has its script.
    Scripts,
    /// Every text, which must be UTF-8.
    Texts,
    /// Every text, which it must be able to divide into statements: one that it cannot has no pieces.
    Statements,
}

/// Treatment of two migrations of one version by a tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duplicates {
    /// Both run, because the version does not identify them, or nothing is known of it.
    BothRun,
    /// The first runs; recording the second fails.
    SecondFails,
    /// It stops before it runs any migration.
    NothingRuns,
    /// One of them never runs, and no error is reported.
    OneIsLost,
}

/// The purpose of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Applies a migration.
    Up,
    /// Reverts a migration; never part of a replay.
    Down,
    /// Runs again whenever it changes; has no version.
    Repeatable,
    /// Replaces all migrations up to its version on an empty database, so it shares the version of the last of them.
    Baseline,
}

/// The parsed name of a migration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Position of the version in the name.
    pub version: Span,
    /// The name without role and ending: equal for the `up` and the `down` file of one migration.
    pub stem: Span,
    pub role: Role,
}

/// Form of the files that `tidegate new` writes in this layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    /// One file.
    One {
        /// Between version and description, e.g. `_`.
        separator: &'static str,
        /// Before the version, e.g. `V`.
        prefix: &'static str,
        /// After the description.
        ending: &'static str,
        /// Lines before and after the SQL.
        body: (&'static str, &'static str),
    },
    /// None: only the tool itself makes a migration that it runs.
    ByTool {
        /// The command, without the name of the migration after it.
        command: &'static str,
    },
    /// A forward script and its down migration.
    Pair {
        /// Ending of the forward script, or its name in the migration's folder.
        up: &'static str,
        /// The same for the down migration.
        down: &'static str,
    },
}

/// Form of a migration with one statement that cannot run inside a transaction block, as
/// [`no_transaction_hint`](Layout::no_transaction_hint) describes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alone {
    /// As that of every other one.
    AsAny,
    /// Before everything else there is this line.
    Head(&'static str),
    /// These lines are before and after the SQL instead of those of the template.
    Body((&'static str, &'static str)),
    /// A second file, named after the first one: in a folder beside it, or with an ending after its whole name.
    Beside {
        /// `/metadata.toml`, or `.conf`.
        name: &'static str,
        content: &'static str,
    },
    /// The tool has none that it writes itself.
    Never,
}

impl Layout {
    /// The up migration in a script without a sidecar, with the comments above it.
    pub fn up_text<'a>(&self, content: &'a [u8]) -> &'a [u8] {
        if !self.has_sections {
            return content;
        }
        (self.parse)(ScriptFile::alone(content)).up.text(content)
    }

    /// Whether the tool's checksum accepts a text in place of another one because only line endings differ.
    pub fn accepts_line_ends(&self, old: &[u8], new: &[u8]) -> bool {
        match self.line_ends {
            LineEnds::Covered => false,
            LineEnds::Converted => with_newlines(new) == old || with_newlines(old) == new && all_returns(old),
            LineEnds::Ignored => bare_lines(old).eq(bare_lines(new)),
        }
    }

    /// Release since which the tool runs a statement outside the transaction of its file; `None` if no release does.
    pub fn outside_transaction_since(&self, statement: &str) -> Option<&'static str> {
        outside_since(self.runs_outside_transaction, sql::transaction_kind(statement))
    }
}

/// The text with `\n` in place of every `\r\n`.
fn with_newlines(text: &[u8]) -> Vec<u8> {
    let mut found = Vec::with_capacity(text.len());
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_suffix(b"\r\n") {
            Some(line) => found.extend_from_slice(&[line, b"\n"].concat()),
            None => found.extend_from_slice(line),
        }
    }
    found
}

/// The lines without their ends.
fn bare_lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split_inclusive(|byte| *byte == b'\n').map(|line| {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        line.strip_suffix(b"\r").unwrap_or(line)
    })
}

/// Whether every line ends in `\r\n`.
fn all_returns(text: &[u8]) -> bool {
    text.split_inclusive(|byte| *byte == b'\n').all(|line| line.ends_with(b"\r\n") || !line.ends_with(b"\n"))
}

impl PartialEq for Layout {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Layout {}
