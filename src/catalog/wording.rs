//! The wording of a schema: what its text needs and a comparison does not.
//!
//! A comparison sorts lists whose order has no meaning and brings values into one spelling. A schema file keeps the
//! order and the spelling of the statements that made the database, and its statements are in the order of `pg_dump`,
//! which follows from the dependencies of objects that have no identity of their own: defaults, rules of views, types
//! of rows.

use super::identity::Identity;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The wording of a catalog.
#[derive(Clone, Debug, Default)]
pub struct Wording {
    /// Whether the definitions of the catalog have all names in quotes.
    pub quotes_names: bool,
    pub words: BTreeMap<Identity, Words>,
    /// Pairs: a node, and another one that it depends on.
    pub edges: Vec<(Node, Node)>,
}

/// The wording of an object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Words {
    /// The statement that creates an index.
    pub definition: Option<String>,
    /// Storage parameters: `fillfactor=70`.
    pub options: Option<Vec<String>>,
    pub toast_options: Option<Vec<String>>,
    /// Settings of a routine: `search_path=""`.
    pub settings: Option<Vec<String>>,
    /// The tags of an event trigger.
    pub tags: Option<Vec<String>>,
    /// The token types of a text search configuration, in order of their numbers.
    pub tokens: Option<Vec<String>>,
    /// Whether the operator class of a range type is the default of its subtype.
    pub has_default_opclass: Option<bool>,
    /// Whether the collation of a range type is that of its subtype.
    pub has_default_collation: Option<bool>,
}

/// An object, or a part of one that depends on others for itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    pub identity: Identity,
    pub part: Part,
}

/// A part of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The object itself.
    Whole,
    /// The default of a column.
    Default,
    /// The sequence of an identity column.
    Sequence,
    /// The rule that makes a view.
    Rule,
    /// The type of the rows of a table or view.
    RowType,
    /// The array of a type.
    ArrayType,
    /// The array of the type of rows.
    RowArrayType,
    /// The multirange of a range type, or its array.
    Multirange,
    /// The relation of a composite type.
    Relation,
    /// The index of a constraint.
    Index,
}
