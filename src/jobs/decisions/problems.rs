//! Mistakes in the decisions about the differences of one database.

use super::entry::{Choice, Entry};
use super::file::{Decisions, problem};
use super::items::Item;
use crate::config::Problem;

/// Returns the decisions that are missing, incomplete, or about a difference that no longer exists, in order of their
/// places.
pub fn problems(decisions: &Decisions, items: &[Item]) -> Vec<Problem> {
    let mut found = Vec::new();
    for entry in &decisions.entries {
        let is_of = |item: &&Item| item.object.to_string() == entry.object;
        match items.iter().filter(is_of).find(|item| item.fingerprint == entry.fingerprint) {
            Some(item) => found.extend(incomplete(entry, item)),
            None => found.push(stale(entry, items.iter().any(|item| is_of(&item)))),
        }
    }
    found.sort_by_key(|problem| problem.span.start);
    found
}

impl Decisions {
    /// Whether a difference has a decision that lacks nothing.
    pub fn is_complete(&self, item: &Item) -> bool {
        self.of(item).is_some_and(|entry| incomplete(entry, item).is_none())
    }
}

fn stale(entry: &Entry, is_other: bool) -> Problem {
    let message = if is_other {
        format!("the decision about {} is about another difference than the present one", entry.object)
    } else {
        format!("{} no longer differs", entry.object)
    };
    let help = "remove the entry, and others like it: run `tidegate reconcile` with `--prune`";
    problem(entry.span.clone(), &message, "stale entry", help)
}

fn incomplete(entry: &Entry, item: &Item) -> Option<Problem> {
    let Some(choice) = entry.choice else {
        let message = format!("{} is undecided", entry.object);
        let help = "write `migrations`, `database` or `out-of-scope`, or run `tidegate reconcile` with `--interactive`";
        return Some(problem(entry.choice_span.clone(), &message, "no decision", help));
    };
    if item.is_order_only && choice != Choice::OutOfScope {
        let message = format!("only the order of columns differs in {}, which no statement changes", entry.object);
        let help = "write `out-of-scope`, or create the table again";
        return Some(problem(entry.choice_span.clone(), &message, "not possible", help));
    }
    if entry.reason.is_empty() {
        let message = format!("the decision about {} has no reason", entry.object);
        return Some(problem(entry.choice_span.clone(), &message, "no reason", "write why in `reason`"));
    }
    if !item.needs_approval(choice) {
        return None;
    }
    let lacks = match (entry.approved_by.is_empty(), is_date(&entry.approved_on)) {
        (false, true) => return None,
        (true, _) => "needs the sign-off of a reviewer",
        (false, false) => "needs the date of its sign-off",
    };
    let message = format!("the decision about {} {lacks}", entry.object);
    let help = "write the reviewer in `approved-by`, and the day in `approved-on`, such as 2026-12-01";
    Some(problem(entry.choice_span.clone(), &message, "destructive or risky", help))
}

fn is_date(text: &str) -> bool {
    chrono::NaiveDate::parse_from_str(text.get(..10).unwrap_or(text), "%Y-%m-%d").is_ok()
}

#[cfg(test)]
mod tests {
    use super::super::items::State;
    use super::*;
    use crate::catalog::{Identity, Kind};
    use crate::object::Class;
    use std::collections::BTreeSet;

    fn item(state: State, class: Option<Class>) -> Item {
        let object = Identity {
            kind: Kind::Table,
            schema: Some("public".to_owned()),
            on: None,
            name: "t".to_owned(),
            arguments: None,
        };
        let objects = BTreeSet::from([object.clone()]);
        let fingerprint = "ab".to_owned();
        let (drop, create) = (Some(Class::B), Some(Class::A));
        let [of_repair, of_migration] = if state == State::Extra { [drop, create] } else { [create, drop] };
        Item { object, state, class, of_repair, of_migration, reason: "", fingerprint, objects, is_order_only: false }
    }

    fn check(item: &Item, keys: &str, expected: &str) {
        let text = format!("version = 1\n[[change]]\nobject = \"table `public.t`\"\nfingerprint = \"ab\"\n{keys}");
        let decisions = Decisions::parse("f", &text).expect("a file");
        let found = problems(&decisions, std::slice::from_ref(item));
        assert_eq!(found.first().map_or("", |one| one.label.as_str()), expected, "{keys}");
    }

    #[test]
    fn a_decision_is_complete_with_a_reason_and_for_risky_ones_with_a_sign_off() {
        let (missing, extra) = (item(State::Missing, Some(Class::A)), item(State::Extra, Some(Class::C)));
        let of = |choice: &str| format!("decision = \"{choice}\"\nreason = \"r\"\n");
        check(&missing, "", "no decision");
        check(&missing, "decision = \"database\"", "no reason");
        check(&missing, &of("migrations"), "");
        // The migration would drop it everywhere.
        check(&missing, &of("database"), "destructive or risky");
        check(&extra, &of("out-of-scope"), "");
        check(&extra, &of("database"), "");
        // The repair would drop a table with its rows.
        check(&extra, &of("migrations"), "destructive or risky");
        let risky = item(State::Different, Some(Class::B));
        check(&risky, &of("database"), "destructive or risky");
        check(&risky, &format!("{}approved-by = \"ann\"", of("database")), "destructive or risky");
        check(&risky, &format!("{}approved-by = \"ann\"\napproved-on = 2026-12-01", of("database")), "");
        let other = Item { fingerprint: "cd".to_owned(), ..missing };
        check(&other, &of("migrations"), "stale entry");
    }
}
