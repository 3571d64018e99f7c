#![doc = include_str!("exposed_users.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::ObjectKind;
use crate::rules::context::exposed::{is_served, is_withdrawn};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::Operation;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "exposed-users",
        summary: "view exposes the accounts of auth.users",
        severity: Severity::Error,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Security,
        expects: None,
        page: include_str!("exposed_users.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in script.steps().filter(|_| !script.is_down()) {
        let (Operation::Create { object, .. }, Some(view)) = (&step.action.operation, step.action.operation.view())
        else {
            continue;
        };
        let is_users = view.reads.iter().any(|read| read.schema.as_deref() == Some("auth") && read.name == "users");
        let name = &object.name;
        if !is_users || view.security_invoker || !is_served(script, name, &step) || is_withdrawn(script, name, &step) {
            continue;
        }
        // A view that shows callers their own account only.
        if script.text(&step.action.span).to_ascii_lowercase().contains("auth.uid") && object.kind == ObjectKind::View {
            continue;
        }
        let kind = object.kind.word();
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("{kind} `{name}` exposes the accounts of `auth.users` over the API"))
                .label("readable with the public key")
                .why("Supabase serves every view of the public schema, and a view reads with the privileges of its owner: everyone sees the addresses and metadata of all users.")
                .help(format!(
                    "copy the columns that may be seen to a table with row-level security, or revoke access in the same migration: `revoke all on {name} from anon, authenticated`"
                )),
        );
    }
}
