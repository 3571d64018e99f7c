//! What one major of `PostgreSQL` prints in another way than the next, printed in one way.
//!
//! - Up to 15 the columns of a view that reads one relation carry its name (`"t"."a"`), since 16
//!   they do not (`ruleutils.c`, `get_query_def`: the entries of the rules' `OLD` and `NEW` no
//!   longer count).
//! - Since 18 a NOT NULL is a constraint with a name, and `pg_dump` prints a name that is not the
//!   one it would get by itself: after a table or a column was renamed, for one.

use super::super::words::{Word, words};
use crate::sql::Kind;
use std::borrow::Cow;

/// The statement of a dump as every major would print it.
pub(super) fn as_every_version(statement: &str) -> Cow<'_, str> {
    let mut first = words(statement).take(3);
    let (Some(verb), Some(second)) = (first.next(), first.next()) else { return Cow::Borrowed(statement) };
    let is_third_view = first.next().is_some_and(|word| word.is("view"));
    let is_table = ["table", "unlogged", "foreign"].iter().any(|keyword| second.is(keyword));
    let removed = if !verb.is("create") {
        Vec::new()
    } else if is_table {
        names_of_not_null(&words(statement).collect::<Vec<_>>())
    } else if second.is("view") || second.is("materialized") && is_third_view {
        names_of_the_relation(&words(statement).collect::<Vec<_>>())
    } else {
        Vec::new()
    };
    if removed.is_empty() {
        return Cow::Borrowed(statement);
    }
    let mut text = String::with_capacity(statement.len());
    let mut copied = 0;
    for (start, end) in removed {
        text.push_str(&statement[copied..start]);
        copied = end;
    }
    text.push_str(&statement[copied..]);
    Cow::Owned(text)
}

/// `CONSTRAINT "name" ` before the NOT NULL of a column.
fn names_of_not_null(words: &[Word]) -> Vec<(usize, usize)> {
    let is_named = |at: &[Word]| {
        let is_of_a_column = !matches!(at[0].kind, Kind::Open) && at[0].text != ",";
        is_of_a_column && at[1].is("constraint") && at[2].is_name() && at[3].is("not") && at[4].is("null")
    };
    let named = words.windows(5).filter(|at| is_named(at));
    named.map(|at| (at[1].span.start, at[3].span.start)).collect()
}

/// `"t".` before the columns of a view that reads `t` alone.
fn names_of_the_relation(words: &[Word]) -> Vec<(usize, usize)> {
    let Some(body) = words.iter().position(|word| word.is("as")).map(|at| &words[at + 1..]) else { return Vec::new() };
    let is_open = within_this_query(body);
    let top: Vec<usize> = (0..body.len()).filter(|at| is_open[*at] == Some(0)).collect();
    let unites = top.iter().any(|at| ["union", "intersect", "except"].iter().any(|keyword| body[*at].is(keyword)));
    let Some(relation) = only_relation(body, &top).filter(|_| !unites) else { return Vec::new() };
    // In ORDER BY a name alone means the column of the result.
    let sorted_from = top.iter().copied().rfind(|at| body[*at].is("order")).unwrap_or(body.len());
    let results: Vec<&str> = top
        .windows(2)
        .filter(|pair| body[pair[0]].is("as") && body[pair[1]].is_name())
        .map(|pair| body[pair[1]].text.as_str())
        .collect();
    let is_column_of = |at: usize| {
        let is_other = at.checked_sub(1).is_some_and(|before| body[before].text == ".");
        let is_result =
            at > sorted_from && body.get(at + 2).is_some_and(|column| results.contains(&column.text.as_str()));
        body[at].is_name() && body[at].text == relation && !is_other && !is_result
    };
    (0..body.len().saturating_sub(2))
        .filter(|at| is_open[*at].is_some() && is_column_of(*at))
        .filter(|at| body[at + 1].text == "." && body[at + 2].is_name())
        .map(|at| (body[at].span.start, body[at + 2].span.start))
        .collect()
}

/// For each word how many parentheses it is in, or `None` when one of them holds another query.
fn within_this_query(words: &[Word]) -> Vec<Option<usize>> {
    let mut holds_query: Vec<bool> = Vec::new();
    let mut depths = Vec::with_capacity(words.len());
    for (at, word) in words.iter().enumerate() {
        if word.kind == Kind::Close {
            holds_query.pop();
        }
        depths.push((!holds_query.contains(&true)).then_some(holds_query.len()));
        if word.kind == Kind::Open {
            let begins = |word: &Word| ["select", "with", "values"].iter().any(|keyword| word.is(keyword));
            holds_query.push(words.get(at + 1).is_some_and(begins));
        }
    }
    depths
}

