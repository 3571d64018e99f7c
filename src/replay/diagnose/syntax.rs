//! Syntax errors whose cause is in the text of the statement.

use super::super::failure::StatementError;
use super::cause::Cause;
use crate::object::quoted;
use crate::sql::{Kind, tokens};

/// Explains a syntax error; `content` is the file.
pub(super) fn explain(content: &[u8], failed: &StatementError) -> Option<Cause> {
    let statement = &content[failed.statement.clone()];
    if has_placeholder(statement) {
        return Cause::new(
            "The statement contains a placeholder, whose value only the configuration of the migration tool or the application knows.",
            "remove placeholders from migrations that are replayed",
        );
    }
    if failed.error.message == "syntax error at end of input" {
        return Cause::new(
            "The statement ends before it is complete, for example after a comma or an opening bracket.",
            "complete the statement before its `;`",
        );
    }
    let rest = failed.error.position.and_then(|_| content.get(failed.at..failed.statement.end))?;
    let before = content[failed.statement.start..failed.at].trim_ascii_end();
    if let Some(variable) = psql_variable(rest) {
        return Cause::new(
            format!("`{variable}` is a variable of psql, and the replay does not run psql."),
            format!("write the value in place of `{variable}`"),
        );
    }
    if rest.starts_with(b"`") {
        return Cause::new(
            "PostgreSQL does not quote names with backticks, as MySQL does.",
            "write double quotes in place of the backticks, or none",
        );
    }
    if rest.starts_with(b")") && before.ends_with(b",") {
        return Cause::new("The list ends with a comma.", "remove the comma before `)`");
    }
    let first = tokens(rest).next().filter(|token| token.kind == Kind::Word)?;
    let word = String::from_utf8_lossy(&rest[first.span]).into_owned();
    let lower = word.to_lowercase();
    if lower == "auto_increment" {
        return Cause::new(
            "`AUTO_INCREMENT` is a word of MySQL.",
            "write `generated always as identity` in place of `auto_increment`",
        );
    }
    let begins_line = content[..failed.at].iter().rev().find(|byte| !matches!(byte, b' ' | b'\t')) == Some(&b'\n');
    if !before.is_empty() && (begins_statement(&lower, rest) || begins_line && ends_before(before, &lower)) {
        return Cause::new(
            format!("A new statement begins at `{word}`, and the one before it has no semicolon."),
            format!("write `;` before `{word}`"),
        );
    }
    let is_name = [&b"("[..], b",", b"."].iter().any(|end| before.ends_with(end))
        || ["table", "column", "exists"].iter().any(|end| ends_with_word(before, end));
    (is_name && quoted(&lower) != lower).then(|| Cause {
        why: format!("`{word}` is a reserved word, which cannot be a name without quotes."),
        help: format!("write `\"{lower}\"`, or use another name"),
    })
}

/// Whether a statement begins with this word, and no clause does that could follow where the error is.
fn begins_statement(word: &str, rest: &[u8]) -> bool {
    let second = || tokens(rest).filter(|token| token.kind == Kind::Word).nth(1);
    let second = || second().map(|token| String::from_utf8_lossy(&rest[token.span]).to_lowercase());
    match word {
        "create" | "insert" | "grant" | "revoke" | "comment" | "truncate" => true,
        "delete" => second().as_deref() == Some("from"),
        "alter" | "drop" => second().is_some_and(|second| STATEMENT_OBJECTS.contains(&second.as_str())),
        _ => false,
    }
}

/// Whether a statement may end where a line begins with this word.
fn ends_before(before: &[u8], word: &str) -> bool {
    let is_verb =
        ["select", "update", "do", "set", "with", "call", "begin", "commit", "refresh", "drop", "alter", "analyze"];
    let depth = tokens(before).fold(0, |depth, token| match token.kind {
        Kind::Open => depth + 1,
        Kind::Close => depth - 1,
        _ => depth,
    });
    depth == 0 && !before.ends_with(b",") && is_verb.contains(&word)
}

/// Kinds of objects after `ALTER` and `DROP` at the beginning of a statement, and not in a clause of `ALTER TABLE`.
const STATEMENT_OBJECTS: [&str; 11] = [
    "table",
    "index",
    "view",
    "materialized",
    "function",
    "type",
    "policy",
    "trigger",
    "schema",
    "sequence",
    "extension",
];

fn ends_with_word(text: &[u8], word: &str) -> bool {
    let start = text.len().saturating_sub(word.len());
    text[start..].eq_ignore_ascii_case(word.as_bytes())
}

/// Returns the psql variable at the beginning of a text: `:name`, `:'name'` or `:"name"`.
fn psql_variable(text: &[u8]) -> Option<String> {
    let inner = text.strip_prefix(b":")?;
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let (quote, inner) = match inner.first()? {
        quote @ (b'\'' | b'"') => (Some(*quote), &inner[1..]),
        first if is_name(first) => (None, inner),
        _ => return None,
    };
    let name: Vec<u8> = inner.iter().copied().take_while(is_name).collect();
    let is_closed = quote.is_none_or(|quote| inner.get(name.len()) == Some(&quote));
    let quote = quote.map_or(String::new(), |quote| char::from(quote).to_string());
    (is_closed && !name.is_empty()).then(|| format!(":{quote}{}{quote}", String::from_utf8_lossy(&name)))
}

/// Whether a statement contains `${…}` (Flyway) or `{{…}}` (templates of many kinds).
fn has_placeholder(statement: &[u8]) -> bool {
    let statement = String::from_utf8_lossy(statement);
    statement.contains("${") || statement.contains("{{")
}
