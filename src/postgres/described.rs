//! Statements as a server describes them.

use pg_driver::types::{Field, Kind, Type};
use pg_driver::{Column, Statement};

/// A statement as the server describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    pub columns: Vec<DescribedColumn>,
    pub parameters: Vec<DescribedType>,
}

/// A type of a column or a parameter, by its name in `pg_type`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DescribedType {
    pub name: String,
    pub kind: DescribedKind,
}

/// The kind of a type with its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DescribedKind {
    Other,
    /// Its labels in order.
    Enum(Vec<String>),
    Domain(Box<DescribedType>),
    Array(Box<DescribedType>),
    /// Its fields in order.
    Composite(Vec<(String, DescribedType)>),
}

/// A column of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DescribedColumn {
    pub name: String,
    pub column_type: DescribedType,
    /// The table and the number of the column that it is.
    pub origin: Option<(u32, i16)>,
}

impl Described {
    /// The description of a statement that was prepared.
    pub(super) fn of(prepared: &Statement) -> Self {
        let column = |column: &Column| DescribedColumn {
            name: column.name().to_owned(),
            column_type: described(column.type_()),
            origin: column.table_oid().filter(|oid| *oid != 0).zip(column.column_id()),
        };
        Self {
            columns: prepared.columns().iter().map(column).collect(),
            parameters: prepared.params().iter().map(described).collect(),
        }
    }
}

/// A type with its parts, which the driver has asked the server for.
fn described(of: &Type) -> DescribedType {
    let kind = match of.kind() {
        Kind::Enum(labels) => DescribedKind::Enum(labels.clone()),
        Kind::Domain(base) => DescribedKind::Domain(Box::new(described(base))),
        Kind::Array(element) => DescribedKind::Array(Box::new(described(element))),
        Kind::Composite(fields) => {
            let field = |field: &Field| (field.name().to_owned(), described(field.type_()));
            DescribedKind::Composite(fields.iter().map(field).collect())
        }
        _ => DescribedKind::Other,
    };
    DescribedType { name: of.name().to_owned(), kind }
}
