#![doc = include_str!("blocking_refresh.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::Lock;
use crate::rules::context::lock_advice::{held, one_line, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::Operation;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "blocking-refresh",
        summary: "refreshing a materialized view blocks reads of it",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Locks,
        expects: None,
        page: include_str!("blocking_refresh.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in steps_ahead(script) {
        let Operation::Refresh { view, concurrently: false } = &step.action.operation else {
            continue;
        };
        let written = one_line(&script.text(&step.action.span)).to_ascii_lowercase();
        if !script.is_in_use(view, &step) || written.ends_with("with no data") {
            continue;
        }
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("refreshing materialized view `{view}` blocks reads of it"))
                .label(format!("{} lock until the view is refreshed", Lock::AccessExclusive))
                .why(held(Lock::AccessExclusive, "on the view until its query has finished"))
                .help(format!(
                    "refresh it concurrently, which requires a unique index on the view: `refresh materialized view \
                     concurrently {view}`"
                )),
        );
    }
}
