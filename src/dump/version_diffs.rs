//! Differences between major versions in the text of one schema, brought into one form, so that a
//! schema file has the same bytes whichever server wrote it.
//!
//! - Since `PostgreSQL` 16 the columns of a view that reads from a single relation are printed
//!   without its name (`get_query_def` in `ruleutils.c`: the rules of views no longer know `old` and
//!   `new`, so one relation is the only one). That form is used.
//! - Since 16 the type `json` is printed without quotes (`format_type_extended`), as it was to
//!   become a keyword. It means the same everywhere but before a parenthesis.
//! - Since 18 `NOT NULL` is a constraint with a name, which `pg_dump` prints where it differs from
//!   the one that the server would choose, as in partitions and after a table or column was
//!   renamed. Names chosen by a server end in `_not_null`; they are omitted.

use super::option_values::one_spelling;
use crate::sql::{Kind, Word, words};
use crate::text::Span;

/// Returns the statement in the form that does not depend on the major version.
pub(super) fn one_form(statement: &str) -> String {
    let mut first = words(statement).take_while(|word| word.kind == Kind::Word);
    let is_create = first.next().is_some_and(|word| word.is("create"));
    let kind = first.find(|word| word.is("table") || word.is("view")).filter(|_| is_create);
    let text = match kind {
        Some(kind) if kind.is("view") => without(statement, &qualifiers),
        Some(_) => without(statement, &not_null_names),
        None => statement.to_owned(),
    };
    // After that, a column of this name may be bare, too.
    let text = if text.contains("\"json\"") { without(&text, &quotes_of_json) } else { text };
    one_spelling(text)
}

/// Returns a statement without the parts that `find` returns.
fn without(statement: &str, find: &dyn Fn(&[Word]) -> Vec<Span>) -> String {
    let words: Vec<Word> = words(statement).collect();
    let mut text = String::with_capacity(statement.len());
    let mut copied = 0;
    for cut in find(&words) {
        text.push_str(&statement[copied..cut.start]);
        copied = cut.end;
    }
    text.push_str(&statement[copied..]);
    text
}

/// Returns the name of an object in the header of an entry in that form; it may end in the types of
/// arguments.
pub(super) fn one_name(name: &str) -> String {
    if name.ends_with(')') { name.replace("\"json\"", "json") } else { name.to_owned() }
}

/// Finds both quotes of a bare `"json"`.
fn quotes_of_json(words: &[Word]) -> Vec<Span> {
    let is_bare = |at: usize| {
        let is = |at: usize, text: &str| words.get(at).is_some_and(|word| word.text == text && !word.is_name());
        !is(at + 1, "(") && !is(at + 1, ".") && !at.checked_sub(1).is_some_and(|before| is(before, "."))
    };
    let is_json = |at: &usize| words[*at].kind == Kind::QuotedName && words[*at].text == "json" && is_bare(*at);
    let quotes = |at: usize| {
        let Span { start, end } = words[at].span;
        [start..start + 1, end - 1..end]
    };
    (0..words.len()).filter(is_json).flat_map(quotes).collect()
}

/// Finds `CONSTRAINT "…_not_null" ` before the `NOT NULL` of a column.
fn not_null_names(words: &[Word]) -> Vec<Span> {
    let is_chosen = |name: &str| name.trim_end_matches(|letter: char| letter.is_ascii_digit()).ends_with("_not_null");
    let cut = |at: &[Word]| {
        let [constraint, name, not, null, after] = at else { return None };
        let is_it = constraint.is("constraint") && is_chosen(&name.text) && not.is("not") && null.is("null");
        // Before a name it is a table constraint.
        (is_it && !matches!(after.kind, Kind::QuotedName)).then_some(constraint.span.start..not.span.start)
    };
    words.windows(5).filter_map(cut).collect()
}

/// Finds `"name".` before the columns of a view that reads from a single relation of that name.
fn qualifiers(words: &[Word]) -> Vec<Span> {
    let Some(query) = Query::read(words) else { return Vec::new() };
    let Some(relation) = query.only_relation() else { return Vec::new() };
    let is_column = |at: usize| {
        let is = |at: Option<usize>, text: &str| {
            at.and_then(|at| words.get(at)).is_some_and(|word| word.kind != Kind::QuotedName && word.text == text)
        };
        let (before, after) = (at.checked_sub(1), Some(at + 3));
        let is_name = |at: usize| words.get(at).is_some_and(|word| word.kind == Kind::QuotedName);
        // A type, a function or a collation of a schema that has the relation's name.
        let is_of_schema =
            is(before, ":") || is(before, ".") || is(before, "collate") || is(after, "(") || is(after, ".");
        is_name(at) && is(Some(at + 1), ".") && is_name(at + 2) && !is_of_schema
    };
    let candidates = query.start..words.len().saturating_sub(2);
    candidates
        .filter(|at| words[*at].text == relation && is_column(*at) && !query.is_nested[*at] && !query.is_ambiguous(*at))
        .map(|at| words[at].span.start..words[at + 2].span.start)
        .collect()
}

