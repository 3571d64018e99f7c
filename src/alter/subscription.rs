//! Subscriptions, without connecting to their publishers.

use super::context::Context;
use super::fate::{Alteration, Changed, Outcome};
use crate::catalog::Subscription;
use crate::definition::literal;
use serde_json::Value;

/// Says how a subscription is altered.
pub(super) fn alter(
    context: &Context<'_>,
    before: &Subscription,
    after: &Subscription,
    changed: &Changed<'_>,
) -> Outcome {
    let mut alteration = Alteration::default();
    let alter = format!("ALTER SUBSCRIPTION {}", context.new.id(&after.name));
    let mut options = Vec::new();
    if changed.has("slot") {
        let slot = after.slot.as_deref().map_or_else(|| "NONE".to_owned(), literal);
        options.push(format!("slot_name = {slot}"));
    }
    if changed.has("synchronous_commit") {
        options.push(format!(
            "synchronous_commit = {}",
            context.new.id(after.synchronous_commit.as_deref().unwrap_or("off"))
        ));
    }
    for (name, value) in after.options.iter().filter(|(name, value)| before.options.get(*name) != Some(*value)) {
        if name == "two_phase" {
            let reason = "two-phase commit of a subscription is chosen when it is created";
            alteration.refused.push(reason.to_owned());
        } else {
            options.push(format!("{name} = {}", word(value)));
        }
    }
    if !options.is_empty() {
        alteration.main.push(format!("{alter} SET ({});", options.join(", ")));
    }
    if changed.has("publications") {
        let publications = context.new.list(after.publications.iter().flatten());
        alteration.main.push(format!("{alter} SET PUBLICATION {publications} WITH (refresh = false);"));
    }
    if changed.has("connection") {
        let reason = "the connection of a subscription may have secrets, which the catalog leaves out";
        alteration.refused.push(reason.to_owned());
    }
    if changed.has("enabled") {
        let word = if after.enabled { "ENABLE" } else { "DISABLE" };
        alteration.main.push(format!("{alter} {word};"));
    }
    alteration.into()
}

/// The value of an option: the server has some as letters.
fn word(value: &Value) -> String {
    match value {
        Value::Bool(is_on) => is_on.to_string(),
        Value::String(text) => match text.as_str() {
            "t" => "on".to_owned(),
            "f" => "off".to_owned(),
            "p" => "parallel".to_owned(),
            other => literal(other),
        },
        other => other.to_string(),
    }
}
