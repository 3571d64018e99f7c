//! The entries of a dump: the statements below each of `pg_dump`'s headers
//! (`-- Name: users; Type: TABLE; Schema: public; Owner: -`).

use super::normal::normal;
use super::object::DumpObject;
use super::version_diffs::one_name;
use crate::object::PUBLIC;
use crate::sql::{self, Word, words};
use crate::text::{Span, lines};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The entries of a dump by their identity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entries(BTreeMap<Identity, String>);

/// The object of an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    kind: String,
    schema: String,
    name: String,
}

/// The tracking tables of migration tools.
const TRACKING_TABLES: [&str; 11] = [
    "schema_migrations",
    "ar_internal_metadata",
    "_prisma_migrations",
    "_sqlx_migrations",
    "goose_db_version",
    "flyway_schema_history",
    "__diesel_schema_migrations",
    "gorp_migrations",
    "pgmigrations",
    "__drizzle_migrations",
    "atlas_schema_revisions",
];

/// The schema of the Supabase CLI, which has nothing but its tracking tables.
const TRACKING_SCHEMA: &str = "supabase_migrations";

/// The ends of the names of their indexes and sequences.
const PARTS: [&str; 5] = ["_pkey", "_pk", "_s_idx", "_id_seq", "_version_idx"];

/// Endings of `COMMENT ON SCHEMA public` for an unchanged comment.
const DEFAULT_COMMENTS: [&str; 3] = [" IS 'standard public schema'", " IS ''", " IS NULL"];

impl Identity {
    /// A table by its name.
    pub(super) fn named(name: &str) -> Self {
        Self { kind: "table".to_owned(), name: name.to_owned(), ..Self::default() }
    }

    fn read(line: &[u8]) -> Option<Self> {
        let line = String::from_utf8_lossy(line);
        let rest = line.strip_prefix("-- Name: ").or_else(|| line.strip_prefix("-- Data for Name: "))?;
        // A name may contain anything; the text after it does not.
        let (rest, _owner) = rest.rsplit_once("; Owner:")?;
        let (rest, schema) = rest.rsplit_once("; Schema: ")?;
        let (name, kind) = rest.rsplit_once("; Type: ")?;
        let schema = if schema == "-" { "" } else { schema };
        Some(Self { kind: kind.to_lowercase(), schema: schema.to_owned(), name: one_name(name) })
    }

    /// Whether a statement below this header is neither written nor compared. Schemas exist before
    /// anything is compared, and a dump may or may not contain `public`.
    pub fn is_ignored(&self, statement: &str) -> bool {
        matches!(self.kind.as_str(), "acl" | "default acl" | "extension")
            || (self.kind == "schema" && self.name == PUBLIC)
            || self.is_default_comment(statement)
            || (self.kind == "comment" && self.name.starts_with("EXTENSION "))
    }

    /// Whether the comment is the one that initdb gives `public`, or none: which of the two a dump
    /// has depends on whether the schema was created again, and on the major version of `pg_dump`.
    fn is_default_comment(&self, statement: &str) -> bool {
        let statement = statement.trim_end().trim_end_matches(';').trim_end();
        let is_default = || DEFAULT_COMMENTS.iter().any(|comment| statement.ends_with(comment));
        self.kind == "comment" && matches!(self.name.as_str(), "SCHEMA public" | "SCHEMA \"public\"") && is_default()
    }

    /// Whether this is a tool's tracking table or belongs to one.
    pub fn is_tracking_table(&self) -> bool {
        self.schema == TRACKING_SCHEMA || TRACKING_TABLES.iter().any(|table| self.belongs_to(table))
    }

    /// Whether this is the table of a migration tool in this schema, or belongs to it.
    pub(super) fn is_of(&self, schema: &str, table: &str) -> bool {
        (self.schema == schema || self.schema.is_empty()) && self.belongs_to(table)
    }

    /// Whether this is a table of this name, or a part of one: `pg_dump` names a constraint after its table, but an
    /// index and a sequence only by their own names.
    fn belongs_to(&self, table: &str) -> bool {
        let kind = self.kind.as_str();
        let has_own_name = kind == "index" || kind == "comment" || kind.starts_with("sequence");
        let is_other = matches!(kind, "view" | "materialized view" | "type" | "domain" | "function" | "procedure");
        let name = self.name.strip_prefix("COLUMN ").or(self.name.strip_prefix("TABLE ")).unwrap_or(&self.name);
        let name = name.strip_prefix("INDEX ").or(name.strip_prefix("SEQUENCE ")).unwrap_or(name);
        let is_part =
            |rest: &str| rest.is_empty() || rest.starts_with([' ', '.']) || has_own_name && PARTS.contains(&rest);
        !is_other && name.strip_prefix(table).is_some_and(is_part)
    }

