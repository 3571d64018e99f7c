//! Collations, conversions, casts and transforms have nothing that can be altered but their owner and comment.

use super::context::Context;
use super::fate::{Alteration, Changed, Outcome};
use crate::catalog::{Collation, Provider};

/// Collations of every server that are not for one encoding; only their copies are not, either.
const SOURCES: [&str; 2] = ["C", "POSIX"];

/// Whether a collation is not for one encoding, and a copy of none of the server's own ones that are not.
pub(super) fn is_unknown_copy(collation: &Collation) -> bool {
    is_copy(collation) && source(collation).is_none()
}

fn is_copy(collation: &Collation) -> bool {
    collation.encoding.is_none() && collation.provider == Provider::Libc
}

fn source(collation: &Collation) -> Option<&'static str> {
    let has = |name: &&str| [&collation.collate, &collation.ctype].iter().all(|of| of.as_deref() == Some(*name));
    SOURCES.into_iter().find(has).filter(|_| is_copy(collation))
}

/// Writes the statement that creates a copy of one of the server's own collations, if this is one.
pub(super) fn copy(context: &Context<'_>, collation: &Collation) -> Option<String> {
    let of = context.new.id(source(collation)?);
    let name = context.new.qualified(&collation.schema, &collation.name);
    Some(format!("CREATE COLLATION {name} FROM pg_catalog.{of};"))
}

/// Says how one of them is changed.
pub(super) fn alter(changed: &Changed<'_>) -> Outcome {
    // The encoding of a collation follows from the database.
    if changed.0.iter().all(|name| *name == "encoding") {
        return Alteration::refuse("the encoding of a collation is that of the database in which it was created");
    }
    Outcome::Recreate
}
