#![doc = include_str!("repeated_column.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::quoted;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{Constraint, ConstraintKind, Operation};
use std::collections::HashSet;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "repeated-column",
        summary: "a column is named twice",
        severity: Severity::Error,
        fixable: false,
        forward_only: true,
        preset: Preset::Minimal,
        family: Family::Correctness,
        expects: None,
        page: include_str!("repeated_column.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in script.steps().filter(|step| step.statement.error.is_none()) {
        let (column, place) = match &step.action.operation {
            Operation::Write { repeated: Some(column), .. } => (column.clone(), "set"),
            Operation::Insert { repeated: Some(column), .. } => (column.clone(), "named"),
            Operation::CreateTable(create) => {
                let columns = create.columns.iter().map(|column| column.name.as_str());
                match twice(columns).or_else(|| create.constraints.iter().find_map(in_key)) {
                    Some(column) => (column, "named"),
                    None => continue,
                }
            }
            Operation::AddConstraint { constraint, .. } => match in_key(constraint) {
                Some(column) => (column, "named"),
                None => continue,
            },
            _ => continue,
        };
        let column = quoted(&column);
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("column `{column}` is {place} twice"))
                .label("PostgreSQL rejects this statement")
                .why("The migration fails here on every database, whatever the tables contain.")
                .help(format!("remove one of the two: `{column}`")),
        );
    }
}

/// A key may not have a column twice, a foreign key may.
fn in_key(constraint: &Constraint) -> Option<String> {
    let is_key = matches!(constraint.kind, ConstraintKind::PrimaryKey | ConstraintKind::Unique);
    let text = constraint.columns.iter().map(String::as_str);
    if is_key { twice(text) } else { None }
}

fn twice<'a>(columns: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut seen = HashSet::new();
    columns.filter(|column| !column.is_empty()).find(|column| !seen.insert(*column)).map(str::to_owned)
}
