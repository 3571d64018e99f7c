//! Types: values are added to enums, attributes to composite types, defaults and constraints to domains; every other
//! change makes a new type.

use super::context::Context;
use super::fate::{Alteration, Changed, Outcome};
use crate::catalog::{Attribute, DataType, Domain, Object, TypeForm};
use crate::definition::{create, literal};

/// Says how a type is altered.
pub(super) fn alter(context: &Context<'_>, before: &DataType, after: &DataType, changed: &Changed<'_>) -> Outcome {
    if before.form == TypeForm::Shell && after.form == TypeForm::Base {
        return Alteration::of(create(&Object::DataType(after.clone()), &context.new));
    }
    if before.form != after.form {
        return Outcome::Recreate;
    }
    match after.form {
        TypeForm::Enum => values(context, before, after),
        TypeForm::Composite => attributes(context, before, after),
        TypeForm::Domain => domain(context, before, after, changed),
        TypeForm::Range | TypeForm::Shell => Outcome::Recreate,
        TypeForm::Base => base(context, before, after),
    }
}

/// New values are added where they belong; they can be used after the transaction that adds them.
fn values(context: &Context<'_>, before: &DataType, after: &DataType) -> Outcome {
    let (old, new) = (before.values.clone().unwrap_or_default(), after.values.clone().unwrap_or_default());
    let kept: Vec<&String> = new.iter().filter(|value| old.contains(value)).collect();
    if !kept.iter().copied().eq(old.iter()) {
        return Outcome::Recreate;
    }
    let name = context.new.qualified(&after.schema, &after.name);
    let mut alteration = Alteration::default();
    for (at, value) in new.iter().enumerate().filter(|(_, value)| !old.contains(value)) {
        let next = new[at + 1..].iter().find(|value| old.contains(value));
        let place = match (next, at.checked_sub(1).and_then(|at| new.get(at))) {
            (None, _) => String::new(),
            (Some(_), Some(previous)) => format!(" AFTER {}", literal(previous)),
            (Some(next), None) => format!(" BEFORE {}", literal(next)),
        };
        alteration.first.push(format!("ALTER TYPE {name} ADD VALUE {}{place};", literal(value)));
    }
    alteration.into()
}

