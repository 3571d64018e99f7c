//! The script of two catalogs.

use super::calls::wishes;
use super::context::Context;
use super::hold::{Hold, held};
use super::online::later;
use super::order::ordered;
use super::plan::Plan;
use super::precheck::prechecks;
use super::reprint::exact;
use super::script::{Options, Refused, Script, Statement, Transaction};
use super::steps::{Moment, Step, Steps};
use super::table;
use super::target::target;
use crate::catalog::{Aspect, Catalog, Dependents, Identity, Kind, Object, Wording};
use crate::diff::{Side, compare};
use std::collections::BTreeSet;

/// Returns the SQL that makes the actual schema like the expected one, and what cannot be written.
///
/// # Errors
/// An object that has no form as JSON, which no catalog of a server has.
pub fn script(expected: &Catalog, actual: &Catalog, options: &Options) -> Result<Script, serde_json::Error> {
    let target = target(expected, actual, options)?;
    let comparison = compare(&Side::whole(&target), &Side::whole(actual))?;
    let wording = Wording::default();
    let context = Context::new(actual, &target, &wording, options);
    let plan = Plan::new(&context, &comparison);
    let mut steps = Steps::new(&plan);
    let keys: Vec<_> = steps.all.iter().map(|step| key(&plan, step)).collect();
    let (order, left) = ordered(&keys, &steps.needs, &wishes(&plan, &steps));
    let held = held(&plan, &steps, &left);
    let later = later(&plan, &mut steps, &held);
    let dependents = Dependents::new(actual);
    let statement = |step: &Step, is_withheld: bool| statement(&context, &dependents, step, is_withheld);
    let mut transactions = Vec::new();
    let first: Vec<Statement> = steps.first.iter().map(|step| statement(step, false)).collect();
    let rest = order.iter().filter(|at| !steps.all[**at].sql.is_empty()).filter_map(|at| match held[*at] {
        None => Some(statement(&steps.all[*at], false)),
        Some(Hold::Withheld) => Some(statement(&steps.all[*at], true)),
        Some(Hold::Refused(_)) => None,
    });
    let rest: Vec<Statement> = rest.collect();
    let validations: Vec<Statement> = later.validations.iter().map(|step| statement(step, false)).collect();
    let together = [first, rest, validations].into_iter().filter(|list| !list.is_empty());
    transactions.extend(together.map(|statements| Transaction { statements, is_outside: false }));
    for (step, is_outside) in &later.of_indexes {
        transactions.push(Transaction { statements: vec![statement(step, false)], is_outside: *is_outside });
    }
    let mut refused = refused(&plan, &steps, &held);
    refused.extend(orders(&context));
    refused.extend(not_modelled(expected, actual));
    Ok(Script { transactions, refused: refused.into_iter().collect() })
}

fn statement(context: &Context<'_>, dependents: &Dependents<'_>, step: &Step, is_withheld: bool) -> Statement {
    Statement {
        object: step.object.clone(),
        sql: step.sql.iter().map(|sql| exact(step.object.kind, sql)).collect(),
        class: step.class,
        reason: step.reason.clone(),
        dependents: dependents.of(&step.object).into_iter().cloned().collect(),
        precheck: match step.moment {
            Moment::Main => prechecks(context, &step.object, step.class),
            Moment::Before | Moment::Finish => Vec::new(),
        },
        is_withheld,
    }
}

/// Removals come first, its dependents before it; then what is made, in the order of kinds.
fn key(plan: &Plan<'_>, step: &Step) -> (Moment, i32, Place, Identity) {
    let is_function = |need: &Identity| need.kind == Kind::Function;
    let rank = match step.object.kind {
        // A function may read other materialized views, which are filled before.
        Kind::MaterializedView if plan.new.of(&step.object).any(is_function) => 28,
        kind => rank(kind),
    };
    let rank = if step.moment == Moment::Before { -rank } else { rank };
    (step.moment, rank, place(plan.context, &step.object), step.object.clone())
}

/// The table of a column and its number there: new columns are added in their order. Nothing for other objects.
type Place = Option<(Option<String>, Option<String>, usize)>;

