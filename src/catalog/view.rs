//! Views and materialized views.

use super::Labels;
use super::grants::Grants;
use super::identity::{Identity, Kind};
use super::options::Parameters;
use super::table::ReplicaIdentity;
use serde::{Deserialize, Serialize};

/// A view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct View {
    pub schema: String,
    pub name: String,
    pub form: ViewForm,
    pub definition: String,
    /// Names and types.
    pub columns: Option<Vec<(String, String)>>,
    pub options: Option<Parameters>,
    pub toast_options: Option<Parameters>,
    pub access_method: Option<String>,
    pub tablespace: Option<String>,
    pub clustered_on: Option<String>,
    /// Of a materialized view, if it is not the default.
    pub replica_identity: Option<ReplicaIdentity>,
    pub replica_identity_index: Option<String>,
    /// Whether a materialized view has rows.
    pub populated: bool,
    pub depends_on_extensions: Option<Vec<String>>,
    pub owner: String,
    pub grants: Option<Grants>,
    pub comment: Option<String>,
    /// Of the type of its rows.
    pub type_comment: Option<String>,
    pub type_grants: Option<Grants>,
    pub labels: Option<Labels>,
}

impl View {
    /// Returns its identity.
    pub fn identity(&self) -> Identity {
        let kind = if self.form == ViewForm::Materialized { Kind::MaterializedView } else { Kind::View };
        Identity::within(kind, &self.schema, &self.name)
    }
}

/// The form of a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ViewForm {
    #[serde(rename = "plain", alias = "v")]
    Plain,
    #[serde(rename = "materialized", alias = "m")]
    Materialized,
}
