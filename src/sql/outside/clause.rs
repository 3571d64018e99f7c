//! Statements that reach outside the database, by their first words.

use super::access::{OutsideAccess, Reach};
use super::calls;
use crate::sql::lex::Kind;
use crate::sql::words::Word;

/// Roles whose members reach files and programs of the server (manual, section 22.5).
const ROLES: [&str; 4] =
    ["pg_create_subscription", "pg_execute_server_program", "pg_read_server_files", "pg_write_server_files"];

/// Catalogs whose rows give privileges, code or settings (manual, chapter 53).
const CATALOGS: [&str; 6] =
    ["pg_auth_members", "pg_authid", "pg_db_role_setting", "pg_language", "pg_parameter_acl", "pg_proc"];

/// Handlers of the foreign-data wrappers that come with PostgreSQL.
const HANDLERS: [(&str, Reach); 2] = [("file_fdw_handler", Reach::File), ("postgres_fdw_handler", Reach::Server)];

/// Finds what a statement itself does; its calls and strings are looked at elsewhere.
pub(super) fn find(words: &[Word], found: &mut Vec<OutsideAccess>) {
    let Some(first) = words.first().filter(|first| first.kind == Kind::Word) else { return };
    let access = match first.text.as_str() {
        "copy" => copy(words).or_else(|| catalog(words)),
        "create" => create(words),
        "alter" => alter(words),
        "grant" => grant(words),
        "set" => libraries(words).or_else(|| reading(words)),
        "insert" | "update" | "delete" | "merge" => catalog(words),
        "import" if is(words, 1, "foreign") && is(words, 2, "schema") => {
            access(words, 2, "IMPORT FOREIGN SCHEMA", Reach::Server)
        }
        "load" if words.get(1).is_some_and(is_text) => access(words, 1, "LOAD", Reach::Code),
        _ => None,
    };
    found.extend(access);
}

fn is(words: &[Word], at: usize, keyword: &str) -> bool {
    words.get(at).is_some_and(|word| word.is(keyword))
}

fn is_text(word: &Word) -> bool {
    matches!(word.kind, Kind::String | Kind::DollarString)
}

/// The access of the words up to `last`.
#[expect(clippy::unnecessary_wraps, reason = "the arms of the functions below give an option")]
fn access(words: &[Word], last: usize, what: &str, reach: Reach) -> Option<OutsideAccess> {
    let end = words.get(last).or(words.last()).map_or(0, |word| word.span.end);
    let start = words.first().map_or(0, |word| word.span.start);
    Some(OutsideAccess::new(start..end, format!("`{what}`"), reach))
}

fn position(words: &[Word], keyword: &str) -> Option<usize> {
    words.iter().position(|word| word.is(keyword))
}

