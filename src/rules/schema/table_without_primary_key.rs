#![doc = include_str!("table_without_primary_key.md")]

use crate::catalog::{ConstraintForm, Durability, Table};
use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::rules::context::state::{FindingText, table_name};
use crate::rules::{Check, Findings, Needs, Rule, Scope, StateContext};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "table-without-primary-key",
        summary: "table has no primary key",
        severity: Severity::Warning,
        fixable: false,
        forward_only: false,
        preset: Preset::Recommended,
        family: Family::Schema,
        expects: None,
        page: include_str!("table_without_primary_key.md"),
    },
    scope: Scope::File,
    needs: Needs::Replay,
    check: Check::State(check),
};

/// A partition has the key of its table.
fn check(state: &StateContext, findings: &mut Findings) {
    for (table, relation) in state.tables() {
        let has_key = relation.constraints.iter().any(|constraint| constraint.form == ConstraintForm::Primary);
        if has_key || table.partition.is_some() || table.durability == Durability::Temporary {
            continue;
        }
        let text = FindingText {
            message: format!("table `{}` has no primary key", table_name(table)),
            label: "without a primary key",
            why: "A row without a key cannot be addressed: logical replication rejects updates and deletes, and of two equal rows one cannot be changed alone.",
            help: help(table),
        };
        findings.report(&RULE.info, table.identity(), [], text);
    }
}

fn help(table: &Table) -> String {
    let name = table_name(table);
    let columns = table.column_order.as_deref().unwrap_or_default();
    if columns.iter().any(|column| column == "id") {
        return format!("add it: `alter table {name} add primary key (id)`");
    }
    // The columns of the key decide the partition of a row.
    if table.partition_by.is_some() {
        return format!(
            "add one that contains the columns of the partition key: `alter table {name} add primary key (…)`"
        );
    }
    format!("add one: `alter table {name} add column id bigint generated always as identity primary key`")
}
