#![doc = include_str!("open_policy.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Name, ObjectKind, quoted};
use crate::rules::context::exposed::{API_ROLES, is_served};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{Operation, PolicyDetails};

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
    check: Check::Script(check),
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
                    "write the condition that a row must meet, such as `using (owner = auth.uid())`, or name the role that may do it: `create policy {name} on {table} to service_role …`"
                )),
        );
    }
}

/// The rows that a new policy opens. Reading is often meant to be open.
fn created(policy: &PolicyDetails) -> Option<&'static str> {
    match policy.command {
        Some("INSERT") => (policy.check == Some(true)).then_some("insert any row into"),
        Some("UPDATE") => (policy.using == Some(true)).then_some("update every row of"),
        Some("DELETE") => (policy.using == Some(true)).then_some("delete every row of"),
        Some(_) => None,
        None if policy.using == Some(true) => Some("write every row of"),
        None => (policy.using.is_none() && policy.check == Some(true)).then_some("insert any row into"),
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
