//! Text search: parsers, templates, dictionaries and configurations.

use super::identity::{Identity, Kind, Qualified};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An object of text search.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextSearch {
    pub schema: String,
    pub name: String,
    pub form: TextSearchForm,
    /// Of a parser or a template.
    pub functions: Option<BTreeMap<String, Option<String>>>,
    pub template: Option<Qualified>,
    pub options: Option<String>,
    pub parser: Option<Qualified>,
    /// The dictionaries of each token type, in order.
    pub mappings: Option<BTreeMap<String, Vec<Qualified>>>,
    pub owner: Option<String>,
    pub comment: Option<String>,
}

impl TextSearch {
    /// Returns its identity.
    pub fn identity(&self) -> Identity {
        let kind = match self.form {
            TextSearchForm::Parser => Kind::TextSearchParser,
            TextSearchForm::Template => Kind::TextSearchTemplate,
            TextSearchForm::Dictionary => Kind::TextSearchDictionary,
            TextSearchForm::Configuration => Kind::TextSearchConfiguration,
        };
        Identity::within(kind, &self.schema, &self.name)
    }
}

/// The form of an object of text search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TextSearchForm {
    #[serde(rename = "parser")]
    Parser,
    #[serde(rename = "template")]
    Template,
    #[serde(rename = "dictionary")]
    Dictionary,
    #[serde(rename = "configuration")]
    Configuration,
}
