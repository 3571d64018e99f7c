//! Policies of row-level security.

use super::entry::{Described, Entry};
use super::source::Source;
use crate::catalog::{Grantee, Policy, PolicyCommand};

pub(super) fn policy(source: &Source<'_>, policy: &Policy) -> Vec<Entry> {
    let (table, name) = (source.qualified(&policy.schema, &policy.table), source.id(&policy.name));
    let command = match policy.command {
        PolicyCommand::All => "",
        PolicyCommand::Select => " FOR SELECT",
        PolicyCommand::Insert => " FOR INSERT",
        PolicyCommand::Update => " FOR UPDATE",
        PolicyCommand::Delete => " FOR DELETE",
    };
    let restrictive = if policy.permissive { "" } else { " AS RESTRICTIVE" };
    let mut text = format!("CREATE POLICY {name} ON {table}{restrictive}{command}");
    let roles: Vec<String> = policy
        .roles
        .iter()
        .filter_map(|role| match role {
            Grantee::Role(role) => Some(source.id(role)),
            Grantee::Public | Grantee::Owner => None,
        })
        .collect();
    if !roles.is_empty() {
        text.push_str(&[" TO ", &roles.join(", ")].concat());
    }
    if let Some(using) = &policy.using {
        text.push_str(&[" USING (", using, ")"].concat());
    }
    if let Some(check) = &policy.check {
        text.push_str(&[" WITH CHECK (", check, ")"].concat());
    }
    text.push(';');
    let tag = format!("{} {}", policy.table, policy.name);
    let mut entries = vec![Entry::new("POLICY", Some(&policy.schema), tag).with(text)];
    let kind = format!("POLICY {name} ON");
    let described = Described { kind: &kind, schema: Some(&policy.schema), name: source.id(&policy.table) };
    entries.extend(described.entries(source, policy.comment.as_deref(), None));
    entries
}
