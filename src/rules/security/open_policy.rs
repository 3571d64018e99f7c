#![doc = include_str!("open_policy.md")]

use crate::catalog::{Grantee, Policy, PolicyCommand};
use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Name, ObjectKind, quoted};
use crate::rules::context::exposed::{API_ROLES, is_served};
use crate::rules::context::state::{FindingText, table_name};
use crate::rules::{Check, Findings, Needs, Rule, Scope, ScriptContext, Sink, StateContext, Step};
use crate::sql::{Operation, PolicyDetails, Script};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "open-policy",
        summary: "policy lets everyone write or read every row",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Security,
        expects: None,
        page: include_str!("open_policy.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::ScriptAndState(check, check_state),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in script.steps().filter(|_| !script.is_down()) {
        let (Operation::Create { object, .. } | Operation::Alter { object, .. }) = &step.action.operation else {
            continue;
        };
        let (Some(policy), Some(table)) = (step.action.operation.policy(), object.on.as_ref()) else {
            continue;
        };
        let is_altered = matches!(step.action.operation, Operation::Alter { .. });
        let loosens = is_altered || replaces(script, table, &step);
        let open = if is_altered { altered(policy) } else { created(policy) };
        let Some(open) = open.filter(|_| !policy.restrictive && reaches_users(policy)) else {
            continue;
        };
        let is_exposed =
            is_served(script, table, &step) || (is_storage(table) && script.layout().platform.serves_public_tables());
        if is_dropped(script, &step, &object.name.name, table) || !(loosens || is_exposed) {
            continue;
        }
        let (name, who) = (quoted(&object.name.name), who(policy));
        let clause = if policy.using == Some(true) { "using" } else { "with check" };
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("policy `{name}` lets {who} {open} `{table}`"))
                .label("the condition is always true")
                .why(if loosens {
                    "Policies are combined with OR: one whose condition is always true makes all others of the table useless, including the one that this statement replaces."
                } else {
                    "Policies are combined with OR: one whose condition is always true makes all others of the table useless."
                })
                .help(format!(
                    "write the condition that a row must meet, such as `{clause} (owner = auth.uid())`, or name the role that may do it: `create policy {name} on {table} to service_role …`"
                )),
        );
    }
}

/// The rows that a new policy opens. Reading is often meant to be open.
fn created(policy: &PolicyDetails) -> Option<&'static str> {
    match policy.command {
        Some("INSERT") => (policy.check == Some(true)).then_some("insert any row into"),
        Some("UPDATE") if policy.using == Some(true) => Some("update every row of"),
        // A row that may be updated can then be given to anyone.
        Some("UPDATE") => (policy.check == Some(true)).then_some("write any row into"),
        Some("DELETE") => (policy.using == Some(true)).then_some("delete every row of"),
        Some(_) => None,
        None if policy.using == Some(true) => Some("write every row of"),
        None => (policy.check == Some(true)).then_some("insert any row into"),
    }
}

/// The rows that an altered policy opens: its command is not known.
fn altered(policy: &PolicyDetails) -> Option<&'static str> {
    if policy.using == Some(true) {
        return Some("reach every row of");
    }
    (policy.check == Some(true)).then_some("write any row into")
}

/// Whether the script drops a policy of the table before it creates this one.
fn replaces(script: &ScriptContext, table: &Name, step: &Step) -> bool {
    let writes_all = step.action.operation.policy().is_some_and(|policy| policy.command.is_none());
    let mut earlier = script.earlier(&table.name, step.number);
    writes_all
        && earlier.any(|operation| match operation {
            Operation::Drop { object, .. } => {
                object.kind == ObjectKind::Policy && object.on.as_ref().is_some_and(|of| of.is_same(table))
            }
            _ => false,
        })
}

