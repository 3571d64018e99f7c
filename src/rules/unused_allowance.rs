#![doc = include_str!("unused_allowance.md")]

use super::{Check, Rule, Scope};
use crate::diagnostic::{Preset, RuleInfo, Severity};

/// The rule; its diagnostics are made where allowances are applied.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        id: "unused-allowance",
        summary: "a `tidegate:allow` matches nothing, names no rule or gives no reason",
        severity: Severity::Error,
        fixable: false,
        forward_only: false,
        preset: Preset::Minimal,
        page: include_str!("unused_allowance.md"),
    },
    scope: Scope::File,
    check: Check::Allowances,
};
