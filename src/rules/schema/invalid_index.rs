#![doc = include_str!("invalid_index.md")]

use crate::catalog::{Constraint, Index};
use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::quoted;
use crate::rules::context::state::{FindingText, name};
use crate::rules::{Check, Findings, Needs, Rule, Scope, StateContext};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "invalid-index",
        summary: "index is invalid after the last migration",
        severity: Severity::Warning,
        fixable: false,
        forward_only: false,
        preset: Preset::Recommended,
        family: Family::Schema,
        expects: None,
        page: include_str!("invalid_index.md"),
    },
    scope: Scope::File,
    needs: Needs::Replay,
    check: Check::State(check),
};

const WHY: &str = "PostgreSQL ignores an invalid index in every query, and updates it with every write. The index of a \
    partitioned table is invalid until each of its partitions has an index that is attached to it.";

fn check(state: &StateContext, findings: &mut Findings) {
    for (table, relation) in state.tables() {
        let table_name = name(&table.schema, &table.name);
        for index in relation.indexes.iter().filter(|index| !index.valid) {
            let text = FindingText {
                message: format!("index `{}` on `{table_name}` is invalid", quoted(&index.name)),
                label: "no query uses it",
                why: WHY,
                help: format!("create it for all partitions: `{}`", rebuilt(index, &table_name)),
            };
            findings.report(&RULE.info, index.identity(), [table.identity()], text);
        }
        for key in relation.keys().filter(|key| key.valid == Some(false)) {
            let text = FindingText {
                message: format!("index of constraint `{}` on `{table_name}` is invalid", quoted(&key.name)),
                label: "no query uses it",
                why: WHY,
                help: format!("create it for all partitions: `{}`", added_again(key, &table_name)),
            };
            findings.report(&RULE.info, key.identity(), [table.identity()], text);
        }
    }
}

fn rebuilt(index: &Index, table: &str) -> String {
    let columns: Vec<&str> = index.columns.iter().map(|column| column.expression.as_str()).collect();
    let unique = if index.unique { "unique " } else { "" };
    let predicate = index.predicate.as_ref().map(|predicate| format!(" where {predicate}")).unwrap_or_default();
    let (dropped, own, method) = (name(&index.schema, &index.name), quoted(&index.name), quoted(&index.method));
    let columns = columns.join(", ");
    format!("drop index {dropped}; create {unique}index {own} on {table} using {method} ({columns}){predicate}")
}

fn added_again(key: &Constraint, table: &str) -> String {
    let (own, definition) = (quoted(&key.name), &key.definition);
    format!("alter table {table} drop constraint {own}, add constraint {own} {definition}")
}
