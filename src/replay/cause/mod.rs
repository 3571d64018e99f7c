//! The likely cause of a failure: what the server says, held against the whole history.

mod key;
mod lookup;
mod message;
mod rows;

use super::Plan;
use super::script::StatementError;
use crate::migration::layout;
use crate::object::{ObjectKind, quoted};
use crate::sql::Script;
use crate::text::RelPath;
use lookup::{Event, Seen, look};
use message::Missing;

/// A cause and its remedy.
#[derive(Debug, Default)]
pub(super) struct Cause {
    /// A sentence.
    pub(super) why: String,
    /// An imperative.
    pub(super) help: String,
}

impl Cause {
    #[expect(clippy::unnecessary_wraps, reason = "everybody who calls it tells a cause or none")]
    fn new(why: impl Into<String>, help: impl Into<String>) -> Option<Self> {
        Some(Self { why: why.into(), help: help.into() })
    }
}

/// Explains why the file at `at` failed.
pub(super) fn explain(plan: &Plan<'_>, at: usize, broken: &StatementError, major: u32) -> Option<Cause> {
    let error = &broken.error;
    match error.sqlstate.as_str() {
        "42P01" | "3F000" | "42703" | "42883" | "42704" => {
            let missing = message::missing(&error.message)?;
            of_asking(plan, at, broken, major)
                .or_else(|| of_extension(plan, &missing))
                .or_else(|| of_missing(plan, at, broken, &missing))
        }
        "42P07" | "42710" | "42P06" | "42701" | "42723" => of_double(plan, at, broken),
        "0A000" | "58P01" => of_unavailable(&error.message)
            .or_else(|| of_library(plan, at, broken))
            .or_else(|| of_version(plan, at, broken, major)),
        "25001" | "2D000" => in_transaction(plan),
        "55P04" => Cause::new(
            "A value that `ALTER TYPE ... ADD VALUE` adds can be used only when its transaction has ended.",
            "use the new value in the next migration",
        ),
        "23503" | "23502" | "23505" | "P0001" => {
            rows::explain(error, &plan.migrations[at].content[broken.statement.clone()])
        }
        "42830" => key::explain(plan, at, broken),
        "42601" if of_template(broken, &plan.migrations[at].content) => Cause::new(
            "The statement holds a placeholder, whose value only the configuration of the tool or the application knows.",
            "keep placeholders out of migrations that are to be replayed",
        ),
        "22021" if error.message.ends_with("0x00") => {
            Cause::new("The file holds a NUL byte, which no text in PostgreSQL can.", "take it out")
        }
        "22021" => Cause::new("The file is not UTF-8.", "save it as UTF-8"),
        _ => of_version(plan, at, broken, major),
    }
}

/// The major from which `to_regprocedure` and its like give NULL where a type in what they are
/// asked for is missing (release notes of 16, measured on 15 and 17).
const ASKS_SOFTLY: u32 = 16;

fn of_asking(plan: &Plan<'_>, at: usize, broken: &StatementError, major: u32) -> Option<Cause> {
    let statement = &plan.migrations[at].content[broken.statement.clone()];
    let asks = ["to_regprocedure", "to_regoperator", "to_regtype"];
    let asks = asks.iter().find(|name| memchr::memmem::find(statement, name.as_bytes()).is_some());
    let asks = asks.filter(|_| major < ASKS_SOFTLY && broken.error.message.starts_with("type "))?;
    Cause::new(
        format!(
            "`{asks}` gives NULL for a type that is not there from PostgreSQL {ASKS_SOFTLY} on, and fails before; this server is PostgreSQL {major}."
        ),
        format!(
            "replay on a newer server: set `postgres = {ASKS_SOFTLY}` in tidegate.toml, or name one with `--database-url`"
        ),
    )
}

