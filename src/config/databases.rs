//! `[databases.NAME]`: live databases with names. A password is never a part of them.

use super::keys_databases::DATABASE;
use super::table::{Reader, Table};
use crate::text::hex;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use toml::de::DeValue;

/// A live database that commands can name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedDatabase {
    pub name: String,
    pub place: DatabasePlace,
    /// Whether a command that writes needs `--yes-write` with its name.
    pub protected: bool,
}

/// The place of a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabasePlace {
    /// The variable of the environment that contains its address.
    Variable(String),
    /// Parameters by their names in libpq, without a password.
    Parameters(BTreeMap<&'static str, String>),
}

/// The keys that are parameters of libpq.
const PARAMETERS: [&str; 7] = ["service", "host", "port", "user", "dbname", "sslmode", "sslrootcert"];

/// The values of `sslmode` (documentation of libpq, "SSL Support").
const SSL_MODES: [&str; 6] = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

/// Keys that would hold a password or an address with one.
const SECRETS: [&str; 7] = ["password", "passwd", "pass", "url", "uri", "dsn", "connection-string"];

/// Limit of the length of a name.
const NAME_LIMIT: usize = 63;

impl NamedDatabase {
    /// A hash of all of it.
    pub fn fingerprint(&self) -> String {
        let place = match &self.place {
            DatabasePlace::Variable(name) => json!(["variable", name]),
            DatabasePlace::Parameters(parameters) => json!(["parameters", parameters]),
        };
        hex(Sha256::digest(json!(["database 1", self.name, place, self.protected]).to_string()))
    }
}

impl DatabasePlace {
    /// The parameters as one text, in the form of libpq; `None` for a variable. `folder` is that of the file with the
    /// settings, to which a file of authorities is relative.
    pub fn words(&self, folder: &Path) -> Option<String> {
        let Self::Parameters(parameters) = self else { return None };
        let mut text = String::new();
        for (name, value) in parameters {
            let value = match *name {
                "sslrootcert" if value != "system" => folder.join(value).display().to_string(),
                _ => value.clone(),
            };
            let quoted = value.replace('\\', "\\\\").replace('\'', "\\'");
            // Writing to a string does not fail.
            let _ = write!(text, "{name}='{quoted}' ");
        }
        Some(text.trim_end().to_owned())
    }
}

impl Reader {
    /// `[databases]`, a table for each name.
    pub(super) fn databases(&mut self, top: &Table) -> Vec<NamedDatabase> {
        let Some(all) = self.table(top, "databases") else { return Vec::new() };
        let mut found = Vec::new();
        for (name, value) in all.entries {
            let text = name.get_ref().as_ref();
            if !is_name(text) {
                let help = format!("use at most {NAME_LIMIT} letters, digits and `-_.`");
                self.problem(name.span(), "invalid name of a database", "not a name", help);
                continue;
            }
            if let Some(table) = self.as_table(value, all.name(text)) {
                found.extend(self.database(text, &table));
            }
        }
        found
    }

    /// `hooks.local-database`
    pub(super) fn local_database(&mut self, top: &Table) -> Option<String> {
        // Mistakes in `[hooks]` itself are reported where its jobs are read.
        let DeValue::Table(entries) = top.entries.get("hooks")?.get_ref() else { return None };
        let hooks = Table { entries, span: 0..0, below: top.name("hooks") };
        self.text(&hooks, "local-database").map(|(name, _)| name)
    }

    fn database(&mut self, name: &str, table: &Table) -> Option<NamedDatabase> {
        let problems = self.problems.len();
        self.refuse_secrets(table);
        if table.entries.keys().any(|key| SECRETS.contains(&key.get_ref().as_ref())) {
            return None;
        }
        self.known(table, DATABASE.keys);
        let protected = self.flag(table, "protected").unwrap_or_default();
        let variable = self.text(table, "url-env");
        let mut parameters = BTreeMap::new();
        for key in PARAMETERS {
            let value = if key == "port" { self.port(table) } else { self.parameter(table, key) };
            parameters.extend(value.map(|value| (key, value)));
        }
        let place = match variable {
            Some((variable, span)) => {
                if !is_variable(&variable) {
                    self.hidden.push(span.clone());
                    let help = "write the name of a variable, `url-env = \"STAGING_URL\"`, and set it to the address";
                    self.problem(span, format!("`{}` is not the name of a variable", table.name("url-env")), "", help);
                } else if let Some(other) = PARAMETERS.iter().find(|key| table.entries.contains_key(**key)) {
                    let message = format!("`{}` and `{}` exclude each other", table.name("url-env"), table.name(other));
                    self.problem(span, message, "the variable contains the whole address", "remove one of them");
                }
                DatabasePlace::Variable(variable)
            }
            None => DatabasePlace::Parameters(parameters),
        };
        let has_place = ["url-env", "service", "host"].iter().any(|key| table.entries.contains_key(*key));
        if !has_place {
            let label = "add `url-env`, `service` or `host`";
            self.problem(table.span.clone(), format!("`{}` has no place", table.below), label, "");
        }
        (self.problems.len() == problems).then(|| NamedDatabase { name: name.to_owned(), place, protected })
    }

    /// A file of settings is committed, copied and shown: it has no passwords.
    fn refuse_secrets(&mut self, table: &Table) {
        for (key, value) in table.entries {
            let name = key.get_ref().as_ref();
            if !SECRETS.contains(&name) {
                continue;
            }
            let help = if name.starts_with("pass") {
                "put the password into ~/.pgpass, or the whole address into a variable: `url-env = \"STAGING_URL\"`"
            } else {
                "put the address into a variable: `url-env = \"STAGING_URL\"`; or write `host`, `dbname` and `user`"
            };
            self.hidden.push(value.span());
            let message = format!("`{}` is not accepted: settings must not contain a password", table.name(name));
            self.problem(key.span(), message, "may contain a password", help);
        }
    }

