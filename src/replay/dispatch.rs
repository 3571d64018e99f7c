//! Treatment of a statement before a replay sends it.

use super::extension::{self, ExtensionCommand, IndexParameters};
use super::privileged::Helped;
use crate::postgres::quoted_always;
use crate::sql::{Word, words};

/// The setting `transaction_timeout`, which newer dumps set, exists since this major version.
const HAS_TRANSACTION_TIMEOUT: u32 = 17;

/// Whether a replay leaves a statement out because the server is older than what the migrations are meant for: it sets
/// `transaction_timeout`, which changes no schema.
pub fn leaves_out(statement: &str, major: u32, wanted: Option<u32>) -> bool {
    let mut first = words(statement);
    major < HAS_TRANSACTION_TIMEOUT
        && wanted.is_none_or(|wanted| wanted >= HAS_TRANSACTION_TIMEOUT)
        && first.next().is_some_and(|word| word.is("set"))
        && first.next().is_some_and(|word| word.is("transaction_timeout"))
}

/// The number of words of a statement that may precede the name of a database.
const NAME_WITHIN: usize = 64;

/// The treatment of a statement.
#[derive(Debug)]
pub(super) enum Dispatch {
    /// Not sent.
    Skip,
    /// Sent unchanged, possibly together with others.
    Send,
    /// Sent unchanged in a message of its own.
    SendAlone,
    /// Sent with another name of the database.
    Renamed(String),
    Extension(ExtensionCommand),
    /// It creates an index with storage parameters.
    Index(IndexParameters),
    DoBlock,
    /// It needs rights that hosted services give a role that is not a superuser.
    Helped(Helped),
}

impl Dispatch {
    /// Decides by the text of the statement and the name of the database.
    pub(super) fn of(statement: &str, database: &str) -> Self {
        let mut first = words(statement);
        let Some(verb) = first.next() else { return Self::Skip };
        match verb.text.as_str() {
            "create" | "alter" | "comment" | "grant" | "revoke" => match extension::read(statement) {
                Some(command) => Self::Extension(command),
                None => match extension::index_parameters(statement) {
                    Some(index) => Self::Index(index),
                    None => renamed(statement, database).map_or(Self::Send, Self::Renamed),
                },
            },
            "do" => Self::DoBlock,
            // They may change how the server reads the next statement; a COPY to the client ends
            // the connection.
            "set" | "reset" | "select" | "call" | "discard" | "execute" | "copy" => Self::SendAlone,
            _ => Self::Send,
        }
    }
}

/// A migration knows the database by another name than the temporary one, and a shared server may
/// have a database of that name: `ALTER DATABASE x SET …` means the database that is migrated.
fn renamed(statement: &str, database: &str) -> Option<String> {
    let words: Vec<Word> = words(statement).take(NAME_WITHIN).collect();
    let is = |at: usize, keyword: &str| words.get(at).is_some_and(|word| word.is(keyword));
    let on = words.iter().position(|word| word.is("on"));
    let at = match words.first().map(|word| word.text.as_str()) {
        Some("alter") => Some(1),
        Some("comment") => Some(2),
        Some("grant" | "revoke") => on.map(|on| on + 1),
        _ => None,
    };
    let name = at.filter(|at| is(*at, "database")).and_then(|at| words.get(at + 1)).filter(|word| word.is_name());
    let name = name.filter(|name| name.text != database)?;
    let mut renamed = statement.to_owned();
    renamed.replace_range(name.span.clone(), &quoted_always(database));
    Some(renamed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_setting_is_left_out_on_an_older_server_only() {
        for (statement, major, wanted, expected) in [
            ("SET transaction_timeout = 0;", 16, None, true),
            ("-- a\nset /* b */ transaction_timeout to '5s'", 15, Some(17), true),
            ("set transaction_timeout = 0", 15, Some(16), false),
            ("set transaction_timeout = 0", 17, None, false),
            ("set local transaction_timeout = 0", 15, None, false),
            ("set transaction_timeouts = 0", 15, None, false),
        ] {
            assert_eq!(leaves_out(statement, major, wanted), expected, "{statement}");
        }
    }
}
