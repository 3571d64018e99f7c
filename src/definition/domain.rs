//! Domains.

use super::constraint::{self, Place};
use super::entry::{Described, Entry};
use super::separate::Separate;
use super::source::Source;
use crate::catalog::{Constraint, DataType};
use std::fmt::Write as _;

pub(super) fn domain(source: &Source<'_>, domain: &DataType, separate: &Separate) -> Vec<Entry> {
    let name = source.qualified(&domain.schema, &domain.name);
    let Some(definition) = &domain.domain else { return Vec::new() };
    let mut create = format!("CREATE DOMAIN {name} AS {}", definition.r#type);
    create.push_str(&source.collate(definition.collation.as_ref()));
    let not_null = domain.not_null_constraint.as_ref();
    let chosen = format!("{}_not_null", domain.name);
    let not_null_name = not_null.and_then(|constraint| constraint.name.as_ref()).filter(|name| **name != chosen);
    if definition.not_null {
        create.push_str(&not_null_name.map(|name| format!(" CONSTRAINT {}", source.id(name))).unwrap_or_default());
        create.push_str(" NOT NULL");
    }
    if let Some(default) = &definition.default {
        create.push_str(" DEFAULT ");
        create.push_str(default);
    }
    let parts = source.parts(&domain.schema, &domain.name);
    let is_part = |check: &&&Constraint| check.of_domain && !separate.has(&check.identity());
    let checks: Vec<&Constraint> =
        parts.map(|parts| parts.constraints.iter().filter(is_part).copied().collect()).unwrap_or_default();
    for check in &checks {
        let _ = write!(create, "\n\tCONSTRAINT {} {}", source.id(&check.name), check.definition);
    }
    create.push(';');
    let mut entries = vec![Entry::new("DOMAIN", Some(&domain.schema), &domain.name).with(create)];
    let described = Described { kind: "DOMAIN", schema: Some(&domain.schema), name: source.id(&domain.name) };
    entries.extend(described.entries(source, domain.comment.as_deref(), domain.labels.as_ref()));
    if let Some(comment) = not_null.and_then(|constraint| constraint.comment.as_deref()) {
        let kind = format!("CONSTRAINT {} ON DOMAIN", source.id(not_null_name.unwrap_or(&chosen)));
        let described = Described { kind: &kind, schema: Some(&domain.schema), name: source.id(&domain.name) };
        entries.extend(described.entries(source, Some(comment), None));
    }
    entries.extend(checks.iter().flat_map(|check| constraint::comment(source, check, Place::Domain)));
    entries
}
