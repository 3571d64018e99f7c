//! The cause of a failure for lack of superuser rights.

use super::super::failure::Failure;
use super::privileges::Privileges;
use crate::postgres::sqlstate;

/// The cause of every such failure.
const CAUSE: &str = "The replay runs as a role without superuser rights, as migrations do on hosted services.";

/// Parts of messages, each with what to do instead.
const INSTEAD: [(&str, &str); 8] = [
    ("COPY", "put the rows into the migration, with INSERT or with COPY ... FROM stdin"),
    ("is a system trigger", "write `DISABLE TRIGGER USER`, which leaves the triggers of foreign keys on"),
    ("must be owner of", "remove the statement, or create the object in a migration"),
    ("must be member of role", "grant the role to the current one first: `GRANT role TO CURRENT_USER`"),
    ("must be able to SET ROLE", "grant the role to the current one first: `GRANT role TO CURRENT_USER`"),
    ("permission denied to create extension", "remove the statement, or create the extension outside the migrations"),
    ("for language", "write the function in SQL or PL/pgSQL"),
    ("session authorization", "write `SET ROLE` instead of `SET SESSION AUTHORIZATION`"),
];

/// The remedy where no other one is known.
const OTHERWISE: &str = "remove what needs a superuser from the migrations";

/// Adds the cause and the remedy to a failure for lack of privileges that has none.
pub(in super::super) fn explained(failure: Failure, privileges: &Privileges) -> Failure {
    let is_for_lack = failure.error.sqlstate == sqlstate::INSUFFICIENT_PRIVILEGE && failure.cause.is_empty();
    if !is_for_lack || privileges.key.is_none() {
        return failure;
    }
    let message = &failure.error.message;
    let instead = INSTEAD.iter().find(|(part, _)| message.contains(part)).map_or(OTHERWISE, |(_, help)| help);
    let help =
        format!("{instead}; to replay as a superuser, set `superuser = true` under `[replay]` in your own settings");
    Failure { cause: CAUSE.to_owned(), help, ..failure }
}