    /// Returns the object of the entry.
    pub fn object(&self) -> DumpObject {
        DumpObject { kind: self.kind.clone(), schema: self.schema.clone(), name: self.name.clone() }
    }
}

impl Entries {
    /// Reads a dump. A statement above the first header that does not configure the session is an
    /// entry without a name.
    pub fn read(dump: &[u8]) -> Self {
        Self::with(dump, |identity, text| match identity {
            Some(identity) if !identity.is_ignored(text) => Some(identity),
            Some(_) if is_ignored(text) => None,
            // A statement that no dump contains must not be missed.
            _ => Some(Identity { kind: "statement".to_owned(), ..Identity::default() }),
        })
    }

    /// Reads a dump with everything that it contains, also what no schema file has.
    pub fn whole(dump: &[u8]) -> Self {
        let mut entries = Self::with(dump, |identity, text| {
            let identity = identity.unwrap_or_default();
            (!identity.is_default_comment(text)).then_some(identity)
        });
        for (identity, text) in &mut entries.0 {
            if matches!(identity.kind.as_str(), "acl" | "default acl") {
                let mut statements: Vec<&str> = text.lines().collect();
                statements.sort_unstable();
                *text = statements.join("\n");
            }
        }
        entries
    }

    fn with(dump: &[u8], identity_of: impl Fn(Option<Identity>, &str) -> Option<Identity>) -> Self {
        let mut entries: BTreeMap<Identity, String> = BTreeMap::new();
        for (identity, span) in with_headers(dump, sql::statements(dump)) {
            let text = String::from_utf8_lossy(&dump[span]);
            let Some(identity) = identity_of(identity, &text) else { continue };
            let Some(text) = normal(&text) else { continue };
            let entry = entries.entry(identity).or_default();
            if !entry.is_empty() {
                entry.push('\n');
            }
            entry.push_str(&text);
        }
        Self(entries)
    }

    /// Returns the entries in order of their identity.
    pub fn iter(&self) -> impl Iterator<Item = (&Identity, &String)> {
        self.0.iter()
    }

    /// Returns the normalised text of an entry.
    pub fn of(&self, identity: &Identity) -> Option<&str> {
        self.0.get(identity).map(String::as_str)
    }
}

/// Whether a statement is one of those that `pg_dump` writes below ignored headers.
fn is_ignored(statement: &str) -> bool {
    let first: Vec<Word> = words(statement).take(2).collect();
    let is = |at: usize, keywords: &[&str]| {
        first.get(at).is_some_and(|word| keywords.iter().any(|keyword| word.is(keyword)))
    };
    is(0, &["grant", "revoke", "comment", "set"])
        || is(0, &["create", "alter"]) && is(1, &["extension", "schema", "default"])
}

/// Returns the statements of a dump, each with the last header above it.
pub fn with_headers(dump: &[u8], statements: Vec<Span>) -> impl Iterator<Item = (Option<Identity>, Span)> {
    let mut current: Option<Identity> = None;
    let mut end = 0;
    statements.into_iter().map(move |span| {
        // A header is between statements; one inside of a function body is text.
        let between = &dump[end..span.start];
        if let Some(identity) = lines::lines(between).filter_map(|(_, line)| Identity::read(line)).last() {
            current = Some(identity);
        }
        end = span.end;
        (current.clone(), span)
    })
}

/// As `pg_dump` writes it, in three lines.
impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schema = if self.schema.is_empty() { "-" } else { &self.schema };
        let (name, kind) = (&self.name, self.kind.to_uppercase());
        write!(f, "--\n-- Name: {name}; Type: {kind}; Schema: {schema}; Owner: -\n--")
    }
}

