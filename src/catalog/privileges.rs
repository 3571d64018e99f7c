//! Default privileges, and privileges of objects that belong to an extension or the server.

use super::grants::Grants;
use super::identity::{Identity, Kind};
use serde::{Deserialize, Serialize};

/// Privileges on objects that a role creates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefaultPrivileges {
    pub role: String,
    pub schema: Option<String>,
    pub objects: ObjectsForm,
    pub grants: Grants,
}

impl DefaultPrivileges {
    /// Returns its identity.
    pub fn identity(&self) -> Identity {
        let objects = self.objects.word();
        let name = format!("on {objects} of {}", self.role);
        Identity { schema: self.schema.clone(), ..Identity::top(Kind::DefaultPrivileges, &name) }
    }
}

/// The objects of default privileges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ObjectsForm {
    #[serde(rename = "tables", alias = "r")]
    Tables,
    #[serde(rename = "sequences", alias = "S")]
    Sequences,
    #[serde(rename = "functions", alias = "f")]
    Functions,
    #[serde(rename = "types", alias = "T")]
    Types,
    #[serde(rename = "schemas", alias = "n")]
    Schemas,
    #[serde(rename = "large-objects", alias = "L")]
    LargeObjects,
}

impl ObjectsForm {
    fn word(self) -> &'static str {
        match self {
            Self::Tables => "tables",
            Self::Sequences => "sequences",
            Self::Functions => "functions",
            Self::Types => "types",
            Self::Schemas => "schemas",
            Self::LargeObjects => "large objects",
        }
    }
}

/// An object of an extension or of the server that has other privileges than it was created with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Altered {
    pub class: String,
    pub name: String,
    pub grants: Option<Grants>,
    pub row_security: bool,
    pub force_row_security: bool,
}

impl Altered {
    /// Returns its identity.
    pub fn identity(&self) -> Identity {
        Identity::top(Kind::Altered, &format!("{} {}", self.class, self.name))
    }
}
