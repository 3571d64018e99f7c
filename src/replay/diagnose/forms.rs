//! Forms of statements that `PostgreSQL` does not have: its own in other places, and those of other databases.

use super::cause::Cause;
use crate::sql::{Kind, tokens, words};

/// Explains a syntax error at `rest`, which follows `before` in the statement.
pub(super) fn explain(before: &[u8], rest: &[u8]) -> Option<Cause> {
    let written: Vec<String> = words(&String::from_utf8_lossy(before)).map(|word| word.text.to_lowercase()).collect();
    let before_words: Vec<&str> = written.iter().map(String::as_str).collect();
    let here = words(&String::from_utf8_lossy(&rest[..rest.len().min(80)])).next().map(|word| word.text.to_lowercase());
    let here = here.unwrap_or_default();
    if_not_exists(&before_words, &here)
        .or_else(|| or_replace(&before_words, &here))
        .or_else(|| of_plpgsql(&before_words, &here))
        .or_else(|| of_others(before, rest, &here))
}

/// `IF NOT EXISTS` where it is not allowed.
fn if_not_exists(before: &[&str], here: &str) -> Option<Cause> {
    let is_here = here == "not" && before.last() == Some(&"if");
    let kind = before.iter().rev().nth(1).filter(|_| is_here).or_else(|| {
        // `CREATE … IF` may fail at `IF` itself.
        before.last().filter(|_| here == "if")
    })?;
    let help = match *kind {
        "policy" | "trigger" | "constraint" => {
            let drop = if *kind == "constraint" { "alter table TABLE drop constraint if exists NAME;" } else { "" };
            let on = format!("drop {kind} if exists NAME on TABLE;");
            format!(
                "remove `if not exists`, and write above the statement: `{}`",
                if drop.is_empty() { &on } else { drop }
            )
        }
        "type" | "domain" | "role" | "user" | "publication" | "database" => {
            "remove `if not exists`, and create it in a `DO` block with `exception when duplicate_object then null;`"
                .to_owned()
        }
        "function" | "procedure" | "view" | "aggregate" => format!("write `create or replace {kind}`"),
        _ => return None,
    };
    Cause::new(format!("PostgreSQL has no `IF NOT EXISTS` for a {kind}."), help)
}

/// `CREATE OR REPLACE` of what cannot be replaced.
fn or_replace(before: &[&str], here: &str) -> Option<Cause> {
    if !before.ends_with(&["create", "or", "replace"]) {
        return None;
    }
    let help = match here {
        "table" | "index" | "schema" | "sequence" | "extension" | "materialized" => {
            format!("write `create {here} if not exists`, or drop the old one first")
        }
        "policy" => "drop the old one first: `drop policy if exists NAME on TABLE;`".to_owned(),
        "type" | "domain" | "role" | "publication" => format!("drop the old one first: `drop {here} if exists NAME;`"),
        _ => return None,
    };
    Cause::new(format!("PostgreSQL has no `CREATE OR REPLACE {}`.", here.to_uppercase()), help)
}

/// Statements of a `PL/pgSQL` block.
fn of_plpgsql(before: &[&str], here: &str) -> Option<Cause> {
    let words = ["raise", "if", "perform", "loop", "while", "for", "elsif", "return", "exception"];
    let is_first =
        before.is_empty() && words.contains(&here) || before.first() == Some(&"declare") && before.len() <= 3;
    let word = before.first().copied().unwrap_or(here);
    let help = "write it in a block: `do $$ begin ... end $$;`, with `declare` before `begin`";
    let why =
        || format!("`{}` is a statement of PL/pgSQL, which runs only in a block or a function.", word.to_uppercase());
    if is_first { Cause::new(why(), help) } else { None }
}

/// Words and characters of other databases.
fn of_others(before: &[u8], rest: &[u8], here: &str) -> Option<Cause> {
    let ends = |text: &str| {
        let start = before.len().saturating_sub(text.len());
        before[start..].eq_ignore_ascii_case(text.as_bytes())
    };
    if rest.starts_with(b"#") {
        return Cause::new("`#` begins a comment in MySQL.", "begin the comment with `--`");
    }
    if rest.starts_with(b")") {
        let functions = ["current_timestamp", "current_date", "current_time", "current_user"];
        let name = functions.iter().find(|name| ends(&format!("{name}(")))?;
        return Cause::new(
            format!("`{}` has no parentheses in PostgreSQL.", name.to_uppercase()),
            format!("write `{name}` in place of `{name}()`"),
        );
    }
    if rest.starts_with(b";") {
        let depth = tokens(before).fold(0, |depth, token| match token.kind {
            Kind::Open => depth + 1,
            Kind::Close => depth - 1,
            _ => depth,
        });
        return if depth > 0 {
            Cause::new("A parenthesis that the statement opens is not closed.", "write `)` before the `;`")
        } else {
            None
        };
    }
    let (why, help) = match here {
        "autoincrement" => {
            ("`AUTOINCREMENT` is a word of SQLite.", "write `generated always as identity` in place of `autoincrement`")
        }
        "identity" => ("`IDENTITY(...)` is a form of SQL Server.", "write `generated always as identity`"),
        "unsigned" | "zerofill" => {
            ("`UNSIGNED` is a word of MySQL.", "remove it, and add a check: `check (NAME >= 0)`")
        }
        "engine" => ("`ENGINE` is an option of MySQL.", "remove what follows the closing parenthesis of the columns"),
        "go" => ("`GO` separates the batches of a tool for SQL Server.", "write `;` in place of `GO`"),
        "on" if rest
            .get(2..)
            .is_some_and(|rest| rest.trim_ascii_start().to_ascii_lowercase().starts_with(b"update")) =>
        {
            (
                "`ON UPDATE` of a column is a form of MySQL.",
                "remove it, and set the column in a trigger `before update`",
            )
        }
        _ => return None,
    };
    Cause::new(why, help)
}
