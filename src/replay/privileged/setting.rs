//! Settings with a name of one's own, such as `app.name` or `pgrst.db_schemas`, for databases and roles:
//! only a superuser may set them there unless the setting was granted, and hosted services do.

use super::body::block;
use super::help::Helped;
use crate::object::literal;
use crate::postgres::quoted_always;
use crate::sql::{Kind, Word};
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The major version since which a setting can be granted.
pub(super) const GRANTS_SETTINGS: u32 = 15;

/// Beginnings of names that no history may set: some settings of procedural languages are code, and
/// `PostGIS` reads files that its settings name.
const REFUSED: [&str; 3] = ["pl", "postgis", "tidegate"];

/// `SET name.name`, also in a block or a string.
#[expect(clippy::expect_used, reason = "a constant pattern, which a test compiles")]
static OWN_SETTING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)\bset\s+("?[a-z_][a-z0-9_$]*"?(?:\."?[a-z0-9_$]+"?)+)\s*(?:=|\bto\b)"#).expect("a valid pattern")
});

/// The settings of their own names that a statement may give a database or role.
pub(super) fn own_settings(statement: &str) -> BTreeSet<String> {
    let names = OWN_SETTING.captures_iter(statement).filter_map(|found| found.get(1));
    let names = names.map(|name| name.as_str().replace('"', "").to_ascii_lowercase());
    names.filter(|name| is_allowed(name)).collect()
}

fn is_allowed(name: &str) -> bool {
    !REFUSED.iter().any(|refused| name.starts_with(refused))
}

/// `ALTER DATABASE name { SET … | RESET … }` or `ALTER { ROLE | USER } name [IN DATABASE name] { SET … |
/// RESET … }`, for servers on which a setting cannot be granted. As elsewhere in a history, every name
/// of a database means the database of the replay.
pub(super) fn read(words: &[Word]) -> Option<Helped> {
    let end = words.iter().position(|word| word.text == ";").unwrap_or(words.len());
    let [_, kind, name, rest @ ..] = words.get(..end)? else { return None };
    if !name.is_name() || name.is("all") {
        return None;
    }
    let (target, rest) = if kind.is("database") {
        ("DATABASE %2$I".to_owned(), rest)
    } else {
        match rest {
            [is_in, database, _, rest @ ..] if is_in.is("in") && database.is("database") => {
                ("ROLE %1$I IN DATABASE %2$I".to_owned(), rest)
            }
            rest => ("ROLE %1$I".to_owned(), rest),
        }
    };
    let change = change(rest)?;
    let is_own = ["current_user", "session_user", "current_role"].iter().any(|own| name.is(own));
    let is_session = kind.is("database") || is_own;
    let role = if is_session { "session_user".to_owned() } else { literal(&name.text) };
    let privileged = block(&format!(
        "DECLARE target pg_roles; BEGIN SELECT * INTO STRICT target FROM pg_roles WHERE rolname = {role}; \
         IF target.rolsuper OR target.oid < 16384 OR current_setting('role') NOT IN ('none', session_user) \
         OR NOT EXISTS (SELECT FROM pg_roles WHERE rolname = session_user AND rolcreaterole) \
         OR NOT EXISTS (SELECT FROM pg_database WHERE datname = current_database() \
         AND pg_has_role(session_user, datdba, 'usage')) \
         THEN RAISE insufficient_privilege USING MESSAGE = 'permission denied to set parameter'; END IF; \
         EXECUTE format('ALTER {target}', target.rolname, current_database()) || {}; END",
        literal(&change)
    ));
    Some(Helped { privileged: Some(privileged), ..Helped::default() })
}

/// `SET name.name { TO | = } value` or `RESET name.name`, quoted.
fn change(words: &[Word]) -> Option<String> {
    let (verb, rest) = words.split_first()?;
    let names = rest.iter().take_while(|word| word.is_name() || word.text == ".");
    let names: Vec<&Word> = names.take_while(|word| !word.is("to")).collect();
    let parts: Vec<&str> = names.iter().step_by(2).map(|word| word.text.as_str()).collect();
    let dots = names.iter().skip(1).step_by(2).all(|word| word.text == ".");
    let is_own = parts.len() > 1 && names.len() == 2 * parts.len() - 1 && dots;
    let name = parts.join(".").to_ascii_lowercase();
    if !is_own || !is_allowed(&name) {
        return None;
    }
    let quoted: Vec<String> = parts.iter().map(|part| quoted_always(part)).collect();
    let quoted = quoted.join(".");
    match &rest[names.len()..] {
        [] if verb.is("reset") => Some(format!(" RESET {quoted}")),
        [to, value] if verb.is("set") && (to.is("to") || to.text == "=") => {
            if value.is("default") {
                return Some(format!(" RESET {quoted}"));
            }
            let is_value = value.is_name() || value.kind == Kind::String;
            is_value.then(|| format!(" SET {quoted} TO {}", literal(&value.text)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_their_own_names_are_found() {
        for (statement, expected) in [
            ("alter database postgres set app.name to 'x'", vec!["app.name"]),
            ("alter database postgres set \"app.settings.jwt\" = 'x'", vec!["app.settings.jwt"]),
            (
                "do $$ begin execute format('alter database %I set App.A = 1', current_database()); end $$",
                vec!["app.a"],
            ),
            ("alter role a set work_mem = '1MB'", vec![]),
            ("alter role a set plperl.on_plperl_init = 'x'", vec![]),
            ("alter database a set postgis.gdal_enabled_drivers = 'ENABLE_ALL'", vec![]),
            ("alter database a set \"PostGIS\".enable_outdb_rasters = on", vec![]),
            ("update a set b.c = 1", vec!["b.c"]),
        ] {
            assert_eq!(own_settings(statement).into_iter().collect::<Vec<_>>(), expected, "{statement}");
        }
    }

    #[test]
    fn a_setting_is_quoted_for_older_servers() {
        for (statement, expected) in [
            ("set app.a to 'it''s'", Some(" SET \"app\".\"a\" TO E'it''s'")),
            ("set \"app.a\".b = on", Some(" SET \"app.a\".\"b\" TO E'on'")),
            ("set app.a = default", Some(" RESET \"app\".\"a\"")),
            ("reset app.a", Some(" RESET \"app\".\"a\"")),
            ("set app.a = 'x', 'y'", None),
            ("set app.a from current", None),
            ("set app = 'x'", None),
            ("set PLPERL.on_init = 'x'", None),
            ("reset all", None),
        ] {
            let words: Vec<Word> = crate::sql::words(statement).collect();
            assert_eq!(change(&words).as_deref(), expected, "{statement}");
        }
    }
}
