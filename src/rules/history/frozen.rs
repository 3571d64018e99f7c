#![doc = include_str!("frozen.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::migration::FileStatus;
use crate::rules::{Check, Needs, ProjectContext, Rule, Scope, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "frozen",
        summary: "migrations are changed during a declared freeze",
        severity: Severity::Error,
        fixable: false,
        forward_only: false,
        preset: Preset::Minimal,
        family: Family::History,
        expects: None,
        page: include_str!("frozen.md"),
    },
    scope: Scope::History,
    needs: Needs::Nothing,
    check: Check::Project(check),
};

fn check(context: &ProjectContext, sink: &mut Sink) {
    let Some(freeze) = context.options.freeze.as_ref().filter(|freeze| context.options.now < freeze.until) else {
        return;
    };
    let touched = context
        .changes
        .touched
        .iter()
        .find(|touched| touched.status != FileStatus::Unchanged)
        .map(|touched| &touched.file.path);
    let Some(path) = touched.or_else(|| context.changes.deleted.first().map(|file| &file.path)) else {
        return;
    };
    let until = freeze.until.format("%Y-%m-%d %H:%M UTC");
    sink.report(
        Diagnostic::new(
            &RULE.info,
            Place::File { path: path.clone() },
            format!("migrations are frozen until {until}: {}", freeze.reason),
        )
        .why("A schema that changes while it is reconciled has to be reconciled again.")
        .help(format!("wait until the freeze ends, or ask {} to remove `[freeze]` from tidegate.toml", freeze.owner))
        .related(context.changes.touched.iter().map(|touched| touched.file.path.clone()).collect()),
    );
}
