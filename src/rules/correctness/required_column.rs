#![doc = include_str!("required_column.md")]

use crate::diagnostic::{Diagnostic, Family, Preset, RuleInfo, Severity};
use crate::object::{Name, PUBLIC, quoted};
use crate::rules::context::lock_advice::{column_exists, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{Column, ColumnChange, Constraint, Generated, Operation, Type, Within, WriteVerb};
use std::cell::OnceCell;
use std::collections::HashMap;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "required-column",
        summary: "NOT NULL column is added without a value for existing rows",
        severity: Severity::Error,
        fixable: false,
        forward_only: true,
        preset: Preset::Minimal,
        family: Family::Correctness,
        expects: None,
        page: include_str!("required_column.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    let steps = steps_ahead(script);
    let emptied = OnceCell::new();
    for step in &steps {
        match &step.action.operation {
            Operation::AddColumn { table, column, .. } if is_required(script, column) => {
                let is_emptied = emptied.get_or_init(|| Emptied::of(&steps)).has(table, step);
                let is_filled = script.is_in_use(table, step) || has_rows(script, table, step);
                if is_filled && !is_emptied && !column_exists(script, step) {
                    sink.report(without_value(script, step, table, column));
                }
            }
            Operation::AddConstraint { table, constraint } if constraint.not_valid && script.is_in_use(table, step) => {
                let added = constraint
                    .not_null_columns()
                    .iter()
                    .find_map(|name| added_without_default(script, table, name, step));
                if let Some(column) = added {
                    sink.report(without_writer(script, step, table, &column.name));
                }
            }
            Operation::AlterColumn { table, column, change: ColumnChange::SetNotNull } => {
                let emptied = || emptied.get_or_init(|| Emptied::of(&steps)).has(table, step);
                let is_filled = script.is_in_use(table, step) || has_rows(script, table, step);
                let is_new = !script.is_column_of_table(table, column, step);
                let added = added_without_default(script, table, column, step).filter(|_| is_new && is_filled);
                if let Some(column) = added.filter(|_| !emptied() && !may_be_filled(&steps, table, step)) {
                    sink.report(never_filled(script, step, table, column));
                }
            }
            _ => {}
        }
    }
}

fn without_value(script: &ScriptContext, step: &Step, table: &Name, column: &Column) -> Diagnostic {
    let name = quoted(&column.name);
    script
        .diagnostic(
            &RULE.info,
            step,
            format!("NOT NULL column `{table}.{name}` is added without a value for existing rows"),
        )
        .label("fails if the table contains a row")
        .why(format!(
            "Every row of `{table}` would get NULL, which NOT NULL rejects: the migration succeeds on an empty \
             development database and fails on one with data."
        ))
        .help(format!(
            "add a DEFAULT, or first run `alter table {table} add column {name} {}`, then backfill it in batches and \
             set it NOT NULL in a later migration",
            column.type_
        ))
}

/// The column is new, and no statement writes into it before it must not be NULL.
fn never_filled(script: &ScriptContext, step: &Step, table: &Name, column: &Column) -> Diagnostic {
    let name = quoted(&column.name);
    script
        .diagnostic(
            &RULE.info,
            step,
            format!("new column `{table}.{name}` is set NOT NULL, and no statement fills it"),
        )
        .label("fails if the table contains a row")
        .why(format!(
            "Every existing row of `{table}` has NULL in the new column: the migration succeeds on an empty development \
             database and fails on one with data."
        ))
        .help(format!(
            "fill it first, `update {table} set {name} = … where {name} is null`, or add it with a DEFAULT"
        ))
}

/// Whether a step before one may write into rows of a table: an `UPDATE` of it, or what cannot be read.
fn may_be_filled(steps: &[Step], table: &Name, until: &Step) -> bool {
    steps.iter().take_while(|step| step.number < until.number).any(|step| match &step.action.operation {
        Operation::Write { table: of, verb: WriteVerb::Update | WriteVerb::Merge, .. }
        | Operation::Insert { table: of, on_conflict: true, .. } => of.is_same(table),
        Operation::Query { calls } => !calls.is_empty(),
        Operation::DynamicSql | Operation::Do | Operation::Other => true,
        _ => false,
    })
}

/// A constraint NOT VALID does not look at existing rows, but at every row that is written from then on.
fn without_writer(script: &ScriptContext, step: &Step, table: &Name, column: &str) -> Diagnostic {
    let column = quoted(column);
    script
        .diagnostic(
            &RULE.info,
            step,
            format!("new column `{table}.{column}` must have a value, and no running code sets it"),
        )
        .label("an INSERT without this column fails, and so does an UPDATE of an old row")
        .why(format!(
            "NOT VALID only leaves out the rows of `{table}` that nothing writes: code that is running while the \
             migration is applied does not know the column."
        ))
        .help(format!(
            "give it a default first, `alter table {table} alter column {column} set default …`, or add the \
             constraint once all code sets the column and all rows have a value"
        ))
        .severity(Severity::Warning)
}

/// The column, if the script itself adds it to the table without a default and gives it none before the step.
fn added_without_default<'a>(script: &ScriptContext<'a>, table: &Name, name: &str, step: &Step) -> Option<&'a Column> {
    let gets_default = script.gets_default_before(table, name, step);
    // A script that fills the column has a plan for the code that does not know it.
    let is_filled = script.earlier(&table.name, step.number).any(|operation| match operation {
        Operation::Write { table: of, sets, .. } => of.is_same(table) && sets.iter().any(|(column, _)| column == name),
        _ => false,
    });
    let mut earlier = script.earlier(&table.name, step.number);
    let added = earlier.find_map(|operation| match operation {
        Operation::AddColumn { table: of, column, .. } if of.is_same(table) && column.name == name => Some(&**column),
        _ => None,
    });
    added.filter(|column| {
        column.default.is_none() && !column.identity && column.generated.is_none() && !gets_default && !is_filled
    })
}

