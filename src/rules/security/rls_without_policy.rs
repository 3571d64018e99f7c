#![doc = include_str!("rls_without_policy.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::rules::context::state::{FindingText, table_name};
use crate::rules::{Check, Findings, Needs, Rule, Scope, StateContext};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "rls-without-policy",
        summary: "table has row-level security and no policy",
        severity: Severity::Warning,
        fixable: false,
        forward_only: false,
        preset: Preset::Recommended,
        family: Family::Security,
        expects: None,
        page: include_str!("rls_without_policy.md"),
    },
    scope: Scope::File,
    needs: Needs::Replay,
    check: Check::State(check),
};

/// Policies of a partitioned table apply to rows that are read through it; a partition needs none for that.
fn check(state: &StateContext, findings: &mut Findings) {
    for (table, relation) in state.tables() {
        if !table.row_security || !relation.policies.is_empty() || table.partition.is_some() {
            continue;
        }
        let name = table_name(table);
        let text = FindingText {
            message: format!("table `{name}` has row-level security and no policy"),
            label: "no row is visible",
            why: "Without a policy, every role but the owner and roles that bypass row-level security sees an empty table and cannot write to it.",
            help: format!(
                "create a policy for each role that needs access, or write down that there is none: `create policy no_access on {name} using (false)`"
            ),
        };
        findings.report(&RULE.info, table.identity(), [], text);
    }
}
