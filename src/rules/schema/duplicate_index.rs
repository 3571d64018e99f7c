#![doc = include_str!("duplicate_index.md")]

use crate::catalog::{Constraint, ConstraintForm, Identity, Index};
use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::quoted;
use crate::rules::context::state::{FindingText, Relation, is_column, name};
use crate::rules::{Check, Findings, Needs, Rule, Scope, StateContext};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "duplicate-index",
        summary: "table has two indexes on the same columns",
        severity: Severity::Warning,
        fixable: false,
        forward_only: false,
        preset: Preset::Recommended,
        family: Family::Schema,
        expects: None,
        page: include_str!("duplicate_index.md"),
    },
    scope: Scope::File,
    needs: Needs::Replay,
    check: Check::State(check),
};

fn check(state: &StateContext, findings: &mut Findings) {
    for relation in state.relations() {
        let table = relation.table.map(|table| (table.identity(), name(&table.schema, &table.name)));
        let view = || relation.view.map(|view| (view.identity(), name(&view.schema, &view.name)));
        let Some((identity, relation_name)) = table.or_else(view) else { continue };
        for (at, index) in relation.indexes.iter().enumerate().filter(|(_, index)| is_counted(index)) {
            let Some((kept, kept_name)) = twin(relation, at, index) else { continue };
            let text = FindingText {
                message: format!(
                    "index `{}` on `{relation_name}` duplicates `{}`",
                    quoted(&index.name),
                    quoted(&kept_name)
                ),
                label: "another index has the same columns",
                why: "Every write to the table updates both indexes, and no query needs both.",
                help: format!("drop one: `drop index {}`", name(&index.schema, &index.name)),
            };
            findings.report(&RULE.info, index.identity(), [kept, identity.clone()], text);
        }
    }
}

/// Whether an index is one of its own: that of a partition belongs to the index of its table.
fn is_counted(index: &Index) -> bool {
    index.valid && index.attached_to.is_none()
}

/// Returns another index or key that does everything that an index does; of two equal indexes, the first one.
fn twin(relation: &Relation, at: usize, index: &Index) -> Option<(Identity, String)> {
    let others = relation.indexes.iter().enumerate().filter(|(_, other)| is_counted(other));
    let replaces = |(number, other): &(usize, &&Index)| {
        let is_equal = other.unique == index.unique && other.nulls_not_distinct == index.nulls_not_distinct;
        *number != at && is_alike(index, other) && (is_equal && *number < at || other.unique && !index.unique)
    };
    let of_index = others.into_iter().find(replaces).map(|(_, other)| (other.identity(), other.name.clone()));
    let of_key = || {
        let key = relation.keys().find(|key| is_key(key, index))?;
        Some((key.identity(), key.name.clone()))
    };
    of_index.or_else(of_key)
}

/// Whether both contain the same rows in the same order.
fn is_alike(one: &Index, other: &Index) -> bool {
    let columns = |index: &Index| {
        let column =
            |column: &crate::catalog::IndexColumn| crate::catalog::IndexColumn { statistics: None, ..column.clone() };
        index.columns.iter().map(column).collect::<Vec<_>>()
    };
    one.method == other.method
        && one.predicate == other.predicate
        && one.include == other.include
        && columns(one) == columns(other)
}

/// Whether the index of a primary key or unique constraint does everything that an index does.
fn is_key(key: &Constraint, index: &Index) -> bool {
    let columns = key.columns.as_deref().unwrap_or_default();
    let is_default = |column: &crate::catalog::IndexColumn| {
        let is_ascending = !column.descending && !column.nulls_first && column.collation.is_none();
        is_ascending && column.opclass_options.is_none() && !column.opclass.name.ends_with("_pattern_ops")
    };
    let is_same = |(column, key): (&crate::catalog::IndexColumn, &String)| {
        is_column(&column.expression, key) && is_default(column)
    };
    let has_one_null = key.definition.contains("NULLS NOT DISTINCT");
    matches!(key.form, ConstraintForm::Primary | ConstraintForm::Unique)
        && key.valid != Some(false)
        && (!key.deferrable || !index.unique)
        && (!index.unique || index.nulls_not_distinct.unwrap_or_default() == has_one_null)
        && index.method == "btree"
        && index.predicate.is_none()
        && index.include.is_none()
        && columns.len() == index.columns.len()
        && index.columns.iter().zip(columns).all(is_same)
}
