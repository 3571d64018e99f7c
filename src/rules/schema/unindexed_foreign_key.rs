#![doc = include_str!("unindexed_foreign_key.md")]

use crate::catalog::{Constraint, ConstraintForm, Index};
use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::quoted;
use crate::rules::context::state::{FindingText, Relation, is_column, name, table_name};
use crate::rules::{Check, Findings, Needs, Rule, Scope, StateContext};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "unindexed-foreign-key",
        summary: "foreign key has no index",
        severity: Severity::Warning,
        fixable: false,
        forward_only: false,
        preset: Preset::Recommended,
        family: Family::Schema,
        expects: None,
        page: include_str!("unindexed_foreign_key.md"),
    },
    scope: Scope::File,
    needs: Needs::Replay,
    check: Check::State(check),
};

fn check(state: &StateContext, findings: &mut Findings) {
    for (table, relation) in state.tables() {
        for key in relation.constraints.iter().filter(|constraint| constraint.form == ConstraintForm::Foreign) {
            let columns = key.columns.as_deref().unwrap_or_default();
            if columns.is_empty() || key.enforced == Some(false) || is_indexed(relation, columns) {
                continue;
            }
            let referenced = key.references.as_ref().map(|of| name(&of.schema, &of.name)).unwrap_or_default();
            let (table_name, listed) = (table_name(table), listed(columns));
            let text = FindingText {
                message: format!("foreign key `{}` on `{table_name}` has no index", quoted(&key.name)),
                label: "no index begins with these columns",
                why: &format!(
                    "Every delete and every change of a key in `{referenced}` reads all of `{table_name}` to find the rows that refer to it, and so does a join from there."
                ),
                help: format!("create it: `create index on {table_name} ({listed})`"),
            };
            findings.report(&RULE.info, key.identity(), [table.identity()], text);
        }
    }
}

fn listed(columns: &[String]) -> String {
    columns.iter().map(|column| quoted(column)).collect::<Vec<_>>().join(", ")
}

/// Whether an index begins with the columns, in any order: each is compared with one value.
fn is_indexed(relation: &Relation, columns: &[String]) -> bool {
    relation.indexes.iter().any(|index| covers(index, columns)) || relation.keys().any(|key| begins_with(key, columns))
}

fn begins_with(key: &Constraint, columns: &[String]) -> bool {
    let leading = key.columns.as_deref().unwrap_or_default().get(..columns.len());
    key.valid != Some(false) && leading.is_some_and(|leading| columns.iter().all(|column| leading.contains(column)))
}

fn covers(index: &Index, columns: &[String]) -> bool {
    let Some(leading) = index.columns.get(..columns.len()) else { return false };
    let has = |column: &String| leading.iter().any(|key| is_column(&key.expression, column));
    index.valid
        && !matches!(index.method.as_str(), "gin" | "brin")
        && index.predicate.as_deref().is_none_or(|predicate| is_implied(predicate, columns))
        && columns.iter().all(has)
}

/// Whether the predicate holds for every row that refers to another: the rows without NULL.
fn is_implied(predicate: &str, columns: &[String]) -> bool {
    let inner = predicate.strip_prefix('(').and_then(|rest| rest.strip_suffix(" IS NOT NULL)"));
    inner.is_some_and(|column| columns.iter().any(|name| is_column(column, name)))
}