fn of_missing(plan: &Plan<'_>, at: usize, broken: &StatementError, missing: &Missing) -> Option<Cause> {
    let shown = missing.shown();
    let files = plan.migrations.iter().map(|file| (file, plan.layout.forward_part(&file.content)));
    let seen: Vec<Seen> = look(files, missing);
    let path = |seen: &Seen| &plan.migrations[seen.file].path;
    let is_before = |seen: &&Seen| (seen.file, seen.at) < (at, broken.statement.start);
    if let Some(gone) = seen.iter().rfind(is_before).filter(|seen| seen.event == Event::Gone) {
        let (file, shown) = (path(gone), &shown);
        return Cause::new(
            format!("{shown} is dropped or renamed by {file} before."),
            "leave it out here, or take it away only in a later migration",
        );
    }
    if seen.iter().filter(is_before).any(|seen| seen.event == Event::Made) {
        return None;
    }
    if let Some(later) = seen.iter().find(|seen| seen.event == Event::Made) {
        return Some(later_made(plan, at, path(later), &shown));
    }
    let aside = look(plan.ignored_files.iter().map(|file| (file, &file.content[..])), missing);
    if let Some(aside) = aside.iter().find(|seen| seen.event == Event::Made) {
        let (file, tool) = (&plan.ignored_files[aside.file].path, plan.layout.tool);
        let example = plan.layout.example;
        return Cause::new(
            format!("{shown} is created by {file}, and {tool} steps over that file."),
            format!("give it a name like `{example}` that sorts before this one"),
        );
    }
    never_made(plan, missing, &shown)
}

fn later_made(plan: &Plan<'_>, at: usize, later: &RelPath, shown: &str) -> Cause {
    let help = "have what creates it come first";
    if *later == plan.migrations[at].path {
        let why = format!("{shown} is created only further down in the same file.");
        return Cause { why, help: help.to_owned() };
    }
    let why = format!("{shown} is created only by a later migration, {later}.");
    Cause { why, help: format!("{help}: give one of the two another version") }
}

fn never_made(plan: &Plan<'_>, missing: &Missing, shown: &str) -> Option<Cause> {
    let is_platform = |schema: &String| plan.layout.platform.schemas().contains(&schema.as_str());
    let schema =
        if missing.kind == ObjectKind::Schema { Some(&missing.name.name) } else { missing.name.schema.as_ref() };
    let is_supabases = |schema: &String| crate::migration::Platform::Supabase.schemas().contains(&schema.as_str());
    if *plan.layout != layout::SUPABASE && schema.is_some_and(is_supabases) {
        return Cause::new(
            format!(
                "{shown} is never created by any migration. Supabase provides it, but this folder is not known as a project of Supabase."
            ),
            "say so in tidegate.toml, if it is one: `layout = \"supabase\"`",
        );
    }
    if schema.is_some_and(is_platform) {
        return Cause::new(
            format!(
                "{shown} belongs to the platform, and the environment that tidegate puts in its place does not have it."
            ),
            "create it only if the platform has not, or report that it is missing",
        );
    }
    if missing.kind == ObjectKind::Role {
        return Cause::new(
            format!(
                "{shown} is never created by any migration: roles belong to the server, and this one does not have it."
            ),
            "create it in a migration where it is missing (a `DO` block that looks in `pg_roles`), or in a file that `before` below `[replay]` in tidegate.toml names",
        );
    }
    if missing.kind == ObjectKind::Column && missing.on.is_none() {
        return Cause::new(format!("No migration creates a column {shown}."), "look how it is spelt");
    }
    let why = format!("{shown} is never created by any migration: the history lacks its baseline.");
    if *plan.layout == layout::SUPABASE {
        return Cause::new(why, "have the CLI write one from the database that has it: `supabase db pull`");
    }
    Cause::new(
        why,
        "write a first migration with what was there before, from the database that has it: `pg_dump --schema-only`",
    )
}

/// Types, functions and operator classes that come with an extension nobody creates: on the
/// platform somebody switched it on by hand.
fn of_extension(plan: &Plan<'_>, missing: &Missing) -> Option<Cause> {
    let extension = match missing.name.name.as_str() {
        "vector" | "halfvec" | "sparsevec" | "vector_cosine_ops" | "vector_l2_ops" | "vector_ip_ops" => "vector",
        "geometry" | "geography" | "st_point" | "st_makepoint" | "st_setsrid" | "st_dwithin" => "postgis",
        "citext" => "citext",
        "hstore" => "hstore",
        "ltree" => "ltree",
        "gin_trgm_ops" | "gist_trgm_ops" | "similarity" | "word_similarity" => "pg_trgm",
        "uuid_generate_v4" | "uuid_generate_v1" | "uuid_generate_v5" => "uuid-ossp",
        "crypt" | "gen_salt" | "digest" | "hmac" | "gen_random_bytes" | "pgp_sym_encrypt" => "pgcrypto",
        "unaccent" => "unaccent",
        "pgmq" => "pgmq",
        _ => return None,
    };
    let schema = if *plan.layout == layout::SUPABASE { " WITH SCHEMA extensions" } else { "" };
    let name = quoted(extension);
    Cause::new(
        format!(
            "{} comes with extension `{extension}`, which no migration before this one creates here.",
            missing.shown()
        ),
        format!("add to a migration before it: `CREATE EXTENSION IF NOT EXISTS {name}{schema};`"),
    )
}

