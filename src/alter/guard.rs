//! Statements that change a database which differs, and nothing in one that is already as they say.
//!
//! A repair of one database becomes a migration of all: on a fresh database it has to run without an effect. `PostgreSQL`
//! has a clause for most of it (`IF EXISTS`, `IF NOT EXISTS`, `OR REPLACE`); the rest gets a `DO` block with a condition.
//! Statements that set a property to a value are repeatable as they are.

use super::script::{Script, Statement};
use crate::catalog::{Identity, Kind};
use crate::object::{literal, quoted};

/// Kinds of objects that `DROP` names, the longer names first.
const KINDS: [&str; 38] = [
    "TEXT SEARCH CONFIGURATION",
    "TEXT SEARCH DICTIONARY",
    "TEXT SEARCH TEMPLATE",
    "FOREIGN DATA WRAPPER",
    "TEXT SEARCH PARSER",
    "PROCEDURAL LANGUAGE",
    "MATERIALIZED VIEW",
    "OPERATOR FAMILY",
    "ACCESS METHOD",
    "EVENT TRIGGER",
    "FOREIGN TABLE",
    "OPERATOR CLASS",
    "USER MAPPING",
    "SUBSCRIPTION",
    "PUBLICATION",
    "AGGREGATE",
    "COLLATION",
    "CONVERSION",
    "EXTENSION",
    "PROCEDURE",
    "STATISTICS",
    "TRANSFORM",
    "FUNCTION",
    "LANGUAGE",
    "OPERATOR",
    "SEQUENCE",
    "ROUTINE",
    "TRIGGER",
    "DOMAIN",
    "POLICY",
    "SCHEMA",
    "SERVER",
    "INDEX",
    "TABLE",
    "CAST",
    "RULE",
    "TYPE",
    "VIEW",
];

/// Beginnings of `CREATE` that `IF NOT EXISTS` may follow.
const CREATED: [&str; 12] = [
    "CREATE UNLOGGED TABLE ",
    "CREATE FOREIGN TABLE ",
    "CREATE TABLE ",
    "CREATE UNIQUE INDEX ",
    "CREATE INDEX ",
    "CREATE UNLOGGED SEQUENCE ",
    "CREATE SEQUENCE ",
    "CREATE SCHEMA ",
    "CREATE MATERIALIZED VIEW ",
    "CREATE STATISTICS ",
    "CREATE COLLATION ",
    "CREATE SERVER ",
];

/// Beginnings of `CREATE` that become `CREATE OR REPLACE`.
const REPLACED: [&str; 5] = ["VIEW ", "FUNCTION ", "PROCEDURE ", "AGGREGATE ", "RULE "];

/// Returns a script that has no effect on a schema which is already as it says. That is to be proven: some statements
/// have neither a clause nor a condition.
#[must_use]
pub fn guarded(script: &Script) -> Script {
    let mut guarded = script.clone();
    for statement in guarded.transactions.iter_mut().flat_map(|transaction| &mut transaction.statements) {
        let sql = statement.sql.iter().map(|sql| guard(statement, sql)).collect();
        statement.sql = sql;
    }
    guarded
}

fn guard(statement: &Statement, sql: &str) -> String {
    if let Some(rest) = sql.strip_prefix("DROP ") {
        let kind = KINDS.iter().find(|kind| rest.strip_prefix(**kind).is_some_and(|rest| rest.starts_with(' ')));
        return match kind {
            Some(kind) => after(sql, "DROP ".len() + kind.len() + 1, "IF EXISTS "),
            None => sql.to_owned(),
        };
    }
    if let Some(start) = CREATED.iter().find(|start| sql.starts_with(**start)) {
        return after(sql, start.len(), "IF NOT EXISTS ");
    }
    if let Some(rest) = sql.strip_prefix("CREATE ")
        && REPLACED.iter().any(|start| rest.starts_with(start))
    {
        return format!("CREATE OR REPLACE {rest}");
    }
    if sql.starts_with("ALTER ") {
        for (word, clause) in [
            (" ADD COLUMN ", "IF NOT EXISTS "),
            (" DROP COLUMN ", "IF EXISTS "),
            (" DROP CONSTRAINT ", "IF EXISTS "),
            (" ADD VALUE ", "IF NOT EXISTS "),
        ] {
            if let Some(at) = clause_at(sql, word) {
                return after(sql, at + word.len(), clause);
            }
        }
    }
    match missing(&statement.object, sql) {
        Some(condition) => conditional(&condition, sql),
        None => sql.to_owned(),
    }
}

