//! The normal form of a statement in a dump, for comparison: lists whose order has no meaning are
//! sorted.

use super::version_diffs::one_form;
use crate::sql::{Word, words};

/// Returns the normal form of a statement; `None` for one that only configures the session.
pub fn normal(statement: &str) -> Option<String> {
    let statement = one_form(&statement.strip_suffix(';').unwrap_or(statement).trim_end().replace('\r', ""));
    let (verb, second) = (words(&statement).next()?, words(&statement).nth(1));
    let is_second = |keyword: &str| second.as_ref().is_some_and(|word| word.is(keyword));
    match verb.text.as_str() {
        _ if configures_session(&statement) => None,
        "create" if is_second("table") || is_second("unlogged") || is_second("foreign") => {
            Some(with_sorted(&statement, &["(", "with", "options", "inherits"]))
        }
        "create" if is_second("index") || is_second("unique") || is_second("view") || is_second("materialized") => {
            Some(with_sorted(&statement, &["with"]))
        }
        "create" if is_second("policy") => Some(policy(&statement)),
        _ => Some(statement),
    }
}

/// Whether a statement of a dump only configures the session.
pub(super) fn configures_session(statement: &str) -> bool {
    let first: Vec<Word> = words(statement).take(4).collect();
    let is = |at: usize, keyword: &str| first.get(at).is_some_and(|word| word.is(keyword));
    // `setval` belongs to the rows, which are not compared.
    is(0, "set") || (is(0, "select") && is(1, "pg_catalog") && (is(3, "set_config") || is(3, "setval")))
}

/// Sorts the items of lists that directly follow one of these words; `(` is the first list.
fn with_sorted(statement: &str, before: &[&str]) -> String {
    let words: Vec<Word> = words(statement).collect();
    let mut text = String::with_capacity(statement.len());
    let mut copied = 0;
    let mut depth = 0_usize;
    let mut start = None;
    let mut is_first = before.contains(&"(");
    for (at, word) in words.iter().enumerate() {
        match word.text.as_str() {
            "(" if word.kind == crate::sql::Kind::Open => {
                let follows = at.checked_sub(1).and_then(|at| words.get(at));
                let is_wanted = is_first || follows.is_some_and(|word| before.iter().any(|before| word.is(before)));
                if depth == 0 && is_wanted {
                    start = Some(at);
                }
                is_first = is_first && depth > 0;
                depth += 1;
            }
            ")" if word.kind == crate::sql::Kind::Close => {
                depth = depth.saturating_sub(1);
                if let Some(begun) = start.filter(|_| depth == 0) {
                    let open = words[begun].span.end;
                    text.push_str(&statement[copied..open]);
                    text.push_str(&sorted(statement, &words[begun + 1..at]));
                    copied = word.span.start;
                    start = None;
                }
            }
            _ => {}
        }
    }
    text.push_str(&statement[copied..]);
    text
}

/// Returns the items between commas, sorted, one a line.
fn sorted(statement: &str, words: &[Word]) -> String {
    let mut items: Vec<&str> = Vec::new();
    let mut depth = 0_usize;
    let Some(mut start) = words.first().map(|word| word.span.start) else { return String::new() };
    let mut end = start;
    for word in words {
        match word.text.as_str() {
            "(" | "[" => depth += 1,
            ")" | "]" => depth = depth.saturating_sub(1),
            "," if depth == 0 && word.kind == crate::sql::Kind::Other => {
                items.push(statement[start..end].trim());
                start = word.span.end;
            }
            _ => {}
        }
        end = word.span.end;
    }
    items.push(statement[start..end].trim());
    items.sort_unstable();
    format!("\n    {}\n", items.join(",\n    "))
}

/// Sorts the roles of `CREATE POLICY … TO b, a USING (…)`.
fn policy(statement: &str) -> String {
    let words: Vec<Word> = words(statement).collect();
    let Some(to) = words.iter().position(|word| word.is("to")) else { return statement.to_owned() };
    let is_end = |word: &Word| word.is("using") || word.is("with");
    let end = words.iter().skip(to).position(is_end).map_or(words.len(), |length| to + length);
    let roles = &words[to + 1..end];
    let (Some(first), Some(last)) = (roles.first(), roles.last()) else { return statement.to_owned() };
    let mut names: Vec<&str> =
        roles.iter().filter(|word| word.is_name()).map(|word| &statement[word.span.clone()]).collect();
    names.sort_unstable();
    format!("{}{}{}", &statement[..first.span.start], names.join(", "), &statement[last.span.end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(statement: &str, expected: Option<&str>) {
        assert_eq!(normal(statement).as_deref(), expected, "{statement}");
    }

    #[test]
    fn the_order_of_lists_does_not_count() {
        check(
            "CREATE TABLE \"t\" (\n    \"b\" numeric(10,2),\n    \"a\" \"text\" DEFAULT 'x, y'\n)\nWITH (\"fillfactor\"='70', \"autovacuum_enabled\"='false');",
            Some(
                "CREATE TABLE \"t\" (\n    \"a\" \"text\" DEFAULT 'x, y',\n    \"b\" numeric(10,2)\n)\nWITH (\n    \"autovacuum_enabled\"='false',\n    \"fillfactor\"='70'\n)",
            ),
        );
        check(
            "CREATE POLICY \"p\" ON \"t\" TO \"b\", \"a\" USING (true);",
            Some("CREATE POLICY \"p\" ON \"t\" TO \"a\", \"b\" USING (true)"),
        );
    }

    #[test]
    fn the_order_of_everything_else_counts() {
        let enum_type = "CREATE TYPE \"e\" AS ENUM (\n    'b',\n    'a'\n)";
        check(&format!("{enum_type};"), Some(enum_type));
        let index = "CREATE INDEX \"i\" ON \"t\" USING \"btree\" (\"b\", \"a\")";
        check(index, Some(index));
        check("SET default_tablespace = '';", None);
        check("SELECT pg_catalog.set_config('search_path', '', false);", None);
    }
}
