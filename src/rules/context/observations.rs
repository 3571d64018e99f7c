//! What rules fear of a statement, held against what a server was seen to do.
//!
//! Rules judge text, and some of it can be read in two ways: an old type that nobody knows, a
//! constraint that spares a scan. Where the statement was watched, a fear is either confirmed
//! or disproved. A small or empty table takes the same locks and is read and written in the
//! same way as a large one, only not for as long.

use crate::diagnostic::{Diagnostic, ExpectedEffect};
use crate::object::{Lock, Observation, TouchedRelation};

/// What was seen of a file.
#[derive(Clone, Debug)]
pub struct Observations<'a> {
    /// The server's major.
    pub major: u32,
    /// The major that migrations are run on, if it is known.
    pub wanted: Option<u32>,
    /// Its statements.
    pub statements: &'a [Observation],
}

/// What a witness says of a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assessment {
    /// It was seen: what, as a fragment that a sentence can begin with.
    Confirmed(String),
    /// What the rule fears did not happen.
    Refuted,
    /// Nothing.
    None,
}

/// Holds a problem against what was seen of its statement.
pub fn assess(diagnostic: &Diagnostic, observations: &Observations) -> Assessment {
    let fear = diagnostic.rule.expects;
    let observation = diagnostic.statement.as_ref().and_then(|span| {
        let is_it = |observation: &&Observation| observation.statement.start == span.start;
        observations.statements.iter().find(is_it)
    });
    let (Some(fear), Some(observation)) = (fear, observation) else { return Assessment::None };
    let bears_out = |touched: &&TouchedRelation| match fear {
        ExpectedEffect::Rewrite => touched.rewritten,
        ExpectedEffect::Scan => touched.scanned || touched.rewritten,
        ExpectedEffect::Lock => touched.lock >= Some(Lock::ShareRowExclusive),
    };
    let seen: Vec<String> = observation.touched.iter().filter(bears_out).map(told).collect();
    if !seen.is_empty() {
        return Assessment::Confirmed(seen.join(", "));
    }
    if is_certain(fear, observation, observations) { Assessment::Refuted } else { Assessment::None }
}

/// True when what was not seen does not happen elsewhere either.
fn is_certain(fear: ExpectedEffect, observation: &Observation, observations: &Observations) -> bool {
    let text = observation.text.to_ascii_lowercase();
    let is_block = text.strip_prefix("do").is_some_and(|rest| rest.starts_with([' ', '\n', '\t', '\r', '$', '\'']));
    let is_same_server = observations.wanted.is_none_or(|wanted| wanted == observations.major);
    // Whether a timestamp is written anew depends on the time zone of the session.
    let is_of_time = text.contains("timestamp");
    match fear {
        ExpectedEffect::Rewrite => is_same_server && !is_block && !observation.skipped && !is_of_time,
        ExpectedEffect::Scan => is_same_server && !is_block && !observation.skipped && observation.hears_scans,
        ExpectedEffect::Lock => false,
    }
}

/// `writes all of public.orders anew under ACCESS EXCLUSIVE`
fn told(touched: &TouchedRelation) -> String {
    let TouchedRelation { schema, name, lock, rewritten, scanned } = touched;
    let under = lock.map(|lock| format!(" under {lock}")).unwrap_or_default();
    match (rewritten, scanned, lock) {
        (true, _, _) => format!("writes all of `{schema}.{name}` anew{under}"),
        (false, true, _) => format!("reads all of `{schema}.{name}`{under}"),
        (false, false, Some(lock)) => format!("takes {lock} on `{schema}.{name}`"),
        (false, false, None) => format!("touches `{schema}.{name}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Place;

    fn check(rule: &str, observation: Observation, wanted: Option<u32>) -> Assessment {
        let rule = crate::rules::named(rule).expect("a rule");
        let diagnostic = Diagnostic::new(&rule.info, Place::Nowhere, "x").statement(5..20, None);
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
    fn what_was_seen_confirms_and_what_was_not_disproves() {
        let text = "alter table t alter column a type text";
        let seen = check("rewriting-type", observation(text, Some(touched(true, true))), None);
        assert_eq!(seen, Assessment::Confirmed("writes all of `public.t` anew under ACCESS EXCLUSIVE".to_owned()));
        let seen = check("blocking-check", observation(text, Some(touched(false, true))), None);
        assert_eq!(seen, Assessment::Confirmed("reads all of `public.t` under ACCESS EXCLUSIVE".to_owned()));
        let unseen = || observation(text, Some(touched(false, false)));
        assert_eq!(check("rewriting-type", unseen(), Some(15)), Assessment::Refuted);
        assert_eq!(check("blocking-not-null", unseen(), None), Assessment::Refuted);
        assert_eq!(check("drop-table", unseen(), None), Assessment::None);
        let seen = check("policy-lock", unseen(), None);
        assert_eq!(seen, Assessment::Confirmed("takes ACCESS EXCLUSIVE on `public.t`".to_owned()));
    }

    #[test]
    fn only_certainty_disproves() {
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
