//! Triggers, rules, event triggers and policies: their states and roles in place, everything else recreated.

use super::context::Context;
use super::fate::{Alteration, Changed, Outcome};
use super::index::depends_on_extensions;
use super::name::named;
use crate::catalog::{Enabled, EventTrigger, Grantee, Object, Policy, Rule, Trigger};

/// The words of `ALTER TABLE` for a state.
fn state(enabled: Enabled) -> &'static str {
    match enabled {
        Enabled::Origin => "ENABLE",
        Enabled::Disabled => "DISABLE",
        Enabled::Replica => "ENABLE REPLICA",
        Enabled::Always => "ENABLE ALWAYS",
    }
}

/// Says how a trigger is altered.
pub(super) fn trigger(context: &Context<'_>, before: &Trigger, after: &Trigger, changed: &Changed<'_>) -> Outcome {
    if changed.any(&["definition", "function", "inherited"]) {
        return Outcome::Recreate;
    }
    let mut main = Vec::new();
    if before.enabled != after.enabled {
        let only = context.alter(&after.schema, &after.table).replacen("TABLE ", "TABLE ONLY ", 1);
        main.push(format!("{only} {} TRIGGER {};", state(after.enabled), context.new.id(&after.name)));
    }
    let object = named(&context.new, &Object::Trigger(after.clone())).full();
    let (old, new) = (before.depends_on_extensions.as_deref(), after.depends_on_extensions.as_deref());
    main.extend(depends_on_extensions(context, &object, old, new));
    Alteration::of(main)
}

/// Says how a rule is altered.
pub(super) fn rule(context: &Context<'_>, after: &Rule, changed: &Changed<'_>) -> Outcome {
    if changed.has("definition") {
        return Outcome::Recreate;
    }
    // `ALTER VIEW` has no action for rules.
    let table = context.new.qualified(&after.schema, &after.table);
    Alteration::of(vec![format!("ALTER TABLE {table} {} RULE {};", state(after.enabled), context.new.id(&after.name))])
}

/// Says how an event trigger is altered.
pub(super) fn event_trigger(context: &Context<'_>, after: &EventTrigger, changed: &Changed<'_>) -> Outcome {
    if changed.any(&["event", "tags", "function"]) {
        return Outcome::Recreate;
    }
    Alteration::of(vec![format!("ALTER EVENT TRIGGER {} {};", context.new.id(&after.name), state(after.enabled))])
}

/// Says how a policy is altered: an expression can be set and not be taken away.
pub(super) fn policy(context: &Context<'_>, before: &Policy, after: &Policy, changed: &Changed<'_>) -> Outcome {
    let is_lost = before.using.is_some() && after.using.is_none() || before.check.is_some() && after.check.is_none();
    if changed.any(&["command", "permissive"]) || is_lost {
        return Outcome::Recreate;
    }
    let (name, table) = (context.new.id(&after.name), context.new.qualified(&after.schema, &after.table));
    let mut text = format!("ALTER POLICY {name} ON {table}");
    if changed.has("roles") {
        let roles: Vec<String> = after
            .roles
            .iter()
            .map(|role| match role {
                Grantee::Role(role) => context.new.id(role),
                Grantee::Public | Grantee::Owner => "PUBLIC".to_owned(),
            })
            .collect();
        let roles = if roles.is_empty() { "PUBLIC".to_owned() } else { roles.join(", ") };
        text.push_str(&[" TO ", &roles].concat());
    }
    if let Some(using) = after.using.as_ref().filter(|_| changed.has("using")) {
        text.push_str(&[" USING (", using, ")"].concat());
    }
    if let Some(check) = after.check.as_ref().filter(|_| changed.has("check")) {
        text.push_str(&[" WITH CHECK (", check, ")"].concat());
    }
    Alteration::of(vec![text + ";"])
}
