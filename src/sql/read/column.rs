//! Columns and constraints as they are declared.

use super::names::{path_in, plain_in, plain_name};
use super::types;
use crate::sql::declared::{Column, Constraint, ConstraintKind, Generated};
use crate::sql::expression::Expression;
use crate::sql::tree::{At, SyntaxKind as K};

/// A column of `CREATE TABLE` or `ADD COLUMN`.
pub(super) fn column(node: At) -> Column {
    let mut column = Column {
        name: plain_in(node, K::COLUMN_NAME),
        type_: types::of(node).unwrap_or_default(),
        ..Column::default()
    };
    for clause in node.children() {
        match clause.kind() {
            K::NOT_NULL_CONSTRAINT => column.not_null = true,
            K::DEFAULT_CONSTRAINT => column.default = expression_in(clause),
            K::GENERATED_CONSTRAINT if clause.all().any(|found| found.kind() == K::IDENTITY_KW) => {
                column.identity = true;
            }
            K::GENERATED_CONSTRAINT => {
                let is_stored = clause.all().any(|found| found.kind() == K::STORED_KW);
                column.generated = Some(if is_stored { Generated::Stored } else { Generated::Virtual });
            }
            _ => {
                let constraint = constraint(clause);
                column.not_null |= constraint.as_ref().is_some_and(|found| found.kind == ConstraintKind::PrimaryKey);
                column.constraints.extend(constraint);
            }
        }
    }
    column
}

/// The expression that is a direct child of a clause: its last node that is not an option.
pub(super) fn expression_in(clause: At) -> Option<Expression> {
    let is_option = |kind: K| {
        matches!(
            kind,
            K::CONSTRAINT_NAME_CLAUSE
                | K::DEFERRABLE_CONSTRAINT_OPTION
                | K::NOT_DEFERRABLE_CONSTRAINT_OPTION
                | K::INITIALLY_DEFERRED_CONSTRAINT_OPTION
                | K::INITIALLY_IMMEDIATE_CONSTRAINT_OPTION
        )
    };
    let found = clause.children().find(|child| !child.is_token() && !is_option(child.kind()));
    found.map(Expression::read)
}

/// A constraint of a table or a column; `None` for another clause.
pub(super) fn constraint(node: At) -> Option<Constraint> {
    let kind = match node.kind() {
        K::CHECK_CONSTRAINT => ConstraintKind::Check { not_null: not_null_check(node), condition: condition(node) },
        K::FOREIGN_KEY_CONSTRAINT | K::REFERENCES_CONSTRAINT => {
            ConstraintKind::ForeignKey { references: path_in(node, K::TABLE_NAME_REF), clause: references_clause(node) }
        }
        K::UNIQUE_CONSTRAINT => ConstraintKind::Unique,
        K::PRIMARY_KEY_CONSTRAINT => ConstraintKind::PrimaryKey,
        K::EXCLUDE_CONSTRAINT => ConstraintKind::Exclude,
        K::NOT_NULL_CONSTRAINT => ConstraintKind::NotNull,
        _ => return None,
    };
    let name = node.child(K::CONSTRAINT_NAME_CLAUSE).and_then(|clause| clause.child(K::CONSTRAINT_NAME));
    Some(Constraint {
        span: node.span(),
        name: name.map(plain_name),
        columns: columns(node),
        not_valid: node.has(K::NOT_VALID),
        using_index: node.find(K::USING_INDEX_NAME).map(|using| super::names::path_name(using).name),
        kind,
    })
}

/// The columns of a key or `NOT NULL`, without those of the referenced table.
fn columns(node: At) -> Vec<String> {
    let list = node.children().find(|child| {
        matches!(child.kind(), K::FOREIGN_KEY_COLUMN_LIST | K::INDEX_PARAMETERS | K::CONSTRAINT_COLUMN_REF_LIST)
    });
    let is_own = node.kind() != K::REFERENCES_CONSTRAINT;
    let direct = node.every(K::COLUMN_NAME_REF).filter(|_| is_own);
    let listed = list.into_iter().flat_map(At::all).filter(|found| found.kind() == K::COLUMN_NAME_REF);
    direct.chain(listed).map(plain_name).collect()
}

/// The columns of `CHECK (column IS NOT NULL)`, which allows SET NOT NULL without a scan, also beside other conditions.
fn not_null_check(node: At) -> Vec<String> {
    let inside = condition(node);
    // A part in parentheses is not read.
    let parts = inside.split([' ', '\n', '\t', '\r']).fold(vec![String::new()], |mut parts, word| {
        if word.eq_ignore_ascii_case("and") {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut().filter(|_| !word.is_empty()) {
            part.push_str(if part.is_empty() { "" } else { " " });
            part.push_str(word);
        }
        parts
    });
    let words = inside.to_ascii_lowercase();
    if words.split_whitespace().any(|word| matches!(word, "or" | "between" | "case")) {
        return Vec::new();
    }
    parts.iter().filter_map(|part| not_null_column(part)).collect()
}

fn not_null_column(part: &str) -> Option<String> {
    let part = part.strip_prefix('(').and_then(|part| part.strip_suffix(')')).unwrap_or(part).trim();
    let lower = part.to_ascii_lowercase();
    let column = lower.strip_suffix("is not null")?;
    let written = part[..column.len()].trim();
    let is_name = written.starts_with('"') || written.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    is_name.then(|| crate::object::read_name(written))
}

fn condition(node: At) -> String {
    let open = node.text().find('(').map_or(0, |at| at + 1);
    let close = node.text().rfind(')').unwrap_or(node.text().len());
    node.text().get(open..close).unwrap_or_default().trim().to_owned()
}

fn references_clause(node: At) -> String {
    let start = node.child(K::REFERENCES_KW);
    let parts = node.children().skip_while(|child| Some(child.kind()) != start.map(At::kind));
    let parts: Vec<At> = parts.filter(|child| child.kind() != K::NOT_VALID).collect();
    match (parts.first(), parts.last()) {
        (Some(first), Some(last)) => node.slice(*first, *last).to_owned(),
        _ => String::new(),
    }
}
