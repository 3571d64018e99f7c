//! Migrations that were given to the real migration tools, and what tidegate makes of them.
//!
//! The cases of a tool are in `<tool>.toml`. `tests/conformance/record.py` runs the tool on each and keeps what
//! happened in `<tool>.answers.toml`. Here the same files are replayed: the verdict, the file at which a history is
//! refused and the objects that are left must be the same. `<tool>.known.toml` names the cases in which they are not,
//! with a word that says why; a case that is named there and agrees fails the test.

use crate::support::memory::{File, Memory};
use crate::support::notation::settings;
use crate::support::server::Server;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use tidegate::jobs::sides::Selection;
use tidegate::jobs::verify::{self, replay_on};
use tidegate::postgres::{self, Database, Engine, Extension, NewDatabase, Role, RunKey, Session};
use tidegate::progress::Progress;
use tidegate::text::RelPath;

/// A migration tool.
struct Tool {
    /// The stem of its files, which is the name of its layout.
    name: &'static str,
    folder: &'static str,
    /// Its own table, and the schema that holds nothing else.
    tracking: &'static str,
    schema: Option<&'static str>,
}

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    files: BTreeMap<String, Content>,
    /// Tables whose rows are counted.
    #[serde(default)]
    rows: Vec<String>,
    /// What the tool is given besides the files: tidegate is told nothing of it.
    #[serde(default, rename = "environment")]
    _environment: BTreeMap<String, String>,
    #[serde(default, rename = "address")]
    _address: Option<String>,
    #[serde(default, rename = "arguments")]
    _arguments: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Content {
    Text(String),
    Bytes { hex: String },
}

/// What a tool made of a case.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    accepted: bool,
    /// The file at which it stopped; empty if it ran none.
    #[serde(default)]
    refused_at: String,
    #[serde(default)]
    message: String,
    left: Vec<String>,
    /// The versions in the tool's own table.
    #[serde(rename = "recorded")]
    _recorded: Vec<String>,
    /// Where the answer comes from, if not from a run of the tool.
    #[serde(default, rename = "from")]
    _from: Option<String>,
}

impl Content {
    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.as_bytes().to_vec(),
            Self::Bytes { hex } => {
                let digits: Vec<u32> = hex.chars().map(|digit| digit.to_digit(16).unwrap()).collect();
                digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap()).collect()
            }
        }
    }
}

fn read<T: serde::de::DeserializeOwned>(file: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/conformance").join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"));
    toml::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// A server that notes what is in the database of a replay before it is dropped.
struct Watched<'a> {
    engine: &'a mut dyn Engine,
    query: String,
    rows: Vec<String>,
    left: Vec<String>,
}

impl Watched<'_> {
    fn note(&mut self, name: &str) -> Result<(), postgres::Error> {
        let mut database = self.engine.open(name, &Session::default())?;
        let found = database.query(&self.query)?.rows;
        self.left = found.into_iter().flatten().flatten().collect();
        for table in &self.rows {
            if database.value(&format!("select to_regclass('{table}')"))?.is_some() {
                let count = database.value(&format!("select count(*) from {table}"))?.unwrap_or_default();
                self.left.push(format!("{count} rows in {table}"));
            }
        }
        Ok(())
    }
}

