//! Errors in a schema file that make no difference to the comparison.
//!
//! Each is recognised by its code and by what the database has: everything else that the server
//! refuses is an error of the file, as for `psql`.

use super::super::runner::Runner;
use crate::object::{Name, literal};
use crate::platform::Stub;
use crate::postgres::{Error, SqlError, sqlstate};
use crate::sql::{self, Kind, Operation, Purpose, Script, Word, words};
use std::collections::BTreeSet;

/// The objects that a file finds when it is loaded.
pub(super) struct Existing<'a> {
    /// The schemas of the platform, in which the migrations have created objects that the file may create again.
    pub(super) managed: &'a [&'a str],
    /// The schemas that were emptied; `None` if nothing but the platform exists.
    emptied: Option<&'a BTreeSet<String>>,
    /// The statements that failed because their object exists: a second one of the same text is an error.
    repeated: BTreeSet<String>,
    /// The tables that the file creates, and that the platform has.
    tables: BTreeSet<(Option<String>, String)>,
}

/// The decision about an error.
pub(super) enum Tolerated {
    /// The object exists already.
    Exists,
    /// Not run, for this reason.
    NotRun(String),
}

impl<'a> Existing<'a> {
    pub(super) fn new(managed: &'a [&'a str], emptied: &'a BTreeSet<String>) -> Self {
        Self { managed, emptied: Some(emptied), repeated: BTreeSet::new(), tables: BTreeSet::new() }
    }

    /// A file that is loaded where nothing but the platform exists.
    pub(super) fn of_platform(managed: &'a [&'a str]) -> Self {
        Self { managed, emptied: None, repeated: BTreeSet::new(), tables: BTreeSet::new() }
    }

    /// Notes a statement that ran.
    pub(super) fn ran(&mut self, statement: &str) {
        if creates_again(statement) {
            self.repeated.insert(key(statement));
        }
    }

    /// Decides about a statement that failed; `None` if the error counts.
    pub(super) fn tolerated(
        &mut self,
        runner: &mut Runner,
        statement: &str,
        error: &SqlError,
    ) -> Result<Option<Tolerated>, Error> {
        if creates_again(statement) && is_existing(error) || self.exists_in_platform(statement, error) {
            return Ok(self.repeated.insert(key(statement)).then_some(Tolerated::Exists));
        }
        let reason = match &*error.sqlstate {
            sqlstate::UNDEFINED_OBJECT | sqlstate::INVALID_PARAMETER_VALUE if is_about_roles(statement) => {
                match absent_role(runner, statement, &error.message)? {
                    Some(role) => Some(format!("role {role} does not exist")),
                    None => absent_in_stub(runner, statement, error)?,
                }
            }
            sqlstate::UNDEFINED_OBJECT | sqlstate::UNDEFINED_FUNCTION => absent_in_stub(runner, statement, error)?,
            sqlstate::INSUFFICIENT_PRIVILEGE if needs_rights(statement) => {
                Some("the role that loads the file lacks the right".to_owned())
            }
            sqlstate::INVALID_PARAMETER_VALUE if is(statement, 0, &["security"]) => {
                Some("this server has no provider of the label".to_owned())
            }
            _ => self.of_rows(statement, error),
        };
        Ok(reason.map(Tolerated::NotRun))
    }

    /// Whether a statement fails only because it creates an object that already exists in a schema of the platform.
    fn exists_in_platform(&mut self, statement: &str, error: &SqlError) -> bool {
        let is_duplicate = [sqlstate::DUPLICATE_OBJECT, sqlstate::DUPLICATE_TABLE, sqlstate::DUPLICATE_FUNCTION];
        if !is_duplicate.contains(&error.sqlstate.as_str()) {
            return false;
        }
        let script = Script::read(statement.as_bytes(), &(0..statement.len()));
        let is_managed =
            |name: &Name| name.schema.as_ref().is_some_and(|schema| self.managed.contains(&schema.as_str()));
        let mut tables = BTreeSet::new();
        let exists = script.run().any(|(_, action)| {
            let name = match &action.operation {
                Operation::Create { object, .. } => object.on.as_ref().unwrap_or(&object.name),
                Operation::CreateTable(create) => {
                    tables.insert((create.table.schema.clone(), create.table.name.clone()));
                    &create.table
                }
                Operation::CreateIndex(create) => &create.table,
                Operation::CreateRoutine(create) => &create.object.name,
                Operation::CreateType { name, .. } => name,
                Operation::AddConstraint { table, .. } => table,
                _ => return false,
            };
            is_managed(name)
        });
        if exists {
            self.tables.append(&mut tables);
        }
        exists
    }

    /// The reason why rows cannot be loaded into a table that existed before the file was.
    fn of_rows(&self, statement: &str, error: &SqlError) -> Option<String> {
        if sql::purpose(statement) != Purpose::Rows {
            return None;
        }
        let (schema, table) = written_table(statement)?;
        if self.tables.contains(&(Some(schema.clone()), table.clone())) && !error.sqlstate.starts_with("425") {
            let is_of_table = error.sqlstate != sqlstate::SYNTAX_ERROR;
            return is_of_table.then(|| format!("table {schema}.{table} is that of the platform"));
        }
        let has_rows =
            self.emptied.map_or_else(|| self.managed.contains(&schema.as_str()), |emptied| !emptied.contains(&schema));
        let is_kept = error.sqlstate == sqlstate::UNIQUE_VIOLATION && has_rows;
        is_kept.then(|| format!("table {schema}.{table} has rows of the migrations"))
    }
}

