//! Folder conventions of migration tools: how a file name is parsed, which order it gives, how the tool runs a script,
//! and which files it ignores.
//!
//! Each layout is one static value in a file of its own, with the sources of its facts.

mod dbmate;
mod diesel;
pub(super) mod flyway;
mod golang_migrate;
mod goose;
mod plain;
mod prisma;
mod sqlx;
mod supabase;

pub use dbmate::DBMATE;
pub use diesel::DIESEL;
pub use flyway::FLYWAY;
pub use golang_migrate::GOLANG_MIGRATE;
pub use goose::GOOSE;
pub use plain::PLAIN;
pub use prisma::PRISMA;
pub use sqlx::SQLX;
pub use supabase::SUPABASE;

use crate::sql::{self, NonTransactional, TransactionKind};
use crate::text::Span;

/// Every layout, in the order in which they are documented.
pub const ALL: [&Layout; 9] = [&SUPABASE, &PRISMA, &SQLX, &DBMATE, &DIESEL, &GOLANG_MIGRATE, &GOOSE, &FLYWAY, &PLAIN];

/// A folder convention.
#[derive(Debug)]
pub struct Layout {
    /// Identifier in configuration and output.
    pub id: &'static str,
    /// Name of the migration tool, as used in a sentence.
    pub tool: &'static str,
    /// What the database contains before the first migration.
    pub platform: Platform,
    pub shape: Shape,
    /// Default pattern for the name of a new migration.
    pub pattern: &'static str,
    /// A name that matches the pattern.
    pub example: &'static str,
    /// The migrations folder that `init` proposes.
    pub default_folder: &'static str,
    /// The order in which the tool applies migrations, and what identifies one.
    pub order: Order,
    /// A file next to a script that states how the tool runs it.
    pub sidecar: Option<Sidecar>,
    /// Whether the transaction mode is stated for the up and the down part of a file, and not once for both.
    pub marks_each_part: bool,
    /// Whether the tool stores a checksum of what it applied and rejects a different text, comments included.
    pub has_checksum: bool,
    /// Parses the name of a file (or of a folder); `None` if the tool ignores it.
    pub read: fn(&[u8]) -> Option<Name>,
    /// How the tool runs a script with this content.
    pub transaction: fn(&[u8]) -> Transaction,
    /// Where a statement that cannot run inside a transaction block belongs, with what turns the tool's transaction
    /// off: follows "put it". `None` if the tool has no such switch.
    pub no_transaction_hint: Option<&'static str>,
    /// Statements that the tool runs outside the transaction of their file.
    pub runs_outside_transaction: RunsOutside,
    /// The first lines of a new migration.
    pub template: Template,
    /// Whether the tool ends a statement at a semicolon at the end of a line, also inside of a
    /// function body, unless marks around it say otherwise.
    pub splits_at_line_end: bool,
    /// A file with roles that the tool runs before the first migration, below the project's root.
    pub roles_file: Option<&'static str>,
    /// Creates the tool's tracking table, where migrations are known to name it.
    pub tracking_ddl: Option<&'static str>,
    /// The command that writes a baseline migration from an existing database.
    pub baseline_command: &'static str,
}

/// A file next to a script that states how the tool runs it.
#[derive(Debug)]
pub struct Sidecar {
    pub name: &'static str,
    /// The transaction mode that a file of this content states, if any.
    pub transaction: fn(&[u8]) -> Option<Transaction>,
}

/// What a project expects in its database before the first migration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    /// A database as `PostgreSQL` creates it.
    Plain,
    /// What Supabase provides: roles, schemas, `auth`, `storage`, extensions.
    Supabase,
}

impl Platform {
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

/// The transaction that a tool runs a script in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transaction {
    /// One around the whole script.
    Whole,
    /// One around the whole script, except for statements that cannot run inside a transaction block, which run
    /// outside it.
    WholeExcept(RunsOutside),
    /// None, but the script is sent as one message, which `PostgreSQL` runs as a transaction if it contains more than
    /// one statement (manual, section 55.2.2.1).
    Message,
    /// One for each statement.
    Each,
    Unknown,
}

/// Statements that a tool runs outside the transaction of their file, each with the release since which it does.
pub type RunsOutside = &'static [(NonTransactional, &'static str)];

impl Transaction {
    /// Whether the tool runs a statement of this kind outside the transaction of its file.
    pub fn runs_outside(self, kind: TransactionKind) -> bool {
        match self {
            Self::WholeExcept(statements) => outside_since(statements, kind).is_some(),
            Self::Whole | Self::Message | Self::Each | Self::Unknown => false,
        }
    }
}

/// Release since which the tool runs a statement outside. A tool that recognises `CLUSTER` by its first word does so for
/// one table as well.
fn outside_since(statements: RunsOutside, kind: TransactionKind) -> Option<&'static str> {
    let statement = match kind {
        TransactionKind::Outside(statement) => statement,
        TransactionKind::ClusterTable => NonTransactional::ClusterAll,
        _ => return None,
    };
    statements.iter().find(|(listed, _)| *listed == statement).map(|(_, since)| *since)
}

/// How a tool orders and identifies migrations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// By the bytes of the name; the whole name identifies the migration.
    Name,
    /// By the bytes of the name; the version alone identifies the migration.
    NameButVersionIsKey,
    /// By the digits of the version as bytes, without dashes; they identify the migration.
    Digits,
    /// By the version as a number (or numbers separated by dots), which identifies the migration.
    Number,
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

/// How `tidegate new` writes a migration in this layout.
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
    /// A forward script and its down migration.
    Pair {
        /// Ending of the forward script, or its name in the migration's folder.
        up: &'static str,
        /// The same for the down migration.
        down: &'static str,
    },
}

