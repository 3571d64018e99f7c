//! Objects of extensions that do not exist.

use super::super::failure::StatementError;
use super::super::plan::Plan;
use super::cause::Cause;
use super::lookup::{Event, occurrences};
use super::message::NamedObject;
use crate::migration::Platform;
use crate::object::{Name, ObjectKind, quoted};
use crate::platform::Stub;

/// The extensions that a new project of the platform has.
fn is_preinstalled(platform: Platform, extension: &str) -> bool {
    let names = ["uuid-ossp", "pgcrypto", "pg_stat_statements", "pg_graphql", "supabase_vault"];
    platform == Platform::Supabase && names.contains(&extension)
}

/// Explains types, functions, operator classes and schemas of an extension that are missing although no
/// migration drops them.
pub(super) fn explain(plan: &Plan<'_>, at: usize, failed: &StatementError, missing: &NamedObject) -> Option<Cause> {
    let by_schema = || {
        let schema =
            if missing.kind == ObjectKind::Schema { Some(&missing.name.name) } else { missing.name.schema.as_ref() };
        schema.and_then(|schema| Stub::with_schema(schema))
    };
    let is_part = matches!(
        missing.kind,
        ObjectKind::Type | ObjectKind::Function | ObjectKind::Procedure | ObjectKind::OperatorClass
    );
    let by_name = || if is_part { Stub::providing(&missing.name.name) } else { None };
    let extension = by_schema().or_else(by_name)?;
    // A project may have a function of its own with this name.
    if occurrences(plan.migrations, missing).iter().any(|one| one.event == Event::Created) {
        return None;
    }
    let shown = missing.shown();
    let wanted = NamedObject {
        kind: ObjectKind::Extension,
        name: Name { schema: None, name: extension.to_owned() },
        on: None,
        arguments: None,
    };
    let created = occurrences(plan.migrations, &wanted);
    let created = created.iter().find(|one| one.event == Event::Created);
    let is_before = created.is_some_and(|one| (one.file, one.at) < (at, failed.statement.start));
    if is_before || created.is_none() && is_preinstalled(plan.platform, extension) {
        return Some(created_elsewhere(extension, missing, &shown));
    }
    let name = quoted(extension);
    let schema = plan.platform.extension_schema();
    let has_own_schema = Stub::named(extension).is_some_and(|stub| stub.schema.is_some());
    let schema = schema.filter(|_| !has_own_schema).map_or(String::new(), |schema| format!(" WITH SCHEMA {schema}"));
    match created {
        Some(later) => Cause::new(
            format!(
                "{shown} belongs to extension `{extension}`, which is created only later, by {}.",
                plan.migrations[later.file].path
            ),
            format!("create it before this statement: `CREATE EXTENSION IF NOT EXISTS {name}{schema};`"),
        ),
        None => Cause::new(
            format!("{shown} belongs to extension `{extension}`, which no earlier migration creates."),
            format!("add to an earlier migration: `CREATE EXTENSION IF NOT EXISTS {name}{schema};`"),
        ),
    }
}

/// Explains what an extension that exists does not provide under this name.
fn created_elsewhere(extension: &str, missing: &NamedObject, shown: &str) -> Cause {
    match (&missing.name.schema, &missing.arguments) {
        (Some(schema), _) => Cause {
            why: format!("{shown} belongs to extension `{extension}`, which exists, and not in schema `{schema}`."),
            help: format!(
                "write the schema of the extension before `{}`: `select extnamespace::regnamespace from pg_extension where extname = '{extension}'` prints it",
                missing.name.name
            ),
        },
        (None, Some(arguments)) => Cause {
            why: format!(
                "Extension `{extension}` exists, and has no such function for ({arguments}), or `search_path` does not contain its schema."
            ),
            help: format!(
                "cast the arguments to the types of `{}`, or write the schema of the extension before it",
                missing.name.name
            ),
        },
        (None, None) => Cause {
            why: format!("Extension `{extension}` exists, and `search_path` does not contain its schema here."),
            help: format!("write the schema of the extension before `{}`", missing.name.name),
        },
    }
}
