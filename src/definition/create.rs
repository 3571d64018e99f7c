//! The statements of one object.

use super::entry::Entry;
use super::separate::Separate;
use super::source::Source;
use super::{
    aggregate, collation, column, constraint, data_type, domain, extension, foreign_data, index, operator, policy,
    publication, routine, sequence, statistics, table, text_search, trigger, view,
};
use crate::catalog::{Column, Object, RoutineForm, Table, TypeForm};

/// Returns the statements that create an object, and the comments on it and on its parts. A table has its columns,
/// defaults and valid checks in it; keys, indexes, policies and triggers are objects of their own.
pub fn create(object: &Object, source: &Source<'_>) -> Vec<String> {
    let separate = Separate::of(source);
    let entries = match object {
        Object::Column(column) => return add_column(source, column, &separate),
        Object::Table(table) => {
            let mut entries = self::entries(source, object, &separate);
            entries.extend(table::attach(source, table));
            entries.extend(table.row_security.then(|| table::row_security(source, table)));
            for placed in column::placed(source, table) {
                if let Some(identity) = &placed.column.identity {
                    entries.extend(sequence::identity(source, placed.column, identity));
                }
            }
            entries
        }
        Object::Index(index) => {
            let attach = index.attached_to.as_ref();
            let mut entries = self::entries(source, object, &separate);
            entries.extend(attach.map(|of| index::attach(source, &index.schema, &index.name, of)));
            entries
        }
        Object::Constraint(constraint) => {
            let mut entries = self::entries(source, object, &separate);
            entries.extend(constraint::index_comment(source, constraint));
            let attach = constraint.attached_to.as_ref();
            entries.extend(attach.map(|of| index::attach(source, &constraint.schema, &constraint.name, of)));
            entries
        }
        Object::Publication(publication) => {
            let mut entries = self::entries(source, object, &separate);
            let tables = publication.tables.iter().flatten();
            entries.extend(tables.map(|table| publication::table(source, publication, table)));
            let schemas = publication.schemas.iter().flatten();
            entries.extend(schemas.map(|schema| publication::schema(source, publication, schema)));
            entries
        }
        _ => self::entries(source, object, &separate),
    };
    entries.into_iter().flat_map(|entry| entry.statements).collect()
}

/// Returns the entries of an object, without what is ordered on its own.
pub(super) fn entries(source: &Source<'_>, object: &Object, separate: &Separate) -> Vec<Entry> {
    match object {
        Object::Schema(schema) => extension::schema(source, schema),
        Object::Extension(extension) => extension::extension(source, extension),
        Object::Table(table) => table::table(source, table, separate),
        Object::Constraint(constraint) => constraint::constraint(source, constraint),
        Object::Index(index) => index::index(source, index),
        Object::View(view) => view::view(source, view, separate),
        Object::Sequence(sequence) => sequence::sequence(source, sequence),
        Object::Routine(routine) => match (&routine.aggregate, routine.form) {
            (Some(aggregate), RoutineForm::Aggregate) => aggregate::aggregate(source, routine, aggregate),
            _ => routine::routine(source, routine),
        },
        Object::Trigger(trigger) => trigger::trigger(source, trigger),
        Object::Rule(rule) => trigger::rule(source, rule),
        Object::EventTrigger(trigger) => trigger::event_trigger(source, trigger),
        Object::Policy(policy) => policy::policy(source, policy),
        Object::DataType(of) if of.form == TypeForm::Domain => domain::domain(source, of, separate),
        Object::DataType(of) => data_type::data_type(source, of),
        Object::Collation(collation) => collation::collation(source, collation),
        Object::Conversion(conversion) => collation::conversion(source, conversion),
        Object::Cast(cast) => collation::cast(source, cast),
        Object::Transform(transform) => collation::transform(source, transform),
        Object::Operator(operator) => operator::operator(source, operator),
        Object::OperatorClass(class) => operator::class(source, class),
        Object::OperatorFamily(family) => operator::family(source, family),
        Object::Language(language) => extension::language(source, language),
        Object::AccessMethod(method) => extension::access_method(source, method),
        Object::TextSearch(object) => text_search::text_search(source, object),
        Object::Statistics(statistics) => statistics::statistics(source, statistics),
        Object::Publication(publication) => publication::publication(source, publication),
        Object::Subscription(subscription) => publication::subscription(source, subscription),
        Object::ForeignData(data) => foreign_data::foreign_data(source, data),
        // A dump has the settings of a database only with `--create`.
        Object::Column(_) | Object::DefaultPrivileges(_) | Object::Altered(_) | Object::Database(_) => Vec::new(),
    }
}

/// Returns the statements that add a column to a table that exists.
fn add_column(source: &Source<'_>, column: &Column, separate: &Separate) -> Vec<String> {
    let parts = source.parts(&column.schema, &column.table);
    let Some(table) = parts.and_then(|parts| parts.table) else { return comments(source, column) };
    let placed = column::placed(source, table);
    let Some(placed) = placed.iter().find(|placed| placed.column.name == column.name) else { return Vec::new() };
    let mut statements = Vec::new();
    let untyped = Table { of_type: None, ..table.clone() };
    // An inherited column is added to the parent.
    let is_own = column.local && table.partition.is_none();
    if let Some(definition) = placed.definition(source, &untyped, separate).filter(|_| is_own) {
        let foreign = if table.server.is_some() { "FOREIGN " } else { "" };
        let name = source.qualified(&table.schema, &table.name);
        statements.push(format!("ALTER {foreign}TABLE {name} ADD COLUMN {definition};"));
    }
    statements.extend(placed.alterations(source, table));
    if let Some(identity) = &column.identity {
        let sequence = sequence::identity(source, column, identity);
        statements.extend(sequence.into_iter().flat_map(|entry| entry.statements));
    }
    statements.extend(comments(source, column));
    statements
}

fn comments(source: &Source<'_>, column: &Column) -> Vec<String> {
    column::comments(source, column).into_iter().flat_map(|entry| entry.statements).collect()
}