impl Layout {
    /// The layout with this id.
    pub fn named(id: &str) -> Option<&'static Self> {
        ALL.into_iter().find(|layout| layout.id == id)
    }

    /// The forward part of a script: all of it, or the part before the marker of the down migration if the tool keeps
    /// both in one file.
    pub fn forward_part<'a>(&self, content: &'a [u8]) -> &'a [u8] {
        let Template::One { body: (_, after), .. } = self.template else {
            return content;
        };
        let mark = after.trim();
        let end = (!mark.is_empty()).then(|| memchr::memmem::find(content, mark.as_bytes())).flatten();
        &content[..end.unwrap_or(content.len())]
    }

    /// Release since which the tool runs a statement outside the transaction of its file; `None` if no release does.
    pub fn outside_transaction_since(&self, statement: &str) -> Option<&'static str> {
        outside_since(self.runs_outside_transaction, sql::transaction_kind(statement))
    }
}

impl PartialEq for Layout {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Layout {}

/// Whether one of the leading comment lines contains these words, in this order.
fn head_says(content: &[u8], words: &str) -> bool {
    let text = String::from_utf8_lossy(&content[..content.len().min(4096)]).to_lowercase();
    let head = text.lines().take_while(|line| line.trim().is_empty() || line.trim_start().starts_with("--"));
    head.into_iter().any(|line| line.split_whitespace().collect::<Vec<_>>().join(" ").contains(words))
}

/// Parses `<digits>_<anything><ending>`, the form that most tools use.
fn digits_then_underscore(name: &[u8], endings: &[(&str, Role)]) -> Option<Name> {
    let digits = leading_digits(name);
    if digits == 0 || name.get(digits) != Some(&b'_') {
        return None;
    }
    with_ending(name, digits, endings)
}

/// Parses the ending of a file name, which gives the role.
fn with_ending(name: &[u8], digits: usize, endings: &[(&str, Role)]) -> Option<Name> {
    let (ending, role) = endings.iter().find(|(ending, _)| name.ends_with(ending.as_bytes()))?;
    let stem = name.len() - ending.len();
    (stem >= digits).then_some(Name { version: 0..digits, stem: 0..stem, role: *role })
}

fn leading_digits(name: &[u8]) -> usize {
    name.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(layout: &Layout, name: &str, expected: Option<(&str, &str, Role)>) {
        let found = (layout.read)(name.as_bytes());
        let found = found.as_ref().map(|read| (&name[read.version.clone()], &name[read.stem.clone()], read.role));
        assert_eq!(found, expected, "{} reads {name}", layout.id);
    }

    #[test]
    fn parses_names_as_each_tool_does() {
        use Role::{Down, Repeatable, Up};
        check(&SUPABASE, "20240101000000_a.sql", Some(("20240101000000", "20240101000000_a", Up)));
        check(&SUPABASE, "20240101000000.sql", None);
        check(&SUPABASE, "add.sql", None);
        check(&SUPABASE, "1_a.sql.sql", Some(("1", "1_a.sql", Up)));
        check(&PRISMA, "20240101000000_a", Some(("20240101000000", "20240101000000_a", Up)));
        check(&PRISMA, "odd", Some(("odd", "odd", Up)));
        check(&SQLX, "1_a.up.sql", Some(("1", "1_a", Up)));
        check(&SQLX, "1_a.down.sql", Some(("1", "1_a", Down)));
        check(&SQLX, "1_a.sql", Some(("1", "1_a", Up)));
        check(&DBMATE, "20240101000000.sql", Some(("20240101000000", "20240101000000", Up)));
        check(&DIESEL, "2024-01-01-000000_a", Some(("2024-01-01-000000", "2024-01-01-000000_a", Up)));
        check(&GOLANG_MIGRATE, "1_a.up.sql", Some(("1", "1_a", Up)));
        check(&GOLANG_MIGRATE, "1_a.sql", None);
        check(&GOOSE, "00001_a.sql", Some(("00001", "00001_a", Up)));
        check(&FLYWAY, "V1.2__a.sql", Some(("1.2", "V1.2__a", Up)));
        check(&FLYWAY, "U1__a.sql", Some(("1", "U1__a", Down)));
        check(&FLYWAY, "R__views.sql", Some(("", "R__views", Repeatable)));
        check(&FLYWAY, "V1_a.sql", None);
        check(&PLAIN, "001-a.sql", Some(("001", "001-a", Up)));
    }

    #[test]
    fn says_how_each_tool_runs_a_statement_outside_a_transaction() {
        let index = "CREATE INDEX CONCURRENTLY i ON t (a)";
        for layout in ALL {
            let can = layout.no_transaction_hint.is_some() || layout.outside_transaction_since(index).is_some();
            assert!(can, "{}", layout.id);
        }
        assert_eq!(SUPABASE.outside_transaction_since(index), Some("2.109"));
        assert_eq!(SUPABASE.outside_transaction_since("drop index concurrently i"), Some("August 2026"));
        assert_eq!(SUPABASE.outside_transaction_since("alter table t detach partition p concurrently"), None);
        assert_eq!(SQLX.outside_transaction_since(index), None);
    }

    #[test]
    fn every_example_matches_its_own_pattern_and_parses() {
        for layout in ALL {
            let pattern = regex::bytes::Regex::new(layout.pattern).expect("a pattern that compiles");
            assert!(pattern.is_match(layout.example.as_bytes()), "{}", layout.id);
            assert!((layout.read)(layout.example.as_bytes()).is_some(), "{}", layout.id);
        }
    }
}
