//! A table with the name of a tracking table.

use crate::object::quoted;
use crate::postgres::quoted_always;

/// A table with the name of a tracking table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub schema: String,
    pub name: String,
    pub columns: Vec<Column>,
}

/// A column of such a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    /// As `format_type` prints it, without a length.
    pub kind: String,
}

impl Table {
    /// The name in SQL.
    pub fn sql(&self) -> String {
        format!("{}.{}", quoted_always(&self.schema), quoted_always(&self.name))
    }

    /// The name in messages.
    pub fn shown(&self) -> String {
        format!("{}.{}", quoted(&self.schema), quoted(&self.name))
    }

    /// Whether it has a column.
    pub fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|known| known.name == column)
    }
}
