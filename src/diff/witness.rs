//! The second witness against silence: the dumps of both databases.

use super::change::Comparison;
use crate::catalog::Identity;
use crate::dump::{DumpObject, Entries, Identity as Entry};
use std::collections::BTreeSet;

/// Returns the entries of two dumps that differ without a difference of the catalogs that names the same object.
pub fn not_modelled(expected: &Entries, actual: &Entries, comparison: &Comparison) -> Vec<DumpObject> {
    let changed = comparison.changes.iter().map(|change| &change.object);
    let named: BTreeSet<&Identity> =
        changed.chain(comparison.not_compared.iter().map(|uncompared| &uncompared.object)).collect();
    let entries: BTreeSet<&Entry> = expected.iter().chain(actual.iter()).map(|(entry, _)| entry).collect();
    let differs = |entry: &&Entry| expected.of(entry) != actual.of(entry);
    let differing = entries.into_iter().filter(differs).map(Entry::object);
    differing.filter(|object| !named.iter().any(|identity| is_about(object, identity))).collect()
}

/// Whether an entry of a dump describes an object: its name has that of the object, of its table, or both.
fn is_about(object: &DumpObject, identity: &Identity) -> bool {
    let is_same_schema =
        identity.schema.as_deref().is_none_or(|schema| object.schema == schema || object.schema.is_empty());
    let has = |name: &str| has_word(&object.name, name);
    is_same_schema && (has(&identity.name) || identity.on.as_deref().is_some_and(has))
}

/// Whether a text has a name, and not only as a part of another one.
fn has_word(text: &str, name: &str) -> bool {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    text.match_indices(name).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + name.len()..]);
        !before.ends_with(is_part) && !after.starts_with(is_part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_not_found_in_another_one() {
        assert!(has_word("t t_pkey", "t") && has_word("COLUMN t.a", "a") && has_word("f(integer)", "f"));
        assert!(!has_word("orders_pkey", "orders") && !has_word("tt", "t"));
    }
}
