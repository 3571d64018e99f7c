//! A temporary database that is like a live one, made from its catalog.

use super::catalogs::script;
use super::error::Error;
use crate::alter::{Options, Refused};
use crate::catalog::{Aspect, Catalog, properties};
use crate::jobs::verify::SideInputs;
use crate::migration::Transaction;
use crate::object::quoted;
use crate::replay::Source;
use crate::text::RelPath;
use serde_json::Value;
use std::collections::BTreeSet;

/// Properties that name roles.
const ROLES: [&str; 7] = ["owner", "by", "role", "roles", "user", "sequence_owner", "for_role"];

/// Returns the inputs of a side with the objects of a catalog, loaded where the project of `beside` begins, and the
/// objects that it cannot have. Roles are created only on a private server.
pub(in crate::jobs) fn rebuilt(
    catalog: &Catalog,
    aspects: &BTreeSet<Aspect>,
    beside: Option<&SideInputs>,
    has_roles: bool,
) -> Result<(SideInputs, Vec<Refused>), Error> {
    let (create, refused) = creating(catalog, aspects)?;
    let mut text = String::new();
    for role in roles(catalog).iter().filter(|_| has_roles) {
        text.extend(["CREATE ROLE ", &quoted(role), ";\n"]);
    }
    text.push_str("SET search_path = '';\nSET check_function_bodies = off;\n");
    text.push_str(&create);
    let path = RelPath::new("catalog.sql");
    let source = Source::whole(path, text.into_bytes(), Transaction::Each);
    Ok((SideInputs::of_files(vec![source], beside, false), refused))
}

/// Returns the SQL that creates the objects of a catalog, and the objects that it cannot create.
pub(super) fn creating(catalog: &Catalog, aspects: &BTreeSet<Aspect>) -> Result<(String, Vec<Refused>), Error> {
    let empty = Catalog { server: catalog.server, ..Catalog::default() };
    let options = Options { aspects: aspects.clone(), destructive: true, ..Options::new() };
    let script = script(catalog, &empty, &options)?;
    let statements = script.statements().flat_map(|statement| &statement.sql);
    let text = statements.flat_map(|sql| [sql.as_str(), "\n"]).collect();
    Ok((text, script.refused))
}

/// The roles that the objects of a catalog name, without those of every server.
pub(in crate::jobs) fn roles(catalog: &Catalog) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for object in catalog.objects.values() {
        if let Ok(map) = properties(object) {
            map.iter().for_each(|(name, value)| collect(name, value, &mut found));
        }
    }
    found.retain(|role| !role.starts_with("pg_") && role != "public" && !role.is_empty());
    found
}

fn collect(name: &str, value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if ROLES.contains(&name) => drop(found.insert(text.clone())),
        Value::Array(values) => values.iter().for_each(|value| collect(name, value, found)),
        Value::Object(map) => map.iter().for_each(|(name, value)| collect(name, value, found)),
        _ => {}
    }
}