impl Engine for Watched<'_> {
    fn server(&self) -> &postgres::Server {
        self.engine.server()
    }

    fn create_database(&mut self, new: &NewDatabase<'_>) -> Result<(), postgres::Error> {
        self.engine.create_database(new)
    }

    fn rename_database(&mut self, name: &str, new_name: &str) -> Result<(), postgres::Error> {
        self.engine.rename_database(name, new_name)
    }

    fn drop_database(&mut self, name: &str) -> Result<(), postgres::Error> {
        if name == "postgres" && self.engine.databases()?.iter().any(|other| other == name) {
            self.note(name)?;
        }
        self.engine.drop_database(name)
    }

    fn databases(&mut self) -> Result<Vec<String>, postgres::Error> {
        self.engine.databases()
    }

    fn size(&mut self, name: &str) -> Result<u64, postgres::Error> {
        self.engine.size(name)
    }

    fn open(&mut self, name: &str, session: &Session) -> Result<Box<dyn Database>, postgres::Error> {
        self.engine.open(name, session)
    }

    fn open_as_superuser(&mut self, name: &str) -> Result<Option<Box<dyn Database>>, postgres::Error> {
        self.engine.open_as_superuser(name)
    }

    fn run_key(&self) -> Option<RunKey> {
        self.engine.run_key()
    }

    fn extensions(&mut self) -> Result<Vec<Extension>, postgres::Error> {
        self.engine.extensions()
    }

    fn roles(&mut self) -> Result<Vec<Role>, postgres::Error> {
        self.engine.roles()
    }

    fn sources(&mut self) -> Result<Option<Vec<PathBuf>>, postgres::Error> {
        self.engine.sources()
    }

    fn dump(&mut self, name: &str, arguments: &[&str]) -> Result<Vec<u8>, postgres::Error> {
        self.engine.dump(name, arguments)
    }
}

struct Silent;

impl Progress for Silent {
    fn report(&mut self, _: usize, _: usize, _: &str) {}
}

/// What tidegate makes of a case: the file at which it stops with its message, and what is left.
struct Verdict {
    refused: Option<(String, String)>,
    left: Vec<String>,
}

impl Tool {
    fn replay(&self, engine: &mut dyn Engine, files: &BTreeMap<String, Content>, rows: &[String]) -> Verdict {
        let mut repository = Memory::new();
        for (path, content) in files {
            repository.index.insert(RelPath::new(path), File::new(content.bytes()));
        }
        let text = format!("migrations = \"{}\"\nlayout = \"{}\"\nschema = false\n", self.folder, self.name);
        let schemas = self.schema.map_or(String::new(), |schema| format!("'{schema}'"));
        let prefix = if self.schema.is_some() { "" } else { "public." };
        let tables = format!("array['{0}', '{prefix}{0}']::name[]", self.tracking);
        let query = include_str!("../../conformance/left.sql").replace("{tables}", &tables);
        let query = query.replace("{schemas}", &format!("array[{schemas}]::name[]"));
        let mut watched = Watched { engine, query, rows: rows.to_vec(), left: Vec::new() };
        let settings = settings(text.as_bytes());
        let ran = replay_on(&mut watched, &repository, &settings, &Selection::Staged, &mut Silent);
        Verdict { refused: refusal(ran), left: watched.left }
    }

    /// Compares every case.
    fn check(&self) {
        let Some(server) = Server::new() else { return };
        let mut local = server.start();
        let Cases { case: cases } = read(&format!("{}.toml", self.name));
        let answers: BTreeMap<String, Answer> = read(&format!("{}.answers.toml", self.name));
        let mut known: BTreeMap<String, String> = read(&format!("{}.known.toml", self.name));
        let comment = BTreeMap::from([(self.path_of_comment(), Content::Text(self.comment().to_owned()))]);
        let before = self.replay(&mut local, &comment, &[]).left;
        let mut report = String::new();
        for case in &cases {
            let Some(answer) = answers.get(&case.name) else {
                let _ = writeln!(report, "{}: no answer is recorded", case.name);
                continue;
            };
            let mut verdict = self.replay(&mut local, &case.files, &case.rows);
            verdict.left.retain(|object| !before.contains(object));
            match (difference(answer, &verdict), known.remove(&case.name)) {
                (Some(difference), None) => {
                    let _ = writeln!(report, "{}: {difference}", case.name);
                }
                (None, Some(word)) => {
                    let _ = writeln!(report, "{}: agrees, but is known as `{word}`", case.name);
                }
                (Some(_), Some(_)) | (None, None) => {}
            }
        }
        for name in known.keys() {
            let _ = writeln!(report, "{name}: known, but no case");
        }
        assert!(cases.len() >= 60, "{} cases", cases.len());
        assert!(report.is_empty(), "{} of {} cases:\n{report}", report.lines().count(), cases.len());
    }

