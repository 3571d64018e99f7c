//! Statements that lock less, on request: indexes that are built, replaced and dropped `CONCURRENTLY`, each outside a
//! transaction block, and constraints that are added `NOT VALID` and validated by a later transaction.
//!
//! Only what nothing else of the script needs is taken out of its transaction; the rest stays where it is.

use super::context::Context;
use super::fate::Fate;
use super::hold::Hold;
use super::plan::Plan;
use super::steps::{Moment, Step, Steps};
use crate::catalog::{Catalog, Constraint, ConstraintForm, Identity, Index, Kind, Object};

/// The steps of a script that run after its main transaction.
#[derive(Default)]
pub(super) struct Later {
    /// Validations, all in one transaction.
    pub(super) validations: Vec<Step>,
    /// Each is a statement of its own, or what follows it in a transaction.
    pub(super) of_indexes: Vec<(Step, bool)>,
}

/// Takes what locks too much out of the steps; those that are held stay as they are.
pub(super) fn later(plan: &Plan<'_>, steps: &mut Steps, held: &[Option<Hold>]) -> Later {
    let mut later = Later::default();
    let options = plan.context.options.online;
    let is_free = |steps: &Steps, identity: &Identity| {
        let places = [Moment::Before, Moment::Main].into_iter().filter_map(|moment| steps.place(identity, moment));
        places.into_iter().all(|place| held[place].is_none())
    };
    for (identity, fate) in &plan.fates {
        if !is_free(steps, identity) {
            continue;
        }
        if options.not_valid && identity.kind != Kind::Index && !matches!(fate, Fate::Drop | Fate::Alter(_)) {
            later.validations.extend(not_valid(plan, steps, identity));
        }
        if options.concurrently && identity.kind == Kind::Index && is_concurrent(plan, steps, identity) {
            later.of_indexes.extend(concurrent(plan, steps, identity));
        }
    }
    later
}

/// Makes the statement of a new constraint one that checks only new rows, and returns the step that checks the others.
fn not_valid(plan: &Plan<'_>, steps: &mut Steps, identity: &Identity) -> Option<Step> {
    let Object::Constraint(constraint) = plan.context.target.objects.get(identity)? else { return None };
    let of = of_rows(plan.context, constraint)?;
    let place = steps.place(identity, Moment::Main)?;
    let step = &mut steps.all[place];
    let add = step.sql.iter_mut().find(|sql| sql.contains(" ADD CONSTRAINT ") && !sql.contains(" NOT VALID"))?;
    *add = format!("{} NOT VALID;", add.trim_end_matches(';'));
    let sql = vec![format!("{of} VALIDATE CONSTRAINT {};", plan.context.new.id(&constraint.name))];
    Some(Step {
        object: identity.clone(),
        moment: Moment::Finish,
        sql,
        class: None,
        reason: step.reason.clone(),
        is_joined: false,
    })
}

/// The begin of the statement that validates a constraint, if the server has to read rows that exist.
fn of_rows(context: &Context<'_>, constraint: &Constraint) -> Option<String> {
    let is_meant = constraint.validated && constraint.enforced != Some(false) && constraint.local != Some(false);
    if !is_meant || !matches!(constraint.form, ConstraintForm::Check | ConstraintForm::Foreign) {
        return None;
    }
    if constraint.of_domain {
        let domain = Context::whole(context.actual, &constraint.schema, &constraint.on)?;
        let name = context.new.qualified(&constraint.schema, &constraint.on);
        return (domain.0.kind == Kind::Domain).then(|| format!("ALTER DOMAIN {name}"));
    }
    let is_plain = |catalog: &Catalog| {
        Context::table(catalog, &constraint.schema, &constraint.on).is_some_and(|table| table.partition_by.is_none())
    };
    (is_plain(context.actual) && is_plain(context.target)).then(|| context.alter(&constraint.schema, &constraint.on))
}

/// Whether an index can be built, replaced or dropped after everything else.
fn is_concurrent(plan: &Plan<'_>, steps: &Steps, identity: &Identity) -> bool {
    let own: Vec<usize> =
        [Moment::Before, Moment::Main, Moment::Finish].into_iter().filter_map(|at| steps.place(identity, at)).collect();
    // A part of its table has the place of the table.
    let is_apart = own.iter().all(|place| steps.all[*place].object == *identity);
    let is_needed = |(at, needs): (usize, &std::collections::BTreeSet<usize>)| {
        !own.contains(&at) && own.iter().any(|place| needs.contains(place))
    };
    !own.is_empty()
        && is_apart
        && !steps.needs.iter().enumerate().any(is_needed)
        && [plan.context.actual, plan.context.target]
            .into_iter()
            .all(|catalog| is_of_plain_table(plan, catalog, identity))
}

