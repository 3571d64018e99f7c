//! Objects that must exist after the last migration, because the settings name them.

use super::runner::Runner;
use crate::object::{ObjectKind, PUBLIC, literal, quoted};
use crate::postgres::Error;
use crate::sql;
use crate::text::words;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A kind of objects that the settings can require.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each is the object of that name in PostgreSQL")]
pub enum RequiredKind {
    Schema,
    Extension,
    Table,
    Column,
    View,
    Index,
    Policy,
    Trigger,
    Function,
    Type,
}

impl RequiredKind {
    /// Every kind with the key of the settings that lists its objects.
    pub const KEYS: [(&'static str, Self); 10] = [
        ("schemas", Self::Schema),
        ("extensions", Self::Extension),
        ("tables", Self::Table),
        ("columns", Self::Column),
        ("views", Self::View),
        ("indexes", Self::Index),
        ("policies", Self::Policy),
        ("triggers", Self::Trigger),
        ("functions", Self::Function),
        ("types", Self::Type),
    ];

    /// Returns the key that lists its objects.
    pub fn key(self) -> &'static str {
        Self::KEYS.iter().find(|(_, kind)| *kind == self).map_or("", |(key, _)| key)
    }

    /// Returns the kind that statements know.
    pub fn of_statement(self) -> ObjectKind {
        match self {
            Self::Schema => ObjectKind::Schema,
            Self::Extension => ObjectKind::Extension,
            Self::Table => ObjectKind::Table,
            Self::Column => ObjectKind::Column,
            Self::View => ObjectKind::View,
            Self::Index => ObjectKind::Index,
            Self::Policy => ObjectKind::Policy,
            Self::Trigger => ObjectKind::Trigger,
            Self::Function => ObjectKind::Function,
            Self::Type => ObjectKind::Type,
        }
    }

    /// Whether its objects are parts of a table.
    fn is_part(self) -> bool {
        matches!(self, Self::Column | Self::Policy | Self::Trigger)
    }

    /// Whether its objects are in no schema.
    fn is_top(self) -> bool {
        matches!(self, Self::Schema | Self::Extension)
    }
}

/// An object that must exist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequiredObject {
    pub kind: RequiredKind,
    /// `public` where none is written; empty for an object outside schemas.
    pub schema: String,
    /// The table that it is a part of.
    pub on: Option<String>,
    pub name: String,
    /// The types of the arguments of a function, where they are written.
    pub arguments: Option<String>,
}

/// A required object that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingObject {
    pub object: RequiredObject,
    /// An existing object with a similar name.
    pub near: Option<String>,
}

