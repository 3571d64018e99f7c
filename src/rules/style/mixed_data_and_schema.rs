#![doc = include_str!("mixed_data_and_schema.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::migration::Role;
use crate::object::{Class, Name};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{Operation, Origin};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "mixed-data-and-schema",
        summary: "migration changes both schema and data",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Strict,
        family: Family::Style,
        expects: None,
        page: include_str!("mixed_data_and_schema.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

/// Tables of a platform whose rows are settings, so that writing them changes the schema rather
/// than data.
const SETTINGS: [(&str, &str); 3] = [("storage", "buckets"), ("cron", "job"), ("realtime", "messages")];

fn check(script: &ScriptContext, sink: &mut Sink) {
    if script.role != Role::Up {
        return;
    }
    let steps: Vec<_> = script.steps().collect();
    let changes_schema = |step: &Step| {
        !matches!(step.action.operation, Operation::Truncate { .. } | Operation::Write { .. })
            && script.class(step).is_some_and(|class| matches!(class, Class::A | Class::B))
    };
    if !steps.iter().any(changes_schema) {
        return;
    }
    let writes =
        steps.iter().find_map(|step| Some((step, written(step)?)).filter(|(_, table)| is_data(script, step, table)));
    let Some((step, table)) = writes else {
        return;
    };
    sink.report(
        script
            .diagnostic(&RULE.info, step, format!("rows of `{table}` are written in a migration that changes the schema"))
            .label("data change beside schema changes")
            .why("The locks of the schema change are held until the rows are written, and neither change can be rerun or rolled back without the other.")
            .help(format!("move the statements that write `{table}` to a separate migration: `tidegate new NAME`")),
    );
}

fn written<'a>(step: &'a Step) -> Option<&'a Name> {
    match &step.action.operation {
        Operation::Insert { table, .. } | Operation::Write { table, .. } => Some(table),
        _ => None,
    }
}

/// Whether the rows are data: those of a table that the script itself creates belong to the schema,
/// such as those of a lookup table.
fn is_data(script: &ScriptContext, step: &Step, table: &Name) -> bool {
    let schema = table.schema_or("");
    let is_setting = SETTINGS.contains(&(schema, table.name.as_str()));
    !is_setting && script.timeline.table_origin(table, step.number) == Origin::Old && !table.name.is_empty()
}
