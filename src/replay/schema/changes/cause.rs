//! The migrations that made what differs.

use crate::catalog::{Identity, Kind};
use crate::replay::Source;
use crate::sql::{self, Word, words};
use crate::text::RelPath;
use std::collections::BTreeSet;

/// The names in the statements of all migrations that define something.
pub(in super::super) struct Causes {
    /// By the number of the migration.
    statements: Vec<(usize, Names)>,
    paths: Vec<RelPath>,
}

/// The names in a statement.
struct Names {
    /// Those near its beginning: the object itself.
    head: BTreeSet<String>,
    all: BTreeSet<String>,
}

/// The words of a statement before which its object is named:
/// `create unique index concurrently if not exists a on only app.t`.
const HEAD: usize = 16;

/// The first words of statements that define something.
const DEFINES: [&str; 9] = ["alter", "comment", "create", "do", "drop", "grant", "revoke", "security", "import"];

impl Causes {
    /// Reads the migrations.
    pub(in super::super) fn read(migrations: &[Source]) -> Self {
        let mut statements = Vec::new();
        for (at, file) in migrations.iter().enumerate() {
            let text = file.text();
            for span in sql::statements(text) {
                let statement = String::from_utf8_lossy(&text[span]);
                statements.extend(names(&statement).map(|names| (at, names)));
            }
        }
        Self { statements, paths: migrations.iter().map(|file| file.path.clone()).collect() }
    }

    /// Returns the number of the last migration that names an object, or else of the last one that names the table that
    /// it is a part of.
    pub(in super::super) fn of(&self, object: &Identity) -> Option<usize> {
        let is_named = |names: &Names, name: &str| names.head.contains(name);
        let last =
            |is: &dyn Fn(&Names) -> bool| self.statements.iter().rfind(|(_, names)| is(names)).map(|(at, _)| *at);
        match &object.on {
            Some(on) => last(&|names| is_named(names, on) && names.all.contains(&object.name))
                .or_else(|| last(&|names| is_named(names, on))),
            // An index may be one that the server names.
            None if object.kind == Kind::Index => last(&|names| names.all.contains(&object.name)),
            None => last(&|names| is_named(names, &object.name)),
        }
    }

    pub(in super::super) fn path(&self, at: usize) -> Option<RelPath> {
        self.paths.get(at).cloned()
    }
}

fn names(statement: &str) -> Option<Names> {
    let mut words = words(statement).peekable();
    let first = words.peek()?;
    let is_block = first.is("do");
    if !DEFINES.iter().any(|verb| first.is(verb)) {
        return None;
    }
    let mut found = Names { head: BTreeSet::new(), all: BTreeSet::new() };
    for (at, word) in words.enumerate() {
        add(&word, at < HEAD, &mut found);
    }
    if is_block {
        // The text of the block is one string.
        for (at, word) in sql::words(&statement.replace('$', " ")).enumerate() {
            add(&word, true, &mut found);
            if at > 10_000 {
                break;
            }
        }
    }
    Some(found)
}

fn add(word: &Word, is_head: bool, found: &mut Names) {
    if !word.is_name() {
        return;
    }
    if is_head {
        found.head.insert(word.text.clone());
    }
    found.all.insert(word.text.clone());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::layout::Transaction;

    fn check(texts: &[&str], object: (Kind, Option<&str>, &str), expected: Option<usize>) {
        let source = |(at, text): (usize, &&str)| {
            let path = RelPath::new(format!("{at}.sql"));
            Source::whole(path, text.as_bytes().to_vec(), Transaction::Whole)
        };
        let migrations: Vec<Source> = texts.iter().enumerate().map(source).collect();
        let (kind, on, name) = object;
        let schema = Some("public".to_owned());
        let object = Identity { kind, schema, on: on.map(str::to_owned), name: name.to_owned(), arguments: None };
        assert_eq!(Causes::read(&migrations).of(&object), expected, "{texts:?} {object}");
    }

    #[test]
    fn the_last_migration_that_names_an_object_is_found() {
        let table = "create table public.orders (id bigint primary key, total int);";
        let view = "create view v as select 1 as a, 2 as b, 3 as c, 4 as d, 5 as e, 6 as f, 7 as g from orders;";
        let column = (Kind::Column, Some("orders"), "total");
        check(&[table, view], (Kind::Table, None, "orders"), Some(0));
        check(&[table, "alter table orders alter total set not null"], column, Some(1));
        check(&[table, "alter table \"orders\" add note text"], column, Some(0));
        check(&[table, view], (Kind::Constraint, Some("orders"), "orders_pkey"), Some(0));
        check(&[table, "do $$ begin alter table orders drop column total; end $$"], column, Some(1));
        check(&[table, "insert into orders values (1, 2)"], (Kind::Table, None, "orders"), Some(0));
        check(&[table], (Kind::Publication, None, "nope"), None);
    }
}
