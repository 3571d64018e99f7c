#![doc = include_str!("overlapping_policies.md")]

use crate::catalog::{Grantee, Policy, PolicyCommand};
use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::quoted;
use crate::rules::context::state::{FindingText, table_name};
use crate::rules::{Check, Findings, Needs, Rule, Scope, StateContext};
use crate::text::words;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "overlapping-policies",
        summary: "several permissive policies apply to one statement and role",
        severity: Severity::Warning,
        fixable: false,
        forward_only: false,
        preset: Preset::Strict,
        family: Family::Schema,
        expects: None,
        page: include_str!("overlapping_policies.md"),
    },
    scope: Scope::File,
    needs: Needs::Replay,
    check: Check::State(check),
};

/// Roles that policies do not apply to.
const BYPASSING: [&str; 3] = ["postgres", "service_role", "supabase_admin"];

const COMMANDS: [(PolicyCommand, &str); 4] = [
    (PolicyCommand::Select, "SELECT"),
    (PolicyCommand::Insert, "INSERT"),
    (PolicyCommand::Update, "UPDATE"),
    (PolicyCommand::Delete, "DELETE"),
];

fn check(state: &StateContext, findings: &mut Findings) {
    for (table, relation) in state.tables().filter(|(table, _)| table.row_security) {
        let permissive: Vec<&Policy> = relation.policies.iter().copied().filter(|policy| is_counted(policy)).collect();
        for (at, policy) in permissive.iter().enumerate().skip(1) {
            let earlier: Vec<&Policy> =
                permissive[..at].iter().copied().filter(|other| is_shared(policy, other)).collect();
            let Some(first) = earlier.first() else { continue };
            let names: Vec<String> = earlier.iter().map(|policy| format!("`{}`", quoted(&policy.name))).collect();
            let (own, table_name) = (quoted(&policy.name), table_name(table));
            let text = FindingText {
                message: format!(
                    "policy `{own}` on `{table_name}` applies to the same {} as {}",
                    common(policy, &earlier).join(" and "),
                    words::list(&names, 3)
                ),
                label: "permissive, for the same role",
                why: "Permissive policies are combined with OR, and PostgreSQL evaluates each of them for every row.",
                help: help(policy, first, &table_name),
            };
            let related = earlier.iter().map(|policy| policy.identity()).chain([table.identity()]);
            findings.report(&RULE.info, policy.identity(), related, text);
        }
    }
}

fn is_counted(policy: &Policy) -> bool {
    let bypasses = |role: &Grantee| matches!(role, Grantee::Role(name) if BYPASSING.contains(&name.as_str()));
    policy.permissive && !policy.roles.iter().all(bypasses)
}

fn is_shared(one: &Policy, other: &Policy) -> bool {
    let is_all = |policy: &Policy| policy.roles.is_empty() || policy.roles.contains(&Grantee::Public);
    let is_same_role = is_all(one) || is_all(other) || one.roles.iter().any(|role| other.roles.contains(role));
    let is_same_command =
        one.command == other.command || one.command == PolicyCommand::All || other.command == PolicyCommand::All;
    is_same_role && is_same_command
}

/// Returns the statements that a policy and one of the others apply to.
fn common(policy: &Policy, others: &[&Policy]) -> Vec<&'static str> {
    let applies =
        |policy: &Policy, command: PolicyCommand| policy.command == command || policy.command == PolicyCommand::All;
    let is_common =
        |command: PolicyCommand| applies(policy, command) && others.iter().any(|other| applies(other, command));
    COMMANDS.into_iter().filter(|(command, _)| is_common(*command)).map(|(_, word)| word).collect()
}

fn help(policy: &Policy, first: &Policy, table: &str) -> String {
    let (own, other) = (quoted(&policy.name), quoted(&first.name));
    if policy.command != first.command || policy.roles != first.roles {
        return format!(
            "name other roles or statements for one of them, or combine their conditions with OR in one policy and drop the other: `drop policy {own} on {table}`"
        );
    }
    let clause = |word: &str, one: &Option<String>, two: &Option<String>| match (one, two) {
        (Some(one), Some(two)) => format!(" {word} ({one} or {two})"),
        _ => String::new(),
    };
    let using = clause("using", &first.using, &policy.using);
    let check = clause("with check", &first.check, &policy.check);
    let clauses: Vec<&str> = using.split_whitespace().chain(check.split_whitespace()).collect();
    if clauses.is_empty() {
        return format!(
            "combine their conditions with OR in one policy and drop the other: `drop policy {own} on {table}`"
        );
    }
    let clauses = clauses.join(" ").replace('`', "");
    format!("combine them: `drop policy {own} on {table}; alter policy {other} on {table} {clauses}`")
}