    /// A script that does nothing.
    fn comment(&self) -> &'static str {
        match self.name {
            "dbmate" => "-- migrate:up\n-- migrate:down\n",
            "goose" => "-- +goose Up\n",
            _ => "-- nothing\n",
        }
    }

    /// A file of the tool's layout.
    fn path_of_comment(&self) -> String {
        let file = match self.name {
            "prisma" => "20250101000000_a/migration.sql",
            "diesel" => "20250101000000_a/up.sql",
            "golang-migrate" => "20250101000000_a.up.sql",
            "flyway" => "V1__a.sql",
            _ => "20250101000000_a.sql",
        };
        format!("{}/{file}", self.folder)
    }
}

fn refusal(ran: Result<Vec<tidegate::replay::Outcome>, verify::Error>) -> Option<(String, String)> {
    match ran {
        Err(error) => Some((String::new(), error.to_string())),
        Ok(outcomes) if outcomes.is_empty() => Some((String::new(), "there is no project".to_owned())),
        Ok(outcomes) => outcomes.into_iter().find_map(|outcome| outcome.failure).map(|failure| {
            let path = failure.place.path().map(ToString::to_string).unwrap_or_default();
            (path, failure.error.message)
        }),
    }
}

/// How tidegate differs from the tool.
fn difference(answer: &Answer, verdict: &Verdict) -> Option<String> {
    let refused = (!answer.accepted).then_some((&answer.refused_at, &answer.message));
    match (refused, &verdict.refused) {
        (None, None) => {}
        (None, Some((path, message))) => return Some(format!("refused at `{path}` ({message}), the tool accepts it")),
        (Some((path, message)), None) => {
            return Some(format!("accepted, the tool refuses it at `{path}` ({message})"));
        }
        (Some((theirs, said)), Some((ours, message))) if theirs != ours => {
            return Some(format!("refused at `{ours}` ({message}), the tool refuses it at `{theirs}` ({said})"));
        }
        (Some(_), Some(_)) => {}
    }
    let missing: Vec<&str> =
        answer.left.iter().filter(|object| !verdict.left.contains(object)).map(|o| &o[..]).collect();
    let more: Vec<&str> = verdict.left.iter().filter(|object| !answer.left.contains(object)).map(|o| &o[..]).collect();
    let is_equal = missing.is_empty() && more.is_empty();
    (!is_equal).then(|| format!("left is different: missing [{}], more [{}]", missing.join(", "), more.join(", ")))
}

#[test]
fn the_supabase_cli_does_the_same() {
    Tool {
        name: "supabase",
        folder: "supabase/migrations",
        tracking: "supabase_migrations.schema_migrations",
        schema: Some("supabase_migrations"),
    }
    .check();
}

#[test]
fn prisma_migrate_does_the_same() {
    Tool { name: "prisma", folder: "prisma/migrations", tracking: "_prisma_migrations", schema: None }.check();
}

#[test]
fn sqlx_does_the_same() {
    Tool { name: "sqlx", folder: "migrations", tracking: "_sqlx_migrations", schema: None }.check();
}

#[test]
fn diesel_does_the_same() {
    Tool { name: "diesel", folder: "migrations", tracking: "__diesel_schema_migrations", schema: None }.check();
}

#[test]
fn dbmate_does_the_same() {
    Tool { name: "dbmate", folder: "db/migrations", tracking: "schema_migrations", schema: None }.check();
}

#[test]
fn goose_does_the_same() {
    Tool { name: "goose", folder: "migrations", tracking: "goose_db_version", schema: None }.check();
}

#[test]
fn golang_migrate_does_the_same() {
    Tool { name: "golang-migrate", folder: "migrations", tracking: "schema_migrations", schema: None }.check();
}

#[test]
fn flyway_does_the_same() {
    Tool { name: "flyway", folder: "db/migration", tracking: "flyway_schema_history", schema: None }.check();
}
