//! `CREATE EXTENSION` and its kin, read from a statement or from the text of a `DO` block.

use crate::sql::{Word, words};
use regex::Regex;
use std::sync::LazyLock;

/// What a statement wants of an extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// `CREATE EXTENSION`
    Create(Create),
    /// `ALTER EXTENSION … UPDATE`
    Update(String),
    /// `ALTER EXTENSION … SET SCHEMA`
    SetSchema(String),
    /// Any other `ALTER EXTENSION`, and `COMMENT ON EXTENSION`.
    Other(String),
}

/// A `CREATE EXTENSION`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Create {
    pub(super) name: String,
    pub(super) schema: Option<String>,
    pub(super) version: Option<String>,
}

/// Reads a statement; `None` when it is about something else.
pub(super) fn read(statement: &str) -> Option<Command> {
    let mut rest = words(statement);
    let (first, second) = (rest.next()?, rest.next()?);
    let rest: Vec<Word> = match first.text.as_str() {
        "create" | "alter" if second.is("extension") => rest.take(16).collect(),
        "comment" if second.is("on") => {
            rest.next().filter(|word| word.is("extension")).map(|_| rest.take(4).collect())?
        }
        _ => return None,
    };
    let has_condition = first.is("create") && rest.first()?.is("if");
    let rest = if has_condition { rest.get(3..)? } else { &rest[..] };
    let name = rest.first().filter(|word| word.is_name())?.text.clone();
    let rest = &rest[1..];
    let is = |at: usize, keyword: &str| rest.get(at).is_some_and(|word| word.is(keyword));
    Some(match first.text.as_str() {
        "create" => {
            let after =
                |keyword: &str| rest.windows(2).find(|pair| pair[0].is(keyword)).map(|pair| pair[1].text.clone());
            Command::Create(Create { name, schema: after("schema"), version: after("version") })
        }
        "alter" if is(0, "update") => Command::Update(name),
        "alter" if is(0, "set") && is(1, "schema") => Command::SetSchema(name),
        _ => Command::Other(name),
    })
}

/// A `CREATE EXTENSION` in the text of a `DO` block, plain or in a string for `EXECUTE`.
const IN_A_BLOCK: &str =
    r#"(?i)create\s+extension\s+(?P<condition>if\s+not\s+exists\s+)?(?P<name>"[^"]+"|[a-z_0-9]+)[^;']*"#;

/// The storage parameters of an index whose method may be a stand-in.
const PARAMETERS: &str = r#"(?is)using\s+"?(?:hnsw|ivfflat|pgroonga|rum)"?\s*\([^;]*?\)(?P<with>\s*with\s*\([^)]*\))"#;

#[expect(clippy::expect_used, reason = "a pattern of our own, which a test compiles")]
static BLOCK: LazyLock<Regex> = LazyLock::new(|| Regex::new(IN_A_BLOCK).expect("our own pattern"));

#[expect(clippy::expect_used, reason = "a pattern of our own, which a test compiles")]
static WITH: LazyLock<Regex> = LazyLock::new(|| Regex::new(PARAMETERS).expect("our own pattern"));

/// The extensions that a `DO` block creates.
pub(super) fn in_block(block: &str) -> Vec<Create> {
    let found = BLOCK.find_iter(block).filter_map(|found| match read(found.as_str()) {
        Some(Command::Create(create)) => Some(create),
        _ => None,
    });
    found.collect()
}

/// The block with `IF NOT EXISTS` before every extension that is one of `loaded`.
pub(super) fn with_conditions(block: &str, loaded: &dyn Fn(&str) -> bool) -> String {
    let mut text = String::with_capacity(block.len());
    let mut copied = 0;
    for found in BLOCK.captures_iter(block) {
        let (Some(name), None) = (found.name("name"), found.name("condition")) else { continue };
        if loaded(name.as_str().trim_matches('"')) {
            text.push_str(&block[copied..name.start()]);
            text.push_str("IF NOT EXISTS ");
            copied = name.start();
        }
    }
    text.push_str(&block[copied..]);
    text
}

/// The block without the parameters of such indexes; blanks keep every place what it was.
pub(super) fn without_parameters(block: &str) -> String {
    let mut text = block.to_owned();
    for found in WITH.captures_iter(block).filter_map(|found| found.name("with")) {
        text.replace_range(found.range(), &" ".repeat(found.len()));
    }
    text
}

