//! Foreign-data wrappers, servers and user mappings.

use super::grants::Grants;
use super::identity::{Identity, Kind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A foreign-data wrapper, a server or a user mapping. The value of an option that may be secret is `null`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignData {
    pub name: String,
    pub form: ForeignDataForm,
    pub handler: Option<String>,
    pub validator: Option<String>,
    pub wrapper: Option<String>,
    pub server: Option<String>,
    pub r#type: Option<String>,
    pub version: Option<String>,
    pub options: Option<BTreeMap<String, Option<String>>>,
    pub owner: Option<String>,
    pub grants: Option<Grants>,
    pub comment: Option<String>,
}

impl ForeignData {
    /// Returns its identity.
    pub fn identity(&self) -> Identity {
        match self.form {
            ForeignDataForm::Wrapper => Identity::top(Kind::ForeignDataWrapper, &self.name),
            ForeignDataForm::Server => Identity::top(Kind::Server, &self.name),
            ForeignDataForm::UserMapping => {
                Identity { on: self.server.clone(), ..Identity::top(Kind::UserMapping, &self.name) }
            }
        }
    }
}

/// The form of foreign data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ForeignDataForm {
    Wrapper,
    Server,
    UserMapping,
}
