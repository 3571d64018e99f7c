//! The aspects that a schema file carries: `pg_dump` can leave out owners and privileges, and older
//! servers do not name not-null constraints.

use crate::catalog::Aspect;
use crate::sql::{self, Word, words};
use std::collections::BTreeSet;

/// Aspects that a schema file cannot express, or has by chance: they are never compared.
const NEVER: [Aspect; 3] = [Aspect::State, Aspect::ExtensionVersions, Aspect::ColumnOrder];

/// Aspects that a file has or lacks as a whole.
const OPTIONAL: [Aspect; 3] = [Aspect::Owners, Aspect::Grants, Aspect::NotNullNames];

/// Returns the aspects that a schema file carries.
pub(super) fn carried(content: &[u8]) -> BTreeSet<Aspect> {
    let is_always = |aspect: &Aspect| !NEVER.contains(aspect) && !OPTIONAL.contains(aspect);
    let mut found: BTreeSet<Aspect> = Aspect::ALL.into_iter().filter(is_always).collect();
    for span in sql::statements(content) {
        let text = String::from_utf8_lossy(&content[span]);
        found.extend(of_statement(&text));
    }
    found
}

/// Returns what of owners and privileges a schema file carries.
pub fn securing(content: &[u8]) -> BTreeSet<Aspect> {
    let is_securing = |aspect: &Aspect| matches!(aspect, Aspect::Owners | Aspect::Grants);
    carried(content).into_iter().filter(is_securing).collect()
}

fn of_statement(statement: &str) -> Vec<Aspect> {
    let mut words = words(statement);
    let Some(first) = words.next() else { return Vec::new() };
    match first.text.as_str() {
        "grant" | "revoke" => words.any(|word| word.is("on")).then_some(Aspect::Grants).into_iter().collect(),
        "alter" => {
            let second = words.next();
            if second.is_some_and(|word| word.is("default")) {
                return vec![Aspect::Grants];
            }
            let rest: Vec<Word> = words.collect();
            // A column may have the name: `RENAME owner TO holder`.
            let is_owner = |three: &[Word]| !three[0].is("rename") && !three[0].is("column");
            let gives = rest.windows(3).any(|three| is_owner(three) && three[1].is("owner") && three[2].is("to"));
            let mut found: Vec<Aspect> = gives.then_some(Aspect::Owners).into_iter().collect();
            found.extend(names_not_null(&rest).then_some(Aspect::NotNullNames));
            found
        }
        "create" => {
            let rest: Vec<Word> = words.collect();
            let is = |at: usize, keyword: &str| rest.get(at).is_some_and(|word| word.is(keyword));
            let is_given = is(0, "schema") && rest.iter().take(6).any(|word| word.is("authorization"));
            let mut found: Vec<Aspect> = is_given.then_some(Aspect::Owners).into_iter().collect();
            let is_table = is(0, "table") || is(1, "table");
            found.extend((is_table && names_not_null(&rest)).then_some(Aspect::NotNullNames));
            found
        }
        "set" => {
            let is_role = words.take(3).any(|word| word.is("role") || word.is("authorization"));
            is_role.then_some(Aspect::Owners).into_iter().collect()
        }
        // Its text is not read as statements.
        "do" => {
            let text = statement.to_lowercase();
            let grants = text.contains("grant") || text.contains("revoke") || text.contains("default privileges");
            let gives = text.contains("owner to") || text.contains("authorization");
            [(grants, Aspect::Grants), (gives, Aspect::Owners)]
                .into_iter()
                .filter_map(|(has, aspect)| has.then_some(aspect))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Whether a not-null constraint has a name: `CONSTRAINT a NOT NULL`.
fn names_not_null(words: &[Word]) -> bool {
    words.windows(4).any(|four| four[0].is("constraint") && four[2].is("not") && four[3].is("null"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(content: &str, expected: &[Aspect]) {
        let found: Vec<Aspect> =
            carried(content.as_bytes()).into_iter().filter(|aspect| OPTIONAL.contains(aspect)).collect();
        assert_eq!(found, expected, "{content}");
    }

    #[test]
    fn aspects_are_recognised_by_their_statements() {
        check("create table t (a int not null);\ncomment on table t is 'grant select on t to x';", &[]);
        check("create function f() returns void language sql as 'grant select on t to x';", &[]);
        check("grant a to b;", &[]);
        check("grant select on t to x;", &[Aspect::Grants]);
        check("REVOKE ALL ON SCHEMA public FROM PUBLIC;", &[Aspect::Grants]);
        check("alter default privileges grant select on tables to x;", &[Aspect::Grants]);
        check("ALTER TABLE public.t OWNER TO app;", &[Aspect::Owners]);
        check("create schema a authorization b;", &[Aspect::Owners]);
        check("set session authorization a;", &[Aspect::Owners]);
        check("do $$ begin execute 'grant select on t to x'; end $$;", &[Aspect::Grants]);
        check("create table t (a int constraint b not null);", &[Aspect::NotNullNames]);
        check("alter table t rename owner to holder;", &[]);
    }
}
