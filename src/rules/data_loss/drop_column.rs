#![doc = include_str!("drop_column.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Object, ObjectKind, quoted, read_name};
use crate::rules::context::copies::Copies;
use crate::rules::context::data_loss::SAY_WHY;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{self, Operation, Origin, WriteVerb};
use std::cell::OnceCell;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-column",
        summary: "column is dropped with its data",
        severity: Severity::Error,
        fixable: false,
        forward_only: true,
        preset: Preset::Minimal,
        family: Family::DataLoss,
        expects: None,
        page: include_str!("drop_column.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

/// End of the message, label, reason and severity for a column whose values are lost.
const LOST: (&str, &str, &str, Severity) = (
    "; its data is lost",
    "all values are lost permanently",
    "No migration can restore the values, and code that still uses the column fails once this is applied.",
    Severity::Error,
);
/// The same for one that an earlier statement of the script reads.
const COPIED: (&str, &str, &str, Severity) = (
    " after its data is copied",
    "values that no earlier statement copies are lost",
    "An earlier statement of the script copies values of the column; others are lost, and code that still uses the column fails once this is applied.",
    Severity::Warning,
);

fn check(script: &ScriptContext, sink: &mut Sink) {
    if script.is_down() {
        return;
    }
    let copies = OnceCell::new();
    for step in script.steps() {
        let Operation::DropPart { part, .. } = &step.action.operation else {
            continue;
        };
        let Some(table) = part.on.as_ref().filter(|_| part.kind == ObjectKind::Column) else {
            continue;
        };
        if script.origin(part, &step) == Origin::New || is_converted(script, part, &step) {
            continue;
        }
        let column = quoted(&part.name.name);
        let comes_back = script.timeline.is_recreated(part, step.number);
        let again = if comes_back { " and added again" } else { "" };
        let help = if comes_back {
            format!("change it in place with `alter table {table} alter column {column} type … using …`, or {SAY_WHY}")
        } else {
            format!("first release code that no longer uses `{column}`, then {SAY_WHY}")
        };
        let is_copied =
            copies.get_or_init(|| Copies::of(script)).has_column(table, &part.name.name, &step) && !comes_back;
        let (loss, label, why, severity) = if is_copied { COPIED } else { LOST };
        let message = format!("`{table}.{column}` is dropped{again}{loss}");
        sink.report(script.diagnostic(&RULE.info, &step, message).severity(severity).label(label).why(why).help(help));
    }
}

/// Whether the values were copied to the column that takes over the name: one that is added,
/// filled and renamed afterwards, or added after the old one was renamed.
fn is_converted(script: &ScriptContext, column: &Object, step: &Step) -> bool {
    let (timeline, at) = (script.timeline, step.number);
    let takes_over = timeline.name_is_reused(column, at) || timeline.was_moved_aside(column, at);
    let table = column.on.as_ref();
    let fills = |operation: &Operation| {
        matches!(operation, Operation::Write { table: of, verb: WriteVerb::Update, filtered: false, .. }
            if table.is_some_and(|table| table.is_same(of)))
    };
    let reads = |span: &crate::text::Span| {
        let text = script.text(span);
        let mut names = sql::tokens(text.as_bytes()).map(|token| read_name(&text[token.span]));
        names.any(|name| name == column.name.name)
    };
    let mut earlier = table.into_iter().flat_map(|table| script.earlier_steps(&table.name, at));
    takes_over && earlier.any(|step| fills(&step.action.operation) && reads(&step.action.span))
}
