//! Objects that the configuration leaves out of comparisons: partitions and tables that are made at run time.

use crate::catalog::{Identity, Object};
use crate::replay::LoadedSide;
use std::borrow::Cow;

/// Patterns of `ignore` under `[diff]`: names with their schema, in which `*` stands for any text.
#[derive(Clone, Debug, Default)]
pub(super) struct Ignored {
    patterns: Vec<String>,
}

impl Ignored {
    pub(super) fn new(patterns: &[String]) -> Self {
        let whole =
            |pattern: &String| if pattern.contains('.') { pattern.clone() } else { format!("public.{pattern}") };
        Self { patterns: patterns.iter().map(whole).collect() }
    }

    /// Whether an object of this schema and name is left out.
    pub(super) fn has(&self, schema: &str, name: &str) -> bool {
        !self.patterns.is_empty() && self.patterns.iter().any(|pattern| is_match(pattern, &format!("{schema}.{name}")))
    }

    /// Returns a side without the objects that are left out and what belongs to them, and notes the first ones.
    pub(super) fn without<'a>(&self, side: &'a LoadedSide, left_out: &mut Vec<Identity>) -> Cow<'a, LoadedSide> {
        let is_left_out = |identity: &Identity, object: &Object| {
            let (schema, whole) = whole_of(identity, object);
            self.has(schema, identity.name.as_str()) || self.has(schema, whole)
        };
        let objects = &side.catalog.objects;
        let found: Vec<&Identity> = objects
            .iter()
            .filter(|(identity, object)| is_left_out(identity, object))
            .map(|(identity, _)| identity)
            .collect();
        if self.patterns.is_empty() || found.is_empty() {
            return Cow::Borrowed(side);
        }
        left_out.extend(found.iter().filter(|identity| identity.on.is_none()).map(|identity| (*identity).clone()));
        let mut side = side.clone();
        side.catalog.objects.retain(|identity, object| !is_left_out(identity, object));
        Cow::Owned(side)
    }
}

/// The schema, and the name of the table that an object belongs to, or its own name.
fn whole_of<'a>(identity: &'a Identity, object: &'a Object) -> (&'a str, &'a str) {
    let own = identity.schema.as_deref().unwrap_or_default();
    match object {
        Object::Index(index) => (&index.table.schema, &index.table.name),
        Object::Statistics(statistics) => (&statistics.table.schema, &statistics.table.name),
        Object::Sequence(sequence) => match &sequence.owned_by {
            Some(owner) => (&owner.schema, &owner.table),
            None => (own, &identity.name),
        },
        _ => (own, identity.on.as_deref().unwrap_or(&identity.name)),
    }
}

/// Whether a text matches a pattern in which `*` stands for any text.
fn is_match(pattern: &str, text: &str) -> bool {
    let Some((begin, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(text) = text.strip_prefix(begin) else { return false };
    let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    ends.into_iter().any(|at| is_match(rest, &text[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        let check = |pattern: &str, name: &str, expected: bool| {
            let (schema, name) = name.split_once('.').expect("a schema");
            assert_eq!(Ignored::new(&[pattern.to_owned()]).has(schema, name), expected, "{pattern} {name}");
        };
        check("events_p*", "public.events_p2025", true);
        check("events_p*", "app.events_p2025", false);
        check("events_p*", "public.events", false);
        check("app.*", "app.x", true);
        check("*.e_*_2025", "app.e_ä_2025", true);
        check("public.a", "public.ab", false);
        assert!(!Ignored::default().has("public", "a"));
    }
}