impl RequiredObject {
    /// Reads a name of the settings; the error says what is expected instead.
    pub fn read(kind: RequiredKind, text: &str) -> Result<Self, &'static str> {
        let expected = match kind {
            RequiredKind::Schema | RequiredKind::Extension => "expected a name",
            RequiredKind::Column | RequiredKind::Policy | RequiredKind::Trigger => {
                "expected `table.name` or `schema.table.name`"
            }
            RequiredKind::Function => "expected `name`, `schema.name` or `schema.name(type, type)`",
            _ => "expected `name` or `schema.name`",
        };
        let (named, arguments) = if kind == RequiredKind::Function { without_arguments(text) } else { (text, None) };
        if arguments.is_some_and(|arguments| !is_list_of_types(arguments)) {
            return Err(expected);
        }
        let mut parts = names(named).ok_or(expected)?;
        let least = if kind.is_part() { 2 } else { 1 };
        let most = if kind.is_top() { 1 } else { least + 1 };
        if !(least..=most).contains(&parts.len()) {
            return Err(expected);
        }
        let name = parts.pop().unwrap_or_default();
        let on = if kind.is_part() { parts.pop() } else { None };
        let schema = if kind.is_top() { String::new() } else { parts.pop().unwrap_or_else(|| PUBLIC.to_owned()) };
        Ok(Self { kind, schema, on, name, arguments: arguments.map(|arguments| arguments.trim().to_owned()) })
    }

    /// Returns the condition under which the server has it, as a query with one boolean.
    fn query(&self) -> String {
        let (schema, name) = (literal(&self.schema), literal(&self.name));
        let on = literal(self.on.as_deref().unwrap_or_default());
        let relation = |kinds: &str| {
            format!(
                "select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace \
                 where n.nspname = {schema} and c.relname = {name} and c.relkind in ({kinds})"
            )
        };
        let part = |table: &str, key: &str, column: &str, condition: &str| {
            format!(
                "select from pg_catalog.{table} p join pg_catalog.pg_class c on c.oid = p.{key} \
                 join pg_catalog.pg_namespace n on n.oid = c.relnamespace \
                 where n.nspname = {schema} and c.relname = {on} and p.{column} = {name} and {condition}"
            )
        };
        let query = match self.kind {
            RequiredKind::Schema => format!("select from pg_catalog.pg_namespace where nspname = {name}"),
            RequiredKind::Extension => format!("select from pg_catalog.pg_extension where extname = {name}"),
            RequiredKind::Table => relation("'r', 'p', 'f'"),
            RequiredKind::View => relation("'v', 'm'"),
            RequiredKind::Index => relation("'i', 'I'"),
            RequiredKind::Column => part(
                "pg_attribute",
                "attrelid",
                "attname",
                "p.attnum > 0 and not p.attisdropped and c.relkind in ('r', 'p', 'f', 'v', 'm')",
            ),
            RequiredKind::Policy => part("pg_policy", "polrelid", "polname", "true"),
            RequiredKind::Trigger => part("pg_trigger", "tgrelid", "tgname", "not p.tgisinternal"),
            RequiredKind::Function => {
                let called = |arguments: &String| {
                    let written = format!("{}.{}({arguments})", always_quoted(&self.schema), always_quoted(&self.name));
                    format!(" and p.oid = pg_catalog.to_regprocedure({})", literal(&written))
                };
                let arguments = self.arguments.as_ref().map(called).unwrap_or_default();
                format!(
                    "select from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace \
                     where n.nspname = {schema} and p.proname = {name}{arguments}"
                )
            }
            RequiredKind::Type => format!(
                "select from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace \
                 left join pg_catalog.pg_class c on c.oid = t.typrelid \
                 where n.nspname = {schema} and t.typname = {name} and coalesce(c.relkind, 'c') = 'c'"
            ),
        };
        format!("select exists ({query})")
    }

    /// Returns a query for the names of existing objects of this kind: schema, table and name.
    fn candidates(&self) -> String {
        let relation = |kinds: &str| {
            format!(
                "select n.nspname, '', c.relname from pg_catalog.pg_class c \
                 join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relkind in ({kinds})"
            )
        };
        let part = |table: &str, key: &str, column: &str, condition: &str| {
            format!(
                "select n.nspname, c.relname, p.{column} from pg_catalog.{table} p \
                 join pg_catalog.pg_class c on c.oid = p.{key} \
                 join pg_catalog.pg_namespace n on n.oid = c.relnamespace where {condition}"
            )
        };
        let query = match self.kind {
            RequiredKind::Schema => return "select '', '', nspname from pg_catalog.pg_namespace".to_owned(),
            RequiredKind::Extension => return "select '', '', extname from pg_catalog.pg_extension".to_owned(),
            RequiredKind::Table => relation("'r', 'p', 'f'"),
            RequiredKind::View => relation("'v', 'm'"),
            RequiredKind::Index => relation("'i', 'I'"),
            RequiredKind::Column => part(
                "pg_attribute",
                "attrelid",
                "attname",
                "p.attnum > 0 and not p.attisdropped and c.relkind in ('r', 'p', 'f', 'v', 'm')",
            ),
            RequiredKind::Policy => part("pg_policy", "polrelid", "polname", "true"),
            RequiredKind::Trigger => part("pg_trigger", "tgrelid", "tgname", "not p.tgisinternal"),
            RequiredKind::Function => "select n.nspname, pg_catalog.oidvectortypes(p.proargtypes), p.proname \
                from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace where true"
                .to_owned(),
            RequiredKind::Type => "select n.nspname, '', t.typname from pg_catalog.pg_type t \
                join pg_catalog.pg_namespace n on n.oid = t.typnamespace \
                left join pg_catalog.pg_class c on c.oid = t.typrelid \
                where coalesce(c.relkind, 'c') = 'c' and t.typelem = 0"
                .to_owned(),
        };
        format!("{query} and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' order by 1, 2, 3")
    }
}