/// Whether the script writes rows into a table that it creates itself.
fn has_rows(script: &ScriptContext, table: &Name, step: &Step) -> bool {
    script.earlier_steps(&table.name, step.number).any(|earlier| match &earlier.action.operation {
        Operation::CreateTable(create) if create.from_query && create.table.is_same(table) => {
            let text = script.text(&earlier.action.span).to_ascii_lowercase();
            !create.if_not_exists && runs(&earlier) && selects_rows(&text)
        }
        Operation::Insert { table: of, from_query, .. } => {
            let has_rows = || !from_query || selects_rows(&script.text(&earlier.action.span).to_ascii_lowercase());
            of.is_same(table) && runs(&earlier) && has_rows()
        }
        _ => false,
    })
}

/// Whether a statement runs whatever the database contains.
fn runs(step: &Step) -> bool {
    matches!(step.action.within, Within::Script | Within::Do { guarded: false })
}

/// Whether a query without a condition fills a table that is created from it.
fn selects_rows(text: &str) -> bool {
    let mut words = text.split(|letter: char| !letter.is_alphanumeric());
    !words.any(|word| matches!(word, "where" | "limit" | "having" | "with" | "join" | "except" | "intersect"))
}

/// Whether existing rows get no value in a column that must have one.
fn is_required(script: &ScriptContext, column: &Column) -> bool {
    let has_value = column.default.as_ref().is_some_and(|default| !default.is_null());
    let is_numbered = column.identity || column.type_.is_serial();
    let is_computed = matches!(column.generated, Some(Generated::Stored | Generated::Virtual));
    let not_null_check = |constraint: &Constraint| constraint.not_null_columns().contains(&column.name);
    let is_demanded = column.not_null || column.constraints.iter().any(not_null_check) || is_of_domain(script, column);
    is_demanded && !has_value && !is_numbered && !is_computed && column.type_ != Type::default()
}

/// Whether the type is a domain that rejects NULL and has no default.
fn is_of_domain(script: &ScriptContext, column: &Column) -> bool {
    let name = Name { schema: column.type_.schema.clone(), name: column.type_.name.clone() };
    let domain = if column.type_.is_built_in() || column.type_.array { None } else { script.domain(&name) };
    domain.is_some_and(|domain| domain.not_null && !domain.default)
}

/// The first step that empties each table.
struct Emptied<'a>(HashMap<(&'a str, &'a str), usize>);

impl<'a> Emptied<'a> {
    fn of(steps: &[Step<'a>]) -> Self {
        let mut first = HashMap::new();
        for step in steps {
            let emptied = match &step.action.operation {
                Operation::Truncate { tables, .. } => tables.as_slice(),
                Operation::Write { table, verb: WriteVerb::Delete, filtered: false, .. } => std::slice::from_ref(table),
                _ => &[],
            };
            for table in emptied {
                first.entry((table.schema_or(PUBLIC), table.name.as_str())).or_insert(step.number);
            }
        }
        Self(first)
    }

    /// Whether a step before one empties a table.
    fn has(&self, table: &Name, step: &Step) -> bool {
        self.0.get(&(table.schema_or(PUBLIC), table.name.as_str())).is_some_and(|first| *first < step.number)
    }
}
