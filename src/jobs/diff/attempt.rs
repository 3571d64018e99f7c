//! Scripts that are written and proven until the server accepts them.
//!
//! What the server rejects on the copy, or what differs after the script ran, is refused by name together with everything
//! that depends on it, and the rest is proven again. What only a superuser may do stays in the script: the copy, whose role
//! is none, is made like TO without it.

use super::draft::Draft;
use super::error::Error;
use super::proof::{self, Scene};
use super::written::Proof;
use crate::alter::{Options, Refused, Script};
use crate::catalog::{Identity, Kind};
use crate::postgres::{SqlError, sqlstate};
use crate::progress::Progress;
use std::collections::{BTreeMap, BTreeSet};

/// The most proofs of one script; each needs a copy of FROM.
const ROUNDS: usize = 16;

/// Objects with a reason each.
type Reasons = BTreeMap<Identity, String>;

/// Returns a script with the options it was written with, and its proof, if that is asked for.
pub(super) fn proven(
    scene: &Scene<'_>,
    is_wanted: bool,
    mut draft: Draft,
    progress: &mut dyn Progress,
) -> Result<(Script, Options, Proof), Error> {
    let expected = &scene.compared.expected;
    let mut of_superuser = Reasons::new();
    for round in 1.. {
        let shown = draft.script(expected)?;
        if !is_wanted || shown.transactions.is_empty() {
            let proof = if is_wanted { Proof::Nothing } else { Proof::Skipped };
            return Ok((shown, draft.options, proof));
        }
        let mut accepted = draft.clone();
        accepted.options.rejected.extend(of_superuser.clone());
        let tried = accepted.script(expected)?;
        let mut proof = proof::prove(scene, &tried, progress)?;
        let known = &accepted.options.rejected;
        let mut found = rejections(&proof, &tried);
        found.retain(|rejection| !known.contains_key(&rejection.object));
        if found.is_empty() || round == ROUNDS {
            note_unproven(&mut proof, &shown, &tried);
            return Ok((shown, draft.options, proof));
        }
        for Rejection { object, reason, needs_superuser } in found {
            let of = if needs_superuser { &mut of_superuser } else { &mut draft.options.rejected };
            of.insert(object, reason);
        }
    }
    Err(Error::NotLoaded(scene.from.summary.label.clone()))
}

/// An object that cannot be written as the script tries to.
struct Rejection {
    object: Identity,
    reason: String,
    needs_superuser: bool,
}

/// The objects for which a proof failed; none if the reason is not with objects of the script.
fn rejections(proof: &Proof, script: &Script) -> Vec<Rejection> {
    match proof {
        Proof::Broken(broken) => {
            let statement = script.statements().find(|statement| statement.sql.contains(&broken.sql));
            let sql = broken.sql.split_whitespace().collect::<Vec<_>>().join(" ");
            let rejection = statement.map(|statement| Rejection {
                object: statement.object.clone(),
                reason: format!("PostgreSQL rejects `{}`: {}", shortened(&sql), broken.error.message),
                needs_superuser: needs_superuser(&broken.error, statement.object.kind),
            });
            rejection.into_iter().collect()
        }
        Proof::Differs(objects) => {
            let of = |object: &Identity, text: &str| Rejection {
                reason: format!("a difference is left after the SQL ran: {text}"),
                object: object.clone(),
                needs_superuser: false,
            };
            let found = objects.iter().map(|one| one.object.as_ref().map(|object| of(object, &one.text)));
            // What only the dumps show cannot be named as an object.
            found.collect::<Option<Vec<_>>>().unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// The begin of a long statement.
fn shortened(sql: &str) -> String {
    const LENGTH: usize = 120;
    match sql.char_indices().nth(LENGTH) {
        Some((at, _)) => format!("{}...", &sql[..at]),
        None => sql.to_owned(),
    }
}

/// Whether a superuser could run the statement.
fn needs_superuser(error: &SqlError, kind: Kind) -> bool {
    let texts = [Some(&error.message), error.hint.as_ref(), error.detail.as_ref()];
    // Event triggers and foreign-data wrappers of a copy belong to its superuser.
    let is_of_superuser = matches!(kind, Kind::EventTrigger | Kind::ForeignDataWrapper);
    error.sqlstate == sqlstate::INSUFFICIENT_PRIVILEGE
        && (is_of_superuser
            || texts
                .into_iter()
                .flatten()
                .any(|text| text.contains("superuser") || text.contains("foreign-data wrapper"))
            || error.message.starts_with("permission denied for language"))
}

/// Names everything in a script that was not proven.
fn note_unproven(proof: &mut Proof, shown: &Script, tried: &Script) {
    let Proof::Proven { unproven, .. } = proof else { return };
    let known: BTreeSet<&Identity> = shown.refused.iter().map(|refused| &refused.object).collect();
    let left_out = |refused: &&Refused| !known.contains(&refused.object);
    unproven
        .extend(tried.refused.iter().filter(left_out).map(|refused| format!("{}: {}", refused.object, refused.reason)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rights_of_a_superuser_are_left_to_one() {
        let check = |sqlstate: &str, message: &str, hint: Option<&str>, expected: bool| {
            let error = SqlError {
                sqlstate: sqlstate.to_owned(),
                message: message.to_owned(),
                hint: hint.map(str::to_owned),
                ..SqlError::default()
            };
            assert_eq!(needs_superuser(&error, Kind::Table), expected, "{message}");
        };
        check("42501", "permission denied to create foreign-data wrapper \"w\"", Some("Must be superuser to."), true);
        check("42501", "only superuser can define a leakproof function", None, true);
        check("42501", "permission denied for language c", None, true);
        check("42501", "permission denied for foreign-data wrapper w", None, true);
        check("42501", "must be owner of table t", None, false);
        check("0A000", "superuser", None, false);
        let owner = SqlError { sqlstate: "42501".to_owned(), ..SqlError::default() };
        assert!(needs_superuser(&owner, Kind::EventTrigger) && !needs_superuser(&owner, Kind::Schema));
    }
}