/// The reason of a statement about an extension, or a part of one, that a stub does not have.
fn absent_in_stub(runner: &mut Runner, statement: &str, error: &SqlError) -> Result<Option<String>, Error> {
    let is_of_extension = is(statement, 0, &["comment"]) && is(statement, 2, &["extension"]);
    let is_of_part = sql::purpose(statement) == Purpose::Privileges || sets_owner(statement);
    if !is_of_part && !is_of_extension {
        return Ok(None);
    }
    let found = "select e.extname, n.nspname from pg_catalog.pg_extension e \
                 join pg_catalog.pg_namespace n on n.oid = e.extnamespace order by 1";
    let installed = match runner.rows(found) {
        Ok(installed) => installed,
        // The transaction of the statement has failed.
        Err(Error::Sql(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let is_stub = |name: &String| !runner.privileges.native.contains(name) && Stub::named(name).is_some();
    let schema = schema_of_part(statement);
    let of_part = installed.into_iter().filter_map(|row| <[String; 2]>::try_from(row).ok());
    let mut of_part = of_part.filter(|[name, of]| is_stub(name) && schema.as_ref() == Some(of)).map(|[name, _]| name);
    let stub = if is_of_extension {
        let is_named = |stub: &&String| error.message.contains(&format!("\"{stub}\"")) && is_stub(stub);
        runner.stubs.unregistered.iter().find(is_named).cloned()
    } else {
        of_part.next()
    };
    Ok(stub.map(|stub| format!("extension {stub} is a stub here")))
}

/// The schema of the first qualified name in a statement.
fn schema_of_part(statement: &str) -> Option<String> {
    let words: Vec<Word> = words(statement).take(32).collect();
    let dot = words.iter().position(|word| word.text == ".")?;
    words.get(dot.checked_sub(1)?).filter(|word| word.is_name()).map(|word| word.text.clone())
}

/// Whether the error says that the object of a statement exists.
fn is_existing(error: &SqlError) -> bool {
    matches!(error.sqlstate.as_str(), sqlstate::DUPLICATE_SCHEMA | sqlstate::DUPLICATE_OBJECT)
}

/// Whether a statement creates, or adds to, an object that does not belong to a schema: that of the replayed database
/// exists.
fn creates_again(statement: &str) -> bool {
    is(statement, 0, &["create", "alter"]) && is(statement, 1, &["schema", "extension", "publication", "role"])
        || is(statement, 0, &["create"]) && is(statement, 1, &["event"])
        || creates_in_database(statement)
}

/// Whether a statement creates an object of the database that has no simple name.
fn creates_in_database(statement: &str) -> bool {
    const KINDS: [&str; 7] = ["access", "cast", "language", "server", "subscription", "transform", "trusted"];
    is(statement, 0, &["create"])
        && (is(statement, 1, &KINDS)
            || is(statement, 1, &["foreign"]) && is(statement, 2, &["data"])
            || is(statement, 1, &["user"]) && is(statement, 2, &["mapping"]))
}

/// The statement, without a difference of spelling. For what it creates, only the kind and the name.
fn key(statement: &str) -> String {
    let words: Vec<Word> = words(statement).collect();
    let is = |at: usize, keyword: &str| words.get(at).is_some_and(|word| word.is(keyword));
    let is_create = is(0, "create") && creates_again(statement) && !creates_in_database(statement);
    let mut name = if is(1, "event") { 3 } else { 2 };
    if is(name, "if") && is(name + 1, "not") {
        name += 3;
    }
    let all = 0..words.len();
    let kept = if is_create { name.min(all.end)..(name + 1).min(all.end) } else { all };
    let kind = words.get(1).filter(|_| is_create).map_or("", |kind| kind.text.as_str());
    let texts: Vec<&str> = words[kept].iter().map(|word| word.text.as_str()).collect();
    format!("{kind} {}", texts.join(" "))
}

fn is(statement: &str, at: usize, keywords: &[&str]) -> bool {
    words(statement).nth(at).is_some_and(|word| keywords.iter().any(|keyword| word.is(keyword)))
}

fn sets_owner(statement: &str) -> bool {
    let words: Vec<Word> = words(statement).collect();
    words.first().is_some_and(|first| first.is("alter"))
        && words.windows(2).any(|pair| pair[0].is("owner") && pair[1].is("to"))
}

fn sets_role(statement: &str) -> bool {
    is(statement, 0, &["set"]) && (1..4).any(|at| is(statement, at, &["role", "authorization"]))
}

fn is_default_privileges(statement: &str) -> bool {
    is(statement, 0, &["alter"]) && is(statement, 1, &["default"])
}

/// Whether a statement is about owners, privileges or the role of the session.
fn is_about_roles(statement: &str) -> bool {
    sql::purpose(statement) == Purpose::Privileges
        || is_default_privileges(statement)
        || sets_owner(statement)
        || sets_role(statement)
}

/// Whether a schema has the same objects without a statement for which the role has no right.
fn needs_rights(statement: &str) -> bool {
    is_about_roles(statement)
        || sql::purpose(statement) == Purpose::Session
        || is(statement, 0, &["security"])
        || is(statement, 0, &["comment"]) && is(statement, 2, &["extension", "schema"])
}

/// A role that a statement names, that does not exist and that the error is about.
fn absent_role(runner: &mut Runner, statement: &str, message: &str) -> Result<Option<String>, Error> {
    for role in roles(statement).into_iter().filter(|role| is_about(message, role)) {
        let found = format!("select 1 from pg_catalog.pg_roles where rolname = {}", literal(&role));
        match runner.value(&found) {
            Ok(None) => return Ok(Some(role)),
            Ok(Some(_)) => {}
            // The transaction of the statement has failed.
            Err(Error::Sql(_)) => return Ok(None),
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

/// Whether a message says something about a role of this name. In other languages than English the name alone decides.
fn is_about(message: &str, role: &str) -> bool {
    let in_english = message.contains(&format!("role \"{role}\""));
    let is_quoted = || message.split(['"', '«', '»', '„', '“', '”']).any(|part| part.trim() == role);
    in_english || !message.is_ascii() && is_quoted()
}

/// The names in a statement that are those of roles.
fn roles(statement: &str) -> Vec<String> {
    const BEFORE: [&str; 6] = ["authorization", "by", "from", "role", "to", "user"];
    const AFTER: [&str; 9] = ["cascade", "for", "grant", "granted", "in", "on", "restrict", "revoke", "with"];
    let words: Vec<Word> = words(statement).collect();
    // Memberships: every name is that of a role.
    let is_membership = words.first().is_some_and(|first| first.is("grant") || first.is("revoke"))
        && !words.iter().any(|word| word.is("on"));
    let mut is_role = is_membership;
    let mut found = Vec::new();
    for word in words.iter().skip(1) {
        if BEFORE.iter().any(|before| word.is(before)) {
            is_role = true;
        } else if AFTER.iter().any(|after| word.is(after)) {
            is_role = false;
        } else if is_role && (word.is_name() || word.kind == Kind::String) {
            found.push(word.text.trim_matches('\'').to_owned());
        }
    }
    found
}

/// The schema and name of the table to which a statement writes, if it is qualified.
fn written_table(statement: &str) -> Option<(String, String)> {
    let words: Vec<Word> = words(statement).take(6).collect();
    let is_passed = |word: &&Word| ["into", "only", "from", "table"].iter().any(|passed| word.is(passed));
    let mut names = words.iter().skip(1).skip_while(is_passed);
    let (schema, dot, table) = (names.next()?, names.next()?, names.next()?);
    (dot.text == "." && schema.is_name() && table.is_name()).then(|| (schema.text.clone(), table.text.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_roles_of_a_statement() {
        let check = |statement: &str, expected: &[&str]| assert_eq!(roles(statement), expected, "{statement}");
        check("grant select on table a to b, \"C d\" with grant option", &["b", "C d"]);
        check("revoke all on schema public from public", &["public"]);
        check("grant usage on type nope to b granted by c", &["b", "c"]);
        check("grant admin to b", &["admin", "b"]);
        check("alter table a owner to b", &["b"]);
        check("alter default privileges for role a in schema s grant select on tables to b", &["a", "b"]);
        check("set session authorization 'a'", &["a"]);
        check("set role a", &["a"]);
    }

    #[test]
    fn a_message_names_its_role() {
        assert!(is_about("role \"a\" does not exist", "a"));
        assert!(is_about("Rolle »a« existiert nicht: für", "a"));
        assert!(!is_about("type \"public.nope\" does not exist", "public"));
        assert!(!is_about("type \"a\" does not exist", "a"));
    }

    #[test]
    fn an_object_is_created_again_under_any_spelling() {
        let check = |one: &str, other: &str| assert_eq!(key(one), key(other));
        check("create schema app", "CREATE SCHEMA IF NOT EXISTS \"app\" authorization x");
        check("create extension citext", "create extension citext with schema public");
        check(
            "create event trigger a on ddl_command_end execute function f()",
            "create event trigger a on sql_drop execute function g()",
        );
        assert_ne!(key("alter publication p add table a"), key("alter publication p add table b"));
        assert_ne!(key("create schema a"), key("create role a"));
    }

    #[test]
    fn finds_the_table_of_rows() {
        let check = |statement: &str, expected: Option<(&str, &str)>| {
            let found = written_table(statement);
            assert_eq!(found.as_ref().map(|(schema, table)| (&**schema, &**table)), expected, "{statement}");
        };
        check("INSERT INTO \"storage\".\"buckets\" VALUES (1)", Some(("storage", "buckets")));
        check("copy auth.users (id) from stdin", Some(("auth", "users")));
        check("truncate table only a.b", Some(("a", "b")));
        check("update a set b = 1", None);
    }
}