/// Returns the schemas of a schema file: `public`, and those that it creates, without the
/// `managed` schemas of the platform.
pub fn schemas(content: &[u8], managed: &[&str]) -> BTreeSet<String> {
    let mut schemas = BTreeSet::from([PUBLIC.to_owned()]);
    for span in sql::statements(content) {
        let text = String::from_utf8_lossy(&content[span]);
        let mut words = words(&text);
        let is_create =
            words.next().is_some_and(|word| word.is("create")) && words.next().is_some_and(|word| word.is("schema"));
        if !is_create {
            continue;
        }
        let mut name = words.next();
        if name.as_ref().is_some_and(|word| word.is("if")) {
            name = words.nth(2);
        }
        schemas
            .extend(name.filter(Word::is_name).map(|word| word.text).filter(|name| !managed.contains(&name.as_str())));
    }
    schemas
}

#[cfg(test)]
mod tests {
    use super::*;

    const DUMP: &str = "\\restrict abc\nSET x = 0;\n--\n-- Name: users; Type: TABLE; Schema: public; Owner: -\n--\n\n\
        CREATE TABLE \"public\".\"users\" (\n    \"id\" bigint\n);\n\n\nSET default_tablespace = '';\n\n--\n\
        -- Name: f(integer); Type: FUNCTION; Schema: public; Owner: -\n--\n\nCREATE FUNCTION f() AS $$\n--\n-- Name: no; Type: TABLE; Schema: x; Owner: -\n--\n$$;\n";

    #[test]
    fn a_dump_is_read_into_its_entries() {
        let entries = Entries::read(DUMP.as_bytes());
        let names: Vec<String> =
            entries.iter().map(|(identity, _)| format!("{} {}", identity.kind, identity.name)).collect();
        assert_eq!(names, ["function f(integer)", "table users"]);
    }

    #[test]
    fn no_statement_is_missed() {
        let kinds = |dump: &str| -> Vec<String> {
            Entries::read(dump.as_bytes()).iter().map(|(identity, text)| format!("{} {text}", identity.kind)).collect()
        };
        let session = "SET a = 1;\nSELECT pg_catalog.set_config('search_path', '', false);\n";
        assert!(kinds(session).is_empty());
        assert_eq!(
            kinds(&format!("{session}CREATE TABLE t ();\nselect 1/0;")),
            ["statement CREATE TABLE t ()\nselect 1/0"]
        );
        let header = |kind: &str| format!("--\n-- Name: x; Type: {kind}; Schema: public; Owner: -\n--\n");
        assert!(kinds(&format!("{}GRANT ALL ON TABLE t TO x;", header("ACL"))).is_empty());
        assert_eq!(kinds(&format!("{}DROP TABLE t;", header("ACL"))), ["statement DROP TABLE t"]);
        assert_eq!(kinds(&format!("{}DROP TABLE t;", header("EXTENSION"))), ["statement DROP TABLE t"]);
    }

    #[test]
    fn the_comment_of_public_counts_unless_it_is_the_default() {
        let kinds = |name: &str, comment: &str| {
            let header = format!("--\n-- Name: SCHEMA {name}; Type: COMMENT; Schema: -; Owner: -\n--\n");
            Entries::read(format!("{header}COMMENT ON SCHEMA {name} IS {comment};\n").as_bytes()).iter().count()
        };
        for name in ["public", "\"public\""] {
            assert_eq!(kinds(name, "'ours'"), 1);
            assert_eq!(kinds(name, "'standard public schema, ours'"), 1);
            assert_eq!((kinds(name, "'standard public schema'"), kinds(name, "''")), (0, 0));
        }
        assert_eq!(kinds("app", "'standard public schema'"), 1);
    }

    #[test]
    fn tracking_tables_are_recognised_with_their_parts() {
        let check = |kind: &str, name: &str, expected: bool| {
            let identity = Identity { kind: kind.to_owned(), schema: "public".to_owned(), name: name.to_owned() };
            assert_eq!(identity.is_tracking_table(), expected, "{kind} {name}");
        };
        check("table", "schema_migrations", true);
        check("constraint", "schema_migrations schema_migrations_pkey", true);
        check("sequence", "goose_db_version_id_seq", true);
        check("index", "flyway_schema_history_s_idx", true);
        check("comment", "COLUMN _prisma_migrations.id", true);
        check("row security", "_prisma_migrations", true);
        check("table", "schema_migrationsx", false);
        check("table", "schema_migrations_log", false);
        check("index", "schema_migrations_log_idx", false);
        check("view", "schema_migrations", false);
        check("table", "users", false);
    }

    #[test]
    fn a_file_covers_the_schemas_that_it_creates() {
        let found = schemas(b"create schema if not exists \"App\"; CREATE SCHEMA auth; create table x();", &["auth"]);
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["App", "public"]);
    }
}