/// The place of an action of `ALTER`, outside of quoted names and strings.
fn clause_at(sql: &str, word: &str) -> Option<usize> {
    let at = sql.find(word)?;
    let before = &sql[..at];
    let is_outside = |quote: char| before.matches(quote).count().is_multiple_of(2);
    (is_outside('"') && is_outside('\'') && !before.contains('\n')).then_some(at)
}

fn after(sql: &str, at: usize, clause: &str) -> String {
    if sql[at..].starts_with(clause) {
        return sql.to_owned();
    }
    format!("{}{clause}{}", &sql[..at], &sql[at..])
}

/// The condition that the object which a statement makes is missing, for statements without a clause.
fn missing(object: &Identity, sql: &str) -> Option<String> {
    let schema = object.schema.as_deref();
    let within = |name: &str| schema.map(|schema| format!("{}.{}", quoted(schema), quoted(name)));
    let name = literal(&object.name);
    let of_relation = |catalog: &str, relation: &str, column: &str| {
        let on = literal(&within(object.on.as_deref()?)?);
        Some(format!(
            "NOT EXISTS (SELECT FROM pg_catalog.{catalog} WHERE {relation} = pg_catalog.to_regclass({on}) AND {column} = \
             {name})"
        ))
    };
    let starts = |words: &str| sql.starts_with(words);
    match object.kind {
        Kind::Constraint if sql.contains("ADD CONSTRAINT ") => of_relation("pg_constraint", "conrelid", "conname"),
        Kind::DomainConstraint if sql.contains(" ADD CONSTRAINT ") => {
            let on = literal(&within(object.on.as_deref()?)?);
            Some(format!(
                "NOT EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE contypid = pg_catalog.to_regtype({on}) AND \
                 conname = {name})"
            ))
        }
        Kind::Trigger if starts("CREATE ") => of_relation("pg_trigger", "tgrelid", "tgname"),
        Kind::Policy if starts("CREATE ") => of_relation("pg_policy", "polrelid", "polname"),
        Kind::Type | Kind::Domain if starts("CREATE ") => {
            let own = literal(&within(&object.name)?);
            Some(format!("pg_catalog.to_regtype({own}) IS NULL"))
        }
        Kind::Publication if sql.contains(" ADD TABLE ONLY ") => {
            let table = literal(qualified(sql.split_once(" ADD TABLE ONLY ")?.1));
            Some(format!(
                "NOT EXISTS (SELECT FROM pg_catalog.pg_publication_rel of JOIN pg_catalog.pg_publication one ON one.oid = \
                 of.prpubid WHERE one.pubname = {name} AND of.prrelid = pg_catalog.to_regclass({table}))"
            ))
        }
        Kind::Publication if starts("CREATE ") => Some(of_name("pg_publication", "pubname", &name)),
        Kind::EventTrigger if starts("CREATE ") => Some(of_name("pg_event_trigger", "evtname", &name)),
        Kind::ForeignDataWrapper if starts("CREATE ") => Some(of_name("pg_foreign_data_wrapper", "fdwname", &name)),
        _ => None,
    }
}

/// The qualified name at the start of a text.
fn qualified(text: &str) -> &str {
    let mut is_quoted = false;
    let end = text.find(|letter: char| {
        is_quoted ^= letter == '"';
        !is_quoted && (letter.is_whitespace() || matches!(letter, ';' | '('))
    });
    &text[..end.unwrap_or(text.len())]
}

