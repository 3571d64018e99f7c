#![doc = include_str!("unused_allowance.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::rules::{Check, Needs, Rule, Scope};

/// The rule; its diagnostics are created where allowances are applied.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        id: "unused-allowance",
        summary: "`tidegate:allow` comment matches nothing, names no rule or gives no reason",
        severity: Severity::Error,
        fixable: false,
        forward_only: false,
        preset: Preset::Minimal,
        family: Family::Files,
        expects: None,
        page: include_str!("unused_allowance.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Allowances,
};
