//! Sequences and identity columns share their options.

use crate::catalog::IdentityColumn;
use crate::definition::literal;

/// The options of a sequence.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Options {
    pub(super) start: i64,
    pub(super) increment: i64,
    pub(super) min: i64,
    pub(super) max: i64,
    pub(super) cache: i64,
    pub(super) cycle: bool,
}

impl Options {
    pub(super) fn of_identity(identity: &IdentityColumn) -> Self {
        let IdentityColumn { start, increment, min, max, cache, cycle, .. } = *identity;
        Self { start, increment, min, max, cache, cycle }
    }

    /// Returns the options of a first step that has the limits of both sides, where the present value may be outside of
    /// the new ones.
    pub(super) fn widened(self, other: Self) -> Option<Self> {
        let is_narrowed = other.min > self.min || other.max < self.max;
        is_narrowed.then(|| Self { min: self.min.min(other.min), max: self.max.max(other.max), ..self })
    }

    /// Returns the statement that starts a sequence again whose value is outside of the limits.
    pub(super) fn restart(self, name: &str) -> String {
        let (literal, Self { start, min, max, .. }) = (literal(name), self);
        format!(
            "SELECT pg_catalog.setval({literal}, {start}, false) FROM {name} WHERE last_value NOT BETWEEN {min} AND {max};"
        )
    }

    /// Returns the clauses that change these into others, each with `before` in front.
    pub(super) fn changes(self, other: Self, before: &str) -> Vec<String> {
        let mut clauses = Vec::new();
        let mut add = |differs: bool, clause: String| clauses.extend(differs.then(|| format!("{before}{clause}")));
        add(self.increment != other.increment, format!("INCREMENT BY {}", other.increment));
        add(self.min != other.min, format!("MINVALUE {}", other.min));
        add(self.max != other.max, format!("MAXVALUE {}", other.max));
        add(self.start != other.start, format!("START WITH {}", other.start));
        add(self.cache != other.cache, format!("CACHE {}", other.cache));
        add(self.cycle != other.cycle, if other.cycle { "CYCLE".to_owned() } else { "NO CYCLE".to_owned() });
        clauses
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_changed() {
        let one = Options { start: 1, increment: 1, min: 1, max: 10, cache: 1, cycle: false };
        assert!(one.changes(one, "").is_empty());
        let other = Options { increment: 2, cycle: true, ..one };
        assert_eq!(one.changes(other, "SET "), ["SET INCREMENT BY 2", "SET CYCLE"]);
        assert_eq!(other.changes(one, ""), ["INCREMENT BY 1", "NO CYCLE"]);
        assert!(one.widened(other).is_none());
        let narrow = Options { min: 5, max: 20, start: 5, ..one };
        assert!(one.widened(narrow).is_some_and(|both| (both.min, both.max, both.start) == (1, 20, 1)));
        assert!(
            narrow.restart("s.q").contains("setval('s.q', 5, false) FROM s.q WHERE last_value NOT BETWEEN 5 AND 20")
        );
    }
}