fn of_name(catalog: &str, column: &str, name: &str) -> String {
    format!("NOT EXISTS (SELECT FROM pg_catalog.{catalog} WHERE {column} = {name})")
}

/// A statement that runs under a condition.
fn conditional(condition: &str, sql: &str) -> String {
    let mut tag = "$guard$".to_owned();
    while sql.contains(&tag) {
        tag.insert(1, 'g');
    }
    let sql = sql.trim_end().trim_end_matches(';');
    format!("DO {tag}\nBEGIN\n  IF {condition} THEN\n    {sql};\n  END IF;\nEND\n{tag};")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(kind: Kind, on: Option<&str>) -> Identity {
        Identity {
            kind,
            schema: Some("public".to_owned()),
            on: on.map(str::to_owned),
            name: "a".to_owned(),
            arguments: None,
        }
    }

    fn check(kind: Kind, sql: &str, expected: &str) {
        let statement = Statement {
            object: object(kind, Some("t")),
            sql: vec![sql.to_owned()],
            class: None,
            reason: String::new(),
            dependents: Vec::new(),
            precheck: Vec::new(),
            is_withheld: false,
        };
        assert_eq!(guard(&statement, sql), expected);
    }

    #[test]
    fn a_statement_gets_the_clause_that_postgres_has_for_it() {
        check(Kind::Table, "DROP TABLE public.t;", "DROP TABLE IF EXISTS public.t;");
        check(Kind::Function, "DROP FUNCTION public.f(integer);", "DROP FUNCTION IF EXISTS public.f(integer);");
        check(Kind::Policy, "DROP POLICY a ON public.t;", "DROP POLICY IF EXISTS a ON public.t;");
        check(Kind::Index, "CREATE UNIQUE INDEX a ON public.t", "CREATE UNIQUE INDEX IF NOT EXISTS a ON public.t");
        check(Kind::View, "CREATE VIEW public.a AS SELECT 1;", "CREATE OR REPLACE VIEW public.a AS SELECT 1;");
        check(
            Kind::Column,
            "ALTER TABLE public.t ADD COLUMN a text;",
            "ALTER TABLE public.t ADD COLUMN IF NOT EXISTS a text;",
        );
        check(Kind::Column, "ALTER TABLE public.t DROP COLUMN a;", "ALTER TABLE public.t DROP COLUMN IF EXISTS a;");
        check(Kind::Extension, "CREATE EXTENSION IF NOT EXISTS a;", "CREATE EXTENSION IF NOT EXISTS a;");
    }

    #[test]
    fn a_qualified_name_ends_outside_of_quotes() {
        for (text, expected) in
            [("public.t;", "public.t"), ("a.\"b (c\" (x)", "a.\"b (c\""), ("t WHERE (true)", "t"), ("t", "t")]
        {
            assert_eq!(qualified(text), expected);
        }
    }

    #[test]
    fn a_statement_without_a_clause_gets_a_condition_and_any_other_stays() {
        check(
            Kind::Policy,
            "CREATE POLICY a ON public.t USING (true);",
            "DO $guard$\nBEGIN\n  IF NOT EXISTS (SELECT FROM pg_catalog.pg_policy WHERE polrelid = \
             pg_catalog.to_regclass(E'public.t') AND polname = E'a') THEN\n    CREATE POLICY a ON public.t USING \
             (true);\n  END IF;\nEND\n$guard$;",
        );
        for sql in [
            "ALTER TABLE public.t ALTER COLUMN a SET NOT NULL;",
            "COMMENT ON TABLE public.t IS ' DROP COLUMN ';",
            "ALTER TABLE public.\"x DROP COLUMN y\" ENABLE ROW LEVEL SECURITY;",
        ] {
            check(Kind::Column, sql, sql);
        }
    }
}