/// `COPY ... TO | FROM PROGRAM '...' | '...'`
fn copy(words: &[Word]) -> Option<OutsideAccess> {
    let mut depth = 0_usize;
    for (at, word) in words.iter().enumerate().skip(1) {
        match word.kind {
            Kind::Open => depth += 1,
            Kind::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > 0 || at < 2 || !(word.is("to") || word.is("from")) {
            continue;
        }
        return match words.get(at + 1) {
            Some(next) if next.is("program") => access(words, at + 1, "COPY ... PROGRAM", Reach::Program),
            // A string that is assembled may end here; `:` is a variable of psql, `%` one of `format`.
            None => access(words, at, "COPY ... 'FILE'", Reach::File),
            Some(next) if is_text(next) || matches!(next.text.as_str(), ":" | "%" | "|") => {
                access(words, at + 1, "COPY ... 'FILE'", Reach::File)
            }
            Some(_) => None,
        };
    }
    None
}

/// The position of the word that says what is created or changed.
fn kind(words: &[Word]) -> usize {
    let passed = ["or", "replace", "trusted", "procedural"];
    (1..words.len()).find(|at| !passed.iter().any(|word| is(words, *at, word))).unwrap_or(words.len())
}

fn create(words: &[Word]) -> Option<OutsideAccess> {
    let at = kind(words);
    let name = behind_if_exists(words, at + 1);
    let named = words.get(name).filter(|word| word.is_name() || word.kind == Kind::String);
    let named = named.map_or("", |word| word.text.as_str());
    match words.get(at)?.text.as_str() {
        "extension" => {
            let reach = of_extension(named)?;
            access(words, name, &format!("CREATE EXTENSION {named}"), reach)
        }
        "server" if position(words, "wrapper").is_some() => access(words, name, "CREATE SERVER", Reach::Server),
        "foreign" if is(words, at + 1, "data") => {
            let handler = words.get(position(words, "handler")? + 1..)?;
            let handler = handler.iter().find_map(|word| HANDLERS.iter().find(|(name, _)| word.text == *name));
            access(words, at + 2, "CREATE FOREIGN DATA WRAPPER", handler?.1)
        }
        "foreign" => foreign_table(words, at + 1, "CREATE FOREIGN TABLE"),
        "language" if is_untrusted(&named.to_ascii_lowercase()) || position(words, "handler").is_some() => {
            access(words, name, &format!("CREATE LANGUAGE {named}"), Reach::Code)
        }
        "function" | "procedure" => routine(words),
        "tablespace" if position(words, "location").is_some() => {
            access(words, name, "CREATE TABLESPACE ... LOCATION", Reach::File)
        }
        "subscription" if position(words, "connection").is_some() => {
            access(words, name, "CREATE SUBSCRIPTION", Reach::Server)
        }
        "role" | "user" | "group" => role(words),
        "operator" | "aggregate" => {
            let equals = (0..words.len()).filter(|at| words[*at].text == "=");
            equals.filter_map(|at| calls::named(&words[at + 1..])).find_map(|word| {
                let reach = calls::reach_of(&word.text)?;
                Some(OutsideAccess::new(word.span.clone(), format!("`{}`", word.text), reach))
            })
        }
        _ => None,
    }
}

fn behind_if_exists(words: &[Word], at: usize) -> usize {
    let mut next = at;
    for word in ["if", "not", "exists"] {
        next += usize::from(is(words, next, word));
    }
    next
}

fn of_extension(name: &str) -> Option<Reach> {
    match name {
        "file_fdw" | "adminpack" => Some(Reach::File),
        "dblink" => Some(Reach::Server),
        name if name.ends_with("_fdw") => Some(Reach::Server),
        name => is_untrusted(name).then_some(Reach::Code),
    }
}

/// Languages in which only superusers may write functions: by convention those that end in `u`.
fn is_untrusted(name: &str) -> bool {
    matches!(name, "c" | "plsh" | "plr" | "pljava" | "javau")
        || (name.starts_with("pl") || name.contains("_pl")) && name.ends_with('u')
}

/// The access of code in an untrusted language. A parameter may be named `language` too.
pub(super) fn untrusted_code(words: &[Word]) -> Option<OutsideAccess> {
    let pair =
        words.windows(2).find(|pair| pair[0].is("language") && is_untrusted(&pair[1].text.to_ascii_lowercase()))?;
    let span = pair[0].span.start..pair[1].span.end;
    Some(OutsideAccess::new(span, format!("`LANGUAGE {}`", pair[1].text), Reach::Code))
}

fn routine(words: &[Word]) -> Option<OutsideAccess> {
    if words.windows(2).any(|pair| pair[0].is("language") && pair[1].text.eq_ignore_ascii_case("internal")) {
        let named = |word: &Word| calls::reach_of(&word.text);
        let (word, reach) = words.iter().filter(|word| is_text(word)).find_map(|word| Some((word, named(word)?)))?;
        return Some(OutsideAccess::new(word.span.clone(), format!("`{}`", word.text), reach));
    }
    libraries(words).or_else(|| reading(words)).or_else(|| untrusted_code(words))
}

fn alter(words: &[Word]) -> Option<OutsideAccess> {
    match words.get(1)?.text.as_str() {
        "system" if is(words, 2, "set") || is(words, 2, "reset") => access(words, 1, "ALTER SYSTEM", Reach::Settings),
        "server" if position(words, "options").is_some() => access(words, 2, "ALTER SERVER", Reach::Server),
        "foreign" if is(words, 2, "table") => foreign_table(words, 2, "ALTER FOREIGN TABLE"),
        "subscription"
            if ["connection", "refresh", "enable", "publication"]
                .iter()
                .any(|word| position(words, word).is_some()) =>
        {
            access(words, 2, "ALTER SUBSCRIPTION", Reach::Server)
        }
        "role" | "user" | "group" => role(words).or_else(|| libraries(words)).or_else(|| reading(words)),
        "database" => libraries(words).or_else(|| reading(words)),
        "function" | "procedure" | "routine" => {
            moved_function(words).or_else(|| libraries(words)).or_else(|| reading(words))
        }
        _ => None,
    }
}

/// A table of `file_fdw`: its options name a file or a program (manual, section F.16).
fn foreign_table(words: &[Word], last: usize, what: &str) -> Option<OutsideAccess> {
    let options = position(words, "options")?;
    let has = |name: &str| {
        let mut pairs = words[options..].windows(2);
        pairs.any(|pair| pair[0].is_name() && pair[0].text == name && is_text(&pair[1]))
    };
    if has("program") {
        access(words, last, what, Reach::Program)
    } else if has("filename") {
        access(words, last, what, Reach::File)
    } else {
        None
    }
}

/// `SUPERUSER`, and membership in the roles for files and programs.
fn role(words: &[Word]) -> Option<OutsideAccess> {
    let given = words.iter().skip(2).find(|word| word.is("superuser") || ROLES.contains(&&*word.text))?;
    let what = if given.is("superuser") { "SUPERUSER" } else { &given.text };
    Some(OutsideAccess::new(given.span.clone(), format!("`{what}`"), Reach::Privilege))
}

fn libraries(words: &[Word]) -> Option<OutsideAccess> {
    let set = position(words, "set")?;
    let named = words[set..].iter().find(|word| calls::is_library(word))?;
    Some(OutsideAccess::new(named.span.clone(), format!("`{}`", named.text.to_ascii_lowercase()), Reach::Code))
}

/// `SET standard_conforming_strings = off`: a backslash in a string is an escape then.
fn reading(words: &[Word]) -> Option<OutsideAccess> {
    let named = (position(words, "set")?..words.len()).find(|at| calls::is_reading(&words[*at]))?;
    let values = ["on", "true", "yes", "1", "default", "from"];
    let is_on = |word: &Word| values.iter().any(|value| word.text.eq_ignore_ascii_case(value));
    if words.get(named + 2).is_some_and(is_on) || words.get(named + 1).is_some_and(|word| word.is("from")) {
        return None;
    }
    access(&words[named..], 2, calls::READING, Reach::Reading)
}

/// A function of the server under another name or in another schema.
fn moved_function(words: &[Word]) -> Option<OutsideAccess> {
    let named = calls::named(words.get(2..)?)?;
    let is_moved = ["rename", "schema", "owner"].iter().any(|word| position(words, word).is_some());
    calls::reach_of(&named.text).filter(|_| is_moved)?;
    Some(OutsideAccess::new(
        words[0].span.start..named.span.end,
        format!("`ALTER FUNCTION {}`", named.text),
        Reach::Privilege,
    ))
}

/// A catalog that is written to, or settings that are changed as rows.
fn catalog(words: &[Word]) -> Option<OutsideAccess> {
    let target = usize::from(!words.first()?.is("update") && !words.first()?.is("copy")) + 1;
    let target = target + usize::from(is(words, target, "only"));
    let named = calls::named(words.get(target..)?)?;
    let span = words[0].span.start..named.span.end;
    let verb = words[0].text.to_ascii_uppercase();
    let is_written = !words[0].is("copy") || position(words, "from").is_some();
    if is_written && named.is_name() && CATALOGS.contains(&&*named.text) {
        return Some(OutsideAccess::new(span, format!("`{verb}` on `{}`", named.text), Reach::Privilege));
    }
    if words[0].is("update") && named.text == "pg_settings" {
        if let Some(library) = words.iter().find(|word| calls::is_library(word)) {
            return Some(OutsideAccess::new(library.span.clone(), format!("`{}`", library.text), Reach::Code));
        }
        let reading = words.iter().find(|word| calls::is_reading(word))?;
        return Some(OutsideAccess::new(reading.span.clone(), format!("`{}`", reading.text), Reach::Reading));
    }
    None
}

fn grant(words: &[Word]) -> Option<OutsideAccess> {
    let to = position(words, "to").unwrap_or(words.len());
    let given = &words[1..to.max(1)];
    if given.windows(2).any(|pair| pair[0].is("alter") && pair[1].is("system")) {
        return access(words, 2, "GRANT ALTER SYSTEM", Reach::Privilege);
    }
    // `ALL FUNCTIONS IN SCHEMA pg_catalog` has those for files.
    if given.windows(3).any(|part| part[0].is("in") && part[1].is("schema") && part[2].text == "pg_catalog")
        && ["functions", "routines"].iter().any(|word| given.iter().any(|given| given.is(word)))
    {
        return access(words, 4, "GRANT ... ON ALL FUNCTIONS IN SCHEMA pg_catalog", Reach::Privilege);
    }
    let is_language = given.windows(2).any(|pair| pair[0].is("language") && is_untrusted(&pair[1].text));
    let is_wrapper = given.windows(3).any(|part| part[0].is("foreign") && part[1].is("data") && part[2].is("wrapper"));
    if is_language || is_wrapper {
        let what = if is_language { "GRANT USAGE ON LANGUAGE" } else { "GRANT USAGE ON FOREIGN DATA WRAPPER" };
        return access(words, 1, what, Reach::Privilege);
    }
    let is_parameter = given.iter().any(|word| word.is("parameter"));
    let is_reach = |word: &&Word| {
        word.is_name() && (ROLES.contains(&&*word.text) || calls::reach_of(&word.text).is_some())
            || is_parameter && calls::is_library(word)
    };
    let named = given.iter().find(is_reach)?;
    Some(OutsideAccess::new(words[0].span.start..named.span.end, format!("`GRANT {}`", named.text), Reach::Privilege))
}
