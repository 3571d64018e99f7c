#![doc = include_str!("blocking_refresh.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::Lock;
use crate::rules::context::lock_advice::{held, one_line, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::Operation;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "blocking-refresh",
        summary: "a materialized view is computed while nobody can read it",
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
                .diagnostic(&RULE.info, &step, format!("computes `{view}` anew while nobody can read it"))
                .label(format!("{} lock until it is computed", Lock::AccessExclusive))
                .why(held(Lock::AccessExclusive, "of the view until its query is done"))
                .help(format!(
                    "`refresh materialized view concurrently {view}`, which needs a unique index on the view"
                )),
        );
    }
}