fn of_double(plan: &Plan<'_>, at: usize, broken: &StatementError) -> Option<Cause> {
    let double = message::missing(&broken.error.message)?;
    let shown = double.shown();
    let files = plan.migrations.iter().map(|file| (file, plan.layout.forward_part(&file.content)));
    let seen = look(files, &double);
    let is_before = |seen: &&Seen| (seen.file, seen.at) < (at, broken.statement.start);
    let help = "leave one of the two out, or make this one `IF NOT EXISTS` if both are meant to stand";
    match seen.iter().filter(is_before).rfind(|seen| seen.event == Event::Made) {
        Some(first) if first.file == at => {
            Cause::new(format!("{shown} is created above in the same file already."), help)
        }
        Some(first) => {
            let path = &plan.migrations[first.file].path;
            Cause::new(format!("{shown} is created by {path} already."), help)
        }
        None if double.kind == ObjectKind::Role => Cause::new(
            format!("{shown} is there already: roles belong to the whole server."),
            "create it only where it is missing (a `DO` block that looks in `pg_roles`)",
        ),
        None if *plan.layout == layout::SUPABASE => Cause::new(
            format!("No migration before this one creates {shown}: it is the platform's own."),
            "leave it out, or make it `IF NOT EXISTS`",
        ),
        None => None,
    }
}

fn of_unavailable(message: &str) -> Option<Cause> {
    let name = message.strip_prefix("extension \"")?.split('"').next()?;
    Cause::new(
        format!("This server lacks extension `{name}`, and tidegate has no stand-in for it."),
        "install the extension beside the server, or name a server that has it with `--database-url`",
    )
}

/// A library that the server loads by itself and has not, such as those of conversions between
/// encodings; one that the statement names is the migration's own affair.
fn of_library(plan: &Plan<'_>, at: usize, broken: &StatementError) -> Option<Cause> {
    let name = broken.error.message.strip_prefix("could not access file \"")?.split('"').next()?;
    let statement = &plan.migrations[at].content[broken.statement.clone()];
    if memchr::memmem::find(statement, name.as_bytes()).is_some() {
        return None;
    }
    Cause::new(
        format!("This server lacks its own library `{name}`, which says nothing about the migration."),
        "replay on a server of the machine (`--engine local`), or name one with `--database-url`",
    )
}

fn in_transaction(plan: &Plan<'_>) -> Option<Cause> {
    let tool = plan.layout.tool;
    let help = match plan.layout.no_transaction_hint {
        Some(hint) => format!("put the statement {hint}"),
        None => format!("run the statement with psql, because {tool} would run it in a transaction"),
    };
    Cause::new(format!("It needs to run outside a transaction, and {tool} runs this migration in one."), help)
}

/// True when a statement holds `${…}` (Flyway) or `{{…}}` (templates of many kinds).
fn of_template(broken: &StatementError, content: &[u8]) -> bool {
    let statement = String::from_utf8_lossy(&content[broken.statement.clone()]);
    statement.contains("${") || statement.contains("{{")
}

/// Messages of servers that are too old for what they were given.
const TOO_OLD: [(&str, u16, &str); 4] = [
    ("subquery in FROM must have an alias", 16, "a subquery in `FROM` without an alias"),
    ("unrecognized privilege type \"maintain\"", 17, "the privilege `MAINTAIN`"),
    ("unrecognized parameter \"security_invoker\"", 15, "the view option `security_invoker`"),
    ("type \"xid8\" does not exist", 13, "the type `xid8`"),
];

/// SQL that is younger than the server.
fn of_version(plan: &Plan<'_>, at: usize, broken: &StatementError, major: u32) -> Option<Cause> {
    let by_message = TOO_OLD.iter().find(|(message, ..)| broken.error.message == *message);
    let script = Script::read(&plan.migrations[at].content, &broken.statement);
    let by_syntax = || script.statements.into_iter().find_map(|statement| statement.needs);
    let needs = by_message
        .map(|(_, major, operation)| (*major, *operation))
        .or_else(|| by_syntax().map(|needs| (needs.0, needs.1)));
    let (needed, operation) = needs?;
    (u32::from(needed) > major).then(|| Cause {
        why: format!("It needs PostgreSQL {needed} ({operation}), and this server is PostgreSQL {major}."),
        help: format!(
            "replay on a newer server: set `postgres = {needed}` in tidegate.toml, or name one with `--database-url`"
        ),
    })
}
