//! `CREATE EXTENSION` and related commands, read from a statement or from the text of a `DO` block.

use crate::postgres::quoted_always;
use crate::sql::{Word, words};
use regex::Regex;
use std::sync::LazyLock;

/// A command on an extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ExtensionCommand {
    /// `CREATE EXTENSION`
    Create(CreateExtension),
    /// `ALTER EXTENSION … UPDATE [TO version]`
    Update(String, Option<String>),
    /// `ALTER EXTENSION … SET SCHEMA schema`
    SetSchema(String, String),
    /// Any other `ALTER EXTENSION`, and `COMMENT ON EXTENSION`.
    Other(String),
}

/// The parameters of `CREATE EXTENSION`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CreateExtension {
    pub(super) name: String,
    pub(super) schema: Option<String>,
    pub(super) version: Option<String>,
    /// Whether it creates the extensions that this one requires.
    pub(super) cascades: bool,
}

impl CreateExtension {
    /// Returns the statement, which creates the extension unless it exists.
    pub(super) fn statement(&self) -> String {
        let schema = self.schema.as_ref().map_or(String::new(), |schema| format!(" SCHEMA {}", quoted_always(schema)));
        format!("CREATE EXTENSION IF NOT EXISTS {}{schema}", quoted_always(&self.name))
    }
}

/// Reads the command on an extension of a statement, if it is one.
pub(super) fn read(statement: &str) -> Option<ExtensionCommand> {
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
            ExtensionCommand::Create(CreateExtension {
                name,
                schema: after("schema"),
                version: after("version"),
                cascades: rest.iter().any(|word| word.is("cascade")),
            })
        }
        "alter" if is(0, "update") => {
            let version = rest.get(2).filter(|_| is(1, "to")).map(|version| version.text.clone());
            ExtensionCommand::Update(name, version)
        }
        "alter" if is(0, "set") && is(1, "schema") => {
            ExtensionCommand::SetSchema(name, rest.get(2).filter(|word| word.is_name())?.text.clone())
        }
        _ => ExtensionCommand::Other(name),
    })
}

/// `CREATE EXTENSION` in the text of a `DO` block, plain or in a string for `EXECUTE`.
const IN_A_BLOCK: &str =
    r#"(?i)create\s+extension\s+(?P<condition>if\s+not\s+exists\s+)?(?P<name>"[^"]+"|[a-z_0-9]+)[^;']*"#;

/// The storage parameters of an index whose method may be a stub.
const PARAMETERS: &str = r#"(?is)using\s+"?(?:hnsw|ivfflat|pgroonga|rum)"?\s*\([^;]*?\)(?P<with>\s*with\s*\([^)]*\))"#;

#[expect(clippy::expect_used, reason = "a constant pattern, which a test compiles")]
static BLOCK: LazyLock<Regex> = LazyLock::new(|| Regex::new(IN_A_BLOCK).expect("a valid pattern"));

#[expect(clippy::expect_used, reason = "a constant pattern, which a test compiles")]
static WITH: LazyLock<Regex> = LazyLock::new(|| Regex::new(PARAMETERS).expect("a valid pattern"));

/// Returns the extensions that a `DO` block creates.
pub(super) fn created_in_block(block: &str) -> Vec<CreateExtension> {
    let found = BLOCK.find_iter(block).filter_map(|found| match read(found.as_str()) {
        Some(ExtensionCommand::Create(create)) => Some(create),
        _ => None,
    });
    found.collect()
}

/// Returns the block with `IF NOT EXISTS` before every extension that is `loaded`.
pub(super) fn add_if_not_exists(block: &str, loaded: &dyn Fn(&str) -> bool) -> String {
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

/// Returns the block with the storage parameters of such indexes replaced by blanks, which keeps
/// all positions.
pub(super) fn blank_index_parameters(block: &str) -> String {
    let mut text = block.to_owned();
    for found in WITH.captures_iter(block).filter_map(|found| found.name("with")) {
        text.replace_range(found.range(), &" ".repeat(found.len()));
    }
    text
}

/// A `CREATE INDEX … WITH (…)` whose index method may be a stub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct IndexParameters {
    pub(super) method: String,
    /// `m=16,ef_construction=64`
    pub(super) options: String,
    /// The statement with blanks instead of the `WITH` clause.
    pub(super) without: String,
}

/// Reads the storage parameters of an index whose method may be a stub.
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

    fn create(name: &str, schema: Option<&str>, version: Option<&str>) -> ExtensionCommand {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        ExtensionCommand::Create(CreateExtension {
            name: name.to_owned(),
            schema: owned(schema),
            version: owned(version),
            cascades: version.is_some(),
        })
    }

    #[test]
    fn commands_are_read() {
        for (statement, expected) in [
            ("create extension vector", Some(create("vector", None, None))),
            (
                "CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\" WITH SCHEMA \"extensions\" VERSION '1.1' CASCADE;",
                Some(create("uuid-ossp", Some("extensions"), Some("1.1"))),
            ),
            (
                "alter extension vector update to '0.8'",
                Some(ExtensionCommand::Update("vector".to_owned(), Some("0.8".to_owned()))),
            ),
            (
                "alter extension vector set schema x",
                Some(ExtensionCommand::SetSchema("vector".to_owned(), "x".to_owned())),
            ),
            ("COMMENT ON EXTENSION pg_net IS 'x'", Some(ExtensionCommand::Other("pg_net".to_owned()))),
            ("comment on table extension is 'x'", None),
            ("create table extension ()", None),
        ] {
            assert_eq!(read(statement), expected, "{statement}");
        }
    }

    #[test]
    fn extensions_in_a_do_block_are_found_and_made_conditional() {
        let block =
            "do $$ begin create extension vector; execute 'create extension if not exists \"http\" schema x'; end $$";
        let names: Vec<String> = created_in_block(block).into_iter().map(|create| create.name).collect();
        assert_eq!(names, ["vector", "http"]);
        let changed = add_if_not_exists(block, &|_| true);
        assert!(changed.contains("create extension IF NOT EXISTS vector;"), "{changed}");
        assert!(changed.contains("'create extension if not exists \"http\" schema x'"), "{changed}");
    }

    #[test]
    fn index_parameters_are_replaced_by_blanks() {
        let statement = "CREATE INDEX i ON t USING hnsw (v vector_cosine_ops) WITH (m = 16, ef_construction = '64') WHERE v IS NOT NULL";
        let found = index_parameters(statement).expect("it has parameters");
        assert_eq!((found.method.as_str(), found.options.as_str()), ("hnsw", "m=16,ef_construction=64"));
        assert_eq!(found.without.len(), statement.len());
        assert!(found.without.ends_with(" WHERE v IS NOT NULL") && !found.without.contains("WITH"));
        assert_eq!(index_parameters("create index i on t using btree (a) with (fillfactor = 70)"), None);
        assert_eq!(index_parameters("create index i on t using hnsw (v)"), None);
        let block = "do $$ begin create index on t using ivfflat (v) with (lists = 100); end $$";
        assert_eq!(blank_index_parameters(block).len(), block.len());
        assert!(!blank_index_parameters(block).contains("lists"));
    }
}