/// The outermost `SELECT` of a view.
struct Query<'a> {
    words: &'a [Word],
    /// The depth of parentheses at each word.
    depth: Vec<usize>,
    /// Whether each word is in a nested query, whose columns are always qualified.
    is_nested: Vec<bool>,
    start: usize,
    from: usize,
    /// The end of the list of relations.
    end: usize,
}

impl<'a> Query<'a> {
    /// Reads the definition of a view; `None` when it has no `FROM`, or combines queries.
    fn read(words: &'a [Word]) -> Option<Self> {
        let (mut depth, mut is_nested) = (Vec::new(), Vec::new());
        let mut open: Vec<bool> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            if word.kind == Kind::Close {
                open.pop();
            }
            depth.push(open.len());
            is_nested.push(open.last().copied().unwrap_or(false));
            if word.kind == Kind::Open {
                let begins =
                    words.get(at + 1).is_some_and(|word| ["select", "with", "values"].iter().any(|verb| word.is(verb)));
                open.push(begins || open.last().copied().unwrap_or(false));
            }
        }
        let find = |start: usize, keywords: &[&str]| {
            let is_it = |at: &usize| depth[*at] == 0 && keywords.iter().any(|keyword| words[*at].is(keyword));
            (start..words.len()).find(is_it)
        };
        let start = find(find(0, &["as"])?, &["select"])?;
        let from = find(start, &["from"]).filter(|from| !words[from - 1].is("distinct"))?;
        if find(start, &["union", "intersect", "except"]).is_some() {
            return None;
        }
        let after = ["where", "group", "having", "window", "order", "limit", "offset", "fetch", "for"];
        let end = find(from, &after).unwrap_or(words.len());
        Some(Self { words, depth, is_nested, start, from, end })
    }

    /// Returns the name of the relation, where it is the only one.
    fn only_relation(&self) -> Option<&'a str> {
        let list = self.from + 1..self.end;
        let is_outer = |at: &usize| self.depth[*at] == 0;
        let several = |at: usize| self.words[at].is("join") || self.words[at].text == ",";
        // A join in parentheses is not a query.
        let is_join =
            self.words.get(list.start).is_some_and(|word| word.kind == Kind::Open) && !self.is_nested[list.start + 1];
        if is_join || list.clone().filter(is_outer).any(several) {
            return None;
        }
        let outer = list.filter(is_outer).map(|at| &self.words[at]);
        let names: Vec<&Word> = outer.skip_while(|word| word.is("only") || word.is("lateral")).collect();
        // The name of a function follows its arguments.
        let call = names.iter().position(|word| word.kind == Kind::Open);
        let alias = match call {
            Some(open) => names[open..].iter().find(|word| word.kind == Kind::QuotedName),
            None => names.iter().rfind(|word| word.kind == Kind::QuotedName),
        };
        alias.map(|word| word.text.as_str())
    }

    /// Whether the bare name of a column after `ORDER BY` would mean a column of the result.
    fn is_ambiguous(&self, at: usize) -> bool {
        let outer = |at: &usize| self.depth[*at] == 0;
        let orders = outer(&at) && (self.end..at).filter(outer).any(|at| self.words[at].is("order"));
        let is = |at: usize, keyword: &str| self.words.get(at).is_some_and(|word| word.is(keyword));
        let list = self.start + 3;
        let is_distinct = is(self.start + 1, "distinct") && is(self.start + 2, "on");
        let distincts = is_distinct && at > list && !(list + 1..at).any(|at| self.depth[at] == 0);
        let name = &self.words[at + 2].text;
        let is_output = |at: usize| is(at, "as") && self.words.get(at + 1).is_some_and(|word| word.text == *name);
        (orders || distincts) && (self.start..self.from).filter(outer).any(is_output)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: &str, expected: &str) {
        assert_eq!(one_form(before), expected);
    }

    fn same(statement: &str) {
        check(statement, statement);
    }

    #[test]
    fn columns_of_a_view_of_one_relation_are_not_qualified() {
        check(
            r#"CREATE VIEW "s"."v" WITH ("security_invoker"='true') AS
 SELECT "r"."id" AS "rid", "r".* AS "row", "sum"("r"."n") OVER (PARTITION BY "r"."k" ORDER BY "r"."id") AS "sum",
    ( SELECT "count"(*) FROM "s"."q" WHERE ("q"."k" = "r"."k")) AS "c", 'x'::"r"."kind" AS "k", "r"."f"("r"."id") AS "f"
   FROM "s"."t" "r"
  WHERE ("r"."a" IS DISTINCT FROM "r"."b")
  GROUP BY "r"."id" ORDER BY "r"."rid", "r"."id" DESC"#,
            r#"CREATE VIEW "s"."v" WITH ("security_invoker"='true') AS
 SELECT "id" AS "rid", "r".* AS "row", "sum"("n") OVER (PARTITION BY "k" ORDER BY "id") AS "sum",
    ( SELECT "count"(*) FROM "s"."q" WHERE ("q"."k" = "r"."k")) AS "c", 'x'::"r"."kind" AS "k", "r"."f"("id") AS "f"
   FROM "s"."t" "r"
  WHERE ("a" IS DISTINCT FROM "b")
  GROUP BY "id" ORDER BY "r"."rid", "id" DESC"#,
        );
        check(
            r#"CREATE OR REPLACE VIEW "v" AS SELECT "t"."a" FROM ONLY "s"."t""#,
            r#"CREATE OR REPLACE VIEW "v" AS SELECT "a" FROM ONLY "s"."t""#,
        );
        check(
            r#"CREATE MATERIALIZED VIEW "v" AS SELECT "x"."a" FROM ( SELECT "t"."a" FROM "t") "x" WITH NO DATA"#,
            r#"CREATE MATERIALIZED VIEW "v" AS SELECT "a" FROM ( SELECT "t"."a" FROM "t") "x" WITH NO DATA"#,
        );
        check(
            r#"CREATE VIEW "v" AS SELECT "g"."n" FROM "generate_series"(1, 2) "g"("n")"#,
            r#"CREATE VIEW "v" AS SELECT "n" FROM "generate_series"(1, 2) "g"("n")"#,
        );
        check(
            r#"CREATE VIEW "v" AS WITH "c" AS ( SELECT "t"."a" FROM "t") SELECT "c"."a" FROM "c""#,
            r#"CREATE VIEW "v" AS WITH "c" AS ( SELECT "t"."a" FROM "t") SELECT "a" FROM "c""#,
        );
    }

    #[test]
    fn an_ambiguous_name_remains_qualified() {
        check(
            r#"CREATE VIEW "v" AS SELECT DISTINCT ON ("t"."a", "t"."b") "sum"("t"."a") AS "a" FROM "t" GROUP BY "t"."a" ORDER BY "t"."a", ("sum"("t"."a"))"#,
            r#"CREATE VIEW "v" AS SELECT DISTINCT ON ("t"."a", "b") "sum"("a") AS "a" FROM "t" GROUP BY "a" ORDER BY "t"."a", ("sum"("a"))"#,
        );
    }

    #[test]
    fn every_other_view_is_unchanged() {
        same(r#"CREATE VIEW "v" AS SELECT "a"."x" FROM ("a" JOIN "b" ON (("a"."x" = "b"."x")))"#);
        same(r#"CREATE VIEW "v" AS SELECT "a"."x" FROM "a", "b""#);
        same(r#"CREATE VIEW "v" AS SELECT "a"."x" FROM "a" UNION SELECT "b"."x" FROM "b""#);
        same(r#"CREATE VIEW "v" AS SELECT 1 AS "one""#);
        same(r#"CREATE VIEW "v" AS SELECT "x" FROM ROWS FROM("f"(1), "g"(2)) "a"("x")"#);
        same(r#"CREATE FUNCTION "view"() RETURNS "t" LANGUAGE "sql" AS $$ SELECT "t"."a" FROM "t" $$"#);
    }

    #[test]
    fn the_type_json_has_no_quotes() {
        check(
            r#"CREATE FUNCTION "f"("a" "json", "b" "json"[]) RETURNS "json" LANGUAGE "sql" AS $$ select "json" $$"#,
            r#"CREATE FUNCTION "f"("a" json, "b" json[]) RETURNS json LANGUAGE "sql" AS $$ select "json" $$"#,
        );
        check(
            r#"CREATE VIEW "v" AS SELECT ("t"."a")::"json" AS "a", "s"."json"('"json"') AS "b" FROM "t""#,
            r#"CREATE VIEW "v" AS SELECT ("a")::json AS "a", "s"."json"('"json"') AS "b" FROM "t""#,
        );
        check(r#"CREATE VIEW "v" AS SELECT "t"."json" FROM "t""#, r#"CREATE VIEW "v" AS SELECT json FROM "t""#);
        assert_eq!(one_name(r#"f("text", "json")"#), r#"f("text", json)"#);
        same(r#"CREATE INDEX "i" ON "t" USING "gin" ("json"("a"), "t"."json")"#);
    }

    #[test]
    fn a_name_that_the_server_chose_for_not_null_is_left_out() {
        check(
            r#"CREATE TABLE "p" ("a" bigint CONSTRAINT "q_a_not_null" NOT NULL, "b" "text" CONSTRAINT "q_b_not_null1" NOT NULL)"#,
            r#"CREATE TABLE "p" ("a" bigint NOT NULL, "b" "text" NOT NULL)"#,
        );
        same(r#"CREATE TABLE "p" ("a" bigint CONSTRAINT "mine" NOT NULL, CONSTRAINT "q_a_not_null" NOT NULL "a")"#);
    }
}
