//! A schema with all names resolved, as the database has them.

use crate::text::Span;

/// A schema.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// The provider of the data source, if the schema has one: `postgresql`.
    pub provider: Option<String>,
    pub enums: Vec<Enum>,
    /// In order, with the tables of implicit many-to-many relations at the end.
    pub models: Vec<Model>,
    /// The names of the views, which Prisma does not create.
    pub views: Vec<String>,
}

/// An enum type.
#[derive(Clone, Debug)]
pub struct Enum {
    pub schema: Option<String>,
    pub name: String,
    pub values: Vec<String>,
}

/// A table.
#[derive(Clone, Debug)]
pub struct Model {
    /// As the schema names it; empty for the table of a many-to-many relation.
    pub model: String,
    pub schema: Option<String>,
    pub table: String,
    pub columns: Vec<Column>,
    pub primary_key: Option<Index>,
    pub indexes: Vec<Index>,
    pub foreign_keys: Vec<ForeignKey>,
    /// The number of the file, and the name in it.
    pub place: (usize, Span),
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// As the schema names it.
    pub field: String,
    /// The number of the file, and the name in it.
    pub place: (usize, Span),
    pub name: String,
    /// As SQL, without `[]`.
    pub r#type: String,
    pub is_list: bool,
    pub not_null: bool,
    pub default: Default,
}

/// The default of a column in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Default {
    None,
    /// By a sequence or an identity.
    Sequence,
    /// An expression as SQL.
    Expression(String),
}

/// An index, or the primary key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    pub name: String,
    pub is_unique: bool,
    /// `GIN`; `None` for a B-tree.
    pub method: Option<&'static str>,
    pub parts: Vec<IndexPart>,
}

/// A column of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexPart {
    pub column: String,
    pub is_descending: bool,
    /// As SQL.
    pub opclass: Option<String>,
}

/// A foreign key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignKey {
    pub name: String,
    pub columns: Vec<String>,
    /// The table that it references.
    pub schema: Option<String>,
    pub table: String,
    pub referenced: Vec<String>,
    /// `SET NULL`
    pub on_delete: &'static str,
    pub on_update: &'static str,
}