fn place(context: &Context<'_>, object: &Identity) -> Place {
    let (Kind::Column, Some(schema), Some(table)) = (object.kind, &object.schema, &object.on) else { return None };
    let order = Context::table(context.target, schema, table)?.column_order.as_ref()?;
    let number = order.iter().position(|name| *name == object.name).unwrap_or(order.len());
    Some((object.schema.clone(), object.on.clone(), number))
}

/// The order in which kinds are made, as in a dump.
fn rank(kind: Kind) -> i32 {
    match kind {
        Kind::Schema => 1,
        Kind::Language => 2,
        Kind::Collation => 3,
        Kind::Extension => 4,
        Kind::Type | Kind::Domain => 5,
        Kind::DomainConstraint => 6,
        Kind::Cast | Kind::Transform => 10,
        Kind::Function | Kind::Procedure => 11,
        Kind::Aggregate => 12,
        Kind::AccessMethod => 13,
        Kind::Operator | Kind::OperatorFamily | Kind::OperatorClass | Kind::Conversion => 14,
        Kind::TextSearchParser | Kind::TextSearchTemplate => 15,
        Kind::TextSearchDictionary | Kind::TextSearchConfiguration => 16,
        Kind::ForeignDataWrapper => 17,
        Kind::Server => 18,
        Kind::UserMapping => 19,
        Kind::Sequence => 20,
        Kind::Table | Kind::ForeignTable => 21,
        Kind::Column => 22,
        Kind::Constraint => 24,
        Kind::Index => 25,
        Kind::View => 26,
        Kind::MaterializedView => 27,
        Kind::Statistics => 29,
        Kind::Rule => 30,
        Kind::Trigger => 31,
        Kind::Policy => 33,
        Kind::Publication => 34,
        Kind::Subscription => 37,
        Kind::EventTrigger => 38,
        Kind::DefaultPrivileges | Kind::Altered | Kind::Database => 40,
    }
}

fn refused(plan: &Plan<'_>, steps: &Steps, held: &[Option<Hold>]) -> BTreeSet<Refused> {
    let own = plan.refused.iter().flat_map(|(object, reasons)| {
        reasons.iter().map(|reason| Refused { object: object.clone(), reason: reason.clone() })
    });
    let mut refused: BTreeSet<Refused> = own.collect();
    for (step, hold) in steps.all.iter().zip(held) {
        let Some(Hold::Refused(cause)) = hold else { continue };
        if plan.refused.contains_key(&step.object) {
            continue;
        }
        let cause = &steps.all[*cause].object;
        let reason = if plan.refused.contains_key(cause) {
            format!("it depends on {cause}, which cannot be written")
        } else {
            format!("it depends on {cause}, which depends on itself")
        };
        refused.insert(Refused { object: step.object.clone(), reason });
    }
    refused
}

/// Tables whose columns stay in another order.
fn orders(context: &Context<'_>) -> Vec<Refused> {
    if !context.options.aspects.contains(&Aspect::ColumnOrder) {
        return Vec::new();
    }
    let mut refused = Vec::new();
    for (identity, object) in &context.target.objects {
        if let (Object::Table(after), Some(Object::Table(before))) = (object, context.actual.objects.get(identity)) {
            let reason = table::order(context, before, after);
            refused.extend(reason.map(|reason| Refused { object: identity.clone(), reason }));
        }
    }
    refused
}

/// Objects that no noun describes are on one side only, or nothing is known of their differences.
fn not_modelled(expected: &Catalog, actual: &Catalog) -> Vec<Refused> {
    let (expected, actual): (BTreeSet<&String>, BTreeSet<&String>) =
        (expected.not_modelled.iter().collect(), actual.not_modelled.iter().collect());
    let named = |name: &&String| Refused {
        object: Identity { kind: Kind::Altered, schema: None, on: None, name: (*name).clone(), arguments: None },
        reason: "the catalog does not describe it".to_owned(),
    };
    expected.symmetric_difference(&actual).map(named).collect()
}