/// Attributes are dropped, changed and added. Their order cannot be changed.
fn attributes(context: &Context<'_>, before: &DataType, after: &DataType) -> Outcome {
    let (old, new) = (before.attributes.clone().unwrap_or_default(), after.attributes.clone().unwrap_or_default());
    let find = |list: &[Attribute], name: &str| list.iter().find(|attribute| attribute.name == name).cloned();
    let kept: Vec<&String> =
        old.iter().map(|attribute| &attribute.name).filter(|name| find(&new, name).is_some()).collect();
    let added = new.iter().map(|attribute| &attribute.name).filter(|name| find(&old, name).is_none());
    let reached: Vec<&String> = kept.iter().copied().chain(added).collect();
    if !reached.iter().copied().eq(new.iter().map(|attribute| &attribute.name)) {
        return Outcome::Recreate;
    }
    let alter = format!("ALTER TYPE {}", context.new.qualified(&after.schema, &after.name));
    let mut alteration = Alteration::default();
    for attribute in old.iter().filter(|attribute| find(&new, &attribute.name).is_none()) {
        alteration.disturbs = true;
        alteration.main.push(format!("{alter} DROP ATTRIBUTE {} CASCADE;", context.new.id(&attribute.name)));
    }
    for attribute in &new {
        let name = context.new.id(&attribute.name);
        let of = format!("{}{}", attribute.r#type, context.new.collate(attribute.collation.as_ref()));
        match find(&old, &attribute.name) {
            None => alteration.main.push(format!("{alter} ADD ATTRIBUTE {name} {of} CASCADE;")),
            Some(known) if known != *attribute => {
                alteration.disturbs = true;
                alteration.main.push(format!("{alter} ALTER ATTRIBUTE {name} TYPE {of} CASCADE;"));
            }
            Some(_) => {}
        }
    }
    alteration.into()
}

fn domain(context: &Context<'_>, before: &DataType, after: &DataType, changed: &Changed<'_>) -> Outcome {
    let (Some(old), Some(new)) = (&before.domain, &after.domain) else { return Outcome::Recreate };
    if (&old.r#type, &old.collation) != (&new.r#type, &new.collation) {
        return Outcome::Recreate;
    }
    let alter = format!("ALTER DOMAIN {}", context.new.qualified(&after.schema, &after.name));
    let mut alteration = Alteration::default();
    if old.default != new.default {
        match &new.default {
            Some(default) => alteration.main.push(format!("{alter} SET DEFAULT {default};")),
            None => alteration.release.push(format!("{alter} DROP DEFAULT;")),
        }
    }
    let has_name = after.not_null_constraint.as_ref().is_some_and(|constraint| constraint.name.is_some());
    if old.not_null != new.not_null && !(new.not_null && has_name) {
        let word = if new.not_null { "SET" } else { "DROP" };
        alteration.main.push(format!("{alter} {word} NOT NULL;"));
    }
    if changed.has("not_null_constraint") || old.not_null != new.not_null {
        not_null(context, &alter, (before, old), (after, new), &mut alteration);
    }
    alteration.into()
}

/// A not-null constraint of a domain has a name from PostgreSQL 18 on.
fn not_null(
    context: &Context<'_>,
    alter: &str,
    (before, old): (&DataType, &Domain),
    (after, new): (&DataType, &Domain),
    alteration: &mut Alteration,
) {
    if !new.not_null {
        return;
    }
    let name = |of: &DataType| {
        let own = of.not_null_constraint.as_ref().and_then(|constraint| constraint.name.clone());
        own.unwrap_or_else(|| format!("{}_not_null", of.name))
    };
    let (was, is) = (context.old.id(&name(before)), context.new.id(&name(after)));
    if !old.not_null {
        if after.not_null_constraint.as_ref().is_some_and(|constraint| constraint.name.is_some()) {
            alteration.main.push(format!("{alter} ADD CONSTRAINT {is} NOT NULL;"));
        }
    } else if was != is {
        alteration.main.push(format!("{alter} RENAME CONSTRAINT {was} TO {is};"));
    }
    let comment = |of: &DataType| of.not_null_constraint.as_ref().and_then(|constraint| constraint.comment.clone());
    let before_comment = if old.not_null { comment(before) } else { None };
    if before_comment != comment(after) {
        let object = format!("CONSTRAINT {is} ON DOMAIN {}", context.new.qualified(&after.schema, &after.name));
        alteration.main.push(super::attributes::comment(&object, comment(after).as_deref()));
    }
}

/// `ALTER TYPE … SET` knows some properties of a base type; the others are compiled into its values.
fn base(context: &Context<'_>, before: &DataType, after: &DataType) -> Outcome {
    let (Some(old), Some(new)) = (&before.base, &after.base) else { return Outcome::Recreate };
    let function = |function: &Option<String>| match function {
        Some(function) => function.split('(').next().unwrap_or_default().to_owned(),
        None => "NONE".to_owned(),
    };
    let mut options = Vec::new();
    let mut known = old.clone();
    for (name, old, new, known) in [
        ("RECEIVE", &old.receive, &new.receive, &mut known.receive),
        ("SEND", &old.send, &new.send, &mut known.send),
        ("TYPMOD_IN", &old.modifier_input, &new.modifier_input, &mut known.modifier_input),
        ("TYPMOD_OUT", &old.modifier_output, &new.modifier_output, &mut known.modifier_output),
        ("ANALYZE", &old.analyze, &new.analyze, &mut known.analyze),
        ("SUBSCRIPT", &old.subscript, &new.subscript, &mut known.subscript),
    ] {
        if old != new {
            options.push(format!("{name} = {}", function(new)));
            known.clone_from(new);
        }
    }
    if old.storage != new.storage && new.storage != "p" {
        let words = [("e", "external"), ("x", "extended"), ("m", "main")];
        let word = words.iter().find(|(letter, _)| *letter == new.storage).map_or("extended", |(_, word)| word);
        options.push(format!("STORAGE = {word}"));
        known.storage.clone_from(&new.storage);
    }
    if known != *new {
        return Outcome::Recreate;
    }
    let name = context.new.qualified(&after.schema, &after.name);
    Alteration::of(vec![format!("ALTER TYPE {name} SET ({});", options.join(", "))])
}
