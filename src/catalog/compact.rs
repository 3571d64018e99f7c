//! The fields of a catalog as they are, for files that only the same release reads: the JSON that others read takes several
//! times as long to write and to read.
//!
//! Use it with `#[serde(with = "compact")]`.

use super::identity::Identity;
use super::object::Object;
use super::whole::Catalog;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Serialize)]
struct Written<'a> {
    server: u32,
    objects: Vec<&'a Object>,
    dependencies: Vec<(&'a Identity, &'a Identity)>,
    not_modelled: &'a [String],
}

#[derive(Deserialize)]
struct Read {
    server: u32,
    objects: Vec<Object>,
    dependencies: Vec<(Identity, Identity)>,
    not_modelled: Vec<String>,
}

/// Writes the fields of a catalog.
pub fn serialize<S: Serializer>(catalog: &Catalog, serializer: S) -> Result<S::Ok, S::Error> {
    let Catalog { server, objects, dependencies, not_modelled } = catalog;
    let (objects, dependencies) = (objects.values().collect(), dependencies.iter().collect());
    Written { server: *server, objects, dependencies, not_modelled }.serialize(serializer)
}

/// Reads a catalog that [`serialize`] has written.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Catalog, D::Error> {
    let Read { server, objects, dependencies, not_modelled } = Read::deserialize(deserializer)?;
    let mut catalog = Catalog { server, not_modelled, ..Catalog::default() };
    for object in objects {
        catalog.insert(object).map_err(|identity| D::Error::custom(format!("{identity} occurs twice")))?;
    }
    for (from, to) in &dependencies {
        catalog.dependencies.insert(from, to);
    }
    Ok(catalog)
}