fn is_dropped(script: &ScriptContext, step: &Step, policy: &str, table: &Name) -> bool {
    script.later(policy, step.number).any(|operation| match operation {
        Operation::Drop { object, .. } => {
            object.name.name == policy && object.on.as_ref().is_some_and(|of| of.is_same(table))
        }
        _ => false,
    })
}

/// Roles of servers and administrators, which bypass row-level security or are trusted.
const TRUSTED: [&str; 5] = ["service_role", "postgres", "supabase_admin", "supabase_auth_admin", "dashboard_user"];

fn reaches_users(policy: &PolicyDetails) -> bool {
    policy.roles.is_empty() || policy.roles.iter().any(|role| !TRUSTED.contains(&role.as_str()))
}

fn who(policy: &PolicyDetails) -> String {
    let is_anyone = policy.roles.is_empty() || policy.roles.iter().any(|role| role == "public" || role == API_ROLES[0]);
    if is_anyone {
        return "everyone".to_owned();
    }
    if policy.roles.iter().any(|role| role == API_ROLES[1]) {
        return "every signed-in user".to_owned();
    }
    format!("role `{}`", policy.roles.join("`, `"))
}

fn is_storage(table: &Name) -> bool {
    table.schema.as_deref() == Some("storage")
}

/// A condition that a policy lacks admits no row, so that only one that is written can be always true.
fn check_state(state: &StateContext, findings: &mut Findings) {
    for (table, relation) in state.tables().filter(|(table, _)| table.row_security) {
        for policy in relation.policies.iter().filter(|policy| policy.permissive && reaches_everyone(policy)) {
            let Some(open) = written(policy) else { continue };
            let (table_name, policy_name) = (table_name(table), quoted(&policy.name));
            let remedy = if state.platform.serves_public_tables() {
                format!("`alter policy {policy_name} on {table_name} to service_role`")
            } else {
                format!("`alter policy {policy_name} on {table_name} to current_user`")
            };
            let text = FindingText {
                message: format!("policy `{policy_name}` lets {} {open} `{table_name}`", readers(policy)),
                label: "the condition is always true",
                why: "Policies are combined with OR: one whose condition is always true makes all others of the table useless.",
                help: format!("write the condition that a row must meet, or name the role that may do it: {remedy}"),
            };
            findings.report(&RULE.info, policy.identity(), [table.identity()], text);
        }
    }
}

fn reaches_everyone(policy: &Policy) -> bool {
    let is_everyone = |role: &Grantee| match role {
        Grantee::Public => true,
        Grantee::Role(role) => API_ROLES.contains(&role.as_str()),
        Grantee::Owner => false,
    };
    policy.roles.is_empty() || policy.roles.iter().any(is_everyone)
}

fn readers(policy: &Policy) -> &'static str {
    let is_signed_in = |role: &Grantee| matches!(role, Grantee::Role(role) if role != API_ROLES[0]);
    let is_limited = !policy.roles.is_empty() && policy.roles.iter().all(is_signed_in);
    if is_limited { "every signed-in user" } else { "everyone" }
}

/// Returns the writes that a stored policy admits for every row.
fn written(policy: &Policy) -> Option<&'static str> {
    let is_true = |condition: &Option<String>| condition.as_deref().is_some_and(always_holds);
    let (using, check) = (is_true(&policy.using), is_true(&policy.check));
    match policy.command {
        PolicyCommand::Select => None,
        PolicyCommand::Insert => check.then_some("insert any row into"),
        PolicyCommand::Delete => using.then_some("delete every row of"),
        PolicyCommand::Update if using => Some("update every row of"),
        PolicyCommand::All if using => Some("write every row of"),
        PolicyCommand::Update | PolicyCommand::All => check.then_some("write any row into"),
    }
}

fn always_holds(condition: &str) -> bool {
    let statement = format!("create policy p on t using ({condition})");
    let script = Script::read(statement.as_bytes(), &(0..statement.len()));
    script.run().any(|(_, action)| action.operation.policy().is_some_and(|policy| policy.using == Some(true)))
}
