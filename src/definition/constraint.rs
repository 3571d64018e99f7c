//! Constraints of tables and domains.

use super::entry::{Described, Entry};
use super::parameters::with;
use super::source::Source;

use crate::catalog::{Constraint, ConstraintForm, ReplicaIdentity, Table, TableForm};

/// The object that a constraint is a part of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Table,
    Domain,
}

/// Returns a constraint as statements of its own.
pub(super) fn constraint(source: &Source<'_>, constraint: &Constraint) -> Vec<Entry> {
    if constraint.of_domain {
        let statement = format!(
            "ALTER DOMAIN {}\n    ADD CONSTRAINT {} {};",
            source.qualified(&constraint.schema, &constraint.on),
            source.id(&constraint.name),
            constraint.definition
        );
        let mut entries = vec![entry("CHECK CONSTRAINT", constraint).with(statement)];
        entries.extend(comment(source, constraint, Place::Domain));
        return entries;
    }
    if constraint.local == Some(false) {
        return comment(source, constraint, Place::Table);
    }
    let table = source.parts(&constraint.schema, &constraint.on).and_then(|parts| parts.table);
    let is = |form: TableForm| table.is_some_and(|table| table.form == form);
    let foreign = if is(TableForm::Foreign) { "FOREIGN " } else { "" };
    let (kind, only) = match constraint.form {
        ConstraintForm::Foreign => ("FK CONSTRAINT", if is(TableForm::Partitioned) { "" } else { "ONLY " }),
        ConstraintForm::Check => ("CHECK CONSTRAINT", ""),
        _ => ("CONSTRAINT", "ONLY "),
    };
    let on = source.qualified(&constraint.schema, &constraint.on);
    let name = source.id(&constraint.name);
    let definition = with_options(source, constraint);
    let mut made = entry(kind, constraint)
        .with(format!("ALTER {foreign}TABLE {only}{on}\n    ADD CONSTRAINT {name} {definition};"));
    made.statements.extend(table.map(|table| uses(source, table, &constraint.name)).unwrap_or_default());
    for (number, target) in constraint.statistics.iter().flatten() {
        let index = source.qualified(&constraint.schema, &constraint.name);
        made.statements.push(format!("ALTER INDEX {index} ALTER COLUMN {number} SET STATISTICS {target};"));
    }
    for extension in constraint.depends_on_extensions.iter().flatten() {
        let index = source.qualified(&constraint.schema, &constraint.name);
        made.statements.push(format!("ALTER INDEX {index} DEPENDS ON EXTENSION {};", source.id(extension)));
    }
    let mut entries = vec![made];
    entries.extend(comment(source, constraint, Place::Table));
    entries
}

fn entry(kind: &'static str, constraint: &Constraint) -> Entry {
    Entry::new(kind, Some(&constraint.schema), format!("{} {}", constraint.on, constraint.name))
}

/// Returns the definition with the parameters of its index, which the server's text does not have.
fn with_options(source: &Source<'_>, constraint: &Constraint) -> String {
    if !matches!(constraint.form, ConstraintForm::Primary | ConstraintForm::Unique) {
        return constraint.definition.clone();
    }
    let mut options = with(source, &constraint.identity(), constraint.options.as_ref(), None, " ");
    if let Some(tablespace) = &constraint.tablespace {
        options.push_str(&[" USING INDEX TABLESPACE ", &source.id(tablespace)].concat());
    }
    if options.is_empty() {
        return constraint.definition.clone();
    }
    let ends = [" DEFERRABLE INITIALLY DEFERRED", " DEFERRABLE"];
    let end = ends.iter().find(|end| constraint.definition.ends_with(*end)).copied().unwrap_or_default();
    let begin = constraint.definition.strip_suffix(end).unwrap_or(&constraint.definition);
    [begin, &options, end].concat()
}

/// Returns the statements that cluster a table on an index and that make the index its replica identity.
pub(super) fn uses(source: &Source<'_>, table: &Table, index: &str) -> Vec<String> {
    let (on, name) = (source.qualified(&table.schema, &table.name), source.id(index));
    let mut statements = Vec::new();
    if table.clustered_on.as_deref() == Some(index) {
        statements.push(format!("ALTER TABLE {on} CLUSTER ON {name};"));
    }
    if table.replica_identity == ReplicaIdentity::Index && table.replica_identity_index.as_deref() == Some(index) {
        statements.push(format!("ALTER TABLE ONLY {on} REPLICA IDENTITY USING INDEX {name};"));
    }
    statements
}

/// Returns the comment on a constraint.
pub(super) fn comment(source: &Source<'_>, constraint: &Constraint, place: Place) -> Vec<Entry> {
    let domain = if place == Place::Domain { " DOMAIN" } else { "" };
    let kind = format!("CONSTRAINT {} ON{domain}", source.id(&constraint.name));
    let described = Described { kind: &kind, schema: Some(&constraint.schema), name: source.id(&constraint.on) };
    described.entries(source, constraint.comment.as_deref(), None)
}

/// Returns the comment on the index of a constraint.
pub(super) fn index_comment(source: &Source<'_>, constraint: &Constraint) -> Vec<Entry> {
    let described = Described { kind: "INDEX", schema: Some(&constraint.schema), name: source.id(&constraint.name) };
    described.entries(source, constraint.index_comment.as_deref(), None)
}
