//! Tables, columns, constraints, indexes and routines as statements declare them.

use super::expression::Expression;
use super::types::Type;
use crate::object::{Name, Object, read_name};
use crate::text::Span;

/// `CREATE TABLE`.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a word of the statement")]
pub struct CreateTable {
    pub table: Name,
    pub if_not_exists: bool,
    pub temporary: bool,
    pub foreign: bool,
    /// The columns that are written out.
    pub columns: Vec<Column>,
    /// Constraints of the table.
    pub constraints: Vec<Constraint>,
    pub partition_of: Option<Name>,
    pub inherits: Vec<Name>,
    /// `PARTITION OF … DEFAULT`
    pub is_default: bool,
    /// `PARTITION BY`
    pub is_partitioned: bool,
    /// `AS SELECT`
    pub from_query: bool,
}

/// `CREATE INDEX`.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a word of the statement")]
pub struct CreateIndex {
    /// The name, if one is written.
    pub name: Option<String>,
    pub table: Name,
    pub unique: bool,
    pub concurrently: bool,
    pub if_not_exists: bool,
    /// `ON ONLY`: without the partitions.
    pub only: bool,
    /// Everything after the table name, as written.
    pub rest: String,
}

/// `CREATE FUNCTION`, `CREATE PROCEDURE`.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a word of the statement")]
pub struct CreateRoutine {
    /// The routine.
    pub object: Object,
    pub or_replace: bool,
    pub security_definer: bool,
    /// `SET search_path`
    pub sets_search_path: bool,
    /// `IMMUTABLE` or `STABLE`
    pub is_stable: bool,
    /// `RETURNS trigger`
    pub returns_trigger: bool,
    /// The language, in lower case.
    pub language: String,
}

/// A column as it is declared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Column {
    pub name: String,
    pub type_: Type,
    /// `NOT NULL`, including by `PRIMARY KEY`.
    pub not_null: bool,
    pub default: Option<Expression>,
    /// `GENERATED … AS IDENTITY`
    pub identity: bool,
    /// `GENERATED ALWAYS AS (…)`
    pub generated: Option<Generated>,
    /// Other constraints of the column.
    pub constraints: Vec<Constraint>,
}

/// Storage of a generated column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generated {
    Stored,
    /// `VIRTUAL`, which is the default since `PostgreSQL` 18.
    Virtual,
}

/// A constraint as it is declared.
#[derive(Clone, Debug, PartialEq)]
pub struct Constraint {
    pub span: Span,
    /// The name, if one is written.
    pub name: Option<String>,
    pub kind: ConstraintKind,
    /// The columns, if they are listed.
    pub columns: Vec<String>,
    pub not_valid: bool,
    pub using_index: Option<String>,
}

/// The kind of a constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConstraintKind {
    Check {
        /// The columns that a `CHECK (column IS NOT NULL AND …)` demands.
        not_null: Vec<String>,
        /// The condition as written.
        condition: String,
    },
    /// `FOREIGN KEY`, `REFERENCES`
    ForeignKey {
        /// The referenced table.
        references: Name,
        /// Everything from `REFERENCES` on, as written, without `NOT VALID`.
        clause: String,
    },
    Unique,
    PrimaryKey,
    Exclude,
    /// `NOT NULL` as a constraint of the table (`PostgreSQL` 18)
    NotNull,
}

impl Constraint {
    /// The columns that a `CHECK` demands not to be NULL.
    pub fn not_null_columns(&self) -> &[String] {
        match &self.kind {
            ConstraintKind::Check { not_null, .. } => not_null,
            _ => &[],
        }
    }
}

impl CreateIndex {
    /// The columns that decide which rows the index contains and in which order; none if an expression does.
    pub fn columns(&self) -> Vec<String> {
        let inside = self.rest.split_once('(').map_or("", |(_, inside)| inside);
        let listed = inside.split_once(')').map_or("", |(listed, _)| listed);
        if listed.contains('(') {
            return Vec::new();
        }
        let words = listed.split(',').filter_map(|key| key.split_whitespace().next());
        words.map(read_name).collect()
    }
}