/// The name by which the one relation of FROM is known; `None` when there are more.
fn only_relation<'a>(body: &'a [Word], top: &[usize]) -> Option<&'a str> {
    const ENDS: [&str; 10] = ["where", "group", "having", "window", "order", "limit", "offset", "fetch", "for", "with"];
    let from = top.iter().position(|at| body[*at].is("from"))?;
    let item: Vec<&Word> = top[from + 1..]
        .iter()
        .map(|at| &body[*at])
        .take_while(|word| !ENDS.iter().any(|keyword| word.is(keyword)))
        .collect();
    if item.iter().any(|word| word.text == "," && word.kind == Kind::Other || word.is("join")) {
        return None;
    }
    // `"s"."t"`, `"s"."t" "alias"`, `(…) "alias"`, `"f"(…) "alias"("a", "b")`: the last name.
    item.iter().rfind(|word| word.kind == Kind::QuotedName).map(|word| word.text.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(statement: &str, expected: &str) {
        assert_eq!(as_every_version(statement), expected, "{statement}");
        assert_eq!(as_every_version(expected), expected, "it stays as it is");
    }

    #[test]
    fn columns_of_the_only_relation_carry_no_name() {
        check(
            "CREATE VIEW \"public\".\"v\" AS\n SELECT \"t\".\"a\",\n    (\"t\".\"b\" + (1)::numeric) AS \"c\"\n   FROM \"public\".\"t\"\n  WHERE (\"t\".\"a\" > 0);",
            "CREATE VIEW \"public\".\"v\" AS\n SELECT \"a\",\n    (\"b\" + (1)::numeric) AS \"c\"\n   FROM \"public\".\"t\"\n  WHERE (\"a\" > 0);",
        );
        check(
            "CREATE MATERIALIZED VIEW \"v\" AS SELECT \"x\".\"a\", count(\"x\".*) AS \"n\" FROM \"s\".\"t\" \"x\" GROUP BY \"x\".\"a\" WITH NO DATA",
            "CREATE MATERIALIZED VIEW \"v\" AS SELECT \"a\", count(\"x\".*) AS \"n\" FROM \"s\".\"t\" \"x\" GROUP BY \"a\" WITH NO DATA",
        );
    }

    #[test]
    fn names_stay_where_they_are_needed_or_always_printed() {
        let same = |statement: &str| check(statement, statement);
        same("CREATE VIEW \"v\" AS SELECT \"t\".\"a\" FROM (\"t\" JOIN \"u\" ON ((\"t\".\"a\" = \"u\".\"a\")))");
        same("CREATE VIEW \"v\" AS SELECT \"t\".\"a\", \"u\".\"b\" FROM \"t\", \"u\"");
        same("CREATE VIEW \"v\" AS SELECT \"t\".\"a\" FROM \"t\" UNION SELECT \"u\".\"a\" FROM \"u\"");
        same("CREATE VIEW \"v\" AS SELECT 1 AS \"a\"");
        check(
            "CREATE VIEW \"v\" AS SELECT ( SELECT \"u\".\"b\" FROM \"u\" WHERE (\"u\".\"a\" = \"t\".\"a\")) AS \"b\" FROM \"t\" ORDER BY \"t\".\"b\", \"t\".\"c\"",
            "CREATE VIEW \"v\" AS SELECT ( SELECT \"u\".\"b\" FROM \"u\" WHERE (\"u\".\"a\" = \"t\".\"a\")) AS \"b\" FROM \"t\" ORDER BY \"t\".\"b\", \"c\"",
        );
    }

    #[test]
    fn not_null_has_no_name() {
        check(
            "CREATE TABLE \"t\" (\n    \"a\" bigint CONSTRAINT \"old_a_not_null\" NOT NULL,\n    CONSTRAINT \"c\" CHECK ((\"a\" > 0))\n)",
            "CREATE TABLE \"t\" (\n    \"a\" bigint NOT NULL,\n    CONSTRAINT \"c\" CHECK ((\"a\" > 0))\n)",
        );
    }
}
