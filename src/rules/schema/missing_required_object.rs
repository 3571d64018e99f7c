#![doc = include_str!("missing_required_object.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::rules::{Check, Needs, Rule, Scope};

/// Its problems are reported by `verify`, which has the server.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        id: "missing-required-object",
        summary: "object that `[required]` names does not exist",
        severity: Severity::Error,
        fixable: false,
        forward_only: false,
        preset: Preset::Minimal,
        family: Family::Schema,
        expects: None,
        page: include_str!("missing_required_object.md"),
    },
    scope: Scope::File,
    needs: Needs::Replay,
    check: Check::Required,
};
