//! Publications of all tables and of whole schemas.

use super::body::block;
use super::help::Helped;
use crate::object::literal;
use crate::sql::Word;

/// `CREATE PUBLICATION name FOR { ALL TABLES | … TABLES IN SCHEMA name, … } [WITH (…)]`: the role creates
/// the publication without that part, which is added and leaves it the role's own.
pub(super) fn read(statement: &str, words: &[Word]) -> Option<Helped> {
    let [_, _, name, for_, objects @ ..] = words else { return None };
    if !name.is_name() || !for_.is("for") {
        return None;
    }
    let mut own = statement.to_owned();
    if let [all, tables, rest @ ..] = objects
        && all.is("all")
        && tables.is("tables")
    {
        if rest.first().is_some_and(|word| word.text == ",") {
            return None;
        }
        let clause = for_.span.start..tables.span.end;
        own.replace_range(clause.clone(), &" ".repeat(clause.len()));
        return Some(Helped { own: Some(own), privileged: Some(of_all_tables(&name.text)), functions: Vec::new() });
    }
    let of = Objects::read(statement, objects)?;
    let tables = if of.tables.is_empty() { String::new() } else { format!("FOR {}", of.tables.join(", ")) };
    own.replace_range(for_.span.start..of.end, &tables);
    Some(Helped { own: Some(own), privileged: Some(of.alter(&name.text, "ADD")), functions: Vec::new() })
}

/// `ALTER PUBLICATION name { ADD | SET } … TABLES IN SCHEMA name, …`
pub(super) fn read_alter(statement: &str, words: &[Word]) -> Option<Helped> {
    let [_, _, name, verb, objects @ ..] = words else { return None };
    let is_add = verb.is("add");
    if !name.is_name() || !(is_add || verb.is("set")) {
        return None;
    }
    let of = Objects::read(statement, objects)?;
    let mut own = None;
    if !of.tables.is_empty() {
        if !is_add {
            return None;
        }
        let tables = of.tables.join(", ");
        let mut statement = statement.to_owned();
        statement.replace_range(verb.span.end..of.end, &format!(" {tables}"));
        own = Some(statement);
    }
    let verb = if is_add { "ADD" } else { "SET" };
    Some(Helped { own, privileged: Some(of.alter(&name.text, verb)), functions: Vec::new() })
}

/// Makes a publication one of all tables. The second statement changes nothing but informs the session.
fn of_all_tables(name: &str) -> String {
    let told = format!(
        "BEGIN EXECUTE (SELECT format('ALTER PUBLICATION %I SET (publish_via_partition_root = %s)', pubname, pubviaroot::text) \
         FROM pg_publication WHERE pubname = {}); END",
        literal(name)
    );
    let all = format!("UPDATE pg_publication SET puballtables = true WHERE pubname = {}", literal(name));
    format!("{all};\n{}", block(&told))
}

/// The objects of a publication.
#[derive(Debug, Default, PartialEq, Eq)]
struct Objects {
    schemas: Vec<String>,
    /// `TABLE …` as written.
    tables: Vec<String>,
    /// The end of the list in the statement.
    end: usize,
}

impl Objects {
    /// Reads `{ TABLE … | TABLES IN SCHEMA name, … }, …`; `None` without a schema.
    fn read(statement: &str, words: &[Word]) -> Option<Self> {
        let mut objects = Self::default();
        let mut at = 0;
        loop {
            let rest = words.get(at..)?;
            at += match rest {
                [tables, is_in, schema, ..] if tables.is("tables") && is_in.is("in") && schema.is("schema") => {
                    3 + objects.read_schemas(rest.get(3..)?)?
                }
                [table, ..] if table.is("table") => {
                    let length = group(rest);
                    let (first, last) = (&rest[0].span, &rest[length - 1].span);
                    objects.tables.push(statement[first.start..last.end].to_owned());
                    length
                }
                _ => return None,
            };
            objects.end = words[at - 1].span.end;
            match words.get(at) {
                Some(comma) if comma.text == "," => at += 1,
                Some(end) if end.is("with") || end.text == ";" => break,
                None => break,
                Some(_) => return None,
            }
        }
        (!objects.schemas.is_empty()).then_some(objects)
    }

    /// Reads names up to the next group and returns how many words they are.
    fn read_schemas(&mut self, words: &[Word]) -> Option<usize> {
        let mut at = 0;
        loop {
            // Its meaning depends on the session.
            let name = words.get(at).filter(|word| word.is_name() && !word.is("current_schema"))?;
            self.schemas.push(name.text.clone());
            let continues = words.get(at + 1).is_some_and(|word| word.text == ",") && !is_group(words.get(at + 2..)?);
            if !continues {
                return Some(at + 1);
            }
            at += 2;
        }
    }

    /// The block that adds the schemas to a publication of the role, or replaces all objects by them.
    fn alter(&self, publication: &str, verb: &str) -> String {
        let schemas: Vec<String> = self.schemas.iter().map(|schema| literal(schema)).collect();
        let publication = literal(publication);
        block(&format!(
            "BEGIN IF EXISTS (SELECT FROM pg_publication WHERE pubname = {publication} \
             AND NOT pg_has_role(session_user, pubowner, 'usage')) THEN RAISE insufficient_privilege USING \
             MESSAGE = 'must be owner of publication'; END IF; \
             EXECUTE format('ALTER PUBLICATION %I {verb} TABLES IN SCHEMA ', {publication}) || \
             (SELECT string_agg(quote_ident(name), ', ') FROM unnest(ARRAY[{}]) name); END",
            schemas.join(", ")
        ))
    }
}

/// Whether a group of objects begins here.
fn is_group(words: &[Word]) -> bool {
    match words {
        [table, ..] if table.is("table") => true,
        [tables, is_in, schema, ..] => tables.is("tables") && is_in.is("in") && schema.is("schema"),
        _ => false,
    }
}

/// The number of words of `TABLE …` up to the next group or the end of the list.
fn group(words: &[Word]) -> usize {
    let mut depth = 0_usize;
    for (at, word) in words.iter().enumerate() {
        match word.text.as_str() {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            ";" if depth == 0 => return at,
            "," if depth == 0 && is_group(&words[at + 1..]) => return at,
            _ if depth == 0 && word.is("with") => return at,
            _ => {}
        }
    }
    words.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemas_of_a_publication_are_read() {
        for (statement, own, schemas) in [
            (
                "create publication p for tables in schema a, \"B\" with (publish = 'insert')",
                Some("create publication p  with (publish = 'insert')"),
                vec!["a", "B"],
            ),
            (
                "create publication p for table t (a, b) where (c in ('x', 'y')), u, tables in schema a;",
                Some("create publication p FOR table t (a, b) where (c in ('x', 'y')), u;"),
                vec!["a"],
            ),
            (
                "create publication p for tables in schema a, table t",
                Some("create publication p FOR table t"),
                vec!["a"],
            ),
            ("alter publication p add tables in schema tables, b", None, vec!["tables", "b"]),
            (
                "alter publication p add tables in schema a, table t;",
                Some("alter publication p add table t;"),
                vec!["a"],
            ),
        ] {
            let words: Vec<Word> = crate::sql::words(statement).collect();
            let helped =
                if statement.starts_with("create") { read(statement, &words) } else { read_alter(statement, &words) };
            let helped = helped.expect(statement);
            assert_eq!(helped.own.as_deref(), own, "{statement}");
            let named: Vec<String> = schemas.iter().map(|schema| format!("E''{schema}''")).collect();
            assert!(helped.privileged.is_some_and(|sql| sql.contains(&named.join(", "))), "{statement}");
        }
    }
}
