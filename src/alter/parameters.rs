//! Storage parameters and options of foreign data: what is set and what is reset.

use super::context::Context;
use crate::catalog::{Ordered, Parameters};
use crate::definition::{literal, quote_literal};
use std::collections::BTreeMap;

/// Returns `SET (…)` and `RESET (…)`, as far as they are needed.
pub(super) fn changes(
    context: &Context<'_>,
    before: Option<&Parameters>,
    after: Option<&Parameters>,
    prefix: &str,
) -> Vec<String> {
    let empty = Ordered::default();
    let (before, after) = (before.map_or(&empty, |map| &map.0), after.map_or(&empty, |map| &map.0));
    let set = after.pairs().filter(|(name, value)| before.get(name) != Some(*value));
    let set: Vec<String> =
        set.map(|(name, value)| format!("{prefix}{}={}", context.new.id(name), literal(value))).collect();
    let reset = before.pairs().map(|(name, _)| name).filter(|name| !after.contains_key(name));
    let reset: Vec<String> = reset.map(|name| format!("{prefix}{}", context.new.id(name))).collect();
    let mut actions = Vec::new();
    if !set.is_empty() {
        actions.push(format!("SET ({})", set.join(", ")));
    }
    if !reset.is_empty() {
        actions.push(format!("RESET ({})", reset.join(", ")));
    }
    actions
}

/// Returns `OPTIONS (…)`, or nothing.
pub(super) fn options<'o>(
    context: &Context<'_>,
    before: &BTreeMap<&'o str, &'o str>,
    after: &BTreeMap<&'o str, &'o str>,
) -> Option<String> {
    let gone =
        before.keys().filter(|name| !after.contains_key(*name)).map(|name| format!("DROP {}", context.new.id(name)));
    let set = after.iter().filter(|(name, value)| before.get(*name) != Some(*value)).map(|(name, value)| {
        let word = if before.contains_key(name) { "SET" } else { "ADD" };
        format!("{word} {} {}", context.new.id(name), quote_literal(value))
    });
    let items: Vec<String> = gone.chain(set).collect();
    (!items.is_empty()).then(|| format!("OPTIONS ({})", items.join(", ")))
}
