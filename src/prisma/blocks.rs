//! The blocks of a schema by their kind, and the names that fields refer to.

use super::syntax::Block;
use std::collections::BTreeMap;

/// The blocks of all files by their kind.
pub(super) struct Blocks<'a> {
    pub models: Vec<&'a Block>,
    pub views: Vec<&'a Block>,
    pub enums: BTreeMap<&'a str, EnumNames>,
}

/// The names of an enum.
pub(super) struct EnumNames {
    /// Its type as SQL.
    pub sql: String,
    /// Its values as the schema and as the database name them.
    pub values: Vec<(String, String)>,
}

impl<'a> Blocks<'a> {
    /// Whether a type is a model or a view.
    pub(super) fn is_relation(&self, name: &str) -> bool {
        self.models.iter().chain(&self.views).any(|block| block.name.text == name)
    }

    /// The model or view of a name for which [`Self::is_relation`] holds.
    pub(super) fn model(&self, name: &str) -> &'a Block {
        let found = self.models.iter().chain(&self.views).find(|block| block.name.text == name);
        found.expect("the name is that of a model or view")
    }
}
