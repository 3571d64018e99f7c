//! Extensions, languages and access methods.

use super::context::Context;
use super::fate::{Alteration, Outcome};
use crate::catalog::Extension;
use crate::definition::literal;

/// Says how an extension is altered.
pub(super) fn extension(context: &Context<'_>, before: &Extension, after: &Extension) -> Outcome {
    let mut alteration = Alteration::default();
    let alter = format!("ALTER EXTENSION {}", context.new.id(&after.name));
    if before.version != after.version {
        alteration.main.push(format!("{alter} UPDATE TO {};", literal(&after.version)));
    }
    if let Some(schema) = after.schema.as_ref().filter(|_| before.schema != after.schema) {
        alteration.main.push(format!("{alter} SET SCHEMA {};", context.new.id(schema)));
        if !before.relocatable {
            alteration.refused.push("PostgreSQL moves no extension whose scripts name their schema".to_owned());
        }
    }
    if before.owner != after.owner {
        alteration.refused.push("the owner of an extension cannot be changed".to_owned());
    }
    alteration.into()
}
