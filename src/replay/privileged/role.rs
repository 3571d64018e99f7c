//! Attributes of roles that only a superuser may give before PostgreSQL 16, and membership in roles
//! that a history creates.

use super::body::block;
use super::help::Helped;
use crate::object::literal;
use crate::sql::Word;
use regex::Regex;
use std::sync::LazyLock;

/// The major version since which a role may give the attributes that it has.
const GIVES_ATTRIBUTES: u32 = 16;

/// Makes the role that runs the replay a member of every role that a history has created: so it is
/// from PostgreSQL 16 on (`createrole_self_grant`), and a superuser needs no membership.
pub(in super::super) const ADOPT: &str = "\
DO $adopt$
DECLARE
  created name;
BEGIN
  IF current_user <> session_user THEN
    RETURN;
  END IF;
  FOR created IN
    SELECT rolname FROM pg_catalog.pg_roles
    WHERE oid >= 16384 AND NOT rolsuper AND NOT pg_catalog.pg_has_role(session_user, oid, 'member')
      AND NOT pg_catalog.pg_has_role(oid, session_user, 'member')
  LOOP
    EXECUTE pg_catalog.format('GRANT %I TO %I', created, session_user);
  END LOOP;
END
$adopt$";

/// The creation of a role, also in a block or a string.
#[expect(clippy::expect_used, reason = "a constant pattern, which a test compiles")]
static CREATES_ROLE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\bcreate\s+(?:role|user|group)\b").expect("a valid pattern"));

/// Whether a statement may create a role of which the role of the replay has to become a member.
pub(in super::super) fn creates_role(statement: &str, major: u32) -> bool {
    major < GIVES_ATTRIBUTES && CREATES_ROLE.is_match(statement)
}

/// Attributes that a role gave only as a superuser before 16.
const GIVEN: [&str; 4] = ["bypassrls", "nobypassrls", "replication", "noreplication"];

/// `{ CREATE | ALTER } ROLE name … { BYPASSRLS | REPLICATION | NOSUPERUSER | … }`. Dumps of roles name
/// every attribute; the last one changes nothing, and only a superuser may name it for an existing role.
pub(super) fn read(statement: &str, words: &[Word], major: u32) -> Option<Helped> {
    let [verb, _, name, rest @ ..] = words else { return None };
    if !name.is_name() || rest.iter().any(|word| word.is("superuser")) {
        return None;
    }
    let is_given = |word: &&&Word| major < GIVES_ATTRIBUTES && GIVEN.iter().any(|known| word.is(known));
    let is_without_effect = |word: &&&Word| verb.is("alter") && word.is("nosuperuser");
    let attributes: Vec<&Word> = rest.iter().take_while(|word| !word.is("set")).collect();
    let given: Vec<&&Word> = attributes.iter().filter(is_given).collect();
    let left_out: Vec<&&Word> = attributes.iter().filter(is_without_effect).collect();
    if given.is_empty() && left_out.is_empty() {
        return None;
    }
    let mut own = statement.to_owned();
    for word in given.iter().chain(&left_out) {
        own.replace_range(word.span.clone(), &" ".repeat(word.span.len()));
    }
    if given.is_empty() {
        return Some(Helped { own: Some(own), ..Helped::default() });
    }
    let given: Vec<String> = given.iter().map(|word| word.text.to_uppercase()).collect();
    let privileged = block(&format!(
        "DECLARE given pg_roles; BEGIN SELECT * INTO STRICT given FROM pg_roles WHERE rolname = {}; \
         IF given.rolsuper OR given.oid < 16384 THEN RAISE insufficient_privilege USING MESSAGE = \
         'must be superuser to alter superusers'; END IF; EXECUTE format('ALTER ROLE %I {}', given.rolname); END",
        literal(&name.text),
        given.join(" ")
    ));
    Some(Helped { own: Some(own), privileged: Some(privileged), functions: Vec::new() })
}
