#![doc = include_str!("drop_table.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Object, ObjectKind, PUBLIC};
use crate::rules::context::copies::Copies;
use crate::rules::context::data_loss::SAY_WHY;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{self, Operation, Origin};
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-table",
        summary: "table is dropped with its data",
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

/// End of the message, label and reason for a table that holds its rows.
const LOCAL: (&str, &str, &str) = (
    "; its rows are lost",
    "all rows are lost permanently",
    "No migration can restore the rows, and code that still uses the table fails once this is applied.",
);
/// The same for a table that an earlier statement of the script reads.
const COPIED: (&str, &str, &str) = (
    " after its rows are copied",
    "rows and columns that no earlier statement copies are lost",
    "An earlier statement of the script copies from the table; the rest is lost, and code that still uses the table fails once this is applied.",
);
/// The same for a foreign table, whose rows are on another server.
const REMOTE: (&str, &str, &str) = (
    "",
    "queries on it fail",
    "The rows stay on the foreign server, but code that still uses the table fails once this is applied.",
);

fn check(script: &ScriptContext, sink: &mut Sink) {
    if script.is_down() {
        return;
    }
    let created = Created::of(script);
    let copies = OnceCell::new();
    for step in script.steps() {
        let Operation::Drop { object, if_exists, .. } = &step.action.operation else {
            continue;
        };
        let is_table = matches!(object.kind, ObjectKind::Table | ObjectKind::ForeignTable);
        if !is_table || script.origin(object, &step) == Origin::New || is_kept(script, &created, object, &step) {
            continue;
        }
        let comes_back = script.timeline.is_recreated(object, step.number);
        // A clean-up of a table that no migration ever created.
        let is_unknown = *if_exists && script.is_created_outside_migrations(object, &step);
        if is_unknown && (comes_back || created.temporary.contains(&object.name.name.as_str())) {
            continue;
        }
        let again = if comes_back { " and recreated" } else { "" };
        let is_foreign = object.kind == ObjectKind::ForeignTable;
        let is_copied =
            !is_foreign && !comes_back && copies.get_or_init(|| Copies::of(script)).has_table(&object.name, &step);
        let (loss, label, why) = if is_foreign {
            REMOTE
        } else if is_copied {
            COPIED
        } else {
            LOCAL
        };
        let mut diagnostic = script
            .diagnostic(&RULE.info, &step, format!("{object} is dropped{again}{loss}"))
            .label(label)
            .why(why)
            .help(help(object, comes_back));
        if is_unknown || is_foreign || is_copied {
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

/// Whether the table is temporary, or its rows were copied to the table or view that takes its
/// place.
fn is_kept(script: &ScriptContext, created: &Created, object: &Object, step: &Step) -> bool {
    let (timeline, at) = (script.timeline, step.number);
    let takes_over = timeline.name_is_reused(object, at)
        || timeline.was_moved_aside(object, at)
        || created
            .views
            .get(&(object.name.schema_or(PUBLIC), object.name.name.as_str()))
            .is_some_and(|last| *last >= at);
    object.name.schema.as_deref() == Some("pg_temp")
        || (takes_over && created.first_whole_copy(script).is_some_and(|first| first < at))
}

/// Objects that a script creates and that may save rows from being lost, collected once.
#[derive(Default)]
struct Created<'a> {
    temporary: HashSet<&'a str>,
    /// The last step that creates each view.
    views: HashMap<(&'a str, &'a str), usize>,
    copies: Vec<Step<'a>>,
    whole_copy: OnceCell<Option<usize>>,
}

impl<'a> Created<'a> {
    fn of(script: &ScriptContext<'a>) -> Self {
        let mut created = Self::default();
        for step in script.steps() {
            match &step.action.operation {
                Operation::Create { object, .. } if object.kind == ObjectKind::View => {
                    created.views.insert((object.name.schema_or(PUBLIC), &object.name.name), step.number);
                }
                Operation::CreateTable(create) if create.temporary => {
                    created.temporary.insert(&create.table.name);
                }
                Operation::CreateTable(create) if create.from_query => created.copies.push(step),
                Operation::Insert { from_query: true, .. } => created.copies.push(step),
                _ => {}
            }
        }
        created
    }

    /// The first step that copies all rows of a table.
    fn first_whole_copy(&self, script: &ScriptContext) -> Option<usize> {
        let first = || self.copies.iter().find(|copy| is_whole_copy(script, copy)).map(|copy| copy.number);
        *self.whole_copy.get_or_init(first)
    }
}

/// Words that may leave rows out of a copy.
const PARTIAL: [&str; 11] =
    ["where", "limit", "offset", "fetch", "join", "tablesample", "distinct", "group", "except", "intersect", "no"];

/// Whether a copy has no clause that could leave rows out.
fn is_whole_copy(script: &ScriptContext, step: &Step) -> bool {
    let text = script.text(&step.statement.span).to_ascii_lowercase();
    !sql::tokens(text.as_bytes())
        .filter(|token| token.kind == sql::Kind::Word)
        .any(|token| PARTIAL.contains(&&text[token.span]))
}
