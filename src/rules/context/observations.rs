//! The effect that a rule expects of a statement, compared with what a server was observed to do.
//!
//! Rules check text, and text can be ambiguous: an old type that no migration declares, a constraint that makes a scan
//! unnecessary. If the statement was observed in a replay, the expectation is either confirmed or refuted. A small or
//! empty table takes the same locks and is scanned and rewritten in the same way as a large one, only not for as long.

use crate::diagnostic::{Diagnostic, ExpectedEffect};
use crate::object::{Lock, Observation, TouchedRelation};

/// The observations of a file.
#[derive(Clone, Debug)]
pub struct Observations<'a> {
    /// Major version of the server.
    pub major: u32,
    /// Major version that the migrations are meant for, if it is known.
    pub wanted: Option<u32>,
    pub statements: &'a [Observation],
}

/// The verdict of an observation on a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assessment {
    /// The expected effect was observed; the clause names it and follows a colon.
    Confirmed(String),
    /// The expected effect did not occur.
    Refuted,
    /// Neither, or the statement was not observed.
    None,
}

/// Compares a diagnostic with the observation of its statement.
pub fn assess(diagnostic: &Diagnostic, observations: &Observations) -> Assessment {
    let expected = diagnostic.rule.expects;
    let observation = diagnostic.statement.as_ref().and_then(|span| {
        let is_it = |observation: &&Observation| observation.statement.start == span.start;
        observations.statements.iter().find(is_it)
    });
    let (Some(expected), Some(observation)) = (expected, observation) else { return Assessment::None };
    let confirms = |touched: &&TouchedRelation| match expected {
        ExpectedEffect::Rewrite => touched.rewritten,
        ExpectedEffect::Scan => touched.scanned || touched.rewritten,
        ExpectedEffect::Lock => touched.lock >= Some(Lock::ShareRowExclusive),
    };
    let observed: Vec<String> = observation.touched.iter().filter(confirms).map(describe).collect();
    if !observed.is_empty() {
        return Assessment::Confirmed(observed.join(", "));
    }
    if is_certain(expected, observation, observations) { Assessment::Refuted } else { Assessment::None }
}

/// Whether an effect that was not observed does not occur elsewhere either.
fn is_certain(expected: ExpectedEffect, observation: &Observation, observations: &Observations) -> bool {
    let text = observation.text.to_ascii_lowercase();
    let is_block = text.strip_prefix("do").is_some_and(|rest| rest.starts_with([' ', '\n', '\t', '\r', '$', '\'']));
    let is_same_server = observations.wanted.is_none_or(|wanted| wanted == observations.major);
    // Whether a timestamp is rewritten depends on the time zone of the session.
    let has_timestamp = text.contains("timestamp");
    match expected {
        ExpectedEffect::Rewrite => is_same_server && !is_block && !observation.skipped && !has_timestamp,
        ExpectedEffect::Scan => is_same_server && !is_block && !observation.skipped && observation.hears_scans,
        ExpectedEffect::Lock => false,
    }
}

/// `` `public.orders` is rewritten under an ACCESS EXCLUSIVE lock``
fn describe(touched: &TouchedRelation) -> String {
    let TouchedRelation { schema, name, lock, rewritten, scanned } = touched;
    let under = lock.map(|lock| format!(" under {}", with_article(lock))).unwrap_or_default();
    match (rewritten, scanned, lock) {
        (true, _, _) => format!("`{schema}.{name}` is rewritten{under}"),
        (false, true, _) => format!("`{schema}.{name}` is scanned{under}"),
        (false, false, Some(lock)) => format!("`{schema}.{name}` is locked in {lock} mode"),
        (false, false, None) => format!("`{schema}.{name}` is used"),
    }
}

/// `an ACCESS EXCLUSIVE lock`
fn with_article(lock: Lock) -> String {
    let name = lock.to_string();
    let article = if name.starts_with(['A', 'E']) { "an" } else { "a" };
    format!("{article} {name} lock")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Place;

    fn check(rule: &str, observation: Observation, wanted: Option<u32>) -> Assessment {
        let rule = crate::rules::named(rule).expect("a rule");
        let diagnostic = Diagnostic::new(&rule.info, Place::None, "x").statement(5..20, None);
        assess(&diagnostic, &Observations { major: 15, wanted, statements: &[observation] })
    }

    fn observation(text: &str, touched: Option<TouchedRelation>) -> Observation {
        let touched = touched.into_iter().collect();
        Observation { statement: 5..20, line: 1, text: text.to_owned(), touched, skipped: false, hears_scans: true }
    }

    fn touched(rewritten: bool, scanned: bool) -> TouchedRelation {
        let lock = Some(Lock::AccessExclusive);
        TouchedRelation { schema: "public".to_owned(), name: "t".to_owned(), lock, rewritten, scanned }
    }

    #[test]
    fn an_observed_effect_confirms_and_a_missing_one_refutes() {
        let text = "alter table t alter column a type text";
        let seen = check("rewriting-type", observation(text, Some(touched(true, true))), None);
        assert_eq!(seen, Assessment::Confirmed("`public.t` is rewritten under an ACCESS EXCLUSIVE lock".to_owned()));
        let seen = check("blocking-check", observation(text, Some(touched(false, true))), None);
        assert_eq!(seen, Assessment::Confirmed("`public.t` is scanned under an ACCESS EXCLUSIVE lock".to_owned()));
        let unseen = || observation(text, Some(touched(false, false)));
        assert_eq!(check("rewriting-type", unseen(), Some(15)), Assessment::Refuted);
        assert_eq!(check("blocking-not-null", unseen(), None), Assessment::Refuted);
        assert_eq!(check("drop-table", unseen(), None), Assessment::None);
        let seen = check("policy-lock", unseen(), None);
        assert_eq!(seen, Assessment::Confirmed("`public.t` is locked in ACCESS EXCLUSIVE mode".to_owned()));
    }

    #[test]
    fn refutes_only_with_certainty() {
        let text = "alter table t alter column a type text";
        let unseen = |text: &str| observation(text, Some(touched(false, false)));
        let skipped = Observation { skipped: true, ..unseen(text) };
        let deaf = Observation { hears_scans: false, ..unseen(text) };
        for (rule, observation, wanted) in [
            ("rewriting-type", unseen(text), Some(17)),
            ("rewriting-type", unseen("do $$ begin alter table t alter a type text; end $$"), None),
            ("rewriting-type", unseen("alter table t alter a type timestamptz"), None),
            ("rewriting-type", skipped, None),
            ("blocking-not-null", deaf, None),
            ("policy-lock", observation("create policy p on t", None), None),
        ] {
            assert_eq!(check(rule, observation.clone(), wanted), Assessment::None, "{rule} {observation:?}");
        }
    }
}
