//! Writes schema files.

use super::super::scratch::{Replay, ReplayedDatabase};
use super::base::base;
use super::secured::secured;
use crate::catalog::{Aspect, Catalog, Kind};
use crate::definition::{self, Source};
use crate::dump::DumpObject;
use crate::postgres::Error;
use std::collections::BTreeSet;

/// The schema of the server's own objects, of which a dump has none; those that help a replay are in it, too.
const CATALOG: &str = "pg_catalog";

/// Returns the text of a schema file below its header: all objects of the project, or those in the schemas that the
/// configuration names. It has owners and privileges if these are among the aspects.
pub(in super::super) fn write(
    replay: &mut Replay<'_>,
    database: &ReplayedDatabase,
    securing: &BTreeSet<Aspect>,
) -> Result<String, Error> {
    let mut text = structure(replay, database)?;
    if !securing.is_empty() {
        text.push_str(&secured(replay, database, &text, securing)?);
    }
    Ok(text)
}

/// Returns the text without owners and privileges.
fn structure(replay: &mut Replay<'_>, database: &ReplayedDatabase) -> Result<String, Error> {
    let tracking = replay.plan.tracking_table();
    let (catalog, wording) = replay.open(&database.name)?.wording()?;
    let source = Source::new(&catalog, &wording);
    if let Some(covered) = replay.plan.schemas {
        let schemas = database.schemas.iter().filter(|schema| covered.contains(schema)).cloned().collect();
        return Ok(definition::text(&source, Some(&schemas), tracking.as_ref(), &|object| object.kind != "extension"));
    }
    let provided = provided(&base(replay)?);
    let managed = replay.platform().schemas();
    let unregistered = &replay.template.unregistered;
    let is_own = |object: &DumpObject| {
        let is_of_others = object.schema == CATALOG || managed.contains(&object.schema.as_str());
        let is_stub = object.kind == "extension" && unregistered.contains(&object.name);
        !is_of_others && !is_stub && !provided.contains(&(object.kind.clone(), object.name.clone()))
    };
    Ok(definition::text(&source, None, tracking.as_ref(), &is_own))
}

/// Returns the objects outside of schemas that exist before the first migration, as a dump names them.
fn provided(base: &Catalog) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for identity in base.objects.keys() {
        let kind = match identity.kind {
            Kind::Extension => "extension",
            Kind::Schema => "schema",
            Kind::EventTrigger => "event trigger",
            Kind::Publication => "publication",
            Kind::Subscription => "subscription",
            Kind::ForeignDataWrapper => "foreign data wrapper",
            Kind::Server => "server",
            Kind::AccessMethod => "access method",
            Kind::Language => "procedural language",
            _ => continue,
        };
        found.insert((kind.to_owned(), identity.name.clone()));
        // Comments of the platform's own objects; those of its schemas belong to it, too.
        let commented = format!("{} {}", kind.to_uppercase(), identity.name);
        if identity.name != crate::object::PUBLIC {
            found.insert(("comment".to_owned(), commented));
        }
    }
    found
}

/// Returns the covered schemas that do not exist in the database.
pub(in super::super) fn absent(database: &ReplayedDatabase, covered: Option<&[String]>) -> Vec<String> {
    covered.unwrap_or_default().iter().filter(|schema| !database.schemas.contains(schema)).cloned().collect()
}
