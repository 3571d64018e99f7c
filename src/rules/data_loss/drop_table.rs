#![doc = include_str!("drop_table.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Name, Object, ObjectKind};
use crate::rules::context::data_loss::SAY_WHY;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{self, Operation, Origin};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-table",
        summary: "a table is dropped with every row in it",
        severity: Severity::Error,
        fixable: false,
        forward_only: true,
        preset: Preset::Minimal,
        family: Family::DataLoss,
        expects: None,
        page: include_str!("drop_table.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    if script.is_down() {
        return;
    }
    let made = Made::of(script);
    for step in script.steps() {
        let Operation::Drop { object, if_exists, .. } = &step.action.operation else {
            continue;
        };
        let is_table = matches!(object.kind, ObjectKind::Table | ObjectKind::ForeignTable);
        if !is_table || script.origin(object, &step) == Origin::New || is_kept(script, &made, object, &step) {
            continue;
        }
        let comes_back = script.timeline.is_made_again(object, step.number);
        // Swept up in case it is there, and no migration ever made it.
        let is_unknown = *if_exists && script.is_made_elsewhere(object, &step);
        if is_unknown && (comes_back || made.temporary.contains(&object.name.name.as_str())) {
            continue;
        }
        let again = if comes_back { " and makes it again without them" } else { "" };
        let rows = if object.kind == ObjectKind::Table { " with every row in it" } else { "" };
        let mut diagnostic = script
            .diagnostic(&RULE.info, &step, format!("drops {object}{rows}{again}"))
            .label("these rows are gone for good")
            .why("No migration brings the rows back, and code that still names the table fails from this moment on.")
            .help(help(object, comes_back));
        if is_unknown || object.kind == ObjectKind::ForeignTable {
            diagnostic = diagnostic.severity(Severity::Warning);
        }
        sink.report(diagnostic);
    }
}

fn help(object: &Object, comes_back: bool) -> String {
    let table = &object.name;
    if comes_back {
        format!("change the table in place with `alter table {table} …`, or {SAY_WHY}")
    } else {
        format!("first release code that no longer uses `{table}`, then {SAY_WHY}")
    }
}

/// True when what the table holds was only for this script, or was copied to the table or
/// view that takes its place.
fn is_kept(script: &ScriptContext, made: &Made, object: &Object, step: &Step) -> bool {
    let (timeline, at) = (script.timeline, step.number);
    let takes_over = timeline.is_taken_over(object, at)
        || timeline.was_moved_aside(object, at)
        || made.views.iter().any(|(number, view)| *number >= at && view.is_same(&object.name));
    object.name.schema.as_deref() == Some("pg_temp")
        || (takes_over && made.copies.iter().any(|copy| copy.number < at && is_whole_copy(script, copy)))
}

/// What a script makes that may keep rows from being lost, gathered once.
struct Made<'a> {
    temporary: Vec<&'a str>,
    views: Vec<(usize, &'a Name)>,
    copies: Vec<Step<'a>>,
}

impl<'a> Made<'a> {
    fn of(script: &ScriptContext<'a>) -> Self {
        let mut made = Self { temporary: Vec::new(), views: Vec::new(), copies: Vec::new() };
        for step in script.steps() {
            match &step.action.operation {
                Operation::Create { object, .. } if object.kind == ObjectKind::View => {
                    made.views.push((step.number, &object.name));
                }
                Operation::CreateTable(create) if create.temporary => made.temporary.push(&create.table.name),
                Operation::CreateTable(create) if create.from_query => made.copies.push(step),
                Operation::Insert { from_query: true, .. } => made.copies.push(step),
                _ => {}
            }
        }
        made
    }
}

/// Words that leave rows out of a copy.
const PARTIAL: [&str; 11] =
    ["where", "limit", "offset", "fetch", "join", "tablesample", "distinct", "group", "except", "intersect", "no"];

/// True for a copy that names no way to leave rows out.
fn is_whole_copy(script: &ScriptContext, step: &Step) -> bool {
    let text = script.text(&step.statement.span).to_ascii_lowercase();
    !sql::tokens(text.as_bytes())
        .filter(|token| token.kind == sql::Kind::Word)
        .any(|token| PARTIAL.contains(&&text[token.span]))
}