/// Whether the index, if the catalog has it, is one of a table that both sides have and that has no partitions.
fn is_of_plain_table(plan: &Plan<'_>, catalog: &Catalog, identity: &Identity) -> bool {
    let Some(Object::Index(index)) = catalog.objects.get(identity) else { return true };
    let is_plain = |catalog: &Catalog| match Context::whole(catalog, &index.table.schema, &index.table.name) {
        Some((whole, Object::Table(table))) => {
            table.partition_by.is_none() && !plan.is_gone(whole) && !plan.is_made(whole)
        }
        Some((whole, Object::View(_))) => !plan.is_gone(whole) && !plan.is_made(whole),
        _ => false,
    };
    index.attached_to.is_none() && is_plain(plan.context.actual) && is_plain(plan.context.target)
}

/// Takes the statements of an index out of its steps. Those that run outside a transaction block are marked.
fn concurrent(plan: &Plan<'_>, steps: &mut Steps, identity: &Identity) -> Vec<(Step, bool)> {
    let context = plan.context;
    let old = plan.is_gone(identity).then(|| context.actual.objects.get(identity)).flatten();
    let new = plan.is_made(identity).then(|| context.target.objects.get(identity)).flatten();
    let mut of = |moment: Moment| {
        let Some(place) = steps.place(identity, moment) else { return (Vec::new(), None, String::new()) };
        let step = &mut steps.all[place];
        (std::mem::take(&mut step.sql), step.class, step.reason.clone())
    };
    let (_, class, reason) = of(Moment::Before);
    let (mut made, class_too, reason_too) = of(Moment::Main);
    made.extend(of(Moment::Finish).0);
    let (class, reason) = if new.is_some() { (class_too, reason_too) } else { (class, reason) };
    let step = |moment: Moment, sql: Vec<String>| Step {
        object: identity.clone(),
        moment,
        sql,
        class,
        reason: reason.clone(),
        is_joined: true,
    };
    let mut found = Vec::new();
    let mut rest = Vec::new();
    let passing = match (old, new) {
        (Some(Object::Index(old)), Some(_)) => Some(passing_name(context, old)),
        _ => None,
    };
    if let Some(Object::Index(new)) = new
        && !made.is_empty()
    {
        let create = made.remove(0);
        found.push((step(Moment::Main, vec![concurrently(context, &create, new, passing.as_deref())]), true));
        rest = made;
    }
    if let Some(Object::Index(old)) = old {
        let name = context.old.qualified(&old.schema, &old.name);
        found.push((step(Moment::Before, vec![format!("DROP INDEX CONCURRENTLY {name};")]), true));
        if let Some(passing) = &passing {
            let passing = context.new.qualified(&old.schema, passing);
            rest.insert(0, format!("ALTER INDEX {passing} RENAME TO {};", context.new.id(&old.name)));
        }
    }
    if !rest.is_empty() {
        found.push((step(Moment::Finish, rest), false));
    }
    found
}

/// The statement that builds an index, under another name where that one is taken until the old index is dropped.
fn concurrently(context: &Context<'_>, create: &str, index: &Index, passing: Option<&str>) -> String {
    let name = context.new.id(&index.name);
    let other = passing.map_or_else(|| name.clone(), |passing| context.new.id(passing));
    create.replacen(&format!("INDEX {name} ON "), &format!("INDEX CONCURRENTLY {other} ON "), 1)
}

/// A name that no object of the schema has, of at most 63 bytes.
fn passing_name(context: &Context<'_>, index: &Index) -> String {
    let is_taken = |name: &str| {
        [context.actual, context.target]
            .into_iter()
            .flat_map(|catalog| catalog.objects.keys())
            .any(|object| object.schema.as_deref() == Some(index.schema.as_str()) && object.name == name)
    };
    let mut number = 0;
    loop {
        let end = if number == 0 { "_new".to_owned() } else { format!("_new{number}") };
        let mut length = index.name.len().min(63 - end.len());
        while !index.name.is_char_boundary(length) {
            length -= 1;
        }
        let name = format!("{}{end}", &index.name[..length]);
        if !is_taken(&name) {
            return name;
        }
        number += 1;
    }
}
