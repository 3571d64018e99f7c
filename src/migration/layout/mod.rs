//! The folder conventions of the tools people apply migrations with: how a name is read,
//! what order it gives, and what the tool would step over.
//!
//! Each layout is one static value in a file of its own, with the source of its facts.

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

use crate::text::Span;

/// Every layout, in the order in which they are documented.
pub const ALL: [&Layout; 9] = [&SUPABASE, &PRISMA, &SQLX, &DBMATE, &DIESEL, &GOLANG_MIGRATE, &GOOSE, &FLYWAY, &PLAIN];

/// A folder convention.
#[derive(Debug)]
pub struct Layout {
    /// Its word in config and output.
    pub id: &'static str,
    /// The tool that applies it, as a sentence names it.
    pub tool: &'static str,
    /// What the database holds before the first migration.
    pub platform: Platform,
    /// Files or folders.
    pub shape: Shape,
    /// What a new migration's name must match unless config says otherwise.
    pub pattern: &'static str,
    /// A name that follows the pattern.
    pub example: &'static str,
    /// The order in which the tool applies, and what it takes for one migration.
    pub order: Order,
    /// True when the tool keeps a checksum of what it applied and refuses a text that differs,
    /// comments included.
    pub has_checksum: bool,
    /// Reads the name of a file (or of a folder); `None` when the tool steps over it.
    pub read: fn(&[u8]) -> Option<Name>,
    /// How the tool sends a script of this content.
    pub transaction: fn(&[u8]) -> Transaction,
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

/// What a project expects in its database before the first migration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    /// A database as `PostgreSQL` creates it.
    Plain,
    /// What Supabase provides: roles, schemas, `auth`, `storage`, extensions.
    Supabase,
}

impl Platform {
    /// Its word in names and messages.
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
    /// As `File`, sub-folders read as well.
    FileInAnyFolder,
    /// `<name>/migration.sql`, or `<name>/up.sql` with `<name>/down.sql`.
    Folder {
        /// The file that moves forward.
        up: &'static str,
        /// The file that moves back, if the layout has one.
        down: Option<&'static str>,
    },
}

/// What transaction a tool runs a script in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transaction {
    /// One around the whole script.
    Whole,
    /// One around the whole script, but statements that no transaction may hold are run
    /// beside it.
    WholeButLifts,
    /// The script is sent as one message: `PostgreSQL` makes a transaction of it when it holds
    /// more than one statement (manual, section 55.2.2.1).
    Message,
    /// Each statement by itself.
    Each,
    /// Nobody knows.
    Unknown,
}

/// How a tool orders and tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// By the bytes of the name, which as a whole is the migration's identity.
    Name,
    /// By the bytes of the name; the version alone is the identity.
    NameButVersionIsKey,
    /// By the digits of the version as bytes, dashes taken out, which are the identity.
    Digits,
    /// By the version as a number (or numbers between dots), which is the identity.
    Number,
}

/// What a script does when it is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Moves forward.
    Up,
    /// Moves back; never part of a replay.
    Down,
    /// Runs again whenever it changes; has no version.
    Repeatable,
    /// Stands for everything up to its version on a fresh database, so it shares the version
    /// of what it replaces.
    Baseline,
}

/// A migration's name, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Where the version stands in the name.
    pub version: Span,
    /// What remains when role and ending are taken off: equal for the `up` and the `down`
    /// file of one migration.
    pub stem: Span,
    /// What the script does.
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
    /// A forward file and one that takes it back.
    Pair {
        /// Ending of the forward file, or its name in the migration's folder.
        up: &'static str,
        /// The same for the way back.
        down: &'static str,
    },
}

impl Layout {
    /// The layout with this id.
    pub fn named(id: &str) -> Option<&'static Self> {
        ALL.into_iter().find(|layout| layout.id == id)
    }

    /// The part of a script that moves forward: all of it, or what stands before the mark of
    /// the way back where the tool keeps both in one file.
    pub fn forward_part<'a>(&self, content: &'a [u8]) -> &'a [u8] {
        let Template::One { body: (_, after), .. } = self.template else {
            return content;
        };
        let mark = after.trim();
        let end = (!mark.is_empty()).then(|| memchr::memmem::find(content, mark.as_bytes())).flatten();
        &content[..end.unwrap_or(content.len())]
    }
}

impl PartialEq for Layout {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Layout {}

/// True when one of the first lines that are comments holds these words, in this order.
fn head_says(content: &[u8], words: &str) -> bool {
    let text = String::from_utf8_lossy(&content[..content.len().min(4096)]).to_lowercase();
    let head = text.lines().take_while(|line| line.trim().is_empty() || line.trim_start().starts_with("--"));
    head.into_iter().any(|line| line.split_whitespace().collect::<Vec<_>>().join(" ").contains(words))
}

/// `<digits>_<anything><ending>`: what most tools read.
fn digits_then_underscore(name: &[u8], endings: &[(&str, Role)]) -> Option<Name> {
    let digits = leading_digits(name);
    if digits == 0 || name.get(digits) != Some(&b'_') {
        return None;
    }
    with_ending(name, digits, endings)
}

/// Finds the ending of a file name and with it the role.
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
    fn names_are_read_as_each_tool_reads_them() {
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
    fn every_example_follows_its_own_pattern_and_is_read() {
        for layout in ALL {
            let pattern = regex::bytes::Regex::new(layout.pattern).expect("a pattern that compiles");
            assert!(pattern.is_match(layout.example.as_bytes()), "{}", layout.id);
            assert!((layout.read)(layout.example.as_bytes()).is_some(), "{}", layout.id);
        }
    }
}
