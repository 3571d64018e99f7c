//! Privileges and objects of `GRANT`, `REVOKE` and `ALTER DEFAULT PRIVILEGES`, as far as they are about tables and
//! routines.

use crate::object::{Name, read_name};
use crate::sql::{Kind, tokens};

/// A statement that grants or revokes privileges.
pub(in crate::rules) struct Clause {
    /// In lower case.
    privileges: Vec<String>,
    pub(in crate::rules) objects: Objects,
    /// The roles that gain or lose them.
    pub(in crate::rules) roles: Vec<String>,
}

pub(in crate::rules) enum Objects {
    /// Tables and views that are named.
    Relations(Vec<Name>),
    /// All tables in these schemas.
    Tables(Vec<String>),
    /// All functions and procedures in these schemas.
    Routines(Vec<String>),
    /// Tables that will be created in these schemas; in all of them if none is named.
    FutureTables(Vec<String>),
}

/// Kinds of objects that have a word of their own and are not read, but for `ALL … IN SCHEMA`.
const OTHERS: [&str; 18] = [
    "all",
    "database",
    "domain",
    "foreign",
    "function",
    "functions",
    "language",
    "large",
    "parameter",
    "procedure",
    "routine",
    "routines",
    "schema",
    "schemas",
    "sequence",
    "sequences",
    "tablespace",
    "type",
];

impl Clause {
    /// Reads a statement about tables, views, or all routines of a schema; `None` for any other.
    pub(in crate::rules) fn of(text: &str) -> Option<Self> {
        let words: Vec<&str> = tokens(text.as_bytes())
            .filter(|token| !matches!(token.kind, Kind::Comment | Kind::Whitespace))
            .map(|token| &text[token.span])
            .filter(|word| *word != ";")
            .collect();
        let verb = words.iter().position(|word| is(word, "grant") || is(word, "revoke"))?;
        let (before, words) = words.split_at(verb);
        let on = words.iter().position(|word| is(word, "on"))?;
        let end = on + words[on..].iter().position(|word| is(word, "to") || is(word, "from"))?;
        let privileges = words[1..on].iter().map(|word| word.to_ascii_lowercase()).collect();
        let objects =
            if before.is_empty() { named(&words[on + 1..end])? } else { future(before, &words[on + 1..end])? };
        Some(Self { privileges, objects, roles: roles(&words[end + 1..]) })
    }

    /// Whether reading is among the privileges.
    pub(in crate::rules) fn takes_reading(&self) -> bool {
        self.privileges.iter().any(|word| word == "all" || word == "select")
    }

    /// Whether changing rows is among the privileges.
    pub(in crate::rules) fn takes_writing(&self) -> bool {
        self.privileges.iter().any(|word| WRITING.contains(&word.as_str()))
    }
}

/// Privileges with which rows are changed, or that include such.
const WRITING: [&str; 5] = ["all", "insert", "update", "delete", "truncate"];

fn is(word: &str, other: &str) -> bool {
    word.eq_ignore_ascii_case(other)
}

fn named(mut target: &[&str]) -> Option<Objects> {
    if target.len() > 4 && is(target[0], "all") && is(target[2], "in") {
        let schemas = list(&target[4..]);
        return match target[1].to_ascii_lowercase().as_str() {
            "tables" => Some(Objects::Tables(schemas)),
            "functions" | "procedures" | "routines" => Some(Objects::Routines(schemas)),
            _ => None,
        };
    }
    if target.first().is_some_and(|word| OTHERS.iter().any(|other| is(word, other))) {
        return None;
    }
    if target.first().is_some_and(|word| is(word, "table")) {
        target = &target[1..];
    }
    let relations = target
        .split(|word| *word == ",")
        .map(|parts| Name::of_parts(parts.iter().filter(|part| **part != ".").map(|part| read_name(part)).collect()));
    Some(Objects::Relations(relations.collect()))
}

/// `ALTER DEFAULT PRIVILEGES [FOR ROLE …] [IN SCHEMA …] GRANT … ON TABLES`.
fn future(before: &[&str], target: &[&str]) -> Option<Objects> {
    if !target.first().is_some_and(|word| is(word, "tables")) {
        return None;
    }
    let schema = before.windows(2).position(|words| is(words[0], "in") && is(words[1], "schema"));
    let named = schema.map_or(&[][..], |at| &before[at + 2..]);
    let end = named.iter().position(|word| is(word, "for")).unwrap_or(named.len());
    Some(Objects::FutureTables(list(&named[..end])))
}

fn list(words: &[&str]) -> Vec<String> {
    words.iter().filter(|word| **word != ",").map(|word| read_name(word)).collect()
}

/// The roles, without what follows them (`WITH GRANT OPTION`, `GRANTED BY`, `CASCADE`).
fn roles(words: &[&str]) -> Vec<String> {
    let ends = |word: &&str| ["with", "granted", "cascade", "restrict"].iter().any(|end| is(word, end));
    let end = words.iter().position(ends).unwrap_or(words.len());
    list(&words[..end]).into_iter().filter(|role| role != "group").collect()
}

#[cfg(test)]
mod tests {
    use super::{Clause, Objects};

    fn check(sql: &str, expected: &str) {
        let found = Clause::of(sql).map(|clause| {
            let objects = match &clause.objects {
                Objects::Relations(all) => all.iter().map(ToString::to_string).collect::<Vec<_>>().join(","),
                Objects::Tables(schemas) => format!("tables of {}", schemas.join(",")),
                Objects::Routines(schemas) => format!("routines of {}", schemas.join(",")),
                Objects::FutureTables(schemas) => format!("new tables of {}", schemas.join(",")),
            };
            let verb = if clause.takes_writing() { "writes" } else { "reads" };
            format!("{} {verb} {objects}", clause.roles.join(","))
        });
        assert_eq!(found.unwrap_or_default(), expected, "{sql}");
    }

    #[test]
    fn objects_roles_and_privileges() {
        check("grant select on t to anon;", "anon reads t");
        check(
            "GRANT ALL PRIVILEGES ON TABLE a.t, \"B\".u TO anon, group x WITH GRANT OPTION",
            "anon,x writes a.t,\"B\".u",
        );
        check("grant select (a), insert (a, b) on t to public granted by current_user", "public writes t");
        check("revoke all on t from anon, authenticated cascade;", "anon,authenticated writes t");
        check("revoke grant option for select on t from anon", "anon reads t");
        check("grant insert on all tables in schema a, b to anon", "anon writes tables of a,b");
        check("grant execute on all routines in schema a to anon", "anon reads routines of a");
        check("alter default privileges grant all on tables to anon", "anon writes new tables of ");
        let owned = "alter default privileges for role o in schema a, b";
        check(&format!("{owned} grant select on tables to anon"), "anon reads new tables of a,b");
        check(
            "alter default privileges in schema a for role o revoke all on tables from anon",
            "anon writes new tables of a",
        );
    }

    #[test]
    fn other_statements() {
        check("alter default privileges grant execute on functions to anon", "");
        check("grant usage on schema app to anon", "");
        check("grant execute on function f(int) to anon", "");
        check("grant all on all sequences in schema app to anon", "");
        check("grant admin to anon", "");
    }
}
