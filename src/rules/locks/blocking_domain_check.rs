#![doc = include_str!("blocking_domain_check.md")]

use crate::diagnostic::{ExpectedEffect, Family, Preset, RuleInfo, Severity};
use crate::object::{Lock, Object, ObjectKind};
use crate::rules::context::lock_advice::{held, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{DomainCheck, Operation, Origin};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "blocking-domain-check",
        summary: "changing a domain scans every table that uses it",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Locks,
        expects: Some(ExpectedEffect::Scan),
        page: include_str!("blocking_domain_check.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in steps_ahead(script) {
        let Operation::Alter { object, .. } = &step.action.operation else {
            continue;
        };
        let Some(domain) = step.action.operation.domain().filter(|domain| domain.check != Some(DomainCheck::New))
        else {
            continue;
        };
        // Domains and types share their names.
        let as_type = Object::new(ObjectKind::Type, object.name.clone());
        let is_new = [object, &as_type].iter().any(|object| script.origin(object, &step) == Origin::New);
        if domain.check.is_none() && !domain.not_null || is_new {
            continue;
        }
        let name = &object.name;
        let what = if domain.check.is_some() { "adding a CHECK constraint to" } else { "SET NOT NULL on" };
        let help = if domain.check.is_some() {
            format!(
                "add the constraint NOT VALID, which checks new values only, and validate it in a migration of its own at a quiet time: `alter domain {name} validate constraint …`"
            )
        } else {
            format!(
                "add `check (value is not null) not valid` to `{name}`, which checks new values only, or set NOT NULL on the columns that need it"
            )
        };
        sink.report(
            script
                .diagnostic(
                    &RULE.info,
                    &step,
                    format!("{what} domain `{name}` scans every table that uses it and blocks writes"),
                )
                .label(format!("{} lock on every table with a column of this domain", Lock::Share))
                .why(held(Lock::Share, "to all of these tables until the last one is scanned"))
                .help(help),
        );
    }
}
