//! What rules fear of a statement, held against what a server was seen to do.
//!
//! Rules judge text, and some of it can be read in two ways: an old type that nobody knows, a
//! constraint that spares a scan. Where the statement was watched, a fear is either confirmed
//! or disproved. A small or empty table takes the same locks and is read and written in the
//! same way as a large one, only not for as long.

use crate::diagnostic::Diagnostic;
use crate::sql::{Lock, Observed, Touched};

/// What was seen of a file.
#[derive(Clone, Debug)]
pub struct Witness<'a> {
    /// The server's major.
    pub major: u32,
    /// The major that migrations are run on, if it is known.
    pub wanted: Option<u32>,
    /// Its statements.
    pub statements: &'a [Observed],
}

/// What a witness says of a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Testimony {
    /// It was seen: what, as a fragment that a sentence can begin with.
    Confirmed(String),
    /// What the rule fears did not happen.
    Disproved,
    /// Nothing.
    None,
}

/// What a rule says a statement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fear {
    /// A table is written anew.
    Rewrite,
    /// All of a table is read.
    Scan,
    /// A lock is taken; whether it matters is not for a server to say.
    Lock,
}

const FEARS: [(&str, Fear); 17] = [
    ("rewriting-type", Fear::Rewrite),
    ("rewriting-column", Fear::Rewrite),
    ("table-rewrite", Fear::Rewrite),
    ("blocking-not-null", Fear::Scan),
    ("blocking-check", Fear::Scan),
    ("exchanged-check", Fear::Scan),
    ("checked-column", Fear::Scan),
    ("blocking-foreign-key", Fear::Scan),
    ("attach-without-check", Fear::Scan),
    ("blocking-index", Fear::Scan),
    ("blocking-unique", Fear::Scan),
    ("blocking-exclusion", Fear::Scan),
    ("policy-lock", Fear::Lock),
    ("trigger-lock", Fear::Lock),
    ("foreign-key-lock", Fear::Lock),
    ("create-partition-of", Fear::Lock),
    ("blocking-detach", Fear::Lock),
];

/// Holds a problem against what was seen of its statement.
pub fn confront(diagnostic: &Diagnostic, witness: &Witness) -> Testimony {
    let fear = FEARS.iter().find(|(id, _)| *id == diagnostic.rule.id).map(|(_, fear)| *fear);
    let observed = diagnostic.statement.as_ref().and_then(|span| {
        let is_it = |observed: &&Observed| observed.statement.start == span.start;
        witness.statements.iter().find(is_it)
    });
    let (Some(fear), Some(observed)) = (fear, observed) else { return Testimony::None };
    let bears_out = |touched: &&Touched| match fear {
        Fear::Rewrite => touched.rewritten,
        Fear::Scan => touched.scanned || touched.rewritten,
        Fear::Lock => touched.lock >= Some(Lock::ShareRowExclusive),
    };
    let seen: Vec<String> = observed.touched.iter().filter(bears_out).map(told).collect();
    if !seen.is_empty() {
        return Testimony::Confirmed(seen.join(", "));
    }
    if is_certain(fear, observed, witness) { Testimony::Disproved } else { Testimony::None }
}

/// True when what was not seen does not happen elsewhere either.
fn is_certain(fear: Fear, observed: &Observed, witness: &Witness) -> bool {
    let text = observed.text.to_ascii_lowercase();
    let is_block = text.strip_prefix("do").is_some_and(|rest| rest.starts_with([' ', '\n', '\t', '\r', '$', '\'']));
    let is_same_server = witness.wanted.is_none_or(|wanted| wanted == witness.major);
    // Whether a timestamp is written anew depends on the time zone of the session.
    let is_of_time = text.contains("timestamp");
    match fear {
        Fear::Rewrite => is_same_server && !is_block && !observed.skipped && !is_of_time,
        Fear::Scan => is_same_server && !is_block && !observed.skipped && observed.hears_scans,
        Fear::Lock => false,
    }
}

/// `writes all of public.orders anew under ACCESS EXCLUSIVE`
fn told(touched: &Touched) -> String {
    let Touched { schema, name, lock, rewritten, scanned } = touched;
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

    fn check(rule: &str, observed: Observed, wanted: Option<u32>) -> Testimony {
        let rule = super::super::named(rule).expect("a rule");
        let diagnostic = Diagnostic::new(&rule.info, Place::Nowhere, "x").statement(5..20, None);
        confront(&diagnostic, &Witness { major: 15, wanted, statements: &[observed] })
    }

    fn observed(text: &str, touched: Option<Touched>) -> Observed {
        let touched = touched.into_iter().collect();
        Observed { statement: 5..20, line: 1, text: text.to_owned(), touched, skipped: false, hears_scans: true }
    }

    fn touched(rewritten: bool, scanned: bool) -> Touched {
        let lock = Some(Lock::AccessExclusive);
        Touched { schema: "public".to_owned(), name: "t".to_owned(), lock, rewritten, scanned }
    }

    #[test]
    fn every_fear_is_of_a_rule() {
        for (id, _) in FEARS {
            assert!(super::super::named(id).is_some(), "{id}");
        }
    }

    #[test]
    fn what_was_seen_confirms_and_what_was_not_disproves() {
        let text = "alter table t alter column a type text";
        let seen = check("rewriting-type", observed(text, Some(touched(true, true))), None);
        assert_eq!(seen, Testimony::Confirmed("writes all of `public.t` anew under ACCESS EXCLUSIVE".to_owned()));
        let seen = check("blocking-check", observed(text, Some(touched(false, true))), None);
        assert_eq!(seen, Testimony::Confirmed("reads all of `public.t` under ACCESS EXCLUSIVE".to_owned()));
        let unseen = || observed(text, Some(touched(false, false)));
        assert_eq!(check("rewriting-type", unseen(), Some(15)), Testimony::Disproved);
        assert_eq!(check("blocking-not-null", unseen(), None), Testimony::Disproved);
        assert_eq!(check("drop-table", unseen(), None), Testimony::None);
        let seen = check("policy-lock", unseen(), None);
        assert_eq!(seen, Testimony::Confirmed("takes ACCESS EXCLUSIVE on `public.t`".to_owned()));
    }

    #[test]
    fn only_certainty_disproves() {
        let text = "alter table t alter column a type text";
        let unseen = |text: &str| observed(text, Some(touched(false, false)));
        let skipped = Observed { skipped: true, ..unseen(text) };
        let deaf = Observed { hears_scans: false, ..unseen(text) };
        for (rule, observed, wanted) in [
            ("rewriting-type", unseen(text), Some(17)),
            ("rewriting-type", unseen("do $$ begin alter table t alter a type text; end $$"), None),
            ("rewriting-type", unseen("alter table t alter a type timestamptz"), None),
            ("rewriting-type", skipped, None),
            ("blocking-not-null", deaf, None),
            ("policy-lock", observed("create policy p on t", None), None),
        ] {
            assert_eq!(check(rule, observed.clone(), wanted), Testimony::None, "{rule} {observed:?}");
        }
    }
}
