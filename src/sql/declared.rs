//! Tables, columns, constraints, indexes and routines as statements declare them.

use super::expression::Expression;
use super::types::Type;
use crate::object::{Name, Object};
use crate::text::Span;

/// `CREATE TABLE`.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a word of the statement")]
pub struct CreateTable {
    /// The table.
    pub table: Name,
    /// `IF NOT EXISTS`
    pub if_not_exists: bool,
    /// `TEMPORARY`
    pub temporary: bool,
    /// `FOREIGN`
    pub foreign: bool,
    /// The columns written out.
    pub columns: Vec<Column>,
    /// Constraints of the table.
    pub constraints: Vec<Constraint>,
    /// `PARTITION OF`
    pub partition_of: Option<Name>,
    /// `INHERITS`
    pub inherits: Vec<Name>,
    /// `PARTITION BY`
    pub is_partitioned: bool,
    /// `AS SELECT`
    pub from_query: bool,
}

/// `CREATE INDEX`.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a word of the statement")]
pub struct CreateIndex {
    /// Its name, if it is given one.
    pub name: Option<String>,
    /// The table.
    pub table: Name,
    /// `UNIQUE`
    pub unique: bool,
    /// `CONCURRENTLY`
    pub concurrently: bool,
    /// `IF NOT EXISTS`
    pub if_not_exists: bool,
    /// `ON ONLY`: the partitions are left out.
    pub only: bool,
    /// Everything behind the table's name, as written.
    pub rest: String,
}

/// `CREATE FUNCTION`, `CREATE PROCEDURE`.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a word of the statement")]
pub struct CreateRoutine {
    /// The routine.
    pub object: Object,
    /// `OR REPLACE`
    pub or_replace: bool,
    /// `SECURITY DEFINER`
    pub security_definer: bool,
    /// `SET search_path`
    pub sets_search_path: bool,
    /// `IMMUTABLE` or `STABLE`
    pub is_stable: bool,
    /// True for `RETURNS trigger`.
    pub returns_trigger: bool,
    /// The language, lower case.
    pub language: String,
}

/// A column as it is declared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type.
    pub type_: Type,
    /// `NOT NULL`, also by `PRIMARY KEY`.
    pub not_null: bool,
    /// `DEFAULT`
    pub default: Option<Expression>,
    /// `GENERATED … AS IDENTITY`
    pub identity: bool,
    /// `GENERATED ALWAYS AS (…)`
    pub generated: Option<Generated>,
    /// Constraints of the column besides the above.
    pub constraints: Vec<Constraint>,
}

/// How a generated column is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generated {
    /// `STORED`
    Stored,
    /// `VIRTUAL`, or nothing, which means it since `PostgreSQL` 18.
    Virtual,
}

/// A constraint as it is declared.
#[derive(Clone, Debug, PartialEq)]
pub struct Constraint {
    /// Where it stands.
    pub span: Span,
    /// Its name, if it is given one.
    pub name: Option<String>,
    /// What it asks for.
    pub kind: ConstraintKind,
    /// The columns it is about, where they are listed.
    pub columns: Vec<String>,
    /// `NOT VALID`
    pub not_valid: bool,
    /// `USING INDEX`
    pub using_index: Option<String>,
}

/// What a constraint asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConstraintKind {
    /// `CHECK`
    Check {
        /// The column of a `CHECK (column IS NOT NULL)`.
        not_null: Option<String>,
        /// The condition as written.
        condition: String,
    },
    /// `FOREIGN KEY`, `REFERENCES`
    ForeignKey {
        /// The other table.
        references: Name,
        /// Everything from `REFERENCES` on, as written, without `NOT VALID`.
        clause: String,
    },
    /// `UNIQUE`
    Unique,
    /// `PRIMARY KEY`
    PrimaryKey,
    /// `EXCLUDE`
    Exclude,
    /// `NOT NULL` as a constraint of the table (`PostgreSQL` 18)
    NotNull,
}