    fn parameter(&mut self, table: &Table, key: &'static str) -> Option<String> {
        let (value, span) = self.text(table, key)?;
        let name = table.name(key);
        if value.is_empty() || value.contains('\0') {
            self.problem(span, format!("`{name}` is empty or contains a zero byte"), "expected a value", "");
        } else if value.contains("://") {
            self.hidden.push(span.clone());
            let help = "put an address into a variable: `url-env = \"STAGING_URL\"`";
            self.problem(span, format!("`{name}` is an address"), "may contain a password", help);
        } else if key == "sslmode" && !SSL_MODES.contains(&value.as_str()) {
            self.one_of(span, &format!("unknown mode `{value}`"), &value, SSL_MODES.into_iter());
        } else {
            return Some(value);
        }
        None
    }

    fn port(&mut self, table: &Table) -> Option<String> {
        let value = table.entries.get("port")?;
        let port = match value.get_ref() {
            DeValue::Integer(number) => {
                u16::from_str_radix(number.as_str(), number.radix()).ok().filter(|port| *port > 0)
            }
            _ => None,
        };
        if port.is_none() {
            let name = table.name("port");
            self.problem(value.span(), format!("`{name}` is not a port"), "expected a number from 1 to 65535", "");
        }
        port.map(|port| port.to_string())
    }
}

/// Whether a text can name a database: it is none of the forms of an address.
fn is_name(text: &str) -> bool {
    let is_valid = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    !text.is_empty() && text.len() <= NAME_LIMIT && text.chars().all(is_valid)
}

fn is_variable(text: &str) -> bool {
    let is_valid = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    !text.is_empty() && !text.starts_with(|first: char| first.is_ascii_digit()) && text.chars().all(is_valid)
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    fn databases(text: &str) -> Vec<NamedDatabase> {
        read::settings(text).expect("valid settings").databases
    }

    #[test]
    fn reads_each_way_to_name_a_place() {
        let text = "[databases.staging]\nurl-env = 'STAGING_URL'\n[databases.prod]\nservice = 'prod'\ndbname = \"it's\"\n\
                    protected = true\n[databases.local]\nhost = '/run/p'\nport = 5433\nsslrootcert = 'ca.crt'\n";
        let found = databases(text);
        let words = |name: &str| {
            let one = found.iter().find(|one| one.name == name).expect(name);
            (one.place.words(Path::new("/repo")), one.protected)
        };
        assert_eq!(words("staging"), (None, false));
        assert_eq!(words("prod"), (Some(r"dbname='it\'s' service='prod'".to_owned()), true));
        let local = "host='/run/p' port='5433' sslrootcert='/repo/ca.crt'";
        assert_eq!(words("local"), (Some(local.to_owned()), false));
    }

    #[test]
    fn only_equal_databases_have_one_fingerprint() {
        let texts = [
            "databases.a.url-env = 'A'",
            "databases.b.url-env = 'A'",
            "databases.a.url-env = 'B'",
            "databases.a = { url-env = 'A', protected = true }",
            "databases.a.service = 'A'",
            "databases.a.host = 'A'",
            "databases.a = { host = 'A', sslmode = 'disable' }",
        ];
        let mut seen: Vec<String> = texts.iter().map(|text| databases(text)[0].fingerprint()).collect();
        assert_eq!(databases("# text\n[databases]\na = { url-env = 'A' }")[0].fingerprint(), seen[0]);
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), texts.len());
    }

    #[test]
    fn mistakes_are_reported_and_secrets_are_marked_as_hidden() {
        let check = |text: &str, expected: &str, hidden: &[&str]| {
            let problems = read::settings(text).expect_err(text);
            let messages: Vec<&str> = problems.first.iter().map(|problem| problem.message.as_str()).collect();
            assert_eq!(messages, [expected], "{text}");
            let found: Vec<&str> = problems.hidden.iter().map(|span| &text[span.clone()]).collect();
            assert_eq!(found, hidden, "{text}");
        };
        let no_password =
            |key: &str| format!("`databases.a.{key}` is not accepted: settings must not contain a password");
        check("databases.a = { host = 'h', password = 'x' }", &no_password("password"), &["'x'"]);
        check("databases.a.url = 'postgres://a:b@c/d'", &no_password("url"), &["'postgres://a:b@c/d'"]);
        check(
            "databases.a.url-env = 'postgres://a:b@c/d'",
            "`databases.a.url-env` is not the name of a variable",
            &["'postgres://a:b@c/d'"],
        );
        check("databases.a.host = 'postgres://a:b@c/d'", "`databases.a.host` is an address", &["'postgres://a:b@c/d'"]);
        check("databases.'a/b'.host = 'h'", "invalid name of a database", &[]);
        check("databases.a = { url-env = 'A', host = 'h' }", EXCLUDE, &[]);
        check("databases.a = { host = 'h', port = 70000 }", "`databases.a.port` is not a port", &[]);
        check("databases.a = { host = 'h', sslmode = 'on' }", "unknown mode `on`", &[]);
        check("databases.a = { protected = true }", "`databases.a` has no place", &[]);
        check("databases.a = { host = 'h', hots = 'h' }", "unknown key `databases.a.hots`", &[]);
    }

    const EXCLUDE: &str = "`databases.a.url-env` and `databases.a.host` exclude each other";
}
