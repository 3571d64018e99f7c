//! The whole catalog of a database, and its JSON.

use super::dependencies::Dependencies;
use super::identity::Identity;
use super::object::Object;
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The version of the JSON. It is raised when a key changes its meaning or is removed.
pub const VERSION: u32 = 1;

/// The catalog of a database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalog {
    /// The major version of the server.
    pub server: u32,
    pub objects: BTreeMap<Identity, Object>,
    pub dependencies: Dependencies,
    /// Objects that no noun describes, as the server names them.
    pub not_modelled: Vec<String>,
}

impl Catalog {
    /// Adds an object. A second one of the same identity is an error of the caller: no object may hide another.
    pub fn insert(&mut self, object: Object) -> Result<(), Identity> {
        let identity = object.identity();
        if self.objects.contains_key(&identity) {
            return Err(identity);
        }
        self.objects.insert(identity, object);
        Ok(())
    }

    /// Returns the objects that are not, to the last property, in another catalog: that of the database before the
    /// first migration.
    #[must_use]
    pub fn without(&self, base: &Self) -> Self {
        let is_own = |(identity, object): &(&Identity, &Object)| base.objects.get(*identity) != Some(*object);
        let objects = self.objects.iter().filter(is_own);
        let objects: BTreeMap<_, _> = objects.map(|(identity, object)| (identity.clone(), object.clone())).collect();
        let dependencies = self.dependencies.retained(|identity| objects.contains_key(identity));
        Self { server: self.server, objects, dependencies, not_modelled: self.not_modelled.clone() }
    }
}

/// Returns the properties of an object that are set, by their names.
pub fn properties(object: &Object) -> Result<Map<String, Value>, serde_json::Error> {
    let mut map: Map<String, Value> = serde_json::from_value(serde_json::to_value(object)?)?;
    map.remove("noun");
    map.retain(|_, value| !value.is_null());
    Ok(map)
}

#[derive(Serialize)]
struct WrittenObject<'a> {
    #[serde(flatten)]
    identity: &'a Identity,
    noun: Value,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    depends_on: Vec<&'a Identity>,
    properties: Map<String, Value>,
}

#[derive(Serialize)]
struct Written<'a> {
    version: u32,
    server: u32,
    objects: Vec<WrittenObject<'a>>,
    not_modelled: &'a [String],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    version: u32,
    server: u32,
    objects: Vec<ReadObject>,
    not_modelled: Vec<String>,
}

#[derive(Deserialize)]
struct ReadObject {
    noun: Value,
    #[serde(default)]
    depends_on: Vec<Identity>,
    properties: Map<String, Value>,
}

impl Serialize for Catalog {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = |(identity, object): (_, &Object)| {
            let noun = serde_json::to_value(object).map_err(S::Error::custom)?["noun"].take();
            let properties = properties(object).map_err(S::Error::custom)?;
            let depends_on = self.dependencies.of(identity).collect();
            Ok(WrittenObject { identity, noun, depends_on, properties })
        };
        let objects = self.objects.iter().map(written).collect::<Result<_, S::Error>>()?;
        Written { version: VERSION, server: self.server, objects, not_modelled: &self.not_modelled }
            .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Catalog {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = Read::deserialize(deserializer)?;
        if read.version != VERSION {
            return Err(D::Error::custom(format!("version {} of a catalog is not supported", read.version)));
        }
        let mut catalog = Self { server: read.server, not_modelled: read.not_modelled, ..Self::default() };
        for ReadObject { noun, depends_on, mut properties } in read.objects {
            properties.insert("noun".to_owned(), noun);
            let object: Object = serde_json::from_value(Value::Object(properties)).map_err(D::Error::custom)?;
            let identity = object.identity();
            for other in &depends_on {
                catalog.dependencies.insert(&identity, other);
            }
            catalog.insert(object).map_err(|identity| D::Error::custom(format!("{identity} occurs twice")))?;
        }
        Ok(catalog)
    }
}
