//! The migrations that made what differs.

use crate::catalog::{Identity, Kind};
use crate::diff::Cause;
use crate::replay::Source;
use crate::sql::{self, Word, words};
use crate::text::RelPath;
use std::collections::{BTreeSet, HashMap};

/// The names in the statements of all migrations that define something.
#[derive(Default)]
pub(in super::super) struct Causes {
    statements: Vec<Names>,
    /// The statements that name something near their beginning, in order.
    by_head: HashMap<String, Vec<usize>>,
    /// The last statement that has a name anywhere.
    last: HashMap<String, usize>,
    paths: Vec<RelPath>,
}

/// The names in a statement.
#[derive(Default)]
struct Names {
    /// The number of the migration.
    migration: usize,
    /// Those near its beginning: the object itself.
    head: BTreeSet<String>,
    all: BTreeSet<String>,
}

/// The words of a statement before which its object is named:
/// `create unique index concurrently if not exists a on only app.t`.
const HEAD: usize = 16;

/// The ends of the names that the server gives to constraints, each with a word of the clause that makes one.
const SUFFIXES: [(&str, &str); 5] =
    [("_pkey", "primary"), ("_fkey", "references"), ("_key", "unique"), ("_check", "check"), ("_excl", "exclude")];

/// The first words of statements that define something.
const DEFINES: [&str; 9] = ["alter", "comment", "create", "do", "drop", "grant", "revoke", "security", "import"];

impl Causes {
    /// Reads the migrations.
    pub(in super::super) fn read(migrations: &[Source]) -> Self {
        let mut found = Self { paths: migrations.iter().map(|file| file.path.clone()).collect(), ..Self::default() };
        for (at, file) in migrations.iter().enumerate() {
            let text = file.text();
            for span in sql::statements(text) {
                let statement = String::from_utf8_lossy(&text[span]);
                if let Some(names) = names(&statement) {
                    found.add(Names { migration: at, ..names });
                }
            }
        }
        found
    }

    fn add(&mut self, names: Names) {
        let number = self.statements.len();
        for name in &names.head {
            self.by_head.entry(name.clone()).or_default().push(number);
        }
        for name in &names.all {
            self.last.insert(name.clone(), number);
        }
        self.statements.push(names);
    }

    /// Returns the number of the last migration that names an object, or else, unless it is a column, of the last one
    /// that names the table that it is a part of.
    pub(in super::super) fn of(&self, object: &Identity) -> Option<usize> {
        let heads = |name: &str| self.by_head.get(name).map_or(&[][..], Vec::as_slice);
        let statement = match &object.on {
            Some(on) => {
                let is_named = |number: &&usize| self.statements[**number].all.contains(&object.name);
                // A column that no migration names was made by hand; of other parts the server makes up the names.
                let of_table = || match object.kind {
                    Kind::Column => None,
                    Kind::Constraint => self.unnamed_constraint(on, &object.name),
                    _ => heads(on).last(),
                };
                heads(on).iter().rfind(is_named).or_else(of_table)
            }
            // An index may be one that the server names.
            None if object.kind == Kind::Index => self.last.get(&object.name),
            None => heads(&object.name).last(),
        };
        statement.map(|number| self.statements[*number].migration)
    }

    /// Returns the statement that made a constraint to which the server gave its name,
    /// `<table>_<columns>_<suffix>` (`ChooseConstraintName` in `src/backend/catalog/pg_constraint.c`), or else the first
    /// one that names the table.
    fn unnamed_constraint(&self, table: &str, name: &str) -> Option<&usize> {
        let on = self.by_head.get(table)?;
        let made = SUFFIXES.iter().find_map(|(suffix, word)| Some((name.strip_suffix(suffix)?, *word)));
        let columns = |rest: &str| rest.strip_prefix(table).map(|rest| rest.trim_start_matches('_').to_owned());
        let makes = |number: &usize| {
            let (rest, word) = made?;
            let columns = columns(rest)?;
            let names = &self.statements[*number].all;
            let has_column = columns.is_empty() || names.iter().any(|name| columns.starts_with(name.as_str()));
            (has_column && names.contains(word)).then_some(())
        };
        on.iter().rfind(|number| makes(number).is_some()).or(on.first())
    }

    /// Returns the same as what a comparison names.
    pub(in super::super) fn cause(&self, object: &Identity) -> Option<Cause> {
        let path = self.path(self.of(object)?)?;
        Some(Cause { migration: path.to_string(), line: None })
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
    let mut found = Names::default();
    let mut is_head = true;
    for (at, word) in words.enumerate() {
        is_head = is_head && at < HEAD && !(at > 1 && ends_head(&word));
        add(&word, is_head, &mut found);
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

/// Whether what follows a word is not the object itself but what it is made of or what it refers to.
fn ends_head(word: &Word) -> bool {
    (!word.is_name() && word.text == "(") || ["as", "references", "execute", "owned"].iter().any(|end| word.is(end))
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
        let users = "create table users (id int primary key, code text unique);";
        let referring = "create table teams (id int primary key, owner int references users (id));";
        check(&[users, referring], (Kind::Table, None, "users"), Some(0));
        check(&[users, referring], (Kind::Constraint, Some("users"), "users_pkey"), Some(0));
        check(&[users, referring], (Kind::Constraint, Some("users"), "users_code_key"), Some(0));
        check(&[users, referring], (Kind::Constraint, Some("teams"), "teams_owner_fkey"), Some(1));
        let added = "alter table users add unique (mail)";
        check(&[users, added], (Kind::Constraint, Some("users"), "users_mail_key"), Some(1));
        check(&[users, added], (Kind::Constraint, Some("users"), "users_code_key"), Some(0));
        check(&[users, added], (Kind::Constraint, Some("users"), "odd"), Some(0));
        check(&[table], (Kind::Publication, None, "nope"), None);
    }
}
