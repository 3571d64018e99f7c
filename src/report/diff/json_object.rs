//! An object in JSON.

use crate::catalog::Identity;
use serde::Serialize;

/// An object, by its kind and its names.
#[derive(Serialize)]
pub(super) struct Object<'a> {
    kind: &'a str,
    schema: Option<&'a str>,
    on: Option<&'a str>,
    name: &'a str,
    arguments: Option<&'a str>,
}

/// Returns an object.
pub(super) fn object(identity: &Identity) -> Object<'_> {
    Object {
        kind: identity.kind.word(),
        schema: identity.schema.as_deref(),
        on: identity.on.as_deref(),
        name: &identity.name,
        arguments: identity.arguments.as_deref(),
    }
}
