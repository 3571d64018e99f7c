//! Triggers, rules and event triggers.

use super::entry::{Described, Entry};
use super::name::quote_literal;
use super::source::{Source, function_name};
use crate::catalog::{Enabled, EventTrigger, Rule, TableForm, Trigger};

/// The words of `ALTER TABLE` for a state.
fn state(enabled: Enabled) -> &'static str {
    match enabled {
        Enabled::Origin => "ENABLE",
        Enabled::Disabled => "DISABLE",
        Enabled::Replica => "ENABLE REPLICA",
        Enabled::Always => "ENABLE ALWAYS",
    }
}

pub(super) fn trigger(source: &Source<'_>, trigger: &Trigger) -> Vec<Entry> {
    let (table, name) = (source.qualified(&trigger.schema, &trigger.table), source.id(&trigger.name));
    let mut entry = Entry::new("TRIGGER", Some(&trigger.schema), format!("{} {}", trigger.table, trigger.name));
    if let Some(definition) = &trigger.definition {
        entry.statements.push(format!("{definition};"));
    }
    for extension in trigger.depends_on_extensions.iter().flatten() {
        let extension = source.id(extension);
        entry.statements.push(format!("ALTER TRIGGER {name} ON {table} DEPENDS ON EXTENSION {extension};"));
    }
    if trigger.definition.is_none() || trigger.enabled != Enabled::Origin {
        let of = source.parts(&trigger.schema, &trigger.table).and_then(|parts| parts.table);
        let foreign = if of.is_some_and(|table| table.form == TableForm::Foreign) { "FOREIGN " } else { "" };
        entry.statements.push(format!("ALTER {foreign}TABLE {table} {} TRIGGER {name};", state(trigger.enabled)));
    }
    let kind = format!("TRIGGER {name} ON");
    let described = Described { kind: &kind, schema: Some(&trigger.schema), name: source.id(&trigger.table) };
    let mut entries = vec![entry];
    entries.extend(described.entries(source, trigger.comment.as_deref(), None));
    entries
}

pub(super) fn rule(source: &Source<'_>, rule: &Rule) -> Vec<Entry> {
    let (table, name) = (source.qualified(&rule.schema, &rule.table), source.id(&rule.name));
    let mut entry = Entry::new("RULE", Some(&rule.schema), format!("{} {}", rule.table, rule.name));
    entry.statements.push(rule.definition.clone());
    if rule.enabled != Enabled::Origin {
        entry.statements.push(format!("ALTER TABLE {table} {} RULE {name};", state(rule.enabled)));
    }
    let kind = format!("RULE {name} ON");
    let described = Described { kind: &kind, schema: Some(&rule.schema), name: source.id(&rule.table) };
    let mut entries = vec![entry];
    entries.extend(described.entries(source, rule.comment.as_deref(), None));
    entries
}

pub(super) fn event_trigger(source: &Source<'_>, trigger: &EventTrigger) -> Vec<Entry> {
    let name = source.id(&trigger.name);
    let words = source.words(&trigger.identity()).and_then(|words| words.tags.as_ref());
    let tags: Vec<String> =
        words.or(trigger.tags.as_ref()).into_iter().flatten().map(|tag| quote_literal(tag)).collect();
    let when = if tags.is_empty() { String::new() } else { format!("\n         WHEN TAG IN ({})", tags.join(", ")) };
    let (event, function) = (source.id(&trigger.event), function_name(&trigger.function));
    let mut entry = Entry::new("EVENT TRIGGER", None, &trigger.name)
        .with(format!("CREATE EVENT TRIGGER {name} ON {event}{when}\n   EXECUTE FUNCTION {function}();"));
    if trigger.enabled != Enabled::Origin {
        entry.statements.push(format!("ALTER EVENT TRIGGER {name} {};", state(trigger.enabled)));
    }
    let mut entries = vec![entry];
    let described = Described { kind: "EVENT TRIGGER", schema: None, name };
    entries.extend(described.entries(source, trigger.comment.as_deref(), trigger.labels.as_ref()));
    entries
}