/// As SQL: `app.orders`, without the schema `public`.
impl fmt::Display for RequiredObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schema = Some(self.schema.as_str()).filter(|schema| !schema.is_empty() && *schema != PUBLIC);
        let parts = schema.into_iter().chain(self.on.as_deref()).chain([self.name.as_str()]);
        f.write_str(&parts.map(quoted).collect::<Vec<_>>().join("."))?;
        self.arguments.as_ref().map_or(Ok(()), |arguments| write!(f, "({})", arguments.replace('`', "")))
    }
}

/// Looks for the required objects in a database; `stubs` are extensions that stand for real ones.
pub(super) fn missing(
    runner: &mut Runner,
    required: &[RequiredObject],
    stubs: &[String],
) -> Result<Vec<MissingObject>, Error> {
    let mut missing = Vec::new();
    if required.is_empty() {
        return Ok(missing);
    }
    runner.raw("SET search_path TO public")?;
    for object in required {
        let is_stub = object.kind == RequiredKind::Extension && stubs.contains(&object.name);
        if !is_stub && !exists(runner, object)? {
            missing.push(MissingObject { near: near(runner, object)?, object: object.clone() });
        }
    }
    runner.raw("RESET search_path")?;
    Ok(missing)
}

fn exists(runner: &mut Runner, object: &RequiredObject) -> Result<bool, Error> {
    match runner.value(&object.query()) {
        Ok(found) => Ok(found.as_deref() == Some("t")),
        // Types of a signature that do not exist are an error before PostgreSQL 16.
        Err(Error::Sql(_)) if object.arguments.is_some() => Ok(false),
        Err(error) => Err(error),
    }
}

/// Returns the existing object whose name is nearest: the same name elsewhere, or one that differs in a few letters.
fn near(runner: &mut Runner, object: &RequiredObject) -> Result<Option<String>, Error> {
    let mut found = Vec::new();
    for row in runner.rows(&object.candidates())? {
        let [schema, on, name] = &row[..] else { continue };
        let is_function = object.kind == RequiredKind::Function;
        let other = RequiredObject {
            kind: object.kind,
            schema: schema.clone(),
            on: object.on.as_ref().map(|_| on.clone()),
            name: name.clone(),
            arguments: is_function.then(|| on.clone()),
        };
        found.push(other);
    }
    let is_same_name = |other: &&RequiredObject| other.name == object.name;
    let is_same_place = |other: &&RequiredObject| other.schema == object.schema && other.on == object.on;
    let same = found.iter().filter(is_same_name).max_by_key(|other| (is_same_place(other), other.schema == PUBLIC));
    if let Some(same) = same {
        return Ok(Some(same.to_string()));
    }
    let names = found.iter().filter(is_same_place).map(|other| other.name.as_str());
    let nearest = words::nearest(&object.name, names);
    Ok(nearest
        .and_then(|name| found.iter().filter(is_same_place).find(|other| other.name == name))
        .map(ToString::to_string))
}

fn always_quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Separates the arguments of a function from its name.
fn without_arguments(text: &str) -> (&str, Option<&str>) {
    let open = sql::tokens(text.as_bytes()).find(|token| token.kind == sql::Kind::Open);
    let Some(open) = open else { return (text, None) };
    let (name, rest) = text.split_at(open.span.start);
    (name, Some(rest.trim_end().strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or("(")))
}

/// Whether a text between parentheses can be a list of types.
fn is_list_of_types(text: &str) -> bool {
    let mut depth = 0_usize;
    for token in sql::tokens(text.as_bytes()) {
        match token.kind {
            sql::Kind::Open => depth += 1,
            sql::Kind::Close if depth == 0 => return false,
            sql::Kind::Close => depth -= 1,
            sql::Kind::Semicolon | sql::Kind::String | sql::Kind::DollarString | sql::Kind::Comment => return false,
            _ => {}
        }
    }
    depth == 0
}

