#![doc = include_str!("unsupported_on_partitions.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Name, ObjectKind};
use crate::rules::context::lock_advice::{one_line, part_name, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{ConstraintKind, Operation};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "unsupported-on-partitions",
        summary: "statement is not supported on a partitioned table",
        severity: Severity::Error,
        fixable: false,
        forward_only: true,
        preset: Preset::Minimal,
        family: Family::Correctness,
        expects: None,
        page: include_str!("unsupported_on_partitions.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in steps_ahead(script) {
        let Some((table, what, help)) = unsupported(script, &step) else {
            continue;
        };
        if table.name.is_empty() {
            continue;
        }
        // Only the history knows whether the table is partitioned.
        if script.prior.is_some() && !script.is_partitioned(table, &step) {
            continue;
        }
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("{what} is not supported on the partitioned table `{table}`"))
                .label("PostgreSQL rejects this statement")
                .why("The migration fails here on every database, whatever the tables contain.")
                .help(help),
        );
    }
}

/// The table that must not be partitioned, the clause that PostgreSQL rejects for it, and the way around it.
fn unsupported<'a>(script: &ScriptContext<'a>, step: &Step<'a>) -> Option<(&'a Name, &'static str, String)> {
    match &step.action.operation {
        Operation::CreateIndex(create) if create.concurrently && !create.only => {
            let unique = if create.unique { "unique " } else { "" };
            let (table, rest) = (&create.table, &create.rest);
            let name = create.name.clone().unwrap_or_else(|| part_name(table, &[], "idx"));
            let only = one_line(&format!("create {unique}index {name} on only {table} {rest}"));
            Some((
                table,
                "CREATE INDEX CONCURRENTLY",
                format!(
                    "create the index on the partitioned table only: `{only}`, then for each partition CREATE INDEX CONCURRENTLY and `alter index {name} attach partition …`"
                ),
            ))
        }
        Operation::Drop { object, concurrently: true, .. } if object.kind == ObjectKind::Index => {
            // Its table is known once the history has been read.
            let known = script.index_columns(&object.name).map(|(table, _)| table);
            let table = known.or_else(|| script.prior.is_none().then_some(&object.name))?;
            Some((
                table,
                "DROP INDEX CONCURRENTLY",
                format!(
                    "drop it without CONCURRENTLY at a quiet time, after a lock timeout: `set local lock_timeout = '3s'; drop index {}`",
                    object.name
                ),
            ))
        }
        Operation::AddConstraint { table, constraint } => {
            let is_old = script.options().postgres.is_none_or(|major| major < 18);
            let is_key = matches!(constraint.kind, ConstraintKind::ForeignKey { .. });
            if constraint.using_index.is_some() {
                let help = "build the index on every partition first, create it on the partitioned table with ON ONLY, and attach the partitions' indexes to it".to_owned();
                return Some((table, "ADD CONSTRAINT ... USING INDEX", help));
            }
            (is_key && constraint.not_valid && is_old).then(|| {
                let help = "add the foreign key to each partition NOT VALID, validate them one by one, and then add it to the partitioned table, which finds them (since PostgreSQL 18, NOT VALID is supported)".to_owned();
                (table, "a foreign key NOT VALID", help)
            })
        }
        _ => None,
    }
}
