//! New owners of objects. A role without superuser rights can give an object only to a role that may
//! create objects in its schema; projects outside hosted services rely on a superuser here.

use super::super::runner::Runner;
use crate::object::literal;
use crate::postgres::{Error, quoted_always};
use crate::sql::{Word, words};

/// Words between `ALTER` and the name of an object that is in a schema.
const BEFORE_NAME: [&str; 15] = [
    "table",
    "only",
    "view",
    "materialized",
    "sequence",
    "foreign",
    "function",
    "procedure",
    "routine",
    "aggregate",
    "type",
    "domain",
    "index",
    "if",
    "exists",
];

/// The words of a statement within which `OWNER TO` has to be.
const WITHIN: usize = 400;

/// The schema of the object, if the statement names it, and the new owner.
#[derive(Clone, Debug, PartialEq, Eq)]
struct NewOwner {
    schema: Option<String>,
    role: String,
}

/// `ALTER kind [schema.]name … OWNER TO role`
fn new_owner(statement: &str) -> Option<NewOwner> {
    let is_known = |word: &Word| BEFORE_NAME.iter().any(|known| word.is(known));
    let mut first = words(statement);
    if !first.next()?.is("alter") || !is_known(&first.next()?) {
        return None;
    }
    let words: Vec<Word> = words(statement).skip(1).take(WITHIN).collect();
    let name = words.iter().position(|word| !is_known(word))?;
    let owner = words.windows(3).find(|three| three[0].is("owner") && three[1].is("to") && three[2].is_name())?;
    let is_qualified = words.get(name + 1).is_some_and(|word| word.text == ".");
    let schema = is_qualified.then(|| words[name].text.clone());
    Some(NewOwner { schema, role: owner[2].text.clone() })
}

impl Runner {
    /// Runs a statement that gives an object to another role, which may create objects in the schema
    /// meanwhile.
    pub(in super::super) fn give(&mut self, sql: &str) -> Result<(), Error> {
        let Some(NewOwner { schema, role }) = new_owner(sql).filter(|_| self.privileges.helps_with_owners()) else {
            return self.raw(sql);
        };
        let named = schema.map_or("pg_catalog.current_schema()".to_owned(), |schema| literal(&schema));
        let found = format!(
            "select n.nspname from pg_catalog.pg_namespace n, pg_catalog.pg_roles r where n.nspname = {named} \
             and r.rolname = {} and not pg_catalog.has_schema_privilege(r.oid, n.oid, 'create') \
             and pg_catalog.pg_has_role(current_user, n.nspowner, 'usage')",
            literal(&role)
        );
        let Some(schema) = self.value(&found)? else { return self.raw(sql) };
        let (schema, role) = (quoted_always(&schema), quoted_always(&role));
        self.raw(&format!("GRANT CREATE ON SCHEMA {schema} TO {role}"))?;
        self.raw(sql)?;
        self.raw(&format!("REVOKE CREATE ON SCHEMA {schema} FROM {role}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_new_owner_of_an_object_is_read() {
        for (statement, expected) in [
            ("alter table if exists only a owner to b", Some((None, "b"))),
            ("ALTER TABLE \"s\".\"a\" OWNER TO \"B\";", Some((Some("s"), "B"))),
            ("alter function s.f(a int, b text) owner to b", Some((Some("s"), "b"))),
            ("alter materialized view v owner to b", Some((None, "b"))),
            ("alter schema s owner to b", None),
            ("alter table a add column owner text", None),
        ] {
            let expected = expected.map(|(schema, role): (Option<&str>, &str)| NewOwner {
                schema: schema.map(str::to_owned),
                role: role.to_owned(),
            });
            assert_eq!(new_owner(statement), expected, "{statement}");
        }
    }
}