/// Reads names with dots between them: quoted ones as they are, others as the server folds them. A part that is neither
/// is a name that has to be quoted, and is taken as it is.
fn names(text: &str) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    let mut rest = text.trim();
    loop {
        let (part, after) = if let Some(inner) = rest.strip_prefix('"') {
            let end = end_of_quoted(inner)?;
            (inner[..end].replace("\"\"", "\""), inner[end + 1..].trim_start())
        } else {
            let end = rest.find('.').unwrap_or(rest.len());
            let part = rest[..end].trim();
            if part.contains('"') {
                return None;
            }
            let is_word = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '$';
            let is_name = part.chars().all(is_word);
            (if is_name { part.to_ascii_lowercase() } else { part.to_owned() }, &rest[end..])
        };
        if part.is_empty() || part.contains('\0') {
            return None;
        }
        parts.push(part);
        match after.strip_prefix('.') {
            Some(next) => rest = next.trim_start(),
            None => return after.is_empty().then_some(parts),
        }
    }
}

/// Returns the end of a quoted name, which begins after its first quote.
fn end_of_quoted(inner: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        at += inner.get(at..)?.find('"')?;
        if !inner[at + 1..].starts_with('"') {
            return Some(at);
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: RequiredKind, text: &str, expected: Result<&str, &str>) {
        let read = RequiredObject::read(kind, text);
        let shown = read.map(|object| {
            let on = object.on.map(|on| format!("{on}|")).unwrap_or_default();
            let arguments = object.arguments.map(|arguments| format!("({arguments})")).unwrap_or_default();
            format!("{}|{on}{}{arguments}", object.schema, object.name)
        });
        assert_eq!(shown.as_deref(), expected.as_ref().map(|text| *text), "{text}");
    }

    #[test]
    fn names_are_read_with_and_without_a_schema() {
        use RequiredKind::{Column, Extension, Function, Policy, Schema, Table};
        check(Table, "users", Ok("public|users"));
        check(Table, " app . Orders ", Ok("app|orders"));
        check(Table, "\"App\".\"my.table\"", Ok("App|my.table"));
        check(Table, "\"a\"\"b\"", Ok("public|a\"b"));
        check(Column, "users.email", Ok("public|users|email"));
        check(Column, "app.users.\"E Mail\"", Ok("app|users|E Mail"));
        check(Policy, "orders.Owners read", Ok("public|orders|Owners read"));
        check(Policy, "orders.\"Owners. read\"", Ok("public|orders|Owners. read"));
        check(Function, "total", Ok("public|total"));
        check(Function, "app.total(bigint, numeric(10, 2))", Ok("app|total(bigint, numeric(10, 2))"));
        check(Function, "total()", Ok("public|total()"));
        check(Function, "\"f(x)\"(int)", Ok("public|f(x)(int)"));
        check(Extension, "uuid-ossp", Ok("|uuid-ossp"));
        check(Schema, "app", Ok("|app"));
    }

    #[test]
    fn names_that_cannot_be_meant_are_rejected() {
        use RequiredKind::{Column, Extension, Function, Schema, Table};
        check(Table, "", Err("expected `name` or `schema.name`"));
        check(Table, "a.b.c", Err("expected `name` or `schema.name`"));
        check(Table, "a..b", Err("expected `name` or `schema.name`"));
        check(Table, "\"a", Err("expected `name` or `schema.name`"));
        check(Table, "a\"b\"", Err("expected `name` or `schema.name`"));
        check(Column, "email", Err("expected `table.name` or `schema.table.name`"));
        check(Schema, "a.b", Err("expected a name"));
        check(Extension, "a.b", Err("expected a name"));
        for wrong in ["f(", "f(int", "f(int))", "f(int) x", "f('a')", "f(int; drop)", "(int)", "f(/* a */)"] {
            check(Function, wrong, Err("expected `name`, `schema.name` or `schema.name(type, type)`"));
        }
    }
}