/// A `CREATE INDEX` by one of the methods that may be stand-ins, with `WITH (…)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct IndexParameters {
    /// The index method.
    pub(super) method: String,
    /// `m=16,ef_construction=64`
    pub(super) options: String,
    /// The statement with blanks in place of the clause.
    pub(super) without: String,
}

/// Reads the parameters of such an index.
pub(super) fn index_parameters(statement: &str) -> Option<IndexParameters> {
    let mut all = words(statement);
    let (first, second) = (all.next()?, all.next()?);
    if !first.is("create") || !(second.is("index") || second.is("unique")) {
        return None;
    }
    let all: Vec<Word> = all.collect();
    let using = all.iter().position(|word| word.is("using"))?;
    let method = all.get(using + 1).map(|word| word.text.clone())?;
    if !matches!(method.as_str(), "hnsw" | "ivfflat" | "pgroonga" | "rum") {
        return None;
    }
    let mut depth = 0_usize;
    let mut start = None;
    for (at, word) in all.iter().enumerate().skip(using) {
        match word.text.as_str() {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            "with" if depth == 0 => start = Some(at),
            _ => {}
        }
        if let Some(start) = start.filter(|start| at > *start && depth == 0) {
            let clause = all[start].span.start..word.span.end;
            let inner = &all[start + 2..at];
            let options: String = inner.iter().map(|word| word.text.as_str()).collect();
            let mut without = statement.to_owned();
            without.replace_range(clause.clone(), &" ".repeat(clause.len()));
            return Some(IndexParameters { method, options, without });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn create(name: &str, schema: Option<&str>, version: Option<&str>) -> Command {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Command::Create(Create { name: name.to_owned(), schema: owned(schema), version: owned(version) })
    }

    #[test]
    fn commands_are_read() {
        for (statement, expected) in [
            ("create extension vector", Some(create("vector", None, None))),
            (
                "CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\" WITH SCHEMA \"extensions\" VERSION '1.1' CASCADE;",
                Some(create("uuid-ossp", Some("extensions"), Some("1.1"))),
            ),
            ("alter extension vector update to '0.8'", Some(Command::Update("vector".to_owned()))),
            ("alter extension vector set schema x", Some(Command::SetSchema("vector".to_owned()))),
            ("COMMENT ON EXTENSION pg_net IS 'x'", Some(Command::Other("pg_net".to_owned()))),
            ("comment on table extension is 'x'", None),
            ("create table extension ()", None),
        ] {
            assert_eq!(read(statement), expected, "{statement}");
        }
    }

    #[test]
    fn blocks_are_searched_and_mended() {
        let block =
            "do $$ begin create extension vector; execute 'create extension if not exists \"http\" schema x'; end $$";
        let names: Vec<String> = in_block(block).into_iter().map(|create| create.name).collect();
        assert_eq!(names, ["vector", "http"]);
        let mended = with_conditions(block, &|_| true);
        assert!(mended.contains("create extension IF NOT EXISTS vector;"), "{mended}");
        assert!(mended.contains("'create extension if not exists \"http\" schema x'"), "{mended}");
    }

    #[test]
    fn parameters_of_an_index_are_taken_out_in_place() {
        let statement = "CREATE INDEX i ON t USING hnsw (v vector_cosine_ops) WITH (m = 16, ef_construction = '64') WHERE v IS NOT NULL";
        let found = index_parameters(statement).expect("it has parameters");
        assert_eq!((found.method.as_str(), found.options.as_str()), ("hnsw", "m=16,ef_construction=64"));
        assert_eq!(found.without.len(), statement.len());
        assert!(found.without.ends_with(" WHERE v IS NOT NULL") && !found.without.contains("WITH"));
        assert_eq!(index_parameters("create index i on t using btree (a) with (fillfactor = 70)"), None);
        assert_eq!(index_parameters("create index i on t using hnsw (v)"), None);
        let block = "do $$ begin create index on t using ivfflat (v) with (lists = 100); end $$";
        assert_eq!(without_parameters(block).len(), block.len());
        assert!(!without_parameters(block).contains("lists"));
    }
}
