//! Not-null constraints, which have names from PostgreSQL 18 on.

use super::attributes::comment;
use super::context::Context;
use super::fate::Alteration;
use crate::catalog::{Column, NotNull};

/// Writes how a not-null constraint is added, dropped or changed.
pub(super) fn alter(context: &Context<'_>, table: &str, before: &Column, after: &Column, alteration: &mut Alteration) {
    let name = context.new.id(&after.name);
    match (&before.not_null, &after.not_null) {
        (Some(_), None) => alteration.main.push(format!("{table} ALTER COLUMN {name} DROP NOT NULL;")),
        (None, Some(not_null)) => {
            alteration.main.push(added(context, table, after, not_null));
            comments(context, None, after, alteration);
        }
        (Some(old), Some(new)) => changed(context, table, (before, old), (after, new), alteration),
        (None, None) => {}
    }
}

/// The name of the constraint, or the one that the server chooses.
fn constraint_name(column: &Column) -> String {
    column.not_null_name.clone().unwrap_or_else(|| format!("{}_{}_not_null", column.table, column.name))
}

fn added(context: &Context<'_>, table: &str, after: &Column, not_null: &NotNull) -> String {
    let name = context.new.id(&after.name);
    let is_plain =
        after.not_null_name.is_none() && not_null.validated != Some(false) && not_null.no_inherit != Some(true);
    if is_plain {
        return format!("{table} ALTER COLUMN {name} SET NOT NULL;");
    }
    let constraint = context.new.id(&constraint_name(after));
    let no_inherit = if not_null.no_inherit == Some(true) { " NO INHERIT" } else { "" };
    let not_valid = if not_null.validated == Some(false) { " NOT VALID" } else { "" };
    format!("{table} ADD CONSTRAINT {constraint} NOT NULL {name}{no_inherit}{not_valid};")
}

fn changed(
    context: &Context<'_>,
    table: &str,
    (before, old): (&Column, &NotNull),
    (after, new): (&Column, &NotNull),
    alteration: &mut Alteration,
) {
    let name = context.new.id(&after.name);
    if new.validated == Some(false) && old.validated != Some(false) {
        alteration.main.push(format!("{table} ALTER COLUMN {name} DROP NOT NULL;"));
        alteration.main.push(added(context, table, after, new));
        return comments(context, None, after, alteration);
    }
    let (was, is) = (constraint_name(before), constraint_name(after));
    let constraint = context.new.id(&is);
    if was != is {
        alteration.main.push(format!("{table} RENAME CONSTRAINT {} TO {constraint};", context.old.id(&was)));
    }
    if old.validated == Some(false) && new.validated != Some(false) {
        alteration.main.push(format!("{table} VALIDATE CONSTRAINT {constraint};"));
    }
    if old.no_inherit != new.no_inherit {
        let word = if new.no_inherit == Some(true) { "NO INHERIT" } else { "INHERIT" };
        alteration.main.push(format!("{table} ALTER CONSTRAINT {constraint} {word};"));
    }
    comments(context, before.not_null_comment.as_deref(), after, alteration);
}

fn comments(context: &Context<'_>, before: Option<&str>, after: &Column, alteration: &mut Alteration) {
    if before != after.not_null_comment.as_deref() {
        let table = context.new.qualified(&after.schema, &after.table);
        let object = format!("CONSTRAINT {} ON {table}", context.new.id(&constraint_name(after)));
        alteration.main.push(comment(&object, after.not_null_comment.as_deref()));
    }
}
